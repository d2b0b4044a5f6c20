"""The way to the cashier's window without the command line's library, which would cost the start 60 ms."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.domain.errors import BadFile, CannotSell

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.ui.window import TillWindow


NO_DISPLAY = "trofast: there is no screen here. Start the till from its desktop, or set DISPLAY."


def has_display() -> bool:
    """Whether a window can be shown: a desktop, or a platform that Qt was told to use."""
    needs_one = sys.platform not in ("win32", "darwin")
    return not needs_one or any(map(os.environ.get, ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")))


def run_till(config: str, on_window: Callable[[TillWindow], object] | None = None) -> int:
    """Run the till and return the exit code: 0 closed by a person, 3 its files can not be used."""
    # A start makes a hundred thousand things and throws none away: looking for garbage among them would take a tenth of
    # it. The bootstrap looks again as soon as the window is in sight.
    gc.disable()
    try:
        return _run_till(config, on_window)
    finally:
        gc.enable()


def _run_till(config: str, on_window: Callable[[TillWindow], object] | None) -> int:
    from pos_app.config import load_settings, settings_in
    from pos_app.machine.installed import default_config

    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)  # noqa: T201  (the command line's own voice)
        return 3
    try:
        path = Path(config)
        # Installed, and nobody has set it up yet: its window does that. A file that a person names has to be there.
        is_new = path == default_config() and path.parent.is_dir() and not path.exists()
        settings = settings_in("", path) if is_new else load_settings(path)
        from pos_app.bootstrap.run import run

        return run(settings, on_window)
    except (BadFile, CannotSell) as error:
        print(f"trofast: {error}", file=sys.stderr)  # noqa: T201  (the command line's own voice)
        return 3
