"""A drill proves that a backup can be put back, and leaves everything as it was."""

from pathlib import Path

import msgspec
import pytest

from sync.server.care.backups import Backup, make_backup
from sync.server.care.drill import try_restore
from sync.server.care.sqlite_data import SqliteData
from sync.server.config import ServerSettings, load_settings
from sync.server.problems import CannotRun
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import START_MS, Shop

pytestmark = pytest.mark.sqlite


@pytest.fixture
def settings(shop: Shop) -> ServerSettings:
    (shop.folder / "server.toml").write_text('[files]\ndatabase = "server.db"\n', encoding="utf-8")
    return load_settings(shop.folder / "server.toml")


@pytest.fixture
def made(shop: Shop) -> Backup:
    till = shop.till()
    till.sell(member=shop.member_view())
    till.sell()
    shop.taken(till)
    return make_backup(SqliteData(shop.folder / "server.db"), shop.folder / "copies", START_MS)[0]


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_backup_is_put_back_counted_and_thrown_away(
    shop: Shop, settings: ServerSettings, made: Backup
) -> None:
    before, files = audit(shop.database), names(shop.folder)
    tried = try_restore(made, settings, shop.clock.ms)
    [held] = tried.companies
    assert (held.records, held.sales, held.members) == (2, 2, 2)
    assert (tried.backup, tried.made_ms) == (made.file, START_MS)
    assert audit(shop.database) == before
    assert names(shop.folder) == files


def test_a_backup_that_is_not_what_was_written_is_found_out(
    shop: Shop, settings: ServerSettings, made: Backup
) -> None:
    files = names(shop.folder)
    whole = made.file.read_bytes()
    made.file.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    with pytest.raises(CannotRun, match="SHA-256 differs"):
        try_restore(made, settings, shop.clock.ms)
    made.file.write_bytes(whole)
    [held] = made.manifest.companies
    other = msgspec.structs.replace(held, sales=held.sales + 1)
    lying = Backup(path=made.path, manifest=msgspec.structs.replace(made.manifest, companies=(other,)))
    with pytest.raises(CannotRun, match="does not hold what its manifest says"):
        try_restore(lying, settings, shop.clock.ms)
    assert names(shop.folder) == files
