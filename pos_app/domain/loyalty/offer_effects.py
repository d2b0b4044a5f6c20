"""What each effect takes off which lines. All of it works on a pool and returns money by line place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos_app.domain.basket import PIECE_MILLI
from pos_app.domain.catalogue import Unit
from pos_app.domain.loyalty.offer_rules import Effect, Offer
from pos_app.domain.loyalty.settings import Grouping, RoundedPer
from pos_app.domain.loyalty.unit_pool import Group, UnitPool, spread_last
from pos_app.domain.money import Rounding, allocate, divide, half_up

NO_LIMIT = 10**12


def on_units(
    pool: UnitPool, group: Group, offer: Offer, places: Sequence[int], per: RoundedPer
) -> dict[int, int]:
    """What the offer takes off the open units of these lines; the units it changed are used up."""
    return _ON_UNITS[offer.effect](pool, group, offer, places, per)


def on_basket(
    pool: UnitPool, offer: Offer, places: Sequence[int], per: RoundedPer, times: int = 1
) -> dict[int, int]:
    """What an offer on the whole basket takes off what is left of these lines."""
    weights = [pool.left[place] for place in places]
    whole = sum(weights)
    if offer.effect is Effect.BASKET_PERCENT:
        if per is RoundedPer.LINE and not offer.most_minor:
            parts = [_share(weight, offer.percent_bp) for weight in weights]
            return dict(zip(places, parts, strict=True))
        total = _share(whole, offer.percent_bp)
    else:
        total = offer.amount_minor * times
    total = min(total, whole, offer.most_minor or NO_LIMIT)
    if not total:
        return {}
    parts = spread_last(total, weights) if per is RoundedPer.SALE else allocate(total, weights)
    return dict(zip(places, parts, strict=True))


def _percent(
    pool: UnitPool, group: Group, offer: Offer, places: Sequence[int], per: RoundedPer
) -> dict[int, int]:
    if per is RoundedPer.LINE:
        limited = _limited(pool, group, offer, places)
        parts = {place: _share(group.use(place, milli), offer.percent_bp) for place, milli in limited}
        return _capped(offer, parts)
    worth = {place: group.use(place, milli) for place, milli in _limited(pool, group, offer, places)}
    total = min(_share(sum(worth.values()), offer.percent_bp), offer.most_minor or NO_LIMIT)
    return dict(zip(worth, spread_last(total, [*worth.values()]), strict=True))


def _amount(
    pool: UnitPool, group: Group, offer: Offer, places: Sequence[int], _per: RoundedPer
) -> dict[int, int]:
    off = {}
    for place, milli in _limited(pool, group, offer, places):
        amount = half_up(offer.amount_minor * milli, PIECE_MILLI)
        off[place] = min(amount, group.use(place, milli))
    return _capped(offer, off)


def _price(
    pool: UnitPool, group: Group, offer: Offer, places: Sequence[int], _per: RoundedPer
) -> dict[int, int]:
    """A lower unit price; where the goods cost less already, the offer leaves them to others."""
    off = {}
    cheaper = [
        place
        for place in places
        if group.money(place) * PIECE_MILLI > offer.price_minor * group.open_milli(place)
    ]
    for place, milli in _limited(pool, group, offer, cheaper):
        price = divide(offer.price_minor * milli, PIECE_MILLI, Rounding.HALF_UP)
        off[place] = max(group.use(place, milli) - price, 0)
    return _capped(offer, off)


def _bundle(
    pool: UnitPool, group: Group, offer: Offer, places: Sequence[int], _per: RoundedPer
) -> dict[int, int]:
    """Dearest pieces first: the customer gets the best bundle, in whatever order the goods were scanned."""
    runs = [[place, open_pieces] for place in places if (open_pieces := pool.pieces(group, place))]
    runs.sort(key=lambda run: (-group.unit_price(run[0]), run[0]))
    off: dict[int, int] = {}
    room = offer.most_pieces // offer.pieces if offer.most_pieces else NO_LIMIT
    for taken, times in _groups_of(offer.pieces, runs):
        times = min(times, room)  # noqa: PLW2901  the last group may be cut short
        if not times:
            break
        worth = [group.worth(place, pieces * times * PIECE_MILLI) for place, pieces in taken]
        saved = sum(worth) - offer.price_minor * times
        if saved <= 0:
            break
        for (place, pieces), part in zip(taken, allocate(saved, worth), strict=True):
            group.use(place, pieces * times * PIECE_MILLI)
            off[place] = off.get(place, 0) + part
        room -= times
    return _capped(offer, off)


def _cheapest_free(
    pool: UnitPool, group: Group, offer: Offer, places: Sequence[int], _per: RoundedPer
) -> dict[int, int]:
    """Groups of pieces of which some are free. A limit leaves alone the groups that it does not reach."""
    runs = [[place, open_pieces] for place in places if (open_pieces := pool.pieces(group, place))]
    most, each = offer.most_pieces or NO_LIMIT, offer.free_pieces
    reached = -(-most // each)
    if len(runs) == 1:  # all its pieces cost the same, however they are grouped
        ((place, open_pieces),) = runs
        groups = min(open_pieces // offer.pieces, reached)
        given = min(groups * each, most)
        if not given:
            return {}
        off = {place: pool.give(group, place, given)}
        group.use(place, (groups * offer.pieces - given) * PIECE_MILLI)
        return _capped(offer, off)
    free: dict[int, int] = {}
    used: dict[int, int] = {}
    if offer.grouping is Grouping.CHEAPEST:
        groups = min(sum(open_pieces for _, open_pieces in runs) // offer.pieces, reached)
        _pick(group, free, runs, min(groups * each, most))
        _fill(used, free, runs, groups * offer.pieces)
    else:
        for taken, repeats in _groups_of(offer.pieces, runs):
            times = min(repeats, reached)
            if not times:
                break
            reached -= times
            count = min(each * times, most)
            most -= count
            _pick(group, free, [[place, pieces * times] for place, pieces in taken], count)
            for place, pieces in taken:
                used[place] = used.get(place, 0) + pieces * times
    off = {place: pool.give(group, place, pieces) for place, pieces in free.items() if pieces}
    for place, pieces in used.items():
        group.use(place, (pieces - free.get(place, 0)) * PIECE_MILLI)
    return _capped(offer, off)


def cheapest(pool: UnitPool, group: Group, places: Sequence[int], count: int) -> dict[int, int]:
    """The ``count`` cheapest open pieces of these lines, as pieces by line place; earlier lines first on a tie."""
    runs = [[place, open_pieces] for place in places if (open_pieces := pool.pieces(group, place))]
    found: dict[int, int] = {}
    _pick(group, found, runs, count)
    return found


def _pick(group: Group, free: dict[int, int], runs: Sequence[Sequence[int]], count: int) -> None:
    for place, pieces in sorted(runs, key=lambda run: (group.unit_price(run[0]), run[0])):
        taken = min(pieces, count)
        if not taken:
            break
        free[place] = free.get(place, 0) + taken
        count -= taken


def _fill(used: dict[int, int], free: dict[int, int], runs: Sequence[Sequence[int]], count: int) -> None:
    """The pieces that a group uses up: the free ones, and then the others in basket order."""
    used.update(free)
    left = count - sum(free.values())
    for place, pieces in runs:
        more = min(pieces - used.get(place, 0), left)
        if more:
            used[place] = used.get(place, 0) + more
            left -= more


def _groups_of(size: int, runs: Sequence[Sequence[int]]) -> list[tuple[list[tuple[int, int]], int]]:
    """Consecutive groups of ``size`` pieces: what each takes of which line, and how often that repeats."""
    groups: list[tuple[list[tuple[int, int]], int]] = []
    partial: list[tuple[int, int]] = []
    missing = size
    for place, pieces in runs:
        left = pieces
        while left:
            if not partial and left >= size:
                groups.append(([(place, size)], left // size))
                left %= size
                continue
            taken = min(left, missing)
            partial.append((place, taken))
            left -= taken
            missing -= taken
            if not missing:
                groups.append((partial, 1))
                partial, missing = [], size
    return groups


def _limited(pool: UnitPool, group: Group, offer: Offer, places: Sequence[int]) -> list[tuple[int, int]]:
    """The open thousandths of these lines, up to the offer's pieces; goods by weight count as one piece a line."""
    if not offer.most_pieces:
        return [(place, group.open_milli(place)) for place in places]
    found, room = [], offer.most_pieces
    for place in places:
        milli = group.open_milli(place)
        if pool.lines[place].article.unit is Unit.PIECE:
            milli = min(milli, room * PIECE_MILLI)
            room -= -(-milli // PIECE_MILLI)
        else:
            room -= 1
        found.append((place, milli))
        if not room:
            break
    return found


def _capped(offer: Offer, off: dict[int, int]) -> dict[int, int]:
    if not offer.most_minor:
        return off
    room = offer.most_minor
    for place, amount in off.items():
        off[place] = min(amount, room)
        room -= off[place]
    return off


def _share(amount_minor: int, basis_points: int) -> int:
    return half_up(amount_minor * basis_points, 10_000)


_ON_UNITS: dict[Effect, Callable[[UnitPool, Group, Offer, Sequence[int], RoundedPer], dict[int, int]]] = {
    Effect.PERCENT: _percent,
    Effect.AMOUNT: _amount,
    Effect.PRICE: _price,
    Effect.BUNDLE: _bundle,
    Effect.CHEAPEST_FREE: _cheapest_free,
}
