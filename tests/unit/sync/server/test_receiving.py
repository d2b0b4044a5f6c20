"""Batches: signature, sequence, chain, once and only once."""

import hashlib
from pathlib import Path

import msgspec
import pytest

from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts
from sync.protocol.v1.messages import Personal, PushReply
from sync.protocol.v1.problems import Code
from sync.server.intake.arrivals import check_batch
from sync.server.intake.receiving import receive
from sync.server.problems import Declined
from sync.server.schema import tables
from sync.server.schema.columns import metadata
from tests.stage import goods
from tests.unit.sync.server.stage import MEMBER, Shop

VECTORS = Path(__file__).resolve().parents[3] / "vectors" / "envelopes"


def test_server_stores_a_sale_with_its_lines_tenders_and_the_day(shop: Shop) -> None:
    till = shop.till()
    till.write()
    sale = till.sell()
    reply = shop.taken(till)
    assert (reply.acked, reply.fates) == (2, ())
    [row] = shop.rows(tables.sale)
    assert (row.total_minor, row.receipt_number, row.store_id, row.sequence) == (9400, 1, "s1", 2)
    assert shop.count(tables.sale_line, sale_id=sale.sale_id) == 2
    assert shop.count(tables.sale_tender, sale_id=sale.sale_id) == 1
    [day] = shop.rows(tables.day_total)
    assert (day.business_date, day.sales, day.total_minor) == ("2026-03-01", 1, 9400)
    assert day.tax_minor == sale.priced.tax_minor
    [state] = shop.rows(tables.till)
    assert (state.acked, state.head, state.sales) == (2, till.hashes[-1], 1)


def test_opaque_envelope_server_keeps_the_bytes_as_they_came(shop: Shop) -> None:
    till = shop.till()
    till.sell()
    shop.taken(till)
    [row] = shop.rows(tables.record)
    assert row.envelope == till.envelopes[0]
    assert hashlib.sha256(row.envelope).digest() == row.hash


def test_opaque_envelope_server_reads_v1(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell()
    shop.taken(till)
    [row] = shop.rows(tables.record)
    assert facts.decode_sale(open_envelope(row.envelope).body) == sale


def _in_order(path: Path) -> tuple[int, int]:
    """By version, then by the sequence that begins the name."""
    return int(path.parent.name[1:]), int(path.name.partition("-")[0])


def test_opaque_envelope_server_reads_every_envelope_ever_shipped(shop: Shop) -> None:
    paths = sorted(VECTORS.glob("v*/*.msgpack"), key=_in_order)
    assert paths
    till = shop.till()
    with shop.database.write() as connection:
        connection.execute(tables.till.update().values(till_id=goods.TILL))
    till.place = msgspec.structs.replace(till.place, till_id=goods.TILL)
    for path in paths:
        encoded = path.read_bytes()
        till.append(encoded, hashlib.sha256(encoded).digest())
    reply = shop.taken(till)
    assert reply.acked == len(paths)
    assert [fate for fate in reply.fates if fate.fate == "parked"] == []
    assert [row.envelope for row in shop.rows(tables.record)] == till.envelopes


def test_key_effect_a_batch_sent_twice_gives_the_same_reply_and_no_second_effect(shop: Shop) -> None:
    till = shop.till()
    till.sell(member=shop.member_view())
    till.write("no-such-kind", b"")
    batch = till.batch()
    first = shop.receive(till, batch)
    before = {t.name: shop.rows(t) for t in metadata.sorted_tables}
    again = shop.receive(till, batch)
    assert isinstance(first, PushReply)
    assert first == again
    assert before == {t.name: shop.rows(t) for t in metadata.sorted_tables}


def test_key_effect_overlapping_batches_store_each_record_once(shop: Shop) -> None:
    till = shop.till()
    for _ in range(5):
        till.sell(member=shop.member_view())
    assert shop.taken(till, 1, 3).acked == 3
    assert shop.taken(till, 2, 5).acked == 5
    assert shop.taken(till, 1, 2).acked == 5
    assert shop.count(tables.record) == shop.count(tables.sale) == 5
    assert shop.member_view().points == 500 + 5 * 94


def test_key_effect_nothing_of_a_batch_remains_when_its_transaction_fails(shop: Shop) -> None:
    till = shop.till()
    till.sell(member=shop.member_view())
    arrivals = check_batch(
        till.batch(), till.place.company_id, till.place.till_id, shop.rows(tables.till)[0].public_key
    )

    def fail_at_the_end() -> None:
        with shop.database.write() as connection:
            receive(connection, till.place.company_id, till.place.till_id, arrivals, shop.clock())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_at_the_end()
    assert shop.count(tables.record) == shop.count(tables.sale) == 0
    assert shop.member_view().points == 500
    assert shop.taken(till).acked == 1
    assert shop.member_view().points == 594


def test_signed_batch_of_another_key_is_refused(shop: Shop) -> None:
    till, other = shop.till(1), shop.till(2)
    till.write()
    till.key = other.key
    forged = till.batch()
    till.key = shop.till(3).key
    with pytest.raises(Declined) as declined:
        shop.receive(till, forged)
    assert (declined.value.status, declined.value.problem.code) == (401, Code.BAD_SIGNATURE)
    assert shop.count(tables.record) == 0


@pytest.mark.parametrize("field", ["first", "last", "head", "records", "company_id", "till_id"])
def test_signed_batch_covers_every_field(shop: Shop, field: str) -> None:
    till = shop.till()
    for _ in range(3):
        till.write()
    good = till.batch()
    bad = {
        "first": 2,
        "last": 2,
        "head": bytes(32),
        "records": good.records[:2],
        "company_id": "other",
        "till_id": "other",
    }[field]
    with pytest.raises(Declined) as declined:
        shop.receive(till, msgspec.structs.replace(good, **{field: bad}))
    assert declined.value.status in {400, 401}


@pytest.mark.parametrize(
    "changed", [{"first": 2}, {"last": 2}, {"head": bytes(32)}, {"records": ()}, {"first": 0}]
)
def test_signed_batch_that_contradicts_itself_is_malformed(shop: Shop, changed: dict[str, object]) -> None:
    till = shop.till()
    for _ in range(3):
        till.write()
    with pytest.raises(Declined) as declined:
        shop.receive(till, till.signed(msgspec.structs.replace(till.batch(), **changed)))
    assert declined.value.problem.code == Code.MALFORMED


def test_herd_a_batch_holds_at_most_500_records(shop: Shop) -> None:
    till = shop.till()
    for _ in range(501):
        till.write()
    with pytest.raises(Declined) as declined:
        shop.push(till)
    assert (declined.value.status, declined.value.problem.code) == (413, Code.TOO_LARGE)
    assert shop.taken(till, 1, 500).acked == 500


def test_server_order_a_till_clock_far_off_stops_no_sale(shop: Shop) -> None:
    till = shop.till()
    till.write(facts.SALE, facts.encode_sale(till.make_sale()), at_ms=0)
    till.write(at_ms=2**62)
    assert shop.taken(till).fates == ()
    assert [row.received_ms for row in shop.rows(tables.record)] == [shop.clock(), shop.clock()]


def test_server_order_points_are_posted_in_the_order_they_arrive(shop: Shop) -> None:
    one, two = shop.till(1), shop.till(2)
    early, late = one.sell(member=shop.member_view()), two.sell(member=shop.member_view())
    shop.clock.ms += 1000
    shop.taken(two)
    shop.clock.ms += 1000
    shop.taken(one)
    groups = sorted(
        (row.posted_ms, row.source) for row in shop.rows(tables.posting_group) if row.kind == "earn"
    )
    assert [source for _, source in groups] == [late.sale_id, early.sale_id]


def test_forgettable_personal_fields_are_kept_beside_the_record(shop: Shop) -> None:
    till = shop.till()
    good = Personal(member_id=MEMBER, salt=b"s" * 16, sealed=b"sealed")
    till.write(personal=good)
    till.write(personal=good)
    till.records[1] = msgspec.structs.replace(
        till.records[1], personal=Personal(member_id=MEMBER, salt=b"s" * 16, sealed=b"other")
    )
    reply = shop.taken(till)
    assert [(fate.sequence, fate.detail) for fate in reply.fates] == [(2, "personal-differs")]
    [row] = shop.rows(tables.personal)
    assert (row.sequence, row.sealed) == (1, b"sealed")


def test_a_reply_names_the_change_by_which_members_are_told_back(shop: Shop) -> None:
    till = shop.till()
    before = shop.changes().cursor
    till.sell(member=shop.member_view())
    reply = shop.taken(till)
    told = shop.changes(before)
    assert before < reply.cursor == told.cursor
    assert MEMBER in {getattr(row, "member_id", "") for row in told.rows}
    assert shop.taken(till).cursor == reply.cursor, "sent again, it is told the same"
