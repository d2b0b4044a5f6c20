"""Whether a deposit slip was taken here before (SLIP-ONCE): asked when it is scanned and again before money moves, for
two baskets may have had the same slip while one of them was parked.
"""

from __future__ import annotations

from pos_app.domain.basket import Basket, DepositSlip
from pos_app.domain.deposit_slip import SINGLE_USE_MS
from pos_app.domain.errors import Refusal, Refused
from pos_app.services.ports import Ports


def check_not_taken(ports: Ports, slip: DepositSlip) -> None:
    """Raise :class:`Refused` ``DEPOSIT_SLIP_USED`` (``receipt``) where a sale of this till took it."""
    if ports.slips is None:
        return
    receipt = ports.slips.taken(slip.number, ports.clock.now_ms() - SINGLE_USE_MS)
    if receipt is not None:
        raise Refused(Refusal.DEPOSIT_SLIP_USED, number=slip.number, receipt=receipt)


def check_slips(ports: Ports, basket: Basket) -> None:
    """The same for every slip of a basket that is to be paid now."""
    for slip in basket.slips:
        check_not_taken(ports, slip)
