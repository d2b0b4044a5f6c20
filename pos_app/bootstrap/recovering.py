"""What a dead till had not sent, sent by the till in its place: from the rescued disk, or from a day's copy.

It is sent as the dead till, with that one's key, and ends its history. What is promised and what is not stands in
``sync/protocol/README.md``, "A till in the place of a dead one".
"""

from __future__ import annotations

import asyncio
import json
import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pos_app.bootstrap.own_place import place_of
from pos_app.config import Settings, load_settings
from pos_app.domain.errors import BadFile, CannotSell, TillError
from pos_app.storage import dead_till
from pos_app.storage.day_books import SEALED_KEYS
from pos_app.storage.dead_till import SPENT, Found, Held
from pos_app.storage.lock import AlreadyHeld
from pos_app.storage.opening import TILL_DB
from sync.client.keys import DeviceKey
from sync.client.recovering import Sent, close_recovery, open_keys, send_rest
from sync.client.trouble import SyncTrouble
from sync.protocol import recovery
from sync.secret_file import SecretTrouble, read_secret_file

if TYPE_CHECKING:
    from pos_app.storage.for_sync import SyncJournal
    from sync.client.place import Place


class CannotRecover(TillError):
    """There is nothing here that can be sent. ``code`` is a stable word: ``nothing_here``, ``no_keys``, ``in_use``,
    ``damaged``, ``other_company``, ``own_data``, ``newer_data``. The folder is as it was.
    """

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What came of it. ``day`` is that of the copy, "" for a disk; ``damaged`` are copies that were passed over.
    ``last_ms`` is when the last record in it was made. ``is_closed``: the server waits for that till no more;
    ``awaited``: a named person has to say so, because the server was restored. ``is_marked``: the folder says that it
    is spent.
    """

    till_id: str
    sent: Sent
    last_ms: int
    day: str
    damaged: tuple[str, ...]
    is_closed: bool
    awaited: bool
    is_marked: bool


@dataclass(frozen=True, slots=True)
class _Opened:
    """A dead till's file in our work folder, with what opens it and signs for it."""

    held: Held
    keys: recovery.TillKeys
    day: str = ""
    damaged: tuple[str, ...] = ()


def recover(settings: Settings, folder: Path) -> Recovered:
    """Send what is in ``folder`` and the server has not got. Run again, it sends nothing twice.

    Raises :class:`CannotRecover`, :class:`~sync.client.trouble.SyncTrouble` and ``OSError``.
    """
    place = place_of(settings)
    work = settings.data_folder / "recovering"
    try:
        if (folder / "till.toml").exists():
            opened = _from_disk(folder, settings, work)
        else:
            opened = _from_copies(folder, settings, place, work)
        held = opened.held
        if held.company_id != settings.company_id:
            raise CannotRecover("other_company", "These are another company's sales. Nothing was sent.")
        if held.till_id == settings.till_id:
            raise CannotRecover(
                "own_data", "This is this till's own data, not a dead one's. Nothing was sent."
            )
        dead = replace(place, till_id=held.till_id, key=DeviceKey(opened.keys.device_seed), key_file=None)
        sent = asyncio.run(send_rest(dead, lambda: closing(_journal(work, opened.keys.data_key))))
        is_closed, awaited = _close(place, held)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    is_marked = _mark(folder, settings, held, sent)
    return Recovered(
        held.till_id, sent, held.last_ms, opened.day, opened.damaged, is_closed, awaited, is_marked
    )


def _from_disk(folder: Path, settings: Settings, work: Path) -> _Opened:
    """The whole of a till's folder: its keys lie open in it."""
    try:
        old = load_settings(folder / "till.toml")
        data_key, seed = _secret(old.key_file, settings), _secret(old.device_key_file, settings)
    except BadFile as error:
        raise CannotRecover("damaged", f"{error}. Try the folder with its day's copies.") from error
    except SecretTrouble as trouble:
        raise CannotRecover("no_keys", f"{trouble}. Try the folder with its day's copies.") from trouble
    except OSError as error:
        raise CannotRecover(
            "no_keys",
            f"{error.filename} can not be read ({error.strerror}). Try the folder with its day's copies.",
        ) from error
    if len(data_key) != recovery.KEY_BYTES or len(seed) != recovery.KEY_BYTES:
        raise CannotRecover(
            "no_keys", "The till's key files are damaged. Try the folder with its day's copies."
        )
    if old.path == settings.path:
        raise CannotRecover("own_data", "This is this till's own folder. Nothing was sent.")
    found = Found(old.data_folder / TILL_DB)
    if not found.path.exists():
        raise CannotRecover(
            "nothing_here", f"There is no {found.path}: this till never sold, or it lies elsewhere."
        )
    try:
        with dead_till.not_in_use(old.data_folder):
            dead_till.take_copy(found, work)
        held = dead_till.look_into(work, data_key)
    except AlreadyHeld as error:
        raise CannotRecover(
            "in_use", "A till program is open on that folder: it is not dead. Let it send by itself."
        ) from error
    except CannotSell as error:
        raise _told(error, "that disk") from error
    return _Opened(held, recovery.TillKeys(data_key, seed))


def _secret(path: Path, settings: Settings) -> bytes:
    """A secret of a dead till, read from a copy: where secrets are locked to a computer, reading locks a plain one."""
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.data_folder) as folder:
        return read_secret_file(
            Path(shutil.copyfile(path, Path(folder) / path.name)), recovery.KEY_BYTES, others_may_read=True
        )


def _from_copies(folder: Path, settings: Settings, place: Place, work: Path) -> _Opened:
    """The days' copies: the keys lie sealed beside them, and the server opens them for the till in that one's place."""
    copies = dead_till.day_copies(folder)
    if not copies:
        raise CannotRecover(
            "nothing_here", f"There is neither a till.toml nor a copy (till-DATE.db) in {folder}."
        )
    sealed = dead_till.sealed_keys_in(folder)
    if sealed is None:
        raise CannotRecover("no_keys", f"There is no {SEALED_KEYS} in {folder}: these copies stay shut.")
    try:
        outside = recovery.outside_of(sealed)
    except recovery.NotOpened as error:
        raise CannotRecover("damaged", f"{SEALED_KEYS}: {error}.") from error
    if outside.company_id != settings.company_id:
        raise CannotRecover("other_company", "These are another company's copies. Nothing was sent.")
    keys = asyncio.run(open_keys(place, outside.till_id, sealed))
    try:
        found, held, damaged = dead_till.newest_good(copies, work, keys.data_key)
    except CannotSell as error:
        raise _told(error, "each of these copies") from error
    if (held.company_id, held.till_id) != (outside.company_id, outside.till_id):
        raise CannotRecover("damaged", "These copies and the sealed keys beside them are not of one till.")
    return _Opened(held, keys, found.day, tuple(each.day for each in damaged))


def _journal(work: Path, key: bytes) -> SyncJournal:
    from pos_app.storage.for_sync import SyncJournal

    return SyncJournal(work, key)


def _close(place: Place, held: Held) -> tuple[bool, bool]:
    """Whether the server waits for that till no more, and whether a named person has to say so first."""
    try:
        closed = asyncio.run(close_recovery(place, held.till_id, held.head))
    except SyncTrouble as trouble:
        if trouble.code != "not_found":
            raise
        return False, False
    return True, closed.awaited


def _mark(folder: Path, settings: Settings, held: Held, sent: Sent) -> bool:
    """Say in the folder that it is spent, where that can be: whoever finds it next need not wonder."""
    note = {
        "till": held.till_id,
        "records": held.head,
        "sent": sent.records,
        "by": settings.till_id,
    }
    try:
        (folder / SPENT).write_text(json.dumps(note) + "\n", encoding="utf-8")
    except OSError:
        return False
    return True


def _told(error: CannotSell, what: str) -> CannotRecover:
    if error.cause == "newer_data":
        return CannotRecover("newer_data", "That data is from a newer release: update this till first.")
    if error.cause == "disk_full":
        return CannotRecover("damaged", error.sentence)
    return CannotRecover("damaged", f"The data on {what} is damaged. Try an earlier copy, or call for help.")
