"""What stops a till from selling, each with a cause and a sentence that says what to do."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.domain.errors import CannotSell
from pos_app.storage.driver import Connection, connect, pragma, prepare
from pos_app.storage.faults import cannot_sell
from pos_app.storage.key import make_key, read_key
from pos_app.storage.lock import AlreadyHeld, FileLock
from pos_app.storage.opening import Safety, open_for_sync, open_till_store, read_back
from tests.stage import goods
from tests.stage.tills import KEY, open_store, sell


def refused(folder: Path, key: bytes = KEY, **how: object) -> CannotSell:
    with pytest.raises(CannotSell) as caught:
        open_till_store(folder, key, **how)  # type: ignore[arg-type]
    return caught.value


def test_durable_first_the_settings_that_keep_a_sale_are_read_back(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    connection = store.database.connection
    assert read_back(connection).journal_mode == "wal"
    assert read_back(connection).synchronous == 2
    assert [pragma(connection, name) for name in ("foreign_keys", "secure_delete", "busy_timeout")] == [
        1,
        1,
        5000,
    ]
    store.close()


def test_durable_first_a_synchronous_setting_that_could_lose_sales_stops_selling(tmp_path: Path) -> None:
    def weakened(connection: Connection) -> Safety:
        connection.execute("PRAGMA synchronous = NORMAL")
        return read_back(connection)

    error = refused(tmp_path, read_back=weakened)
    assert error.cause == "wrong_synchronous"
    assert "do not sell" in error.sentence


def test_durable_first_another_journal_mode_stops_selling(tmp_path: Path) -> None:
    def without_wal(connection: Connection) -> Safety:
        connection.execute("PRAGMA journal_mode = DELETE")
        return read_back(connection)

    error = refused(tmp_path, read_back=without_wal)
    assert error.cause == "wrong_journal_mode"
    assert "delete" in error.sentence


@pytest.mark.parametrize(("version", "fits"), [((3, 51, 2), False), ((3, 51, 3), True), ((3, 60, 0), True)])
def test_durable_first_an_old_sqlite_stops_selling(
    tmp_path: Path, version: tuple[int, ...], fits: bool
) -> None:
    def older(connection: Connection) -> Safety:
        return replace(read_back(connection), sqlite=version)

    if fits:
        open_till_store(tmp_path, KEY, read_back=older).close()
        return
    error = refused(tmp_path, read_back=older)
    assert error.cause == "wrong_sqlite"
    assert "3.51.2" in error.sentence
    assert "3.51.3" in error.sentence


def test_a_second_till_on_the_same_data_is_stopped(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    error = refused(tmp_path)
    assert error.cause == "second_till"
    assert "already open" in error.sentence
    store.close()
    open_store(tmp_path).close()


def test_a_till_that_died_holds_no_lock(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom tests.stage.tills import open_store\n"
        "open_store(Path(sys.argv[1]))\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, timeout=60)
    assert done.returncode == -9
    open_store(tmp_path).close()


def test_who_meets_another_on_a_new_file_waits_for_it(tmp_path: Path) -> None:
    """SQLite itself refuses at once here, whatever its timeout."""
    first, second = (connect(tmp_path / "till.db", KEY, create=True) for _ in range(2))
    first.execute("CREATE TABLE made (here INTEGER)")
    first.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(prepare, second, durable=True)
        with pytest.raises(TimeoutError):
            opening.result(0.1)
        first.execute("COMMIT")
        opening.result(10)
    assert read_back(second).journal_mode == "wal"
    first.close()
    second.close()


def test_the_sync_child_opens_beside_the_till_but_not_beside_another(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    database, lock = open_for_sync(tmp_path, KEY)
    with pytest.raises(AlreadyHeld):
        open_for_sync(tmp_path, KEY)
    database.close()
    lock.release()
    store.close()


def test_a_lock_says_who_holds_it(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "a.lock").acquire()
    assert (tmp_path / "a.lock").read_text().strip() == str(os.getpid())
    lock.release()
    lock.release()


def test_a_wrong_key_stops_selling_and_changes_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    sale = sell(store)
    store.close()
    error = refused(tmp_path, bytes(32))
    assert error.cause == "unreadable_key"
    assert "delete nothing" in error.sentence
    again = open_store(tmp_path)
    with again.unit_of_work() as uow:
        assert uow.last_sale() == sale
    again.close()


def test_data_of_another_till_stops_selling(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    assert refused(tmp_path, company_id=goods.COMPANY, till_id="other").cause == "other_till"
    open_till_store(tmp_path, KEY).close()


def test_a_till_without_a_place_cannot_sign_anybody_in(tmp_path: Path) -> None:
    store = open_till_store(tmp_path, KEY)
    with pytest.raises(CannotSell) as caught, store.unit_of_work() as uow:
        uow.add_signed_in("a", "ingrid", 1)
    assert caught.value.cause == "not_enrolled"
    store.close()


def test_the_owner_is_learnt_from_the_first_sale(tmp_path: Path) -> None:
    store = open_till_store(tmp_path, KEY)
    sell(store)
    with store.unit_of_work() as uow:
        assert uow.add_signed_in("0190b5a0-0000-7000-8000-000000000001", "ingrid", 1) == 2
    store.close()
    assert refused(tmp_path, company_id=goods.COMPANY, till_id="other").cause == "other_till"


def test_data_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.database.sql("PRAGMA user_version = 99")
    store.close()
    assert refused(tmp_path).cause == "newer_data"


def test_a_folder_that_cannot_be_made_stops_selling(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    error = refused(tmp_path / "file")
    assert error.cause == "read_only"


def test_a_till_db_that_is_a_folder_stops_selling(tmp_path: Path) -> None:
    (tmp_path / "till.db").mkdir()
    assert refused(tmp_path).cause == "read_only"


def test_a_file_that_is_no_database_stops_selling(tmp_path: Path) -> None:
    (tmp_path / "till.db").write_bytes(os.urandom(8192))
    assert refused(tmp_path).cause == "unreadable_key"


def test_opening_current_data_imports_no_migrations(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    script = (
        "import sys\nfrom pathlib import Path\nfrom pos_app.storage.opening import open_till_store\n"
        "open_till_store(Path(sys.argv[1]), bytes(range(100, 132))).close()\n"
        "heavy = {'alembic', 'sqlalchemy', 'cryptography', 'typer', 'httpx'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], check=False, timeout=60, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_key_is_made_once_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "till.key"
    key = make_key(path)
    assert len(key) == 32
    assert read_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        make_key(path)
    assert read_key(path) == key


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33, b"x" * 64])
def test_a_key_of_another_length_stops_selling(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "till.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(CannotSell, match="not a key of 32 bytes") as caught:
        read_key(path)
    assert caught.value.cause == "unreadable_key"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_stops_selling(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "till.key"
    make_key(path)
    path.chmod(mode)
    with pytest.raises(CannotSell, match="read by others") as caught:
        read_key(path)
    assert caught.value.cause == "unreadable_key"


def test_a_missing_key_stops_selling(tmp_path: Path) -> None:
    with pytest.raises(CannotSell, match=r"till\.key") as caught:
        read_key(tmp_path / "till.key")
    assert caught.value.cause == "unreadable_key"


def test_every_sentence_says_what_to_do() -> None:
    told = {"found": "x", "wanted": "y"}
    for cause in (
        "second_till",
        "disk_full",
        "wrong_sqlite",
        "wrong_journal_mode",
        "wrong_synchronous",
        "unreadable_key",
        "damaged",
        "locked",
        "read_only",
        "newer_data",
        "other_till",
        "not_enrolled",
        "no_catalogue",
        "unknown_currency",
    ):
        sentence = cannot_sell(cause, **told).sentence
        assert sentence.endswith(".")
        assert sentence.count(". ") >= 1, cause
        assert "{" not in sentence
