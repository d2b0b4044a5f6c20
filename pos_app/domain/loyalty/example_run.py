"""Worked examples, run: each step goes through ``evaluate`` and the member's book, and meets what it expects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pos_app.domain.basket import PIECE_MILLI, Basket, Discount, Line
from pos_app.domain.catalogue import Article, Unit, VatRate
from pos_app.domain.loyalty.calendar_days import DAY_MS
from pos_app.domain.loyalty.decision import Context, Decision, PointsWish, Wishes
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.example import Buy, Example, Member, Pay, Step
from pos_app.domain.loyalty.example_outcome import StepOutcome, differences
from pos_app.domain.loyalty.member_book import MemberBook, Passed
from pos_app.domain.loyalty.member_view import (
    Bought,
    CouponHeld,
    Holding,
    MembershipHeld,
    MemberView,
    ReferredBy,
    StampsHeld,
    Standing,
)
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.rule_book import RuleBook
from pos_app.domain.loyalty.segment_rules import Part, Purchase
from pos_app.domain.loyalty.variant import changed
from pos_app.domain.money import CURRENCIES
from pos_app.domain.pricing import price
from pos_app.domain.tender import Tender, TenderKind
from pos_app.domain.visit import nothing_bought

ME = "me"
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Different:
    """One thing that came out otherwise: in which step (1 is the first), what, what was expected and what came."""

    step: int
    what: str
    expected: str
    came: str


def run_example(programme: Programme, example: Example) -> list[Different]:
    """Every difference between what the example says and what the rules do; none when it holds.

    Raises :class:`~pos_app.domain.errors.BadFile` where ``instead`` names a key that is not there.
    """
    for other in example.instead:
        programme = changed(programme, other.key, other.says)
    rules = RuleBook([programme])
    first = date.fromisoformat(example.steps[0].on)
    book = None if example.nobody else book_of(programme, example.member, first)
    found = []
    for number, step in enumerate(example.steps, 1):
        outcome = run_step(rules, programme, book, step)
        found += [Different(number, *each) for each in differences(step.expect, outcome)]
    return found


def run_step(rules: RuleBook, programme: Programme, book: MemberBook | None, step: Step) -> StepOutcome:
    """Let the step's day come, sell what it buys, and say what came of both."""
    came = book.come(date.fromisoformat(step.on)) if book else Passed()
    passed = Passed(came.expired, came.converted, [*came.coupons])
    if book and step.joins:
        passed.coupons += book.join().coupons
    for consent in step.consents if book else ():
        assert book is not None
        passed.coupons += book.consent(consent).coupons
    if not step.buy:
        return _visit(rules, programme, book, step, passed)
    basket = basket_of(step, programme.currency, has_member=book is not None)
    context, held = context_of(step, programme), book.balance if book else 0
    view = book.view(context.at_ms) if book else None
    before = evaluate(basket, (), view, rules, context)
    tenders = tenders_of(step.pay, price(basket, before.line_effects).total_minor)
    decision = evaluate(basket, tenders, view, rules, context)
    articles = tuple(buy.article for buy in step.buy)
    if book and not decision.refused:
        passed.coupons += book.apply(decision, articles, basket).coupons
    return StepOutcome(programme, basket, decision, passed, book, articles, held)


def _visit(
    rules: RuleBook, programme: Programme, book: MemberBook | None, step: Step, passed: Passed
) -> StepOutcome:
    """Nothing is bought: what was wished for is decided, if anything was."""
    decision = Decision()
    context, held = context_of(step, programme), book.balance if book else 0
    if book:
        nothing = nothing_bought("example", CURRENCIES[programme.currency])
        decision = evaluate(nothing, (), book.view(context.at_ms), rules, context)
        if decision.programmes:
            passed.coupons += book.visit(decision).coupons
    return StepOutcome(programme, None, decision, passed, book, (), held)


def basket_of(step: Step, currency: str, *, has_member: bool = True) -> Basket:
    """The step's goods as a basket; lines are numbered from 1."""
    lines = tuple(_line(number, buy) for number, buy in enumerate(step.buy, 1))
    off = Discount(amount_minor=step.basket_discount_minor) if step.basket_discount_minor else None
    return Basket(
        "example",
        CURRENCIES[currency],
        vat_included=not step.before_vat,
        lines=lines,
        discount=off,
        member_id=ME if has_member else None,
        next_line_id=len(lines) + 1,
    )


def context_of(step: Step, programme: Programme) -> Context:
    """Where and when the step is; the shop's time is UTC."""
    day = date.fromisoformat(step.on)
    wishes = Wishes(
        step.coupons,
        step.claims,
        tuple(PointsWish(programme.programme_id, move.code, move.points) for move in step.gives),
        tuple(PointsWish(programme.programme_id, move.code, move.points) for move in step.converts),
        step.events,
        step.withheld,
    )
    return Context(
        company_id="company",
        store_id=step.store,
        channel=step.channel,
        currency=programme.currency,
        at_ms=(day.toordinal() - _EPOCH) * DAY_MS + step.time * 60_000,
        offset_minutes=0,
        business_date=step.on,
        wishes=wishes,
    )


def tenders_of(pays: Sequence[Pay], total_minor: int) -> tuple[Tender, ...]:
    """How it is paid; one without an amount pays the rest, and by card where nothing is said."""
    found: list[Tender] = []
    for number, pay in enumerate(pays or (Pay(TenderKind.CARD),), 1):
        rest = max(total_minor - sum(each.amount_minor for each in found), 0)
        redemption = f"redemption-{number}" if pay.tender is TenderKind.POINTS else ""
        found.append(
            Tender(pay.tender, pay.amount_minor or rest, points=pay.points, redemption_id=redemption)
        )
    return tuple(found)


def book_of(programme: Programme, member: Member, day: date) -> MemberBook:
    """The member's book on the morning of the first step."""
    return MemberBook(programme, member_view(programme, member), day, history_of(member))


def history_of(member: Member) -> tuple[Purchase, ...]:
    """The purchases before the first step that an example tells of."""
    return tuple(
        Purchase(each.on, (Part(each.article, each.category, each.spent_minor),)) for each in member.history
    )


def member_view(programme: Programme, member: Member) -> MemberView:
    """The member as the first step finds them."""
    name = programme.programme_id
    by_spend = programme.counts_spend
    qualifying = member.spend_minor if by_spend else member.qualifying
    born = date.fromisoformat(member.birthday) if member.birthday else None
    referred = (
        ReferredBy(member.referred_by, member.referrer_friends, member.referrer_is_ambassador)
        if member.referred_by
        else None
    )
    return MemberView(
        member_id=ME,
        points=member.points,
        qualifying_points=qualifying,
        tier=member.tier or None,
        as_of_ms=0,
        company_id=member.company,
        holdings=tuple(Holding(each.code, each.count) for each in member.accounts),
        standings=(Standing(name, member.tier or None, qualifying, member.tier_until),),
        memberships=tuple(
            MembershipHeld(
                *(name, held.code, held.from_day, held.to_day),
                is_trial=held.is_trial,
                trial_used=held.is_trial,
            )
            for held in member.memberships
        ),
        stamps=tuple(StampsHeld(name, each.code, each.count) for each in member.stamps),
        coupons=tuple(
            CouponHeld(name, held.code, held.number or held.code, held.from_day, held.to_day, held.used)
            for held in member.coupons
        ),
        bought=tuple(Bought(each.code, each.count) for each in member.bought),
        birthday_month=born.month if born else 0,
        birthday_day=born.day if born else 0,
        joined_on=member.joined,
        purchases=member.purchases,
        last_purchase_on=max([member.last_purchase, *(each.on for each in member.history)]),
        partners=member.partners,
        segments=member.segments,
        consents=member.consents,
        referred_by=referred,
    )


def _line(number: int, buy: Buy) -> Line:
    article = Article(
        article_id=buy.article,
        name=buy.article,
        price_minor=buy.price_minor,
        vat=VatRate(f"vat-{buy.vat_bp}", buy.vat_bp),
        unit=Unit.KILOGRAM if buy.kilograms_milli else Unit.PIECE,
        category_id=buy.category,
        protection=buy.protection,
    )
    off = Discount(amount_minor=buy.discount_minor) if buy.discount_minor else None
    quantity = buy.kilograms_milli or buy.pieces * PIECE_MILLI
    return Line(number, article, quantity, buy.price_minor, discount=off)
