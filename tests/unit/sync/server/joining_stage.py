"""Somebody who joins at a till of the tests, as the till would write it: fact, sealed person, new key."""

from __future__ import annotations

from typing import Any

import uuid_utils

from pos_app.domain.enrolment import Enrolment, Person
from pos_app.domain.sale import Seller
from pos_app.storage.sealing import seal_text
from sync.protocol.v1 import member_facts
from sync.protocol.v1.messages import Personal
from tests.unit.sync.server.stage import START_MS, FakeTill

KEY = b"k" * 32
CLARA = Person("Clara Dahl", "2000 0001", "+47 400 00 001", 5, 17)


def seller_of(till: FakeTill, cashier_id: str = "ingrid") -> Seller:
    """The till as it stands in its facts."""
    place = till.place
    return Seller(place.company_id, place.store_id, place.till_id, place.till_number, cashier_id)


def join(
    till: FakeTill,
    person: Person = CLARA,
    *,
    member_id: str = "",
    key: bytes = KEY,
    sealed: bool = True,
    **of_enrolment: Any,
) -> Enrolment:
    """Journal an enrolment; the new member's id is in what is returned."""
    fields: dict[str, Any] = {
        "enrolment_id": str(uuid_utils.uuid7()),
        "member_id": member_id or str(uuid_utils.uuid7()),
        "seller": seller_of(till),
        "at_ms": START_MS,
        "offset_minutes": 60,
        "joined_on": "2026-03-01",
    } | of_enrolment
    enrolment = Enrolment(**fields)
    closed = seal_text(member_facts.encode_person(person), KEY, enrolment.enrolment_id)
    personal = Personal(member_id=enrolment.member_id, salt=closed.salt, sealed=closed.sealed, new_key=key)
    till.write(
        member_facts.ENROLLED,
        member_facts.encode_enrolled(enrolment),
        fact_id=enrolment.enrolment_id,
        personal=personal if sealed else None,
    )
    return enrolment
