"""`trofast-server hub doctor`: looks at all that a store's hub needs, and says what to do. Nothing is changed; the hub
may run meanwhile.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from pos_app.domain.errors import BadFile
from sync.client.keys import DeviceKey, KeyTrouble, read_key
from sync.client.line import lines_by
from sync.client.place import Place, now_ms
from sync.client.trouble import SyncTrouble
from sync.hub import tables
from sync.hub.opening import VERSION
from sync.hub.settings import HubSettings, load_hub_settings
from sync.server.care.findings import Finding, look, ok, stop
from sync.server.on_sqlite import SqliteDatabase, engine_on
from sync.server.schema.tables import till

MIB = 1 << 20
LITTLE_MIB, ROOMY_MIB = 100, 500
ASK_MS = 5_000
CONNECT_S = 2.0
OFF_MS = 120_000
UNHEARD_MS = 3_600_000
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - where it listens, not what we open


def examine_hub(path: Path) -> list[Finding]:
    """Everything that was looked at, in the order in which one would mend it."""
    try:
        settings = load_hub_settings(path)
    except BadFile as mistake:
        return [
            stop(
                "settings",
                str(mistake),
                "Mend that line, or give the hub its place: `trofast-server hub enrol`.",
            )
        ]
    found = [ok("settings", f"hub {settings.hub_id} of store {settings.store_id}")]
    key = _key(settings, found)
    found += _data(settings)
    found += _disk(settings.database.parent)
    found += _listens(settings)
    if key is not None:
        found += _server(settings, key)
    return found


def _key(settings: HubSettings, found: list[Finding]) -> DeviceKey | None:
    try:
        key = read_key(settings.key)
    except KeyTrouble as trouble:
        found.append(
            stop(
                "key", trouble.sentence, "Without its key no till believes the hub: retire it and enrol anew."
            )
        )
        return None
    found.append(ok("key", f"fingerprint {key.fingerprint}"))
    return key


def _data(settings: HubSettings) -> Iterator[Finding]:
    path = settings.database
    never = "Never put a copy of it back: retire the hub at the server (`hub retire`) and enrol a new one."
    if not path.exists():
        yield stop("data", f"{path} is not there", never)
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield look("file mode", f"others on the machine may read {path}", f"chmod 600 {path}")
    database = SqliteDatabase(path, engine_on(path))
    try:
        with database.read() as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            whole = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            if whole != "ok":
                yield stop("data", f"{path} is damaged: {whole}", never)
                return
            if version != VERSION:
                yield _other_schema(path, version)
                return
            open_leases = connection.execute(
                select(func.count()).where(tables.lease.c.closed == 0, tables.lease.c.given_up == 0)
            ).scalar_one()
            out = connection.execute(select(func.count()).where(tables.part.c.freed == 0)).scalar_one()
            tills = connection.execute(select(func.count()).select_from(till)).scalar_one()
            heard_ms = connection.execute(select(tables.state.c.hub_ms)).scalar_one()
    except Exception as error:  # noqa: BLE001 - a file that is none fails in many ways, and each means the same
        yield stop("data", f"{path} can not be read ({type(error).__name__})", never)
        return
    finally:
        database.close()
    yield ok("data", f"{path} is whole: {open_leases} leases, {out} parts with tills")
    if not tills:
        yield look(
            "tills",
            "the hub knows no till of its store yet",
            "It hears of them from the server: is it reached?",
        )
    else:
        yield ok("tills", f"{tills} tills of the store may ask")
    if heard_ms and now_ms() - heard_ms > UNHEARD_MS:
        hours = (now_ms() - heard_ms) // 3_600_000
        yield look(
            "heard",
            f"the server was last heard {hours} h ago",
            "Is the hub running, and the line up? See `server`.",
        )


def _other_schema(path: Path, version: int) -> Finding:
    if version > VERSION:
        return stop(
            "schema",
            f"{path} is of a newer program ({version}; this one {VERSION})",
            "Install the newer one.",
        )
    return look(
        "schema",
        f"{path} has schema {version}, this program {VERSION}",
        "The next start brings it up to date.",
    )


def _disk(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free // MIB
    says = f"{free} MiB free in {folder}"
    if free < LITTLE_MIB:
        yield stop("disk", says, "Make room now: a hub that can not write hands nothing out.")
    else:
        yield look("disk", says, "Make room soon.") if free < ROOMY_MIB else ok("disk", says)


def _listens(settings: HubSettings) -> Iterator[Finding]:
    """Whether tills would find it; a hub on a port of chance can not be found by anybody."""
    if not settings.port:
        yield look(
            "listens", "the hub takes another port each time", "Set a port in hub.toml: tills name it."
        )
        return
    host = _ANYWHERE.get(settings.host, settings.host)
    try:
        socket.create_connection((host, settings.port), CONNECT_S).close()
    except OSError:
        yield look(
            "listens",
            f"nothing answers on {host}:{settings.port}",
            "Start it (`trofast-server run --role hub`), as a service so that it comes up with the PC.",
        )
        return
    yield ok("listens", f"answers on port {settings.port}; let the store's tills through to it, nobody else")


def _server(settings: HubSettings, key: DeviceKey) -> Iterator[Finding]:
    asked_ms = now_ms()
    try:
        theirs_ms = asyncio.run(_ask(settings, key))
    except SyncTrouble as trouble:
        do = "While it is so the hub lends what it has, until each lease's term."
        if trouble.code in {"unknown_till", "bad_signature", "revoked", "frozen"}:
            do = (
                "Is the hub retired, its PC needs a new place: a new folder, and `hub enrol` with a new code."
            )
        yield look("server", trouble.fact, do)
        return
    off_ms = theirs_ms - asked_ms
    if abs(off_ms) > OFF_MS:
        yield look(
            "clock",
            f"this PC's clock is {off_ms // 1000} s from the server's",
            "Set it right: leases end by time.",
        )
    yield ok("server", f"{settings.server_url} answers and takes the hub's key")


async def _ask(settings: HubSettings, key: DeviceKey) -> int:
    place = Place(
        *(settings.server_url, settings.company_id, settings.hub_id, key),
        make_line=lines_by(settings.server_ca),
    )
    central = place.central(place.signer())
    try:
        return (await central.presence(deadline_ms=ASK_MS)).now_ms
    finally:
        await central.close()
