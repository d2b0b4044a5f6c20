"""Using points: held at the server first (HOLD), a tender only when the server said yes."""

from __future__ import annotations

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.redemption import value_of
from pos_app.domain.members import Member
from pos_app.domain.tender import Tender
from pos_app.domain.tender import points as points_tender
from pos_app.services.ports import HoldOutcome, Ports
from pos_app.services.quoting import redeemable_programme


def redeem(ports: Ports, member: Member | None, points: int, to_pay_minor: int, spendable: int) -> Tender:
    """Hold ``points`` at the server and return the tender they make.

    ``spendable`` is what the till believes the member has; the server's answer decides. Takes up to 2 s: run it
    off the interface and store threads. Raises :class:`Refused`: ``NO_MEMBER``, ``NO_PROGRAMME``,
    ``POINTS_...`` for a bad number, ``POINTS_OFFLINE`` when the server did not answer, ``POINTS_TOO_MANY`` with the
    server's balance, ``POINTS_NOT_HELD`` when it refused.
    """
    if member is None:
        raise Refused(Refusal.NO_MEMBER)
    programme = redeemable_programme(ports)
    if programme is None:
        raise Refused(Refusal.NO_PROGRAMME)
    worth_minor = value_of(programme, points, spendable, to_pay_minor)
    redemption_id = ports.ids.new_id()
    answer = ports.holds.hold(redemption_id, member.view.member_id, programme.account, points)
    match answer.outcome:
        case HoldOutcome.HELD:
            return points_tender(worth_minor, points, redemption_id)
        case HoldOutcome.NO_ANSWER:
            # The server may have held them after all: let go as soon as it can be told, or when the hold runs out.
            ports.holds.void(redemption_id)
            raise Refused(Refusal.POINTS_OFFLINE)
        case HoldOutcome.TOO_FEW_POINTS:
            raise Refused(Refusal.POINTS_TOO_MANY, most=answer.balance)
        case HoldOutcome.REFUSED:
            raise Refused(Refusal.POINTS_NOT_HELD, detail=answer.detail)


def release(ports: Ports, tender: Tender) -> None:
    """Let held points go when the customer changed their mind. Run it where :func:`redeem` runs."""
    if tender.redemption_id:
        ports.holds.void(tender.redemption_id)
