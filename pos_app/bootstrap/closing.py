"""The end of a day wired together: the till's files and the server's answers."""

from __future__ import annotations

import asyncio
import logging
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.bootstrap.own_place import place_of
from pos_app.config import Settings
from pos_app.domain.day_close import DayThere
from pos_app.services.closing_day import NotAnswered
from pos_app.services.evening import DayEnd
from pos_app.storage.day_books import TillDayBooks
from pos_app.storage.key import read_key

if TYPE_CHECKING:
    from sync.client.trouble import SyncTrouble

_LOG = logging.getLogger(__name__)


def day_books(settings: Settings, copies: Path) -> TillDayBooks:
    """Raises :class:`~pos_app.domain.errors.BadFile` where a key is missing."""
    from sync.client import keys
    from sync.client.place import now_ms

    device = keys.read_key(settings.device_key_file)
    return TillDayBooks(
        settings.data_folder,
        read_key(settings.key_file),
        copies,
        sign=device.sign,
        public_key=device.public_key,
        now_ms=now_ms,
        sealed_keys=lambda: sealed_keys(settings),
    )


def sealed_keys(settings: Settings) -> bytes | None:
    """This till's keys as they lie beside its copies; ``None`` where the server has not told what to seal them to, or
    they can not be read: a copy without them is better than none.
    """
    from sync.protocol import recovery
    from sync.secret_file import SecretTrouble, read_secret_file

    try:
        public = settings.recovery_key_file.read_bytes()
        seed = read_secret_file(settings.device_key_file, recovery.KEY_BYTES)
        keys = recovery.TillKeys(read_key(settings.key_file), seed)
        return recovery.seal(
            keys, company_id=settings.company_id, till_id=settings.till_id, public_key=public
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, SecretTrouble) as error:
        _LOG.info("the keys could not be sealed beside the day's copy: %s", type(error).__name__)
        return None


class OnceAnswers:
    """The server, asked by a command that runs while the till's window is closed: it sends by itself."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self) -> None:
        """Synchronise once. Where another sync of this till works beside, what waits is on its way already."""
        from pos_app.storage.lock import AlreadyHeld

        with suppress(AlreadyHeld):
            self._sync()

    def _sync(self) -> None:
        from pos_app.storage.for_sync import SyncJournal, SyncReplica
        from pos_app.storage.leases_for_sync import SyncLeases
        from sync.client.once import sync_once
        from sync.client.trouble import Link

        folder, key = self._settings.data_folder, read_key(self._settings.key_file)
        summary = asyncio.run(
            sync_once(
                place_of(self._settings),
                lambda: closing(SyncJournal(folder, key)),
                lambda: closing(SyncReplica(folder, key)),
                lambda: closing(SyncLeases(folder, key)),
            )
        )
        if summary.status.link is not Link.ONLINE:
            raise NotAnswered(summary.status.sentence)

    def ask(self, business_date: str, sequence: int) -> DayThere:
        """What the server has of a day."""
        from sync.client.days import DayClient
        from sync.client.trouble import SyncTrouble

        client = DayClient(place_of(self._settings))
        try:
            return client.ask(business_date, sequence)
        except SyncTrouble as trouble:
            raise NotAnswered(_sentence(trouble)) from trouble
        finally:
            client.close()


class FollowedAnswers(OnceAnswers):
    """The server, asked while the window is open: the sync child sends."""

    def send(self) -> None:
        """What waits is on its way."""


def day_end(settings: Settings) -> DayEnd:
    """What the window's end of day reaches."""
    return DayEnd(day_books(settings, settings.copies_folder), FollowedAnswers(settings))


def _sentence(trouble: SyncTrouble) -> str:
    if trouble.code == "not_found":
        return (
            "The server is older than this till and cannot compare days. Nothing is lost; update the server."
        )
    return trouble.sentence
