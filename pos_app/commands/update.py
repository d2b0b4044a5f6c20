"""``trofast update``: what whoever installs another release asks of the till, before, between and after."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.commands.till_toml import TillToml
from pos_app.commands.update_install import install
from pos_app.commands.update_wanted import wanted

if TYPE_CHECKING:
    from pos_app.config import Settings
    from pos_app.storage.before_update import PutBack

NOT_NOW = FAILED = REFUSED = 1
DATA = 3
LIMIT_S = 600
"""Shorter than whoever installs waits for a check."""
_INSIDE = "--inside"
_TAIL = 2_000


def make_update_app() -> typer.Typer:
    """The application with every step of an update."""
    app = typer.Typer(
        help="An update of Trofast on this till, step by step; the package's own scripts and the updater call these.",
        no_args_is_help=True,
    )
    app.command()(ready)
    app.command()(prepare)
    app.command("start-up-check")(start_up_check)
    app.command("way-back")(way_back)
    app.command()(status)
    app.command()(wanted)
    app.command()(install)
    return app


def ready(
    config: TillToml,
    may_close_window: Annotated[
        bool,
        typer.Option(
            "--may-close-window",
            help="Whoever asks closes the window first (a kiosk's stands open over night): yes also while it is open, "
            "when nothing was done at the till for half an hour.",
        ),
    ] = False,
) -> None:
    """Say whether this till may be updated now: the day is closed or nothing was sold since, no basket stands on the
    counter, no card payment is open, no window is open. A till without a place may always be.

    Exit code 0: yes. 1: not now, the sentence says why. 3: its data can not be looked at; the text says why.
    """
    from pos_app.domain.errors import CannotSell
    from pos_app.domain.program_update import SENTENCES, not_now
    from pos_app.storage.key import read_key
    from pos_app.storage.standing import standing_of, window_is_open

    settings = _settings(config)
    if settings is None:
        typer.echo("ready: this till has no place yet")
        return
    try:
        standing = standing_of(settings.data_folder, read_key(settings.key_file))
        open_now = window_is_open(settings.data_folder)
    except CannotSell as error:
        typer.echo(f"trofast: {error.sentence}", err=True)
        raise typer.Exit(DATA) from error
    except OSError as error:
        typer.echo(f"trofast: {settings.data_folder}: {error.strerror}", err=True)
        raise typer.Exit(DATA) from error
    why = not_now(standing, window_open=open_now, may_close_window=may_close_window, now_ms=_now_ms())
    if why is not None:
        typer.echo(SENTENCES[why])
        raise typer.Exit(NOT_NOW)
    typer.echo("ready")


def prepare(
    config: TillToml,
    to: Annotated[
        str, typer.Option("--to", metavar="VERSION", help="The release that will be installed.")
    ] = "",
) -> None:
    """Copy the till's data, checked page by page, before another release is installed. Run by the release that is
    installed now; the till may go on selling meanwhile.

    Exit code 0: copied, or there is nothing yet. 1: it could not be copied: install nothing, the text says why.
    """
    from pos_app.bootstrap.updating import prepare as make_ready
    from pos_app.domain.errors import CannotSell

    settings = _settings(config)
    if settings is None:
        typer.echo("prepared: this till has no data yet")
        return
    try:
        sequence = make_ready(settings, _now_ms(), to)
    except CannotSell as error:
        typer.echo(f"trofast: {error.sentence}", err=True)
        raise typer.Exit(REFUSED) from error
    except OSError as error:
        typer.echo(f"trofast: {error.filename or settings.data_folder}: {error.strerror}", err=True)
        raise typer.Exit(REFUSED) from error
    typer.echo(f"prepared: {sequence} records")


def start_up_check(
    config: TillToml,
    limit_s: Annotated[
        int, typer.Option("--limit", metavar="SECONDS", help="So long it may take.", min=1)
    ] = LIMIT_S,
    inside: Annotated[bool, typer.Option(_INSIDE, hidden=True)] = False,
) -> None:
    """Find out whether this release works on this till: open, and where needed migrate, the data as a start does,
    follow the journal to its end, read the keys, price an article, build the window where nobody sees it. No network
    is needed. Run by the new release while the till is closed, before it is the one that runs.

    Nothing is journalled: until somebody sells, the release before can have its data back (`trofast update way-back`).
    Exit code 0: it says `ok VERSION`. 1: this release does not work here; the text says why.
    """
    if inside:
        _check_inside(config)
        return
    from pos_app.version import version

    settings = _settings(config)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(FAILED))  # and the child ends with us
    why = _checked(config, limit_s)
    if settings is not None:
        from pos_app.bootstrap.updating import note_checked

        try:
            note_checked(settings, _now_ms(), why)
        except OSError as error:
            typer.echo(f"trofast: the outcome could not be noted: {error.strerror}", err=True)
    if why:
        typer.echo(
            f"trofast: {version()} does not work on this till: {why.partition(': ')[2] or why}", err=True
        )
        raise typer.Exit(FAILED)
    typer.echo(f"ok {version()}")


def way_back(config: TillToml) -> None:
    """Give this release its data back, after a newer one did not work here. Run by the release from before, while the
    till is closed.

    Data that this release can read stay as they are. Else the copy from before the update takes their place, but only
    while it holds every record there is: once something was sold with the new release there is no way back, and the
    till goes on with that one or a newer.
    Exit code 0: this release can go on. 1: it can not; nothing was changed, the text says why and what to do. 3: the
    data can not be used.
    """
    from pos_app.bootstrap.updating import way_back as go_back
    from pos_app.domain.errors import CannotSell
    from pos_app.storage.lock import AlreadyHeld
    from pos_app.version import version

    settings = _settings(config)
    if settings is None:
        typer.echo(f"way back: {version()} goes on; this till has no data yet")
        return
    try:
        came = go_back(settings, _now_ms())
    except CannotSell as error:
        typer.echo(f"trofast: {error.sentence}", err=True)
        raise typer.Exit(DATA) from error
    except AlreadyHeld as error:
        typer.echo(
            "trofast: the till's window or its sync is open. Close it first; nothing was changed.", err=True
        )
        raise typer.Exit(REFUSED) from error
    except OSError as error:
        typer.echo(f"trofast: {error.filename or settings.data_folder}: {error.strerror}", err=True)
        raise typer.Exit(DATA) from error
    _tell_way_back(came, version())


def status(
    config: TillToml,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Tell which release this is and what came of the last update."""
    import json

    from pos_app.storage.update_note import read_note
    from pos_app.version import version

    settings = _settings(config)
    note = read_note(settings.data_folder) if settings is not None else None
    if as_json:
        told: dict[str, object] = {"version": version()}
        if note is not None:
            told |= {"from": note.before, "to": note.to, "state": str(note.state), "reason": note.reason}
            told |= {"at_ms": note.at_ms, "sequence": note.sequence}
        typer.echo(json.dumps(told))
        return
    typer.echo(f"version: {version()}")
    if note is not None:
        reason = f" ({note.reason})" if note.reason else ""
        typer.echo(
            f"update: from {note.before or 'nothing'} to {note.to or 'another release'}: {note.state}{reason}"
        )


def _tell_way_back(came: PutBack, this: str) -> None:
    from pos_app.storage.before_update import PutBack

    match came:
        case PutBack.NOT_NEEDED:
            typer.echo(f"way back: {this} goes on with the data as they are")
        case PutBack.DONE:
            typer.echo(f"way back: {this} goes on with the data from before the update, every record in them")
        case PutBack.SOLD_SINCE:
            typer.echo(
                "trofast: something was written with the newer release, so the data from before are not put back: a "
                "sale would be lost. Nothing was changed. Let the till go on with the newer release, or install one "
                "that is newer still; its sales are safe and are sent as ever.",
                err=True,
            )
            raise typer.Exit(REFUSED)
        case PutBack.NO_COPY:
            typer.echo(
                "trofast: the data are of a newer release, and there is no sound copy from before the update. Nothing "
                "was changed. Let the till go on with the newer release, or install one that is newer still.",
                err=True,
            )
            raise typer.Exit(REFUSED)


def _checked(config: Path, limit_s: int) -> str:
    """Check in a child process; why this release does not work here, as "reason: sentence", or ""."""
    from pos_app.machine.installed import own_command
    from pos_app.machine.watched_child import run_watched

    command = own_command("update", "start-up-check", "--config", str(config), _INSIDE)
    try:
        ended = run_watched(command, limit_s, {"QT_QPA_PLATFORM": "offscreen"})
    except OSError as error:
        return f"not-started: The new release can not be started ({error.strerror})."
    if ended.code == 0:
        return ""
    if ended.complaint:
        typer.echo(ended.complaint[-_TAIL:].rstrip(), err=True)
    if ended.code is None:
        return f"time: Its check was not done after {limit_s} seconds."
    for line in reversed(ended.said.splitlines()):
        if line.startswith("failed: "):
            return line.removeprefix("failed: ")
    if ended.code < 0:
        return f"aborted: Its check was ended by signal {-ended.code}."
    return f"aborted: Its check ended with code {ended.code}."


def _check_inside(config: Path) -> None:
    from pos_app.bootstrap.start_up_check import CheckFailed, check_start
    from pos_app.domain.errors import BadFile, TillError

    try:
        check_start(_settings(config), _load_catalogue)
    except CheckFailed as error:
        typer.echo(f"failed: {error.reason}: {error}")
        raise typer.Exit(FAILED) from error
    except BadFile as error:
        typer.echo(f"failed: bad-file: {error}")
        raise typer.Exit(FAILED) from error
    except TillError as error:
        typer.echo(f"failed: {type(error).__name__}: {error}")
        raise typer.Exit(FAILED) from error


def _load_catalogue(settings: Settings) -> None:
    from pos_app.machine.installed import own_command
    from pos_app.machine.watched_child import run_watched

    run_watched(own_command("sync", "--config", str(settings.path)), LIMIT_S // 3, {})


def _settings(config: Path) -> Settings | None:
    """The till's settings; ``None`` before it was provisioned. Raises ``BadFile``."""
    from pos_app.config import load_settings

    if not config.exists():
        return None
    settings = load_settings(config)
    return settings if settings.is_enrolled else None


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
