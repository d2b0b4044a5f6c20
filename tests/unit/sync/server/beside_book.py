"""One member kept twice: by the server's books, through real facts of a till, and by the domain's book in memory.

Both are given the same sales and days; after each the view that the server publishes must say what the book says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from unittest.mock import patch

import uuid_utils
from sqlalchemy import insert, update

from pos_app.domain.basket import Basket
from pos_app.domain.enrolment import Person
from pos_app.domain.loyalty.calendar_days import DAY_MS, period_start
from pos_app.domain.loyalty.condition import Period
from pos_app.domain.loyalty.decision import Context, Decision
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.example_run import ME
from pos_app.domain.loyalty.member_book import MemberBook
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.segment_rules import Purchase
from pos_app.domain.sale import complete
from pos_app.domain.tender import Tender, TenderKind
from sync.protocol.v1 import facts
from sync.server import programmes
from sync.server.book.consents import give_consent
from sync.server.book.counted_for import conditioned
from sync.server.book.members import publish_members
from sync.server.calendar.days import run_days
from sync.server.schema import tables
from sync.server.schema.desk_tables import days_kept
from tests.stage import goods
from tests.unit.sync.server.joining_stage import join
from tests.unit.sync.server.opened_books import open_books
from tests.unit.sync.server.stage import FakeTill, Shop

_EPOCH = date(1970, 1, 1).toordinal()


@contextmanager
def published(shop: Shop, *given: Programme) -> Iterator[None]:
    """These programmes in force, in this order, in place of the shop's own; they need no text."""
    by_text = {f"{each.programme_id} {each.version}": each for each in given}
    with shop.database.write() as connection:
        connection.execute(tables.programme.delete())
        connection.execute(update(tables.company).values(zone="Etc/UTC"))  # the examples' days are UTC's
        for priority, (text, each) in enumerate(by_text.items(), 1):
            connection.execute(
                insert(tables.programme),
                {
                    "company_id": shop.company.company_id,
                    "programme_id": each.programme_id,
                    "version": each.version,
                    "digest": each.digest,
                    "text": text,
                    "priority": priority,
                    "published_ms": 0,
                },
            )
    with patch.object(programmes, "_parsed", by_text.__getitem__):
        yield


@dataclass
class Beside:
    """The member at both: ``view`` is where the first day finds them."""

    shop: Shop
    till: FakeTill
    programme: Programme
    book: MemberBook
    redemptions: int = 0

    @classmethod
    def begin(
        cls,
        shop: Shop,
        programme: Programme,
        view: MemberView,
        day: date,
        *,
        is_new: bool = False,
        history: Sequence[Purchase] = (),
        till: FakeTill | None = None,
    ) -> Beside:
        """Open both with what ``view`` and earlier purchases say on the morning of ``day``; ``is_new`` for somebody who
        joins later. A ``till`` of the shop that has told nothing yet saves enrolling one.
        """
        shop.clock.ms = _at(day)
        till = till.twin() if till else shop.till(9)
        with shop.database.write() as connection:
            kept = {"company_id": shop.company.company_id, "day": (day - timedelta(days=1)).isoformat()}
            connection.execute(insert(days_kept), kept)
            if not is_new:
                open_books(connection, shop.company.company_id, programme, view, day, history)
        beside = cls(shop, till, programme, MemberBook(programme, view, day, history))
        beside.come(day)
        return beside

    def come(self, day: date) -> None:
        """Let days pass at both."""
        self.book.come(day)
        self.shop.clock.ms = max(self.shop.clock.ms, _at(day))
        with self.shop.database.write() as connection:
            while not run_days(
                connection, self.shop.company.company_id, self.shop.clock(), through=day
            ).is_done:
                pass
            publish_members(connection, self.shop.company.company_id, [ME], self.shop.clock())

    def join(self, day: date) -> None:
        """They join at both, here by a fact of the till."""
        self.book.join()
        join(self.till, Person("Me"), member_id=ME, joined_on=day.isoformat(), at_ms=self.shop.clock())
        self.shop.taken(self.till, len(self.till.records))

    def consent(self, consent: str, day: date) -> None:
        """They agree to something at both."""
        self.book.consent(consent)
        with self.shop.database.write() as connection:
            company_id, now_ms = self.shop.company.company_id, self.shop.clock()
            give_consent(connection, company_id, ME, consent, "Yes", [self.programme], day, now_ms)
            publish_members(connection, company_id, [ME], now_ms)

    def sell(
        self, basket: Basket, tenders: Sequence[Tender], context: Context, articles: Sequence[str]
    ) -> Decision:
        """Sell to both; a sale in which goods are refused is none. Returns what was decided."""
        self.shop.clock.ms = max(self.shop.clock.ms, context.at_ms)
        context = replace(context, company_id=self.shop.company.company_id)
        ours, theirs = self.book.view(context.at_ms), self.shop.member_view(ME)
        decided = evaluate(basket, tenders, ours, [self.programme], context)
        numbers = _numbers(ours, theirs)
        wishes = context.wishes and replace(
            context.wishes, coupons=tuple(numbers.get(each, each) for each in context.wishes.coupons)
        )
        told = replace(context, wishes=wishes)
        pay = [self._held(each) for each in tenders]
        sale = complete(
            sale_id=str(uuid_utils.uuid7()),
            receipt_number=self._next_receipt(),
            seller=replace(
                goods.seller(),
                company_id=self.till.place.company_id,
                till_id=self.till.place.till_id,
                store_id=self.till.place.store_id,
            ),
            basket=basket,
            tenders=tuple(pay),
            member=theirs,
            decision=evaluate(basket, pay, theirs, [self.programme], told),
            context=told,
        )
        assert alike(sale.decision) == alike(decided)
        if decided.refused:
            self.till.receipt -= 1
            for each in pay:
                if each.redemption_id:
                    self.shop.void(self.till, each.redemption_id)
            return decided
        self.book.apply(decided, tuple(articles), basket)
        self.till.write(facts.SALE, facts.encode_sale(sale), fact_id=sale.sale_id)
        self.shop.taken(self.till, len(self.till.records))
        return decided

    def agree(self, at_ms: int = 0) -> None:
        """The published view says what the book says."""
        at = at_ms or self.shop.clock()
        ours = normal(self.book.view(at), at, self.programme)
        theirs = normal(self.shop.member_view(ME), at, self.programme)
        differ = {key: (ours[key], theirs[key]) for key in ours if ours[key] != theirs[key]}
        assert not differ, f"by the book in memory, and by the server: {differ}"

    def _next_receipt(self) -> int:
        self.till.receipt += 1
        return self.till.receipt

    def _held(self, tender: Tender) -> Tender:
        """A points tender under a redemption that the server holds points for (HOLD): it has what the book has."""
        if tender.kind is not TenderKind.POINTS:
            return tender
        self.redemptions += 1
        name = f"redemption-{self.redemptions}"
        held = self.shop.hold(self.till, name, tender.points, ME, account=self.programme.account)
        assert held.outcome == "held", held
        return replace(tender, redemption_id=name)


def alike(decision: Decision) -> Decision:
    """A decision without the numbers that are each side's own: coupons' and redemptions'."""
    return replace(
        decision,
        postings=tuple(replace(each, redemption_id="") for each in decision.postings),
        coupons_used=tuple(replace(each, number="") for each in decision.coupons_used),
        consumes=tuple(
            replace(each, key="coupon") if each.key.startswith("coupon:") else each
            for each in decision.consumes
        ),
        reasons=tuple(each for each in decision.reasons if not each.rule.startswith("coupon:")),
    )


def normal(view: MemberView, at_ms: int, programme: Programme) -> dict[str, object]:
    """What a view says, whoever keeps it: closed periods, coupons that are gone, empty accounts and purchases that no
    rule asked about left out.
    """
    day = date.fromordinal(_EPOCH + at_ms // DAY_MS)
    today, starts = day.isoformat(), {(each.value, period_start(each, day)) for each in Period}
    asked = {name for _, when in conditioned(programme) for name in when.bought}
    open_tasks = {(each.rule_id, period_start(each.period, day)) for each in programme.challenges}
    return {
        "points": view.points,
        "others": {
            each.account: each.points
            for each in view.holdings
            if each.points and each.account != programme.account
        },
        "standings": {
            (each.programme_id, each.tier, each.qualifying, each.until)
            for each in view.standings
            if each.tier or each.qualifying
        },
        "memberships": {
            (each.programme_id, each.code, each.from_day, each.to_day, each.is_trial, each.trial_used)
            for each in view.memberships
            if each.is_trial or each.to_day >= (day - timedelta(days=400)).isoformat()
        },
        "stamps": {
            (each.card, each.stamps, each.stamped_that_day if each.day == today else 0)
            for each in view.stamps
        },
        "coupons": Counter(
            (each.code, each.from_day, each.to_day)
            for each in view.coupons
            if not each.used and (not each.to_day or each.to_day >= today)
        ),
        "challenges": {
            (each.challenge, each.period_start, each.count, each.seen, each.done)
            for each in view.challenges
            if (each.challenge, each.period_start) in open_tasks
        },
        "used": {
            (each.rule_id, each.period, each.period_start, each.amount)
            for each in view.used
            if (each.period, each.period_start) in starts and not each.rule_id.startswith("coupon:")
        },
        "bought": {(each.article_id, each.times) for each in view.bought if each.article_id in asked},
        "history": (view.purchases or 0, view.last_purchase_on, view.joined_on),
        "named": (view.partners, view.segments, view.consents),
        "referred": view.referred_by and (view.referred_by.member_id, view.referred_by.rewarded),
        "codes": set(view.codes_claimed),
        "born": (view.birthday_month, view.birthday_day),
    }


def _at(day: date) -> int:
    return (day.toordinal() - _EPOCH) * DAY_MS


def _numbers(ours: MemberView, theirs: MemberView) -> dict[str, str]:
    """The server's number for each coupon that the book gave one: of the same kind and days, in order."""
    free = [each for each in theirs.coupons if not each.used]
    found = {}
    for held in ours.coupons:
        for other in free:
            if not held.used and (held.code, held.from_day, held.to_day) == (
                *(other.code, other.from_day, other.to_day),
            ):
                found[held.number] = other.number
                free.remove(other)
                break
    return found
