"""The promise of the till's package, in a Debian 12 that has nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.installed.clean_room.story import (
    AFTER_UPGRADE,
    AFTER_WAY_BACK,
    BEFORE_ANY,
    BROKEN,
    DARK,
    FIRST,
    SECOND,
    Story,
    Told,
)

pytestmark = [pytest.mark.installed, pytest.mark.clean_room, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, till_deb: Path) -> Told:
    return Story(tmp_path_factory.mktemp("room"), till_deb).play()


def test_it_installs_where_there_is_no_python(told: Told) -> None:
    assert told.installed == f"install ok installed {FIRST}"
    assert told.pythons == []


def test_a_one_time_file_gives_the_till_its_place_and_keys_of_its_own(told: Told) -> None:
    assert told.provisioned["till_number"] == 1
    assert told.modes == {"till.key": 0o600, "device.key": 0o600, "card.secret": 0o600}


def test_the_till_opens_and_closes_each_time(told: Told) -> None:
    assert told.close_codes == [0, 0, 0]


def test_sales_reach_the_server_while_there_is_a_line(told: Told) -> None:
    assert told.at_server[0] == BEFORE_ANY


def test_the_till_hears_which_release_it_is_to_run(told: Told) -> None:
    assert told.wanted == SECOND


def test_nobody_upgrades_a_till_whose_day_is_open(told: Told) -> None:
    assert "since the day was closed" in told.refused_upgrade
    assert "not now: Something was sold since the day was closed" in told.updater_by_day
    assert (told.versions[0], told.runs_from[0]) == (FIRST, "app")


def test_the_updater_upgrades_by_night_with_sales_waiting(told: Told) -> None:
    assert f"installing {SECOND}" in told.updater_by_night
    assert (told.versions[1], told.runs_from[1]) == (SECOND, "app")


def test_way_back_an_upgrade_that_fails_its_own_check_goes_back_by_itself(told: Told) -> None:
    assert "did not pass its own start-up check" in told.broken_said
    assert (told.versions[2], told.runs_from[2]) == (SECOND, "previous")
    assert (told.update_status["state"], told.update_status["to"]) == ("way-back", BROKEN)


def test_it_is_not_purged_while_sales_wait(told: Told) -> None:
    assert f"holds what no server has (sales: {DARK + AFTER_UPGRADE + AFTER_WAY_BACK}," in told.refused_purge
    assert told.kept_after_refusal


def test_key_effect_every_sale_is_at_the_server_once(told: Told) -> None:
    assert told.slips == 10
    assert told.at_server[-1] == 10
    assert told.receipts_at_server == list(range(1, 11))
    assert told.verified.startswith("journal: ok")


def test_the_server_sees_what_the_till_runs_and_what_failed_there(told: Told) -> None:
    (row,) = (line for line in told.fleet.splitlines() if line.startswith("grunerlokka"))
    assert row.split()[4:6] == [SECOND, "-"], "what it runs, and that it is to run nothing newer"
    assert row.endswith(f"went back from {BROKEN}")


def test_the_doctor_finds_nothing_wrong_with_the_tills_data(told: Told) -> None:
    wrong = {each["code"] for each in json.loads(told.doctor) if each["standing"] == "wrong"}
    assert wrong == {"program.went_back"}


def test_removing_keeps_the_data_and_purging_what_was_sent_takes_it_away(told: Told) -> None:
    assert told.left_after_remove
    assert told.left_after_purge == []
