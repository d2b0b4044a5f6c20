"""The release that a till is to run: kept in a small file that nothing rests on, printed for the updater."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pos_app.commands.app import make_app
from pos_app.machine.wanted_release import OUTCOME_FILE, WANTED_FILE, Wanted, WantedRelease


def outcome(folder: Path, **said: object) -> None:
    (folder / OUTCOME_FILE).write_text(json.dumps(said))


def test_what_was_heard_is_kept_with_the_time_since_which_it_is_wanted(tmp_path: Path) -> None:
    files = WantedRelease(tmp_path)
    files.heard("1.2.0", 1_000)
    files.heard("1.2.0", 2_000)
    assert WantedRelease(tmp_path).wanted() == Wanted("1.2.0", 1_000)
    files.heard("", 3_000)
    files.heard("1.2.0", 4_000)
    assert files.wanted() == Wanted("1.2.0", 4_000)
    assert [each.name for each in tmp_path.iterdir()] == [WANTED_FILE]


def test_a_file_that_makes_no_sense_counts_as_empty(tmp_path: Path) -> None:
    for written in (b"", b"[]", b"\xff", b'{"version": 3, "since_ms": 1}', b'{"version": "1.2.0"'):
        (tmp_path / WANTED_FILE).write_bytes(written)
        (tmp_path / OUTCOME_FILE).write_bytes(written)
        files = WantedRelease(tmp_path)
        assert (files.wanted(), files.outcome()) == (Wanted(), "")
        assert not files.went_back_from(Wanted("1.2.0", 1))


def test_a_name_that_is_too_long_is_not_kept(tmp_path: Path) -> None:
    WantedRelease(tmp_path).heard("1" * 25, 1)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_nothing_is_no_trouble(tmp_path: Path) -> None:
    files = WantedRelease(tmp_path / "gone")
    files.heard("1.2.0", 1)
    (tmp_path / "gone").mkdir()
    files.heard("1.2.0", 2)
    assert files.wanted() == Wanted("1.2.0", 2)


def test_the_outcome_of_the_last_update_is_told_when_it_changes(tmp_path: Path) -> None:
    files = WantedRelease(tmp_path)
    assert files.outcome() == ""
    outcome(tmp_path, to="1.2.0", state="prepared", at_ms=5)
    assert files.outcome() == "prepared:1.2.0:5"
    outcome(tmp_path, to="1.2.0", state="way-back", at_ms=66, reason="Ada's card")
    assert files.outcome() == "way-back:1.2.0:66"
    outcome(tmp_path, to="1.2.0&waiting=0", state="failed", at_ms=66)
    assert files.outcome() == ""


@pytest.fixture
def till(tmp_path: Path) -> Path:
    config = tmp_path / "till.toml"
    config.write_text('[screen]\nlanguage = "nb"\n')
    return config


def typed(config: Path) -> str:
    result = CliRunner().invoke(make_app(), ["update", "wanted", "--config", str(config)])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_wanted_prints_a_newer_release_and_nothing_else(till: Path) -> None:
    from pos_app.config import load_settings

    folder = load_settings(till).data_folder
    folder.mkdir(parents=True, exist_ok=True)
    assert typed(till) == ""
    for version, printed in (
        ("9999.1.0", "9999.1.0\n"),
        ("0.0.1", ""),
        ("9999.1.0; reboot", ""),
        ("9999.1.0-1", ""),
        ("", ""),
    ):
        WantedRelease(folder).heard(version, 1_000)
        assert typed(till) == printed, version


def test_wanted_does_not_print_a_release_that_went_back_until_it_is_wanted_anew(till: Path) -> None:
    from pos_app.config import load_settings

    folder = load_settings(till).data_folder
    folder.mkdir(parents=True, exist_ok=True)
    files = WantedRelease(folder)
    files.heard("9999.1.0", 1_000)
    outcome(folder, to="9999.1.0", state="failed", at_ms=2_000)
    assert typed(till) == ""
    files.heard("", 3_000)
    files.heard("9999.1.0", 4_000)
    assert typed(till) == "9999.1.0\n"


def test_wanted_of_a_till_without_a_place_is_nothing(tmp_path: Path) -> None:
    assert typed(tmp_path / "till.toml") == ""
