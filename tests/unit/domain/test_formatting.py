"""One formatter for screen and receipt: what it says in each language, checked against Babel where that agrees."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import formatting
from pos_app.domain.catalogue import Unit
from pos_app.domain.formatting import BG, EN, KO, LOCALES, MINUS, NB, NO_BREAK, Locale, locale_for
from pos_app.domain.money import EUR, KRW, NOK, Currency, parse_amount

minor_units = st.integers(min_value=-(10**11), max_value=10**11)
locales = st.sampled_from(list(LOCALES.values()))


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "text"),
    [
        (124050, NOK, NB, f"1{NO_BREAK}240,50"),
        (-4600, NOK, NB, f"{MINUS}46,00"),
        (0, NOK, NB, "0,00"),
        (5, NOK, NB, "0,05"),
        (-5, NOK, NB, f"{MINUS}0,05"),
        (123456789, NOK, NB, f"1{NO_BREAK}234{NO_BREAK}567,89"),
        (124050, EUR, EN, "1,240.50"),
        (124050, EUR, BG, f"1{NO_BREAK}240,50"),
        (124050, KRW, KO, "124,050"),
        (7, KRW, KO, "7"),
    ],
)
def test_amounts_read_as_the_language_writes_them(
    minor: int, currency: Currency, locale: Locale, text: str
) -> None:
    assert formatting.amount(minor, currency, locale) == text


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "text"),
    [
        (35812, NOK, NB, f"358,12{NO_BREAK}kr"),
        (-4600, NOK, NB, f"{MINUS}46,00{NO_BREAK}kr"),
        (35812, NOK, EN, f"NOK{NO_BREAK}358.12"),
        (35812, EUR, EN, "€358.12"),
        (-35812, EUR, EN, f"{MINUS}€358.12"),
        (35812, EUR, BG, f"358,12{NO_BREAK}€"),
        (35812, NOK, BG, f"358,12{NO_BREAK}NOK"),
        (12400, KRW, KO, "₩12,400"),
    ],
)
def test_money_names_its_currency_once(minor: int, currency: Currency, locale: Locale, text: str) -> None:
    assert formatting.money(minor, currency, locale) == text


@given(minor_units, locales, st.sampled_from([NOK, EUR, KRW]))
def test_amounts_agree_with_babel_apart_from_the_blank_and_the_minus(
    minor: int, locale: Locale, currency: Currency
) -> None:
    # Babel takes a Decimal; scaleb keeps it exact. Its minus is ASCII in en and ko, ours is the true one everywhere.
    from decimal import Decimal

    pattern = "#,##0." + "0" * currency.exponent if currency.exponent else "#,##0"
    theirs = format_decimal(Decimal(minor).scaleb(-currency.exponent), format=pattern, locale=locale.language)
    for blank in ("\u202f", "\u00a0"):
        theirs = theirs.replace(blank, NO_BREAK)
    assert formatting.amount(minor, currency, locale) == theirs.replace("-", MINUS)


@given(minor_units, st.sampled_from([NB, BG]), st.sampled_from([NOK, EUR, KRW]))
def test_what_the_screen_shows_can_be_typed_back(minor: int, locale: Locale, currency: Currency) -> None:
    assert parse_amount(formatting.amount(minor, currency, locale), currency) == minor


def test_quantities_are_pieces_or_kilograms() -> None:
    assert formatting.quantity(2000, Unit.PIECE, NB) == "2"
    assert formatting.quantity(1_200_000, Unit.PIECE, NB) == f"1{NO_BREAK}200"
    assert formatting.quantity(500, Unit.PIECE, NB) == "0,5"
    assert formatting.quantity(342, Unit.KILOGRAM, NB) == f"0,342{NO_BREAK}kg"
    assert formatting.quantity(1000, Unit.KILOGRAM, EN) == f"1.000{NO_BREAK}kg"


def test_unit_prices_name_the_kilogram() -> None:
    assert formatting.unit_price(39800, Unit.KILOGRAM, NOK, NB) == f"398,00{NO_BREAK}/kg"
    assert formatting.unit_price(4900, Unit.PIECE, NOK, NB) == "49,00"


@pytest.mark.parametrize(
    ("basis_points", "locale", "text"),
    [
        (2500, NB, f"25{NO_BREAK}%"),
        (1250, NB, f"12,5{NO_BREAK}%"),
        (0, NB, f"0{NO_BREAK}%"),
        (1111, BG, "11,11%"),
        (1500, EN, "15%"),
        (10_000, KO, "100%"),
    ],
)
def test_percent(basis_points: int, locale: Locale, text: str) -> None:
    assert formatting.percent(basis_points, locale) == text


def test_points_are_grouped_like_any_number() -> None:
    assert formatting.points(1240, NB) == f"1{NO_BREAK}240"
    assert formatting.points(-40, EN) == f"{MINUS}40"


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        (NB, "01.03.2026 14:02"),
        (EN, "1 Mar 2026 14:02"),
        (BG, "01.03.2026 14:02"),
        (KO, "2026. 3. 1. 14:02"),
    ],
)
def test_dates_in_each_language(locale: Locale, text: str) -> None:
    assert formatting.date_time(1_772_370_120_000, 60, locale) == text


@given(
    st.datetimes(
        min_value=dt.datetime(1900, 1, 1),  # noqa: DTZ001 (Hypothesis adds the zone)
        max_value=dt.datetime(2399, 12, 31),  # noqa: DTZ001
        timezones=st.just(dt.UTC),
    ),
    st.integers(min_value=-720, max_value=840),
)
def test_the_calendar_is_the_gregorian_one(at: dt.datetime, offset_minutes: int) -> None:
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    at_ms = (at - epoch) // dt.timedelta(milliseconds=1)
    local = at + dt.timedelta(minutes=offset_minutes)
    assert formatting.date_time(at_ms, offset_minutes, NB) == local.strftime("%d.%m.") + f"{local:%Y %H:%M}"


def test_same_day_is_the_shops_day_and_not_greenwichs() -> None:
    half_past_eleven_pm = 1_772_404_200_000  # 1 March 2026, 22:30 UTC, 23:30 in Oslo
    an_hour = 3_600_000
    assert formatting.same_day(half_past_eleven_pm, half_past_eleven_pm + an_hour, 0)
    assert not formatting.same_day(half_past_eleven_pm, half_past_eleven_pm + an_hour, 60)


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("nb", NB), ("nb-NO", NB), ("nn", NB), ("no", NB), ("en_GB", EN), ("bg-BG", BG), ("ko", KO), ("fr", EN)],
)
def test_language_tags_find_their_locale(tag: str, locale: Locale) -> None:
    assert locale_for(tag) is locale
