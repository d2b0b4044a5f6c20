"""Reads GS1 element strings, bracketed text and Digital Link URIs through biip.

Imported only when a scan needs it. Application identifiers that matter to a till: 01 GTIN, 310n net weight in
kilograms, 392n price of a variable measure item, 10 batch, 15 best before, 17 use by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from biip import ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message


class Gs1Error(ValueError):
    """The text is no valid GS1 data."""

    def __init__(self, message: str, *, is_check_digit: bool = False) -> None:
        super().__init__(message)
        self.is_check_digit = is_check_digit


class NoArticleNumberError(ValueError):
    """Valid GS1 data that names no article."""


@dataclass(frozen=True, slots=True)
class Gs1Data:
    """What a till takes from GS1 data; grams and minor units as integers, the date as ISO text."""

    gtin14: str
    weight_g: int | None
    price_minor: int | None
    batch: str | None
    use_by: str | None


def read_gs1(text: str, currency_exponent: int) -> Gs1Data:
    """Parse `text`. Raises `Gs1Error` or `NoArticleNumberError`."""
    try:
        elements = _elements(text)
    except ParseError as error:
        raise Gs1Error(str(error)) from error
    by_identifier = {element.ai.ai: element for element in elements}
    article = by_identifier.get("01")
    if article is None:
        raise NoArticleNumberError(text)
    if article.gtin is None:
        raise Gs1Error(article.gtin_error or "no valid GTIN", is_check_digit=True)
    return Gs1Data(
        gtin14=article.gtin.as_gtin_14(),
        weight_g=_scaled(by_identifier, "310", 3),
        price_minor=_scaled(by_identifier, "392", currency_exponent),
        batch=_value(by_identifier, "10"),
        use_by=_date(by_identifier),
    )


def _elements(text: str) -> Sequence[GS1ElementString]:
    if text[:4].lower() == "http":
        return GS1DigitalLinkURI.parse(text).element_strings
    if text.startswith("("):
        return GS1Message.parse_hri(text).element_strings
    return GS1Message.parse(text).element_strings


def _value(elements: dict[str, GS1ElementString], identifier: str) -> str | None:
    element = elements.get(identifier)
    return element.value if element is not None else None


def _scaled(elements: dict[str, GS1ElementString], stem: str, exponent: int) -> int | None:
    """A decimal element as an integer of `10 ** -exponent`; `None` when it is absent or finer than that."""
    for identifier, element in elements.items():
        if len(identifier) == 4 and identifier.startswith(stem) and element.decimal is not None:
            scaled = element.decimal * Decimal(10) ** exponent
            return int(scaled) if scaled == scaled.to_integral_value() else None
    return None


def _date(elements: dict[str, GS1ElementString]) -> str | None:
    for identifier in ("17", "15"):
        element = elements.get(identifier)
        if element is not None and element.date is not None:
            return element.date.isoformat()
    return None
