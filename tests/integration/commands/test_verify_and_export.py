"""``trofast verify`` and ``trofast journal export`` as processes: what an auditor runs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stage.ready_till import ReadyTill, trofast

Lines = list[str]


@pytest.fixture(scope="module")
def exported(sold_till: ReadyTill, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported journal, with its checkpoint beside it."""
    out = tmp_path_factory.mktemp("audit") / "journal.jsonl"
    done = trofast(
        "journal", "export", "--config", sold_till.toml, "-o", out, "--checkpoint", out.with_suffix(".signed")
    )
    assert (done.returncode, done.stdout) == (0, f"{out}: 6 records\n"), done.stderr
    return out


def test_verify_says_that_all_is_well_and_how_many_records(sold_till: ReadyTill) -> None:
    done = trofast("verify", "--config", sold_till.toml)
    assert (done.returncode, done.stdout, done.stderr) == (0, "journal: ok, 6 records\n", "")


def test_verify_json_has_the_keys_that_others_build_on(sold_till: ReadyTill) -> None:
    done = trofast("verify", "--json", "--config", sold_till.toml)
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"], told["records"], told["sales"], told["last_sequence"]) == (
        0,
        True,
        6,
        6,
        6,
    )
    assert len(bytes.fromhex(told["chain_head"])) == 32


def test_an_exported_journal_has_one_record_a_line_and_verifies_without_till_or_key(
    exported: Path, tmp_path: Path
) -> None:
    lines = exported.read_text("utf-8").splitlines()
    assert [json.loads(line)["sequence"] for line in lines] == [1, 2, 3, 4, 5, 6]
    done = trofast("verify", "--journal", exported, "--checkpoint", exported.with_suffix(".signed"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("journal: ok, 6 records\ncheckpoint: signed by key ")


def test_forgettable_an_exported_journal_names_nobody(exported: Path) -> None:
    assert "Nordmann" not in exported.read_text("utf-8")


def change_a_byte(lines: Lines) -> Lines:
    place = lines[3].index('"envelope":"') + 200
    other = "A" if lines[3][place] != "A" else "B"
    return [*lines[:3], lines[3][:place] + other + lines[3][place + 1 :], *lines[4:]]


def swap_two(lines: Lines) -> Lines:
    return [*lines[:3], lines[4], lines[3], lines[5]]


def drop_one(lines: Lines) -> Lines:
    return [*lines[:3], *lines[4:]]


def write_nonsense(lines: Lines) -> Lines:
    return [*lines[:3], "{]" * 50, *lines[4:]]


def say_otherwise(lines: Lines) -> Lines:
    return [*lines[:3], lines[3].replace('"at_ms":', '"at_ms":1'), *lines[4:]]


@pytest.mark.parametrize("spoil", [change_a_byte, swap_two, drop_one, write_nonsense, say_otherwise])
@pytest.mark.parametrize("as_json", [False, True])
def test_chain_verify_names_the_first_bad_record_of_a_spoilt_export(
    exported: Path, tmp_path: Path, spoil: Callable[[Lines], Lines], as_json: bool
) -> None:
    spoilt = tmp_path / "spoilt.jsonl"
    spoilt.write_text("\n".join(spoil(exported.read_text("utf-8").splitlines())) + "\n", "utf-8")
    done = trofast("verify", "--journal", spoilt, *(["--json"] if as_json else []))
    assert done.returncode == 1
    if as_json:
        told = json.loads(done.stdout)
        assert (told["ok"], told["bad_sequence"], told["records"]) == (False, 4, 3)
    else:
        assert "NOT ok" in done.stdout
        assert "record 4" in done.stdout


def test_chain_a_tail_that_was_cut_off_is_missed_only_with_a_checkpoint(
    exported: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.jsonl"
    cut.write_text("".join(exported.read_text("utf-8").splitlines(keepends=True)[:4]), "utf-8")
    assert trofast("verify", "--journal", cut).returncode == 0
    done = trofast("verify", "--journal", cut, "--checkpoint", exported.with_suffix(".signed"))
    assert done.returncode == 1
    assert "records 5 to 6 are missing" in done.stdout


def test_chain_half_a_last_line_is_named(exported: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(exported.read_bytes()[:-400])
    done = trofast("verify", "--journal", cut)
    assert done.returncode == 1
    assert "record 6" in done.stdout


def test_a_journal_that_is_not_there_is_3_and_named(tmp_path: Path) -> None:
    done = trofast("verify", "--journal", tmp_path / "nothing.jsonl")
    assert done.returncode == 3
    assert str(tmp_path / "nothing.jsonl") in done.stderr


def test_a_checkpoint_that_is_none_is_3_and_named(exported: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.signed"
    wrong.write_text("[1, 2\n", "utf-8")
    done = trofast("verify", "--journal", exported, "--checkpoint", wrong)
    assert done.returncode == 3
    assert f"{wrong}, line 2: a checkpoint as JSON" in done.stderr


@pytest.mark.parametrize("place", ["first page", "middle", "end"])
def test_verify_finds_a_flipped_byte_anywhere_in_the_database(till: ReadyTill, place: str) -> None:
    database = till.data / "till.db"
    content = bytearray(database.read_bytes())
    at = {"first page": 1000, "middle": len(content) // 2, "end": len(content) - 2000}[place]
    content[at] ^= 1
    database.write_bytes(content)
    done = trofast("verify", "--config", till.toml)
    assert done.returncode == 1, done.stderr
    assert "till.db is damaged" in done.stdout


def test_verify_of_a_database_cut_in_half_says_so(till: ReadyTill) -> None:
    database = till.data / "till.db"
    content = database.read_bytes()
    database.write_bytes(content[: len(content) // 2])
    done = trofast("verify", "--config", till.toml)
    assert done.returncode == 1, done.stderr
    assert "damaged" in done.stdout


def test_verify_with_another_till_s_key_is_3_and_changes_nothing(till: ReadyTill) -> None:
    (till.folder / "till.key").write_bytes(bytes(32))
    before = (till.data / "till.db").read_bytes()
    done = trofast("verify", "--config", till.toml)
    assert done.returncode == 3
    assert "key does not fit" in done.stderr
    assert (till.data / "till.db").read_bytes() == before


def test_verify_of_a_till_that_never_opened_is_3(till: ReadyTill) -> None:
    for path in till.data.iterdir():
        path.unlink()
    done = trofast("verify", "--config", till.toml)
    assert done.returncode == 3
    assert not (till.data / "till.db").exists(), "to look makes nothing"


def test_export_into_a_folder_that_is_not_there_is_3_and_names_it(
    sold_till: ReadyTill, tmp_path: Path
) -> None:
    out = tmp_path / "no" / "journal.jsonl"
    done = trofast("journal", "export", "--config", sold_till.toml, "-o", out)
    assert done.returncode == 3
    assert str(out.parent) in done.stderr


def test_export_without_the_device_key_signs_nothing_and_says_why(till: ReadyTill, tmp_path: Path) -> None:
    (till.folder / "device.key").unlink()
    signed = tmp_path / "head.signed"
    done = trofast(
        "journal", "export", "--config", till.toml, "-o", tmp_path / "j.jsonl", "--checkpoint", signed
    )
    assert done.returncode == 3
    assert "key is missing" in done.stderr
    assert not signed.exists()
