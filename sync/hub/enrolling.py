"""The hub takes its place at the server: with a one-time code and a key of its own, as a till does."""

from __future__ import annotations

import os
from pathlib import Path

from sync.client.enrol import enrol
from sync.client.keys import KeyTrouble, read_key, read_or_make_key
from sync.client.line import lines_by
from sync.client.place import Place
from sync.client.rotating import change_key
from sync.client.trouble import SyncTrouble
from sync.hub.opening import open_hub
from sync.hub.settings import load_hub_settings, settings_text, usual_server_ca
from sync.protocol.v1.messages import Enrolled
from sync.server.problems import CannotRun

SOFTWARE = "trofast-hub"


def change_hub_key(path: Path) -> str:
    """Put a new key in the place of the hub's of ``hub.toml``, as a till does; its fingerprint. Raises
    :class:`CannotRun`; then the hub goes on as before, and it may be tried again.
    """
    settings = load_hub_settings(path)
    try:
        place = Place(
            *(settings.server_url, settings.company_id, settings.hub_id, read_key(settings.key)),
            make_line=lines_by(settings.server_ca),
        )
        return change_key(place, settings.key).fingerprint
    except KeyTrouble as trouble:
        raise CannotRun(trouble.sentence) from trouble
    except SyncTrouble as trouble:
        raise CannotRun(trouble.fact) from trouble


def enrol_hub(path: Path, *, server_url: str, code: str, host: str, port: int) -> Enrolled:
    """Enrol, and write ``hub.toml``, the key and an empty file beside it. Raises :class:`CannotRun`, also where the
    folder has a hub already.
    """
    if path.exists():
        raise CannotRun(f"{path} is there already: a new place needs a new folder.")
    try:
        key = read_or_make_key(path.parent / "hub.key")
        make_line = lines_by(usual_server_ca(path))
        place = enrol(server_url.rstrip("/"), code, key, software=SOFTWARE, make_line=make_line, is_hub=True)
    except KeyTrouble as trouble:
        raise CannotRun(trouble.sentence) from trouble
    except SyncTrouble as trouble:
        said = trouble.detail if trouble.code == "refused" and trouble.detail else trouble.fact
        raise CannotRun(said) from trouble
    open_hub(path.parent / "hub.db", create=True).close()
    text = settings_text(
        company_id=place.company_id,
        store_id=place.store_id,
        hub_id=place.till_id,
        server_url=server_url.rstrip("/"),
        host=host,
        port=port,
    )
    aside = path.with_suffix(".new")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    return place
