"""DURABLE-FIRST and KEY=EFFECT while PostgreSQL fails under the server: killed, hung up on, its disk full.

A real till, sync child, server and cluster. ``python -m tests.faults --database postgresql`` does all faults often.
"""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import wire
from tests.faults.databases import Below, cut_pushes, end_backends, fall_silent, lose, shop_on_postgres
from tests.faults.disks import play
from tests.faults.kills import kill
from tests.faults.shop import Shop
from tests.faults.wire import Row
from tests.stage.postgres import Cluster

pytestmark = pytest.mark.postgres
WRITERS = ("walwriter", "background writer", "checkpointer")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, Below]]:
    with (
        Cluster() as cluster,
        shop_on_postgres(tmp_path_factory.mktemp("databases") / "site", cluster) as (shop, below),
    ):
        wire.start(shop)
        yield shop, below


def assert_sound(row: Row, seed: int = 0) -> None:
    """Nothing was lost, doubled or said wrongly."""
    assert row.ok, (seed, row)
    assert row.acknowledged, row


def test_durable_first_the_whole_database_is_killed_and_nothing_acknowledged_is_lost(
    both: tuple[Shop, Below],
) -> None:
    shop, below = both
    seed = secrets.randbelow(1 << 31)
    assert_sound(lose(shop, below, below.cluster.kill_everybody, 1, seed, "killed"), seed)


def test_key_effect_connections_that_break_in_the_transaction_of_a_push_double_nothing(
    both: tuple[Shop, Below],
) -> None:
    shop, below = both
    assert below.line.push_bytes
    assert_sound(cut_pushes(shop, below, below.line.push_bytes // 5))
    assert_sound(end_backends(shop, below, 3, seed=1))


def test_a_database_that_falls_silent_is_told_and_found_again(both: tuple[Shop, Below]) -> None:
    assert_sound(fall_silent(*both, times=1))


def test_durable_first_key_effect_kills_of_every_process_on_postgresql(both: tuple[Shop, Below]) -> None:
    seed = secrets.randbelow(1 << 31)
    assert_sound(kill(both[0], 3, seed), seed)


def command_of(process: int) -> str:
    """What a process was started as; nothing where it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except FileNotFoundError:
        return ""


def test_a_database_that_does_not_wait_for_its_disk_is_found(both: tuple[Shop, Below]) -> None:
    """What the first test would say if an acknowledged sale were lost."""
    shop, below = both
    below.cluster.execute("ALTER DATABASE shop SET synchronous_commit TO off")
    below.line.hang_up()
    for process in below.cluster.processes():
        if any(each in command_of(process) for each in WRITERS):
            os.kill(process, signal.SIGSTOP)  # they would bring it to the disk after a while
    shop.sell()
    shop.until_well()
    row = lose(shop, below, below.cluster.kill_everybody, 1, 1, "killed")
    below.cluster.execute("ALTER DATABASE shop RESET synchronous_commit")
    below.line.hang_up()
    assert any("were acknowledged" in each for each in row.lost), row


@pytest.mark.power
def test_durable_first_a_database_without_room_for_its_log_takes_nothing_in_and_loses_nothing(
    tmp_path: Path,
) -> None:
    assert_sound(play("full-database", tmp_path, 1))
