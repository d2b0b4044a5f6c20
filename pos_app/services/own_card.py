"""A cashier's own card collects nothing on sales that they ring up themselves: whose sale would it be?"""

from __future__ import annotations

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.services.ports import Ports


def check_not_own_card(ports: Ports, cashier_id: str, member: Member | None) -> None:
    """Raise :class:`~pos_app.domain.errors.Refused` ``OWN_CARD`` where the member on the sale is the one who rings it
    up. Who is which member is said in the company's list of cashiers.
    """
    if member is None:
        return
    for cashier in ports.staff.cashiers():
        if cashier.cashier_id == cashier_id and cashier.member_id == member.view.member_id:
            raise Refused(Refusal.OWN_CARD)
