"""DURABLE-FIRST and ONE-TX with the power cut under a real till, and proof that these tests can fail.

Each cut is made from a seed: which change to the disk it comes at, and what is left of everything that was not synced.
A failure prints the command that makes the same cut again; ``python -m tests.power --seeds 300`` makes many.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.domain.errors import CannotSell
from pos_app.storage import database
from pos_app.storage.driver import Connection, prepare
from tests.power.machine import Machine, Outcome
from tests.power.plan import Scene, Weakness
from tests.stage.tills import open_store

pytestmark = pytest.mark.power

SELLING = (0, 8, 11, 14, 20, 22, 29, 34)
"""Cuts in commits and checkpoints, between files, beside a sync child, and while the first files are made."""
LOADING = (6, 7, 19)
ENROLLING = (22, 25, 28)
SERVING = (4, 9, 11)
UPDATING = (8, 9, 18, 21, 24)
"""Cuts among the names and syncs of a way back, and in the migration before it."""
LOSES_WITH_NORMAL = (11, 14, 16)
LOSES_WITH_OFF = (6, 11, 14)
SERVER_LOSES_WITH_NORMAL = (4, 9, 10)
LOSES_WITHOUT_FOLDERS = {Scene.SELLING: 34, Scene.REPLICA: 19, Scene.ENROLLING: 25, Scene.UPDATING: 27}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with Machine(tmp_path_factory.mktemp("machine")) as started:
        yield started


def assert_sound(outcome: Outcome) -> None:
    """Nothing was lost, nothing is in pieces, and the till goes on."""
    if not outcome.finding.ok:
        pytest.fail(str(outcome), pytrace=False)


@pytest.mark.parametrize("seed", SELLING)
def test_durable_first_one_tx_every_sale_that_was_said_is_there_whole_after_a_power_cut(
    machine: Machine, seed: int
) -> None:
    outcome = machine.run(Scene.SELLING, seed)
    assert_sound(outcome)
    assert outcome.happened, "the power went in the middle of the work"


@pytest.mark.parametrize("scene", Scene)
def test_durable_first_a_power_cut_that_nobody_chose_loses_nothing(machine: Machine, scene: Scene) -> None:
    assert_sound(machine.run(scene, secrets.randbelow(1 << 31)))


@pytest.mark.parametrize("seed", LOADING)
def test_a_power_cut_in_a_swap_leaves_the_old_replica_or_the_new_one_and_never_none(
    machine: Machine, seed: int
) -> None:
    assert_sound(machine.run(Scene.REPLICA, seed))


@pytest.mark.parametrize("seed", ENROLLING)
def test_a_power_cut_while_a_till_is_enrolled_leaves_its_keys_or_lets_it_enrol_again(
    machine: Machine, seed: int
) -> None:
    assert_sound(machine.run(Scene.ENROLLING, seed))


@pytest.mark.parametrize("seed", UPDATING)
def test_way_back_a_power_cut_in_an_update_leaves_a_till_that_starts_with_every_sale(
    machine: Machine, seed: int
) -> None:
    assert_sound(machine.run(Scene.UPDATING, seed))


@pytest.mark.parametrize(
    ("weakness", "seeds"),
    [(Weakness.SYNC_NORMAL, LOSES_WITH_NORMAL), (Weakness.SYNC_OFF, LOSES_WITH_OFF)],
)
def test_a_till_that_is_made_not_to_wait_for_its_disk_loses_sales_that_it_said(
    machine: Machine, weakness: Weakness, seeds: tuple[int, ...]
) -> None:
    """What the tests above would say if FULL were not what it is."""
    outcomes = [machine.run(Scene.SELLING, seed, weakness) for seed in seeds]
    losers = [outcome.seed for outcome in outcomes if outcome.finding.lost]
    assert len(losers) > len(seeds) // 2, "\n".join(map(str, outcomes))


@pytest.mark.parametrize("seed", SERVING)
def test_durable_first_every_push_that_the_server_answered_is_there_whole_after_a_power_cut(
    machine: Machine, seed: int
) -> None:
    outcome = machine.run(Scene.SERVER, seed)
    assert_sound(outcome)
    assert outcome.finding.acknowledged, "the power went after some pushes"


def test_a_server_that_is_made_not_to_wait_for_its_disk_loses_pushes_that_it_answered(
    machine: Machine,
) -> None:
    outcomes = [machine.run(Scene.SERVER, seed, Weakness.SYNC_NORMAL) for seed in SERVER_LOSES_WITH_NORMAL]
    losers = [outcome.seed for outcome in outcomes if outcome.finding.lost]
    assert len(losers) > len(outcomes) // 2, "\n".join(map(str, outcomes))


@pytest.mark.parametrize("scene", LOSES_WITHOUT_FOLDERS)
def test_files_whose_folder_is_not_synced_are_lost(machine: Machine, scene: Scene) -> None:
    outcome = machine.run(scene, LOSES_WITHOUT_FOLDERS[scene], Weakness.FOLDERS_NOT_SYNCED)
    assert outcome.finding.lost, str(outcome)


@pytest.mark.parametrize("setting", ["NORMAL", "OFF"])
def test_durable_first_a_till_that_does_not_wait_for_its_disk_refuses_to_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    """The same weakness, but there when the till starts: it reads the setting back."""

    def prepare_weakly(connection: Connection, *, durable: bool) -> None:
        prepare(connection, durable=durable)
        connection.execute(f"PRAGMA synchronous = {setting}")

    monkeypatch.setattr(database, "prepare", prepare_weakly)
    with pytest.raises(CannotSell) as caught:
        open_store(tmp_path)
    assert caught.value.cause == "wrong_synchronous"
