"""What tills are told about the prices of an article beside the one in its row: who changed it when, and what comes."""

from __future__ import annotations

import msgspec


class PriceEntryV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A price that somebody set: :class:`pos_app.domain.price_history.PriceEntry`."""

    change_id: str
    price_minor: int | None
    first_ms: int
    from_ms: int
    planned: bool = False


class ArticlePricesRow(msgspec.Struct, frozen=True, tag="article-prices"):
    """The prices of an article that were set for a store, or with ``store_id`` "" for all of the company: those of the
    last weeks, in their order, and what is planned. The newest whose time has come holds, whoever set it; an article
    without such a row costs what its own says. ``row_id`` is :func:`prices_row_id`.
    """

    article_id: str
    store_id: str
    entries: tuple[PriceEntryV1, ...]

    @property
    def row_id(self) -> str:
        """What it is known by."""
        return prices_row_id(self.article_id, self.store_id)


def prices_row_id(article_id: str, store_id: str) -> str:
    """The name of such a row: an article has one for each store that set a price, and one for all."""
    return f"{article_id}@{store_id}"
