"""What waits for a person, as it is typed: seen, released, settled, until the list is empty."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from sync.server.commands import program
from sync.server.intake import apply
from sync.server.schema import tables
from tests.integration.server.test_desk_commands import Desk
from tests.unit.sync.server.stage import open_shop

BY = ("--by", "Ingrid", "--reason", "the new version knows it")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    shop = open_shop(tmp_path)
    (tmp_path / "server.toml").write_text('[server]\nport = 0\n[files]\ndatabase = "server.db"\n')
    yield Desk(shop)
    shop.database.close()


def test_poison_aside_a_parked_record_is_listed_shown_released_and_gone_from_the_list(desk: Desk) -> None:
    shop = desk.shop
    till = shop.till()
    sale = till.sell(receipt_number=7)
    till.write("invented", b"\xc1\x02")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apply, "_HANDLERS", {})
        shop.taken(till)
    this = ("--till", till.place.till_id, "--sequence", "1")
    other = ("--till", till.place.till_id, "--sequence", "2")
    assert desk.done("parked", "list").endswith("2 parked\n")
    assert "the new version" not in desk.done("parked", "show", *this)
    shown = desk.done("parked", "show", *this)
    assert "parked: kind 'sale' in version 1 is not known here" in shown
    assert f"sale_id: {sale.sale_id}" in shown
    assert "c1 02" in desk.done("parked", "show", *other)
    assert "cannot be applied still" in desk.refused("parked", "release", *other, *BY)
    assert desk.done("parked", "release", *this, *BY) == "released; flagged: receipt-number\n"
    assert "not parked" in desk.refused("parked", "release", *this, *BY)
    assert desk.done("parked", "set-aside", *other, *BY) == "set aside\n"
    assert f"{till.place.till_id} 1: receipt-number: 7 came after 0" in desk.done("review")
    assert "no open flag" in desk.refused("review", "settle", *other, "--by", "Ingrid", "--note", "seen")
    assert desk.done("review", "settle", *this, "--by", "Ingrid", "--note", "a jam") == (
        "settled: receipt-number\n"
    )
    assert desk.done("review") == "0 to look at\n"
    assert msgspec.json.decode(desk.done("parked", "list", "--json")) == []


def test_fork_a_copied_till_is_looked_at_taken_in_and_thawed(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    shop = desk.shop
    till = shop.till()
    copy = till.twin()
    till.sell()
    copy.sell()
    shop.taken(till)
    shop.declined(copy)
    assert "forked" in caplog.text
    this = ("--till", till.place.till_id)
    shown = desk.done("till", "forks")
    assert f"{till.place.till_id}  s1 till 1, frozen (fork)" in shown
    assert copy.hashes[0].hex()[:12] in shown
    assert "run `trofast-server till take-in` first" in desk.refused("till", "thaw", *this, *BY)
    assert desk.done("till", "take-in", *this, *BY) == (
        "taken in: 0 of its own history, 1 of the other; 0 fit nowhere\n"
    )
    assert "taken in" in desk.done("till", "forks", *this)
    assert "enrol one of the two machines anew" in desk.refused("till", "thaw", *this, *BY)
    assert "thawed" in desk.done("till", "thaw", *this, *BY, "--copy-is-gone")
    assert shop.count(tables.sale) == 2
    assert desk.done("review") == "0 to look at\n"
    assert msgspec.json.decode(desk.done("till", "forks", "--json", *this))[0]["frozen"] == ""


def test_epoch_a_backup_is_made_while_it_serves_and_put_back_elsewhere(desk: Desk, tmp_path: Path) -> None:
    till = desk.shop.till()
    till.sell()
    desk.shop.taken(till)
    assert "Say where to" in desk.type("backup").stderr
    config = desk.shop.folder / "server.toml"
    config.write_text(config.read_text() + '[backup]\nfolder = "copies"\n')
    said = desk.done("backup", "--keep", "1")
    assert "kaffehuset: 1 records, 1 sales, 2 members\n" in said
    assert "removed: trofast-" in desk.done("backup", "--keep", "1")
    assert "never overwrites" in desk.type("restore", str(tmp_path / "copies")).stderr
    new_place = str(tmp_path / "new" / "server.toml")
    restored = CliRunner().invoke(program, ["--config", new_place, "restore", str(tmp_path / "copies")])
    assert restored.exit_code == 0, restored.output
    assert "kaffehuset: 1 records, 1 tills, epoch " in restored.stdout
    assert "Next: `trofast-server run`." in restored.stdout
    status = CliRunner().invoke(program, ["--config", new_place, "status", "--json"])
    assert msgspec.json.decode(status.stdout)["tills"][0]["sales"] == 1


def test_doctor_ends_with_1_while_there_is_something_to_do(desk: Desk) -> None:
    result = desk.type("doctor")
    assert result.exit_code == 1
    assert "look  backups: server.toml names no [backup] folder\n      Name one." in result.stdout
    assert result.stdout.endswith("to do\n")
    told = msgspec.json.decode(desk.type("doctor", "--json", "--thorough").stdout)
    assert {"check", "state", "says", "do"} == set(told[0])
