"""``trofast x-report`` and ``trofast z-report``: the register's period without a window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.commands.till_toml import TillToml
from pos_app.domain.errors import Refused, TillError

if TYPE_CHECKING:
    from pos_app.domain.receipt_document import ReceiptDocument

REFUSED = 1
CANNOT_LOOK = 3
WIDTH = 48

_By = Annotated[
    str, typer.Option("--by", metavar="CASHIER", help="The cashier id of whoever takes it; it is journalled.")
]


def x_report(config: TillToml, by: _By) -> None:
    """Print what this register's period adds up to so far. It closes nothing; the whole of it is journalled.

    The till's window must be closed meanwhile. Exit code 0: written. 3: the data can not be used; the text says why.
    """
    _take(config, by, closes=False)


def z_report(config: TillToml, by: _By) -> None:
    """Close this register's period, for good, and print its Z report.

    The till's window must be closed meanwhile. Exit code 0: closed. 1: refused (a drawer is open, or nothing happened
    since the last one). 3: the data can not be used; the text says why.
    """
    _take(config, by, closes=True)


def _take(config: Path, by: str, *, closes: bool) -> None:
    from pos_app.bootstrap.opening import open_till
    from pos_app.config import load_settings
    from pos_app.services import period_reports
    from pos_app.services.period_printing import document_of_report
    from pos_app.ui.viewmodels.drawer_refusals import DRAWER_SENTENCES

    try:
        opened = open_till(load_settings(config))
        try:
            if by not in {each.cashier_id for each in opened.ports.staff.cashiers()}:
                raise typer.BadParameter(f"nobody with the id {by!r} may sign in at this till")
            take = period_reports.z_report if closes else period_reports.x_report
            report = take(opened.ports, by)
            typer.echo("\n".join(as_text(document_of_report(opened.ports, report))))
        finally:
            opened.close()
    except Refused as refused:
        typer.echo(DRAWER_SENTENCES.get(refused.reason, str(refused)), err=True)
        raise typer.Exit(REFUSED) from refused
    except TillError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(CANNOT_LOOK) from error


def as_text(document: ReceiptDocument, width: int = WIDTH) -> Iterator[str]:
    """The rows of a document for a terminal; what only a printer can do is left out."""
    from pos_app.domain.receipt_document import Blank, Columns, Rule, Text

    for block in document.blocks:
        if isinstance(block, Columns):
            room = max(width - len(block.right), len(block.left) + 1)
            yield f"{block.left:<{room}}{block.right}".replace("\u00a0", " ").rstrip()
        elif isinstance(block, Text):
            yield (block.text.center(width) if block.align == "centre" else block.text).rstrip()
        elif isinstance(block, Rule):
            yield "-" * width
        elif isinstance(block, Blank):
            yield from [""] * block.lines
