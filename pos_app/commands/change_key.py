"""``trofast change-key``: a new key for this till, in the place of the one it signs with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from pos_app.commands.till_toml import TillToml

if TYPE_CHECKING:
    from pos_app.config import Settings

TROUBLE, DATA, OFFLINE = 1, 3, 4


def change_key(
    config: TillToml,
) -> None:
    """Make a new key for this till and have the server take it; the old one dies.

    For a key that may have been seen (a copied disk, a repair), or as a habit. It works while the till sells. Broken
    off, the till works on, and the command may be run again.

    Exit codes: 0 changed; 1 the server refused; 3 a file can not be used; 4 the server can not be reached.
    """
    from pos_app.bootstrap.own_place import place_of
    from pos_app.config import load_settings
    from pos_app.domain.errors import BadFile
    from sync.client.keys import KeyTrouble
    from sync.client.rotating import change_key as change
    from sync.client.trouble import Link, SyncTrouble

    try:
        settings = load_settings(config)
        if not settings.is_enrolled or not settings.server_url:
            raise BadFile(str(config), None, "a till with a place at a server; run `trofast provision` first")
        new = change(place_of(settings), settings.device_key_file)
        _seal_anew(settings)
    except SyncTrouble as trouble:
        typer.echo(f"trofast: {trouble.fact}", err=True)
        raise typer.Exit(OFFLINE if trouble.link is Link.OFFLINE else TROUBLE) from trouble
    except (BadFile, KeyTrouble) as error:
        typer.echo(f"trofast: {error}", err=True)
        raise typer.Exit(DATA) from error
    typer.echo(f"key: {new.fingerprint}")


def _seal_anew(settings: Settings) -> None:
    """The sealed keys beside the day's copies are the new ones, at once: what they open is signed with them."""
    from contextlib import suppress

    from pos_app.bootstrap.closing import sealed_keys
    from pos_app.storage.day_books import SEALED_KEYS, keep_sealed_keys

    if (settings.copies_folder / SEALED_KEYS).exists():
        with suppress(OSError):  # the next day's copy brings them
            keep_sealed_keys(settings.copies_folder, sealed_keys(settings))
