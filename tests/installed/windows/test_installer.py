"""The installer's own steps, run by Wine with stand-ins for the program: what is asked of whom, in which order, what
runs afterwards, also after a power cut. What only Windows can show stands in packaging/windows/README.md.
"""

from __future__ import annotations

import getpass
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.installed.windows.wine import Wine, make_installer, make_payload

pytestmark = pytest.mark.wine

V1, V2 = "1.0.0", "1.1.0"
READY, PREPARE, CHECK, BACK = (
    "update ready",
    f"update prepare --to {V2}",
    "update start-up-check",
    "update way-back",
)
NOT_NOW, IN_USE, NOT_PREPARED, WENT_BACK, NO_WAY_BACK, NO_PLACE, DOES_NOT_RUN, SALES_WAIT = (
    20,
    21,
    22,
    23,
    24,
    26,
    28,
    30,
)
ALL_QUESTIONS = [
    f"{V1}|app|trofast.exe|{READY}",
    f"{V1}|app|trofast.exe|{PREPARE}",
    f"{V2}|next|trofast.exe|{CHECK}",
]


@dataclass
class Made:
    """A Windows, both installers, and what version 1 looks like when it was installed."""

    wine: Wine
    first: Path
    second: Path
    installed: Path
    first_code: int
    first_asked: list[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("windows")
    first, second = (
        make_installer(make_payload(folder / version, version), folder, version) for version in (V1, V2)
    )
    (folder / "wine").mkdir()
    wine = Wine(folder / "wine")
    try:
        wine.make()
        code = wine.run(first, "/S")
        asked = wine.asked()
        assert code == 0, (wine.program_folder / "install.log").read_text("utf-16")
        shutil.copytree(wine.program_folder, folder / "installed")
        yield Made(wine, first, second, folder / "installed", code, asked)
    finally:
        wine.stop()
        shutil.rmtree(folder)


@pytest.fixture
def till(made: Made) -> Iterator[Wine]:
    """Version 1 as it was installed, with data."""
    wine = made.wine
    shutil.rmtree(wine.program_folder, ignore_errors=True)
    shutil.copytree(made.installed, wine.program_folder)
    wine.data_folder.mkdir(exist_ok=True)
    (wine.data_folder / "till.db").write_bytes(b"sales")
    wine.answer()
    wine.asked()
    yield wine
    wine.let_go()


def log_of(wine: Wine) -> str:
    return (wine.program_folder / "install.log").read_text("utf-16")


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def started(wine: Wine, *words: str) -> list[str]:
    """What the icon starts: everything that is asked until a window is."""
    assert wine.run(wine.program_folder / "trofast-start.exe", *words) == 0
    asked: list[str] = []

    def window() -> bool:
        asked.extend(wine.asked())
        return any("|trofast-till.exe|" in each for each in asked)

    until(window)
    return asked


def test_a_first_installation_tries_the_program_and_leaves_a_till_that_starts(made: Made, till: Wine) -> None:
    assert made.first_asked == [f"{V1}|next|trofast.exe|--version"]
    assert {path.name for path in till.program_folder.iterdir()} == {
        "app",
        "current.txt",
        "go-back.cmd",
        "install.log",
        "trofast-start.exe",
        "trofast.cmd",
        "uninstall.exe",
    }
    assert "/inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F" in log_of(till)
    who = re.search(r"the till's account is (\S+)", log_of(till))
    assert who
    assert who[1].rpartition("\\")[2] == getpass.getuser()  # Wine's user is the one that runs it
    assert f'"{who[1]}:(OI)(CI)M"' in log_of(till)
    assert (till.drive / "ProgramData/Microsoft/Windows/Start Menu/Programs/Trofast.lnk").exists()
    assert started(till, "--example") == [f"{V1}|app|trofast-till.exe|--example"]


def test_a_program_that_does_not_start_is_not_installed(made: Made) -> None:
    wine = made.wine
    shutil.rmtree(wine.program_folder, ignore_errors=True)
    wine.answer(v1={"--version": 3})
    assert wine.run(made.first, "/S", r"/TILLUSER=SHOP\kasse") == DOES_NOT_RUN
    assert r'"SHOP\kasse:(OI)(CI)M"' in log_of(wine)
    assert {path.name for path in wine.program_folder.iterdir()} == {"install.log"}


def test_an_update_asks_copies_checks_and_keeps_the_release_before(made: Made, till: Wine) -> None:
    assert till.run(made.second, "/S") == 0
    assert till.asked() == ALL_QUESTIONS
    assert [till.release_in(folder) for folder in ("app", "previous", "next")] == [V2, V1, ""]
    assert started(till) == [f"{V2}|app|trofast-till.exe|"]
    assert (till.data_folder / "till.db").read_bytes() == b"sales"

    # The same once more mends it, and the release before stays what it was.
    (till.program_folder / "app" / "trofast-till.exe").unlink()
    assert till.run(made.second, "/S") == 0
    assert [till.release_in(folder) for folder in ("app", "previous", "replaced")] == [V2, V1, ""]
    assert (till.program_folder / "app" / "trofast-till.exe").exists()


def test_a_release_that_fails_its_check_is_gone_again_and_the_old_one_has_its_data(
    made: Made, till: Wine
) -> None:
    till.answer(v2={CHECK: 1})
    assert till.run(made.second, "/S") == WENT_BACK
    assert till.asked() == [*ALL_QUESTIONS, f"{V1}|app|trofast.exe|{BACK}"]
    assert [till.release_in(folder) for folder in ("app", "previous", "next")] == [V1, "", ""]
    assert started(till) == [f"{V1}|app|trofast-till.exe|"]
    assert "does not work on this till" in log_of(till)


def test_where_the_way_back_fails_too_the_next_start_tries_it_again(made: Made, till: Wine) -> None:
    till.answer(v2={CHECK: 1}, v1={BACK: 1})
    assert till.run(made.second, "/S") == NO_WAY_BACK
    till.asked()
    till.answer()
    assert started(till) == [f"{V1}|app|trofast.exe|{BACK}", f"{V1}|app|trofast-till.exe|"]


@pytest.mark.parametrize(
    ("answers", "code", "asked"),
    [
        ({READY: 1}, NOT_NOW, 1),
        ({READY: 3}, NOT_PREPARED, 1),
        ({PREPARE: 3}, NOT_PREPARED, 2),
    ],
)
def test_a_till_that_may_not_be_updated_is_left_as_it_is(
    made: Made, till: Wine, answers: dict[str, int | str], code: int, asked: int
) -> None:
    till.answer(v1=answers)
    assert till.run(made.second, "/S") == code
    assert till.asked() == ALL_QUESTIONS[:asked]
    assert [till.release_in(folder) for folder in ("app", "previous", "next")] == [V1, "", ""]
    assert not (till.program_folder / "updating.txt").exists()


def test_force_asks_no_day_but_copies_and_checks_all_the_same(made: Made, till: Wine) -> None:
    till.answer(v1={READY: 1})
    assert till.run(made.second, "/S", "/FORCE") == 0
    assert till.asked() == ALL_QUESTIONS[1:]


def test_while_the_window_is_open_nothing_is_touched_with_force_neither(made: Made, till: Wine) -> None:
    till.answer(v1={"till": "hang"})
    with till.start(till.program_folder / "app" / "trofast-till.exe", "till") as window:
        till.await_hanging()
        till.asked()
        assert till.run(made.second, "/S", "/FORCE") == IN_USE
        assert till.asked() == []
        assert till.release_in("app") == V1
        till.let_go()
        window.wait(30)


def test_whoever_starts_the_till_in_mid_update_waits_for_the_new_one(made: Made, till: Wine) -> None:
    till.answer(v2={CHECK: "hang"})
    with till.start(made.second, "/S") as installer:
        till.await_hanging()
        till.asked()
        with till.start(till.program_folder / "trofast-start.exe") as starter:
            time.sleep(1.5)
            assert (till.asked(), starter.poll()) == ([], None)
            till.let_go()
            assert installer.wait(30) == 0
            until(lambda: till.asked() == [f"{V2}|app|trofast-till.exe|"])


def test_after_a_power_cut_in_the_check_the_old_one_goes_back_and_the_update_can_be_done_again(
    made: Made, till: Wine
) -> None:
    till.answer(v2={CHECK: "hang"})
    with till.start(made.second, "/S"):
        till.await_hanging()
        till.stop()
    till.asked()
    till.answer()
    assert started(till) == [f"{V1}|app|trofast.exe|{BACK}", f"{V1}|app|trofast-till.exe|"]
    assert till.run(made.second, "/S") == 0
    assert till.asked() == [f"{V1}|app|trofast.exe|{BACK}", *ALL_QUESTIONS]
    assert [till.release_in(folder) for folder in ("app", "previous", "next")] == [V2, V1, ""]


@pytest.mark.parametrize("app", ["", "old", "new"])
def test_a_power_cut_between_the_renames_leaves_a_till_that_starts_the_checked_release(
    made: Made, till: Wine, app: str
) -> None:
    """The old one in its place still, in none, and the new one in it."""
    assert till.run(made.second, "/S") == 0
    folder = till.program_folder
    if app != "new":
        (folder / "app").rename(folder / "next")
    if app == "old":
        (folder / "previous").rename(folder / "app")
    (folder / "current.txt").write_text("next", "ascii")
    (folder / "updating.txt").touch()
    till.asked()
    asked = started(till)
    assert asked[-1] == f"{V2}|{'app' if app == 'new' else 'next'}|trofast-till.exe|"
    assert not [each for each in asked if each.startswith(V1)]

    assert till.run(made.second, "/S") == 0
    assert [till.release_in(each) for each in ("app", "previous", "next")] == [V2, V1, ""]
    assert not (folder / "updating.txt").exists()


def test_going_back_by_hand_runs_the_release_before_until_the_next_update(made: Made, till: Wine) -> None:
    assert till.run(made.second, "/S") == 0
    till.asked()
    assert till.run("cmd", "/c", r"C:\Program Files\Trofast\go-back.cmd") == 0
    assert till.asked() == [f"{V1}|previous|trofast.exe|{BACK}"]
    assert started(till) == [f"{V1}|previous|trofast-till.exe|"]
    till.answer(v1={"unsent": 1})
    assert till.run("cmd", "/c", r"C:\Program Files\Trofast\trofast.cmd", "unsent") == 1
    assert till.asked() == [f"{V1}|previous|trofast.exe|unsent"]

    till.answer()
    assert till.run(made.second, "/S") == 0
    assert till.asked()[0] == f"{V1}|previous|trofast.exe|{READY}"
    assert [till.release_in(folder) for folder in ("app", "previous")] == [V2, V1]
    assert started(till) == [f"{V2}|app|trofast-till.exe|"]


def test_where_the_release_before_can_not_have_its_data_nobody_goes_back(made: Made, till: Wine) -> None:
    assert till.run(made.second, "/S") == 0
    till.answer(v1={BACK: 1})
    assert till.run("cmd", "/c", r"C:\Program Files\Trofast\go-back.cmd") == 1
    till.asked()
    assert started(till) == [f"{V2}|app|trofast-till.exe|"]


def test_a_file_gives_the_till_its_place_and_it_starts_with_windows_where_that_is_asked(
    made: Made, till: Wine
) -> None:
    assert till.run(made.second, "/S", "/AUTOSTART", r"/PROVISION=C:\told\till-1.toml") == 0
    assert till.asked()[-1] == rf'{V2}|app|trofast.exe|provision --file "C:\told\till-1.toml" --silent'
    run = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run"
    assert till.run("reg", "query", run, "/v", "Trofast") == 0
    till.answer(v2={r'provision --file "C:\told\spent.toml" --silent': 4})
    assert till.run(made.second, "/S", r"/PROVISION=C:\told\spent.toml") == NO_PLACE
    assert till.release_in("app") == V2


def test_removing_keeps_the_data_and_deletes_them_only_when_the_server_has_everything(
    made: Made, till: Wine
) -> None:
    # In its own process, so that its exit code is ours; NSIS wants this last and without quotes.
    in_place = (r"_?=C:\Program", r"Files\Trofast")
    till.answer(v1={"unsent": 1})
    assert till.run(till.program_folder / "uninstall.exe", "/S", "/DELETEDATA", *in_place) == SALES_WAIT
    assert till.asked() == [f"{V1}|app|trofast.exe|unsent"]
    assert (till.release_in("app"), (till.data_folder / "till.db").exists()) == (V1, True)

    assert till.run(till.program_folder / "uninstall.exe", "/S", *in_place) == 0
    assert (till.release_in("app"), (till.data_folder / "till.db").exists()) == ("", True)
    assert {path.name for path in till.program_folder.iterdir()} <= {"uninstall.exe"}

    shutil.rmtree(till.program_folder)
    shutil.copytree(made.installed, till.program_folder)
    till.answer()
    assert till.run(till.program_folder / "uninstall.exe", "/S", "/DELETEDATA", *in_place) == 0
    assert not till.data_folder.exists()
