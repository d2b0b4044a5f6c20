"""``trofast support-bundle``: the file for whoever helps, without anything of anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pos_app.commands.till_toml import TillToml

DATA = 3


def support_bundle(
    config: TillToml,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="FILE",
            help="Where to write it; else in the folder `support` beside the till's data.",
        ),
    ] = None,
) -> None:
    """Write the file that the support asks for: what `doctor` finds, versions, settings without names and addresses,
    counts, sizes and the log in the program's own words. Nothing of a customer, a sale or a key is in it; it says
    itself what is.

    The till may sell meanwhile. Exit code 0: written, the path is printed. 3: it can not be written; the text says why.
    """
    from pos_app.bootstrap.own_place import place_of
    from pos_app.diagnosis.bundle import write_bundle
    from pos_app.diagnosis.case import Case
    from pos_app.domain.errors import TillError

    case = Case(config, place_of)
    try:
        path = write_bundle(case, out or usual_place(case.config.parent))
    except TillError as error:
        typer.echo(f"trofast: {error}", err=True)
        raise typer.Exit(DATA) from error
    typer.echo(str(path))


def usual_place(folder: Path) -> Path:
    """Where it goes unasked: in a folder of its own, called after the moment."""
    from datetime import datetime

    at = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    return folder / "support" / f"trofast-support-{at}.zip"
