"""The exported journal: what an auditor checks without any key."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from pos_app.commands.app import make_app
from pos_app.config import join
from pos_app.domain.errors import BadFile
from pos_app.storage.checkpoint import make_checkpoint, read_checkpoint, write_checkpoint
from pos_app.storage.journal_file import journal_export, verify_journal
from pos_app.storage.key import make_key
from pos_app.storage.opening import open_till_store
from pos_app.storage.verify import verify_database
from sync.client.keys import make_key as make_device_key
from tests.stage import goods
from tests.stage.tills import ADA, KEY, fact_id, nth_sale, open_store, receipt_job, sell_many

RECORDS = 6


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five sales and a sign-in, exported; the database verified beside it says the same."""
    folder = tmp_path_factory.mktemp("till")
    store = open_store(folder)
    sell_many(store, 5)
    with store.unit_of_work() as uow:
        uow.add_signed_in(fact_id(1), "ingrid", goods.AT_MS)
        uow.commit()
    path = folder / "journal.jsonl"
    assert journal_export(store.database, path) == RECORDS
    store.close()
    return path


def changed(exported: Path, content: bytes) -> Path:
    path = exported.with_name("changed.jsonl")
    path.write_bytes(content)
    return path


def test_an_untouched_journal_verifies_and_says_what_the_database_says(exported: Path) -> None:
    report = verify_journal(exported)
    assert report == verify_database(exported.parent, KEY)
    assert (report.ok, report.records, report.sales) == (True, RECORDS, 5)


def test_a_line_says_for_people_what_was_sold(exported: Path) -> None:
    lines = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    assert [line["sequence"] for line in lines] == list(range(1, RECORDS + 1))
    assert lines[0].keys() == {"sequence", "id", "kind", "at_ms", "previous", "hash", "envelope", "body"}
    assert lines[0]["body"]["basket"]["lines"][0]["article"]["name"] == "Cappuccino"
    assert lines[-1]["body"] == {"cashier_id": "ingrid"}


def test_forgettable_the_exported_journal_names_no_member(exported: Path) -> None:
    assert b"Ada" not in exported.read_bytes()
    assert goods.MEMBER_ID.encode() in exported.read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_chain_a_changed_byte_anywhere_in_the_file_is_found(exported: Path, data: st.DataObject) -> None:
    content = bytearray(exported.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    line = content[:at].count(b"\n") + 1
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    report = verify_journal(changed(exported, bytes(content)))
    assert not report.ok
    # A newline that is gone or new shows in the line that it makes or unmakes.
    assert report.bad_sequence in {line, line + 1}
    assert f"record {report.bad_sequence}" in report.problem


def test_chain_two_swapped_records_are_found(exported: Path) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    report = verify_journal(changed(exported, b"".join([lines[0], lines[2], lines[1], *lines[3:]])))
    assert (report.ok, report.bad_sequence) == (False, 2)


def test_chain_a_dropped_record_is_named(exported: Path) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    report = verify_journal(changed(exported, b"".join([*lines[:2], *lines[3:]])))
    assert (report.bad_sequence, report.records) == (3, 2)
    assert "record 3: it is missing" in report.problem


@pytest.mark.parametrize(
    "ending", [b"{", b"\n", b"[]\n", b"null\n", b'{"sequence": true}\n', b"\xff\xfe\n", b"[" * 5000]
)
def test_chain_a_line_that_is_no_record_is_named_without_a_traceback(exported: Path, ending: bytes) -> None:
    report = verify_journal(changed(exported, exported.read_bytes() + ending))
    assert (report.ok, report.records, report.bad_sequence) == (False, RECORDS, RECORDS + 1)
    assert f"line {RECORDS + 1} is no journal record" in report.problem


def test_chain_a_cut_tail_is_named_with_a_checkpoint(exported: Path, tmp_path: Path) -> None:
    device = make_device_key(tmp_path / "device.key")
    checkpoint = tmp_path / "checkpoint.json"
    write_checkpoint(
        checkpoint,
        make_checkpoint(
            company_id=goods.COMPANY,
            till_id=goods.TILL,
            sequence=RECORDS,
            head=bytes.fromhex(verify_journal(exported).chain_head),
            at_ms=1,
            public_key=device.public_key,
            sign=device.sign,
        ),
    )
    assert verify_journal(exported, checkpoint).ok
    assert verify_journal(exported, checkpoint).checkpoint_key == device.fingerprint
    lines = exported.read_bytes().splitlines(keepends=True)
    cut = changed(exported, b"".join(lines[:3]))
    assert verify_journal(cut).ok
    assert f"records 4 to {RECORDS} are missing" in verify_journal(cut, checkpoint).problem
    assert f"records 1 to {RECORDS} are missing" in verify_journal(changed(exported, b""), checkpoint).problem


@pytest.mark.parametrize("content", ["", "{", "[]", '{"form": "other"}', '{"form": "trofast-checkpoint-v1"}'])
def test_a_file_that_is_no_checkpoint_is_named(exported: Path, tmp_path: Path, content: str) -> None:
    path = tmp_path / "checkpoint.json"
    path.write_text(content)
    with pytest.raises(BadFile, match=r"checkpoint\.json"):
        verify_journal(exported, path)


def test_a_journal_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="none"):
        verify_journal(tmp_path / "none")


# --- the commands


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A till.toml, its keys, and three sales."""
    path = tmp_path / "till.toml"
    join(
        path, server_url="", company_id=goods.COMPANY, store_id=goods.STORE, till_id=goods.TILL, till_number=2
    )
    key = make_key(tmp_path / "till.key")
    make_device_key(tmp_path / "device.key")
    store = open_till_store(tmp_path / "data", key, company_id=goods.COMPANY, till_id=goods.TILL)
    for number in range(1, 4):
        with store.unit_of_work() as uow:
            sale = nth_sale(number, member=goods.member())
            uow.add_sale(sale, ADA, receipt_job(sale))
            uow.commit()
    store.close()
    return path


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(make_app(), [str(each) for each in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_verify_says_ok_for_people_and_for_machines(config: Path) -> None:
    assert run("verify", "--config", config) == (0, "journal: ok, 3 records\n")
    code, output = run("verify", "--config", config, "--json")
    assert code == 0
    told = json.loads(output)
    assert (told["ok"], told["records"], told["sales"], told["last_sequence"]) == (True, 3, 3, 3)
    assert len(told["chain_head"]) == 64


def test_an_auditor_needs_only_the_file_and_the_checkpoint(config: Path, tmp_path: Path) -> None:
    out, checkpoint = tmp_path / "journal.jsonl", tmp_path / "checkpoint.json"
    code, output = run("journal", "export", "--config", config, "-o", out, "--checkpoint", checkpoint)
    assert (code, output) == (0, f"{out}: 3 records\n")
    for secret in ("till.key", "device.key"):
        (tmp_path / secret).unlink()
    code, output = run("verify", "--journal", out, "--checkpoint", checkpoint)
    assert code == 0
    assert read_checkpoint(checkpoint).fingerprint in output
    out.write_bytes(b"".join(out.read_bytes().splitlines(keepends=True)[:1]))
    code, output = run("verify", "--journal", out, "--checkpoint", checkpoint)
    assert code == 1
    assert "records 2 to 3 are missing" in output
    code, output = run("verify", "--journal", out, "--checkpoint", checkpoint, "--json")
    assert (code, json.loads(output)["ok"]) == (1, False)


def test_what_cannot_be_looked_at_exits_with_3_and_a_sentence(config: Path, tmp_path: Path) -> None:
    (tmp_path / "till.key").write_bytes(bytes(32))
    code, output = run("verify", "--config", config)
    assert (code, "unlock" in output) == (3, True)
    code, output = run("journal", "export", "--config", config, "-o", tmp_path / "out")
    assert (code, "unlock" in output) == (3, True)
    assert not (tmp_path / "out").exists()
    assert run("verify", "--config", tmp_path / "none.toml")[0] == 3
    assert run("verify", "--journal", tmp_path / "none")[0] == 3


def test_an_export_that_cannot_be_written_says_so(config: Path, tmp_path: Path) -> None:
    code, output = run("journal", "export", "--config", config, "-o", tmp_path / "no" / "such" / "folder")
    assert (code, "No such file" in output) == (3, True)


def test_verify_wants_either_a_till_or_a_file(config: Path) -> None:
    assert run("verify")[0] == 2
    assert run("verify", "--config", config, "--journal", config)[0] == 2
