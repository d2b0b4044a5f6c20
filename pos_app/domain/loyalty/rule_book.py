"""Programmes compiled once, when they arrive, into an index by what their rules touch.

``evaluate`` then looks only at rules whose goods are in the basket: a thousand programmes for other goods cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import overload

from pos_app.domain.basket import Line
from pos_app.domain.loyalty.condition import ALWAYS, Condition, Goods, Period
from pos_app.domain.loyalty.earn_rules import EarnRule
from pos_app.domain.loyalty.offer_rules import BASKET_EFFECTS, Effect, Issued, Offer
from pos_app.domain.loyalty.pin import AccountUnit
from pos_app.domain.loyalty.play_rules import StampCard
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.settings import RoundedPer

REWARD_PRIORITY = 9_000


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One offer or stamp card in its place in the order: priority, then stacking group, then programme and id."""

    programme: Programme
    nth_programme: int
    rule: Offer | StampCard
    goods: Goods
    is_basket: bool
    is_reward: bool = False
    asks_nothing: bool = False
    """Whether it holds for whom it is meant: no date, minimum, coupon or earlier use has to be looked at."""
    is_plain: bool = True
    """Whether its goods have no exceptions."""
    stack: str | None = None
    """The stacking group whose units it uses up; none for what does not work on units."""
    told_as: str = ""
    """What its reasons call it."""
    is_share: bool = False
    """Whether it takes so many per cent off all units of its goods, each line rounded by itself."""

    @property
    def order(self) -> tuple[int, str, int, str]:
        """Whole-basket offers come after all others."""
        stack = self.rule.stack if isinstance(self.rule, Offer) else ""
        return self.rule.priority + 100_000 * self.is_basket, stack, self.nth_programme, self.rule.rule_id


@dataclass(slots=True)
class Touch:
    """An index from goods to numbers (of steps or programmes)."""

    articles: dict[str, list[int]] = field(default_factory=dict)
    categories: dict[str, list[int]] = field(default_factory=dict)
    everywhere: list[int] = field(default_factory=list)
    """Those that look at every basket, in order."""
    known: set[int] = field(default_factory=set)
    """Every number that was added."""

    def add(self, number: int, goods: Goods) -> None:
        """``number`` looks at these goods. Numbers come in order."""
        self.known.add(number)
        if goods.is_everything:
            if number not in self.everywhere[-1:]:
                self.everywhere.append(number)
            return
        for names, index in ((goods.articles, self.articles), (goods.categories, self.categories)):
            for name in names:
                index.setdefault(name, []).append(number)

    def numbers(self, lines: Iterable[Line]) -> Sequence[int]:
        """Every number that these lines touch, in order."""
        if len(self.everywhere) == len(self.known):
            return self.everywhere
        found = set(self.everywhere)
        articles, categories, count = self.articles, self.categories, len(self.known)
        for line in lines:
            if len(found) == count:
                break
            article = line.article
            if article.article_id in articles:
                found.update(articles[article.article_id])
            if article.category_id in categories:
                found.update(categories[article.category_id])
        return sorted(found)


class RuleBook(Sequence[Programme]):
    """Programmes in the order of their priority, compiled. A plain sequence of programmes does as well; it is then
    compiled each time.
    """

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._programmes = tuple(programmes)
        self._by_currency: dict[str, CompiledRules] = {}

    @overload
    def __getitem__(self, index: int) -> Programme: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Programme, ...]: ...
    def __getitem__(self, index: int | slice) -> Programme | tuple[Programme, ...]:
        return self._programmes[index]

    def __len__(self) -> int:
        return len(self._programmes)

    def __iter__(self) -> Iterator[Programme]:
        return iter(self._programmes)

    def in_currency(self, currency: str) -> CompiledRules:
        """The rules of the programmes in that currency: an offer in another one does not hold here."""
        found = self._by_currency.get(currency)
        if found is None:
            found = CompiledRules([each for each in self._programmes if each.currency == currency])
            self._by_currency[currency] = found
        return found


class CompiledRules:
    """The rules of one currency with their indexes: for members, and for people without a card."""

    def __init__(self, programmes: Sequence[Programme]) -> None:
        self.programmes = tuple(programmes)
        self.redeeming = next((number for number, each in enumerate(programmes) if each.redemption), None)
        self.earns = [earn_rules(each) for each in programmes]
        self.units = [account_units(each) for each in programmes]
        steps = [step for number, each in enumerate(programmes) for step in _steps(each, number)]
        self.steps = sorted(steps, key=lambda step: step.order)
        self.steps_touched, self.public_steps = Touch(), Touch()
        for number, step in enumerate(self.steps):
            self.steps_touched.add(number, step.goods)
            if step.rule.when.anyone:
                self.public_steps.add(number, step.goods)
        self.touched, self.public = Touch(), Touch()
        for number, programme in enumerate(programmes):
            for goods, is_public in _looks_at(programme):
                self.touched.add(number, goods)
                if is_public:
                    self.public.add(number, goods)
        self.pins = [each.pin for each in programmes]
        self.selling = {number for number, each in enumerate(programmes) if each.memberships}
        self.refusing = {number for number, each in enumerate(programmes) if each.access}
        self.asked = [number for number, each in enumerate(programmes) if _can_be_asked(each)]
        """The programmes of which somebody who buys nothing can want something."""
        self.is_for_members = [_has_member_rules(each) for each in programmes]


def earn_rules(programme: Programme) -> tuple[EarnRule, ...]:
    """A programme's earn rules, cash back among them."""
    return (*programme.earns, *(rule.as_earn_rule for rule in programme.cash_backs))


def account_units(programme: Programme) -> dict[str, AccountUnit]:
    """What each of a programme's accounts counts, where it is not points."""
    units = {rule.account: AccountUnit.MONEY for rule in programme.cash_backs}
    units.update({account.code: account.unit for account in programme.accounts})
    return units


def reward_offers(programme: Programme) -> Iterator[Offer]:
    """The offers behind coupons that points became."""
    for reward in programme.rewards:
        yield Offer(
            reward.code,
            reward.words,
            Effect.BASKET_AMOUNT,
            amount_minor=reward.value_minor,
            when=Condition(coupon=reward.code),
            priority=REWARD_PRIORITY,
        )


def _steps(programme: Programme, number: int) -> Iterator[PriceStep]:
    for offer in programme.offers:
        is_basket = offer.effect in BASKET_EFFECTS
        yield PriceStep(
            programme,
            number,
            offer,
            offer.goods,
            is_basket,
            asks_nothing=replace(offer.when, anyone=False) == ALWAYS and offer.once is Period.SALE,
            is_plain=not _has_exceptions(offer.goods),
            stack=None if is_basket or offer.effect is Effect.GIFT else offer.stack,
            told_as=f"offer:{offer.rule_id}",
            is_share=_is_share(programme, offer),
        )
    for offer in reward_offers(programme):
        told_as = f"offer:{offer.rule_id}"
        yield PriceStep(
            programme, number, offer, offer.goods, is_basket=True, is_reward=True, told_as=told_as
        )
    for card in programme.stamp_cards:
        is_plain = not _has_exceptions(card.goods)
        yield PriceStep(programme, number, card, card.goods, is_basket=False, is_plain=is_plain)


def _is_share(programme: Programme, offer: Offer) -> bool:
    has_limit = offer.most_pieces or offer.most_minor
    per_line = programme.settings.discount_rounding is RoundedPer.LINE
    return offer.effect is Effect.PERCENT and per_line and not has_limit


def _looks_at(programme: Programme) -> Iterator[tuple[Goods, bool]]:
    """Which goods a programme looks at, and whether it does for people without a card."""
    everything = Goods()
    for offer in programme.offers:
        yield offer.goods, offer.when.anyone
    goods = [rule.goods for rule in earn_rules(programme)]
    goods += [card.goods for card in programme.stamp_cards]
    goods += [challenge.goods for challenge in programme.challenges]
    goods += [draw.goods for draw in programme.draws]
    goods += [coupon.goods for coupon in programme.coupons if coupon.issued is Issued.SALE]
    for each in goods:
        yield each, False
    for access in programme.access:
        yield access.goods, True
    for perk in programme.perks:
        yield Goods(articles=(perk.article,)) if perk.article else everything, False
    for membership in programme.memberships:
        yield Goods(articles=tuple(filter(None, (membership.article, membership.trial_article)))), False
    asks_all = programme.referral or programme.redemption or programme.rewards or _can_be_asked(programme)
    if asks_all or (programme.tiers and programme.counts_spend):
        yield everything, False


def _can_be_asked(programme: Programme) -> bool:
    return bool(programme.codes or programme.causes or programme.partners or programme.events)


def _has_member_rules(programme: Programme) -> bool:
    """Whether there is more than prices: something that is earned, counted or promised after them."""
    return bool(
        earn_rules(programme)
        or programme.bonuses
        or programme.tiers
        or programme.redemption
        or programme.coupons
        or programme.challenges
        or programme.draws
        or _can_be_asked(programme)
        or programme.perks
        or programme.referral
    )


def _has_exceptions(goods: Goods) -> bool:
    return bool(goods.except_articles or goods.except_categories or goods.not_discounted)
