"""A till gets its place: from an invitation to keys, ``till.toml`` and the first goods, without a window.

The order is what makes it safe to break off anywhere: settings are read before anything is asked, the key is on the
disk before the code is spent (the same code and key give the same place, KEY=EFFECT), and ``till.toml`` says that
there is a place only when all that belongs to it is there.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pos_app.bootstrap.own_place import place_of
from pos_app.config import Settings, check_presets, join, load_settings, settings_in
from pos_app.domain.errors import BadFile
from pos_app.storage.key import make_key, read_key
from pos_app.storage.replica_files import current_number, make_folder, sync_folder
from sync.client.enrol import enrol
from sync.client.keys import DeviceKey, read_or_make_key
from sync.client.line import lines_by
from sync.protocol.invitation import Invitation
from sync.protocol.v1.messages import Enrolled
from sync.secret_file import SecretTrouble, write_secret_file

NOTE = "provisioned.json"
"""Beside ``till.toml``: the spent code's digest and the server, by which the same invitation is known again."""


@dataclass(frozen=True, slots=True)
class Provisioned:
    """The till's settings with its place, and the fingerprint of its key. ``is_new`` unless it had that place."""

    settings: Settings
    fingerprint: str
    is_new: bool


def provision(
    config: Path,
    invitation: Invitation,
    ask: Callable[[str, str, DeviceKey], Enrolled] | None = None,
) -> Provisioned:
    """Give the till of ``config`` the place that the invitation is for; run again, it goes on where it broke off.

    Raises :class:`BadFile` (presets with a mistake, or a till that has another place: nothing was asked then),
    :class:`~sync.client.trouble.SyncTrouble`, :class:`~sync.client.keys.KeyTrouble` and ``OSError``.
    """
    make_folder(config.parent)
    if not config.exists():
        config.touch()
    settings = load_settings(config)
    if settings.is_enrolled:
        if not _is_same(settings, invitation):
            raise BadFile(
                str(config),
                None,
                f"a till without a place; this one is till {settings.till_number} of store {settings.store_id} already,"
                " and stays so. Another place needs a new folder",
            )
        return Provisioned(settings, read_or_make_key(settings.device_key_file).fingerprint, is_new=False)
    check_presets(config, invitation.presets, invitation.source)
    meant = settings_in(f"{config.read_text('utf-8-sig')}\n{invitation.presets}", config)
    device_key = read_or_make_key(meant.device_key_file)
    ask = ask or partial(enrol, make_line=lines_by(meant.server_ca_file))
    place = ask(invitation.server_url, invitation.code, device_key)
    if not meant.key_file.exists():
        make_key(meant.key_file)
    try:
        write_secret_file(meant.card_secret_file, place.card_secret, replace=True)
    except SecretTrouble as trouble:
        raise BadFile(
            str(trouble.path), None, f"the company's secret: the file {trouble.detail}"
        ) from trouble
    if place.recovery_key:
        write_whole(meant.recovery_key_file, place.recovery_key)
    note = {"code": invitation.digest, "server": invitation.server_url}
    write_whole(config.parent / NOTE, json.dumps(note).encode())
    join(
        config,
        server_url=invitation.server_url,
        company_id=place.company_id,
        store_id=place.store_id,
        till_id=place.till_id,
        till_number=place.till_number,
        presets=invitation.presets,
        replaces=place.replaces,
        receipts_from=place.receipts_from,
    )
    return Provisioned(load_settings(config), device_key.fingerprint, is_new=True)


def _is_same(settings: Settings, invitation: Invitation) -> bool:
    """Whether an invitation is for the place that this till has: by its code, or by what it says of the place."""
    if invitation.server_url != settings.server_url or invitation.replaces == settings.till_id:
        return False
    try:
        note = json.loads((settings.path.parent / NOTE).read_text("utf-8"))
        spent = str(note.get("code", "")) if isinstance(note, dict) else ""
    except (OSError, ValueError):
        spent = ""
    told = (invitation.store_id, invitation.till_number)
    return spent == invitation.digest or told == (settings.store_id, settings.till_number)


def has_goods(settings: Settings) -> bool:
    """Whether the till was loaded once, so that it can sell."""
    return settings.data_folder.is_dir() and current_number(settings.data_folder) > 0


def load_goods(settings: Settings, tell: Callable[[int, int, int], object]) -> int:
    """Fetch goods, staff and members, until the till can sell; ``tell`` hears (rows so far, pieces done, pieces in
    all; 0 where that is not known). Returns the rows. What breaks off goes on there, also in another process.

    Raises :class:`~sync.client.trouble.SyncTrouble` when the server stays away.
    """
    from pos_app.storage.for_sync import SyncReplica
    from sync.client.loading import load

    key = read_key(settings.key_file)
    make_folder(settings.data_folder)
    return asyncio.run(
        load(place_of(settings), lambda: closing(SyncReplica(settings.data_folder, key)), tell)
    )


def spend_file(path: Path) -> bool:
    """Delete a one-time file whose code is spent: all that it said stands in ``till.toml``, and one that is left lying
    about only raises the question whether it still works. ``False`` where it can not be deleted.
    """
    try:
        path.unlink()
    except OSError:
        return False
    return True


def write_whole(path: Path, content: bytes) -> None:
    """A file with nothing secret in it, whole or not at all; one that is there from an attempt that broke off is
    replaced. On the disk when this returns.
    """
    aside = path.with_name(path.name + ".part")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)
