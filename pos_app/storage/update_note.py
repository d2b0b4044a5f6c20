"""The note on the last update, ``update.json`` beside the till's data: for scripts, for support, for one line on the
screen. Whatever is in it, a till starts and sells.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from pos_app.domain.program_update import UpdateNote, UpdateState
from pos_app.storage.replica_files import sync_folder

FILE = "update.json"
_TOLD = "update.told"
"""Which note somebody at the till has been told of: its time."""


def read_note(folder: Path) -> UpdateNote | None:
    """The note; ``None`` where there is none, or something else stands in its place."""
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        return UpdateNote(
            before=str(told["from"]),
            to=str(told["to"]),
            state=UpdateState(told["state"]),
            reason=str(told["reason"]),
            at_ms=int(told["at_ms"]),
            sequence=int(told.get("sequence", 0)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_note(folder: Path, note: UpdateNote) -> None:
    """Put it in the place of the one before, whole or not at all, also in a power cut. Raises ``OSError``."""
    told = {
        "from": note.before,
        "to": note.to,
        "state": str(note.state),
        "reason": note.reason,
        "at_ms": note.at_ms,
        "sequence": note.sequence,
    }
    _write(folder / FILE, json.dumps(told, indent=2, ensure_ascii=False) + "\n")


def was_told(folder: Path, note: UpdateNote) -> bool:
    """Whether somebody at the till knows."""
    try:
        return (folder / _TOLD).read_text("ascii").strip() == str(note.at_ms)
    except (OSError, UnicodeDecodeError):
        return False


def note_told(folder: Path, note: UpdateNote) -> None:
    """Somebody at the till was told. Raises ``OSError``: then they are told again, which harms nobody."""
    _write(folder / _TOLD, f"{note.at_ms}\n")


def _write(path: Path, text: str) -> None:
    aside = path.with_name(f"{path.name}.new")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)
