"""What may be said of a member's points: never a bare number, always with its time and what is pending."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.members import Member
from pos_app.services.ports import Ports


@dataclass(frozen=True, slots=True)
class Standing:
    """``points`` as the server said at ``as_of_ms``; ``pending`` is earned less used here since, not yet there."""

    points: int
    as_of_ms: int
    pending: int

    @property
    def spendable(self) -> int:
        """What the till may offer to hold: points earned offline are not the member's to spend yet."""
        return max(self.points + min(self.pending, 0), 0)


def standing(ports: Ports, member: Member) -> Standing:
    """The member's points with their time (STALE-LABEL), in the account of the shop's first programme. Run on the
    store thread.
    """
    in_force = ports.programmes.in_force()
    account = in_force[0].account if in_force else None
    with ports.store.unit_of_work() as work:
        pending = work.pending_points(member.view.member_id, account)
    return Standing(member.view.points, member.view.as_of_ms, pending)
