"""Stores and programmes from files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from pos_app.domain.errors import BadFile
from pos_app.domain.money import CURRENCIES
from sync.protocol.v1.messages import StoreRow
from sync.server.calendar.company_days import is_zone
from sync.server.changes import Publication, publish
from sync.server.companies import Company
from sync.server.importing.csv_files import Cells, Columns, read_rows
from sync.server.programmes import publish_programme

STORE_COLUMNS = Columns(
    required=("store_id", "name", "currency", "zone", "country", "language"),
    optional=("organisation_number", "address", "vat_included"),
)


def read_stores(paths: Sequence[Path], mistakes: list[BadFile]) -> list[StoreRow]:
    """The stores in the files. ``company_id`` is set when they are written."""
    seen: set[str] = set()

    def make(cells: Cells) -> StoreRow:
        store_id = cells.identifier("store_id")
        if store_id in seen:
            cells.wrong("store_id", f"{store_id!r} stands there twice")
        seen.add(store_id)
        zone = cells.text("zone")
        if zone and not is_zone(zone):
            cells.wrong("zone", f"an IANA time zone such as Europe/Oslo, not {zone[:40]!r}")
        return StoreRow(
            store_id=store_id,
            company_id="",
            name=cells.text("name"),
            organisation_number=cells.text("organisation_number", most=40, empty=True),
            address=tuple(
                part.strip()
                for part in cells.text("address", most=400, empty=True).split("|")
                if part.strip()
            ),
            currency=cells.choice("currency", sorted(CURRENCIES), "") or _missing(cells, "currency"),
            zone=zone,
            country=cells.text("country", most=2),
            language=cells.text("language", most=20),
            vat_included=cells.yes_no("vat_included", default=True),
        )

    return read_rows(paths, STORE_COLUMNS, mistakes, make)


def write_stores(connection: Connection, company: Company, rows: Sequence[StoreRow]) -> int:
    """Publish the stores, each to its own tills; returns how many changed."""
    publications = [
        Publication(
            "store",
            row.store_id,
            StoreRow(
                store_id=row.store_id,
                company_id=company.company_id,
                name=row.name,
                organisation_number=row.organisation_number,
                address=row.address,
                currency=row.currency,
                zone=row.zone,
                country=row.country,
                language=row.language,
                vat_included=row.vat_included,
            ),
            row.store_id,
        )
        for row in rows
    ]
    return publish(connection, company.company_id, publications)


def publish_programmes(
    connection: Connection, company: Company, paths: Sequence[Path], now_ms: int, mistakes: list[BadFile]
) -> int:
    """Publish the programmes in the order given, which is their priority; returns how many are new."""
    new = 0
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            mistakes.append(BadFile(str(path), None, "text in UTF-8"))
            continue
        except OSError as error:
            mistakes.append(BadFile(str(path), None, f"a file that can be read ({error.strerror})"))
            continue
        try:
            new += publish_programme(connection, company.company_id, text, str(path), now_ms)
        except BadFile as error:
            mistakes.append(error)
        except ValueError as error:
            line = next(
                (n for n, words in enumerate(text.splitlines(), 1) if words.lstrip().startswith("version")), 1
            )
            mistakes.append(BadFile(str(path), line, str(error)))
    return new


def _missing(cells: Cells, column: str) -> str:
    if not cells.raw(column):
        cells.wrong(column, f"one of {', '.join(sorted(CURRENCIES))}")
    return ""
