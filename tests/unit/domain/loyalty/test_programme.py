"""A programme's tiers, looked up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.loyalty.programme import Programme, ProgrammePin
from tests.stage import generated
from tests.stage.goods import programme


@pytest.mark.parametrize(
    ("qualifying", "now", "above"),
    [(0, "medlem", "solv"), (999, "medlem", "solv"), (1000, "solv", "gull"), (3000, "gull", None)],
)
def test_a_tier_begins_at_its_own_points(qualifying: int, now: str, above: str | None) -> None:
    at, following = programme().tier_at(qualifying), programme().next_tier(qualifying)
    assert at is not None
    assert at.code == now
    assert (following.code if following else None) == above


def test_below_the_first_tier_there_is_none() -> None:
    assert programme(tiers=programme().tiers[1:]).tier_at(999) is None
    assert programme(tiers=()).next_tier(0) is None


def test_tiers_are_found_by_code() -> None:
    assert programme().tier_by_code("gull") == programme().tiers[2]
    assert programme().tier_by_code("platina") is None
    assert programme().tier_by_code(None) is None


def test_a_sale_pins_the_text_it_was_sold_under() -> None:
    assert programme(version=3).pin == ProgrammePin("poeng", 3, "0" * 64)


@given(generated.programmes(), st.integers(min_value=0, max_value=6000))
def test_every_qualifying_count_stands_between_two_tiers(rules: Programme, qualifying: int) -> None:
    at, above = rules.tier_at(qualifying), rules.next_tier(qualifying)
    assert at is None or at.from_points <= qualifying
    assert above is None or above.from_points > qualifying
    assert (at is not None) + (above is not None) > 0 or not rules.tiers
