"""The file for the support: what a supporter needs to know of a till, and nothing of anybody.

Each part goes through a list of what may leave the till (:mod:`kept`, :mod:`log_lines`). What is made is searched for
the till's keys before it is written, and not written if one were in it.
"""

from __future__ import annotations

import base64
import io
import os
import platform
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from pos_app.config import Settings
from pos_app.diagnosis import kept
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.examine import examined
from pos_app.diagnosis.log_lines import lines_of
from pos_app.domain.errors import TillError
from pos_app.machine.installed import is_packaged
from pos_app.machine.transaction_signer import KEY_FILE
from pos_app.machine.wanted_release import WantedRelease
from pos_app.storage.driver import sqlite_version
from pos_app.storage.update_note import read_note
from pos_app.version import version

LARGEST_PART = 3_000_000
"""Bytes of one part before it is packed; a longer one is cut off, and says so."""
_DATED = (1980, 1, 1, 0, 0, 0)
_ASKED_S = 5
_SYSTEM = ("ID", "VERSION_ID", "VARIANT_ID")

MANIFEST = """\
What is in this file
====================

It was made by Trofast {version} on a till, for whoever supports it. You may look into every part with any text editor.

doctor.json     what the till found when it looked at itself: each check, how it stands, what to do
versions.json   versions of Trofast, its database and its system
settings.json   of till.toml: kinds and speeds of devices, screen, ways to pay; no names, no addresses
journal.json    how many records of which kind on which day; how many the server has; none of their contents
schema.sql      the empty tables of the till's file
files.json      sizes, rights and times of the till's own files
sync.json       how far the server has this till's records, and by how much the clocks differ
update.json     which release the last update came from and went to, and how it ended
log.jsonl       the program's log: its own sentences, with %s where something stood in them
kernel.txt      the kernel's lines about USB devices and serial ports, by their numbers

What is not in it
=================

No name, no telephone number, no card, no receipt, no price, no sale, no key, no password, no address of a server or a
printer. What is not on a list of what may leave the till stays there.
"""


class NotWritten(TillError):
    """The file for the support could not be written; the text says why and what to do."""


def write_bundle(case: Case, path: Path) -> Path:
    """Write the file, readable by this user alone, and return its path. Raises :class:`NotWritten`."""
    made = bundle(case)
    aside = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside.unlink(missing_ok=True)
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        aside.replace(path)
    except OSError as error:
        raise NotWritten(
            f"{path} could not be written ({error.strerror}). Name another place with -o, a USB stick for example."
        ) from error
    return path


def bundle(case: Case) -> bytes:
    """The bytes of the file: for one state of a till always the same parts in the same order.

    Raises :class:`NotWritten` when a key of the till were in it, which would be a fault of ours.
    """
    parts = {name: _bounded(text) for name, text in _parts(case)}
    _look_for_keys(case.settings, parts.values())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _DATED)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, content)
    return packed.getvalue()


def _parts(case: Case) -> list[tuple[str, str]]:
    settings = case.settings
    data = settings.data_folder if settings is not None else None
    looked = [("doctor.json", _json([kept.finding(area, each) for area, each in examined(case)]))]
    made: list[tuple[str, Callable[[], str]]] = [
        ("MANIFEST.txt", lambda: MANIFEST.format(version=version() or "?")),
        ("versions.json", lambda: _json(_versions())),
        ("settings.json", lambda: _json(_settings(case))),
        ("journal.json", lambda: _json(_journal(case))),
        ("schema.sql", lambda: _schema(case)),
        ("files.json", lambda: _json(kept.files_kept(data) if data is not None and data.is_dir() else [])),
        ("sync.json", lambda: _json(_sync(case))),
        ("update.json", lambda: _json(_update(data))),
        ("log.jsonl", lambda: _log(data)),
        ("kernel.txt", _kernel),
    ]
    parts = dict([*looked, *((name, _made(make)) for name, make in made)])
    return [(name, parts[name]) for name in ("MANIFEST.txt", *sorted(parts.keys() - {"MANIFEST.txt"}))]


def _made(make: Callable[[], str]) -> str:
    """A part, or that it could not be made: the others are worth having all the same."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - a bundle is made where something is broken
        return f"could not be made: {type(error).__name__}\n"


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value)).decode() + "\n"


def _bounded(text: str) -> bytes:
    content = text.encode("utf-8")
    if len(content) <= LARGEST_PART:
        return content
    return content[:LARGEST_PART].decode("utf-8", "ignore").encode() + b"\n(cut off)\n"


def _versions() -> dict[str, object]:
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as library_version

    try:
        qt = library_version("PySide6-Essentials")
    except PackageNotFoundError:
        qt = ""
    return {
        "trofast": version(),
        "is_packaged": is_packaged(),
        "python": platform.python_version(),
        "sqlite": ".".join(map(str, sqlite_version())),
        "qt": qt,
        "machine": platform.machine(),
        "kernel": platform.release(),
        "system": _system(),
    }


def _system() -> dict[str, str]:
    try:
        said = platform.freedesktop_os_release()
    except OSError:
        return {"ID": platform.system()}
    return {name: said[name] for name in _SYSTEM if re.fullmatch(r"[\w.-]{1,32}", said.get(name, ""))}


def _settings(case: Case) -> dict[str, object]:
    if case.settings is None:
        return {"mistake_in_line": case.mistake.line if case.mistake else None}
    return kept.settings_kept(case.settings)


def _journal(case: Case) -> dict[str, object]:
    from pos_app.storage.till_counts import journal_standing, records_by_kind

    with case.reading() as database:
        if database is None:
            return {}
        stand = journal_standing(database)
        counts = [
            {"kind": kind, "day": day, "records": count} for kind, day, count in records_by_kind(database)
        ]
    return {"standing": stand, "by_kind_and_day": counts}


def _schema(case: Case) -> str:
    from pos_app.storage.till_counts import schema_of

    with case.reading() as database:
        return "" if database is None else "\n".join(f"{sql};" for _, _, sql in schema_of(database)) + "\n"


def _sync(case: Case) -> dict[str, object]:
    from pos_app.storage.till_counts import replica_standing

    heard = case.heard
    told: dict[str, object] = {
        "server_clock_ahead_ms": heard[0] if heard else None,
        "server_heard_ms": heard[1] if heard else None,
    }
    if case.settings is not None and case.key is not None:
        told["replica"] = replica_standing(case.settings.data_folder, case.key)
    return told


def _update(data: Path | None) -> dict[str, object]:
    note = read_note(data) if data is not None else None
    wanted = WantedRelease(data).wanted().version if data is not None else ""
    told: dict[str, object] = {"wanted": _version(wanted)}
    if note is not None:
        reason = note.reason.partition(":")[0]
        told |= {
            "from": _version(note.before),
            "to": _version(note.to),
            "state": str(note.state),
            "reason": reason if re.fullmatch(r"[a-z_-]{0,24}", reason) else kept.WITHHELD,
            "at_ms": note.at_ms,
        }
    return told


def _version(text: str) -> str:
    return text if re.fullmatch(r"[0-9][0-9a-z.+]{0,23}|", text) else kept.WITHHELD


def _log(data: Path | None) -> str:
    if data is None:
        return ""
    found = [*lines_of(data / "trofast.log.1"), *lines_of(data / "trofast.log")]
    return "".join(msgspec.json.encode(each).decode() + "\n" for each in found)


def _kernel() -> str:
    asked = shutil.which("dmesg")
    if asked is None:
        return ""
    done = subprocess.run(
        [asked], capture_output=True, text=True, errors="replace", timeout=_ASKED_S, check=False
    )
    return "".join(f"{line}\n" for line in kept.kernel_lines(done.stdout))


def _look_for_keys(settings: Settings | None, parts: Iterable[bytes]) -> None:
    """The fence behind the lists: no key of this till, however it is written."""
    if settings is None:
        return
    secrets = []
    signing = settings.key_file.parent / KEY_FILE
    for path in (settings.key_file, settings.device_key_file, settings.card_secret_file, signing):
        try:
            secrets.append(path.read_bytes())
        except OSError:
            continue
    secrets.append(settings.terminal.password.encode() if settings.terminal.password != "000000" else b"")  # noqa: S105
    whole = b"\n".join(parts)
    for secret in filter(None, secrets):
        forms = (
            secret,
            secret.hex().encode(),
            secret.hex().upper().encode(),
            base64.b64encode(secret).rstrip(b"="),
        )
        if any(form in whole for form in forms):
            raise NotWritten(
                "A secret of this till would have been in the file for the support. Nothing was written."
            )
