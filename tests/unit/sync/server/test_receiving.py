"""Batches: signature, sequence, chain, once and only once."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_app.domain.loyalty.decision import MemberView
from pos_app.domain.sale import Sale
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts
from sync.protocol.v1.messages import Personal, PushReply
from sync.protocol.v1.problems import Code
from sync.server import tables
from sync.server.companies import new_epoch
from sync.server.problems import Declined
from sync.server.receiving import check_batch, receive
from tests.stage import goods
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import MEMBER, FakeTill, Shop

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


def test_opaque_envelope_server_reads_every_envelope_ever_shipped(shop: Shop) -> None:
    paths = sorted(VECTORS.glob("v*/*.msgpack"))
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
    before = {t.name: shop.rows(t) for t in tables.metadata.sorted_tables}
    again = shop.receive(till, batch)
    assert isinstance(first, PushReply)
    assert first == again
    assert before == {t.name: shop.rows(t) for t in tables.metadata.sorted_tables}


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


def test_dense_seq_a_gap_is_told_with_what_is_stored(shop: Shop) -> None:
    till = shop.till()
    for _ in range(4):
        till.write()
    shop.taken(till, 1, 1)
    declined = shop.declined(till, 3, 4)
    assert (declined.status, declined.problem.code, declined.problem.acked) == (409, Code.GAP, 1)
    assert shop.count(tables.record) == 1
    assert shop.taken(till, 2).acked == 4


def test_fork_another_record_at_a_stored_sequence_freezes_the_till(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    till = shop.till()
    till.write()
    clone = till.twin()
    till.sell()
    clone.sell()
    shop.taken(till)
    declined = shop.declined(clone)
    assert (declined.status, declined.problem.code, declined.problem.acked) == (409, Code.FORK, 2)
    assert "forked" in caplog.text
    assert shop.rows(tables.till)[0].frozen == "fork"
    kept = shop.rows(tables.quarantine)
    assert [(row.sequence, row.envelope) for row in kept] == [(2, clone.envelopes[1])]
    assert shop.count(tables.sale) == 1


def test_fork_is_seen_when_the_clone_only_goes_on_from_what_is_stored(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    till = shop.till()
    till.write()
    clone = till.twin()
    till.sell()
    shop.taken(till)
    clone.sell()
    clone.sell()
    assert shop.declined(clone, 3, 3).problem.code == Code.FORK
    assert "forked" in caplog.text


def test_fork_a_frozen_till_stays_frozen_and_what_it_sends_is_kept(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    till = shop.till()
    clone = till.twin()
    till.write()
    clone.write()
    shop.taken(till)
    shop.declined(clone)
    assert "forked" in caplog.text
    till.sell()
    for _ in range(2):
        assert shop.declined(till, 2).problem.code == Code.FROZEN
    assert {row.envelope for row in shop.rows(tables.quarantine)} == {clone.envelopes[0], till.envelopes[1]}
    assert shop.count(tables.record) == 1


def test_chain_a_record_that_does_not_follow_stops_the_batch_there(shop: Shop) -> None:
    till = shop.till()
    till.sell()
    till.write(previous=bytes(32))
    till.sell()
    declined = shop.declined(till)
    assert (declined.status, declined.problem.code, declined.problem.acked) == (422, Code.CHAIN_BROKEN, 1)
    assert shop.count(tables.record) == shop.count(tables.sale) == 1
    assert shop.rows(tables.till)[0].head == till.hashes[0]
    assert [row.envelope for row in shop.rows(tables.quarantine)] == [till.envelopes[1]]


@pytest.mark.parametrize("changed", [{"company_id": "x"}, {"till_id": "x"}, {"sequence": 7}])
def test_chain_a_record_that_names_another_place_is_not_taken(shop: Shop, changed: dict[str, Any]) -> None:
    till = shop.till()
    till.write(**changed)
    assert shop.declined(till).problem.code == Code.CHAIN_BROKEN
    assert shop.count(tables.record) == 0


def test_same_id_other_bytes_is_422_and_both_are_kept(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell()
    till.write()
    till.write(facts.SALE, facts.encode_sale(sale), fact_id=sale.sale_id)
    till.write()
    declined = shop.declined(till)
    assert (declined.status, declined.problem.code) == (422, Code.SAME_ID_OTHER_BYTES)
    assert declined.problem.acked == 2
    assert shop.rows(tables.record)[0].envelope == till.envelopes[0]
    assert [row.envelope for row in shop.rows(tables.quarantine)] == [till.envelopes[2]]
    again = shop.declined(till, 3)
    assert again.problem.code == Code.SAME_ID_OTHER_BYTES
    assert shop.count(tables.quarantine) == 1


def test_same_id_other_bytes_is_seen_across_tills(shop: Shop) -> None:
    one, two = shop.till(1), shop.till(2)
    one.write(fact_id="the-same")
    two.write(fact_id="the-same")
    shop.taken(one)
    assert shop.declined(two).problem.code == Code.SAME_ID_OTHER_BYTES


def test_poison_aside_one_bad_record_is_parked_and_the_rest_flow(shop: Shop) -> None:
    till = shop.till()
    till.sell()
    till.write(facts.SALE, b"\xc1 not a sale")
    till.write("invented", b"")
    till.write(version=99)
    till.sell()
    reply = shop.taken(till)
    assert reply.acked == 5
    assert [(fate.sequence, fate.fate) for fate in reply.fates] == [
        (2, "parked"),
        (3, "parked"),
        (4, "parked"),
    ]
    assert shop.count(tables.sale) == 2
    assert shop.count(tables.record) == 5


def test_poison_aside_an_envelope_that_cannot_be_read_is_parked_too(shop: Shop) -> None:
    till = shop.till()
    till.write()
    till.append(b"\x00nonsense", hashlib.sha256(b"\x00nonsense").digest())
    till.sell()
    reply = shop.taken(till)
    assert reply.acked == 3
    assert [fate.sequence for fate in reply.fates] == [2]
    assert shop.rows(tables.record, sequence=2)[0].envelope == b"\x00nonsense"


def test_poison_aside_a_number_no_database_holds_is_parked_without_half_its_effects(shop: Shop) -> None:
    till = shop.till()
    body = msgspec.msgpack.decode(facts.encode_sale(till.make_sale(member=shop.member_view())))
    body["tenders"][0]["amount_minor"] = 2**64 - 1
    till.write(facts.SALE, msgspec.msgpack.encode(body), at_ms=2**64 - 1)
    till.sell(receipt_number=1)
    reply = shop.taken(till)
    assert [(fate.sequence, fate.fate) for fate in reply.fates] == [(1, "parked")]
    assert shop.count(tables.sale) == shop.rows(tables.day_total)[0].sales == 1
    assert shop.member_view().points == 500


def test_poison_aside_a_fault_of_ours_parks_the_record_and_is_logged(
    shop: Shop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.server import receiving

    def fault(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(receiving, "apply_fact", fault)
    till = shop.till()
    till.sell()
    reply = shop.taken(till)
    assert [(fate.fate, fate.detail) for fate in reply.fates] == [
        ("parked", "it could not be applied (RuntimeError)")
    ]
    assert "could not be applied" in caplog.text


def test_poison_aside_a_sale_under_an_id_that_is_taken_is_parked(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell()
    till.write(facts.SALE, facts.encode_sale(sale))
    reply = shop.taken(till)
    assert [(fate.sequence, fate.fate) for fate in reply.fates] == [(2, "parked")]
    assert shop.rows(tables.day_total)[0].sales == 1


def broken(till: FakeTill, rule: str) -> Sale:
    """A completed sale that breaks one rule."""
    sale = till.make_sale()
    settlement = sale.settlement
    if rule == "receipt-number":
        return replace(sale, receipt_number=77)
    if rule == "age-not-confirmed":
        basket = goods.basket(goods.BEER)
        beer = till.make_sale(goods.basket(goods.BEER, age_confirmed=18), receipt_number=1)
        return replace(beer, basket=basket)
    if rule == "not-paid":
        return replace(sale, settlement=replace(settlement, is_paid=False, due_minor=100))
    if rule == "money-differs":
        return replace(sale, priced=replace(sale.priced, total_minor=1))
    if rule == "settlement-differs":
        return replace(sale, settlement=replace(settlement, change_minor=500))
    if rule == "seller-differs":
        return replace(sale, seller=replace(sale.seller, store_id="s2"))
    if rule == "business-date":
        return replace(sale, context=replace(sale.context, business_date="yesterday"))
    if rule == "empty-basket":
        return replace(sale, basket=replace(sale.basket, lines=()))
    raise AssertionError(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "receipt-number",
        "age-not-confirmed",
        "not-paid",
        "money-differs",
        "settlement-differs",
        "seller-differs",
        "business-date",
        "empty-basket",
    ],
)
def test_facts_never_rejected_a_sale_that_breaks_a_rule_is_stored_and_flagged(shop: Shop, rule: str) -> None:
    till = shop.till()
    till.sell(broken(till, rule))
    reply = shop.taken(till)
    assert [fate.fate for fate in reply.fates] == ["flagged"]
    assert rule in reply.fates[0].detail.split(", ")
    assert rule in shop.flags()
    assert shop.count(tables.sale) == 1


def test_facts_never_rejected_a_sound_sale_raises_no_flag(shop: Shop) -> None:
    till = shop.till()
    till.sell(member=shop.member_view())
    till.sell()
    assert shop.taken(till).fates == ()
    assert shop.flags() == set()


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


def test_epoch_is_in_every_reply_and_changes_when_asked(shop: Shop) -> None:
    till = shop.till()
    till.write()
    before = shop.taken(till).epoch
    with shop.database.write() as connection:
        after = new_epoch(connection, shop.company.company_id)
    assert shop.taken(till).epoch == shop.changes().epoch == after != before


def test_epoch_a_server_set_back_is_refilled_by_the_till(
    shop: Shop, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from sync.server.opening import open_database

    till = shop.till()
    till.sell(member=shop.member_view())
    shop.taken(till)
    backup = tmp_path_factory.mktemp("backup") / "server.db"
    with shop.database.read() as connection:
        raw = connection.connection.cursor()
        connection.rollback()
        raw.execute("VACUUM INTO ?", (str(backup),))
    for _ in range(3):
        till.sell(member=shop.member_view())
    shop.taken(till, 2)
    expected = shop.member_view().points
    cursor_of_the_till = shop.changes().cursor

    restored = Shop(open_database(backup), shop.company, backup.parent)
    try:
        with restored.database.write() as connection:
            new_epoch(connection, restored.company.company_id)
        declined = restored.declined(till, 4, 4)
        assert (declined.problem.code, declined.problem.acked) == (Code.GAP, 1)
        assert restored.taken(till, 2).acked == 4
        assert restored.member_view().points == expected
        assert restored.count(tables.sale) == 4
        from_the_start = restored.changes(cursor_of_the_till + 1000)
        assert from_the_start.rows == restored.changes(0).rows
    finally:
        restored.database.close()


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 2000), value=st.integers(0, 255))
def test_poison_aside_a_sale_with_any_byte_changed_is_stored_and_the_next_one_flows(
    shop: Shop, place: int, value: int
) -> None:
    till = shop.till()
    body = bytearray(facts.encode_sale(till.make_sale(member=shop.member_view(), redeem=("r", 100))))
    body[place % len(body)] = value
    till.write(facts.SALE, bytes(body))
    till.sell()
    assert shop.taken(till).acked == 2
    assert shop.count(tables.sale, till_id=till.place.till_id) in {1, 2}
    audit(shop.database)


_SCALARS = st.one_of(
    st.none(), st.integers(-(2**63), 2**64 - 1), st.text(max_size=80), st.booleans(), st.binary(max_size=9)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spot=st.integers(0, 150), value=_SCALARS)
def test_facts_never_rejected_a_sale_with_any_value_changed_is_stored(
    shop: Shop, spot: int, value: object
) -> None:
    till = shop.till()
    view = MemberView(MEMBER, 500, 900, "medlem", 0)
    body = msgspec.msgpack.decode(facts.encode_sale(till.make_sale(member=view, redeem=("r", 100))))
    places = list(_leaves(body))
    holder, key = places[spot % len(places)]
    holder[key] = value
    till.write(facts.SALE, msgspec.msgpack.encode(body))
    assert shop.taken(till).acked == 1
    audit(shop.database)


def _leaves(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a decoded body that holds a plain value."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, dict | list):
            yield from _leaves(value)
        else:
            yield node, key
