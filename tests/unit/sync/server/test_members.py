"""Members: what tills may know of them, and forgetting one for good."""

from pathlib import Path

import pytest

from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.messages import Gone, Personal
from sync.protocol.v1.numbers import number_hash
from sync.server.book.members import erase_member
from sync.server.schema import tables
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import MEMBER, Shop


def the_row(shop: Shop) -> MemberRow:
    [row] = [row for row in shop.changes().rows if isinstance(row, MemberRow) and row.member_id == MEMBER]
    return row


def erase(shop: Shop, member_id: str = MEMBER) -> bool:
    with shop.database.write() as connection:
        erased = erase_member(connection, shop.company.company_id, member_id, shop.clock())
    shop.database.forget_old_pages()
    return erased


def test_a_member_row_holds_hashes_instead_of_numbers(shop: Shop) -> None:
    row = the_row(shop)
    secret = shop.company.card_secret
    assert row.card_hashes == (number_hash(secret, "10000042"),)
    assert row.phone_hash == number_hash(secret, "4791234567")
    assert (row.card_number_end, row.points, row.qualifying_points, row.tier) == ("0042", 500, 900, "medlem")
    assert len(row.personal_key) == 32


@pytest.mark.sqlite
def test_forgettable_erasing_a_member_leaves_nothing_of_the_person_in_the_files(shop: Shop) -> None:
    till = shop.till()
    till.write(personal=Personal(member_id=MEMBER, salt=b"s" * 16, sealed=b"sealed-name-of-ada"))
    till.sell(member=shop.member_view())
    shop.taken(till)
    row = the_row(shop)
    cursor = shop.changes().cursor
    assert erase(shop)
    assert shop.changes(cursor).rows == (Gone(kind="member", row_id=MEMBER),)
    files = [path.read_bytes() for path in Path(shop.folder).glob("server.db*")]
    for secret in (
        b"Ada Nordmann",
        row.personal_key,
        row.phone_hash,
        row.card_hashes[0],
        row.card_hashes[0].hex().encode(),  # as its owner is looked up
        b"sealed-name-of-ada",
    ):
        assert not any(secret in content for content in files), secret
    assert shop.count(tables.sale, member_id=MEMBER) == 1
    assert audit(shop.database)[MEMBER, "points"] == (594, 0, 0)


def test_forgettable_a_late_sale_of_an_erased_member_adds_up_but_brings_nobody_back(shop: Shop) -> None:
    till = shop.till()
    view = shop.member_view()
    erase(shop)
    till.sell(member=view)
    till.write(personal=Personal(member_id=MEMBER, salt=b"s" * 16, sealed=b"sealed"))
    assert shop.taken(till).fates == ()
    assert shop.count(tables.personal) == 0
    assert all(getattr(row, "member_id", "") != MEMBER for row in shop.changes().rows)
    assert audit(shop.database)[MEMBER, "points"] == (594, 0, 0)
    assert shop.hold(till, "r1", 10).outcome == "refused"


def test_forgettable_the_chain_still_verifies_after_erasing(shop: Shop) -> None:
    till = shop.till()
    till.sell(member=shop.member_view())
    shop.taken(till)
    erase(shop)
    till.sell()
    assert shop.taken(till, 2).acked == 2
    assert [row.envelope for row in shop.rows(tables.record)] == till.envelopes


def test_erasing_somebody_twice_or_a_stranger_does_nothing(shop: Shop) -> None:
    assert erase(shop)
    assert not erase(shop)
    assert not erase(shop, "stranger")
