"""A report on the receipt printer: each row's name and what it comes to, the rest in a smaller line below."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.domain import formatting
from pos_app.domain.receipt_document import Blank, Block, Columns, Cut, ReceiptDocument, Rule, Text
from pos_app.domain.report_table import ReportTable, short_of
from pos_app.domain.report_words import report_words_for
from pos_app.domain.slip_head import slip_head
from pos_app.domain.store import Store

MOST_ROWS = 200
"""Rows that are printed on a roll: some three metres. Whoever wants more wants a file."""
_INDENT = formatting.NO_BREAK * 2


def report_document(
    table: ReportTable, store: Store, *, at_ms: int, offset_minutes: int, till_number: int
) -> ReceiptDocument:
    """The table as a slip, in the store's language."""
    words = report_words_for(store.language)
    head = slip_head(
        store, table.title, "", at_ms=at_ms, offset_minutes=offset_minutes, till_number=till_number
    )
    blocks = (*head, Text(table.span_text), Rule(), *_rows(table, words.language), Blank(), Cut())
    return ReceiptDocument(blocks, words.language, table.title)


def _rows(table: ReportTable, language: str) -> Iterator[Block]:
    words, locale = report_words_for(language), formatting.locale_for(language)
    if not table.rows:
        yield Text(words.nothing)
        return
    for row in table.rows[:MOST_ROWS]:
        name, below, worth = short_of(table, row, locale)
        yield Columns(name, worth)
        if below:
            yield Text(f"{_INDENT}{below}")
    if (more := len(table.rows) - MOST_ROWS) > 0:
        yield Text(words.more_rows.format(count=formatting.points(more, locale)))
    yield Rule()
    if table.total:
        name, below, worth = short_of(table, table.total, locale)
        yield Columns(name, worth, bold=True)
        if below:
            yield Text(f"{_INDENT}{below}")
    if table.notes:
        yield Blank()
    for said, minor in table.notes:
        if minor is None:
            yield Text(said)
        else:
            yield Columns(said, formatting.amount(minor, table.currency, locale))
