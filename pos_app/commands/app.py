"""``trofast``: all its commands in one place."""

from __future__ import annotations

from typing import Annotated

import typer

from pos_app.commands.change_key import change_key
from pos_app.commands.close_day import close_day
from pos_app.commands.demo import demo
from pos_app.commands.doctor import doctor
from pos_app.commands.enrol import enrol
from pos_app.commands.export import make_export_app
from pos_app.commands.journal import export
from pos_app.commands.labels import labels
from pos_app.commands.period_report import x_report, z_report
from pos_app.commands.programme import make_programme_app
from pos_app.commands.provision import provision
from pos_app.commands.recover import recover
from pos_app.commands.report import report
from pos_app.commands.support_bundle import support_bundle
from pos_app.commands.sync import sync
from pos_app.commands.till import till
from pos_app.commands.unsent import unsent
from pos_app.commands.update import make_update_app
from pos_app.commands.verify import verify
from pos_app.machine.installed import is_packaged
from pos_app.version import version

EXIT_CODES = """
Exit codes: 0 done; 1 something was found wrong, or the server refused; 2 the options are wrong; 3 a file or the
till's data can not be used (the sentence says which and what to do); 4 no network, nothing lost.
"""


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"trofast {version()}")
        raise typer.Exit


def _about(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which release this is."),
    ] = False,
) -> None:
    """What stands before the commands."""


def make_app() -> typer.Typer:
    """The application with every command."""
    app = typer.Typer(
        name="trofast",
        help="A till that keeps selling, and keeps a loyalty promise, when the network is gone." + EXIT_CODES,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_about)
    app.command()(till)
    app.command()(provision)
    app.command()(recover)
    if not is_packaged():  # it needs a server, and a packaged till holds none
        app.command()(demo)
    app.command()(enrol)
    app.command("change-key")(change_key)
    app.command()(sync)
    app.command()(unsent)
    app.command("close-day")(close_day)
    app.command()(verify)
    app.command()(doctor)
    app.command("support-bundle")(support_bundle)
    app.command("x-report")(x_report)
    app.command("z-report")(z_report)
    app.command()(report)
    app.command()(labels)
    journal = typer.Typer(help="The signed record of everything this till did.", no_args_is_help=True)
    journal.command("export")(export)
    app.add_typer(journal, name="journal")
    app.add_typer(make_export_app(), name="export")
    app.add_typer(make_programme_app(), name="programme")
    app.add_typer(make_update_app(), name="update")
    return app
