"""``trofast unsent``: what this till has that its server has not acknowledged."""

from __future__ import annotations

import typer

from pos_app.commands.till_toml import TillToml

SOME_WAIT, DATA = 1, 3


def unsent(config: TillToml) -> None:
    """Say how many sales and other records wait for the server. Whoever takes a till away asks this first; so does the
    package, before it is removed.

    Exit code 0: the server has everything. 1: something waits, and would be lost with this disk. 3: the till's data can
    not be looked at; the text says why.
    """
    from pos_app.config import load_settings
    from pos_app.domain.errors import BadFile, TillError
    from pos_app.storage.database import Database
    from pos_app.storage.journal import waiting_records, waiting_sales
    from pos_app.storage.key import read_key
    from pos_app.storage.opening import TILL_DB

    try:
        if not config.exists():
            typer.echo("sales: 0, records: 0")
            return
        settings = load_settings(config)
        if not (settings.data_folder / TILL_DB).exists():
            typer.echo("sales: 0, records: 0")
            return
        database = Database.open(settings.data_folder / TILL_DB, read_key(settings.key_file), read_only=True)
        try:
            sales, records = waiting_sales(database), waiting_records(database)
        finally:
            database.close()
    except OSError as error:
        raise BadFile(str(config), None, f"a file that can be read ({error.strerror})") from error
    except TillError as error:
        typer.echo(f"trofast: {error}", err=True)
        raise typer.Exit(DATA) from error
    typer.echo(f"sales: {sales}, records: {records}")
    if records:
        raise typer.Exit(SOME_WAIT)
