"""Points held for a redemption until a sale posts them, a till lets them go, or 15 minutes have passed (HOLD).

The redemption id is the idempotency key, for ever: the same request again gets the same answer, the same id with
other content is refused (SAME-ID-OTHER-BYTES). The server's clock alone decides when a hold has run out.

A hold's states::

    held ──► settled     a sale used it
      │ └──► voided      the till let it go (also before the request arrived: then the late request finds it voided)
      └────► ran out     not a stored state: ``expires_ms`` has passed
    suspense             a sale redeemed without a hold; the id is used up
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from pos_app.domain.gift_card import card_of_holder
from pos_app.domain.loyalty.settings import Spender
from sync.protocol.v1.messages import HoldReply, HoldRequest
from sync.protocol.v1.problems import Code
from sync.server.book.holders import holder_in_turn, holder_of, owner_of
from sync.server.book.ledger import Purse, balance_of, spendable_on
from sync.server.calendar.company_days import company_day
from sync.server.holding.lease_epochs import why_waiting
from sync.server.holding.leases import free_at_latest, leased_points, recall
from sync.server.problems import Declined
from sync.server.programmes import in_force
from sync.server.schema import tables
from sync.server.slate.at_once import AtOnce
from sync.server.turns import take_turns
from sync.server.whose import a_redemption, becomes, whose

TERM_MS = 15 * 60 * 1000
MOST_POINTS = 10**9


class HoldState(StrEnum):
    """What became of a redemption id."""

    HELD = "held"
    SETTLED = "settled"
    VOIDED = "voided"
    SUSPENSE = "suspense"


@dataclass(frozen=True, slots=True)
class Hold:
    """One redemption id as stored. ``member_id`` is empty when it was voided before it was ever asked for."""

    redemption_id: str
    member_id: str
    account: str
    points: int
    till_id: str
    state: HoldState
    expires_ms: int

    def purse(self, company_id: str) -> Purse:
        """What it holds the points of."""
        return Purse(company_id, self.member_id, self.account)

    def is_active(self, now_ms: int) -> bool:
        """Whether it keeps points from others now."""
        return self.state is HoldState.HELD and self.expires_ms > now_ms


def free_points(connection: Connection, purse: Purse, now_ms: int, *, leased: int | None = None) -> int:
    """What a new hold may take: what lots that live on the company's day hold, less active holds, less outstanding
    leases (``leased`` where it is known already, or 0 to ask what would be free without any) and less debt.
    """
    today = company_day(connection, purse.company_id, now_ms).isoformat()
    lent = leased_points(connection, purse) if leased is None else leased
    kept = held_points(connection, purse, now_ms) + lent + balance_of(connection, purse).debt
    return max(spendable_on(connection, purse, today) - kept, 0)


def unheld_points(connection: Connection, purse: Purse, now_ms: int, *, but: str = "") -> int:
    """What the sale behind hold ``but`` may take from the lots: all that no *other* hold and no lease keeps. Debt does
    not count here: it may have come after the points were held.
    """
    kept = held_points(connection, purse, now_ms, but=but) + leased_points(connection, purse)
    return max(balance_of(connection, purse).points - kept, 0)


def held_points(connection: Connection, purse: Purse, now_ms: int, *, but: str = "") -> int:
    """What active holds, other than ``but``, keep from everybody else."""
    held = connection.execute(
        select(func.coalesce(func.sum(tables.hold.c.points), 0)).where(
            tables.hold.c.company_id == purse.company_id,
            tables.hold.c.member_id == purse.member_id,
            tables.hold.c.state == HoldState.HELD,
            tables.hold.c.account == purse.account,
            tables.hold.c.expires_ms > now_ms,
            tables.hold.c.redemption_id != but,
        )
    ).scalar_one()
    return int(held)


def find_hold(connection: Connection, company_id: str, redemption_id: str) -> Hold | None:
    """The hold under that redemption id."""
    holder = whose(connection, company_id, a_redemption(redemption_id))
    if holder is None:
        return None
    hold = tables.hold
    row = connection.execute(
        select(
            hold.c.redemption_id,
            hold.c.member_id,
            hold.c.account,
            hold.c.points,
            hold.c.till_id,
            hold.c.state,
            hold.c.expires_ms,
        ).where(
            hold.c.company_id == company_id,
            hold.c.member_id == holder,
            hold.c.redemption_id == redemption_id,
        )
    ).one()
    return Hold(row[0], row[1], row[2], row[3], row[4], HoldState(row[5]), row[6])


def ask_hold(
    connection: Connection, company_id: str, till_id: str, asked: HoldRequest, now_ms: int
) -> HoldReply:
    """Hold points for a redemption, or say why not. Raises :class:`Declined` 422 for an impossible request."""
    _check(asked)
    holder = holder_in_turn(AtOnce(connection, company_id), asked.member_id)
    refusal = _member_refusal(connection, company_id, asked.member_id, asked.account)
    asked = msgspec.structs.replace(asked, member_id=holder)
    purse = Purse(company_id, asked.member_id, asked.account)
    known = find_hold(connection, company_id, asked.redemption_id)
    if known is not None:
        return _again(connection, purse, known, asked, till_id, now_ms)
    leased = leased_points(connection, purse)
    free = free_points(connection, purse, now_ms, leased=leased)
    refusal = refusal or why_waiting(connection, company_id)
    if refusal:
        return HoldReply(outcome="refused", balance=0, as_of_ms=now_ms, detail=refusal)
    if asked.points > free:
        recalled = bool(leased) and asked.points <= free_points(connection, purse, now_ms, leased=0)
        recalled = recalled and recall(connection, company_id, purse.member_id, now_ms, but=till_id)
        return HoldReply(
            outcome="too-few-points",
            balance=free,
            as_of_ms=now_ms,
            expires_ms=free_at_latest(connection, company_id, purse.member_id) if leased else 0,
            leased=leased,
            recalled=recalled,
        )
    expires_ms = now_ms + TERM_MS
    _insert(connection, company_id, till_id, asked, HoldState.HELD, now_ms, expires_ms)
    return HoldReply(outcome="held", balance=free - asked.points, as_of_ms=now_ms, expires_ms=expires_ms)


def void_hold(
    connection: Connection, company_id: str, till_id: str, redemption_id: str, now_ms: int
) -> HoldReply:
    """Let held points go. An id never heard of is voided in advance: its request may still be on its way."""
    _check_redemption_id(redemption_id)
    known = find_hold(connection, company_id, redemption_id)
    if known is not None:
        take_turns(connection, company_id, [known.member_id])
        known = find_hold(connection, company_id, redemption_id)  # a sale may have settled it just now
    if known is None:
        nothing = HoldRequest(redemption_id=redemption_id, member_id="", account="", points=0)
        _insert(connection, company_id, till_id, nothing, HoldState.VOIDED, now_ms, now_ms)
        return HoldReply(outcome="voided", balance=0, as_of_ms=now_ms)
    purse = known.purse(company_id)
    if known.till_id != till_id:
        return _refused(connection, purse, now_ms, "another till holds these points")
    if known.state in {HoldState.SETTLED, HoldState.SUSPENSE}:
        return _refused(connection, purse, now_ms, "a sale has used these points")
    if known.state is HoldState.HELD:
        set_state(connection, purse, redemption_id, HoldState.VOIDED)
    return HoldReply(outcome="voided", balance=free_points(connection, purse, now_ms), as_of_ms=now_ms)


def set_state(connection: Connection, purse: Purse, redemption_id: str, state: HoldState) -> None:
    """Note what became of a hold of a purse."""
    connection.execute(
        update(tables.hold)
        .where(
            tables.hold.c.company_id == purse.company_id,
            tables.hold.c.member_id == purse.member_id,
            tables.hold.c.redemption_id == redemption_id,
        )
        .values(state=state)
    )


def use_without_hold(
    connection: Connection,
    purse: Purse,
    till_id: str,
    redemption_id: str,
    points: int,
    now_ms: int,
    *,
    state: HoldState = HoldState.SUSPENSE,
) -> None:
    """Use a redemption id up that a sale brought without any hold: nobody had it, or a lease or the floor stood for
    it.
    """
    asked = HoldRequest(
        redemption_id=redemption_id, member_id=purse.member_id, account=purse.account, points=points
    )
    _insert(connection, purse.company_id, till_id, asked, state, now_ms, now_ms)


def _again(
    connection: Connection, purse: Purse, known: Hold, asked: HoldRequest, till_id: str, now_ms: int
) -> HoldReply:
    before_it_was_asked = known.state is HoldState.VOIDED and not known.member_id
    same = (known.member_id, known.account, known.points, known.till_id) == (
        asked.member_id,
        asked.account,
        asked.points,
        till_id,
    )
    if not same and not (before_it_was_asked and known.till_id == till_id):
        raise Declined(
            422,
            Code.SAME_ID_OTHER_BYTES,
            "this redemption id was used before for something else; make a new one",
        )
    if known.is_active(now_ms):
        free = free_points(connection, purse, now_ms)
        return HoldReply(outcome="held", balance=free, as_of_ms=now_ms, expires_ms=known.expires_ms)
    words = {
        HoldState.HELD: "the hold has run out; start the redemption anew",
        HoldState.VOIDED: "the till let these points go; start the redemption anew",
        HoldState.SETTLED: "a sale has used these points",
        HoldState.SUSPENSE: "a sale has used these points",
    }
    return _refused(connection, purse, now_ms, words[known.state])


def _refused(connection: Connection, purse: Purse, now_ms: int, detail: str) -> HoldReply:
    free = free_points(connection, purse, now_ms)
    return HoldReply(outcome="refused", balance=free, as_of_ms=now_ms, detail=detail)


def _member_refusal(connection: Connection, company_id: str, member_id: str, account: str) -> str:
    if card_of_holder(member_id):
        return ""  # whether a gift card may pay was looked at by whoever holds its money
    row = connection.execute(
        select(tables.member.c.blocked, tables.member.c.erased_ms).where(
            tables.member.c.company_id == company_id, tables.member.c.member_id == member_id
        )
    ).one_or_none()
    if row is None or row.erased_ms:
        return "this member is not known here"
    if row.blocked:
        return "this member is blocked"
    holder = holder_of(connection, company_id, member_id)
    if holder == member_id or owner_of(connection, company_id, holder) == member_id:
        return ""
    for programme in in_force(connection, company_id):
        if programme.account == account and programme.household.spends is Spender.OWNER:
            return "only the household's owner may use its points"
    return ""


def _check(asked: HoldRequest) -> None:
    _check_redemption_id(asked.redemption_id)
    if not 0 < asked.points <= MOST_POINTS:
        raise Declined(422, Code.MALFORMED, f"points must be from 1 to {MOST_POINTS}")
    if not 0 < len(asked.member_id) <= 64 or not 0 < len(asked.account) <= 64:
        raise Declined(422, Code.MALFORMED, "a member id and an account of 1 to 64 characters are needed")


def _check_redemption_id(redemption_id: str) -> None:
    if not 0 < len(redemption_id) <= 64:
        raise Declined(422, Code.MALFORMED, "a redemption id of 1 to 64 characters is needed")


def _insert(
    connection: Connection,
    company_id: str,
    till_id: str,
    asked: HoldRequest,
    state: HoldState,
    now_ms: int,
    expires_ms: int,
) -> None:
    becomes(connection, company_id, a_redemption(asked.redemption_id), asked.member_id)
    connection.execute(
        insert(tables.hold),
        {
            "company_id": company_id,
            "redemption_id": asked.redemption_id,
            "member_id": asked.member_id,
            "account": asked.account,
            "points": asked.points,
            "till_id": till_id,
            "state": state,
            "asked_ms": now_ms,
            "expires_ms": expires_ms,
        },
    )
