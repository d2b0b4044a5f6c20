"""The one formatter: how numbers, money, dates and times look, on the screen and on the receipt alike.

Libraries disagree with each other (where ``kr`` stands, which blank groups thousands), and a receipt must say what
the screen said. So: round first, in whole numbers, then format here. Numbers group with U+00A0, the no-break blank
that printers' code pages have (the narrow U+202F they lack); a negative number has the true minus U+2212.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.catalogue import Unit
from pos_app.domain.money import Currency

NO_BREAK = "\u00a0"
MINUS = "\u2212"
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Locale:
    """How one language writes numbers and times.

    ``currency_signs`` are (ISO 4217 code, sign) pairs; a currency without one shows its code. A sign stands after
    the number where ``sign_after``. ``percent_gap`` stands between number and ``%``. ``date_pattern`` is a format
    of ``year``, ``month``, ``day`` and ``month_name``; ``month_names`` may be empty when the pattern has no use
    for them.
    """

    language: str
    decimal_sign: str
    group_sign: str
    sign_after: bool
    currency_signs: tuple[tuple[str, str], ...]
    percent_gap: str
    date_pattern: str
    month_names: tuple[str, ...] = ()

    def currency_sign(self, currency: Currency) -> str:
        """What the currency is called beside a number."""
        return dict(self.currency_signs).get(currency.code, currency.code)


NB = Locale(
    "nb",
    ",",
    NO_BREAK,
    True,
    (("NOK", "kr"), ("EUR", "€"), ("GBP", "£"), ("KRW", "₩")),
    NO_BREAK,
    "{day:02}.{month:02}.{year}",
)
EN = Locale(
    "en",
    ".",
    ",",
    False,
    (("EUR", "€"), ("GBP", "£"), ("USD", "$"), ("KRW", "₩")),
    "",
    "{day} {month_name} {year}",
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
BG = Locale(
    "bg", ",", NO_BREAK, True, (("EUR", "€"), ("GBP", "£"), ("KRW", "₩")), "", "{day:02}.{month:02}.{year}"
)
KO = Locale(
    "ko",
    ".",
    ",",
    False,
    (("EUR", "€"), ("GBP", "£"), ("USD", "US$"), ("KRW", "₩")),
    "",
    "{year}. {month}. {day}.",
)

LOCALES = {locale.language: locale for locale in (NB, EN, BG, KO)}


def locale_for(language: str) -> Locale:
    """The locale of a language tag such as ``nb``, ``nb-NO`` or ``en_GB``; English for one we do not know."""
    primary = language.replace("_", "-").partition("-")[0].lower()
    if primary in ("no", "nn"):
        return NB
    return LOCALES.get(primary, EN)


def amount(minor: int, currency: Currency, locale: Locale) -> str:
    """Money without its currency: ``1 240,50``, ``−46,00``, and ``1,240`` where the currency has no decimals."""
    return _decimal(minor, currency.exponent, locale)


def money(minor: int, currency: Currency, locale: Locale) -> str:
    """Money with its currency, once: ``1 240,50 kr``, ``€1,240.50``, ``NOK 1,240.50``."""
    sign = locale.currency_sign(currency)
    number = amount(abs(minor), currency, locale)
    minus = MINUS if minor < 0 else ""
    if locale.sign_after:
        return f"{minus}{number}{NO_BREAK}{sign}"
    gap = NO_BREAK if sign[-1].isalpha() else ""
    return f"{minus}{sign}{gap}{number}"


def quantity(milli: int, unit: Unit, locale: Locale) -> str:
    """How many or how much, from thousandths: ``2`` pieces, ``0,342 kg``."""
    if unit is Unit.KILOGRAM:
        return f"{_decimal(milli, 3, locale)}{NO_BREAK}kg"
    return _short_decimal(milli, 3, locale)


def unit_price(minor: int, unit: Unit, currency: Currency, locale: Locale) -> str:
    """The price of one unit: ``49,00`` a piece, ``398,00 /kg``."""
    price = amount(minor, currency, locale)
    return f"{price}{NO_BREAK}/kg" if unit is Unit.KILOGRAM else price


def percent(basis_points: int, locale: Locale) -> str:
    """A rate from basis points: ``25 %``, ``12,5 %``."""
    return f"{_short_decimal(basis_points, 2, locale)}{locale.percent_gap}%"


def points(count: int, locale: Locale) -> str:
    """A count of points, without their name: ``1 240``."""
    return _decimal(count, 0, locale)


def time_of_day(at_ms: int, offset_minutes: int) -> str:
    """Local hours and minutes of a UTC instant, ``14:02``; every country we trade in reads 24 hours at a counter."""
    minutes = _local_ms(at_ms, offset_minutes) % _DAY_MS // 60_000
    return f"{minutes // 60:02}:{minutes % 60:02}"


def date(at_ms: int, offset_minutes: int, locale: Locale) -> str:
    """The local date of a UTC instant: ``01.03.2026``, ``1 Mar 2026``, ``2026. 3. 1.``."""
    year, month, day = _civil(_local_ms(at_ms, offset_minutes) // _DAY_MS)
    name = locale.month_names[month - 1] if locale.month_names else ""
    return locale.date_pattern.format(year=year, month=month, day=day, month_name=name)


def iso_date(day: str, locale: Locale) -> str:
    """A local ISO day as people write it; what is no day is left as it is."""
    parts = day.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return day
    year, month, number = map(int, parts)
    if not 1 <= month <= 12:
        return day
    name = locale.month_names[month - 1] if locale.month_names else ""
    return locale.date_pattern.format(year=year, month=month, day=number, month_name=name)


def date_time(at_ms: int, offset_minutes: int, locale: Locale) -> str:
    """Local date and time of a UTC instant: ``01.03.2026 14:02``."""
    return f"{date(at_ms, offset_minutes, locale)} {time_of_day(at_ms, offset_minutes)}"


def same_day(one_ms: int, other_ms: int, offset_minutes: int) -> bool:
    """Whether two UTC instants fall on one local date, so that a time alone says enough."""
    return _local_ms(one_ms, offset_minutes) // _DAY_MS == _local_ms(other_ms, offset_minutes) // _DAY_MS


def _decimal(scaled: int, decimals: int, locale: Locale) -> str:
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    whole, fraction = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    grouped = f"{int(whole):,}".replace(",", locale.group_sign)
    minus = MINUS if scaled < 0 else ""
    return f"{minus}{grouped}{locale.decimal_sign}{fraction}" if fraction else f"{minus}{grouped}"


def _short_decimal(scaled: int, decimals: int, locale: Locale) -> str:
    """The same without zeros at the end of the fraction."""
    while decimals and scaled % 10 == 0:
        scaled, decimals = scaled // 10, decimals - 1
    return _decimal(scaled, decimals, locale)


def _local_ms(at_ms: int, offset_minutes: int) -> int:
    return at_ms + offset_minutes * 60_000


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month, day of the Gregorian calendar from days since 1 January 1970.

    Counted in years that begin on 1 March, so that the leap day comes last, and in eras of 400 such years.
    """
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_from_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_from_march + 2) // 5 + 1
    month = month_from_march + 3 if month_from_march < 10 else month_from_march - 9
    return era * 400 + year_of_era + (month <= 2), month, day
