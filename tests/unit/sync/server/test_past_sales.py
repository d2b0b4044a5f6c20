"""What was sold, as rows that a simulation reads: numbered members, kept goods, what they cost."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest
import uuid_utils

from pos_app.commands.past_sales import read_sales
from pos_app.domain.basket import with_member
from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty.simulate import PastLine
from pos_app.domain.money import EUR, NOK
from pos_app.domain.visit import LateClaim
from sync.protocol.v1 import member_facts
from sync.server.desk.past_sales import COLUMNS, Written, write_past_sales
from tests.stage import goods
from tests.unit.sync.server.bringing_back import bring_back
from tests.unit.sync.server.joining_stage import seller_of
from tests.unit.sync.server.stage import MEMBER, OTHER, START_MS, Shop


def written(shop: Shop, *days: str) -> tuple[Written, list[dict[str, str]]]:
    """What is told of the file, and its rows."""
    path = shop.folder / "past.csv"
    with shop.database.read() as connection:
        done = write_past_sales(connection, shop.company.company_id, NOK, path, *days)
    with path.open(encoding="utf-8", newline="") as file:
        return done, [*csv.DictReader(file)]


def test_each_line_of_each_sale_is_a_row_with_its_goods_and_what_it_cost(shop: Shop) -> None:
    till = shop.till()
    till.sell(
        till.make_sale(
            with_member(goods.basket((goods.CAPPUCCINO, 2000), (goods.BEANS, 350), goods.DEPOSIT), MEMBER),
            member=shop.member_view(),
        )
    )
    till.sell()
    shop.taken(till)
    done, rows = written(shop)
    assert done == Written(sales=2, lines=5, members=1)
    assert [*rows[0]] == [*COLUMNS]
    first = [[row[name] for name in COLUMNS[1:]] for row in rows[:3]]
    assert first == [
        ["m1", "98.00", "cappuccino", "kaffe", "2", "sale-1", ""],
        ["m1", "139.30", "kaffebønner-etiopia", "kaffe", "0.350", "sale-1", ""],
        ["m1", "2.00", "pant", "drikke", "1", "sale-1", "deposit"],
    ]
    assert {row["date"] for row in rows} == {"2026-03-01T14:02"}  # as the till's own clock showed it
    assert [row["member"] for row in rows[3:]] == ["", ""]


def test_the_simulation_reads_what_the_server_wrote(shop: Shop) -> None:
    till = shop.till()
    till.sell(till.make_sale(goods.basket(goods.CAPPUCCINO, goods.DEPOSIT)))
    shop.taken(till)
    written(shop)
    read = read_sales(shop.folder / "past.csv", NOK)
    (sale,) = read.sales()
    assert sale.lines == (
        PastLine(4900, "cappuccino", "kaffe"),
        PastLine(200, "pant", "drikke", protection=Protection.DEPOSIT),
    )
    assert (read.errors, read.unused) == ([], ())


def test_forgettable_the_file_holds_nobodys_id_and_only_its_owner_reads_it(shop: Shop) -> None:
    till = shop.till()
    till.sell(till.make_sale(with_member(goods.basket(goods.CAPPUCCINO), MEMBER), member=shop.member_view()))
    shop.taken(till)
    written(shop)
    path = shop.folder / "past.csv"
    assert MEMBER not in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_sale_that_was_claimed_afterwards_is_its_members(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell()
    claim = LateClaim(str(uuid_utils.uuid7()), seller_of(till, "jonas"), OTHER, sale.sale_id, START_MS + 1000)
    till.write(member_facts.LATE_CLAIM, member_facts.encode_late_claim(claim), fact_id=claim.claim_id)
    shop.taken(till)
    assert {row["member"] for row in written(shop)[1]} == {"m1"}


def test_goods_that_came_back_are_left_out_whole_or_in_part(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(till.make_sale(goods.basket((goods.CAPPUCCINO, 3000), goods.CINNAMON_BUN)))
    bring_back(till, sale, {1: 1, 2: 1})
    shop.taken(till)
    done, rows = written(shop)
    assert (done.lines, done.came_back) == (1, 1)
    assert [(row["amount"], row["quantity"]) for row in rows] == [("98.00", "2")]


def test_only_the_days_and_the_currency_that_were_asked_for(shop: Shop) -> None:
    till = shop.till()
    till.sell()
    shop.taken(till)
    assert written(shop, "2026-03-01", "2026-03-01")[0].sales == 1
    assert written(shop, "2026-03-02")[0] == written(shop, "", "2026-02-28")[0] == Written()
    with shop.database.read() as connection:
        done = write_past_sales(connection, shop.company.company_id, EUR, shop.folder / "euro.csv")
    assert done == Written(other_currency=1)


def test_a_file_that_could_not_be_written_whole_is_not_there(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = shop.till()
    till.sell()
    shop.taken(till)
    path = shop.folder / "past.csv"
    path.write_text("the one before", encoding="utf-8")
    monkeypatch.setattr("os.fsync", lambda _file: (_ for _ in ()).throw(OSError(28, "no space")))
    with pytest.raises(OSError, match="no space"):
        written(shop)
    assert path.read_text(encoding="utf-8") == "the one before"
    assert sorted(each.name for each in Path(shop.folder).glob("past*")) == ["past.csv"]
