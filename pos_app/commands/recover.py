"""``trofast recover``: what a dead till had not sent is sent by the till in its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.commands.till_toml import TillToml

if TYPE_CHECKING:
    from pos_app.bootstrap.recovering import Recovered

TROUBLE, DATA, OFFLINE = 1, 3, 4


def recover(
    config: TillToml,
    source: Annotated[
        Path,
        typer.Option(
            "--from",
            metavar="FOLDER",
            help="The dead till's folder (/var/lib/trofast on its disk), or one with its day's copies and till.keys.",
        ),
    ],
) -> None:
    """Send what a dead till had not sent, as that till: from its disk, or from the last day's copy.

    This till has to stand in its place (`trofast-server enrol-code --replaces`) to open the keys sealed beside a copy.
    Nothing is changed in FOLDER but a note that it is spent; run again, nothing is sent twice. Says how many sales were
    sent, and honestly what a copy cannot know.

    Exit codes: 0 everything in it is on the server; 1 the server refused, or has another history of that till; 3 the
    folder can not be used; 4 the server can not be reached.
    """
    from pos_app.bootstrap.recovering import CannotRecover
    from pos_app.bootstrap.recovering import recover as send
    from pos_app.config import load_settings
    from pos_app.domain.errors import BadFile, CannotSell
    from sync.client.keys import KeyTrouble
    from sync.client.trouble import Link, SyncTrouble

    try:
        settings = load_settings(config)
        if not settings.is_enrolled:
            raise BadFile(str(config), None, "a till with a place of its own; run `trofast provision` first")
        done = send(settings, source)
    except CannotRecover as error:
        typer.echo(f"trofast: {error.sentence}", err=True)
        raise typer.Exit(DATA) from error
    except SyncTrouble as trouble:
        typer.echo(f"trofast: {_TOLD.get(trouble.code, trouble.fact)}", err=True)
        raise typer.Exit(OFFLINE if trouble.link is Link.OFFLINE else TROUBLE) from trouble
    except (BadFile, CannotSell, KeyTrouble) as error:
        typer.echo(f"trofast: {error}", err=True)
        raise typer.Exit(DATA) from error
    except OSError as error:
        hint = ""
        if isinstance(error, PermissionError):
            hint = ": the till's own user has to read it (sudo cp -r FOLDER /tmp/dead; sudo chown -R trofast /tmp/dead)"
        typer.echo(f"trofast: {error.filename}: {error.strerror}{hint}", err=True)
        raise typer.Exit(DATA) from error
    for line in _report(done):
        typer.echo(line)


_TOLD = {
    "not_found": "The server does not know that this till stands in that one's place. Have it said there:"
    " trofast-server till replaced --till OLD --by-till NEW --by NAME.",
    "key_differs": "The sealed keys are another till's or another company's. Nothing was sent.",
    "malformed": "The sealed keys are damaged, so these copies can not be opened. Try another stick, or the disk.",
    "bad_signature": "The server does not take that till's key: it was changed after this copy. Try a later copy.",
    "fork": "The server has another history of that till: there were two of it. Nothing was sent; a person has to look"
    " (trofast-server till forks).",
    "frozen": "The server froze that till: a person has to look first (trofast-server till forks).",
    "revoked": "That till was reported lost or stolen. A person says until when its sales are taken"
    " (trofast-server till revoke --sales-until); then run this again.",
}


def _report(done: Recovered) -> list[str]:
    from datetime import UTC, datetime

    sent = done.sent
    when = datetime.fromtimestamp(done.last_ms // 1000, tz=UTC)
    lines = [f"till {done.till_id}: {sent.head} records in it, the server had {sent.before}"]
    lines += [f"passed over, damaged: the copy of {day}" for day in done.damaged]
    parked = f" ({sent.parked} of them set aside for a person at the server)" if sent.parked else ""
    lines.append(f"sent: {sent.sales} sales, {sent.records} records{parked}")
    if sent.beyond:
        lines.append(f"the server has {sent.beyond} records that are newer than this; none of them is lost")
    if done.day or sent.beyond:
        lines.append(
            f"what is here ends on {when:%Y-%m-%d %H:%M} UTC: what was sold after that and never sent"
            " is lost, and nobody can say how much; count the drawer and the terminal's report against the server"
        )
    else:
        lines.append("nothing is missing: the disk had everything up to the last sale")
    if done.is_closed:
        lines.append(
            "the server waits for that till no more; what it kept for members is free at term and grace"
        )
    else:
        lines.append(
            "the server still takes that till for alive: trofast-server till retire --till ID --by NAME"
        )
    if done.awaited:
        lines.append("the server was restored and waits for its word: trofast-server lease give-up")
    if done.is_marked:
        lines.append("the folder is marked as spent")
    return lines
