"""A copied till's two histories (FORK): seen side by side, both in the books once, and the till speaks again."""

import hashlib

import pytest

from sync.protocol.v1.problems import Code
from sync.server.book.members import erase_member
from sync.server.care import histories
from sync.server.care.side_by_side import forks
from sync.server.companies import new_epoch
from sync.server.desk.refusal import NotDone
from sync.server.schema import tables
from sync.server.schema.care_tables import care
from sync.server.schema.lease_tables import lease_awaited
from sync.server.status import matters
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.joining_stage import CLARA, join
from tests.unit.sync.server.stage import FakeTill, Shop

BY, REASON = "Ingrid", "the disk was copied"


@pytest.fixture
def copied(shop: Shop, caplog: pytest.LogCaptureFixture) -> tuple[FakeTill, FakeTill]:
    """Till and copy parted after one sale; the till sold twice, the copy three times; both sent all they have."""
    till = shop.till()
    till.sell()
    copy = till.twin()
    till.sell()
    shop.taken(till)
    for _ in range(3):
        copy.sell(member=shop.member_view())
    assert shop.declined(copy, 2).problem.code == Code.FORK
    till.sell(member=shop.member_view())
    assert shop.declined(till, 3).problem.code == Code.FROZEN
    assert "forked" in caplog.text
    return till, copy


def take_in(shop: Shop, till: FakeTill) -> histories.TakenIn:
    with shop.database.write() as connection:
        return histories.take_in(
            connection, shop.company, till.place.till_id, by=BY, reason=REASON, now_ms=shop.clock()
        )


def thaw(shop: Shop, till: FakeTill, *, copy_is_gone: bool = False) -> None:
    with shop.database.write() as connection:
        histories.thaw(
            *(connection, shop.company, till.place.till_id),
            by=BY,
            reason=REASON,
            copy_is_gone=copy_is_gone,
            now_ms=shop.clock(),
        )


def test_fork_both_histories_are_shown_side_by_side(shop: Shop, copied: tuple[FakeTill, FakeTill]) -> None:
    till, copy = copied
    with shop.database.read() as connection:
        [found] = forks(connection, shop.company.company_id)
    assert (found.till, found.frozen) == (till.place.till_id, "fork")
    seen = [
        (place.sequence, place.stored and place.stored.hash, [each.hash for each in place.aside])
        for place in found.places
    ]
    assert seen == [
        (2, till.hashes[1].hex()[:12], [copy.hashes[1].hex()[:12]]),
        (3, None, sorted([copy.hashes[2].hex()[:12], till.hashes[2].hex()[:12]])),
        (4, None, [copy.hashes[3].hex()[:12]]),
    ]
    [first] = found.places[0].aside
    assert (first.kind, first.receipt_number, first.currency) == ("sale", 2, "NOK")


def test_fork_every_sale_of_both_histories_is_in_the_books_once(
    shop: Shop, copied: tuple[FakeTill, FakeTill]
) -> None:
    till, copy = copied
    assert take_in(shop, till) == histories.TakenIn(own=1, others=3, left=0)
    assert shop.count(tables.sale) == 6
    assert sum(row.sales for row in shop.rows(tables.day_total)) == 6
    assert shop.flags() == set()
    ids = sorted(row.till_id for row in shop.rows(tables.till))
    assert ids == [till.place.till_id, f"{till.place.till_id}~1"]
    rows = {row.till_id: row for row in shop.rows(tables.till)}
    own, other = (rows[each] for each in ids)
    assert (own.acked, own.head, own.sales, own.frozen) == (3, till.hashes[2], 3, "fork")
    assert (other.acked, other.head, other.sales, other.frozen) == (4, copy.hashes[3], 3, "copy")
    stored = [row.envelope for row in shop.rows(tables.record, till_id=ids[1])]
    assert stored == copy.envelopes[1:]
    with shop.database.read() as connection:
        assert matters(connection, shop.company.company_id) == []
    assert [(row.what, row.outcome) for row in shop.rows(care)] == [("fork", "taken-in")]
    audit(shop.database)
    with pytest.raises(NotDone, match="kept aside for a second history"):
        take_in(shop, till)


def test_fork_what_comes_after_the_taking_in_goes_on_where_its_history_stands(
    shop: Shop, copied: tuple[FakeTill, FakeTill]
) -> None:
    till, copy = copied
    take_in(shop, till)
    copy.sell()
    till.sell()
    shop.declined(copy, 5)
    shop.declined(till, 4)
    assert take_in(shop, till) == histories.TakenIn(own=1, others=1, left=0)
    assert shop.count(tables.sale) == 8
    assert len(shop.rows(tables.till)) == 2


def test_fork_three_histories_stand_apart_and_what_follows_nothing_is_left_for_a_person(
    shop: Shop, copied: tuple[FakeTill, FakeTill]
) -> None:
    till, _ = copied
    third = shop_twin(till, 1)
    third.sell()
    shop.declined(third, 2)
    stray = shop_twin(till, 1)
    stray.sell()
    stray.sell()
    shop.declined(stray, 3)
    assert take_in(shop, till) == histories.TakenIn(own=1, others=4, left=1)
    assert len(shop.rows(tables.till)) == 3
    with shop.database.read() as connection:
        [left] = matters(connection, shop.company.company_id)
    assert (left.sequence, left.what) == (3, "frozen")


def shop_twin(till: FakeTill, records: int) -> FakeTill:
    """The till as it was after so many records, all of them sales."""
    twin = till.twin()
    twin.receipt = records
    del twin.records[records:], twin.envelopes[records:], twin.hashes[records:]
    return twin


def test_fork_an_unreadable_record_within_a_history_keeps_its_place(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    till = shop.till()
    copy = till.twin()
    till.sell()
    shop.taken(till)
    copy.sell()
    copy.append(b"\x00torn", hashlib.sha256(b"\x00torn").digest())
    copy.sell()
    shop.declined(copy)
    assert "forked" in caplog.text
    assert take_in(shop, till).others == 3
    fates = [row.fate for row in shop.rows(tables.record, till_id=f"{till.place.till_id}~1")]
    assert fates == ["", "parked", ""]


def test_epoch_nobody_waits_for_a_second_history_to_report(
    shop: Shop, copied: tuple[FakeTill, FakeTill]
) -> None:
    till, _ = copied
    take_in(shop, till)
    with shop.database.write() as connection:
        new_epoch(connection, shop.company.company_id, shop.clock.ms)
    assert [row.keeper_id for row in shop.rows(lease_awaited)] == [till.place.till_id]


def test_fork_who_joined_at_the_copy_is_a_member_with_a_name(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    till = shop.till()
    copy = till.twin()
    till.sell()
    shop.taken(till)
    clara = join(copy)
    shop.declined(copy)
    assert "forked" in caplog.text
    assert take_in(shop, till).others == 1
    assert shop.rows(tables.member_person, member_id=clara.member_id)[0].display_name == CLARA.name


def test_forgettable_personal_fields_that_are_kept_aside_go_with_their_member(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    till = shop.till()
    copy = till.twin()
    till.sell()
    shop.taken(till)
    join(copy, member_id="member-1")
    shop.declined(copy)
    assert "forked" in caplog.text
    assert shop.rows(tables.quarantine)[0].personal
    with shop.database.write() as connection:
        erase_member(connection, shop.company.company_id, "member-1", shop.clock())
    assert shop.rows(tables.quarantine)[0].personal == b""


def test_fork_a_till_is_thawed_only_when_one_machine_speaks_for_it(
    shop: Shop, copied: tuple[FakeTill, FakeTill]
) -> None:
    till, _ = copied
    with pytest.raises(NotDone, match="take-in"):
        thaw(shop, till)
    take_in(shop, till)
    with pytest.raises(NotDone, match="enrol one of the two machines anew"):
        thaw(shop, till)
    shop.clock.ms += 1000
    shop.till(2)
    thaw(shop, till)
    till.sell()
    assert shop.taken(till, 4).acked == 4
    with pytest.raises(NotDone, match="not frozen"):
        thaw(shop, till)


def test_fork_a_till_whose_copy_is_gone_is_thawed_on_a_persons_word_and_freezes_again_if_it_is_not(
    shop: Shop, copied: tuple[FakeTill, FakeTill], caplog: pytest.LogCaptureFixture
) -> None:
    till, copy = copied
    take_in(shop, till)
    thaw(shop, till, copy_is_gone=True)
    caplog.clear()
    assert shop.declined(copy, 4).problem.code == Code.FORK
    assert "forked" in caplog.text
