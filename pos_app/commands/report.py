"""``trofast report``: what the till sold, by day, hour, cashier, article ..., on the terminal or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.commands.till_toml import TillToml
from pos_app.domain.errors import TillError

if TYPE_CHECKING:  # every command passes here, and only this one wants reports
    from pos_app.config import Settings
    from pos_app.domain.report import SortBy
    from pos_app.domain.report_span import ReportSpan
    from pos_app.domain.report_sums import ReportBy
    from pos_app.domain.report_table import ReportTable
    from pos_app.services.reporting import Shop
    from pos_app.storage.report_book import TillReports

DIFFERS, CANNOT_LOOK = 1, 3
SUFFIXES = (".csv", ".xlsx", ".pdf")
KINDS = ("day", "hour", "cashier", "article", "category", "vat", "tender", "discount", "loyalty")
"""What a report may be by; a test holds it against :class:`~pos_app.domain.report_sums.ReportBy`."""


def report(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of {', '.join(KINDS)}.")],
    config: TillToml,
    first: Annotated[str, typer.Option("--from", help="The first day, 2026-03-01.", metavar="DAY")],
    last: Annotated[str, typer.Option("--to", help="The last day, included.", metavar="DAY")],
    by: Annotated[
        str,
        typer.Option("--by", help="The order of the rows: name, amount or count.", metavar="ORDER"),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="The file to write, whole or not at all: .csv, .xlsx or .pdf. Without it the report is printed here.",
            metavar="FILE",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Add up every sale once more, and say whether the report is the same."),
    ] = False,
) -> None:
    """Say what this till sold, by day, hour, cashier, article, category, vat, tender, discount or loyalty.

    The till may go on selling meanwhile. Exit code 0: done. 1: with --check, the report differs from the journal.
    2: the options are wrong. 3: the data can not be looked at or the file not written.
    """
    what, span, order = _kind(kind), _span(first, last), _order(by)
    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(f"a file that ends with {', '.join(SUFFIXES)}", param_hint="--output")
    from pos_app.config import load_settings

    try:
        same = _run(load_settings(config), what, span, order, out, check)
    except TillError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(CANNOT_LOOK) from error
    except OSError as error:
        typer.echo(f"{error.filename or out}: {error.strerror}", err=True)
        raise typer.Exit(CANNOT_LOOK) from error
    raise typer.Exit(0 if same else DIFFERS)


def _kind(kind: str) -> ReportBy:
    if kind not in KINDS:
        raise typer.BadParameter(f"one of {', '.join(KINDS)}", param_hint="KIND")
    from pos_app.domain.report_sums import ReportBy

    return ReportBy(kind)


def _span(first: str, last: str) -> ReportSpan:
    from pos_app.domain.report_span import NoSuchSpan, span_between

    try:
        return span_between(first, last)
    except NoSuchSpan as error:
        raise typer.BadParameter(str(error), param_hint="--from, --to") from error


def _order(by: str) -> SortBy | None:
    from pos_app.domain.report import SortBy

    if by and by not in {each.value for each in SortBy}:
        raise typer.BadParameter("name, amount or count", param_hint="--by")
    return SortBy(by) if by else None


def _run(
    settings: Settings, by: ReportBy, span: ReportSpan, order: SortBy | None, out: Path | None, check: bool
) -> bool:
    from pos_app.services.reporting import make_report, table_for
    from pos_app.storage.key import read_key
    from pos_app.storage.report_book import TillReports

    shop = _shop(settings)
    book = TillReports(settings.data_folder, read_key(settings.key_file))
    book.catch_up()
    table = table_for(shop, make_report(shop, book, by, span, sort=order))
    if out is None:
        typer.echo("\n".join(as_lines(table, shop.store.language)))
    else:
        _write(out, table, shop)
        typer.echo(f"{out}: {len(table.rows)} rows")
    return not check or _is_same(book, shop, by, span)


def _is_same(book: TillReports, shop: Shop, by: ReportBy, span: ReportSpan) -> bool:
    """Whether every sum is what the journal's own facts come to, and say so."""
    code = shop.store.currency.code
    rolled, scanned = book.sums(by, span, code), book.scanned(by, span, code)
    differing = sorted(key for key in rolled.keys() | scanned.keys() if rolled.get(key) != scanned.get(key))
    if not differing:
        typer.echo(f"checked: the same as the journal's own facts, in {len(scanned)} rows")
        return True
    named = ", ".join(differing[:5]) + (f" and {len(differing) - 5} more" if len(differing) > 5 else "")
    typer.echo(f"NOT the same as the journal's own facts: {named}", err=True)
    return False


def _shop(settings: Settings) -> Shop:
    """The shop and the names of this till's replica."""
    from pos_app.config import read_secret
    from pos_app.services.reporting import shop_with
    from pos_app.storage.key import read_key
    from pos_app.storage.replica import ReplicaReader

    secret = read_secret(settings.card_secret_file, 32, "the company's secret for card numbers")
    replica = ReplicaReader(settings.data_folder, read_key(settings.key_file), secret)
    try:
        days = replica.accounts.days()
        return shop_with(
            replica.store(),
            settings.till_number,
            replica.staff.cashiers(),
            replica.goods.categories(),
            replica.in_force(),
            accounts=lambda: days,
        )
    finally:
        replica.close()


def _write(out: Path, table: ReportTable, shop: Shop) -> None:
    import time

    from pos_app.machine.clock import SystemClock
    from pos_app.services.reporting import made_text
    from pos_app.ui.report_files import as_file, write_whole

    now_ms = time.time_ns() // 1_000_000
    made = made_text(shop, now_ms, SystemClock(shop.store.zone).offset_minutes(now_ms))
    if out.suffix.lower() == ".pdf":
        import os

        from pos_app.ui.app import make_app

        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        make_app()
    write_whole(out, as_file(out.suffix.lower(), table, shop.store, made))


def as_lines(table: ReportTable, language: str) -> list[str]:
    """The table for a terminal: a header, the rows, the sum and the notes, in columns as wide as they need."""
    from pos_app.domain import formatting
    from pos_app.domain.report_table import CellKind, cell_text
    from pos_app.domain.report_words import report_words_for

    locale = formatting.locale_for(language)
    kinds = [column.kind for column in table.columns]
    rows = [
        [cell_text(cell, kind, table.currency, locale) for cell, kind in zip(row, kinds, strict=True)]
        for row in (*table.rows, table.total)
        if row
    ]
    head = [column.title for column in table.columns]
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(kinds))]

    def line(row: list[str]) -> str:
        is_text = [kind in (CellKind.TEXT, CellKind.DAY) for kind in kinds]
        cells = [
            f"{text:<{wide}}" if left else f"{text:>{wide}}"
            for text, wide, left in zip(row, widths, is_text, strict=True)
        ]
        return "  ".join(cells).replace(formatting.NO_BREAK, " ").rstrip()

    rule = "-" * len(line(["x" * wide for wide in widths]))
    if not table.rows:
        return [f"{table.title}, {table.span_text}", "", report_words_for(language).nothing]
    body = [line(row) for row in rows]
    if table.total:
        body.insert(len(table.rows), rule)
    said = [f"{table.title}, {table.span_text}", "", line(head), rule, *body]
    if table.notes:
        said.append("")
    for words, minor in table.notes:
        amount = "" if minor is None else f"  {formatting.amount(minor, table.currency, locale)}"
        said.append(f"{words}{amount}".replace(formatting.NO_BREAK, " "))
    return said
