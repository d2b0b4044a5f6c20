"""Exit codes and sentences of every command, as processes: 0 done, 1 found wrong, 2 options, 3 files, 4 no network."""

import os
from pathlib import Path

import pytest

from tests.stage.ready_till import ReadyTill, trofast

COMMANDS = [
    ("till",),
    ("demo",),
    ("enrol",),
    ("sync",),
    ("unsent",),
    ("verify",),
    ("x-report",),
    ("z-report",),
    ("journal", "export"),
]
NEEDS_CONFIG = [
    *(("till",), ("sync",), ("journal", "export", "-o", "out.jsonl"), ("verify",)),
    ("z-report", "--by", "ingrid"),
]
NO_SCREEN = {
    key: value
    for key, value in os.environ.items()
    if key not in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
}
OFFSCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def test_the_first_page_of_help_lists_every_command_and_every_exit_code() -> None:
    done = trofast("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert command[0] in done.stdout
    for code in "01234":
        assert f" {code} " in done.stdout


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_says_what_it_does_its_config_and_its_exit_codes(command: tuple[str, ...]) -> None:
    done = trofast(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--config" in done.stdout
    assert "exit code" in done.stdout.lower()


@pytest.mark.parametrize("command", NEEDS_CONFIG, ids=" ".join)
def test_a_missing_till_toml_is_3_and_says_what_makes_one(command: tuple[str, ...], tmp_path: Path) -> None:
    done = trofast(*command, "--config", tmp_path / "nothing.toml", env=OFFSCREEN)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{tmp_path / 'nothing.toml'}: there is no such file; `trofast provision` makes one" in done.stderr


@pytest.mark.parametrize("command", NEEDS_CONFIG, ids=" ".join)
def test_a_malformed_till_toml_is_3_with_its_file_and_line(command: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    path.write_text('[screen]\ntheme = "dark"\nlanguage = "tlh"\n', "utf-8")
    done = trofast(*command, "--config", path, env=OFFSCREEN)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{path}, line 3: language = one of nb, en" in done.stderr


@pytest.mark.parametrize("command", NEEDS_CONFIG[1:], ids=" ".join)
def test_a_key_that_others_may_read_is_3_and_says_so(command: tuple[str, ...], till: ReadyTill) -> None:
    (till.folder / "till.key").chmod(0o644)
    done = trofast(*command, "--config", till.toml)
    assert (done.returncode, done.stdout) == (3, "")
    assert "mode 0644, not 0600" in done.stderr


def test_a_device_key_that_others_may_read_keeps_sync_from_using_it(till: ReadyTill) -> None:
    (till.folder / "device.key").chmod(0o640)
    done = trofast("sync", "--config", till.toml)
    assert done.returncode == 3
    assert "chmod 600" in done.stderr


def test_a_till_that_has_not_enrolled_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "till.toml").write_text("[screen]\nsounds = false\n", "utf-8")
    done = trofast("sync", "--config", tmp_path / "till.toml")
    assert done.returncode == 3
    assert "run `trofast provision` first" in done.stderr


def test_sync_without_a_network_is_4_says_what_waits_and_loses_nothing(till: ReadyTill) -> None:
    done = trofast("sync", "--config", till.toml)
    assert done.returncode == 4, done.stderr
    assert "waiting: 6 records, 6 sales" in done.stdout
    assert "can not be reached" in done.stderr
    assert trofast("verify", "--config", till.toml).stdout == "journal: ok, 6 records\n"


def test_enrol_without_a_network_is_4_and_leaves_no_place(tmp_path: Path) -> None:
    path = tmp_path / "new" / "till.toml"
    done = trofast("enrol", "--config", path, "--server", "http://127.0.0.1:9", "--code", "AAAA-BBBB")
    assert done.returncode == 4
    assert "can not be reached" in done.stderr
    assert path.read_text("utf-8") == ""


def test_enrol_where_no_folder_can_be_made_is_3(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "till.toml"
    done = trofast("enrol", "--config", path, "--server", "http://127.0.0.1:9", "--code", "AAAA-BBBB")
    assert done.returncode == 3
    assert str(tmp_path / "file") in done.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("verify",), "either --config TILL_TOML or --journal FILE"),
        (("verify", "--config", "a", "--journal", "b"), "either --config TILL_TOML or --journal FILE"),
        (("journal", "export", "--config", "a"), "--output"),
        (("till",), "--config"),
        (("sing",), "sing"),
        (("demo", "--language", "tlh"), "one of nb, en"),
        (("enrol", "--config", "a", "--server", "till.example.com", "--code", "A"), "https://"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_wrong_options_are_2_and_say_what_was_expected(words: tuple[str, ...], expected: str) -> None:
    done = trofast(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert expected in done.stderr


def test_without_a_screen_till_is_3_and_says_so_by_both_ways_in(sold_till: ReadyTill) -> None:
    fast = trofast("till", "--config", sold_till.toml, env=NO_SCREEN)
    long = trofast("till", f"--config={sold_till.toml}", env=NO_SCREEN)
    assert (fast.returncode, fast.stdout) == (3, "")
    assert "there is no screen here" in fast.stderr
    assert (long.returncode, long.stdout, long.stderr) == (fast.returncode, fast.stdout, fast.stderr)


def test_both_ways_into_the_till_say_the_same_of_a_malformed_file(tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    path.write_text("[till\n", "utf-8")
    fast = trofast("till", "--config", path, env=OFFSCREEN)
    long = trofast("till", f"--config={path}", env=OFFSCREEN)
    assert (fast.returncode, fast.stderr) == (long.returncode, long.stderr)
    assert fast.returncode == 3
    assert "line 1: this is not TOML" in fast.stderr


def test_the_demo_never_empties_a_folder_that_is_not_a_demo_s(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    done = trofast("demo", "--config", tmp_path / "till.toml")
    assert done.returncode == 2
    assert "not a demo's" in done.stderr
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "years of work"
