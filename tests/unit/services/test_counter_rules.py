"""Rules that a country has for a counter: whose they are, and what a sale may not get past."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import tender as tenders
from pos_app.domain.errors import Refusal, Refused
from pos_app.services.counter_rules import CounterRules, NorwegianRules, check_cash, rules_for
from pos_app.services.selling import sell
from tests.stage import goods
from tests.stage.counter import Stage
from tests.unit.services.conftest import Till

SUNDAY = goods.AT_MS
MONDAY_EVENING_MS = goods.AT_MS + 86_400_000 + 6 * 3_600_000  # 20:02


def test_only_a_country_that_is_known_has_rules() -> None:
    assert rules_for("SE", "SEK") is None
    assert rules_for("NO", "EUR") is None
    assert isinstance(rules_for("no", "NOK"), NorwegianRules)
    nothing = CounterRules()
    assert (nothing.hours_of(goods.BEER), nothing.cash_from_minor) == (None, 0)


@pytest.mark.parametrize("now_ms", [SUNDAY, MONDAY_EVENING_MS])
def test_one_tx_a_sale_out_of_hours_writes_nothing_whatever_the_till_s_own_clock_says(
    till: Till, now_ms: int
) -> None:
    till.stage.clock.at_ms = SUNDAY + 86_400_000  # Monday afternoon, where somebody set it back
    till.stage.codes.time.now_ms = now_ms
    ports = replace(till.ports, rules=NorwegianRules())
    beer = goods.basket(goods.BANITSA, goods.BEER, age_confirmed=18)
    with pytest.raises(Refused) as caught:
        sell(ports, "ingrid", beer, None, (tenders.card(10_090, "1"),))
    assert caught.value.reason in (Refusal.NOT_SOLD_TODAY, Refusal.NOT_SOLD_ANY_MORE)
    assert caught.value.facts["line"] == 2
    assert till.records() == 0
    sell(ports, "ingrid", goods.basket(goods.BANITSA), None, (tenders.card(5800, "1"),))


@given(
    total=st.integers(1, 9_000_000),
    parts=st.lists(st.integers(1, 5_000_000), min_size=1, max_size=5),
    by_card=st.integers(0, 9_000_000),
)
def test_cash_of_a_sale_counts_together_and_change_does_not(
    total: int, parts: list[int], by_card: int
) -> None:
    ports = replace(Stage().services(), rules=NorwegianRules())
    given_ = [tenders.cash(part) for part in parts]
    if 0 < by_card < total:
        given_.append(tenders.card(by_card, "1"))
    settlement = tenders.settle(total, given_, ports.counter.store.currency)
    kept = sum(parts) - settlement.change_minor
    if kept < 4_000_000:
        check_cash(ports, given_, settlement)
        return
    with pytest.raises(Refused) as caught:
        check_cash(ports, given_, settlement)
    assert caught.value.reason is Refusal.CASH_TOO_MUCH
