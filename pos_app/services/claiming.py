"""Points of a sale made without the card: the receipt is scanned, once, within some days.

The till refuses what it can know; whose sale it was, at another till, and what it earns is for the server to find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.domain.sale import Sale
from pos_app.services.own_card import check_not_own_card
from pos_app.services.ports import Ports
from pos_app.services.till_store import UnitOfWork

if TYPE_CHECKING:
    from pos_app.domain.visit import LateClaim

DAY_MS = 86_400_000
MOST_ID_LETTERS = 64


def claim_days(ports: Ports) -> int:
    """For how many days a receipt may be claimed here: the longest that a programme in force allows."""
    return max((each.adjustments.claim_days for each in ports.programmes.in_force()), default=0)


def look_at(ports: Ports, sale_id: str) -> Sale | None:
    """The sale of that receipt where this till made it, else ``None``: then only the server knows it.

    Raises :class:`~pos_app.domain.errors.Refused` as :func:`claim` does. Run on the store thread.
    """
    with ports.store.unit_of_work() as work:
        return _checked(ports, work, sale_id)


def claim(ports: Ports, cashier_id: str, member: Member, sale_id: str) -> LateClaim:
    """Write that ``member`` asks for that sale's points; durable when it returns. They come when the server has looked.

    Raises :class:`~pos_app.domain.errors.Refused`: ``UNKNOWN_CODE`` for what is no receipt of this kind,
    ``RECEIPT_HAD_MEMBER``, ``RECEIPT_CLAIMED`` (at this till), ``RECEIPT_TOO_OLD`` with the ``days``, and ``OWN_CARD``
    for the cashier's own. Run on the store thread.
    """
    from pos_app.domain.visit import LateClaim

    check_not_own_card(ports, cashier_id, member)
    made = LateClaim(
        ports.ids.new_id(),
        ports.counter.seller(cashier_id),
        member.view.member_id,
        sale_id,
        ports.clock.now_ms(),
    )
    with ports.store.unit_of_work() as work:
        _checked(ports, work, sale_id)
        work.add_late_claim(made)
        work.commit()
    return made


def _checked(ports: Ports, work: UnitOfWork, sale_id: str) -> Sale | None:
    if not sale_id or len(sale_id) > MOST_ID_LETTERS:
        raise Refused(Refusal.UNKNOWN_CODE, code=sale_id[:MOST_ID_LETTERS])
    days = claim_days(ports)
    if not days:
        raise Refused(Refusal.RECEIPT_TOO_OLD, days=0)
    if work.is_claimed(sale_id):
        raise Refused(Refusal.RECEIPT_CLAIMED)
    sale = work.sale(sale_id)
    if sale is None:
        return None
    if sale.member is not None:
        raise Refused(Refusal.RECEIPT_HAD_MEMBER)
    if ports.clock.now_ms() - sale.context.at_ms > days * DAY_MS:
        raise Refused(Refusal.RECEIPT_TOO_OLD, days=days)
    return sale
