"""A cashier's own card, as the server sees it: who they are comes from a file, what they do on it is reviewed."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from sync.protocol.v1.messages import CashierRow
from sync.server.book.members import erase_member
from sync.server.importing import ImportRefused
from tests.stage import goods
from tests.unit.sync.server.bringing_back import balance
from tests.unit.sync.server.stage import MEMBER, OTHER, START_MS, FakeTill, Shop
from tests.unit.sync.server.test_late_claims import claim

CASHIERS = "cashier_id,name,pin,member_id\n"


def cashiers(shop: Shop) -> dict[str, str]:
    """Who of the cashiers is which member, as tills are told."""
    return {row.cashier_id: row.member_id for row in shop.changes().rows if isinstance(row, CashierRow)}


def rung_up_by(shop: Shop, till: FakeTill, cashier_id: str) -> None:
    made = till.make_sale(member=shop.member_view())
    till.sell(replace(made, seller=replace(made.seller, cashier_id=cashier_id)))
    shop.taken(till)


def test_the_list_of_cashiers_says_which_member_each_is(shop: Shop) -> None:
    shop.import_texts(cashiers=CASHIERS + f"jonas,Jonas,1234,{MEMBER}\nkim,Kim,1234,\n")
    assert cashiers(shop) == {"jonas": MEMBER, "kim": ""}
    assert shop.import_texts(cashiers=CASHIERS + f"jonas,Jonas,1234,{MEMBER}\n")["cashiers"] == 0


def test_a_member_whom_nobody_knows_is_a_mistake_of_the_file(shop: Shop) -> None:
    with pytest.raises(ImportRefused) as refused:
        shop.import_texts(cashiers=CASHIERS + "jonas,Jonas,1234,stranger\n")
    [mistake] = refused.value.mistakes
    assert mistake.line == 2
    assert "a member that the company knows, not 'stranger'" in str(mistake)


def test_facts_never_rejected_a_sale_on_the_cashier_s_own_card_is_posted_and_told(shop: Shop) -> None:
    shop.import_texts(cashiers=CASHIERS + f"jonas,Jonas,1234,{MEMBER}\n")
    rung_up_by(shop, shop.till(), "jonas")
    assert shop.flags() == {"own-card"}
    assert balance(shop) == (500 + 94, 0, 0)


def test_a_colleague_rings_it_up_and_nothing_is_told(shop: Shop) -> None:
    shop.import_texts(cashiers=CASHIERS + f"jonas,Jonas,1234,{MEMBER}\nkim,Kim,1234,{OTHER}\n")
    rung_up_by(shop, shop.till(), "kim")
    assert shop.flags() == set()


def test_a_claim_that_the_cashier_entered_for_themselves_is_told(shop: Shop) -> None:
    shop.import_texts(cashiers=CASHIERS + f"jonas,Jonas,1234,{OTHER}\n")
    till = shop.till()
    sale = till.sell()
    claim(till, sale.sale_id)
    shop.taken(till)
    assert shop.flags() == {"own-card"}


def test_forgettable_an_erased_member_is_no_cashier_s_any_more(shop: Shop) -> None:
    shop.import_texts(cashiers=CASHIERS + f"jonas,Jonas,1234,{MEMBER}\nkim,Kim,1234,{OTHER}\n")
    with shop.database.write() as connection:
        erase_member(connection, shop.company.company_id, MEMBER, START_MS)
    assert cashiers(shop) == {"jonas": "", "kim": OTHER}


def test_a_cashier_row_without_a_member_is_as_short_as_before() -> None:
    plain = CashierRow(cashier_id="jonas", name="Jonas", pin_hash="x")
    assert b"member_id" not in msgspec.msgpack.encode(plain)
    assert goods.MEMBER_ID.encode() in msgspec.msgpack.encode(
        msgspec.structs.replace(plain, member_id=goods.MEMBER_ID)
    )
