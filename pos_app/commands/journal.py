"""``trofast journal``: the record of everything this till did, for people and auditors."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.commands.till_toml import TillToml
from pos_app.domain.errors import TillError

if TYPE_CHECKING:
    from pos_app.config import Settings
    from pos_app.storage.database import Database

CANNOT_LOOK = 3


def export(
    config: TillToml,
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help="Where to write: JSON Lines, one record a line, oldest first.",
            metavar="FILE",
        ),
    ],
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            help="Also write a checkpoint: the journal's head, signed with the till's own key. Keep it away from the "
            "till; it proves later that no record was cut off.",
            metavar="FILE",
        ),
    ] = None,
) -> None:
    """Write the whole journal to a file that `trofast verify --journal` checks without any key.

    It holds no names: members stand in it under pseudonymous ids. The till may go on selling meanwhile. Exit code 0:
    written. 3: the data can not be looked at or the file not written; the text says why.
    """
    from pos_app.config import load_settings
    from pos_app.storage.database import Database
    from pos_app.storage.journal_file import journal_export
    from pos_app.storage.key import read_key
    from pos_app.storage.opening import TILL_DB

    try:
        settings = load_settings(config)
        database = Database.open(settings.data_folder / TILL_DB, read_key(settings.key_file), read_only=True)
        try:
            database.sql("BEGIN")  # file and checkpoint tell of the same moment
            count = journal_export(database, out)
            if checkpoint is not None:
                _sign(database, settings, checkpoint)
        finally:
            database.close()
    except TillError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(CANNOT_LOOK) from error
    except OSError as error:
        typer.echo(f"{error.filename or out}: {error.strerror}", err=True)
        raise typer.Exit(CANNOT_LOOK) from error
    typer.echo(f"{out}: {count} records")


def _sign(database: Database, settings: Settings, path: Path) -> None:
    from pos_app.storage import journal
    from pos_app.storage.checkpoint import make_checkpoint, write_checkpoint
    from sync.client.keys import read_key as read_device_key

    device = read_device_key(settings.device_key_file)
    sequence, head = journal.head(database)
    signed = make_checkpoint(
        company_id=settings.company_id,
        till_id=settings.till_id,
        sequence=sequence,
        head=head,
        at_ms=time.time_ns() // 1_000_000,
        public_key=device.public_key,
        sign=device.sign,
    )
    write_checkpoint(path, signed)
