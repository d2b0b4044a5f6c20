"""DURABLE-FIRST on disks that are full or fail: nothing acknowledged is lost, and till and server say what to do.

Real processes on a small disk in memory, or on the file system of :mod:`tests.power`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.disks import play

pytestmark = pytest.mark.power


@pytest.mark.parametrize(
    ("scene", "number"),
    [
        ("full-till", 0),
        ("full-server", 0),
        ("failing-sync", 29),
        ("failing-sync", 30),
        ("failing-server-sync", 2),
        ("failing-server-checkpoint", 1),
    ],
)
def test_durable_first_a_disk_that_is_full_or_fails_is_told_with_advice_and_loses_nothing(
    tmp_path: Path, scene: str, number: int
) -> None:
    row = play(scene, tmp_path, number)
    assert row.ok, row
    assert row.acknowledged, row
