"""One choice of a programme made otherwise."""

from __future__ import annotations

import pytest

from pos_app.demo.programme import PROGRAMME_TOML
from pos_app.domain.errors import BadFile
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.loyalty.settings import Rungs
from pos_app.domain.loyalty.variant import changed
from pos_app.domain.money import Rounding

PROGRAMME = programme_from_text(PROGRAMME_TOML, "demo")


def test_settings_and_rules_change_alone() -> None:
    assert changed(PROGRAMME, "settings.rungs", "every").settings.rungs is Rungs.EVERY
    other = changed(PROGRAMME, "earn.0.rounding", "half-up")
    assert other.earns[0].rounding is Rounding.HALF_UP
    assert changed(PROGRAMME, "tier.2.earn_percent", "200").tiers[2].earn_percent == 200
    assert changed(PROGRAMME, "earn.0.with_tax", "false").earns[0].with_tax is False
    assert changed(PROGRAMME, "redemption.value", "12.50").redemption != PROGRAMME.redemption
    assert (other.tiers, other.settings) == (PROGRAMME.tiers, PROGRAMME.settings)


@pytest.mark.parametrize(
    ("key", "says", "expected"),
    [
        ("settings.rung", "every", "there is no key 'rung' here"),
        ("settings.rungs", "some", "rungs = one of highest, every"),
        ("earn.1.points", "2", "earn has 1 tables, numbered from 0"),
        ("earn.0", "2", "earn has 1 tables, numbered from 0"),
        ("earn.0.points", "two", "points = a whole number from 1 to 1000000"),
        ("earn.0.with_tax", "perhaps", "with_tax = true or false"),
    ],
)
def test_a_key_or_choice_that_is_not_there_is_told(key: str, says: str, expected: str) -> None:
    with pytest.raises(BadFile) as told:
        changed(PROGRAMME, key, says)
    assert told.value.expected == expected
