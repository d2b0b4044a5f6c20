"""The port ``Checkup``: a look at the till in a child process, ``trofast doctor``, so that nothing it does or imports
can hold up or harm the till that asks.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from pos_app.domain.errors import TillError
from pos_app.machine.installed import own_command
from pos_app.machine.watched_child import Ended, run_watched
from pos_app.services.checkup import Finding

LIMIT_S = 30
"""The look itself takes 15 s at most; a slow machine needs a while to start a process."""


class NotLooked(TillError):
    """The till could not be looked at; the text is for the log."""


class TillCheckup:
    """``language`` is what findings are told in. Each call takes seconds."""

    def __init__(self, config: Path, language: str) -> None:
        self._config = config
        self._language = language

    def findings(self) -> tuple[Finding, ...]:
        """Everything that was looked at. Raises :class:`NotLooked`."""
        ended = self._run("doctor", "--json", "--language", self._language)
        try:
            return msgspec.json.decode(ended.said, type=tuple[Finding, ...])
        except msgspec.MsgspecError as error:
            raise NotLooked(f"the till's look at itself ended with {ended.code}") from error

    def write_bundle(self) -> Path:
        """Write the file for the support. Raises :class:`NotLooked`."""
        ended = self._run("support-bundle")
        if ended.code != 0:
            raise NotLooked(f"the file for the support: {ended.complaint.strip()[-300:] or ended.code}")
        return Path(ended.said.strip())

    def _run(self, *words: str) -> Ended:
        try:
            return run_watched(own_command(*words, "--config", str(self._config)), LIMIT_S, {})
        except OSError as error:
            raise NotLooked(f"no process could be started: {error.strerror}") from error
