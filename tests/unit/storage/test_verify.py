"""Verify names the first bad record of a till's database, and never answers with a traceback."""

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.domain.errors import CannotSell
from pos_app.storage.checkpoint import Checkpoint, make_checkpoint
from pos_app.storage.database import Database
from pos_app.storage.driver import connect
from pos_app.storage.replica_writer import ReplicaWriter
from pos_app.storage.verify import verify_database
from sync.protocol.envelope import Envelope, open_envelope, seal
from sync.protocol.v1 import facts
from sync.protocol.v1.messages import CategoryRow
from tests.stage import goods
from tests.stage.tills import KEY, PAGE, fact_id, nth_sale, open_store, sell_many


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A till after six sales and a sign-in."""
    store = open_store(tmp_path)
    sell_many(store, 6)
    with store.unit_of_work() as uow:
        uow.add_signed_in(fact_id(1), "ingrid", goods.AT_MS)
        uow.commit()
    store.close()
    return tmp_path


def tamper(folder: Path, *statements: tuple[str, tuple[object, ...]] | str) -> None:
    """Change the database as somebody with its key could: with the triggers taken away."""
    connection = connect(folder / "till.db", KEY)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        sql, values = statement if isinstance(statement, tuple) else (statement, ())
        connection.execute(sql, values)  # type: ignore[arg-type]
    connection.close()


def checkpoint(sequence: int, head: bytes, *, till_id: str = goods.TILL) -> Checkpoint:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    return make_checkpoint(
        company_id=goods.COMPANY,
        till_id=till_id,
        sequence=sequence,
        head=head,
        at_ms=5,
        public_key=key.public_key().public_bytes_raw(),
        sign=key.sign,
    )


def test_an_untouched_till_verifies(folder: Path) -> None:
    report = verify_database(folder, KEY)
    assert report.ok, report.problem
    assert (report.records, report.sales, report.last_sequence) == (7, 6, 7)
    assert report.sentence() == "journal: ok, 7 records"
    told = report.as_json()
    assert {"ok", "records", "sales", "last_sequence", "chain_head"} <= told.keys()
    assert len(str(told["chain_head"])) == 64


def test_a_till_that_never_sold_verifies(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    report = verify_database(tmp_path, KEY)
    assert (report.ok, report.records, report.chain_head) == (True, 0, "00" * 32)


def test_a_running_till_verifies_and_sells_on(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    sell_many(store, 2)
    assert verify_database(tmp_path, KEY).records == 2
    with store.unit_of_work() as uow:
        uow.add_sale(nth_sale(3), None, None)
        assert verify_database(tmp_path, KEY).records == 2
        uow.commit()
    assert verify_database(tmp_path, KEY).records == 3
    store.close()


def _swap(folder: Path) -> list[str]:
    return [
        "UPDATE journal SET sequence = 99, id = 'x' || id WHERE sequence = 3",
        "UPDATE journal SET sequence = 3 WHERE sequence = 4",
        "UPDATE journal SET sequence = 4, id = substr(id, 2) WHERE sequence = 99",
    ]


@pytest.mark.parametrize(
    ("change", "bad", "what"),
    [
        (
            "UPDATE journal SET envelope = CAST(substr(envelope, 1, 40) || x'00' AS BLOB) WHERE sequence = 3",
            3,
            "bytes",
        ),
        ("UPDATE journal SET hash = previous WHERE sequence = 3", 3, "bytes"),
        ("UPDATE journal SET previous = hash WHERE sequence = 3", 3, "does not follow"),
        ("UPDATE journal SET at_ms = at_ms + 1 WHERE sequence = 3", 3, "otherwise than its row"),
        ("UPDATE journal SET kind = 'signed-in' WHERE sequence = 3", 3, "otherwise than its row"),
        ("DELETE FROM journal WHERE sequence = 3", 3, "missing"),
        ("DELETE FROM journal WHERE sequence < 3", 1, "missing"),
        ("UPDATE sale SET total_minor = total_minor - 1 WHERE sequence = 3", 3, "rows of its sale"),
        ("DELETE FROM sale WHERE sequence = 3", 3, "rows of its sale"),
        ("UPDATE sale_line SET quantity_milli = 2000 WHERE sequence = 3 AND line_id = 1", 3, "its lines"),
        ("DELETE FROM sale_line WHERE sequence = 3 AND line_id = 2", 3, "its lines"),
        ("UPDATE tender SET kind = 'cash' WHERE sequence = 3", 3, "its tenders"),
        ("INSERT INTO tender VALUES (3, 2, 'cash', 100, '', 0, '')", 3, "its tenders"),
        ("UPDATE posting SET points = points + 1 WHERE sequence = 3", 3, "its points"),
        ("DELETE FROM personal WHERE sequence = 3", 3, "personal fields are missing"),
        ("UPDATE personal SET salt = zeroblob(16) WHERE sequence = 3", 3, "personal fields are not those"),
        ("INSERT INTO personal VALUES (2, 'm', x'00', x'00')", 2, "personal fields are not those"),
        ("UPDATE member_key SET key = zeroblob(32)", 1, "do not open"),
        (
            """INSERT INTO sale SELECT 50, 'more', 50, at_ms, business_date, store_id, cashier_id, member_id,
            currency, total_minor, tax_minor, rounding_minor, change_minor FROM sale WHERE sequence = 1""",
            8,
            "without a record",
        ),
    ],
)
def test_chain_verify_names_the_record_that_was_changed(
    folder: Path, change: str, bad: int, what: str
) -> None:
    tamper(folder, change)
    report = verify_database(folder, KEY)
    assert not report.ok
    assert (report.bad_sequence, report.records) == (bad, bad - 1)
    assert what in report.problem
    assert f"record {bad}" in report.sentence()


@pytest.mark.parametrize(
    ("change", "bad", "what"),
    [
        ("UPDATE delivery SET number = 3 WHERE sequence = 2", 2, "rows of its delivery"),
        ("DELETE FROM delivery WHERE sequence = 2", 2, "rows of its delivery"),
        ("INSERT INTO delivery VALUES (3, 9)", 3, "rows of its delivery"),
        ("INSERT INTO delivery VALUES (9, 9)", 4, "without a record"),
    ],
)
def test_verify_names_a_delivery_whose_number_was_changed(
    tmp_path: Path, change: str, bad: int, what: str
) -> None:
    with closing(open_store(tmp_path)) as store:
        for number in (1, 2, 3):
            sale = replace(nth_sale(number), delivery_number=number if number < 3 else 0)
            with store.unit_of_work() as work:
                work.add_sale(sale, None, None)
                work.commit()
    assert verify_database(tmp_path, KEY).ok
    tamper(tmp_path, change)
    report = verify_database(tmp_path, KEY)
    assert (report.ok, report.bad_sequence) == (False, bad)
    assert what in report.problem


def test_chain_verify_names_the_first_of_two_swapped_records(folder: Path) -> None:
    tamper(folder, *_swap(folder))
    report = verify_database(folder, KEY)
    assert (report.ok, report.bad_sequence) == (False, 3)
    assert report.bad_id


def _reseal(folder: Path, make_body: Callable[[bytes], bytes]) -> None:
    """Rewrite the last record with a hash that fits: what only a checkpoint or the rows give away."""
    connection = connect(folder / "till.db", KEY)
    encoded = connection.execute("SELECT envelope FROM journal WHERE sequence = 6").fetchall()[0][0]
    connection.close()
    old = open_envelope(encoded)
    new = Envelope(
        old.version,
        old.company_id,
        old.till_id,
        old.sequence,
        old.fact_id,
        old.kind,
        old.at_ms,
        old.previous,
        old.personal_hash,
        make_body(old.body),
    )
    body, digest = seal(new)
    tamper(
        folder,
        "DELETE FROM journal WHERE sequence = 7",
        ("UPDATE journal SET envelope = ?, hash = ? WHERE sequence = 6", (body, digest)),
    )


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"\xc1", "body is no sale"),
        (b"\x80", "body is no sale"),
        (facts.encode_sale(nth_sale(6)), ""),
        (facts.encode_sale(nth_sale(5)), "another sale"),
    ],
)
def test_chain_verify_reads_every_body(folder: Path, body: bytes, what: str) -> None:
    _reseal(folder, lambda _: body)
    report = verify_database(folder, KEY)
    assert report.ok is (what == "")
    assert what in report.problem


def test_chain_a_cut_tail_is_only_seen_with_a_checkpoint(folder: Path) -> None:
    head = bytes.fromhex(verify_database(folder, KEY).chain_head)
    signed = checkpoint(7, head)
    assert verify_database(folder, KEY, signed).ok
    tables = ("personal", "posting", "tender", "sale_line", "print_job", "sale", "journal")
    tamper(
        folder,
        "PRAGMA foreign_keys = OFF",
        "DELETE FROM print_job WHERE fact_id IN (SELECT sale_id FROM sale WHERE sequence >= 5)",
        *(f"DELETE FROM {table} WHERE sequence >= 5" for table in tables if table != "print_job"),
    )
    assert verify_database(folder, KEY).ok
    report = verify_database(folder, KEY, signed)
    assert not report.ok
    assert "records 5 to 7 are missing" in report.problem


def test_forgettable_the_chain_verifies_after_a_member_is_forgotten(folder: Path) -> None:
    before = verify_database(folder, KEY)
    store = open_store(folder)
    store.forget_member(goods.MEMBER_ID)
    store.close()
    assert verify_database(folder, KEY) == before


def test_a_byte_flipped_anywhere_in_the_file_is_found(folder: Path) -> None:
    """But in the 16 bytes of salt at its start, which look like a wrong key."""
    path = folder / "till.db"
    sound = path.read_bytes()
    pages = len(sound) // PAGE
    dice = random.Random(7)
    for page in range(pages):
        content = bytearray(sound)
        content[page * PAGE + dice.randrange(16, PAGE)] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
        report = verify_database(folder, KEY)
        assert not report.ok, page
        assert "till.db is damaged" in report.problem
    path.write_bytes(sound)
    assert verify_database(folder, KEY).ok


@pytest.mark.parametrize("left", [1, 3, 10])
def test_a_file_cut_short_is_found(folder: Path, left: int) -> None:
    path = folder / "till.db"
    path.write_bytes(path.read_bytes()[: left * PAGE])
    report = verify_database(folder, KEY)
    assert not report.ok
    assert "damaged" in report.problem


def test_a_damaged_replica_is_named_and_the_journal_still_counted(folder: Path) -> None:
    writer = ReplicaWriter(folder, KEY)
    writer.begin_full()
    rows = [CategoryRow(category_id=f"{n}", name="x" * 200, colour="", position=n) for n in range(200)]
    writer.apply(rows, 1, full=True)
    writer.finish_full()
    writer.close()
    assert verify_database(folder, KEY).ok
    path = folder / "replica-1.db"
    content = bytearray(path.read_bytes())
    content[-PAGE + 100] ^= 1
    path.write_bytes(content)
    report = verify_database(folder, KEY)
    assert (report.ok, report.records) == (False, 7)
    assert "replica-1.db is damaged" in report.problem


def test_what_cannot_be_looked_at_is_said_in_a_sentence(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(CannotSell) as caught:
        verify_database(folder, bytes(32))
    assert caught.value.cause == "unreadable_key"
    with pytest.raises(CannotSell):
        verify_database(tmp_path_factory.mktemp("empty"), KEY)


def test_verify_writes_nothing(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".db"}
    verify_database(folder, KEY)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".db"} == before


def test_a_row_of_a_kind_of_a_later_version_is_followed_and_not_read(folder: Path) -> None:
    database = Database.open(folder / "till.db", KEY)
    previous = database.sql("SELECT hash FROM journal WHERE sequence = 7")[0][0]
    envelope = Envelope(
        2, goods.COMPANY, goods.TILL, 8, fact_id(88), "shift-opened", 9, previous, b"", b"\xc1"
    )
    encoded, digest = seal(envelope)
    database.sql(
        "INSERT INTO journal VALUES (8, ?, 'shift-opened', 9, ?, ?, ?)",
        (fact_id(88), previous, digest, encoded),
    )
    database.close()
    report = verify_database(folder, KEY)
    assert (report.ok, report.records, report.sales) == (True, 8, 6)
