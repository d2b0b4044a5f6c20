"""A report as a file: which writer makes which, and how it comes onto the disk whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from pos_app.domain.report_table import ReportTable
from pos_app.domain.store import Store

CSV, XLSX, PDF = ".csv", ".xlsx", ".pdf"


def as_file(suffix: str, table: ReportTable, shop: Store, made: str) -> bytes:
    """The file's bytes. A PDF is drawn by Qt: it needs the application object, and its thread."""
    if suffix == CSV:
        from pos_app.services.report_csv import as_csv

        return as_csv(table, shop.language)
    if suffix == XLSX:
        from pos_app.services.report_xlsx import as_xlsx

        return as_xlsx(table, shop, made)
    from pos_app.ui.report_pdf import as_pdf

    return as_pdf(table, shop, made)


def save(path: Path, table: ReportTable, shop: Store, made: str) -> str:
    """Make the file that the path's ending says, its folder too where there is none; returns where it is. Raises
    ``OSError``.
    """
    content = as_file(path.suffix, table, shop, made)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return str(path)


def write_whole(path: Path, content: bytes) -> None:
    """Write beside it, then put it in its place; raises ``OSError``, and then nothing is there."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
