"""What `doctor` found: a check, how it stands, what it says, and what to do about it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class State(StrEnum):
    """How something stands."""

    OK = "ok"
    LOOK = "look"
    """It works; a person should look."""
    STOP = "stop"
    """It does not work, or data is at risk."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at. ``do`` is empty when nothing is to be done."""

    check: str
    state: State
    says: str
    do: str = ""


def ok(check: str, says: str) -> Finding:
    """All is well."""
    return Finding(check=check, state=State.OK, says=says)


def look(check: str, says: str, do: str) -> Finding:
    """A person should look."""
    return Finding(check=check, state=State.LOOK, says=says, do=do)


def stop(check: str, says: str, do: str) -> Finding:
    """It must be mended."""
    return Finding(check=check, state=State.STOP, says=says, do=do)
