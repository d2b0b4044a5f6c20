"""The till that is looked at: its settings, keys and files, each read once for all checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.config import Settings, load_settings
from pos_app.diagnosis.holders import TILL, Holder, holder_of
from pos_app.diagnosis.machine import Machine
from pos_app.domain.errors import BadFile, CannotSell
from pos_app.storage.database import Database
from pos_app.storage.key import read_key
from pos_app.storage.opening import TILL_DB

if TYPE_CHECKING:
    from sync.client.place import Place
    from sync.protocol.v1.messages import StoreRow

_DAY_MS = 86_400_000


@dataclass
class Case:
    """``place`` gives the till's place at its server (it raises a :class:`~pos_app.domain.errors.TillError` without a
    key); ``is_thorough`` lets checks take as long as they need.
    """

    config: Path
    place: Callable[[Settings], Place]
    machine: Machine = field(default_factory=Machine)
    is_thorough: bool = False

    def prepare(self) -> None:
        """Read what several checks want, before they run side by side."""
        _ = self.settings, self.key, self.holder

    @cached_property
    def _read(self) -> Settings | BadFile:
        try:
            return load_settings(self.config)
        except BadFile as error:
            return error

    @property
    def settings(self) -> Settings | None:
        """``till.toml``; ``None`` where it can not be used."""
        return self._read if isinstance(self._read, Settings) else None

    @property
    def mistake(self) -> BadFile | None:
        """What is wrong with ``till.toml``."""
        return self._read if isinstance(self._read, BadFile) else None

    @cached_property
    def key(self) -> bytes | None:
        """What opens the till's files; ``None`` where it can not be read."""
        if self.settings is None:
            return None
        try:
            return read_key(self.settings.key_file)
        except CannotSell:
            return None

    @cached_property
    def holder(self) -> Holder | None:
        """Who has the till's data now."""
        return holder_of(self.settings.data_folder / TILL) if self.settings else None

    @property
    def is_selling(self) -> bool:
        """Whether a till's window is open on this data, which has the devices then."""
        return self.holder is not None and self.holder.is_window and not self.holder.hangs

    @property
    def till_db(self) -> Path | None:
        """The till's file, where there is one."""
        path = self.settings.data_folder / TILL_DB if self.settings else None
        return path if path is not None and path.exists() else None

    @contextmanager
    def reading(self) -> Iterator[Database | None]:
        """``till.db``, read only; ``None`` where there is none that can be opened (the check of it says why)."""
        database = None
        if self.till_db is not None and self.key is not None:
            try:
                database = Database.open(self.till_db, self.key, read_only=True)
            except CannotSell:
                database = None
        try:
            yield database
        finally:
            if database is not None:
                database.close()

    @cached_property
    def heard(self) -> tuple[int, int] | None:
        """What the server's clock last showed more than this machine's, ms, and when by the server's clock (ms UTC)."""
        if self.settings is None:
            return None
        try:
            words = (self.settings.data_folder / "server-time").read_text("ascii").split()
            return int(words[0]), int(words[1])
        except (OSError, ValueError, IndexError):
            return None

    @property
    def heard_lately(self) -> bool:
        """Whether the server was heard within a day."""
        if self.heard is None:
            return False
        difference, at = self.heard
        return abs(self.machine.wall_ms() + difference - at) < _DAY_MS

    @cached_property
    def newest_record_ms(self) -> int:
        """When the newest record was written, by the till's clock then; 0 where there is none."""
        from pos_app.storage.till_counts import newest_record_ms

        with self.reading() as database:
            return 0 if database is None else newest_record_ms(database)

    @cached_property
    def shop(self) -> StoreRow | None:
        """The shop as the server told it; ``None`` before the first load."""
        from pos_app.storage.till_counts import shop_in

        if self.settings is None or self.key is None:
            return None
        return shop_in(self.settings.data_folder, self.key)
