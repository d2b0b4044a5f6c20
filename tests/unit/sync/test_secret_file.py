"""Secrets in files: guarded by their mode on POSIX, locked to the computer on Windows."""

import os
import stat
import sys
from pathlib import Path

import pytest

from pos_app.config import read_secret
from pos_app.domain.errors import BadFile, CannotSell
from pos_app.machine.transaction_signer import RsaTransactionSigner
from pos_app.storage import key as till_key
from sync import secret_file
from sync.client import keys
from sync.dpapi import Dpapi
from sync.secret_file import Cause, SecretTrouble, read_secret_file, write_secret_file
from tests.stage import windows_locks
from tests.stage.windows_locks import Computer

SECRET = bytes(range(32))
MARK = b"trofast-dpapi-1\n"


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> Computer:
    """A Windows computer under the real files of this one."""
    made = Computer()
    monkeypatch.setattr(secret_file, "own_lock", lambda: Dpapi(made))
    return made


def moved_to(other: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_file, "own_lock", lambda: Dpapi(other))


def test_here_a_secret_lies_as_it_is_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "till.key"
    write_secret_file(path, SECRET)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (SECRET, 0o600)
    assert read_secret_file(path, 32) == SECRET
    path.chmod(0o640)
    with pytest.raises(SecretTrouble, match=r"till\.key may be read by others \(mode 0640, not 0600\)"):
        read_secret_file(path, 32)
    assert read_secret_file(path, 32, others_may_read=True) == SECRET


def test_a_taken_name_is_refused_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "card.secret"
    write_secret_file(path, SECRET)
    with pytest.raises(FileExistsError):
        write_secret_file(path, bytes(32))
    assert path.read_bytes() == SECRET
    write_secret_file(path, bytes(32), replace=True)
    assert path.read_bytes() == bytes(32)
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_written_on_windows_holds_nothing_of_the_secret_and_opens_there(
    tmp_path: Path, computer: Computer
) -> None:
    path = tmp_path / "till.key"
    write_secret_file(path, SECRET)
    stored = path.read_bytes()
    assert stored.startswith(MARK)
    assert SECRET not in stored
    assert SECRET[:8] not in stored
    assert read_secret_file(path, 32) == SECRET


def test_it_is_locked_for_the_computer_without_a_dialog_and_says_whose_it_is(
    tmp_path: Path, computer: Computer
) -> None:
    write_secret_file(tmp_path / "till.key", SECRET)
    assert computer.asked_flags == [windows_locks.UI_FORBIDDEN | windows_locks.LOCAL_MACHINE]
    assert computer.descriptions == ["Trofast till"]


def test_a_new_password_a_new_profile_or_the_nightly_update_opens_it_all_the_same(
    tmp_path: Path, computer: Computer
) -> None:
    write_secret_file(tmp_path / "till.key", SECRET)
    computer.account_keys.clear()
    computer.account = "SYSTEM"
    assert read_secret_file(tmp_path / "till.key", 32) == SECRET


def test_a_plain_file_is_locked_when_it_is_first_read(tmp_path: Path, computer: Computer) -> None:
    path = tmp_path / "till.key"
    path.write_bytes(SECRET)
    path.chmod(0o600)
    assert read_secret_file(path, 32) == SECRET
    assert path.read_bytes().startswith(MARK)
    assert read_secret_file(path, 32) == SECRET
    assert list(tmp_path.iterdir()) == [path]


def test_a_plain_file_that_is_no_key_is_left_as_it_is(tmp_path: Path, computer: Computer) -> None:
    path = tmp_path / "till.key"
    for content in (b"", b"k" * 31, b"k" * 33):
        path.write_bytes(content)
        path.chmod(0o600)
        assert read_secret_file(path, 32) == content
        assert path.read_bytes() == content


@pytest.mark.parametrize("denies", [windows_locks.ACCESS_DENIED, windows_locks.OUT_OF_MEMORY])
def test_a_plain_file_that_cannot_be_locked_still_sells(
    tmp_path: Path, computer: Computer, denies: int
) -> None:
    path = tmp_path / "till.key"
    path.write_bytes(SECRET)
    path.chmod(0o600)
    computer.denies = denies
    assert read_secret_file(path, 32) == SECRET
    assert path.read_bytes() == SECRET
    computer.denies = None
    read_secret_file(path, 32)
    assert path.read_bytes().startswith(MARK)


def test_a_lock_that_would_not_open_again_never_takes_the_place_of_a_plain_key(
    tmp_path: Path, computer: Computer
) -> None:
    path = tmp_path / "till.key"
    path.write_bytes(SECRET)
    path.chmod(0o600)
    computer.breaks_what_it_locks = True
    assert read_secret_file(path, 32) == SECRET
    assert path.read_bytes() == SECRET


def test_a_copy_opens_on_no_other_computer_and_says_what_to_do(
    tmp_path: Path, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "till.key"
    write_secret_file(path, SECRET)
    computer.note(path.read_bytes()[len(MARK) :])
    moved_to(Computer(), monkeypatch)
    with pytest.raises(SecretTrouble, match="locked by Windows on another computer") as caught:
        read_secret_file(path, 32)
    assert caught.value.cause is Cause.ELSEWHERE
    assert "come back from the till's last copy" in str(caught.value)


def test_windows_installed_anew_has_lost_the_lock(tmp_path: Path, computer: Computer) -> None:
    path = tmp_path / "till.key"
    write_secret_file(path, SECRET)
    computer.note(path.read_bytes()[len(MARK) :])
    computer.reinstall()
    with pytest.raises(SecretTrouble, match="before Windows was installed anew"):
        read_secret_file(path, 32)
    computer.machine_key = None
    with pytest.raises(SecretTrouble, match="before Windows was installed anew"):
        read_secret_file(path, 32)


def test_a_locked_file_brought_to_linux_says_where_it_opens(tmp_path: Path) -> None:
    path = tmp_path / "till.key"
    path.write_bytes(MARK + b"whatever was locked")
    path.chmod(0o600)
    with pytest.raises(SecretTrouble, match="opens nowhere else") as caught:
        read_secret_file(path, 32)
    assert caught.value.cause is Cause.ELSEWHERE


@pytest.mark.parametrize("place", [0, 20, 33, -1])
def test_a_changed_byte_is_damage_and_never_another_key(
    tmp_path: Path, computer: Computer, place: int
) -> None:
    path = tmp_path / "till.key"
    write_secret_file(path, SECRET)
    locked = bytearray(path.read_bytes()[len(MARK) :])
    locked[place] ^= 0x40
    path.write_bytes(MARK + bytes(locked))
    with pytest.raises(SecretTrouble, match="is damaged") as caught:
        read_secret_file(path, 32)
    assert caught.value.cause is Cause.DAMAGED


@pytest.mark.parametrize("length", [0, 1, 40])
def test_a_file_cut_off_is_damage(tmp_path: Path, computer: Computer, length: int) -> None:
    path = tmp_path / "till.key"
    write_secret_file(path, SECRET)
    path.write_bytes(path.read_bytes()[: len(MARK) + length])
    with pytest.raises(SecretTrouble, match="is damaged"):
        read_secret_file(path, 32)


def test_a_denial_names_the_account_and_another_number_is_told(tmp_path: Path, computer: Computer) -> None:
    write_secret_file(tmp_path / "till.key", SECRET)
    computer.denies = windows_locks.ACCESS_DENIED
    with pytest.raises(SecretTrouble, match="Start the till from its own account") as caught:
        read_secret_file(tmp_path / "till.key", 32)
    assert caught.value.cause is Cause.DENIED
    computer.denies = windows_locks.OUT_OF_MEMORY
    with pytest.raises(SecretTrouble, match="Windows says 0xe"):
        read_secret_file(tmp_path / "till.key", 32)


def test_nothing_is_written_where_windows_would_not_lock(tmp_path: Path, computer: Computer) -> None:
    computer.denies = windows_locks.ACCESS_DENIED
    with pytest.raises(SecretTrouble):
        write_secret_file(tmp_path / "till.key", SECRET)
    assert list(tmp_path.iterdir()) == []


def test_a_bug_of_ours_stays_one(computer: Computer) -> None:
    with pytest.raises(TypeError):
        Dpapi(computer).lock(None)  # type: ignore[arg-type]


def test_every_secret_of_a_till_is_locked_and_opens_again(tmp_path: Path, computer: Computer) -> None:
    made = till_key.make_key(tmp_path / "till.key")
    device = keys.make_key(tmp_path / "device.key")
    signer = RsaTransactionSigner(tmp_path / "signing.key").public_key()
    write_secret_file(tmp_path / "card.secret", SECRET, replace=True)
    assert all(each.read_bytes().startswith(MARK) for each in tmp_path.iterdir())
    assert till_key.read_key(tmp_path / "till.key") == made
    assert keys.read_key(tmp_path / "device.key").public_key == device.public_key
    assert RsaTransactionSigner(tmp_path / "signing.key").public_key() == signer
    assert read_secret(tmp_path / "card.secret", 32, "the company's secret") == SECRET


def test_each_part_tells_trouble_in_its_own_kind_of_error(tmp_path: Path, computer: Computer) -> None:
    for name in ("till.key", "device.key", "signing.key", "card.secret"):
        write_secret_file(tmp_path / name, SECRET)
    computer.denies = windows_locks.ACCESS_DENIED
    with pytest.raises(CannotSell, match="Do not sell on this till and delete nothing") as caught:
        till_key.read_key(tmp_path / "till.key")
    assert "Windows denies it" in caught.value.sentence
    with pytest.raises(keys.KeyTrouble, match="Windows denies it"):
        keys.read_key(tmp_path / "device.key")
    with pytest.raises(CannotSell, match=r"signing\.key: it can not be unlocked"):
        RsaTransactionSigner(tmp_path / "signing.key").warm_up()
    with pytest.raises(BadFile, match="Windows denies it"):
        read_secret(tmp_path / "card.secret", 32, "the company's secret")
    with pytest.raises(keys.KeyTrouble, match="can not be kept"):
        keys.make_key(tmp_path / "new.key")
    with pytest.raises(CannotSell, match="Windows denies it"):
        till_key.make_key(tmp_path / "new.till.key")


def test_the_lock_is_windows_own_there_and_none_here(monkeypatch: pytest.MonkeyPatch) -> None:
    assert secret_file.own_lock() is None
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "pywintypes", windows_locks)
    monkeypatch.setitem(sys.modules, "win32crypt", Computer())
    assert isinstance(secret_file.own_lock(), Dpapi)


def test_a_key_that_holds_line_ends_is_kept_byte_for_byte(tmp_path: Path) -> None:
    secret = b"\n\r\r\n\x1a" * 6 + os.urandom(2)
    write_secret_file(tmp_path / "till.key", secret)
    assert read_secret_file(tmp_path / "till.key", 32) == secret
