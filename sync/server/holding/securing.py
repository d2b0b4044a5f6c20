"""What a sale would use up, kept for one till until the sale comes (CLASSES): a coupon, a code, a free stamp item, a
once-only offer, a purchase limit, a trial, an invitation, points that move.

A till says all that a member's sale wants; the books answer for each thing, counting what other tills have secured.
Granted things are this till's for 15 minutes by the server's clock. They end with the sale, when the till asks again
without them or lets them go, or by themselves. Nothing here stops a sale: one that comes without is stored, and what
was used twice becomes a flag (FACTS-NEVER-REJECTED).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from pos_app.domain.loyalty.decision import Consumption, MembershipStep
from pos_app.domain.loyalty.programme import Programme
from sync.protocol.v1.messages import HoldRequest, NotSecured, Secure, Secured, Want
from sync.protocol.v1.problems import Code
from sync.server.book.counted_for import counts_for_household
from sync.server.book.coupons import find_coupon
from sync.server.book.holders import holder_in_turn, holder_of, sharing_with
from sync.server.book.usages import used_before
from sync.server.calendar.company_days import company_day
from sync.server.holding.holds import HoldState, ask_hold, find_hold, set_state
from sync.server.holding.lease_epochs import is_waiting
from sync.server.holding.leases import open_leases, recall
from sync.server.problems import Declined
from sync.server.programmes import in_force
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.schema.member_tables import secured
from sync.server.slate.at_once import AtOnce
from sync.server.turns import take_turns
from sync.server.whose import a_code, a_secured, passes_to, whose

TERM_MS = 15 * 60 * 1000
MOST_WANTS = 200
MOST_KEY_LETTERS = 256
MOST_AMOUNT = 10**9
_ANYBODYS = ("coupon:", "code:")
"""Things that are not one member's: others may ask for the very same."""
LEASED_ELSEWHERE = "leased-elsewhere"
RESTORED = "restored"
LENT = frozenset({"coupon", "once", "trial", "event", "limit", "stamp"})
"""What the keeper of a member's lease alone decides. A code on a pack is nobody's before it is claimed, and points have
counters of their own.
"""


def secure(connection: Connection, company_id: str, till_id: str, asked: Secure, now_ms: int) -> Secured:
    """Answer for all that a member's sale wants. Raises :class:`Declined` 422 for an impossible request."""
    _check(asked)
    things = [f"thing:{want.key}" for want in asked.wants if want.key.startswith(_ANYBODYS)]
    take_turns(connection, company_id, [asked.member_id, *things])
    holder_in_turn(AtOnce(connection, company_id), asked.member_id)
    let_go(connection, company_id, till_id, asked.member_id)
    connection.execute(
        delete(secured).where(
            secured.c.company_id == company_id,
            secured.c.member_id == asked.member_id,
            secured.c.expires_ms <= now_ms,
        )
    )
    asking = _Asking(connection, company_id, till_id, asked.member_id, now_ms)
    granted: list[str] = []
    refused: list[NotSecured] = []
    for want in asked.wants:
        why = asking.refusal or asking.take(want)
        if why:
            refused.append(NotSecured(want.key, why))
        else:
            granted.append(want.key)
    return Secured(
        granted=tuple(granted), refused=tuple(refused), as_of_ms=now_ms, expires_ms=now_ms + TERM_MS
    )


def let_go(connection: Connection, company_id: str, till_id: str, member_id: str) -> None:
    """Free everything that this till secured for a member."""
    _end(connection, _of_till(company_id, till_id, member_id), company_id, HoldState.VOIDED)


def settle_secured(
    connection: Connection,
    company_id: str,
    till_id: str,
    member_id: str,
    consumes: Iterable[Consumption],
) -> frozenset[str]:
    """The sale has come: what it used up is no longer held for it. Call it before its points are posted, which are
    then free to move. Returns the keys that were secured, however late the sale came.
    """
    keys = [each.key for each in consumes]
    if not keys:
        return frozenset()
    where = (*_of_till(company_id, till_id, member_id), secured.c.thing.in_(keys))
    return _end(connection, where, company_id, HoldState.SETTLED)


@dataclass
class _Asking:
    """One request: who asks for whom, and what the books say."""

    connection: Connection
    company_id: str
    till_id: str
    member_id: str
    now_ms: int

    @cached_property
    def refusal(self) -> str:
        """Why nothing is granted to this member; empty for one in good standing, if no till is awaited (EPOCH)."""
        member = tables.member
        row = self.connection.execute(
            select(member.c.blocked, member.c.erased_ms).where(
                member.c.company_id == self.company_id, member.c.member_id == self.member_id
            )
        ).one_or_none()
        if row is None or row.erased_ms:
            return "member-unknown"
        if row.blocked:
            return "member-blocked"
        return RESTORED if is_waiting(self.connection, self.company_id) else ""

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        """Those in force, by id."""
        return {each.programme_id: each for each in in_force(self.connection, self.company_id)}

    @cached_property
    def today(self) -> date:
        """The company's day."""
        return company_day(self.connection, self.company_id, self.now_ms)

    @cached_property
    def is_leased_elsewhere(self) -> bool:
        """Whether another till decides what this member uses up. It is asked to give that back (LEASE)."""
        holder = holder_of(self.connection, self.company_id, self.member_id)
        leases = open_leases(self.connection, self.company_id, holder)
        if not any(each.things and each.keeper_id != self.till_id for each in leases):
            return False
        recall(self.connection, self.company_id, holder, self.now_ms, but=self.till_id)
        return True

    def take(self, want: Want) -> str:
        """Secure one thing; why not, or empty when it is this till's now."""
        kind, _, name = want.key.partition(":")
        hold_id = ""
        if kind == "coupon" and self._is_open(name):
            return ""  # anybody may use it, as often as they like: there is nothing to keep
        if kind in LENT and self.is_leased_elsewhere:
            return LEASED_ELSEWHERE
        match kind:
            case "coupon":
                why = self._coupon(name)
            case "code":
                why = self._code(want, name)
            case "once":
                why = self._limited(want, 1)
            case "trial":
                why = self._trial(want) or self._limited(want, 1)
            case "event":
                why = self._event(want) or self._limited(want, 1)
            case "limit":
                why = self._pieces(want)
            case "stamp":
                why = self._stamps(want)
            case "points":
                why, hold_id = self._points(want)
            case _:
                why = "unknown"
        if not why:
            self._write(want, hold_id)
        return why

    def _write(self, want: Want, hold_id: str) -> None:
        if want.key.startswith("code:"):
            passes_to(self.connection, self.company_id, a_secured(want.key), self.member_id)
        self.connection.execute(
            insert(secured),
            {
                "company_id": self.company_id,
                "member_id": self.member_id,
                "thing": want.key,
                "till_id": self.till_id,
                "amount": want.amount,
                "period": want.period,
                "period_start": want.period_start,
                "expires_ms": self.now_ms + TERM_MS,
                "hold_id": hold_id,
            },
        )

    # --- what the books say of each kind

    def _is_open(self, number: str) -> bool:
        return any(coupon.open_code == number for each in self.programmes.values() for coupon in each.coupons)

    def _coupon(self, number: str) -> str:
        row = find_coupon(self.connection, self.company_id, number)
        if row is None or row.taken_back_ms:
            return "unknown"
        if row.member_id != self.member_id:
            return "of-another"
        if row.used_by:
            return "used"
        today = self.today.isoformat()
        if row.to_day and row.to_day < today:
            return "expired"
        if row.from_day > today:
            return "not-yet"
        return "held-elsewhere" if self._kept_for_others(f"coupon:{number}") else ""

    def _code(self, want: Want, code: str) -> str:
        programme = self.programmes.get(want.programme_id)
        rule = (
            next((each for each in programme.codes if each.rule_id == want.rule), None) if programme else None
        )
        if rule is None or not code.startswith(rule.starts_with):
            return "unknown"
        if whose(self.connection, self.company_id, a_code(code)) is not None:
            return "used"
        if self._kept_for({whose(self.connection, self.company_id, a_secured(want.key)) or ""}, want.key):
            return "held-elsewhere"
        if rule.most_a_day and self._used(want) + self._codes_taken(want) >= rule.most_a_day:
            return "limit"
        return ""

    def _codes_taken(self, want: Want) -> int:
        """Codes that are kept for this member now; the day's limit counts them all."""
        return self.connection.execute(
            select(func.count())
            .select_from(secured)
            .where(
                secured.c.company_id == self.company_id,
                secured.c.member_id == self.member_id,
                secured.c.thing.startswith("code:", autoescape=True),
                secured.c.period == want.period,
                secured.c.period_start == want.period_start,
                secured.c.expires_ms > self.now_ms,
            )
        ).scalar_one()

    def _trial(self, want: Want) -> str:
        table = books.membership
        had = self.connection.execute(
            select(table.c.source)
            .where(
                table.c.company_id == self.company_id,
                table.c.member_id == self.member_id,
                table.c.programme_id == want.programme_id,
                table.c.code == want.rule,
                table.c.step == MembershipStep.TRIAL.value,
            )
            .limit(1)
        ).one_or_none()
        return "" if had is None else "used"

    def _event(self, want: Want) -> str:
        programme = self.programmes.get(want.programme_id)
        event = (
            next((each for each in programme.events if each.code == want.rule), None) if programme else None
        )
        if event is None:
            return "unknown"
        table = books.segment_member
        invited = self.connection.execute(
            select(table.c.segment).where(
                table.c.company_id == self.company_id,
                table.c.member_id == self.member_id,
                table.c.segment == event.guests,
            )
        ).one_or_none()
        return "not-invited" if invited is None else ""

    def _pieces(self, want: Want) -> str:
        programme = self.programmes.get(want.programme_id)
        rule = (
            next((each for each in programme.access if each.rule_id == want.rule), None)
            if programme
            else None
        )
        if rule is None:
            return "unknown"
        return self._limited(want, rule.most_pieces) if rule.most_pieces else ""

    def _limited(self, want: Want, most: int) -> str:
        used = self._used(want)
        if used + want.amount > most:
            return "used" if most == 1 else "limit"
        kept = self._kept_for_others(want.key, of_household=self._is_shared(want))
        return "held-elsewhere" if used + want.amount + kept > most else ""

    def _stamps(self, want: Want) -> str:
        """The stamps that the free items take from the card must be there still, beside what other tills give."""
        programme = self.programmes.get(want.programme_id)
        card = (
            next((each for each in programme.stamp_cards if each.rule_id == want.rule), None)
            if programme
            else None
        )
        if card is None:
            return "unknown"
        table = books.stamp_card
        stamps = self.connection.execute(
            select(table.c.stamps).where(
                table.c.company_id == self.company_id,
                table.c.member_id == self.member_id,
                table.c.programme_id == want.programme_id,
                table.c.card == want.rule,
            )
        ).scalar_one_or_none()
        needed = min(want.seen, want.amount * card.stamps)
        if needed > (stamps or 0):
            return "used"
        elsewhere = self._kept_for_others(want.key) * card.stamps
        return "held-elsewhere" if needed > (stamps or 0) - elsewhere else ""

    def _points(self, want: Want) -> tuple[str, str]:
        programme = self.programmes.get(want.programme_id)
        if programme is None:
            return "unknown", ""
        asked = HoldRequest(
            redemption_id=f"secured-{secrets.token_hex(16)}",
            member_id=self.member_id,
            account=programme.account,
            points=want.amount,
        )
        reply = ask_hold(self.connection, self.company_id, self.till_id, asked, self.now_ms)
        if reply.outcome == "held":
            return "", asked.redemption_id
        if reply.recalled:
            return LEASED_ELSEWHERE, ""
        return ("too-few-points" if reply.outcome == "too-few-points" else "of-another"), ""

    # --- what is gone

    def _is_shared(self, want: Want) -> bool:
        return counts_for_household(self.programmes.get(want.programme_id), want.rule)

    def _used(self, want: Want) -> int:
        whose = self.member_id
        if self._is_shared(want):
            whose = holder_of(self.connection, self.company_id, self.member_id)
        key = (want.programme_id, want.rule, want.period, want.period_start)
        return max(used_before(AtOnce(self.connection, self.company_id), whose, *key), 0)

    def _kept_for_others(self, key: str, *, of_household: bool = False) -> int:
        """How much of a thing other sales have secured: the member's own, with those of their household where it is
        counted together. This till's own rows for this member were let go before.
        """
        mine = {self.member_id}
        return self._kept_for(
            sharing_with(self.connection, self.company_id, mine) if of_household else mine, key
        )

    def _kept_for(self, members: Collection[str], key: str) -> int:
        found = self.connection.execute(
            select(func.coalesce(func.sum(secured.c.amount), 0)).where(
                secured.c.company_id == self.company_id,
                secured.c.member_id.in_(members),
                secured.c.thing == key,
                secured.c.expires_ms > self.now_ms,
            )
        ).scalar_one()
        return int(found)


def _of_till(company_id: str, till_id: str, member_id: str) -> tuple[ColumnElement[bool], ...]:
    mine = secured.c.till_id == till_id, secured.c.member_id == member_id
    return secured.c.company_id == company_id, *mine


def _end(
    connection: Connection, where: tuple[ColumnElement[bool], ...], company_id: str, state: HoldState
) -> frozenset[str]:
    rows = connection.execute(select(secured.c.thing, secured.c.hold_id).where(*where)).all()
    for row in rows:
        if row.hold_id:
            hold = find_hold(connection, company_id, row.hold_id)
            assert hold is not None
            set_state(connection, hold.purse(company_id), row.hold_id, state)
    if rows:
        connection.execute(delete(secured).where(*where))
    return frozenset(row.thing for row in rows)


def _check(asked: Secure) -> None:
    if not 0 < len(asked.member_id) <= 64:
        raise Declined(422, Code.MALFORMED, "a member id of 1 to 64 characters is needed")
    if len(asked.wants) > MOST_WANTS or len({want.key for want in asked.wants}) != len(asked.wants):
        raise Declined(422, Code.MALFORMED, f"at most {MOST_WANTS} things, each once")
    for want in asked.wants:
        if not 0 < len(want.key) <= MOST_KEY_LETTERS or not 0 < want.amount <= MOST_AMOUNT or want.seen < 0:
            raise Declined(422, Code.MALFORMED, "a key and an amount are needed for each thing")
