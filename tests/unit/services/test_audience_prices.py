"""What an article cost whom in the past follows from the prices that were set and the programmes as they were: the same
as the counter would have said at that instant, and the lowest of 30 days for everybody and for members.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.loyalty.condition import ALWAYS, Condition, Goods, Weekday
from pos_app.domain.loyalty.offer_rules import Effect, Offer
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.loyalty.rule_book import RuleBook
from pos_app.domain.price_history import Audience, PriceEntry, price_at, spans
from pos_app.services import audience_prices
from pos_app.services.audience_prices import one_costs, paid_prices, reductions
from pos_app.services.ports import Ports
from pos_app.services.price_check import label_of, price_facts
from pos_app.services.price_ports import RulesSince
from tests.stage import goods
from tests.stage.counter import Stage
from tests.stage.prices import FakePrices
from tests.stage.replicas import PROGRAMME_TEXT

OSLO = ZoneInfo("Europe/Oslo")
BUN = goods.CINNAMON_BUN
POINTS = programme_from_text(PROGRAMME_TEXT, "test")
TODAY = date(2026, 11, 10)  # the clock was moved back on 25 October
ANYBODY = Condition(anyone=True)


class OsloClock:
    """Stands still at an instant."""

    def __init__(self, at_ms: int) -> None:
        self.at_ms = at_ms

    def now_ms(self) -> int:
        return self.at_ms

    def offset_minutes(self, at_ms: int) -> int:
        offset = datetime.fromtimestamp(at_ms // 1000, OSLO).utcoffset()
        assert offset is not None
        return offset // timedelta(minutes=1)


def ago(days: int, hour: int = 0) -> int:
    return int(datetime.combine(TODAY - timedelta(days), time(hour), OSLO).timestamp()) * 1000


NOW_MS = ago(0, 12)


def offer(
    effect: Effect = Effect.PERCENT, *, when: Condition = ALWAYS, percent_bp: int = 0, price_minor: int = 0
) -> Offer:
    return Offer(
        "buns",
        "Buns",
        effect,
        percent_bp=percent_bp,
        price_minor=price_minor,
        goods=Goods(articles=(BUN.article_id,)),
        when=when,
    )


def programme(version: int, *offers: Offer) -> Programme:
    return replace(POINTS, version=version, offers=offers)


def counter(
    entries: Sequence[tuple[int, int]], rules: Sequence[tuple[int, Programme]], now_ms: int = NOW_MS
) -> Ports:
    """Prices and programmes with their times; the last of each holds now."""
    prices = FakePrices(list)
    prices.before[BUN.article_id] = tuple(
        PriceEntry(str(place), minor, from_ms, from_ms) for place, (from_ms, minor) in enumerate(entries)
    )
    prices.rules_since = tuple(RulesSince(from_ms, RuleBook([each])) for from_ms, each in rules)
    stage = Stage()
    return replace(
        stage.services(), clock=OsloClock(now_ms), prices=prices, programmes=Published(prices.rules_since)
    )


@dataclass
class Published:
    """The newest of them is in force."""

    rules: Sequence[RulesSince]

    def in_force(self) -> Sequence[Programme]:
        return self.rules[-1].programmes if self.rules else ()

    def pinned(self, pins: object) -> tuple[Programme, ...]:
        return ()


def lowest(ports: Ports) -> tuple[int | None, int | None]:
    found = reductions(ports, replace(BUN, price_minor=4500), ports.clock.now_ms())
    everybody, members = (each.lowest_minor if each else None for each in found)
    return everybody, members


def test_a_better_price_for_members_is_shown_with_what_they_paid_under_the_version_before() -> None:
    a_fifth, a_third = offer(percent_bp=2000), offer(percent_bp=3000)
    ports = counter([(0, 4500)], [(ago(80), programme(1, a_fifth)), (ago(1), programme(2, a_third))])
    assert lowest(ports) == (None, 3600)
    facts = price_facts(ports, replace(BUN, price_minor=4500))
    assert facts.members_minor == 3150
    label = label_of(facts)
    assert label.members_reduction is not None
    assert label.members_reduction.lowest_minor == 3600
    assert label.reduction is None


def test_a_price_that_fell_for_everybody_fell_for_members_only_where_theirs_did() -> None:
    entries = [(0, 5500), (ago(2), 4500)]
    assert lowest(counter(entries, [(ago(80), programme(1, offer(percent_bp=1000)))])) == (5500, 4950)
    fixed = offer(Effect.PRICE, price_minor=4000)
    assert lowest(counter(entries, [(ago(140), programme(1, fixed))])) == (5500, None)


def test_what_members_get_every_week_is_a_reduction_the_first_time_only() -> None:
    tuesdays = programme(1, offer(percent_bp=2000, when=Condition(weekdays=(Weekday.TUESDAY,))))
    assert TODAY.weekday() == 1
    assert lowest(counter([(0, 4500)], [(ago(3), tuesdays)])) == (None, 4500)
    assert lowest(counter([(0, 4500)], [(ago(40), tuesdays)])) == (None, None)
    wednesday = counter([(0, 4500)], [(ago(40), tuesdays)], now_ms=ago(-1, 12))
    assert lowest(wednesday) == (None, None)


def test_a_label_says_what_members_pay_at_every_hour_of_every_day() -> None:
    always, fixed = (
        offer(percent_bp=1000),
        replace(offer(Effect.PRICE, price_minor=3000), rule_id="now", priority=1),
    )
    for when in (Condition(weekdays=(Weekday.TUESDAY,)), Condition(from_time=660, to_time=780)):
        facts = price_facts(
            counter([(0, 4500)], [(ago(140), programme(1, always, replace(fixed, when=when)))]),
            replace(BUN, price_minor=4500),
        )
        label = label_of(facts)
        assert facts.members_minor is not None
        assert facts.members_minor < 4050
        assert (label.members_minor, label.members_reduction) == (4050, None)
    until_sunday = replace(fixed, when=Condition(to_date=(TODAY + timedelta(5)).isoformat()))
    facts = price_facts(
        counter([(0, 4500)], [(ago(2), programme(1, until_sunday))]), replace(BUN, price_minor=4500)
    )
    assert label_of(facts).members_minor == 3000


def test_a_campaign_for_anybody_was_a_price_that_a_later_reduction_is_held_against() -> None:
    days = [(TODAY - timedelta(each)).isoformat() for each in (20, 18)]
    for percent_bp, told in ((3000, None), (1000, 4950)):
        campaign = offer(percent_bp=percent_bp, when=replace(ANYBODY, from_date=days[0], to_date=days[1]))
        ports = counter([(0, 5500), (ago(2), 4500)], [(ago(90), programme(1, campaign))])
        assert lowest(ports)[0] == told


def test_a_price_that_has_run_for_four_months_is_a_price_like_any_other() -> None:
    for days, told in ((119, 5500), (121, None)):
        assert lowest(counter([(0, 5500), (ago(days), 4500)], []))[0] == told
        members = counter([(0, 5500)], [(ago(days), programme(1, offer(percent_bp=2000)))])
        assert lowest(members)[1] == told


_HOURS = st.integers(-160 * 24, -1).map(lambda hours: NOW_MS + hours * 3_600_000)
_MINUTES = st.integers(0, 95).map(lambda quarter: quarter * 15)
_DAYS = st.just("") | st.integers(0, 160).map(lambda days: (TODAY - timedelta(days)).isoformat())


@st.composite
def _conditions(draw: st.DrawFn) -> Condition:
    begins, ends = sorted((draw(_MINUTES), draw(_MINUTES)))
    return Condition(
        weekdays=tuple(draw(st.sets(st.sampled_from(Weekday), max_size=3))),
        from_time=begins if draw(st.booleans()) else 0,
        to_time=ends if draw(st.booleans()) and ends else 1440,
        from_date=draw(_DAYS),
        to_date=draw(_DAYS),
        anyone=draw(st.booleans()),
    )


_OFFERS = st.builds(
    lambda share, when: offer(percent_bp=share, when=when), st.integers(1, 9000), _conditions()
)
_RULES = st.lists(st.tuples(_HOURS, st.lists(_OFFERS, max_size=2)), max_size=3)
_ENTRIES = st.lists(st.tuples(_HOURS, st.integers(1, 9000)), max_size=4)
_MOVED = st.integers(0, 26 * 4).map(
    lambda quarters: int(datetime(2026, 10, 25, tzinfo=OSLO).timestamp()) * 1000 + quarters * 900_000
)
"""Any quarter of the day on which the clock was moved back."""


@given(_ENTRIES, _RULES, st.lists(_HOURS | _MOVED, min_size=1, max_size=25))
def test_the_past_is_what_the_counter_would_have_said_at_every_instant(
    entries: list[tuple[int, int]], rules: list[tuple[int, list[Offer]]], instants: list[int]
) -> None:
    versions = [
        (from_ms, programme(place, *(replace(each, rule_id=f"o{n}") for n, each in enumerate(offers))))
        for place, (from_ms, offers) in enumerate(sorted(rules, key=lambda each: each[0]), 1)
    ]
    ports = counter([(0, 4500), *sorted(entries)], versions)
    assert ports.prices is not None
    shelf = spans(ports.prices.entries(BUN.article_id), NOW_MS)
    paid = paid_prices(ports, BUN, NOW_MS, shelf)
    known_since = ago(150)
    for at_ms in (each for each in instants if each >= known_since):
        price = price_at(shelf, Audience.EVERYBODY, at_ms)
        in_force = next((each for from_ms, each in reversed(versions) if from_ms <= at_ms), None)
        for audience in Audience:
            counted = one_costs(
                ports,
                replace(BUN, price_minor=price),
                member=audience is Audience.MEMBERS,
                at_ms=at_ms,
                programmes=RuleBook([in_force] if in_force else []),
            )
            if audience is Audience.MEMBERS:
                assert counted is not None
                counted = min(counted, price_at(paid, Audience.EVERYBODY, at_ms) or 0)
            assert price_at(paid, audience, at_ms) == counted


def test_half_a_year_of_the_same_offers_is_evaluated_once_for_on_and_once_for_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def counted(*given: object, **named: object) -> int | None:
        asked.append(named)
        return one_costs(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(audience_prices, "one_costs", counted)
    weekdays = Condition(weekdays=(Weekday.MONDAY, Weekday.FRIDAY), from_time=600, to_time=660)
    ports = counter([(0, 4500)], [(ago(200), programme(1, offer(percent_bp=2000, when=weekdays)))])
    lowest(ports)
    assert len(asked) <= 4
