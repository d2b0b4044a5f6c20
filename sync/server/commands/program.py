"""The program ``trofast-server``: what its commands share. Thin: every command is one call into the server's package.

Exit codes: 0 done; 1 the input is wrong (a file, an id; nothing was changed); 2 the command line is wrong; 3 the
server cannot run (no database, no company, a port that is taken, a second server on the same data).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from sync.server.companies import Company
    from sync.server.config import ServerSettings
    from sync.server.opening import Database

INPUT_WRONG, CANNOT_RUN = 1, 3
DEFAULT_CONFIG = Path("server.toml")
CONFIG, HUB_CONFIG = "TROFAST_SERVER_CONFIG", "TROFAST_HUB_CONFIG"
"""Environment: the settings of commands that name none. A package says so where it keeps them."""
BACKUPS = "TROFAST_SERVER_BACKUPS"
"""Environment: the folder for backups that is written into a new ``server.toml``."""

program = typer.Typer(
    name="trofast-server",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="""The central server of Trofast: stores every till's sales once, keeps the points, tells tills what changed.

A new company, from nothing to its first till:

\b
  trofast-server --config server.toml init --name "Kaffehuset" --currency NOK
  trofast-server --config server.toml import --stores stores.csv --articles articles.csv
  trofast-server --config server.toml run
  trofast-server --config server.toml enrol-code --store grunerlokka --till-number 1

--config may also stand after the command. Exit codes: 0 done; 1 the input is wrong, nothing was changed; 2 the command
line is wrong; 3 the server cannot run, and the text says why.
""",
)

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="SERVER_TOML",
        help="The server's settings. Paths in it are relative to it. An installed server knows where they are.",
    ),
]
WhichCompany = Annotated[
    str,
    typer.Option("--company", metavar="ID", help="Which company; needed only where a server has several."),
]
WhichMember = Annotated[
    str, typer.Option("--member", metavar="ID_OR_CARD", help="The member's id, or a card number of theirs.")
]
WhichProgramme = Annotated[
    str, typer.Option("--programme", metavar="ID", help="Which programme; the first where it is not said.")
]
Files = list[Path]


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        from pos_app.version import version

        typer.echo(f"trofast-server {version()}".rstrip())
        raise typer.Exit


@program.callback()
def _all_commands(
    context: typer.Context,
    config: Config = None,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version and end."),
    ] = False,
) -> None:
    context.obj = config


def now_ms() -> int:
    """The server's clock."""
    return time.time_ns() // 1_000_000


def config_path(context: typer.Context, config: Path | None) -> Path:
    """Where the settings are: ``--config`` after the command, or before it, or where a package keeps them, or here."""
    given = config or context.obj or Path(os.environ.get(CONFIG) or DEFAULT_CONFIG)
    assert isinstance(given, Path)
    return given


def hub_config() -> Path:
    """The hub's settings where a command names none."""
    return Path(os.environ.get(HUB_CONFIG) or "hub.toml")


def settings_of(context: typer.Context, config: Path | None) -> ServerSettings:
    """The server's settings."""
    from sync.server.config import load_settings

    return load_settings(config_path(context, config))


@contextmanager
def open_data(context: typer.Context, config: Path | None, *, create: bool = False) -> Iterator[Database]:
    """The database, closed when the block is left."""
    from sync.server.opening import open_database

    database = open_database(settings_of(context, config).database, create=create)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def told() -> Iterator[None]:
    """Tell the world's faults as one sentence and an exit code instead of a traceback."""
    from sqlalchemy.exc import DBAPIError

    from pos_app.domain.errors import BadFile
    from sync.server.desk.refusal import NotDone
    from sync.server.problems import CannotRun

    try:
        yield
    except (BadFile, NotDone) as error:
        fail(INPUT_WRONG, str(error))
    except CannotRun as error:
        fail(CANNOT_RUN, str(error))
    except DBAPIError as error:
        said = str(error.orig).partition("\n")[0]  # what stands below may name a member
        fail(CANNOT_RUN, f"The database did not do it, and nothing was changed: {said}")
    except OSError as error:
        fail(CANNOT_RUN, f"{error.filename or 'the system'}: {error.strerror or error}")


def fail(code: int, sentence: str) -> NoReturn:
    """End with that exit code after saying why."""
    typer.echo(sentence, err=True)
    sys.exit(code)


@contextmanager
def at_the_desk(
    context: typer.Context, config: Path | None, which: str
) -> Iterator[tuple[Connection, Company]]:
    """One act of the desk: a writing transaction and the company; what is refused changes nothing (exit code 1), but
    for a lease that stands in its way: that is asked back.
    """
    from sync.server.companies import the_company
    from sync.server.desk.refusal import Lent
    from sync.server.holding.leases import recall

    with told(), open_data(context, config) as database:
        try:
            with database.write() as connection:
                yield connection, the_company(connection, which)
        except Lent as lent:
            with database.write() as connection:
                recall(connection, lent.company_id, lent.holder_id, now_ms())
            raise


def a_day(option: str, written: str) -> date:
    """A day such as 2026-12-31; anything else ends with exit code 1."""
    from datetime import date

    try:
        return date.fromisoformat(written)
    except ValueError:
        fail(INPUT_WRONG, f"{option} must be a day such as 2026-12-31, not {written[:40]!r}")
