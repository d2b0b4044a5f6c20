"""The head of whatever the till prints that is no receipt: the shop, what it is, when, where and by whom."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.domain import formatting
from pos_app.domain.receipt_document import Blank, Block, Columns, Logo, Text
from pos_app.domain.receipt_words import words_for
from pos_app.domain.store import Store


def slip_head(
    store: Store, title: str, right: str, *, at_ms: int, offset_minutes: int, till_number: int
) -> Iterator[Block]:
    """The shop, the title in bold with what stands beside it, then time and till."""
    words = words_for(store.language)
    yield Logo()
    yield Text(store.name, align="centre", bold=True)
    for line in store.address:
        yield Text(line, align="centre")
    number = store.organisation_number
    if store.country == "NO" and not number.upper().endswith("MVA"):
        number = f"{number} MVA"
    yield Text(f"{words.organisation_number} {number}", align="centre")
    yield Blank()
    yield Columns(title, right, bold=True)
    at = formatting.date_time(at_ms, offset_minutes, formatting.locale_for(words.language))
    yield Columns(at, f"{words.till} {till_number}")
