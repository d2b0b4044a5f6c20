"""The card terminal that ``till.toml`` names, and the book of what it was asked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from drivers.settings import SettingsError
from pos_app.config import Settings

if TYPE_CHECKING:  # most tills' terminal stands apart
    from drivers.state import DeviceState
    from drivers.terminals.worker import TerminalWorker
    from pos_app.services.card_ports import CardTerminal
    from pos_app.storage.card_intents import TillCardIntents

_LOG = logging.getLogger(__name__)


class OwnTerminal:
    """``port`` is what the services get; the terminal is reached from :meth:`start` on."""

    def __init__(self, settings: Settings, key: bytes, currency: str) -> None:
        from drivers.devices import build_terminal
        from pos_app.services.card_ports import CardTerminal
        from pos_app.storage.card_intents import TillCardIntents

        self._hears: Callable[[DeviceState], None] | None = None
        self._worker: TerminalWorker = build_terminal(settings.terminal, currency, on_state=self._changed)
        self._intents: TillCardIntents = TillCardIntents(settings.data_folder, key)
        self.port: CardTerminal = CardTerminal(self._worker, self._intents)

    def start(self, hears: Callable[[DeviceState], None]) -> None:
        """Begin to watch it; ``hears`` is called on its thread at each change."""
        self._hears = hears
        self._worker.start()

    def stop(self) -> None:
        """Let it go."""
        self._worker.stop()

    def close(self) -> None:
        """Let it go, and close the book."""
        self.stop()
        self._intents.close()

    def _changed(self, state: DeviceState) -> None:
        if self._hears is not None:
            self._hears(state)


def own_terminal(settings: Settings, key: bytes, currency: str) -> OwnTerminal | None:
    """The terminal that the till asks itself, where one is set up; else it stands apart and slips are typed."""
    if settings.terminal.kind != "zvt":
        return None
    try:
        return OwnTerminal(settings, key, currency)
    except SettingsError as error:
        _LOG.error("the card terminal stands apart: %s", error)
        return None
