"""The disk keeps its word before anything is asked of a till: what was synced is there, the rest is anybody's guess."""

from collections import Counter
from pathlib import Path

import pytest

from tests.power.disk import ROOT, Disk, Kind, PowerCut
from tests.power.survival import SECTORS, How, Survival

SEEDS = range(300)


def left(disk: Disk, target: Path, how: How, seed: int = 0, sector: int = 512) -> dict[str, bytes]:
    """The files after a power cut."""
    folder = target / f"{how.name}-{seed}-{sector}"
    folder.mkdir()
    disk.after_power_cut(Survival(seed, how, sector), folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def synced_file(content: bytes = b"a" * 2048) -> tuple[Disk, int]:
    """A disk with one file that is there for good."""
    disk = Disk()
    number = disk.create(ROOT, "facts", 0o600).number
    disk.write(number, 0, content)
    disk.sync(number)
    disk.sync(ROOT)
    return disk, number


@pytest.mark.parametrize("how", How)
def test_what_was_synced_is_there_whatever_happens(tmp_path: Path, how: How) -> None:
    disk, _ = synced_file()
    for seed in range(20):
        assert left(disk, tmp_path, how, seed) == {"facts": b"a" * 2048}


def test_what_was_not_synced_is_lost_or_kept_as_told(tmp_path: Path) -> None:
    disk, number = synced_file()
    disk.write(number, 0, b"b" * 4096)
    assert left(disk, tmp_path, How.LOST) == {"facts": b"a" * 2048}
    assert left(disk, tmp_path, How.KEPT) == {"facts": b"b" * 4096}
    assert disk.read(number, 0, 9999) == b"b" * 4096, "a running program sees what was written"


def test_a_write_is_torn_at_sectors_and_nowhere_else(tmp_path: Path) -> None:
    disk, number = synced_file()
    disk.write(number, 100, b"b" * 1500)
    found = {left(disk, tmp_path, How.TORN, seed)["facts"] for seed in SEEDS}
    edges = {
        at
        for content in found
        for at in range(1, len(content))
        if content[at - 1] != content[at] and 100 < at < 1600
    }
    assert edges == {512, 1024, 1536}
    assert len({left(disk, tmp_path, How.TORN, seed, 4096)["facts"] for seed in range(50)}) == 2


def test_a_later_write_can_arrive_without_an_earlier_one(tmp_path: Path) -> None:
    disk, number = synced_file()
    disk.write(number, 0, b"b" * 512)
    disk.write(number, 1024, b"c" * 512)
    found = Counter(
        (content[0:1], content[1024:1025])
        for content in (left(disk, tmp_path, How.REORDERED, seed)["facts"] for seed in SEEDS)
    )
    assert set(found) == {(b"a", b"a"), (b"b", b"a"), (b"a", b"c"), (b"b", b"c")}


def test_a_file_can_have_grown_before_its_bytes_came(tmp_path: Path) -> None:
    disk, number = synced_file(b"a" * 512)
    disk.write(number, 512, b"b" * 512)
    tails = {left(disk, tmp_path, How.REORDERED, seed)["facts"][512:] for seed in SEEDS}
    assert {b"", b"b" * 512, bytes(512)} < tails, "not grown, arrived, zeros"
    assert len(tails) > 3, "what another file left there"


def test_a_name_is_durable_only_when_its_folder_is_synced(tmp_path: Path) -> None:
    disk = Disk()
    number = disk.create(ROOT, "facts", 0o600).number
    disk.write(number, 0, b"a")
    disk.sync(number)
    assert left(disk, tmp_path, How.LOST) == {}
    disk.sync(ROOT)
    assert left(disk, tmp_path, How.LOST, 1) == {"facts": b"a"}


def test_a_rename_leaves_the_old_or_the_new_and_never_none(tmp_path: Path) -> None:
    disk, _ = synced_file(b"old")
    number = disk.create(ROOT, "aside", 0o600).number
    disk.write(number, 0, b"new")
    disk.sync(number)
    disk.rename(ROOT, "aside", ROOT, "facts")
    found = {left(disk, tmp_path, How.MIXED, seed)["facts"] for seed in SEEDS}
    assert found == {b"old", b"new"}
    disk.sync(ROOT)
    assert left(disk, tmp_path, How.LOST) == {"facts": b"new"}


def test_the_same_seed_makes_the_same_choices(tmp_path: Path) -> None:
    disk, number = synced_file()
    for at in range(40):
        disk.write(number, at * 300, bytes([at]) * 700)
    for sector in SECTORS:
        first, again = tmp_path / f"first-{sector}", tmp_path / f"again-{sector}"
        first.mkdir()
        again.mkdir()
        assert left(disk, first, How.REORDERED, 7, sector) == left(disk, again, How.REORDERED, 7, sector)


def test_the_power_can_go_at_any_change_and_a_sync_does_not_get_through(tmp_path: Path) -> None:
    def watch(kind: Kind, name: str) -> None:
        if kind is Kind.SYNC and name == "facts":
            raise PowerCut

    disk = Disk(watch)
    number = disk.create(ROOT, "facts", 0o600).number
    disk.sync(ROOT)
    disk.write(number, 0, b"a")
    with pytest.raises(PowerCut):
        disk.sync(number)
    assert left(disk, tmp_path, How.LOST) == {"facts": b""}
    assert left(disk, tmp_path, How.KEPT) == {"facts": b"a"}
