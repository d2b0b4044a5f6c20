"""An invitation for one till: a code, and beside it what the installer needs to bring to the till.

A code that is typed lives ten minutes: whoever made it talks to whoever types it. One in a file may have to wait for a
fleet tool's night, or for a parcel: up to seven days, because then somebody has surely forgotten where it lies. It
works once all the same, and dies after five wrong guesses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, select

from pos_app.domain.errors import BadFile
from pos_app.domain.written import Page
from sync.protocol.invitation import Invitation
from sync.protocol.v1.messages import StoreRow
from sync.server.desk.refusal import NotDone
from sync.server.schema import tables

MINUTE_MS = 60_000
LONGEST_TYPED_MS = 60 * MINUTE_MS
LONGEST_CARRIED_MS = 7 * 24 * 60 * MINUTE_MS
_UNITS = {"m": MINUTE_MS, "h": 60 * MINUTE_MS, "d": 24 * 60 * MINUTE_MS}
_REFUSED = {
    "till": "the server says where a till belongs",
    "server": "the server's address stands in the invitation",
    "provision": "the server writes it",
}


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with what a printed sheet says: the store's name and language, and until when in its own time."""

    invitation: Invitation
    store_name: str
    language: str
    until_local: str


def term_ms(written: str, *, is_carried: bool) -> int:
    """How long a code lives, from ``10m``, ``2h`` or ``3d``. Raises :class:`NotDone` beyond what is allowed: an
    hour for a code that is read out, seven days for one that is carried in a file or on paper.
    """
    found = re.fullmatch(r"(\d{1,4})([mhd])", written.strip().lower())
    if found is None or int(found[1]) == 0:
        raise NotDone(f"--valid-for: {written[:20]!r} is no time such as 10m, 2h or 3d")
    asked = int(found[1]) * _UNITS[found[2]]
    if asked > LONGEST_CARRIED_MS:
        raise NotDone("--valid-for: a week (7d) at most; make a new code when the till is there")
    if asked > LONGEST_TYPED_MS and not is_carried:
        raise NotDone(
            "--valid-for: an hour at most for a code that is read out; with --file, --qr or --sheet a week"
        )
    return asked


def device_text(path: Path) -> str:
    """The text of a file of devices: what of ``till.toml`` an installer knows beforehand. Raises :class:`BadFile` for
    what is no TOML, or says what only the server can; the till looks at the rest before it asks for its place.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(str(path), error.object.count(b"\n", 0, error.start) + 1, "text in UTF-8") from error
    root = Page(text, str(path)).root
    for name, why in _REFUSED.items():
        if root.has(name):
            root.fail(name, f"no table [{name}]: {why}")
    return text


def invited(connection: Connection, company_id: str, invitation: Invitation, expires_ms: int) -> Invited:
    """The invitation, dated, with what its sheet says."""
    table = tables.published
    row = connection.execute(
        select(table.c.row).where(
            table.c.company_id == company_id,
            table.c.kind == "store",
            table.c.row_id == invitation.store_id,
            table.c.gone == 0,
        )
    ).scalar_one()
    store = msgspec.msgpack.decode(row, type=StoreRow)
    at = datetime.fromtimestamp(expires_ms // 1000, tz=UTC)
    return Invited(
        replace(invitation, until=f"{at:%Y-%m-%dT%H:%MZ}"),
        store.name,
        "nb" if store.language[:2] in {"nb", "nn", "no"} else "en",
        f"{at.astimezone(ZoneInfo(store.zone)):%d.%m.%Y %H:%M}",
    )
