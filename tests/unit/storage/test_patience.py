"""Windows denies for a moment what two processes do to one small file; that moment is waited for."""

import sys
import time
from pathlib import Path

import pytest

from pos_app.storage.replica_files import current_number, patient, point_to


class Denied:
    """Denies so often, then lets it be."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self) -> str:
        if self.left:
            self.left -= 1
            raise PermissionError(13, "Permission denied")
        return "done"


def test_on_windows_a_moment_is_waited_for_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert patient(Denied(3)) == "done"
    ticks = iter([0.0, 0.5, 1.5])
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks))
    with pytest.raises(PermissionError):
        patient(Denied(1_000))


def test_elsewhere_a_denial_is_one() -> None:
    denied = Denied(1)
    with pytest.raises(PermissionError):
        patient(denied)
    assert denied.left == 0


def test_the_pointer_is_swapped_over_an_older_one(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"replica-{number}.db").touch()
        point_to(tmp_path, number)
        assert current_number(tmp_path) == number
