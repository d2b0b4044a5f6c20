"""Parked records: seen without anybody's data, applied after an upgrade exactly once, or set aside by a person."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from sync.protocol.v1 import facts
from sync.server.book.members import erase_member
from sync.server.care import releasing
from sync.server.care.contents import contents, hexdump
from sync.server.care.settling_matters import settle
from sync.server.desk.refusal import NotDone
from sync.server.intake import apply
from sync.server.schema import tables
from sync.server.schema.care_tables import care
from sync.server.schema.return_tables import returned
from sync.server.schema.waiting_tables import awaiting
from sync.server.status import matters
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.bringing_back import balance, bring_back
from tests.unit.sync.server.joining_stage import CLARA, join
from tests.unit.sync.server.stage import MEMBER, FakeTill, Shop

BY = "Ingrid"


@contextmanager
def an_older_server() -> Iterator[None]:
    """Knows no kind of record yet, and cannot do the rest of one that waited."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apply, "_HANDLERS", {})
        patch.setattr(apply, "_AFTERWARDS", dict.fromkeys(apply._AFTERWARDS, _unknown))
        yield


def _unknown(*_: object) -> apply.Effects:
    raise apply.CannotApply("not known yet")


def release(shop: Shop, till: FakeTill, sequence: int, *, reason: str = "upgraded") -> str:
    with shop.database.write() as connection:
        return releasing.release(
            *(connection, shop.company, till.place.till_id, sequence),
            by=BY,
            reason=reason,
            now_ms=shop.clock(),
        )


def set_aside(shop: Shop, till: FakeTill, sequence: int) -> None:
    with shop.database.write() as connection:
        releasing.set_aside(
            *(connection, shop.company, till.place.till_id, sequence),
            by=BY,
            reason="looked at",
            now_ms=shop.clock(),
        )


def open_matters(shop: Shop) -> list[tuple[int, str]]:
    with shop.database.read() as connection:
        return [(each.sequence, each.what) for each in matters(connection, shop.company.company_id)]


def test_key_effect_a_released_sale_is_in_the_books_once_as_if_it_had_been_known(shop: Shop) -> None:
    till, twin = shop.till(1), shop.till(2)
    sale = till.sell(member=shop.member_view())
    later = till.sell()
    with an_older_server():
        assert [fate.fate for fate in shop.taken(till).fates] == ["parked", "parked"]
    assert (shop.count(tables.sale), shop.member_view().points) == (0, 500)
    twin.sell(member=shop.member_view())
    shop.taken(twin)
    expected = shop.member_view().points - 500

    assert release(shop, till, 1) == ""
    assert balance(shop) == (500 + 2 * expected, 0, 0)
    assert shop.member_view().points == 500 + 2 * expected
    with pytest.raises(NotDone, match="not parked"):
        release(shop, till, 1)
    assert release(shop, till, 2) == ""
    assert {row.sale_id for row in shop.rows(tables.sale, till_id=till.place.till_id)} == {
        sale.sale_id,
        later.sale_id,
    }
    [row] = shop.rows(tables.till, till_id=till.place.till_id)
    assert (row.sales, row.last_receipt, row.acked) == (2, 2, 2)
    assert [row.sales for row in shop.rows(tables.day_total, till_id=till.place.till_id)] == [2]
    assert shop.flags() == set()
    assert open_matters(shop) == []
    assert [(row.what, row.outcome, row.decided_by, row.reason) for row in shop.rows(care)] == [
        ("parked", "released", BY, "upgraded")
    ] * 2
    assert shop.taken(till).fates == ()


def test_poison_aside_what_cannot_be_applied_still_stays_parked_and_nothing_is_changed(shop: Shop) -> None:
    till = shop.till()
    till.write(facts.SALE, b"\xc1 not a sale")
    till.append(b"\x00nonsense", hashlib.sha256(b"\x00nonsense").digest())
    shop.taken(till)
    with pytest.raises(NotDone, match="cannot be applied still: the body is not what"):
        release(shop, till, 1)
    with pytest.raises(NotDone, match="cannot be read by this version"):
        release(shop, till, 2)
    with pytest.raises(NotDone, match="no record 3"):
        release(shop, till, 3)
    with pytest.raises(NotDone, match="--reason must say why"):
        release(shop, till, 1, reason="  ")
    assert open_matters(shop) == [(1, "parked"), (2, "parked")]
    assert shop.count(care) == 0


def test_poison_aside_what_is_set_aside_waits_for_nobody_and_may_be_released_all_the_same(shop: Shop) -> None:
    till = shop.till()
    till.sell(member=shop.member_view())
    with an_older_server():
        shop.taken(till)
    set_aside(shop, till, 1)
    assert open_matters(shop) == []
    assert shop.count(tables.record) == 1
    with pytest.raises(NotDone, match="neither parked nor waiting"):
        set_aside(shop, till, 1)
    release(shop, till, 1)
    assert shop.count(tables.sale) == 1
    assert [row.outcome for row in shop.rows(care)] == ["set-aside", "released"]


def test_a_released_record_is_flagged_by_what_came_before_it_not_by_what_came_since(shop: Shop) -> None:
    till = shop.till()
    till.sell()
    shop.taken(till)
    till.sell(receipt_number=9)
    with an_older_server():
        shop.taken(till, 2)
    till.sell(receipt_number=10)
    shop.taken(till, 3)
    assert release(shop, till, 2) == "flagged: receipt-number"
    [row] = shop.rows(tables.till)
    assert (row.sales, row.last_receipt) == (3, 10)
    details = {row.sequence: row.detail for row in shop.rows(tables.review)}
    assert details[2] == "9 came after 1: numbers have no gaps"


def test_a_return_whose_second_half_failed_is_released_without_its_first_half_again(shop: Shop) -> None:
    dark, other = shop.till(1), shop.till(2)
    sale = dark.sell(member=shop.member_view())
    bring_back(other, sale)
    shop.taken(other)
    apply_sale = apply._HANDLERS[facts.VERSION, facts.SALE]
    with an_older_server(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(apply, "_HANDLERS", {(facts.VERSION, facts.SALE): apply_sale})
        shop.taken(dark)
    assert open_matters(shop) == [(1, "parked")]
    assert shop.count(awaiting) == 1
    assert release(shop, other, 1) == ""
    assert balance(shop) == (500, 0, 0)
    assert shop.count(returned) == 1
    assert shop.rows(tables.day_total, till_id=other.place.till_id)[0].returns == 1
    assert shop.count(awaiting) == 0
    assert open_matters(shop) == []


def test_a_return_whose_sale_never_comes_is_set_aside_and_done_when_it_comes_and_is_released(
    shop: Shop,
) -> None:
    dark, other = shop.till(1), shop.till(2)
    sale = dark.sell(member=shop.member_view())
    bring_back(other, sale)
    shop.taken(other)
    set_aside(shop, other, 1)
    assert open_matters(shop) == []
    assert release(shop, other, 1).startswith("waiting: waits for sale/")
    set_aside(shop, other, 1)
    shop.taken(dark)
    earned = balance(shop)[0] - 500
    assert earned > 0
    release(shop, other, 1)
    assert balance(shop) == (500, 0, 0)


def test_a_return_that_waited_for_a_parked_sale_is_done_when_that_is_released(shop: Shop) -> None:
    till, other = shop.till(1), shop.till(2)
    sale = till.sell(member=shop.member_view())
    bring_back(other, sale)
    shop.taken(other)
    with an_older_server():
        shop.taken(till)
    release(shop, till, 1)
    assert balance(shop) == (500, 0, 0)
    assert shop.count(awaiting) == 0


def test_who_joined_in_a_parked_record_has_their_name_when_it_is_released(shop: Shop) -> None:
    till = shop.till()
    clara = join(till)
    with an_older_server():
        shop.taken(till)
    assert release(shop, till, 1) == ""
    assert [row.display_name for row in shop.rows(tables.member_person, member_id=clara.member_id)] == [
        CLARA.name
    ]
    assert [row.new_key for row in shop.rows(tables.personal)] == [b""]


def test_forgettable_who_was_erased_while_parked_has_no_key_left(shop: Shop) -> None:
    till = shop.till()
    clara = join(till, member_id=MEMBER)
    with an_older_server():
        shop.taken(till)
    assert [len(row.new_key) for row in shop.rows(tables.personal)] == [32]
    with shop.database.write() as connection:
        erase_member(connection, shop.company.company_id, clara.member_id, shop.clock())
    release(shop, till, 1)
    assert shop.count(tables.personal) == 0
    assert all(row.display_name != CLARA.name for row in shop.rows(tables.member_person))


def test_forgettable_a_record_is_shown_without_anybodys_data(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view())
    body = msgspec.msgpack.encode(
        {
            "member_id": MEMBER,
            "display_name": "Ada Nordmann",
            "phone": "+4791234567",
            "points": 12,
            "member_code": "10000042",
            "notes": ["Ada"],
            "blob": b"12345",
        }
    )
    till.write("invented", body)
    till.write("invented", b"\xc1Grete Nordm\xc3\xa6nn\x00\x01\xff")
    till.append(b"\xc1Ada Nordmann", hashlib.sha256(b"\xc1Ada Nordmann").digest())
    shop.taken(till)
    shown = ["\n".join(contents(each)) for each in till.envelopes]
    assert f"sale_id: {sale.sale_id}" in shown[0]
    assert 'name: "Cappuccino"' in shown[0]
    assert "total_minor: " in shown[0]
    assert f"member_id: {MEMBER}" in shown[1]
    assert "points: 12" in shown[1]
    assert "display_name: a text of 12 characters" in shown[1]
    assert "c1 .. .." in shown[2]
    assert "00 01 ff" in shown[2]
    assert "the envelope cannot be read" in shown[3]
    for text in shown:
        for secret in ("Ada", "Nordm", "Grete", "91234567", "10000042", b"Ada".hex(" "), b"Gre".hex(" ")):
            assert secret not in text


def test_a_dump_is_bounded_and_shows_what_is_no_text() -> None:
    lines = hexdump(bytes([0x00, 0xFF]) * 1000)
    assert lines[0].startswith("  0000  00 ff 00 ff")
    assert lines[-1] == "  ... and 1488 bytes more"
    assert len(lines) == 33


def test_flags_are_settled_by_a_named_person_until_the_list_is_empty(shop: Shop) -> None:
    till = shop.till()
    till.sell()
    till.sell(receipt_number=5)
    till.write(previous=bytes(32))
    shop.declined(till)
    assert open_matters(shop) == [(2, "receipt-number"), (3, "chain-broken")]

    def settled(sequence: int, what: str = "", by: str = BY) -> list[str]:
        with shop.database.write() as connection:
            return settle(
                *(connection, shop.company, till.place.till_id, sequence),
                what=what,
                by=by,
                reason="the printer jammed",
                now_ms=shop.clock(),
            )

    with pytest.raises(NotDone, match="--by must say something"):
        settled(2, by=" ")
    with pytest.raises(NotDone, match="no open flag called 'overspent'"):
        settled(2, "overspent")
    assert settled(2, "receipt-number") == ["receipt-number"]
    assert settled(3) == ["chain-broken"]
    assert open_matters(shop) == []
    assert shop.rows(tables.record, sequence=2)[0].fate == ""
    with pytest.raises(NotDone, match="no open flag"):
        settled(2)
    assert {(row.sequence, row.what, row.outcome, row.decided_by) for row in shop.rows(care)} == {
        (2, "receipt-number", "settled", BY),
        (3, "chain-broken", "settled", BY),
    }
    audit(shop.database)
