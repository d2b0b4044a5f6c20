"""Where the till starts.

The story of a start: ``main`` looks at the first word. ``till`` goes straight to ``pos_app.commands.window``, as a
cashier waits for it: settings are read, the database is opened and checked, the window is built and shown, and only
then devices and the sync child are started. Every other word goes through the command line with its helpful texts.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``trofast`` with the process's arguments; ends the process with the command's exit code."""
    words = sys.argv[1:]
    if sys.platform == "win32":
        from pos_app.machine.voice import mend_streams

        mend_streams()
    if words[:1] == ["till"] and (config := _named(words[1:])):
        from pos_app.commands.window import run_till

        sys.exit(run_till(config))
    from pos_app.commands.app import make_app
    from pos_app.domain.errors import BadFile, CannotSell

    try:
        make_app()()
    except BadFile as error:
        print(f"trofast: {error}", file=sys.stderr)  # noqa: T201  (the command line's own voice)
        sys.exit(3)
    except CannotSell as error:
        print(f"trofast: {error.sentence}", file=sys.stderr)  # noqa: T201  (as above)
        sys.exit(3)


def _named(words: list[str]) -> str:
    """The settings that a start of the till names, or finds where it was installed; "" for any other words."""
    if not words:
        from pos_app.machine.installed import default_config

        return str(default_config() or "")
    return words[1] if len(words) == 2 and words[0] == "--config" else ""


if __name__ == "__main__":
    main()
