"""Whatever a record says, it is kept: parked when it cannot be read, flagged when it breaks a rule."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DataError

from pos_app.domain.loyalty.decision import MemberView
from pos_app.domain.sale import Sale
from sync.protocol.v1 import facts
from sync.server.schema import tables
from sync.server.schema.member_tables import qualifying_gain
from sync.server.slate.writing import put_all
from tests.stage import goods
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import MEMBER, FakeTill, Shop

VECTORS = Path(__file__).resolve().parents[3] / "vectors" / "envelopes"


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


@pytest.mark.parametrize("rows", [2, 20])
def test_poison_aside_rows_that_do_not_fit_are_told_once_and_not_warned_of(shop: Shop, rows: int) -> None:
    gain = {"company_id": shop.company.company_id, "member_id": MEMBER, "programme_id": "p"}
    lines = [
        {**gain, "source": f"s{number}", "on_day": "2026-03-01", "amount": 2**63} for number in range(rows)
    ]
    with pytest.raises((DataError, OverflowError)), shop.database.write() as connection:
        put_all(connection, qualifying_gain, lines)


def test_poison_aside_a_fault_of_ours_parks_the_record_and_is_logged(
    shop: Shop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.server.intake import taking

    def fault(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(taking, "apply_fact", fault)
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


def test_poison_aside_one_of_a_large_batch_costs_nothing_but_itself(shop: Shop) -> None:
    till = shop.till()
    sales = [till.sell(member=shop.member_view() if number % 2 else None) for number in range(20)]
    till.write(facts.SALE, facts.encode_sale(sales[3]))
    till.sell()
    reply = shop.taken(till)
    assert [(fate.sequence, fate.detail) for fate in reply.fates] == [
        (21, "what it would add is stored already under another record")
    ]
    assert shop.count(tables.sale) == shop.rows(tables.day_total)[0].sales == 21
    assert shop.member_view().points == 500 + sum(
        each.points for sale in sales for each in sale.decision.postings
    )


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
