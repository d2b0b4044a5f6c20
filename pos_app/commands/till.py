"""``trofast till``: the cashier's window."""

from __future__ import annotations

import typer

from pos_app.commands.till_toml import TillToml
from pos_app.commands.window import run_till


def till(
    config: TillToml,
) -> None:
    """Open the till: the selling screen, its scanners and printer, and the sync child.

    The data that TILL_TOML names is used by one till at a time; a second one says so and does not sell. Exit code 0:
    closed by a person. 3: there is no screen, or a file can not be used; the text says which.
    """
    raise typer.Exit(run_till(str(config)))
