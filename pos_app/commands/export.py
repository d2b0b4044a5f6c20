"""``trofast export``: files that a tax office reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.commands.till_toml import TillToml
from pos_app.domain.errors import TillError

if TYPE_CHECKING:
    from pos_app.config import Settings
    from pos_app.domain.store import Store

FOUND_WRONG, WRONG_OPTIONS, CANNOT_LOOK = 1, 2, 3
LONGEST_DAYS = 366 * 11
"""The books are kept ten years; a longer span is a slip of the finger."""


def make_export_app() -> typer.Typer:
    """The application with every export."""
    app = typer.Typer(help="Files for the tax office.", no_args_is_help=True)
    app.command("saf-t")(saf_t)
    app.command("public-keys")(public_keys)
    return app


def saf_t(
    config: TillToml,
    first: Annotated[str, typer.Option("--from", help="The first day, 2026-03-01.", metavar="DAY")],
    last: Annotated[str, typer.Option("--to", help="The last day, included.", metavar="DAY")],
    out: Annotated[
        Path, typer.Option("-o", "--output", help="The file to write, whole or not at all.", metavar="FILE")
    ],
) -> None:
    """Write this till's sales, returns and events as Norway's SAF-T Cash Register 1.00.

    The file names employees by their ids and no customer. The till may go on selling meanwhile. Exit code 0: written.
    1: written, but there are sales without a signature; the text names them. 2: the days are none, or the store is not
    in Norway. 3: the data can not be looked at or the file not written.
    """
    days = (_day(first, "--from"), _day(last, "--to"))
    if days[1] < days[0]:
        raise typer.BadParameter(f"the last day {last} is before the first, {first}")
    if (days[1] - days[0]).days > LONGEST_DAYS:
        raise typer.BadParameter("that is longer than books are kept; name at most eleven years")
    from pos_app.config import load_settings
    from pos_app.services.tax_books import said_of

    try:
        settings = load_settings(config)
        store = _store(settings)
        if store.country.upper() != "NO":
            typer.echo(said_of(store.country), err=True)
            raise typer.Exit(WRONG_OPTIONS)
        _write(settings, store, days, out)
    except TillError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(CANNOT_LOOK) from error
    except OSError as error:
        typer.echo(f"{error.filename or out}: {error.strerror}", err=True)
        raise typer.Exit(CANNOT_LOOK) from error


def _write(settings: Settings, store: Store, days: tuple[date, date], out: Path) -> None:
    import time

    from pos_app.domain.norway.saf_t import FileHead
    from pos_app.domain.norway.signing import amount_text
    from pos_app.machine.clock import SystemClock
    from pos_app.storage.database import Database
    from pos_app.storage.key import read_key
    from pos_app.storage.opening import TILL_DB
    from pos_app.storage.saf_t_file import SafTFile
    from pos_app.version import version

    clock, made_ms = SystemClock(store.zone), time.time_ns() // 1_000_000
    head = FileHead(
        store,
        days[0].isoformat(),
        days[1].isoformat(),
        made_ms,
        clock.offset_minutes(made_ms),
        version(),
    )
    database = Database.open(settings.data_folder / TILL_DB, read_key(settings.key_file), read_only=True)
    try:
        register = f"{store.store_id} {settings.till_number} {settings.till_id}"
        written = SafTFile(database, head, register, clock.offset_minutes).write(out)
    finally:
        database.close()
    typer.echo(
        f"{out}: {written.transactions} sales and returns, {amount_text(written.total_minor)} {store.currency.code} "
        f"in all, {written.events} events"
    )
    if written.unsigned:
        named = ", ".join(map(str, written.unsigned[:5]))
        more = f" and {len(written.unsigned) - 5} more" if len(written.unsigned) > 5 else ""
        typer.echo(f"These receipts carry no signature for the tax office: {named}{more}.", err=True)
        raise typer.Exit(FOUND_WRONG)


def public_keys(
    config: TillToml,
    out: Annotated[Path, typer.Option("-o", "--output", help="The file to write.", metavar="FILE")],
) -> None:
    """Write the public halves of the keys that signed sales here, each after its version: who has them can check every
    signature of a SAF-T file. Exit code 0: written. 3: the data can not be looked at or the file not written.
    """
    from pos_app.config import load_settings
    from pos_app.storage.database import Database
    from pos_app.storage.key import read_key
    from pos_app.storage.opening import TILL_DB
    from pos_app.storage.signatures import signing_keys

    try:
        settings = load_settings(config)
        database = Database.open(settings.data_folder / TILL_DB, read_key(settings.key_file), read_only=True)
        try:
            keys = signing_keys(database)
        finally:
            database.close()
        out.write_text("".join(f"keyVersion {key.version}\n{key.public_key}" for key in keys), "ascii")
    except TillError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(CANNOT_LOOK) from error
    except OSError as error:
        typer.echo(f"{error.filename or out}: {error.strerror}", err=True)
        raise typer.Exit(CANNOT_LOOK) from error
    typer.echo(f"{out}: {len(keys)} keys")


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} is a day such as 2026-03-01, not {text!r}") from error


def _store(settings: Settings) -> Store:
    """The store as the replica has it: who sells, where, in which country."""
    from pos_app.config import read_secret
    from pos_app.storage.key import read_key
    from pos_app.storage.replica import ReplicaReader

    secret = read_secret(settings.card_secret_file, 32, "the company's secret for card numbers")
    replica = ReplicaReader(settings.data_folder, read_key(settings.key_file), secret)
    try:
        return replica.store()
    finally:
        replica.close()
