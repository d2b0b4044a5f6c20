"""What the package's scripts do around a release: install, upgrade, way back, remove, purge. Real dpkg, real scripts,
real users; only the program between them is a stand-in.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed.deb.machine import Machine
from tests.installed.deb.stand_in import release

pytestmark = [pytest.mark.installed, pytest.mark.timeout(900)]
DATA = "/var/lib/trofast"


@pytest.fixture(scope="module")
def releases(till_deb: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three releases one after the other."""
    folder = tmp_path_factory.mktemp("releases")
    return {version: release(till_deb, version, folder) for version in ("1.0", "1.1", "1.2")}


class Till:
    """A machine with releases at hand, and what a test asks of it."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def install(self, version: str, *before: str, **environment: str) -> tuple[int, str]:
        done = self.machine.dpkg(
            *(before or ("--install",)), f"/mnt/trofast_{version}_amd64.deb", **environment
        )
        return done.returncode, done.stdout

    def told_to_say(self, version: str, words: str, answer: str) -> None:
        made = self.machine.run(
            "sh", "-c", f"mkdir -p {DATA}/answers; echo '{answer}' >'{DATA}/answers/{version} {words}'"
        )
        assert made.returncode == 0, made.stdout

    def asked(self) -> list[str]:
        said = self.machine.run("sh", "-c", f"cat {DATA}/asked; rm -f {DATA}/asked").stdout
        return said.splitlines()

    @property
    def runs(self) -> str:
        return self.machine.run("trofast", "--version").stdout.strip().removeprefix("trofast ")

    @property
    def current(self) -> str:
        return self.machine.run("readlink", "/opt/trofast/current").stdout.strip()

    def has_database(self) -> None:
        self.machine.run(
            "setpriv",
            "--reuid=trofast",
            "--regid=trofast",
            "--clear-groups",
            "sh",
            "-c",
            f"mkdir -p {DATA}/data; echo sales >{DATA}/data/till.db",
        )

    @property
    def keeps_its_database(self) -> bool:
        return self.machine.run("cat", f"{DATA}/data/till.db").stdout == "sales\n"


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="trofast-machines-", dir="/dev/shm") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def bare_machine(memory: Path, releases: dict[str, Path]) -> Machine:
    """Without a till, and with every release in ``/mnt``."""
    made = Machine(memory / "bare")
    for deb in releases.values():
        shutil.copy(deb, made.shared)
    return made


@pytest.fixture(scope="module")
def first_till(memory: Path, bare_machine: Machine) -> Machine:
    """With the first release on it, and a database."""
    made = Till(bare_machine.copy(memory / "first"))
    code, said = made.install("1.0")
    assert code == 0, said
    made.has_database()
    made.asked()
    return made.machine


@pytest.fixture
def bare(memory: Path, bare_machine: Machine) -> Iterator[Till]:
    yield Till(bare_machine.copy(memory / "this"))
    shutil.rmtree(memory / "this")


@pytest.fixture
def till(memory: Path, first_till: Machine) -> Iterator[Till]:
    yield Till(first_till.copy(memory / "this"))
    shutil.rmtree(memory / "this")


def test_a_first_installation_gives_the_till_its_user_its_folder_and_its_release(bare: Till) -> None:
    code, said = bare.install("1.0")
    assert code == 0, said
    assert bare.machine.run("stat", "--format=%U:%G %a", DATA).stdout == "trofast:trofast 700\n"
    groups = set(bare.machine.run("id", "--groups", "--name", "trofast").stdout.split())
    assert groups == {"trofast", "dialout", "lp"}
    assert (bare.current, bare.runs) == ("app", "1.0")


def test_root_and_the_till_s_own_group_run_the_program_as_the_till_s_user(till: Till) -> None:
    assert till.machine.run("trofast", "whoami").stdout == "trofast\n"


@pytest.mark.parametrize(("mode", "there"), [("0755", "/srv/once"), ("0700", "/")])
def test_files_are_named_from_where_root_stands_if_the_till_s_user_may_stand_there(
    mode: str, there: str, till: Till
) -> None:
    said = till.machine.run("sh", "-ec", f"mkdir -m {mode} /srv/once; cd /srv/once; trofast pwd")
    assert said.stdout.splitlines()[-1] == there


def test_way_back_an_upgrade_asks_copies_checks_and_then_switches(till: Till) -> None:
    code, said = till.install("1.1")
    assert code == 0, said
    assert till.asked() == ["1.0 update ready", "1.0 update prepare --to 1.1", "1.1 update start-up-check"]
    assert (till.current, till.runs) == ("app", "1.1")
    assert till.machine.run("cat", "/opt/trofast/previous/VERSION").stdout == "1.0\n"


def test_way_back_power_that_fails_after_unpacking_leaves_the_release_before_in_use(till: Till) -> None:
    code, said = till.install("1.1", "--unpack")
    assert code == 0, said
    assert (till.current, till.runs) == ("previous", "1.0")
    done = till.machine.dpkg("--configure", "trofast")
    assert done.returncode == 0, done.stdout
    assert (till.current, till.runs) == ("app", "1.1")


def test_way_back_an_upgrade_that_was_broken_off_can_be_begun_again(till: Till) -> None:
    till.install("1.1", "--unpack")
    code, said = till.install("1.1")
    assert code == 0, said
    assert (till.current, till.runs) == ("app", "1.1")
    assert till.machine.run("cat", "/opt/trofast/previous/VERSION").stdout == "1.0\n"


def test_a_package_that_cannot_be_unpacked_leaves_the_release_before_in_use(till: Till) -> None:
    whole = (till.machine.shared / "trofast_1.1_amd64.deb").read_bytes()
    torn = till.machine.shared / "trofast_1.1torn_amd64.deb"
    torn.write_bytes(whole[:-20_000])
    code, _ = till.install("1.1torn")
    assert code != 0
    assert (till.current, till.runs) == ("app", "1.0")
    code, said = till.install("1.1")
    assert (code, till.runs) == (0, "1.1"), said


def test_way_back_a_release_that_fails_its_own_check_is_not_used(till: Till) -> None:
    till.told_to_say("1.1", "update start-up-check", "1 The window could not be made.")
    code, said = till.install("1.1")
    assert code == 0, said
    assert "The window could not be made." in said
    assert "the release before stays in use" in said
    assert till.asked()[-2:] == ["1.1 update start-up-check", "1.0 update way-back"]
    assert (till.current, till.runs) == ("previous", "1.0")
    assert till.keeps_its_database


def test_way_back_the_next_release_replaces_the_one_that_failed_and_keeps_the_one_that_works(
    till: Till,
) -> None:
    till.told_to_say("1.1", "update start-up-check", "1 no")
    till.install("1.1")
    till.asked()
    code, said = till.install("1.2")
    assert code == 0, said
    assert till.asked() == ["1.0 update ready", "1.0 update prepare --to 1.2", "1.2 update start-up-check"]
    assert (till.current, till.runs) == ("app", "1.2")
    assert till.machine.run("cat", "/opt/trofast/previous/VERSION").stdout == "1.0\n"


@pytest.mark.parametrize("answer", ["139 Segmentation fault", "124 ", "2 No such command"])
def test_a_check_that_crashes_hangs_or_is_not_there_is_a_failed_check(answer: str, till: Till) -> None:
    till.told_to_say("1.1", "update start-up-check", answer)
    assert till.install("1.1")[0] == 0
    assert (till.current, till.runs) == ("previous", "1.0")


@pytest.mark.parametrize("question", ["update ready", "update prepare"])
def test_a_till_that_says_no_is_not_touched(question: str, till: Till) -> None:
    till.told_to_say("1.0", question, "1 A basket is on the counter.")
    code, said = till.install("1.1")
    assert code != 0
    assert "A basket is on the counter." in said
    assert "nothing was changed" in said
    assert (till.current, till.runs) == ("app", "1.0")
    assert not till.machine.path("/opt/trofast/previous").exists()


def test_before_the_day_s_close_a_person_may_insist(till: Till) -> None:
    till.told_to_say("1.0", "update ready", "1 The day is open.")
    code, said = till.install("1.1", TROFAST_UPDATE_ANYWAY="1")
    assert (code, till.runs) == (0, "1.1"), said


def test_a_program_that_can_not_even_be_asked_is_replaced(till: Till) -> None:
    for question in ("update ready", "update prepare"):
        till.told_to_say("1.0", question, "139 Segmentation fault")
    code, said = till.install("1.1")
    assert (code, till.runs) == (0, "1.1"), said


@pytest.mark.parametrize("words", ["--install /mnt/trofast_1.1_amd64.deb", "--remove trofast"])
def test_a_running_till_is_neither_replaced_nor_removed(words: str, till: Till) -> None:
    done = till.machine.run(
        "sh", "-c", f"/opt/trofast/current/sleep 60 & TROFAST_UPDATE_ANYWAY=1 dpkg {words}"
    )
    assert done.returncode != 0
    assert "the till is running" in done.stdout
    assert (till.current, till.runs) == ("app", "1.0")


def test_what_waits_is_sent_before_a_removal_and_nothing_is_deleted(till: Till) -> None:
    till.told_to_say("1.0", "unsent", "1 sales: 3, records: 7")
    done = till.machine.dpkg("--remove", "trofast")
    assert done.returncode == 0, done.stdout
    assert "sales: 3, records: 7" in done.stdout
    assert till.asked() == ["1.0 unsent", "1.0 sync", "1.0 unsent"]
    assert till.keeps_its_database
    assert till.machine.run("ls", "/opt/trofast").returncode != 0


@pytest.mark.parametrize("answer", ["1 sales: 3, records: 7", "1 sales: 0, records: 1", "3 ", "139 "])
def test_a_purge_keeps_what_no_server_has_or_may_have(answer: str, till: Till) -> None:
    till.told_to_say("1.0", "unsent", answer)
    done = till.machine.dpkg("--purge", "trofast")
    assert done.returncode != 0
    assert "install trofast again and run `trofast sync`" in done.stdout
    assert till.keeps_its_database
    again = till.machine.dpkg("--purge", "trofast")
    assert again.returncode != 0
    assert till.keeps_its_database


def test_a_purge_that_was_refused_can_be_mended_by_sending(till: Till) -> None:
    till.told_to_say("1.0", "unsent", "1 sales: 3, records: 7")
    till.machine.dpkg("--purge", "trofast")
    assert till.install("1.0")[0] == 0
    till.told_to_say("1.0", "unsent", "0 sales: 0, records: 0")
    done = till.machine.dpkg("--purge", "trofast")
    assert done.returncode == 0, done.stdout
    assert till.machine.run("ls", DATA).returncode != 0


def test_the_owner_s_word_deletes_all_the_same(till: Till) -> None:
    till.told_to_say("1.0", "unsent", "1 sales: 3, records: 7")
    done = till.machine.dpkg("--purge", "trofast", TROFAST_DELETE_UNSENT="yes")
    assert done.returncode == 0, done.stdout
    assert till.machine.run("ls", DATA).returncode != 0
