"""Where this till belongs, as its file says it: what every question to its server or hub is asked as."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # nobody asks a server before the first paint
    from pos_app.config import Settings
    from sync.client.place import Place


def place_of(settings: Settings) -> Place:
    """The till's place at its server; raises :class:`~sync.client.keys.KeyTrouble` without its key."""
    from sync.client.keys import read_key
    from sync.client.line import lines_by
    from sync.client.place import Place

    file = settings.device_key_file
    return Place(
        *(settings.server_url, settings.company_id, settings.till_id, read_key(file)),
        make_line=lines_by(settings.server_ca_file),
        key_file=file,
    )
