"""``trofast update install``: the step that a Windows till's scheduled task takes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pos_app.commands.till_toml import TillToml

NOT_NOW, WRONG, DATA, UNREACHABLE = 0, 1, 3, 4


def install(
    config: TillToml,
    folder: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Where installers are kept: one that only administrators may write to."
        ),
    ] = None,
) -> None:
    """On Windows: fetch the release that the server wants, verify it, and hand over to its installer.

    Does nothing where no release is wanted, or this till may not be updated now. On Linux apt does this, by
    trofast-updater.
    Exit codes: 0 handed over, or nothing to do now; 1 the repository was refused, the text says why; 3 a file can not
    be used; 4 no network, nothing changed.
    """
    from pos_app.commands.update_wanted import wanted_here
    from pos_app.machine.installed import is_packaged
    from pos_app.machine.windows_update import (
        NotFetched,
        Unreachable,
        fetch,
        hand_over,
        packaged_source,
    )
    from pos_app.version import version

    wanted = wanted_here(config)
    if not wanted:
        return
    source = packaged_source()
    if source is None:
        typer.echo(f"{wanted} is wanted, and this package knows no repository: install it by hand.")
        return
    if folder is None:
        if not is_packaged():
            raise typer.BadParameter("name a --folder: no till is installed here")
        folder = Path(sys.executable).parent.parent / "updates"
    if not _is_ready(config):
        return
    try:
        installer = fetch(source, folder, wanted)
    except Unreachable as why:
        typer.echo(f"trofast: {why}", err=True)
        raise typer.Exit(UNREACHABLE) from why
    except NotFetched as why:
        typer.echo(f"trofast: {why}", err=True)
        raise typer.Exit(WRONG) from why
    if not _is_ready(config):  # the download took its time
        return
    typer.echo(f"installing {wanted} (installed is {version()})")
    hand_over(installer)


def _is_ready(config: Path) -> bool:
    """Ask as whoever updates by hand would: in a process of its own, which says why not."""
    from pos_app.machine.installed import own_command
    from pos_app.machine.watched_child import run_watched

    ended = run_watched(own_command("update", "ready", "--config", str(config)), 120, {})
    if ended.code == 0:
        return True
    typer.echo(f"not now: {(ended.said + ended.complaint).strip()[-300:]}")
    return False
