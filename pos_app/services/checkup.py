"""What a look at the whole till finds: a check, how it stands, what it says, and what to do about it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Protocol

from msgspec import Struct


class Standing(StrEnum):
    """How something stands."""

    OK = "ok"
    LOOK = "look"
    """It works; a person should do something about it soon."""
    WRONG = "wrong"
    """It does not work, or sales are at risk."""


class Finding(Struct, frozen=True):
    """One thing that was looked at. ``area`` and ``code`` are stable words, for programs; ``title``, ``says`` and
    ``do`` are for people, ``do`` is "" where nothing is to be done.
    """

    area: str
    code: str
    standing: Standing
    title: str
    says: str
    do: str = ""


class Checkup(Protocol):
    """Looks at the till while it sells. Both take seconds: never on the interface thread."""

    def findings(self) -> tuple[Finding, ...]:
        """Everything that was looked at. Raises :class:`~pos_app.domain.errors.TillError` where nothing could be."""

    def write_bundle(self) -> Path:
        """Write the file for the support, and say where it is. Raises :class:`~pos_app.domain.errors.TillError`."""
