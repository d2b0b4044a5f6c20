"""A programme run over sales that have been: what it would have issued, cost and left owing, and who would have gained.

Pure: past sales come in, numbers come out. Each member has a :class:`MemberBook`, each sale goes through the same
evaluation as at the till. Members are independent of each other, so shares of them can be simulated apart and added.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from pos_app.domain.basket import PIECE_MILLI, Basket, Line
from pos_app.domain.catalogue import Article, Protection, Unit, VatRate
from pos_app.domain.loyalty.calendar_days import DAY_MS
from pos_app.domain.loyalty.decision import Context, Decision, PostingKind, Wishes
from pos_app.domain.loyalty.engine import Evaluation
from pos_app.domain.loyalty.member_book import NOTHING_PASSED, MemberBook, Passed
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.redemption import room
from pos_app.domain.loyalty.rule_book import RuleBook
from pos_app.domain.money import CURRENCIES, Rounding, divide
from pos_app.domain.tender import Tender, TenderKind

_EPOCH = date(1970, 1, 1).toordinal()
# Looked up once: in Python 3.11 that takes as long as ten plain names.
_EARN, _REDEEM = PostingKind.EARN, PostingKind.REDEEM
_CARD, _POINTS = TenderKind.CARD, TenderKind.POINTS


@dataclass(frozen=True, slots=True)
class PastLine:
    """One line of a past sale: what was paid for it, and, where it is known, which goods, how many thousandths and
    whether they are protected.
    """

    amount_minor: int
    article: str = ""
    category: str = ""
    quantity_milli: int = PIECE_MILLI
    protection: Protection | None = None


@dataclass(frozen=True, slots=True)
class PastSale:
    """A past sale. ``member`` is empty for a customer nobody knew; ``minute`` counts from midnight, in shop time."""

    day: date
    minute: int
    member: str
    lines: tuple[PastLine, ...]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How members are taken to redeem: so many per cent of them use all they may, as soon as they have ``from_points``
    (the programme's least when 0), and show every coupon they hold. The others let points and coupons lie.
    """

    redeemers_percent: int = 50
    from_points: int = 0


@dataclass(slots=True)
class Simulated:
    """What came of it. Money in minor units of the programme's currency; all of it adds up over shares of members.

    ``gains`` is what each member got: discounts, cash back, and points issued at what they are worth.
    """

    sales: int = 0
    member_sales: int = 0
    turnover_minor: int = 0
    member_turnover_minor: int = 0
    issued: int = 0
    redeemed: int = 0
    converted: int = 0
    expired: int = 0
    outstanding: int = 0
    redeemed_minor: int = 0
    discount_minor: int = 0
    cash_back_minor: int = 0
    coupons_issued: int = 0
    coupons_used: int = 0
    refused: int = 0
    members_redeemed: int = 0
    members_repeat: int = 0
    members_before: int = 0
    members_after: int = 0
    members_both: int = 0
    tiers: dict[str, int] = field(default_factory=dict)
    gains: dict[str, int] = field(default_factory=dict)

    def add(self, other: Simulated) -> None:
        """Add what another share of the members did."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for code, count in other.tiers.items():
            self.tiers[code] = self.tiers.get(code, 0) + count
        for member, gain in other.gains.items():
            self.gains[member] = self.gains.get(member, 0) + gain

    @property
    def members(self) -> int:
        """How many members bought anything."""
        return len(self.gains)

    @property
    def cost_minor(self) -> int:
        """What the programme cost: discounts (those of coupons too), points as payment, and cash back."""
        return self.discount_minor + self.redeemed_minor + self.cash_back_minor


_COUNTS = tuple(name for name in Simulated.__dataclass_fields__ if name not in {"tiers", "gains"})


def points_worth(programme: Programme, points: int) -> int:
    """What so many points are worth in money: as payment, else as the reward they become, else nothing."""
    if programme.redemption is not None:
        rule = programme.redemption
        return divide(points * rule.value_minor, rule.block, Rounding.FLOOR)
    if programme.rewards:
        reward = programme.rewards[0]
        return divide(points * reward.value_minor, reward.points, Rounding.FLOOR)
    return 0


def simulate(
    sales: Iterable[PastSale], programme: Programme, behaviour: Behaviour, first: date, last: date
) -> Simulated:
    """Replay ``sales`` (each member's in order of time) between ``first`` and ``last``, both included."""
    run = Simulation(programme, behaviour, first, last)
    for sale in sales:
        run.sell(sale)
    return run.finish()


@dataclass(slots=True)
class _Member:
    """A member's book, and what the report wants to know of them."""

    book: MemberBook
    redeems: bool
    purchases: int = 0
    gain_minor: int = 0
    points: int = 0
    has_redeemed: bool = False
    before: bool = False
    after: bool = False


class Simulation:
    """One programme over past sales, one sale at a time."""

    def __init__(self, programme: Programme, behaviour: Behaviour, first: date, last: date) -> None:
        """``first`` and ``last`` are the period's days; its halves are compared for retention."""
        self._programme = programme
        self._behaviour = behaviour
        self._rules = RuleBook([programme])
        self._currency = CURRENCIES[programme.currency]
        self._first, self._last = first, last
        self._half = first + (last - first) // 2
        self._members: dict[str, _Member] = {}
        self._articles: dict[tuple[str, str, bool, Protection | None], Article] = {}
        self._contexts: dict[tuple[date, int], Context] = {}
        self._redeems = programme.redemption is not None
        self._done = Simulated()

    def sell(self, sale: PastSale) -> None:
        """Sell what was sold, under this programme."""
        done, amount = self._done, sum([line.amount_minor for line in sale.lines])
        done.sales += 1
        done.turnover_minor += amount
        basket, context = self._basket(sale), self._context(sale)
        if not sale.member:
            prices = Evaluation(basket, None, self._rules, context)
            done.discount_minor += sum([effect.amount_minor for effect in prices.line_effects])
            return
        done.member_sales += 1
        done.member_turnover_minor += amount
        member = self._members.get(sale.member) or self._meet(sale)
        member.purchases += 1
        if sale.day <= self._half:
            member.before = True
        else:
            member.after = True
        self._days_passed(member.book.come(sale.day))
        self._decide(member, basket, context, sale, amount)

    def finish(self) -> Simulated:
        """Let the period's last day come for everybody, and count up. Call it once."""
        done = self._done
        for name, member in self._members.items():
            self._days_passed(member.book.come(self._last))
            done.outstanding += member.book.balance
            code = member.book.tier_now or ""
            done.tiers[code] = done.tiers.get(code, 0) + 1
            done.members_redeemed += member.has_redeemed
            done.members_repeat += member.purchases > 1
            done.members_before += member.before
            done.members_after += member.after
            done.members_both += member.before and member.after
            done.gains[name] = member.gain_minor + points_worth(self._programme, member.points)
        return done

    def _meet(self, sale: PastSale) -> _Member:
        """A member seen for the first time joins with this sale."""
        view = MemberView(sale.member, 0, 0, None, 0, purchases=0)
        book = MemberBook(self._programme, view, sale.day)
        drawn = int.from_bytes(hashlib.sha256(sale.member.encode()).digest()[:4])
        member = _Member(book, drawn % 100 < self._behaviour.redeemers_percent)
        self._members[sale.member] = member
        book.come(sale.day)
        before = book.balance
        self._done.coupons_issued += len(book.join().coupons)
        welcome = book.balance - before
        self._done.issued += welcome
        member.points += welcome
        return member

    def _decide(
        self, member: _Member, basket: Basket, context: Context, sale: PastSale, amount_minor: int
    ) -> None:
        book = member.book
        view = book.view(context.at_ms)
        if member.redeems and book.coupons:
            shown = tuple(coupon.number for coupon in book.coupons)
            context = replace(context, wishes=Wishes(coupons=shown))
        at_counter = Evaluation(basket, view, self._rules, context)
        to_pay = amount_minor
        if self._redeems and member.redeems:
            to_pay -= sum([effect.amount_minor for effect in at_counter.line_effects])
        decision = at_counter.paid_with(self._tenders(member, to_pay))
        if decision.refused:
            self._done.refused += 1
            return
        bought = tuple(line.article for line in sale.lines if line.article)
        self._days_passed(book.apply(decision, bought, basket))
        self._count(member, decision)

    def _tenders(self, member: _Member, to_pay_minor: int) -> tuple[Tender, ...]:
        """Points as far as they go where the member redeems, the rest by card."""
        balance = member.book.balance
        if self._redeems and member.redeems and balance >= max(self._behaviour.from_points, 1):
            most = room(self._programme, balance, to_pay_minor)
            if most.most_points:
                used = Tender(_POINTS, most.most_minor, points=most.most_points, redemption_id="simulated")
                rest = to_pay_minor - most.most_minor
                return (used, Tender(_CARD, rest)) if rest else (used,)
        return (Tender(_CARD, to_pay_minor),)

    def _count(self, member: _Member, decision: Decision) -> None:
        done, own = self._done, self._programme.account
        for posting in decision.postings:
            points = posting.points
            if posting.is_money:
                done.cash_back_minor += points
                member.gain_minor += points
            elif posting.account == own and not posting.member_id:
                if posting.kind is _EARN:
                    done.issued += points
                    member.points += points
                elif posting.kind is _REDEEM:
                    done.redeemed -= points
                    done.redeemed_minor += points_worth(self._programme, -points)
                    member.has_redeemed = True
        if decision.line_effects:
            off = sum(effect.amount_minor for effect in decision.line_effects)
            done.discount_minor += off
            member.gain_minor += off
        if decision.coupons_used:
            done.coupons_used += len(decision.coupons_used)
            member.has_redeemed = True

    def _days_passed(self, passed: Passed) -> None:
        if passed is NOTHING_PASSED:
            return
        done = self._done
        done.expired += passed.expired
        done.converted += passed.converted
        done.coupons_issued += len(passed.coupons)

    def _basket(self, sale: PastSale) -> Basket:
        lines = tuple(
            [
                Line(
                    number,
                    self._article(line),
                    line.quantity_milli,
                    line.amount_minor,
                    None if line.quantity_milli == PIECE_MILLI else line.amount_minor,
                )
                for number, line in enumerate(sale.lines, 1)
            ]
        )
        return Basket("past", self._currency, lines=lines, member_id=sale.member or None)

    def _article(self, line: PastLine) -> Article:
        by_piece = line.quantity_milli % PIECE_MILLI == 0
        key = (line.article, line.category, by_piece, line.protection)
        found = self._articles.get(key)
        if found is None:
            unit = Unit.PIECE if by_piece else Unit.KILOGRAM
            name = line.article or "past"
            vat = VatRate("past", 0)
            found = Article(name, name, None, vat, unit, line.category, protection=line.protection)
            self._articles[key] = found
        return found

    def _context(self, sale: PastSale) -> Context:
        key = (sale.day, sale.minute)
        found = self._contexts.get(key)
        if found is None:
            at_ms = (sale.day.toordinal() - _EPOCH) * DAY_MS + sale.minute * 60_000
            code = self._programme.currency
            found = Context("company", "shop", "till", code, at_ms, 0, sale.day.isoformat())
            self._contexts[key] = found
        return found
