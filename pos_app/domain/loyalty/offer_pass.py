"""Offers and stamp cards in their order: priority, then stacking group, then programme and id; baskets' last."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.basket import PIECE_MILLI, Line
from pos_app.domain.loyalty.calendar_days import period_start
from pos_app.domain.loyalty.condition import Period
from pos_app.domain.loyalty.conditions import coupons_for, held_coupons, holds
from pos_app.domain.loyalty.decision import Consumption, CouponUsed, Promise
from pos_app.domain.loyalty.drafts import GAVE, line_effect, reason
from pos_app.domain.loyalty.offer_effects import on_basket, on_units
from pos_app.domain.loyalty.offer_rules import Offer
from pos_app.domain.loyalty.rule_book import PriceStep, Touch
from pos_app.domain.loyalty.scene import Scene
from pos_app.domain.loyalty.settings import SecondDiscount
from pos_app.domain.loyalty.stamping import stamp
from pos_app.domain.loyalty.unit_pool import Group, UnitPool
from pos_app.domain.money import half_up


def run_offers(scene: Scene) -> None:
    """Every price step that touches the basket, in order."""
    touch = scene.rules.steps_touched if scene.member is not None else scene.rules.public_steps
    by_step = _places_by_step(touch, scene.basket.lines)
    if by_step or touch.everywhere:
        _run_steps(scene, touch.everywhere, by_step)
    _unused_coupons(scene)


def _run_steps(scene: Scene, everywhere: Sequence[int], by_step: dict[int, list[int]]) -> None:
    steps, pool = scene.rules.steps, UnitPool.of(scene.basket)
    baskets_done = 0
    for number in sorted({*everywhere, *by_step}) if by_step else everywhere:
        step, group = steps[number], None
        if step.stack is not None:
            group = pool.groups.get(step.stack) or pool.group(step.stack)
            if not group.live:
                continue
        places: Sequence[int] = by_step.get(number, pool.unprotected)
        if not step.is_plain:
            places = [place for place in places if _counts(pool, step, place)]
        if group is not None:
            _unit_offer(scene, step, pool, group, places)
        elif not isinstance(step.rule, Offer):
            stamp(scene, step.programme, step.rule, pool, places)
        elif places:
            baskets_done += _whole_offer(scene, step, step.rule, pool, places, baskets_done)


def _places_by_step(touch: Touch, lines: Sequence[Line]) -> dict[int, list[int]]:
    """The unprotected lines of each step that names goods."""
    found: dict[int, list[int]] = {}
    articles, categories = touch.articles, touch.categories
    for place, line in enumerate(lines):
        article = line.article
        if article.protection is not None:
            continue
        numbers = articles.get(article.article_id)
        more = categories.get(article.category_id)
        for number in (*numbers, *more) if numbers and more else numbers or more or ():
            places = found.get(number)
            if places is None:
                found[number] = [place]
            elif places[-1] != place:  # a step may name both an article and its category
                places.append(place)
    return found


def _counts(pool: UnitPool, step: PriceStep, place: int) -> bool:
    article, goods = pool.lines[place].article, step.goods
    if article.article_id in goods.except_articles or article.category_id in goods.except_categories:
        return False
    return not (goods.not_discounted and pool.is_discounted(place))


def _unit_offer(scene: Scene, step: PriceStep, pool: UnitPool, group: Group, places: Sequence[int]) -> None:
    """Give an offer that uses units up."""
    offer, live, left = step.rule, group.live, pool.left
    assert isinstance(offer, Offer)
    if not (step.is_share and step.asks_nothing):  # which finds out by itself what is open
        places = [place for place in places if place in live and left[place]]
        if not places:
            return
    numbers = _asked(scene, step, offer, pool, places)
    if numbers is None:
        return
    if step.is_share:
        total = _share_of_lines(scene, step, offer, pool, group, places)
    else:
        off = on_units(pool, group, offer, places, step.programme.settings.discount_rounding)
        total = _take_off(scene, step, offer, pool, off)
    if total:
        _write(scene, step, offer, total, numbers)


def _whole_offer(
    scene: Scene, step: PriceStep, offer: Offer, pool: UnitPool, places: Sequence[int], baskets_done: int
) -> int:
    """Give a gift or a discount on the whole basket; 1 when it was the latter and took something off."""
    numbers = _asked(scene, step, offer, pool, places)
    if numbers is None:
        return 0
    if not step.is_basket:
        promised = len(scene.promises)
        total = _take_off(scene, step, offer, pool, _gift(scene, step, offer, pool, places))
        if total or len(scene.promises) > promised:
            _write(scene, step, offer, total, numbers)
        return 0
    settings = step.programme.settings
    refuses = settings.second_basket_discount is SecondDiscount.REFUSE
    if baskets_done and refuses and not step.is_reward:
        scene.passed_by(step.programme, f"offer:{offer.rule_id}", "second-basket-discount", offer.words)
        return 0
    times = len(numbers) if step.is_reward else 1
    off = on_basket(pool, offer, places, settings.discount_rounding, times)
    total = _take_off(scene, step, offer, pool, off)
    if total:
        _write(scene, step, offer, total, numbers)
    return 1 if total else 0


def _asked(
    scene: Scene, step: PriceStep, offer: Offer, pool: UnitPool, places: Sequence[int]
) -> Sequence[str] | None:
    """The numbers of the coupons an offer may take, mostly none; ``None`` where it does not hold."""
    if step.asks_nothing:
        return ()
    if not holds(scene, step.programme, offer.when) or not _is_allowed(scene, step, offer):
        return None
    code = offer.when.coupon
    if code and not (coupons_for(scene, step.programme, code) or held_coupons(scene, step.programme, code)):
        return None  # who has no such coupon is not told what it would take
    if not _reaches_minimum(scene, step, offer, pool, places):
        return None
    numbers = _coupon(scene, step, offer)
    return None if code and not numbers else numbers


def _share_of_lines(
    scene: Scene, step: PriceStep, offer: Offer, pool: UnitPool, group: Group, places: Sequence[int]
) -> int:
    """So many per cent of all that is open of these lines, each rounded: what most offers are, given in one go.
    Returns what it took off in all; ``on_units`` and ``_take_off`` would do the same.
    """
    live, parts, left, lines, effects = group.live, group.parts, pool.left, pool.lines, scene.effects
    name, rule, words, percent = step.programme.programme_id, offer.rule_id, offer.words, offer.percent_bp
    total = 0
    for place in places:
        worth = now = left[place]
        if not now or place not in live:
            continue
        del live[place]
        if place in parts:
            worth = min(parts.pop(place)[0], now)
        taken = half_up(worth * percent, 10_000)
        if taken:
            left[place] = now - taken
            total += taken
            effects.append(line_effect(lines[place].line_id, taken, rule, words, name))
    return total


def _take_off(scene: Scene, step: PriceStep, offer: Offer, pool: UnitPool, off: dict[int, int]) -> int:
    """Lower these lines by what an effect gives, never below nothing; returns what was taken off in all."""
    total = 0
    name, rule, words = step.programme.programme_id, offer.rule_id, offer.words
    lines, lower, effects = pool.lines, pool.lower, scene.effects
    for place, amount in off.items():
        taken = lower(place, amount)
        if taken:
            total += taken
            effects.append(line_effect(lines[place].line_id, taken, rule, words, name))
    return total


def _write(scene: Scene, step: PriceStep, offer: Offer, total: int, numbers: Sequence[str]) -> None:
    """Note that an offer gave something: what it consumes, and why it was given."""
    if not step.asks_nothing:
        _use_up(scene, step, offer, numbers)
    name = step.programme.programme_id
    scene.reasons.append(reason(step.told_as, GAVE, 0, total, programme_id=name, words=offer.words))


def _use_up(scene: Scene, step: PriceStep, offer: Offer, numbers: Sequence[str]) -> None:
    name, rule = step.programme.programme_id, offer.rule_id
    for number in numbers if step.is_reward else numbers[:1]:
        scene.coupons_used.append(CouponUsed(name, offer.when.coupon, number, rule))
        scene.consumes.append(Consumption(f"coupon:{number}", name, rule, 1))
    if offer.once is not Period.SALE:
        start = period_start(offer.once, scene.today)
        key = f"once:{name}:{rule}"
        scene.consumes.append(Consumption(key, name, rule, 1, offer.once.value, start))


def _is_allowed(scene: Scene, step: PriceStep, offer: Offer) -> bool:
    """Whether a once-only offer is still to be had, and may be consumed now."""
    if offer.once is Period.SALE:
        return True
    if scene.member is None:
        return False
    name = step.programme.programme_id
    start = period_start(offer.once, scene.today)
    if scene.member.used_of(name, offer.rule_id, offer.once.value, start):
        return False
    if f"once:{name}:{offer.rule_id}" in scene.withheld:
        scene.passed_by(step.programme, f"offer:{offer.rule_id}", "withheld", offer.words)
        return False
    return True


def _reaches_minimum(
    scene: Scene, step: PriceStep, offer: Offer, pool: UnitPool, places: Sequence[int]
) -> bool:
    when = offer.when
    if when.minimum_minor:
        missing = when.minimum_minor - sum(pool.left[place] for place in places)
        if missing > 0:
            scene.nearly(step.programme, f"offer:{offer.rule_id}", missing, "minor", offer.words)
            return False
    if when.minimum_pieces:
        milli = sum(pool.lines[place].quantity_milli for place in places)
        missing = when.minimum_pieces - milli // PIECE_MILLI
        if missing > 0:
            scene.nearly(step.programme, f"offer:{offer.rule_id}", missing, "pieces", offer.words)
            return False
    return True


def _coupon(scene: Scene, step: PriceStep, offer: Offer) -> Sequence[str]:
    """The numbers of the coupons this offer may take; a held one that nobody showed is worth telling."""
    code = offer.when.coupon
    if not code:
        return ()
    taken = {(used.number, used.code) for used in scene.coupons_used if used.rule == offer.rule_id}
    numbers = [
        held.number for held in coupons_for(scene, step.programme, code) if (held.number, code) not in taken
    ]
    if not numbers:
        held = held_coupons(scene, step.programme, code)
        if any(f"coupon:{coupon.number}" in scene.withheld for coupon in held):
            scene.passed_by(step.programme, f"offer:{offer.rule_id}", "withheld", offer.words)
        elif held:
            scene.nearly(step.programme, f"offer:{offer.rule_id}", 1, "coupon", offer.words)
    return numbers


def _gift(
    scene: Scene, step: PriceStep, offer: Offer, pool: UnitPool, places: Sequence[int]
) -> dict[int, int]:
    """The gift's own units are free where they are in the basket; else the cashier is told to hand one over."""
    if all(pool.lines[place].article.article_id == offer.gift for place in places):
        return {}
    group = pool.group(offer.stack)
    wanted = offer.most_pieces or 1
    off: dict[int, int] = {}
    for place in [*group.live]:
        taken = min(pool.pieces(group, place), wanted)
        if taken and pool.lines[place].article.article_id == offer.gift:
            off[place] = pool.give(group, place, taken)
            wanted -= taken
    if wanted:
        name = step.programme.programme_id
        scene.promises.append(Promise(name, offer.rule_id, offer.words, offer.gift, wanted))
    return off


def _unused_coupons(scene: Scene) -> None:
    """A coupon that was shown and not taken: say why, where it is known."""
    if not scene.shown:
        return
    used = {coupon.number for coupon in scene.coupons_used}
    held = {coupon.number: coupon for coupon in scene.member.coupons} if scene.member else {}
    for number in scene.wishes.coupons:
        if number in used:
            continue
        coupon = held.get(number)
        if coupon is None:
            why = "coupon-unknown"
        elif coupon.used:
            why = "coupon-used"
        elif coupon.to_day and coupon.to_day < scene.today_iso:
            why = "coupon-expired"
        elif coupon.from_day > scene.today_iso:
            why = "coupon-not-yet"
        elif f"coupon:{number}" in scene.withheld:
            why = "withheld"
        else:
            why = "coupon-not-needed"
        scene.passed_by(None, f"coupon:{number}", why)
