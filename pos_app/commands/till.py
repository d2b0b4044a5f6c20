"""``trofast till``: the cashier's window."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.domain.errors import BadFile, CannotSell

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.ui.window import TillWindow


def till(config: Path) -> None:
    """Open the till: the selling screen, its scanners and printer, and the sync child.

    The data beside TILL_TOML is used by one till at a time; a second one says so and stops.
    """
    sys.exit(run_till(str(config)))


def run_till(config: str, on_window: Callable[[TillWindow], object] | None = None) -> int:
    """Run the till and return the exit code: 0 closed by a person, 3 its files can not be used."""
    from pos_app.config import load_settings

    try:
        settings = load_settings(Path(config))
        from pos_app.bootstrap import run

        return run(settings, on_window)
    except (BadFile, CannotSell) as error:
        print(f"trofast: {error}", file=sys.stderr)  # noqa: T201  (the command line's own voice)
        return 3
