"""The updater installs exactly the release that the till's server wants, when the till may be updated; and nothing that
our key did not sign, nothing older, nothing half.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.installed.repository.stage import Key, Machine, Repository, package

pytestmark = pytest.mark.installed

LATER = 75


def test_exactly_the_wanted_release_is_installed_not_the_newest(machine: Machine) -> None:
    machine.wants("1.1.0\n")
    code, said = machine.update()
    assert (code, machine.runs) == (0, "1.1.0"), said
    assert "installing 1.1.0 (installed is 1.0.0)" in said
    assert "trofast 1.1.0 runs; update: checked" in said
    machine.wants("1.2.0")
    assert machine.update()[0] == 0
    assert machine.runs == "1.2.0"
    assert machine.update() == (0, ""), "done: the next run has nothing to say"


def test_what_the_server_does_not_want_is_not_even_looked_for(
    machine: Machine, repository: Repository
) -> None:
    assert machine.update() == (0, "")
    machine.wants("1.0.0\n")
    assert machine.update() == (0, "")
    assert repository.asked == []


def test_a_release_before_another_is_written_as_debian_sorts_it(
    machine: Machine, repository: Repository, stock: Path
) -> None:
    repository.publish(package(stock, "1.3.0~rc1"), package(stock, "1.3.0"))
    machine.wants("1.3.0rc1")
    assert machine.update()[0] == 0
    assert machine.runs == "1.3.0~rc1"
    machine.wants("1.3.0")
    assert machine.update()[0] == 0
    assert machine.runs == "1.3.0"


def test_nothing_happens_while_the_day_is_open(machine: Machine, repository: Repository) -> None:
    machine.wants("1.1.0")
    machine.is_busy("Something was sold since the day was closed.")
    code, said = machine.update()
    assert (code, machine.runs) == (0, "1.0.0")
    assert said == "trofast-updater: not now: Something was sold since the day was closed.\n"
    assert repository.asked == []
    machine.is_busy("")
    assert machine.update()[0] == 0
    assert machine.runs == "1.1.0"


def test_a_kiosk_is_closed_for_it_and_opened_again(machine: Machine) -> None:
    (machine.till / "kiosk").touch()
    machine.wants("1.1.0")
    assert machine.update()[0] == 0
    assert machine.runs == "1.1.0"
    kiosk = "trofast-kiosk.service"
    assert machine.services.read_text() == f"stop {kiosk}\nstart {kiosk}\n"
    asked = (machine.till / "asked").read_text().splitlines()
    assert asked == ["update ready --may-close-window"] * 2 + ["update ready"]


def test_a_kiosk_is_left_alone_when_there_is_nothing_to_install(
    machine: Machine, repository: Repository
) -> None:
    (machine.till / "kiosk").touch()
    machine.wants("1.1.0")
    repository.server.close()
    assert machine.update()[0] == LATER
    assert machine.services.read_text() == ""


def test_a_till_without_a_network_does_nothing_and_is_no_fault(
    machine: Machine, repository: Repository
) -> None:
    machine.wants("1.1.0")
    repository.server.close()
    code, said = machine.update()
    assert (code, machine.runs) == (LATER, "1.0.0")
    assert said == "trofast-updater: the repository can not be reached; the next run tries again\n"


def test_a_network_that_goes_in_mid_download_leaves_the_old_one_and_the_next_run_ends_it(
    machine: Machine, repository: Repository
) -> None:
    machine.wants("1.1.0")
    repository.server.cut_after = 700
    code, said = machine.update()
    assert (code, machine.runs) == (LATER, "1.0.0"), said
    repository.server.cut_after = None
    assert machine.update()[0] == 0
    assert machine.runs == "1.1.0"


STEERING = (
    *("1.1.0 --allow-downgrades", "1.1.0;reboot", "$(reboot)", "../1.1.0", "1.1.0/unstable", "1.1.0-1"),
    *("1.1.0\n1.2.0", "-o=Dir::Etc::Trusted=/tmp", "1:1.1.0", "1" * 30, "*", "newest", "1.1.0\t", "01.1.0"),
)


def test_what_the_tills_user_says_steers_nothing(machine: Machine, repository: Repository) -> None:
    for said in STEERING:
        machine.wants(said)
        code, told = machine.update()
        assert (code, machine.runs) == (1, "1.0.0"), (said, told)
        assert told == "trofast-updater: what the till wants is no release; nothing was changed\n"
    assert repository.asked == []


def test_a_release_that_nobody_published_is_refused(machine: Machine) -> None:
    machine.wants("9.9.9")
    code, said = machine.update()
    assert (code, machine.runs) == (1, "1.0.0")
    assert "Version '9.9.9' for 'trofast' was not found" in said


def test_an_older_release_is_never_installed(machine: Machine) -> None:
    machine.wants("1.2.0")
    assert machine.update()[0] == 0
    machine.wants("1.1.0")
    assert machine.update() == (0, "")
    assert machine.runs == "1.2.0"


def test_a_tampered_package_is_refused(machine: Machine, repository: Repository, stock: Path) -> None:
    machine.wants("1.1.0")
    place = repository.folder / "pool/main/t/trofast/trofast_1.1.0_amd64.deb"
    whole = bytearray(place.read_bytes())
    whole[-600] ^= 1
    place.write_bytes(bytes(whole))
    refused(machine, "Hash Sum mismatch")
    shutil.copy(package(stock, "1.2.0"), place)
    refused(machine, "Hash Sum mismatch")


def refused(machine: Machine, words: str) -> None:
    """Nothing was installed, and it is said why."""
    code, said = machine.update()
    assert (code, machine.runs) == (1, "1.0.0"), said
    assert words in said


def test_a_tampered_list_of_packages_is_refused(machine: Machine, repository: Repository) -> None:
    machine.wants("1.1.0")
    for path in (repository.folder / "dists").rglob("*"):
        if path.is_file() and path.name not in {"Release", "InRelease"}:
            path.write_bytes(path.read_bytes().replace(b"Size: ", b"Size: 1", 1) + b"\n")
    code, said = machine.update()
    assert (code, machine.runs) == (1, "1.0.0"), said


def test_a_list_by_another_key_is_refused(machine: Machine, repository: Repository, stranger: Key) -> None:
    machine.wants("1.1.0")
    repository.sign_again(stranger)
    refused(machine, "NO_PUBKEY")


def test_a_list_that_was_changed_after_it_was_signed_is_refused(
    machine: Machine, repository: Repository
) -> None:
    machine.wants("1.1.0")
    repository.list.write_text(repository.list.read_text().replace("Suite: stable", "Suite: stabel"))
    refused(machine, "BADSIG")


def test_a_list_without_a_signature_is_refused(machine: Machine, repository: Repository) -> None:
    machine.wants("1.1.0")
    repository.list.unlink()
    refused(machine, "not signed")


def test_a_freeze_is_seen_when_the_list_has_run_out(
    machine: Machine, repository: Repository, key: Key
) -> None:
    """Somebody in the middle hands out what was true once, for ever."""
    machine.wants("1.1.0")
    text = repository.list.with_name("Release").read_text()
    valid = next(line for line in text.splitlines() if line.startswith("Valid-Until"))
    repository.sign_again(key, (valid, "Valid-Until: Sat, 28 Feb 2026 12:00:00 UTC"))
    refused(machine, "expired")


def test_a_replayed_older_repository_takes_nothing_back(
    machine: Machine, repository: Repository, stock: Path, tmp_path: Path
) -> None:
    """It is signed, and not run out yet; what was seen since then still counts."""
    old = tmp_path / "old"
    shutil.copytree(repository.folder / "dists", old)
    text = repository.list.with_name("Release").read_text()
    date = next(line for line in text.splitlines() if line.startswith("Date:"))
    repository.publish(package(stock, "1.4.0"))
    machine.wants("1.4.0")
    assert machine.update()[0] == 0
    shutil.rmtree(repository.folder / "dists")
    shutil.copytree(old, repository.folder / "dists")
    repository.sign_again(repository.key, (date, "Date: Sat, 28 Feb 2026 12:00:00 UTC"))
    for older in ("1.1.0", "1.2.0"):
        machine.wants(older)
        assert machine.update() == (0, "")
    machine.wants("1.5.0")
    code, said = machine.update()
    assert (code, machine.runs) == (1, "1.4.0"), said


def test_a_full_disk_is_seen_before_anything_is_fetched(machine: Machine, repository: Repository) -> None:
    machine.wants("1.1.0")
    code, said = machine.update(TROFAST_NEED_MB="99999999")
    assert (code, machine.runs, repository.asked) == (LATER, "1.0.0", [])
    assert "and an update needs 99999999" in said


def test_a_till_without_a_source_is_updated_by_hand(machine: Machine) -> None:
    machine.wants("1.1.0")
    machine.source.unlink()
    assert machine.update() == (0, "")
    assert machine.runs == "1.0.0"


def test_a_release_that_went_back_is_installed_anew_when_it_is_wanted_again_but_not_all_day(
    machine: Machine,
) -> None:
    """dpkg has it as installed, and the release before runs."""
    machine.wants("1.1.0")
    assert machine.update()[0] == 0
    version = machine.root / "usr/share/trofast/VERSION"
    version.write_text("1.0.0\n")
    assert machine.update() == (0, "")
    (machine.root / "opt/trofast/current").symlink_to("previous")
    code, said = machine.update()
    assert (code, machine.runs) == (1, "1.1.0"), said
    assert "1.1.0 did not work here" in said
    version.write_text("1.0.0\n")
    assert machine.update() == (0, ""), "not again within 20 minutes"
    note = machine.till / "state" / "went-back"
    yesterday_s = note.stat().st_mtime - 86_400
    os.utime(note, (yesterday_s, yesterday_s))
    (machine.root / "opt/trofast/current").unlink()
    (machine.root / "opt/trofast/current").symlink_to("previous")
    assert machine.update()[0] == 1
    assert machine.runs == "1.1.0"
    machine.wants("1.2.0")
    (machine.root / "opt/trofast/current").unlink()
    assert machine.update()[0] == 0, "another release is another matter"
    assert not note.exists()


def test_an_update_that_was_broken_off_is_finished(machine: Machine) -> None:
    status = machine.root / "var/lib/dpkg/status"
    status.write_text(status.read_text().replace("install ok installed", "install ok unpacked"))
    code, said = machine.update()
    assert (code, "an update was broken off" in said) == (0, True), said
    machine.wants("1.1.0")
    code, said = machine.update()
    assert (code, machine.runs) == (0, "1.1.0"), said


def test_two_updaters_at_once_are_one(machine: Machine) -> None:
    import fcntl

    machine.wants("1.1.0")
    with (machine.till / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert machine.update() == (0, "")
    assert machine.runs == "1.0.0"
