"""The goods of the replica in use: the port ``Catalogue``."""

from __future__ import annotations

from typing import Any

from pos_app.domain.catalogue import Article, Category, Protection, Unit, VatRate
from pos_app.services.ports import CodedArticle
from pos_app.storage import replica_sql as sql
from pos_app.storage.replica_lookup import Lookup
from pos_app.storage.replica_prices import ReplicaPrices
from sync.protocol.v1.compact import pack_id, unpack_id


class ReplicaGoods:
    """The port on the open replica."""

    def __init__(self, replica: Lookup, prices: ReplicaPrices) -> None:
        self._replica = replica
        self._prices = prices

    def by_code(self, code: str) -> CodedArticle | None:
        """The article that a GTIN or own number stands for."""
        row = self._replica.row(sql.ARTICLE_BY_CODE, (code,))
        return CodedArticle(self._article(row), row[10]) if row else None

    def by_item_reference(self, reference: str) -> Article | None:
        """The article behind the item reference of an in-store code."""
        row = self._replica.row(sql.ARTICLE_BY_ITEM_REFERENCE, (reference,)) if reference else None
        return self._article(row) if row else None

    def by_id(self, article_id: str) -> Article | None:
        """The article with that id."""
        row = self._replica.row(sql.ARTICLE_BY_ID, (pack_id(article_id),))
        return self._article(row) if row else None

    def search(self, text: str, limit: int = 50) -> list[Article]:
        """Articles with words beginning as typed, any script, any case; those that begin with it first."""
        return [self._article(row) for row in self._replica.matching(sql.ARTICLES_MATCHING, text, limit)]

    def categories(self) -> list[Category]:
        """Tabs of quick keys in their order."""
        return [Category(*row) for row in self._replica.rows(sql.CATEGORIES)]

    def quick_keys(self, category_id: str) -> list[Article]:
        """The quick keys of one tab in their order."""
        return [self._article(row) for row in self._replica.rows(sql.QUICK_KEYS, (category_id,))]

    def size(self) -> int:
        """How many articles there are."""
        row = self._replica.row(sql.ARTICLES)
        return int(row[0]) if row else 0

    def _article(self, row: tuple[Any, ...]) -> Article:
        return self._prices.over(_article(row))


_UNITS = {unit.value: unit for unit in Unit}
_PROTECTIONS: dict[str | None, Protection | None] = {None: None, **{each.value: each for each in Protection}}
_RATES: dict[tuple[str, int], VatRate] = {}


def _article(row: tuple[Any, ...]) -> Article:
    article_id, name, price_minor, vat_code, vat_basis_points, unit, category_id, age, protection, colour = (
        row[:10]
    )
    rate = _RATES.get((vat_code, vat_basis_points))
    if rate is None:
        rate = _RATES[vat_code, vat_basis_points] = VatRate(vat_code, vat_basis_points)
    return Article(
        unpack_id(article_id),
        name,
        price_minor,
        rate,
        _UNITS[unit],
        category_id,
        age,
        _PROTECTIONS[protection],
        colour,
    )
