"""Commands that keep copies of the server's data and put one back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from sync.server.commands.program import (
    BACKUPS,
    INPUT_WRONG,
    Config,
    config_path,
    fail,
    now_ms,
    program,
    settings_of,
    told,
)


@program.command()
def backup(
    context: typer.Context,
    to: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="Where to; else [backup] folder in server.toml."),
    ] = None,
    keep: Annotated[
        int, typer.Option(min=0, help="How many backups stay in that folder; 0 keeps all of them.")
    ] = 0,
    config: Config = None,
) -> None:
    """Copy all data while the server runs: one moment, checked by opening it, with a manifest of what is in it.

    Prints the manifest's name. Names and the card secret are in a backup: keep it where only you can read it.
    """
    with told():
        from sync.server.care.backups import make_backup
        from sync.server.care.data import data_of

        settings = settings_of(context, config)
        folder = to or settings.backup_folder
        if folder is None:
            fail(INPUT_WRONG, "Say where to: `backup FOLDER`, or [backup] folder in server.toml.")
        made, gone = make_backup(data_of(settings), folder, now_ms(), keep=keep)
        for each in made.manifest.companies:
            typer.echo(f"{each.company}: {each.records} records, {each.sales} sales, {each.members} members")
        for path in gone:
            typer.echo(f"removed: {path.name}")
        typer.echo(f"backup: {made.path}")


@program.command("restore-drill")
def restore_drill(
    context: typer.Context,
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="[BACKUP]",
            help="A backup's manifest or copy, or a folder: its newest; else of [backup] folder in server.toml.",
        ),
    ] = None,
    config: Config = None,
) -> None:
    """Try whether a backup can be put back: in a place of its own, counted, and thrown away. The data in use and the
    running server are left alone. Worth doing every month; exit code 3 when it does not work.

    With PostgreSQL its user makes a database for it, and needs the right to (CREATEDB).
    """
    with told():
        from datetime import UTC, datetime

        from sync.server.care.backups import the_backup
        from sync.server.care.drill import try_restore

        settings = settings_of(context, config)
        place = source or settings.backup_folder
        if place is None:
            fail(INPUT_WRONG, "Say which: `restore-drill BACKUP`, or [backup] folder in server.toml.")
        tried = try_restore(the_backup(place), settings, now_ms())
        made = datetime.fromtimestamp(tried.made_ms // 1000, tz=UTC)
        took_s = tried.took_ms / 1000
        for each in tried.companies:
            typer.echo(f"{each.company}: {each.records} records, {each.sales} sales, {each.members} members")
        typer.echo(f"can be put back: {tried.backup} of {made:%Y-%m-%d %H:%M} UTC, in {took_s:.1f} s")


@program.command()
def restore(
    context: typer.Context,
    source: Annotated[
        Path, typer.Argument(metavar="BACKUP", help="A backup's manifest or copy, or a folder: its newest.")
    ],
    config: Config = None,
) -> None:
    """Put a backup back, into an empty place, as a new epoch. Tills then send what came after it by themselves."""
    with told():
        from datetime import UTC, datetime

        from sync.server.care.backups import the_backup
        from sync.server.care.data import data_of
        from sync.server.care.restoring import restore as put_back
        from sync.server.config import write_first_settings

        backup = the_backup(source)
        write_first_settings(config_path(context, config), backups=os.environ.get(BACKUPS, ""))
        done = put_back(backup, data_of(settings_of(context, config)), now_ms())
        made = datetime.fromtimestamp(done.made_ms // 1000, tz=UTC)
        typer.echo(f"restored: {backup.file} of {made:%Y-%m-%d %H:%M} UTC")
        for each in done.companies:
            typer.echo(f"{each.company}: {each.records} records, {len(each.tills)} tills, epoch {each.epoch}")
        typer.echo(
            "Next: `trofast-server run`. Each till sends what it sold since the backup and loads everything anew,\n"
            "by itself. Until every till has reported, no points can be used: `trofast-server lease waiting` lists\n"
            "them. What was done by hand since the backup (adjustments, imports, enrolled tills) is to be done again."
        )
