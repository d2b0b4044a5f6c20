"""What members hold and have used up, out of the books: the parts of a view that are neither points nor tier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Result, Select, Table, bindparam, select, tuple_

from pos_app.domain.loyalty.calendar_days import period_start
from pos_app.domain.loyalty.condition import Period
from pos_app.domain.loyalty.decision import MembershipStep
from pos_app.domain.loyalty.member_view import (
    Bought,
    ChallengeHeld,
    CouponHeld,
    MembershipHeld,
    StampsHeld,
    Used,
)
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.counted_for import conditioned, counts_for_household
from sync.server.schema import member_tables as books
from sync.server.schema.dialects import among

Thing = TypeVar("Thing")
MOST_BOUGHT = MOST_CODES = 50
_REMEMBERED_DAYS = 30
"""How long a coupon that was used, or is past, is still told: so that a till can say which."""
_LAST_TERMS_DAYS = 400


def theirs(table: Table) -> tuple[ColumnElement[bool], ...]:
    """The rows of the members a statement is asked for (:meth:`Books.ask`)."""
    return (
        table.c.company_id == bindparam("company"),
        among(table.c.member_id, "members"),
    )


_TERMS = (
    select(books.membership)
    .where(
        *theirs(books.membership),
        (books.membership.c.step == MembershipStep.TRIAL.value) | (books.membership.c.ended_ms == 0),
    )
    .order_by(books.membership.c.from_day, books.membership.c.to_day, books.membership.c.source)
)
_CARDS = (
    select(books.stamp_card)
    .where(*theirs(books.stamp_card))
    .order_by(books.stamp_card.c.programme_id, books.stamp_card.c.card)
)
_COUPONS = (
    select(books.coupon)
    .where(
        *theirs(books.coupon),
        books.coupon.c.taken_back_ms == 0,
        (books.coupon.c.used_by == "") | (books.coupon.c.used_ms > bindparam("used_since_ms")),
        (books.coupon.c.to_day == "") | (books.coupon.c.to_day >= bindparam("recent")),
    )
    .order_by(books.coupon.c.from_day, books.coupon.c.issued_ms, books.coupon.c.number)
)
_CHALLENGES = select(books.challenge, books.challenge.c.count.label("counted")).where(
    *theirs(books.challenge),
    tuple_(books.challenge.c.programme_id, books.challenge.c.challenge, books.challenge.c.period_start).in_(
        bindparam("open", expanding=True)
    ),
)
_USED = select(books.usage).where(
    *theirs(books.usage),
    tuple_(books.usage.c.period, books.usage.c.period_start).in_(bindparam("open", expanding=True)),
    books.usage.c.amount > 0,
)
_BOUGHT = (
    select(books.bought)
    .where(*theirs(books.bought), books.bought.c.article_id.in_(bindparam("asked", expanding=True)))
    .order_by(books.bought.c.times.desc(), books.bought.c.article_id)
)
_CODES = (
    select(books.claimed_code.c.member_id, books.claimed_code.c.code)
    .where(*theirs(books.claimed_code))
    .order_by(books.claimed_code.c.claimed_ms.desc(), books.claimed_code.c.code)
)


@dataclass(slots=True)
class Books:
    """The books of some members on one day; each question is asked for all of them at once."""

    connection: Connection
    company_id: str
    ids: Sequence[str]
    holders: Mapping[str, str]
    programmes: Sequence[Programme]
    today: date
    now_ms: int

    def of(self, table: Table, ids: Sequence[str] = ()) -> tuple[ColumnElement[bool], ...]:
        """The rows of these members, or of others."""
        return table.c.company_id == self.company_id, among(table.c.member_id, ids or self.ids)

    def ask(self, statement: Select[Any], ids: Sequence[str] = (), **more: object) -> Result[Any]:
        """What a statement that was made once (with :func:`theirs`) finds for these members, or for others."""
        asked = {"company": self.company_id, "members": list(ids or self.ids), **more}
        return self.connection.execute(statement, asked)


def memberships_held(found: Books) -> dict[str, tuple[MembershipHeld, ...]]:
    """Terms that run, or ended not long ago; the last one and a trial are remembered for ever: the one says whether a
    membership is renewed, the other comes once.
    """
    trial = MembershipStep.TRIAL.value
    recent = (found.today - timedelta(days=_LAST_TERMS_DAYS)).isoformat()
    rows = found.ask(_TERMS).all()
    last = {(row.member_id, row.programme_id, row.code): row.source for row in rows}
    held = []
    for row in rows:
        ended, is_trial = row.ended_ms > 0, row.step == trial
        is_last = last[row.member_id, row.programme_id, row.code] == row.source
        if not (is_trial or is_last or row.to_day >= recent):
            continue
        term = MembershipHeld(
            *(row.programme_id, row.code, "" if ended else row.from_day, "" if ended else row.to_day),
            *(0 if ended else row.from_ms, 0 if ended else row.to_ms),
            is_trial=is_trial,
            trial_used=is_trial,
            cancelled=row.cancelled_ms > 0,
        )
        held.append((row.member_id, term))
    return by_member(held)


def stamps_held(found: Books) -> dict[str, tuple[StampsHeld, ...]]:
    """Every card of a programme in force; one that is owed stamps shows none."""
    cards = {(each.programme_id, card.rule_id) for each in found.programmes for card in each.stamp_cards}
    if not cards:
        return {}
    rows = found.ask(_CARDS)
    return by_member(
        (
            row.member_id,
            StampsHeld(row.programme_id, row.card, max(row.stamps, 0), row.day, row.stamped_that_day),
        )
        for row in rows
        if (row.programme_id, row.card) in cards
    )


def coupons_held(found: Books) -> dict[str, tuple[CouponHeld, ...]]:
    """Coupons that may be used, and those used or past not long ago."""
    rows = found.ask(
        _COUPONS,
        used_since_ms=found.now_ms - _REMEMBERED_DAYS * 86_400_000,
        recent=(found.today - timedelta(days=_REMEMBERED_DAYS)).isoformat(),
    )
    return by_member(
        (
            row.member_id,
            CouponHeld(row.programme_id, row.code, row.number, row.from_day, row.to_day, bool(row.used_by)),
        )
        for row in rows
    )


def challenges_held(found: Books) -> dict[str, tuple[ChallengeHeld, ...]]:
    """Progress in the periods that are open today."""
    wanted = [
        (each.programme_id, challenge.rule_id, period_start(challenge.period, found.today))
        for each in found.programmes
        for challenge in each.challenges
    ]
    if not wanted:
        return {}
    rows = found.ask(_CHALLENGES, open=wanted)
    return by_member(
        (
            row.member_id,
            ChallengeHeld(
                *(row.programme_id, row.challenge, row.period_start, row.counted),
                tuple(row.seen.splitlines()),
                done=bool(row.done_by),
            ),
        )
        for row in rows
    )


def used_now(found: Books) -> dict[str, tuple[Used, ...]]:
    """What counts now against caps and limits; the household's where rules count for it whole."""
    open_periods = [(period.value, period_start(period, found.today)) for period in Period]
    programmes = {each.programme_id: each for each in found.programmes}
    whose = sorted({*found.ids, *found.holders.values()})
    rows = found.ask(_USED, whose, open=open_periods)
    amounts: dict[str, list[tuple[bool, Used]]] = defaultdict(list)
    for row in rows:
        each = Used(row.programme_id, row.rule_id, row.period, row.period_start, row.amount)
        is_shared = counts_for_household(programmes.get(row.programme_id), row.rule_id)
        amounts[row.member_id].append((is_shared, each))
    used = {}
    for member_id in found.ids:
        holder = found.holders[member_id]
        used[member_id] = tuple(
            each
            for whose_id in dict.fromkeys((member_id, holder))
            for is_shared, each in amounts.get(whose_id, ())
            if whose_id == (holder if is_shared else member_id)
        )
    return used


def bought_before(found: Books) -> dict[str, tuple[Bought, ...]]:
    """How often they bought what some rule asks about."""
    asked = sorted(
        {article for each in found.programmes for _, when in conditioned(each) for article in when.bought}
    )
    if not asked:
        return {}
    rows = found.ask(_BOUGHT, asked=asked)
    found_articles = by_member((row.member_id, Bought(row.article_id, row.times)) for row in rows)
    return {member_id: articles[:MOST_BOUGHT] for member_id, articles in found_articles.items()}


def codes_claimed(found: Books) -> dict[str, tuple[str, ...]]:
    """The newest codes they claimed."""
    rows = found.ask(_CODES)
    codes = by_member((row.member_id, row.code) for row in rows)
    return {member_id: each[:MOST_CODES] for member_id, each in codes.items()}


def by_member(pairs: Iterable[tuple[str, Thing]]) -> dict[str, tuple[Thing, ...]]:
    """Pairs gathered by member, in their order."""
    found: dict[str, list[Thing]] = defaultdict(list)
    for member_id, thing in pairs:
        found[member_id].append(thing)
    return {member_id: tuple(things) for member_id, things in found.items()}
