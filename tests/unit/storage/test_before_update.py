"""WAY-BACK on real files: which copy is put back, when, and that nothing else ever is."""

import os
import time
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.domain.errors import CannotSell
from pos_app.storage.backup import verified_copy
from pos_app.storage.before_update import FOLDER, PutBack, drop_old_copies, keep_copy, put_back
from pos_app.storage.database import Database
from pos_app.storage.driver import pragma
from pos_app.storage.lock import AlreadyHeld, FileLock
from pos_app.storage.replica_files import point_to
from pos_app.storage.replica_keys import REPLICA_SCHEMA
from pos_app.storage.schema import SCHEMA_VERSION
from pos_app.storage.verify import verify_database
from tests.stage.later_schema import open_later
from tests.stage.replicas import SHOP, load, reader
from tests.stage.tills import KEY, open_store, sell_many

NEWER = SCHEMA_VERSION + 1


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A till's data with five sales, copied aside."""
    store = open_store(tmp_path)
    sell_many(store, 5)
    store.close()
    assert keep_copy(tmp_path, KEY) == 5
    return tmp_path


def migrate(data: Path, *, keep_log: bool = False) -> Database:
    """What another release does to the schema."""
    database = Database.open(data / "till.db", KEY)
    with database.writing():
        database.sql("CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT")
        database.sql(f"PRAGMA user_version = {NEWER}")
    if not keep_log:
        database.close()
    return database


def schema(path: Path) -> int:
    database = Database.open(path, KEY)
    found = int(pragma(database.connection, "user_version"))
    database.close()
    return found


def test_way_back_data_that_can_be_read_stay(data: Path) -> None:
    before = (data / "till.db").read_bytes()
    assert put_back(data, KEY) is PutBack.NOT_NEEDED
    assert (data / "till.db").read_bytes() == before


def test_way_back_a_newer_schema_without_a_new_record_is_undone(data: Path) -> None:
    migrate(data)
    assert put_back(data, KEY) is PutBack.DONE
    assert schema(data / "till.db") == SCHEMA_VERSION
    assert verify_database(data, KEY).records == 5
    assert not list(data.glob("*.put-back"))
    assert (data / FOLDER / "till.db").exists(), "for the next try"
    open_store(data).close()


def test_way_back_the_log_of_the_newer_data_is_not_left_beside_the_older(data: Path, tmp_path: Path) -> None:
    """A process that was killed leaves its log; SQLite would lay it over whatever file has the name."""
    database = migrate(data, keep_log=True)
    log = (data / "till.db-wal").read_bytes()
    database.close()
    (data / "till.db-wal").write_bytes(log)
    assert put_back(data, KEY) is PutBack.DONE
    assert not (data / "till.db-wal").exists() or (data / "till.db-wal").stat().st_size == 0
    assert verify_database(data, KEY).records == 5


def test_way_back_a_record_that_no_copy_has_is_kept(data: Path) -> None:
    store = open_store(data)
    sell_many(store, 1)
    store.close()
    migrate(data)
    before = (data / "till.db").read_bytes()
    assert put_back(data, KEY) is PutBack.SOLD_SINCE
    assert (data / "till.db").read_bytes() == before


def test_way_back_another_record_under_the_same_number_is_kept(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    sell_many(store, 4)
    verified_copy(store.database, KEY, tmp_path / "aside.db")
    with store.unit_of_work() as work:
        work.add_signed_in("0190b5a0-0000-7000-8000-00000000000a", "ingrid", 1)
        work.commit()
    assert keep_copy(tmp_path, KEY) == 5
    store.close()
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"till.db{suffix}").unlink(missing_ok=True)
    (tmp_path / "aside.db").rename(tmp_path / "till.db")
    store = open_store(tmp_path)
    with store.unit_of_work() as work:
        work.add_signed_in("0190b5a0-0000-7000-8000-00000000000b", "ola", 1)
        work.commit()
    store.close()
    migrate(tmp_path)
    assert put_back(tmp_path, KEY) is PutBack.SOLD_SINCE


def test_way_back_the_copy_that_a_migration_made_serves_too(data: Path) -> None:
    """The till sold on after the update was prepared, and the migration copied what was there then."""
    store = open_store(data)
    sell_many(store, 1)
    verified_copy(store.database, KEY, data / f"till-before-schema-{NEWER}.db")
    store.close()
    migrate(data)
    assert put_back(data, KEY) is PutBack.DONE
    assert verify_database(data, KEY).records == 6


@pytest.mark.parametrize("spoilt", ["gone", "damaged", "newer"])
def test_way_back_a_copy_that_is_no_good_is_not_put_back(data: Path, spoilt: str) -> None:
    copy = data / FOLDER / "till.db"
    if spoilt == "gone":
        copy.unlink()
    elif spoilt == "damaged":
        content = bytearray(copy.read_bytes())
        content[-2000] ^= 1
        copy.write_bytes(content)
    else:
        (data / "till.db").rename(data / "aside")
        copy.rename(data / "till.db")
        migrate(data)
        (data / "till.db").rename(copy)
        (data / "aside").rename(data / "till.db")
    migrate(data)
    before = (data / "till.db").read_bytes()
    assert put_back(data, KEY) is PutBack.NO_COPY
    assert (data / "till.db").read_bytes() == before


@pytest.mark.parametrize("name", ["till.lock", "sync.lock"])
def test_way_back_waits_for_nobody_and_takes_nothing_from_under_anybody(data: Path, name: str) -> None:
    migrate(data)
    lock = FileLock(data / name).acquire()
    with pytest.raises(AlreadyHeld):
        put_back(data, KEY)
    lock.release()
    assert put_back(data, KEY) is PutBack.DONE


def test_way_back_somebody_who_reads_the_data_just_now_keeps_them(data: Path) -> None:
    migrate(data)
    writer = Database.open(data / "till.db", KEY)
    writer.sql("PRAGMA wal_autocheckpoint = 0")
    writer.sql("INSERT INTO later VALUES (1)")
    reader = Database.open(data / "till.db", KEY, read_only=True)
    reader.sql("BEGIN")
    reader.sql("SELECT count(*) FROM journal")
    writer.sql("INSERT INTO later VALUES (2)")
    assert put_back(data, KEY) is PutBack.SOLD_SINCE
    reader.close()
    writer.close()
    assert put_back(data, KEY) is PutBack.DONE


def test_way_back_data_that_cannot_be_read_are_left_for_a_person(data: Path) -> None:
    (data / "till.db").write_bytes(os.urandom(8192))
    with pytest.raises(CannotSell):
        put_back(data, KEY)
    assert (data / FOLDER / "till.db").exists()


def test_an_update_leaves_no_more_than_one_copy_of_each_kind(data: Path) -> None:
    (data / "till-before-schema-2.db").write_bytes(b"of an update long ago")
    assert keep_copy(data, KEY) == 5
    assert not list(data.glob("till-before-schema-*"))
    assert [path.name for path in (data / FOLDER).iterdir()] == ["till.db"]


def test_way_back_a_replica_of_another_kind_makes_way_for_the_one_from_before(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    load(tmp_path, SHOP, cursor=7).close()
    keep_copy(tmp_path, KEY)
    for path in tmp_path.glob("replica-*.db"):  # the new release loaded its own
        path.rename(tmp_path / "replica-2.db")
    newer = Database.open(tmp_path / "replica-2.db", KEY)
    newer.sql(f"PRAGMA user_version = {REPLICA_SCHEMA + 1}")
    newer.close()
    point_to(tmp_path, 2)
    migrate(tmp_path)
    assert put_back(tmp_path, KEY) is PutBack.DONE
    with closing(reader(tmp_path)) as replica:
        assert (replica.version, replica.goods.size()) == (3, 3)
        assert replica.store().name
    assert put_back(tmp_path, KEY) is PutBack.NOT_NEEDED
    with closing(reader(tmp_path)) as replica:
        assert replica.version == 3, "one that can be read stays"


def test_forgettable_copies_from_before_an_update_do_not_live_for_ever(data: Path) -> None:
    (data / f"till-before-schema-{NEWER}.db").write_bytes(b"old")
    now_s = time.time()
    drop_old_copies(data, now_s - 60)
    assert (data / FOLDER / "till.db").exists()
    for path in (data / FOLDER / "till.db", data / f"till-before-schema-{NEWER}.db"):
        os.utime(path, (now_s - 120, now_s - 120))
    drop_old_copies(data, now_s - 60)
    assert not list(data.glob("till-before-schema-*"))
    assert list((data / FOLDER).iterdir()) == []
    assert (data / "till.db").exists()


def test_way_back_an_update_that_is_begun_anew_does_not_copy_over_the_way_back(data: Path) -> None:
    """The power went after the migration, and the package is installed again: by then the data are the newer ones."""
    open_later(data).close()
    copies = sorted(path.name for path in data.rglob("till*.db"))
    with pytest.raises(CannotSell) as caught:
        keep_copy(data, KEY)
    assert caught.value.cause == "newer_data"
    assert sorted(path.name for path in data.rglob("till*.db")) == copies
    assert put_back(data, KEY) is PutBack.DONE


def test_a_till_that_never_sold_has_nothing_to_copy(tmp_path: Path) -> None:
    assert keep_copy(tmp_path, KEY) == 0
    assert put_back(tmp_path, KEY) is PutBack.NOT_NEEDED
