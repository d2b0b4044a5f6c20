"""Facts of the counter that are no sale, written into the journal and its projections inside a running transaction.

A till starts without this module: who joins or claims a code comes after the first paint.
"""

from __future__ import annotations

from pos_app.domain.enrolment import Enrolment, Person
from pos_app.domain.visit import ConsentChanged, LateClaim, MembershipCancelled, Visit
from pos_app.services.till_store import PersonalFields
from pos_app.storage import journal, leases, personal
from pos_app.storage import till_sql as sql
from pos_app.storage.database import Database
from pos_app.storage.journal import Owner
from pos_app.storage.sale_rows import Row, posting_rows
from pos_app.storage.sealing import MEMBER_KEY_BYTES, seal_text
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import member_facts


def add_enrolment(
    database: Database, owner: Owner, enrolment: Enrolment, person: Person, personal_key: bytes
) -> int:
    """Journal an enrolment, its person sealed beside it under ``personal_key`` (32 bytes); returns the sequence."""
    if len(personal_key) != MEMBER_KEY_BYTES:
        raise ValueError("a member's key is 32 bytes")
    sealed = seal_text(member_facts.encode_person(person), personal_key, enrolment.enrolment_id)
    sequence = journal.append(
        database,
        owner,
        fact_id=enrolment.enrolment_id,
        kind=member_facts.ENROLLED,
        at_ms=enrolment.at_ms,
        body=member_facts.encode_enrolled(enrolment),
        personal_hash=sealed.personal_hash,
    )
    fields = PersonalFields(enrolment.member_id, person.name, personal_key)
    personal.keep_fields(database, sequence, fields, sealed)
    database.run(sql.ADD_LOCAL_MEMBER, (enrolment.member_id, sequence))
    return sequence


def add_visit(database: Database, owner: Owner, visit: Visit) -> int:
    """Journal a visit with its row and its postings; returns the sequence."""
    sequence = journal.append(
        database,
        owner,
        fact_id=visit.visit_id,
        kind=member_facts.VISIT,
        at_ms=visit.context.at_ms,
        body=member_facts.encode_visit(visit),
    )
    database.run(sql.ADD_VISIT, visit_row(visit, sequence))
    database.run_many(
        sql.ADD_POSTING, posting_rows(visit.decision.postings, visit.member.member_id, sequence)
    )
    leases.use(database, (), visit.lease_id, visit.basket_id, sequence)
    return sequence


def visit_row(visit: Visit, sequence: int) -> Row:
    """The row of a visit, in the order of the table's columns."""
    return (sequence, visit.visit_id, visit.member.member_id, visit.context.at_ms)


def add_cancellation(database: Database, owner: Owner, cancelled: MembershipCancelled) -> int:
    """Journal that a membership is not to be renewed, with its row; returns the sequence."""
    sequence = journal.append(
        database,
        owner,
        fact_id=cancelled.cancellation_id,
        kind=member_facts.MEMBERSHIP_CANCELLED,
        at_ms=cancelled.at_ms,
        body=member_facts.encode_cancelled(cancelled),
    )
    database.run(sql.ADD_CANCELLED, cancelled_row(cancelled, sequence))
    return sequence


def cancelled_row(cancelled: MembershipCancelled, sequence: int) -> Row:
    """The row of a cancellation, in the order of the table's columns."""
    return (
        sequence,
        cancelled.cancellation_id,
        cancelled.member_id,
        cancelled.programme_id,
        cancelled.code,
    )


def add_consent_change(database: Database, owner: Owner, changed: ConsentChanged) -> int:
    """Journal that a member agreed, or no longer agrees, with its row; returns the sequence."""
    sequence = journal.append(
        database,
        owner,
        fact_id=changed.change_id,
        kind=member_facts.CONSENT_CHANGED,
        at_ms=changed.at_ms,
        body=member_facts.encode_consent_changed(changed),
    )
    database.run(sql.ADD_CONSENT_CHANGE, consent_row(changed, sequence))
    return sequence


def consent_row(changed: ConsentChanged, sequence: int) -> Row:
    """The row of a change of consent, in the order of the table's columns."""
    return (sequence, changed.change_id, changed.member_id, changed.consent, int(changed.given))


def add_late_claim(database: Database, owner: Owner, claim: LateClaim) -> int:
    """Journal that a member claims an earlier sale; returns the sequence."""
    return journal.append(
        database,
        owner,
        fact_id=claim.claim_id,
        kind=member_facts.LATE_CLAIM,
        at_ms=claim.at_ms,
        body=member_facts.encode_late_claim(claim),
    )


def is_claimed(database: Database, sale_id: str) -> bool:
    """Whether a late claim of this till's journal asks for that sale. They are few, and an index knows them."""
    return any(
        member_facts.decode_late_claim(open_envelope(envelope).body).sale_id == sale_id
        for (envelope,) in database.rows(sql.LATE_CLAIMS)
    )
