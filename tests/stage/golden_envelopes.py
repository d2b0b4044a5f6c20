"""``python -m tests.stage.golden_envelopes``: adds the golden bytes that a kind of fact does not have yet.

A file that is there is never written again: once released, its bytes are read for ever (OPAQUE-ENVELOPE). Files follow
each other in one chain, so that a new kind goes to the end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from pos_app.domain import tender as tenders
from pos_app.domain.account_customer import AccountCustomer
from pos_app.domain.age_check import AgeCheck, AgeWay
from pos_app.domain.basket import DepositSlip, confirm_age
from pos_app.domain.deposit_slip import add_slip
from pos_app.domain.exchange import exchange
from pos_app.domain.gift_card import GiftCard
from sync.protocol.envelope import FIRST_PREVIOUS, Envelope, open_envelope, seal
from sync.protocol.v1 import counter_facts as event_facts
from sync.protocol.v1 import facts, member_facts, period_facts, return_facts
from tests.stage import counter_facts, drawers, goods, returns, stored_value
from tests.stage.tills import fact_id

FOLDER = Path(__file__).parents[1] / "vectors" / "envelopes" / "v1"
PERSONAL_HASH = bytes(range(32))
UNDER_A_LEASE = replace(
    counter_facts.visit(2),
    lease_id="0190b5a0-0000-7000-8000-00000000c1a1",
    basket_id=fact_id(0xBA5),
)
OF_AGE = goods.sale(
    confirm_age(goods.basket(goods.BEER), 18, AgeCheck(18, "2008-03-01", AgeWay.TYPED, "ingrid")),
    sale_id=fact_id(0xA6E),
)
ON_ACCOUNT = replace(
    goods.sale(
        goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN),
        pay=(
            tenders.invoice(9400, AccountCustomer("Bakeriet på hjørnet AS", "923609016", "Ordre 77"), "maja"),
        ),
        sale_id=fact_id(0xACC),
    ),
    delivery_number=17,
)
IN_EXCHANGE = goods.sale(
    pay=(exchange(4_900, fact_id(0xB_AC01)), tenders.card(4_500, "004712")), sale_id=fact_id(0xE_C4A)
)
WITH_SLIP = goods.sale(
    add_slip(goods.basket(goods.CAPPUCCINO), DepositSlip("9801234510003", 10_000)),
    pay=(tenders.cash(0),),
    sale_id=fact_id(0x511),
)
ON_NOTE = returns.returned(goods.sale(), number=0x7E, note=GiftCard("0e" * 16, "4242", "2029-03-02"))
ADDED = {
    "5-enrolled": (
        member_facts.ENROLLED,
        counter_facts.enrolment().enrolment_id,
        member_facts.encode_enrolled(counter_facts.enrolment()),
        PERSONAL_HASH,
    ),
    "6-visit": (
        member_facts.VISIT,
        counter_facts.visit().visit_id,
        member_facts.encode_visit(counter_facts.visit()),
        b"",
    ),
    "7-membership-cancelled": (
        member_facts.MEMBERSHIP_CANCELLED,
        counter_facts.cancelled().cancellation_id,
        member_facts.encode_cancelled(counter_facts.cancelled()),
        b"",
    ),
    "8-late-claim": (
        member_facts.LATE_CLAIM,
        counter_facts.late_claim().claim_id,
        member_facts.encode_late_claim(counter_facts.late_claim()),
        b"",
    ),
    "9-return": (
        return_facts.RETURN,
        returns.every_kind().return_id,
        return_facts.encode_return(returns.every_kind()),
        b"",
    ),
    "10-sale-with-stored-value": (
        facts.SALE,
        stored_value.SALE_ID,
        facts.encode_sale(stored_value.every_kind()),
        b"",
    ),
    "11-consent-changed": (
        member_facts.CONSENT_CHANGED,
        counter_facts.consent().change_id,
        member_facts.encode_consent_changed(counter_facts.consent()),
        b"",
    ),
    "12-visit-under-a-lease": (
        member_facts.VISIT,
        UNDER_A_LEASE.visit_id,
        member_facts.encode_visit(UNDER_A_LEASE),
        b"",
    ),
    "13-counter-event": (
        event_facts.COUNTER_EVENT,
        counter_facts.paid_out().event_id,
        event_facts.encode_counter_event(counter_facts.paid_out()),
        b"",
    ),
    "14-drawer-count": (
        period_facts.DRAWER_COUNT,
        drawers.every_kind_of_count().count_id,
        period_facts.encode_drawer_count(drawers.every_kind_of_count()),
        b"",
    ),
    "15-period-report": (
        period_facts.PERIOD_REPORT,
        drawers.every_kind_of_report().report_id,
        period_facts.encode_period_report(drawers.every_kind_of_report()),
        b"",
    ),
    "16-shelf-price-changed": (
        event_facts.COUNTER_EVENT,
        counter_facts.shelf_price().event_id,
        event_facts.encode_counter_event(counter_facts.shelf_price()),
        b"",
    ),
    "17-sale-with-age-check": (facts.SALE, OF_AGE.sale_id, facts.encode_sale(OF_AGE), b""),
    "18-return-without-receipt": (
        return_facts.RETURN,
        returns.unproven().return_id,
        return_facts.encode_return(returns.unproven()),
        b"",
    ),
    "19-sale-on-account": (facts.SALE, ON_ACCOUNT.sale_id, facts.encode_sale(ON_ACCOUNT), b""),
    "20-sale-in-exchange": (facts.SALE, IN_EXCHANGE.sale_id, facts.encode_sale(IN_EXCHANGE), b""),
    "21-sale-with-deposit-slip": (facts.SALE, WITH_SLIP.sale_id, facts.encode_sale(WITH_SLIP), b""),
    "22-return-on-credit-note": (
        return_facts.RETURN,
        ON_NOTE.return_id,
        return_facts.encode_return(ON_NOTE),
        b"",
    ),
}
"""Name of the file (it begins with the sequence), kind, fact id, body, personal hash."""

WAYS: dict[str, tuple[Callable[[bytes], Any], Callable[[Any], bytes]]] = {
    facts.SALE: (facts.decode_sale, facts.encode_sale),
    facts.SIGNED_IN: (facts.decode_signed_in, facts.encode_signed_in),
    member_facts.ENROLLED: (member_facts.decode_enrolled, member_facts.encode_enrolled),
    member_facts.VISIT: (member_facts.decode_visit, member_facts.encode_visit),
    member_facts.MEMBERSHIP_CANCELLED: (member_facts.decode_cancelled, member_facts.encode_cancelled),
    member_facts.LATE_CLAIM: (member_facts.decode_late_claim, member_facts.encode_late_claim),
    member_facts.CONSENT_CHANGED: (
        member_facts.decode_consent_changed,
        member_facts.encode_consent_changed,
    ),
    event_facts.COUNTER_EVENT: (event_facts.decode_counter_event, event_facts.encode_counter_event),
    period_facts.DRAWER_COUNT: (period_facts.decode_drawer_count, period_facts.encode_drawer_count),
    period_facts.PERIOD_REPORT: (period_facts.decode_period_report, period_facts.encode_period_report),
    return_facts.RETURN: (return_facts.decode_return, return_facts.encode_return),
}
"""Every kind of version 1, and how its body is read and written."""


def golden_files() -> list[Path]:
    """The files there are, in sequence."""
    return sorted(FOLDER.glob("*.msgpack"), key=lambda path: int(path.stem.partition("-")[0]))


def add_missing() -> list[str]:
    """Write the files that are missing; returns their names."""
    written = []
    for name, (kind, of_fact, body, personal_hash) in ADDED.items():
        if (FOLDER / f"{name}.msgpack").exists():
            continue
        files = golden_files()
        last = files[-1].read_bytes() if files else b""
        sequence = int(name.partition("-")[0])
        previous = hashlib.sha256(last).digest() if last else FIRST_PREVIOUS
        assert sequence == (open_envelope(last).sequence if last else 0) + 1, name
        envelope = Envelope(
            facts.VERSION,
            goods.COMPANY,
            goods.TILL,
            sequence,
            of_fact,
            kind,
            goods.AT_MS + sequence,
            previous,
            personal_hash,
            body,
        )
        encoded, digest = seal(envelope)
        told = {"sha256": digest.hex(), **msgspec.structs.asdict(envelope)}
        told |= {"previous": previous.hex(), "personal_hash": personal_hash.hex()}
        told["body"] = msgspec.to_builtins(msgspec.msgpack.decode(body))
        (FOLDER / f"{name}.msgpack").write_bytes(encoded)
        text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
        written.append(name)
    return written


if __name__ == "__main__":
    print("\n".join(add_missing()) or "nothing is missing")
