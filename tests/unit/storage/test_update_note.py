"""The note on the last update: kept whole, and whatever stands in its place breaks nothing."""

import json
from pathlib import Path

import pytest

from pos_app.domain.program_update import UpdateNote, UpdateState
from pos_app.storage.update_note import FILE, note_told, read_note, was_told, write_note

NOTE = UpdateNote("1.0", "1.1", UpdateState.FAILED, "window: Vinduet kom ikke på skjermen.", 7, 12)


def test_what_is_noted_is_read_back_and_scripts_can_read_it(tmp_path: Path) -> None:
    assert read_note(tmp_path) is None
    write_note(tmp_path, NOTE)
    assert read_note(tmp_path) == NOTE
    assert json.loads((tmp_path / FILE).read_text("utf-8")) == {
        "from": "1.0",
        "to": "1.1",
        "state": "failed",
        "reason": NOTE.reason,
        "at_ms": 7,
        "sequence": 12,
    }
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b"\xff\xfe",
        b"{}",
        b'{"from": "1", "to": "2", "state": "odd", "reason": "", "at_ms": 1}',
        b'{"from": "1", "to": "2", "state": "failed", "reason": "", "at_ms": "soon"}',
        b'{"from": "1", "to": "2", "state": "failed", "reason": "", "at_ms": null}',
    ],
)
def test_whatever_stands_in_its_place_is_no_note(tmp_path: Path, text: bytes) -> None:
    (tmp_path / FILE).write_bytes(text)
    assert read_note(tmp_path) is None


def test_somebody_is_told_of_a_note_once(tmp_path: Path) -> None:
    assert not was_told(tmp_path, NOTE)
    note_told(tmp_path, NOTE)
    assert was_told(tmp_path, NOTE)
    later = UpdateNote("1.0", "1.1", UpdateState.CHECKED, "", 8)
    assert not was_told(tmp_path, later)
