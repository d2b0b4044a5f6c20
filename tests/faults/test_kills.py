"""DURABLE-FIRST and KEY=EFFECT under ``kill -9`` of till, sync child and server, while the till sells."""

from __future__ import annotations

import secrets
from pathlib import Path

from tests.faults import wire
from tests.faults.kills import kill
from tests.faults.shop import open_shop


def test_durable_first_key_effect_kills_of_every_process_lose_and_double_nothing(tmp_path: Path) -> None:
    seed = secrets.randbelow(1 << 31)
    with open_shop(tmp_path / "site") as shop:
        wire.start(shop)
        row = kill(shop, 6, seed)
    assert row.ok, f"python -m tests.faults kill --kills 6 --seed {seed}: {row}"
    assert row.acknowledged > 10, row
