"""Categories and articles from files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, delete, select
from stdnum import ean

from pos_app.domain.catalogue import Protection, Unit
from pos_app.domain.comparison_price import Content, read_content
from pos_app.domain.errors import BadFile
from sync.protocol.v1.messages import ArticleRow, CategoryRow
from sync.server.book.shelf_prices import article_prices_now, note_import
from sync.server.changes import Publication, gone, publish
from sync.server.companies import Company
from sync.server.importing.csv_files import Cells, Columns, read_rows
from sync.server.schema import tables
from sync.server.schema.dialects import upsert

CATEGORY_COLUMNS = Columns(required=("category_id", "name"), optional=("colour", "position"))
ARTICLE_COLUMNS = Columns(
    required=("article_id", "name", "price", "vat_code", "vat_percent"),
    optional=(
        "unit",
        "category_id",
        "minimum_age",
        "protection",
        "colour",
        "codes",
        "item_reference",
        "quick_position",
        "content",
    ),
)
_OWN_NUMBER = re.compile(r"[A-Za-z0-9-]{1,20}")
_CHUNK = 400


def read_categories(paths: Sequence[Path], mistakes: list[BadFile]) -> list[CategoryRow]:
    """The categories in the files."""
    seen: set[str] = set()

    def make(cells: Cells) -> CategoryRow:
        category_id = cells.identifier("category_id")
        if category_id in seen:
            cells.wrong("category_id", f"{category_id!r} stands there twice")
        seen.add(category_id)
        return CategoryRow(
            category_id=category_id,
            name=cells.text("name"),
            colour=cells.colour("colour"),
            position=cells.whole("position", len(seen)),
        )

    return read_rows(paths, CATEGORY_COLUMNS, mistakes, make)


def write_categories(
    connection: Connection, company: Company, rows: Sequence[CategoryRow], *, remove_missing: bool
) -> int:
    """Publish the categories; returns how many changed."""
    publications = [Publication("category", row.category_id, row) for row in rows]
    if remove_missing:
        publications += [
            gone("category", row_id)
            for row_id in sorted(
                published_ids(connection, company, "category") - {row.category_id for row in rows}
            )
        ]
    return publish(connection, company.company_id, publications)


class _Articles:
    """Checks articles against each other and against what is published."""

    def __init__(self, connection: Connection, company: Company) -> None:
        self._company = company
        self._categories = published_ids(connection, company, "category")
        vat, code = tables.vat_rate, tables.article_code
        self._rates: dict[str, tuple[int, str]] = {
            row.code: (row.basis_points, "published articles")
            for row in connection.execute(select(vat).where(vat.c.company_id == company.company_id))
        }
        self._published = {
            (row.kind, row.code): row.article_id
            for row in connection.execute(select(code).where(code.c.company_id == company.company_id))
        }
        self._claims: dict[tuple[str, str], list[tuple[str, str, Cells]]] = {}
        self._seen: dict[str, str] = {}

    def make(self, cells: Cells) -> ArticleRow:
        article_id = cells.identifier("article_id")
        here = f"{cells.path.name}, line {cells.line}"
        if article_id in self._seen:
            cells.wrong("article_id", f"{article_id!r} stands in {self._seen[article_id]} already")
        self._seen.setdefault(article_id, here)
        category_id = cells.identifier("category_id", empty=True)
        if category_id and category_id not in self._categories:
            cells.wrong("category_id", f"a category that exists, not {category_id[:40]!r}")
        reference = cells.raw("item_reference")
        if reference and not (reference.isascii() and reference.isdigit() and len(reference) <= 6):
            cells.wrong(
                "item_reference", f"the digits inside an in-store code, at most 6, not {reference[:40]!r}"
            )
        elif reference:
            self._claims.setdefault(("item", reference), []).append((article_id, here, cells))
        vat_code, basis_points = self._vat(cells, here)
        protection = cells.choice("protection", ["", *Protection], "")
        content: Content | None = None
        if written := cells.raw("content"):
            try:
                content = read_content(written)
            except ValueError:
                cells.wrong(
                    "content", f"what one piece holds, such as 330 ml or 0.5 kg, not {written[:40]!r}"
                )
        return ArticleRow(
            article_id=article_id,
            name=cells.text("name"),
            price_minor=cells.price("price", self._company.currency),
            vat_code=vat_code,
            vat_basis_points=basis_points,
            unit=cells.choice("unit", [*Unit], Unit.PIECE),
            category_id=category_id,
            minimum_age=cells.whole("minimum_age", 0, at_most=99),
            protection=protection or None,
            colour=cells.colour("colour"),
            codes=self._article_codes(cells, article_id, here),
            item_reference=reference,
            quick_position=cells.whole("quick_position", 0, at_most=100_000),
            content_milli=content.milli if content else 0,
            content_measure=content.measure.value if content else "",
        )

    def _article_codes(self, cells: Cells, article_id: str, here: str) -> tuple[tuple[str, int], ...]:
        found: dict[str, int] = {}
        for written in cells.raw("codes").split():
            text, star, pieces = written.partition("*")
            code = _normal_code(text)
            if code is None:
                cells.wrong("codes", f"a code with a right check digit, or an own number, not {text[:40]!r}")
                continue
            if star and not (pieces.isascii() and pieces.isdigit() and 1 <= int(pieces[:9]) <= 9999):
                cells.wrong("codes", f"code*pieces with 1 to 9999 pieces, not {written[:40]!r}")
                continue
            if code in found:
                cells.wrong("codes", f"{text} stands there twice")
            self._claims.setdefault(("code", code), []).append((article_id, here, cells))
            found[code] = int(pieces) if star else 1
        return tuple(found.items())

    def check_claims(self) -> None:
        """A code belongs to one article, in the files and among the published articles that they do not touch."""
        for (kind, code), claims in self._claims.items():
            column = "codes" if kind == "code" else "item_reference"
            owner = self._published.get((kind, code), "")
            if owner and owner not in self._seen:
                for article_id, _, cells in claims:
                    if article_id != owner:
                        cells.wrong(column, f"{code} belongs to the published article {owner!r} already")
            for article_id, _, cells in claims[1:]:
                if article_id != claims[0][0]:
                    cells.wrong(column, f"{code} belongs to {claims[0][0]!r} in {claims[0][1]} already")

    def _vat(self, cells: Cells, here: str) -> tuple[str, int]:
        vat_code = cells.identifier("vat_code")
        basis_points = cells.percent("vat_percent")
        known = self._rates.get(vat_code)
        if not vat_code:
            return vat_code, 0
        if basis_points is None:
            if known is None and not cells.raw("vat_percent"):
                cells.wrong("vat_code", f"unknown VAT code {vat_code[:40]!r}: say its vat_percent once")
            return vat_code, known[0] if known else 0
        if known is None:
            self._rates[vat_code] = (basis_points, here)
        elif known[0] != basis_points:
            percent = f"{known[0] // 100}.{known[0] % 100:02}"
            cells.wrong("vat_percent", f"{percent} as VAT code {vat_code!r} has in {known[1]}")
        return vat_code, basis_points


def read_articles(
    connection: Connection, company: Company, paths: Sequence[Path], mistakes: list[BadFile]
) -> list[ArticleRow]:
    """The articles in the files, checked against each other and against what is published."""
    articles = _Articles(connection, company)
    rows = read_rows(paths, ARTICLE_COLUMNS, mistakes, articles.make)
    articles.check_claims()
    return rows


def write_articles(
    connection: Connection, company: Company, rows: Sequence[ArticleRow], now_ms: int, *, remove_missing: bool
) -> int:
    """Publish the articles with their codes; returns how many changed. Another price than before holds from now on."""
    key = company.company_id
    before = article_prices_now(connection, key, [row.article_id for row in rows])
    publications = [Publication("article", row.article_id, row) for row in rows]
    ids = {row.article_id for row in rows}
    if remove_missing:
        missing = sorted(published_ids(connection, company, "article") - ids)
        publications += [gone("article", row_id) for row_id in missing]
        ids |= set(missing)
    code = tables.article_code
    ordered = sorted(ids)
    for start in range(0, len(ordered), _CHUNK):
        connection.execute(
            delete(code).where(
                code.c.company_id == key, code.c.article_id.in_(ordered[start : start + _CHUNK])
            )
        )
    codes = [
        {"company_id": key, "kind": kind, "code": number, "article_id": row.article_id}
        for row in rows
        for kind, number in [
            *(("code", number) for number, _ in row.codes),
            *([("item", row.item_reference)] if row.item_reference else []),
        ]
    ]
    if codes:
        connection.execute(upsert(code).on_conflict_do_nothing(), codes)
    rates = [
        {"company_id": key, "code": vat_code, "basis_points": basis_points}
        for vat_code, basis_points in sorted({(row.vat_code, row.vat_basis_points) for row in rows})
    ]
    if rates:
        connection.execute(upsert(tables.vat_rate).on_conflict_do_nothing(), rates)
    note_import(connection, key, before, rows, now_ms)
    return publish(connection, key, publications)


def published_ids(connection: Connection, company: Company, kind: str) -> set[str]:
    """The ids of all published rows of a kind that are not gone."""
    table = tables.published
    return set(
        connection.execute(
            select(table.c.row_id).where(
                table.c.company_id == company.company_id, table.c.kind == kind, table.c.gone == 0
            )
        ).scalars()
    )


def _normal_code(text: str) -> str | None:
    """A GTIN with 13 or 8 digits, or an own number; ``None`` for anything else."""
    if text.isascii() and text.isdigit():
        if len(text) == 14 and text[0] == "0":
            text = text[1:]
        if len(text) == 12:
            text = "0" + text
        if len(text) in {8, 13}:
            return text if ean.is_valid(text) else None
        if len(text) == 14:
            return None
    return text if _OWN_NUMBER.fullmatch(text) else None
