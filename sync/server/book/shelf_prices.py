"""The prices of articles that were set for a store or the whole company, as tills are told of them.

What a till changed takes its place when the server hears of it (SERVER-ORDER), so that of two tills that changed one
article the later to arrive holds everywhere; a planned price has the day it was planned for. A row remembers as much as
the lowest price of the 30 days before a reduction can ask for; what is older stands in the facts.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, select

from pos_app.domain.price_history import DAYS_BEFORE, LONGEST_DAYS
from sync.protocol.v1.messages import ArticleRow
from sync.protocol.v1.price_messages import ArticlePricesRow, PriceEntryV1, prices_row_id
from sync.server.changes import ALL_STORES, Publication, publish
from sync.server.schema import tables
from sync.server.turns import take_the_cursor

REMEMBERED_MS = (LONGEST_DAYS + DAYS_BEFORE + 2) * 86_400_000
"""As long as a reduction may run, the days before it, and the longest that a store's day is off from UTC's."""
MOST_ENTRIES = 200
"""A till that changes a price without end fills no till's memory: the oldest go."""
_CHUNK = 400
_article = msgspec.msgpack.Decoder(ArticleRow)
_prices = msgspec.msgpack.Decoder(ArticlePricesRow)


def set_price(
    connection: Connection, company_id: str, article_id: str, store_id: str, entry: PriceEntryV1, now_ms: int
) -> bool:
    """Tell the tills of a store (``""``: of all) one more price of an article. False, and nothing is told, where there
    is no such article; an entry that is known already changes nothing.
    """
    take_the_cursor(connection, company_id)
    known = article_prices_now(connection, company_id, [article_id])
    if article_id not in known:
        return False
    _add(connection, company_id, store_id, {article_id: (known[article_id], entry)}, now_ms)
    return True


def note_import(
    connection: Connection,
    company_id: str,
    before: dict[str, int | None],
    rows: Sequence[ArticleRow],
    now_ms: int,
) -> None:
    """An import gave articles other prices than they had (``before``, by article): each is a price from now on, for the
    whole company, also in a store that had one of its own.
    """
    changed = {
        row.article_id: (
            before[row.article_id],
            PriceEntryV1(f"import:{now_ms}", row.price_minor, now_ms, now_ms),
        )
        for row in rows
        if row.article_id in before and before[row.article_id] != row.price_minor
    }
    if changed:
        _add(connection, company_id, ALL_STORES, changed, now_ms)


def article_prices_now(
    connection: Connection, company_id: str, article_ids: Sequence[str]
) -> dict[str, int | None]:
    """What the rows of these articles say they cost, of those that there are."""
    published = tables.published.c
    found: dict[str, int | None] = {}
    for start in range(0, len(article_ids), _CHUNK):
        asked = select(published.row_id, published.row).where(
            published.company_id == company_id,
            published.kind == "article",
            published.scope == ALL_STORES,
            published.gone == 0,
            published.row_id.in_(article_ids[start : start + _CHUNK]),
        )
        found |= {row.row_id: _article.decode(row.row).price_minor for row in connection.execute(asked)}
    return found


def _add(
    connection: Connection,
    company_id: str,
    store_id: str,
    new: dict[str, tuple[int | None, PriceEntryV1]],
    now_ms: int,
) -> None:
    """``new`` has the price so far and the entry, by article."""
    published = tables.published.c
    names = {prices_row_id(article_id, store_id): article_id for article_id in new}
    told: dict[str, tuple[PriceEntryV1, ...]] = {}
    ordered = sorted(names)
    for start in range(0, len(ordered), _CHUNK):
        asked = select(published.row_id, published.row).where(
            published.company_id == company_id,
            published.kind == "article-prices",
            published.scope == store_id,
            published.gone == 0,
            published.row_id.in_(ordered[start : start + _CHUNK]),
        )
        told |= {row.row_id: _prices.decode(row.row).entries for row in connection.execute(asked)}
    rows = []
    for row_id in ordered:
        article_id = names[row_id]
        price_before, entry = new[article_id]
        entries = told.get(row_id) or (PriceEntryV1("", price_before, 0, 0),)
        if all(each.change_id != entry.change_id for each in entries):
            entries = _remembered([*entries, entry], now_ms)
        rows.append(ArticlePricesRow(article_id, store_id, entries))
    publish(
        connection, company_id, [Publication("article-prices", row.row_id, row, store_id) for row in rows]
    )


def _remembered(entries: Sequence[PriceEntryV1], now_ms: int) -> tuple[PriceEntryV1, ...]:
    """In their order, without what nobody asks for any more. The first reaches back for ever."""
    ordered = sorted(entries, key=lambda each: each.from_ms)
    old = [each for each in ordered if each.from_ms <= now_ms - REMEMBERED_MS]
    kept = ordered[max(len(old) - 1, len(ordered) - MOST_ENTRIES, 0) :]
    first = msgspec.structs.replace(kept[0], first_ms=0, from_ms=0)
    return (first, *kept[1:])
