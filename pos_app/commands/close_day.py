"""``trofast close-day``: the end of a day without the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.commands.till_toml import TillToml
from pos_app.domain.errors import TillError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pos_app.config import Settings
    from pos_app.domain.day_close import Confirmation
    from pos_app.domain.money import Currency
    from pos_app.domain.period_report import PeriodReport
    from pos_app.services.closing_day import DayAnswers, DayBooks
    from pos_app.services.ports import Ports

LOOK, DATA, OFFLINE = 1, 3, 4


def close_day(
    config: TillToml,
    by: Annotated[
        str, typer.Option("--by", metavar="CASHIER", help="The cashier id of whoever closes the day.")
    ],
    card_total: Annotated[
        str,
        typer.Option(
            "--card-total", metavar="AMOUNT", help="What the card terminal's own day sum says, as 1234.50."
        ),
    ] = "",
    day: Annotated[
        str, typer.Option("--day", metavar="DAY", help="As 2026-11-28; every day that is not confirmed yet.")
    ] = "",
    copies: Annotated[
        Path | None,
        typer.Option(
            "--copies",
            metavar="FOLDER",
            help="Where the day's copy and its signed checkpoint go: another disk is best. `copies` beside the "
            "till's data when not said.",
        ),
    ] = None,
) -> None:
    """Close the till's day: look at what is open, write the Z report, make a checked copy of all data and a signed
    checkpoint, send what waits, and have the server confirm that it has the day as the till has it, to the last record
    and the last ore.

    Run it while the till's window is closed. It may be run again at any time: what was done is done once. Without the
    network the day is closed here, and the next run confirms it.

    Exit code 0: confirmed. 1: look at what it says. 2: the options are wrong. 3: a file or the till's data can not be
    used. 4: closed here; the server can not be reached, nothing is lost.
    """
    from datetime import date

    if day:
        try:
            day = date.fromisoformat(day).isoformat()
        except ValueError:
            raise typer.BadParameter("a day such as 2026-11-28", param_hint="--day") from None
    from pos_app.config import load_settings

    try:
        settings = load_settings(config)
        code = _close(settings, by, card_total, day, copies or settings.copies_folder)
    except TillError as error:
        typer.echo(f"trofast: {error}", err=True)
        raise typer.Exit(DATA) from error
    except OSError as error:
        typer.echo(f"{error.filename or copies}: {error.strerror}", err=True)
        raise typer.Exit(DATA) from error
    raise typer.Exit(code)


def _close(settings: Settings, by: str, card_total: str, day: str, copies: Path) -> int:
    from pos_app.bootstrap.closing import OnceAnswers, day_books
    from pos_app.bootstrap.opening import open_till
    from pos_app.domain.errors import JournalUnreadable
    from pos_app.services.closing_day import last_z

    till = open_till(settings)
    try:
        if by not in {each.cashier_id for each in till.ports.staff.cashiers()}:
            raise typer.BadParameter("no cashier of this store has that id", param_hint="--by")
        terminal_minor = _amount(card_total, till.ports.counter.store.currency)
        books = day_books(settings, copies)
        broken = books.broken()
        try:
            if not _may_close(till.ports):
                return LOOK
            _period(till.ports, by, terminal_minor)
            code = _save(books, last_z(till.ports), broken)
            days = [day] if day else books.unconfirmed()
            return _confirm(books, OnceAnswers(settings), days, till.ports.clock.now_ms) or code
        except JournalUnreadable:
            typer.echo(
                "trofast: somebody or something changed the till's journal, and a record can not be read any more"
                f"{': ' if broken else ''}{broken}. The day can not be closed: there is nothing to sum. Count the "
                "money and write it down, leave the till as it is, and call whoever looks after it; `trofast verify` "
                "looks at all records, and the last copy has them as they were.",
                err=True,
            )
            return LOOK
    finally:
        till.close()


def _may_close(ports: Ports) -> bool:
    from pos_app.services.closing_day import open_matters

    found = open_matters(ports)
    if found.basket:
        typer.echo("a basket is on the counter: open the till, and pay, park or void it first", err=True)
    elif found.drawers:
        typer.echo("a drawer is open: count and close it at the till first", err=True)
    else:
        if found.parked:
            typer.echo(f"parked: {found.parked} baskets, which stay for tomorrow")
        if found.prints:
            typer.echo(f"unknown: {found.prints} receipts that may not have been printed; the till asks")
        if found.cards:
            typer.echo(f"cards: {found.cards} payments of the terminal are not settled; the till asks (F9)")
        return True
    return False


def _confirm(books: DayBooks, answers: DayAnswers, days: Sequence[str], now_ms: Callable[[], int]) -> int:
    from pos_app.domain.day_close import Outcome
    from pos_app.services.closing_day import confirm_day

    if not days:
        typer.echo("every day is confirmed")
        return 0
    code = 0
    for each in days:
        confirmed, sentence = confirm_day(books, answers, each, now_ms())
        typer.echo(f"{each}: {_told(confirmed)}")
        if sentence:
            typer.echo(f"trofast: {sentence}", err=True)
        if confirmed.outcome is Outcome.NO_ANSWER:
            return code or OFFLINE
        if confirmed.outcome is not Outcome.CONFIRMED:
            code = LOOK
    return code


def _save(books: DayBooks, z: PeriodReport | None, broken: str) -> int:
    if broken:
        typer.echo(
            f"trofast: somebody or something changed the till's journal: {broken}. The day is closed; no copy is made "
            "over the good ones, and nothing is signed. `trofast verify` looks at all records; call whoever looks "
            "after the till.",
            err=True,
        )
        return LOOK
    if z is not None and (books.saved(z.business_date) < z.sequence or books.unconfirmed()):
        typer.echo(f"copy: {books.copy(z.business_date)}")
        typer.echo(f"checkpoint: {books.checkpoint(z.business_date)}")
    return 0


def _amount(text: str, currency: Currency) -> int | None:
    from pos_app.domain.errors import Refused
    from pos_app.domain.money import parse_amount

    if not text:
        return None
    try:
        return parse_amount(text, currency)
    except Refused:
        raise typer.BadParameter("an amount such as 1234.50", param_hint="--card-total") from None


def _period(ports: Ports, by: str, terminal_minor: int | None) -> None:
    from pos_app.domain.formatting import amount, locale_for
    from pos_app.services.closing_day import close_period, compare_card_slips

    currency, locale = ports.counter.store.currency, locale_for("en")
    off = None if terminal_minor is None else compare_card_slips(ports, by, terminal_minor)
    if off is not None:
        typer.echo(f"cards: the terminal differs by {amount(off, currency, locale)} {currency.code}")
    report = close_period(ports, by)
    if report is None:
        typer.echo("period: closed already")
        return
    totals = report.totals
    net = amount(totals.net_minor, currency, locale)
    typer.echo(
        f"Z {report.number}: {totals.sales.count} sales, {totals.returns.count} returns, net {net} {currency.code}"
    )


def _told(found: Confirmation) -> str:
    from pos_app.domain.day_close import Outcome

    match found.outcome:
        case Outcome.CONFIRMED:
            return "confirmed: the server has the day as this till has it"
        case Outcome.WAITING:
            return f"{found.waiting} records are still on their way; nothing is lost, run it again"
        case Outcome.OTHER_JOURNAL:
            return (
                "the server has another journal under this till's numbers: call whoever looks after the server"
                " (`trofast-server till forks`)"
            )
        case Outcome.COUNTS_DIFFER:
            what = "; ".join(
                f"{name.removesuffix('_minor')} {here} here, {there} there ({currency})"
                for currency, name, here, there in found.differing
            )
            return f"the server has every record, but counts otherwise: {what} (`trofast-server review`)"
        case _:
            return "closed here; the server will confirm it when it can be reached, nothing is lost"
