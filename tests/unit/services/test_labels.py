"""Which shelves need another label: those whose price took over since then, and what was planned once its day came."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain.loyalty.condition import Goods
from pos_app.domain.loyalty.offer_rules import Effect, Offer
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.price_history import PriceEntry
from pos_app.services.labels import changed_prices, day_began_ms, days_ago_ms, labels_of, named_article
from pos_app.services.ports import Ports
from pos_app.services.price_ports import RulesSince
from tests.stage import goods
from tests.stage.counter import BUN_CODE, FakeClock, Stage
from tests.stage.prices import FakePrices

DAY_MS = 86_400_000
BUN, CAPPUCCINO, BEER = (each.article_id for each in (goods.CINNAMON_BUN, goods.CAPPUCCINO, goods.BEER))


def shelves() -> Ports:
    prices = FakePrices(list)
    ago = {BUN: 1, CAPPUCCINO: 9}
    prices.before = {
        each: (
            PriceEntry("", 9900, 0, 0),
            PriceEntry("now", 4500, goods.AT_MS - days * DAY_MS, goods.AT_MS - days * DAY_MS),
        )
        for each, days in ago.items()
    }
    prices.before[BEER] = (
        PriceEntry("", 4900, 0, 0),
        PriceEntry("then", 3900, goods.AT_MS + DAY_MS, goods.AT_MS + DAY_MS, planned=True),
    )
    return replace(Stage().services(), prices=prices)


def test_a_price_needs_a_label_from_the_day_on_which_it_took_over() -> None:
    ports = shelves()

    def names(days: int, at: Ports = ports) -> list[str]:
        return [each.article.article_id for each in changed_prices(at, days_ago_ms(at, days))]

    assert names(0) == []
    assert names(1) == [BUN]
    assert names(9) == [CAPPUCCINO, BUN]
    later = replace(ports, clock=FakeClock(goods.AT_MS + DAY_MS))
    assert names(0, later) == [BEER]


def test_a_label_is_needed_where_a_programme_gives_members_another_price() -> None:
    def rules(version: int, *percents: tuple[str, int]) -> tuple[Programme, ...]:
        offers = tuple(
            Offer(each, "Off", Effect.PERCENT, percent_bp=share, goods=Goods(articles=(each,)))
            for each, share in percents
        )
        return (replace(goods.programme(), version=version, offers=offers),)

    former = rules(1, (BUN, 1000), (CAPPUCCINO, 1000), (goods.BANITSA.article_id, 1000))
    newest = rules(2, (BUN, 2000), (goods.BANITSA.article_id, 1000))
    stage = Stage()
    prices = FakePrices(list)
    prices.rules_since = (
        RulesSince(goods.AT_MS - 90 * DAY_MS, former),
        RulesSince(goods.AT_MS - 2 * DAY_MS, newest),
    )
    stage.programmes.programmes = newest
    ports = replace(stage.services(), prices=prices)
    told = {
        each.article.article_id: each.members_minor for each in changed_prices(ports, days_ago_ms(ports, 7))
    }
    assert told == {BUN: 3600, CAPPUCCINO: None}
    assert changed_prices(ports, days_ago_ms(ports, 1)) == ()


def test_a_label_is_made_for_what_has_a_price_of_its_own() -> None:
    ports = shelves()
    asked = goods.article("Gave", None)
    made = labels_of(ports, [goods.CINNAMON_BUN, asked])
    assert [each.article for each in made] == [goods.CINNAMON_BUN]
    assert made[0].reduction is not None
    assert made[0].reduction.lowest_minor == 9900
    assert named_article(ports.catalogue, BUN_CODE) == named_article(ports.catalogue, BUN)
    assert named_article(ports.catalogue, "nothing") is None


def test_a_day_begins_at_the_store_s_own_midnight() -> None:
    ports = shelves()
    assert day_began_ms(ports, "1970-01-02") == DAY_MS - 3_600_000
    assert days_ago_ms(ports, 0) - days_ago_ms(ports, 7) == 7 * DAY_MS
