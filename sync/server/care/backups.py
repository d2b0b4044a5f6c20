"""Backups of the server's data in a folder: a copy and beside it a manifest that says what is in it.

::

    trofast-20261128-183512.db      the copy (or .pgdump, from PostgreSQL)
    trofast-20261128-183512.json    its manifest; written last, so what has none is no backup

A backup is made while the server serves, and it is not one before it was opened, checked and counted.
"""

from __future__ import annotations

import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec

from sync.server.care.holdings import CompanyHeld
from sync.server.problems import CannotRun
from sync.server.schema.tables import SCHEMA_VERSION

FORMAT = 1
_NAME = re.compile(r"trofast-[0-9]{8}-[0-9]{6}(-[0-9]+)?\.json")
_CHUNK = 1 << 20


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds. ``file`` stands beside the manifest; ``made_ms`` is the server's clock (UTC)."""

    format: int
    made_ms: int
    kind: str
    schema: int
    file: str
    size: int
    sha256: str
    companies: tuple[CompanyHeld, ...]


class Data(Protocol):
    """The server's data as something that can be copied whole: SQLite's file, or a database of PostgreSQL's."""

    kind: str
    suffix: str

    def copy(self, to: Path) -> tuple[CompanyHeld, ...] | None:
        """Write a copy of one moment while others write; what it held then, where that is known only now."""

    def look_into(self, copy: Path) -> tuple[CompanyHeld, ...] | None:
        """Open the copy and check it; what is in it, where that can be counted. Raises :class:`CannotRun`."""


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was found: where its manifest is, and what that says."""

    path: Path
    manifest: Manifest

    @property
    def file(self) -> Path:
        """The copy itself."""
        return self.path.parent / self.manifest.file


def make_backup(data: Data, folder: Path, now_ms: int, *, keep: int = 0) -> tuple[Backup, list[Path]]:
    """A new backup in ``folder``, checked; and the older ones that went because only ``keep`` are kept (0: all).

    Raises :class:`CannotRun`; then there is no new backup and no old one went.
    """
    folder.mkdir(parents=True, exist_ok=True)
    moment = datetime.fromtimestamp(now_ms // 1000, tz=UTC).strftime("%Y%m%d-%H%M%S")
    stem, number = f"trofast-{moment}", 1
    while (folder / f"{stem}.json").exists():
        number += 1
        stem = f"trofast-{moment}-{number}"
    copy, part = folder / f"{stem}{data.suffix}", folder / f"{stem}.part"
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))  # names and the card secret are in it
        before = data.copy(part)
        held = data.look_into(part)
        if before is not None and held is not None and before != held:
            raise CannotRun("The copy does not hold what the database held: no backup was made.")
        part.replace(copy)
    finally:
        part.unlink(missing_ok=True)
    manifest = Manifest(
        format=FORMAT,
        made_ms=now_ms,
        kind=data.kind,
        schema=SCHEMA_VERSION,
        file=copy.name,
        size=copy.stat().st_size,
        sha256=_sha256(copy),
        companies=held or before or (),
    )
    made = Backup(path=folder / f"{stem}.json", manifest=manifest)
    _write_durably(copy, made)
    return made, _drop_older(folder, keep) if keep else []


def backups_in(folder: Path) -> list[Backup]:
    """All backups of a folder, the newest first. What cannot be read is none."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if _NAME.fullmatch(path.name):
            try:
                manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
            except (msgspec.MsgspecError, OSError):
                continue
            found.append(Backup(path=path, manifest=manifest))
    return sorted(found, key=lambda each: (each.manifest.made_ms, each.path.name), reverse=True)


def the_backup(path: Path) -> Backup:
    """The backup that a person means: a manifest, the copy beside it, or a folder, of which the newest. Raises
    :class:`CannotRun` when there is none, or it is not whole.
    """
    if path.is_dir():
        found = backups_in(path)
        if not found:
            raise CannotRun(f"There is no backup in {path}.")
        return found[0]
    manifest = path.with_suffix(".json")
    try:
        backup = Backup(path=manifest, manifest=msgspec.json.decode(manifest.read_bytes(), type=Manifest))
    except FileNotFoundError:
        raise CannotRun(f"{manifest} is not there: a backup is a copy with its manifest beside it.") from None
    except msgspec.MsgspecError:
        raise CannotRun(f"{manifest} is no manifest of a backup.") from None
    if backup.manifest.format != FORMAT:
        raise CannotRun(f"{manifest} was written by a newer trofast-server. Install that version.")
    return backup


def check_whole(backup: Backup) -> None:
    """Raise :class:`CannotRun` when the copy is gone or its bytes are not those that were written."""
    said, file = backup.manifest, backup.file
    if Path(said.file).name != said.file or not file.is_file():
        raise CannotRun(f"The copy {said.file} of {backup.path} is not there.")
    if file.stat().st_size != said.size or _sha256(file) != said.sha256:
        raise CannotRun(f"{file} is not what was written: its SHA-256 differs. Use another backup.")


def check_backup(backup: Backup, data: Data) -> None:
    """The same, and it opens, is sound, and holds what its manifest says."""
    check_whole(backup)
    if backup.manifest.kind != data.kind:
        raise CannotRun(f"{backup.file} is a copy of {backup.manifest.kind}, not of {data.kind}.")
    held = data.look_into(backup.file)
    if held is not None and held != backup.manifest.companies:
        raise CannotRun(f"{backup.file} does not hold what its manifest says. Use another backup.")


def _drop_older(folder: Path, keep: int) -> list[Path]:
    gone = []
    for backup in backups_in(folder)[keep:]:
        backup.path.unlink()  # first: what has no manifest is no backup
        if Path(backup.manifest.file).name == backup.manifest.file:
            backup.file.unlink(missing_ok=True)
        gone.append(backup.path)
    return gone


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _write_durably(copy: Path, made: Backup) -> None:
    """The copy is on the disk before its manifest says that there is one."""
    _sync(copy)
    part = made.path.with_suffix(".json.part")
    part.write_bytes(msgspec.json.format(msgspec.json.encode(made.manifest)) + b"\n")
    _sync(part)
    part.replace(made.path)
    _sync(made.path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
