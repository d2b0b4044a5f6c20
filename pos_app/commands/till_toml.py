"""The option that nearly every command has: which till's settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pos_app.machine.installed import default_config


def till_toml() -> Path:
    """The settings of a command that was not told any. Raises ``typer.BadParameter`` (exit code 2) where there are
    none: in a checkout a till is always named.
    """
    found = default_config()
    if found is None:
        raise typer.BadParameter("no till is installed here: name its settings with --config TILL_TOML")
    return found


TillToml = Annotated[
    Path,
    typer.Option(
        "--config",
        metavar="TILL_TOML",
        help="The till's settings; an installed till finds its own.",
        default_factory=till_toml,
        show_default=False,
    ),
]
