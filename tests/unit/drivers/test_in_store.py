"""In-store patterns: any layout a country uses, and a clear word about those that cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from drivers.scanners.in_store import NORWEGIAN_IN_STORE, InStorePattern, InStorePatternError


def checked(body: str) -> str:
    return body + str(ean.calc_check_digit(body))


def test_a_class_of_digits_matches_a_range_of_prefixes() -> None:
    pattern = InStorePattern("2[0-2]IIIIIPPPPPK")
    assert pattern.match(checked("211234501999")) is not None
    assert pattern.match(checked("231234501999")) is None


def test_the_inner_check_digit_of_the_price_is_verified() -> None:
    pattern = InStorePattern("22IIIIVPPPPPK")
    found = pattern.match(checked("221234614685"))
    assert found is not None
    assert found.price_minor == 14685
    assert pattern.match(checked("221234714685")) is None


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("20IIIIIPPPPK", "13 places"),
        ("20IIIIIIPPPPX", "last of them K"),
        ("20XXXXXXPPPPK", "item reference"),
        ("20IIIIPPWWWWK", "not both"),
        ("20IIIIIVPPPXK", "four or five"),
        ("20IIIIIIQQQQK", "means nothing"),
        ("2[9-0]IIIIIPPPPPK", "bad character range"),
    ],
)
def test_a_pattern_that_cannot_be_says_why(pattern: str, wrong: str) -> None:
    with pytest.raises(InStorePatternError, match=wrong):
        InStorePattern(pattern)


def test_a_step_below_one_is_refused() -> None:
    with pytest.raises(InStorePatternError, match="step"):
        InStorePattern("20IIIIIIPPPPK", step=0)


@given(st.integers(0, 999_999), st.integers(0, 9999), st.sampled_from(range(6)))
def test_every_norwegian_number_comes_apart_into_what_it_was_made_of(
    item: int, value: int, family: int
) -> None:
    number = checked(f"2{family}{item:06d}{value:04d}")
    (found,) = [hit for pattern in NORWEGIAN_IN_STORE if (hit := pattern.match(number)) is not None]
    assert found.item_reference == f"{item:06d}"
    step = 10 ** (family % 3)
    assert (found.price_minor, found.weight_g) == (
        (value * step, None) if family < 3 else (None, value * step)
    )
    assert ean.is_valid(found.base_ean)
