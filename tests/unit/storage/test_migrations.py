"""Schema changes: the same schema by both ways, a verified backup first, all or nothing, and no envelope touched."""

import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.domain.errors import CannotSell
from pos_app.storage.database import Database
from pos_app.storage.driver import pragma
from pos_app.storage.metadata import metadata
from pos_app.storage.migrate import EnvelopeTouched, migrate
from pos_app.storage.schema import MIGRATIONS, SCHEMA_VERSION, bring_up_to_date, create
from pos_app.storage.tables import TRIGGERS
from pos_app.storage.verify import verify_database
from tests.stage import goods
from tests.stage.contents import same_words
from tests.stage.tills import ADA, KEY, open_store, sell, sell_many

SECOND = '''"""Adds a note."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE parked ADD COLUMN colour TEXT")
    {then}
'''


def next_version(folder: Path, then: str = "pass") -> Path:
    """Our migrations and one more."""
    migrations = folder / "migrations"
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (migrations / "versions" / "0002_next.py").write_text(SECOND.format(then=then), encoding="utf-8")
    return migrations


def schema_of(database: Database) -> dict[str, str]:
    found = database.sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: same_words(sql) for name, sql in found}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A till.db that version 1 really wrote."""
    store = open_store(tmp_path)
    sell_many(store, 5)
    yield store.database
    store.close()


def test_a_new_file_and_a_migrated_one_have_the_same_schema(tmp_path: Path) -> None:
    created = open_store(tmp_path / "created")
    migrated = Database.open(tmp_path / "migrated.db", KEY, create=True)
    migrate(migrated, KEY, 0, SCHEMA_VERSION, MIGRATIONS)
    assert schema_of(migrated) == schema_of(created.database)
    assert pragma(migrated.connection, "user_version") == SCHEMA_VERSION
    migrated.close()
    created.close()


def test_opaque_envelope_a_migration_leaves_every_record_as_it_was(
    database: Database, tmp_path: Path
) -> None:
    before = database.sql("SELECT * FROM journal ORDER BY sequence")
    bring_up_to_date(database, KEY, version=2, migrations=next_version(tmp_path))
    assert pragma(database.connection, "user_version") == 2
    assert database.sql("SELECT * FROM journal ORDER BY sequence") == before
    assert database.sql("SELECT colour FROM parked") == []
    assert verify_database(tmp_path, KEY).ok


def test_the_backup_is_whole_and_under_the_same_key(database: Database, tmp_path: Path) -> None:
    bring_up_to_date(database, KEY, version=2, migrations=next_version(tmp_path))
    backup = Database.open(tmp_path / "till-before-schema-2.db", KEY)
    assert pragma(backup.connection, "user_version") == 1
    assert backup.sql("SELECT count(*) FROM journal") == [(5,)]
    backup.close()
    with pytest.raises(CannotSell):
        Database.open(tmp_path / "till-before-schema-2.db", bytes(32))


def test_a_migration_that_fails_leaves_the_file_as_it_was(database: Database, tmp_path: Path) -> None:
    before = schema_of(database)
    broken = next_version(tmp_path, "raise RuntimeError('half way')")
    with pytest.raises(RuntimeError, match="half way"):
        bring_up_to_date(database, KEY, version=2, migrations=broken)
    assert schema_of(database) == before
    assert pragma(database.connection, "user_version") == 1
    assert (tmp_path / "till-before-schema-2.db").exists()
    assert verify_database(tmp_path, KEY).records == 5


CHANGED = """op.execute('DROP TRIGGER journal_immutable_update')
    op.execute("UPDATE journal SET envelope = x'00' WHERE sequence = 2")"""
ADDED = """op.execute(
        "INSERT INTO journal SELECT sequence + 1, id || 0, kind, at_ms, hash, hash, envelope"
        " FROM journal WHERE sequence = 5"
    )"""


@pytest.mark.parametrize("then", [CHANGED, ADDED])
def test_opaque_envelope_a_migration_that_touches_the_journal_is_undone(
    database: Database, tmp_path: Path, then: str
) -> None:
    before = database.sql("SELECT * FROM journal ORDER BY sequence")
    with pytest.raises(EnvelopeTouched):
        bring_up_to_date(database, KEY, version=2, migrations=next_version(tmp_path, then))
    assert database.sql("SELECT * FROM journal ORDER BY sequence") == before
    assert pragma(database.connection, "user_version") == 1


def test_a_disk_that_fills_up_during_a_migration_is_said_in_a_sentence(
    database: Database, tmp_path: Path
) -> None:
    greedy = next_version(tmp_path, 'op.execute("INSERT INTO forgotten SELECT hex(randomblob(500000))")')
    database.sql(f"PRAGMA max_page_count = {pragma(database.connection, 'page_count')}")
    with pytest.raises(CannotSell) as caught:
        bring_up_to_date(database, KEY, version=2, migrations=greedy)
    assert caught.value.cause == "disk_full"
    assert pragma(database.connection, "user_version") == 1


def test_immutable_a_migration_cannot_change_a_fact_by_accident(database: Database, tmp_path: Path) -> None:
    careless = next_version(tmp_path, 'op.execute("UPDATE sale SET total_minor = 0")')
    with pytest.raises(Exception, match="IMMUTABLE"):
        bring_up_to_date(database, KEY, version=2, migrations=careless)
    assert verify_database(tmp_path, KEY).ok


def test_a_till_sells_on_after_a_migration(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pos_app.storage")
    bring_up_to_date(database, KEY, version=2, migrations=next_version(tmp_path))
    assert "schema 1 is now 2" in caplog.text
    script = (
        "import sys\nfrom pathlib import Path\nfrom tests.stage.tills import KEY\n"
        "from pos_app.storage.database import Database\nfrom pos_app.storage.schema import bring_up_to_date\n"
        "bring_up_to_date(Database.open(Path(sys.argv[1]) / 'till.db', KEY), KEY, version=2)\n"
        "sys.exit(int('alembic' in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, timeout=60)
    assert done.returncode == 0, "a file that is up to date needs no alembic"


def test_the_other_process_may_have_migrated_first(database: Database, tmp_path: Path) -> None:
    migrations = next_version(tmp_path)
    bring_up_to_date(database, KEY, version=2, migrations=migrations)
    migrate(database, KEY, 1, 2, migrations)
    assert pragma(database.connection, "user_version") == 2


def test_the_till_and_its_child_may_meet_on_a_new_folder(tmp_path: Path) -> None:
    first = Database.open(tmp_path / "till.db", KEY, create=True)
    second = Database.open(tmp_path / "till.db", KEY, create=True)
    bring_up_to_date(first, KEY)
    create(second, metadata, TRIGGERS, SCHEMA_VERSION)
    assert schema_of(first) == schema_of(second)
    second.close()
    first.close()
    store = open_store(tmp_path)
    sell(store, member=goods.member(), personal=ADA)
    store.close()
