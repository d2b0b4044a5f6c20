"""What every receipt has, whatever it is for: who sells, which paper this is, and VAT rate by rate."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from pos_app.domain import formatting
from pos_app.domain.money import Currency
from pos_app.domain.pricing import OUTSIDE_VAT, VAT_PREPAID, VatAmount
from pos_app.domain.receipt_document import Blank, Block, Columns, Logo, Text
from pos_app.domain.receipt_words import ReceiptWords
from pos_app.domain.store import Store

_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def head(
    store: Store,
    words: ReceiptWords,
    title: str,
    number: str,
    *,
    at: str,
    till_number: int,
    cashier_name: str,
    copy: bool,
) -> Iterator[Block]:
    """Who sells, which paper this is, its number, when and where; a copy says so."""
    yield Logo()
    yield Text(store.name, align="centre", bold=True)
    for line in store.address:
        yield Text(line, align="centre")
    yield Text(f"{words.organisation_number} {organisation_number(store)}", align="centre")
    yield Blank()
    yield Columns(title, number, bold=True)
    if copy:
        yield Text(words.copy, align="centre", bold=True, size=2)
    yield Columns(at, f"{words.till} {till_number}")
    if cashier_name:
        yield Text(f"{words.served_by} {cashier_name}")


def vat_table(
    vat: Sequence[VatAmount], words: ReceiptWords, currency: Currency, sign: int = 1
) -> Iterator[Block]:
    """VAT per rate; codes that share a rate share a row. ``sign`` -1 shows what goes back."""
    locale = formatting.locale_for(words.language)

    def amount(minor: int) -> str:
        return formatting.amount(sign * minor, currency, locale)

    rows: dict[int, tuple[int, int]] = {}
    without: list[Columns] = []
    for each in vat:
        said = {OUTSIDE_VAT.code: words.vat_outside, VAT_PREPAID.code: words.vat_prepaid}
        if each.rate.code in said:
            row = said[each.rate.code].format(base=amount(each.base_minor))
            without.append(Columns(row, amount(each.tax_minor)))
            continue
        base, tax = rows.get(each.rate.basis_points, (0, 0))
        rows[each.rate.basis_points] = (base + each.base_minor, tax + each.tax_minor)
    for rate, (base, tax) in rows.items():
        row = words.vat_of.format(rate=formatting.percent(rate, locale), base=amount(base))
        yield Columns(row, amount(tax))
    if len(rows) > 1:
        yield Columns(words.vat_total, amount(sum(each.tax_minor for each in vat)))
    yield from without


def organisation_number(store: Store) -> str:
    """A Norwegian seller who charges VAT adds MVA to the number (bokføringsforskriften § 5-1-2)."""
    number = store.organisation_number
    return f"{number} MVA" if store.country == "NO" and not number.upper().endswith("MVA") else number


def plain(text: str) -> str:
    """Text that somebody typed, on one line and without characters that would turn or hide the rest."""
    kept = ("" if c in _TURNING else " " if unicodedata.category(c) == "Cc" else c for c in text)
    return " ".join(part for part in "".join(kept).split(" ") if part)
