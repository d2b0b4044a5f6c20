"""``trofast update wanted``: which release the server wants this till to run."""

from __future__ import annotations

import typer

from pos_app.commands.till_toml import TillToml


def wanted(config: TillToml) -> None:
    """Print the release that the server wants here (1.2.0), nothing where it wants none.

    Nothing is printed either for a release that is not newer than the one that runs, nor for one that was tried since
    the server wants it and did not work here. No network is needed: it is what the till heard last.
    """
    found = wanted_here(config)
    if found:
        typer.echo(found)


def wanted_here(config: TillToml) -> str:
    """The release that this till is to be updated to, "" for none. Raises ``BadFile`` for settings with a mistake."""
    from pos_app.config import load_settings
    from pos_app.machine.wanted_release import WantedRelease
    from pos_app.version import version
    from sync.protocol.releases import is_newer, is_release

    if not config.exists():
        return ""  # a till without a place at a server hears of nothing
    files = WantedRelease(load_settings(config).data_folder)
    found, running = files.wanted(), version()
    if not is_release(found.version) or (is_release(running) and not is_newer(found.version, running)):
        return ""
    return "" if files.went_back_from(found) else found.version
