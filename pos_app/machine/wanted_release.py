"""The release that this till is to run, as its server said it last, and what is told the server of the last update.

Two small files lie in the till's data folder, outside of its database: ``update-wanted.json``, which the sync child
writes, and ``update.json``, which the update's own steps write. Neither is needed for a start or a sale: one that is
missing or makes no sense counts as empty.
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WANTED_FILE, OUTCOME_FILE = "update-wanted.json", "update.json"
WENT_BACK = frozenset({"failed", "way-back"})
_OUTCOME = re.compile(r"(prepared|checked|failed|way-back):[0-9a-z.]{1,24}:[0-9]{1,16}")
_LONGEST_FILE = 64 * 1024
_LONGEST_NAME = 24
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A release, and since when (ms UTC by this till's clock) the server wants it without a break."""

    version: str = ""
    since_ms: int = 0


class WantedRelease:
    """Both files of one till. Used on one thread."""

    def __init__(self, folder: Path) -> None:
        self._wanted_file, self._outcome_file = folder / WANTED_FILE, folder / OUTCOME_FILE
        self._known = self.wanted()
        self._outcome, self._outcome_at = "", -1

    def wanted(self) -> Wanted:
        """What was heard last."""
        said = _read(self._wanted_file)
        version, since_ms = said.get("version"), said.get("since_ms")
        if isinstance(version, str) and isinstance(since_ms, int):
            return Wanted(version, since_ms)
        return Wanted()

    def heard(self, version: str, at_ms: int) -> None:
        """The server answered, and wants that release ("" for none). Writes only what is new."""
        if version == self._known.version or len(version) > _LONGEST_NAME:
            return
        self._known = Wanted(version, at_ms)
        aside = self._wanted_file.with_suffix(".part")
        try:
            aside.write_text(json.dumps({"version": version, "since_ms": at_ms}), encoding="utf-8")
            aside.replace(self._wanted_file)
        except OSError as error:  # the disk is full: it is said again, and nothing rests on it
            _LOG.info("the wanted release could not be noted: %s", error.strerror)
            self._known = Wanted()

    def outcome(self) -> str:
        """How the last update ended, ``failed:1.2.0:MS`` (when, by this till's clock); "" where there was none."""
        try:
            changed = self._outcome_file.stat().st_mtime_ns
        except OSError:
            return ""
        if changed != self._outcome_at:
            self._outcome_at = changed
            said = _read(self._outcome_file)
            told = f"{said.get('state')}:{said.get('to')}:{said.get('at_ms')}"
            self._outcome = told if _OUTCOME.fullmatch(told) else ""
        return self._outcome

    def went_back_from(self, wanted: Wanted) -> bool:
        """Whether this till tried the release since it is wanted, and went back: it is not tried twice."""
        said = _read(self._outcome_file)
        at_ms = said.get("at_ms")
        return (
            said.get("state") in WENT_BACK
            and said.get("to") == wanted.version
            and isinstance(at_ms, int)
            and at_ms >= wanted.since_ms
        )


def _read(path: Path) -> dict[str, Any]:
    """What a file says, empty for none and for what is no JSON object."""
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(_LONGEST_FILE))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
