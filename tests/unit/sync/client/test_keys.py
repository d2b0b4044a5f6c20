"""The till's key: its own, whole, and readable to nobody else."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.client.keys import DeviceKey, KeyTrouble, fingerprint, make_key, read_key, read_or_make_key


def test_a_made_key_is_read_back_and_signs(tmp_path: Path) -> None:
    made = make_key(tmp_path / "till" / "device.key")
    read = read_key(tmp_path / "till" / "device.key")

    assert read.public_key == made.public_key
    Ed25519PublicKey.from_public_bytes(made.public_key).verify(read.sign(b"sale"), b"sale")


def test_a_key_file_holds_32_bytes_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "device.key"
    make_key(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_size == 32
    assert list(tmp_path.iterdir()) == [path]


def test_two_tills_have_two_keys(tmp_path: Path) -> None:
    assert make_key(tmp_path / "a").public_key != make_key(tmp_path / "b").public_key


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "device.key"
    first = make_key(path)

    with pytest.raises(KeyTrouble, match="there is a key already"):
        make_key(path)
    assert read_or_make_key(path).public_key == first.public_key


def test_half_a_key_of_a_power_cut_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "device.key.part").write_bytes(b"half")

    assert len(make_key(tmp_path / "device.key").public_key) == 32


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33)])
def test_a_damaged_key_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "device.key"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(KeyTrouble, match="damaged"):
        read_key(path)


def test_a_key_that_others_can_read_is_refused_with_the_line_that_mends_it(tmp_path: Path) -> None:
    path = tmp_path / "device.key"
    make_key(path)
    path.chmod(0o640)

    with pytest.raises(KeyTrouble, match=f"chmod 600 {path}"):
        read_key(path)


def test_a_missing_key_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyTrouble, match="enrol the till again"):
        read_key(tmp_path / "device.key")


def test_a_folder_in_place_of_a_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyTrouble, match="can not be read"):
        read_key(tmp_path)


def test_the_fingerprint_is_of_the_public_key_and_the_secret_is_never_shown() -> None:
    key = DeviceKey(bytes(range(32)))

    assert key.fingerprint == fingerprint(key.public_key)
    assert len(key.fingerprint) == 16
    assert repr(key) == f"DeviceKey({key.fingerprint})"
