"""The loyalty rules a second time, as plainly as they can be said: piece by piece, øre by øre, no index.

Deliberately slow and deliberately unlike the engine, so that a mistake would have to be made twice. It knows offers,
stamp cards, earning with bonuses and tiers; conditions only as far as its test generates them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pos_app.domain.basket import Basket, line_gross_minor
from pos_app.domain.catalogue import Unit
from pos_app.domain.loyalty.earn_rules import EarnRule
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.offer_rules import Effect, Offer
from pos_app.domain.loyalty.play_rules import StampCard
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.settings import EarnBase, Grouping, RoundedPer, SecondDiscount, TierCrossing
from pos_app.domain.money import Rounding, allocate, divide
from pos_app.domain.tender import Tender, TenderKind

BASKET = {Effect.BASKET_PERCENT, Effect.BASKET_AMOUNT}


@dataclass
class Piece:
    """One piece of a line, or a whole weighed line, at what it costs before any offer."""

    place: int
    price: int
    milli: int
    by_weight: bool
    used_in: set[str] = field(default_factory=set)
    free: bool = False


@dataclass
class Naive:
    """What the naive rules decide."""

    off: dict[int, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    tiers: dict[str, str] = field(default_factory=dict)
    stamps: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)


def naive(
    basket: Basket, tenders: Sequence[Tender], member: MemberView, programmes: Sequence[Programme]
) -> Naive:
    """Decide it all, slowly."""
    found = Naive()
    pieces: list[Piece] = []
    left = [0] * len(basket.lines)
    for place, line in enumerate(basket.lines):
        if line.article.protection is not None:
            continue
        left[place] = line_gross_minor(line)
        if line.article.unit is Unit.PIECE:
            count = line.quantity_milli // 1000
            pieces += [Piece(place, line.unit_price_minor, 1000, by_weight=False) for _ in range(count)]
        else:
            pieces.append(Piece(place, left[place], line.quantity_milli, by_weight=True))
    steps: list[tuple[tuple[object, ...], Programme, Offer | StampCard]] = []
    for number, programme in enumerate(programmes):
        steps += [
            ((offer.effect in BASKET, offer.priority, offer.stack, number, offer.rule_id), programme, offer)
            for offer in programme.offers
        ]
        steps += [
            ((False, card.priority, "", number, card.rule_id), programme, card)
            for card in programme.stamp_cards
        ]
    done = 0
    for _, programme, rule in sorted(steps, key=lambda step: step[0]):
        if isinstance(rule, StampCard):
            _stamp(basket, member, programme, rule, pieces, left, found)
        elif rule.effect in BASKET:
            refuses = programme.settings.second_basket_discount is SecondDiscount.REFUSE
            if not (done and refuses) and _reaches(basket, rule, left):
                done += _whole_basket(basket, programme, rule, left)
        elif any(_open(basket, rule, piece) for piece in pieces) and _reaches(
            basket, rule, left, {piece.place for piece in pieces if _open(basket, rule, piece)}
        ):
            for place, amount in _units(basket, programme, rule, pieces, left).items():
                left[place] -= min(amount, left[place])
    for place, line in enumerate(basket.lines):
        gross = line_gross_minor(line)
        if line.article.protection is None and left[place] < gross:
            found.off[line.line_id] = gross - left[place]
    paid = [
        left[place] if line.article.protection is None else line_gross_minor(line)
        for place, line in enumerate(basket.lines)
    ]
    for programme in programmes:
        _earn(basket, tenders, member, programme, paid, found)
    return found


def _covers(basket: Basket, rule: Offer | StampCard | EarnRule, place: int) -> bool:
    article, goods = basket.lines[place].article, rule.goods
    named = article.article_id in goods.articles or article.category_id in goods.categories
    anything = not goods.articles and not goods.categories
    excepted = article.article_id in goods.except_articles or article.category_id in goods.except_categories
    return (named or anything) and not excepted


def _open(basket: Basket, offer: Offer, piece: Piece) -> bool:
    return _covers(basket, offer, piece.place) and offer.stack not in piece.used_in


def _reaches(basket: Basket, offer: Offer, left: list[int], places: set[int] | None = None) -> bool:
    money = sum(
        left[place]
        for place in range(len(left))
        if (places is None or place in places) and _covers(basket, offer, place)
    )
    return money >= offer.when.minimum_minor


def _whole_basket(basket: Basket, programme: Programme, offer: Offer, left: list[int]) -> int:
    places = [
        place
        for place, line in enumerate(basket.lines)
        if line.article.protection is None and _covers(basket, offer, place)
    ]
    whole = sum(left[place] for place in places)
    per_line = programme.settings.discount_rounding is RoundedPer.LINE
    if offer.effect is Effect.BASKET_PERCENT and per_line:
        parts = [_half_up(left[place] * offer.percent_bp, 10_000) for place in places]
    else:
        if offer.effect is Effect.BASKET_PERCENT:
            total = _half_up(whole * offer.percent_bp, 10_000)
        else:
            total = min(offer.amount_minor, whole)
        weights = [left[place] for place in places]
        parts = (
            (allocate(total, weights) if whole else weights) if per_line else _rest_on_last(total, weights)
        )
    for place, part in zip(places, parts, strict=True):
        left[place] -= part
    return 1 if any(parts) else 0


def _units(
    basket: Basket, programme: Programme, offer: Offer, pieces: list[Piece], left: list[int]
) -> dict[int, int]:
    mine = [piece for piece in pieces if _open(basket, offer, piece) and left[piece.place]]
    off: dict[int, int] = {}
    if offer.stack:  # whole lines only, at what the other group has left of them
        places = sorted({piece.place for piece in mine})
        _use(mine, offer.stack)
        off = {place: _half_up(left[place] * offer.percent_bp, 10_000) for place in places}
        if programme.settings.discount_rounding is RoundedPer.SALE:
            total = _half_up(sum(left[place] for place in places) * offer.percent_bp, 10_000)
            off = dict(zip(off, _rest_on_last(total, [left[place] for place in places]), strict=True))
        return off
    if offer.effect is Effect.PRICE:
        mine = [piece for piece in mine if piece.price * 1000 > offer.price_minor * piece.milli]
    if offer.effect in {Effect.PERCENT, Effect.AMOUNT, Effect.PRICE}:
        chosen = mine[: offer.most_pieces] if offer.most_pieces else mine
        for place in sorted({piece.place for piece in chosen}):
            worth = sum(piece.price for piece in chosen if piece.place == place)
            milli = sum(piece.milli for piece in chosen if piece.place == place)
            if offer.effect is Effect.PERCENT:
                off[place] = _half_up(worth * offer.percent_bp, 10_000)
            elif offer.effect is Effect.AMOUNT:
                off[place] = min(_half_up(offer.amount_minor * milli, 1000), worth)
            else:
                off[place] = max(worth - _half_up(offer.price_minor * milli, 1000), 0)
        if offer.effect is Effect.PERCENT and programme.settings.discount_rounding is RoundedPer.SALE:
            total = _half_up(sum(piece.price for piece in chosen) * offer.percent_bp, 10_000)
            weights = [sum(piece.price for piece in chosen if piece.place == place) for place in off]
            off = dict(zip(off, _rest_on_last(total, weights), strict=True))
        _use(chosen, offer.stack)
        return off
    mine = [piece for piece in mine if not piece.by_weight]
    if offer.effect is Effect.BUNDLE:
        return _bundles(offer, mine)
    return _free_ones(offer, mine)


def _bundles(offer: Offer, mine: list[Piece]) -> dict[int, int]:
    off: dict[int, int] = {}
    dearest = sorted(mine, key=lambda piece: (-piece.price, piece.place))
    for start in range(0, len(dearest) - offer.pieces + 1, offer.pieces):
        group = dearest[start : start + offer.pieces]
        saved = sum(piece.price for piece in group) - offer.price_minor
        if saved <= 0:
            break
        worth: dict[int, int] = {}
        for piece in group:
            worth[piece.place] = worth.get(piece.place, 0) + piece.price
        for place, part in zip(worth, allocate(saved, [*worth.values()]), strict=True):
            off[place] = off.get(place, 0) + part
        _use(group, offer.stack)
    return off


def _free_ones(offer: Offer, mine: list[Piece]) -> dict[int, int]:
    groups = [mine[start : start + offer.pieces] for start in range(0, len(mine), offer.pieces)]
    groups = [group for group in groups if len(group) == offer.pieces]
    most = offer.most_pieces or 10**9
    while groups and (len(groups) - 1) * offer.free_pieces >= most:
        groups.pop()
    if offer.grouping is Grouping.CHEAPEST:
        cheapest = sorted(mine, key=lambda piece: (piece.price, piece.place))[
            : min(len(groups) * offer.free_pieces, most)
        ]
        others = [piece for piece in mine if all(piece is not each for each in cheapest)]
        chosen = cheapest
        _use(others[: len(groups) * offer.pieces - len(cheapest)], offer.stack)
    else:
        chosen = []
        for group in groups:
            free = min(offer.free_pieces, most - len(chosen))
            chosen += sorted(group, key=lambda piece: (piece.price, piece.place))[:free]
            _use(group, offer.stack)
    return _give(chosen, offer.stack)


def _give(chosen: list[Piece], stack: str) -> dict[int, int]:
    off: dict[int, int] = {}
    for piece in chosen:
        off[piece.place] = off.get(piece.place, 0) + piece.price
        piece.free = True
    _use(chosen, stack)
    return off


def _stamp(
    basket: Basket,
    member: MemberView,
    programme: Programme,
    card: StampCard,
    pieces: list[Piece],
    left: list[int],
    found: Naive,
) -> None:
    mine = [piece for piece in pieces if _covers(basket, card, piece.place)]
    if not mine:
        return
    before = next((held.stamps for held in member.stamps if held.card == card.rule_id), 0)
    stamping = [piece for piece in mine if not piece.free]
    open_ones = [
        piece for piece in mine if "" not in piece.used_in and not piece.by_weight and left[piece.place]
    ]
    open_ones.sort(key=lambda piece: (piece.price, piece.place))
    best = 0
    for free in range(len(open_ones) + 1):
        added = len(stamping) - free
        if card.most_a_day:
            added = min(added, card.most_a_day)
        if before + added - free * card.stamps >= 0:
            best = free
    added = min(len(stamping) - best, card.most_a_day or 10**9)
    for place, amount in _give(open_ones[:best], "").items():
        left[place] -= min(amount, left[place])
    if added or best:
        found.stamps[programme.programme_id, card.rule_id] = (best, before + added - best * card.stamps)


def _earn(
    basket: Basket,
    tenders: Sequence[Tender],
    member: MemberView,
    programme: Programme,
    paid: list[int],
    found: Naive,
) -> None:
    tiers = sorted(programme.tiers, key=lambda tier: tier.from_points)
    before = max(
        (tier.from_points for tier in tiers if tier.from_points <= member.qualifying_points), default=-1
    )
    for tier in tiers:
        if tier.code == member.tier:
            before = tier.from_points
    total = _all_points(basket, tenders, programme, paid, member.qualifying_points, before)
    if total:
        found.points[programme.programme_id] = total
    reached = [tier for tier in tiers if before < tier.from_points <= member.qualifying_points + total]
    if reached:
        found.tiers[programme.programme_id] = reached[-1].code


def _all_points(
    basket: Basket,
    tenders: Sequence[Tender],
    programme: Programme,
    paid: list[int],
    qualifying: int,
    before: int,
) -> int:
    def percent_at(points: int) -> int:
        level = max(before, points)
        reached = [tier for tier in programme.tiers if tier.from_points <= level]
        return max(reached, key=lambda tier: tier.from_points).earn_percent if reached else 100

    (rule,) = programme.earns
    money = _eligible(basket, tenders, rule, paid)
    percent = percent_at(before)
    crossing = programme.settings.tier_crossing
    base = _plain(rule, money, percent)
    if crossing is TierCrossing.NEW_RATE:
        percent = percent_at(qualifying + base)
        base = _plain(rule, money, percent)
    elif crossing is TierCrossing.SPLIT:
        gathered = 0
        for _ in range(sum(money)):
            gathered += rule.points * percent_at(qualifying + gathered // (rule.per_minor * 100))
        base = divide(gathered, rule.per_minor * 100, rule.rounding)
    for bonus in programme.bonuses:
        extra = sum(
            amount
            for place, amount in enumerate(money)
            if not bonus.goods.categories or basket.lines[place].article.category_id in bonus.goods.categories
        )
        more = extra * rule.points * percent * (bonus.percent - 100)
        base += divide(more, rule.per_minor * 10_000, rule.rounding)
    return base


def _plain(rule: EarnRule, money: list[int], percent: int) -> int:
    amounts = money if rule.rounded is RoundedPer.LINE else [sum(money)]
    return sum(
        divide(amount * rule.points * percent, rule.per_minor * 100, rule.rounding) for amount in amounts
    )


def _eligible(basket: Basket, tenders: Sequence[Tender], rule: EarnRule, paid: list[int]) -> list[int]:
    """The eligible money of each line; 0 for those that do not count."""
    places = [
        place
        for place, line in enumerate(basket.lines)
        if line.article.protection is None and _covers(basket, rule, place)
    ]
    counted = [paid[place] for place in places]
    by_points = sum(tender.amount_minor for tender in tenders if tender.kind is TenderKind.POINTS)
    if rule.base is EarnBase.NET_OF_REDEMPTION and by_points and sum(counted):
        share = allocate(by_points, [sum(counted), sum(paid) - sum(counted)])[0]
        counted = allocate(sum(counted) - share, counted)
    money = [0] * len(paid)
    for place, amount in zip(places, counted, strict=True):
        money[place] = amount
    return money


def _rest_on_last(total: int, weights: list[int]) -> list[int]:
    whole = sum(weights)
    parts = [total * weight // whole if whole else 0 for weight in weights]
    rest, place = total - sum(parts), len(parts) - 1
    while rest > 0 and place >= 0:
        more = min(rest, weights[place] - parts[place])
        parts[place] += more
        rest -= more
        place -= 1
    return parts


def _use(pieces: list[Piece], stack: str) -> None:
    for piece in pieces:
        piece.used_in.add(stack)


def _half_up(numerator: int, denominator: int) -> int:
    return divide(numerator, denominator, Rounding.HALF_UP)
