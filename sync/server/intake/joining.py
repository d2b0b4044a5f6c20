"""Somebody became a member at a till: the fact without a name, and the person sealed beside it (FORGETTABLE).

The till made the member's id and key, also offline, so the member exists whatever is odd about them
(FACTS-NEVER-REJECTED): a card that is somebody else's stays where it is, a friend who is nobody brings no reward.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import Connection, insert, select

from pos_app.domain.enrolment import Enrolment, Person
from pos_app.domain.loyalty import occasions
from sync.protocol.envelope import Envelope
from sync.protocol.v1 import member_facts
from sync.protocol.v1.messages import Personal
from sync.protocol.v1.numbers import number_hash
from sync.server.book.at_stores import note_at_store
from sync.server.book.consents import give_consent
from sync.server.book.coupons import issue_coupons
from sync.server.book.found_by import has_phone, link_card, note_phone, owner_of_card
from sync.server.book.holders import holder_in_turn
from sync.server.book.ledger import Movement, Purse, earn
from sync.server.book.point_postings import last_day
from sync.server.book.referrals import note_referral
from sync.server.calendar.company_days import company_day
from sync.server.intake.effects import CannotApply, Effects, Place, check_seller
from sync.server.schema import tables
from sync.server.schema.desk_tables import lost_card
from sync.server.schema.dialects import upsert
from sync.server.schema.member_tables import member_birthday, member_history
from sync.server.slate.at_once import AtOnce
from sync.server.turns import take_turns

KEY_BYTES = 32
_NONCE_BYTES = 12
_MOST_NAME, _MOST_CONSENTS = 120, 50
_LEAP_YEAR = 2028
"""29 February is a birthday."""


@dataclass(slots=True)
class _Joining:
    """One enrolment on its way into the books."""

    connection: Connection
    place: Place
    enrolment: Enrolment
    day: date
    effects: Effects

    @property
    def key(self) -> dict[str, str]:
        return {"company_id": self.place.company_id, "member_id": self.enrolment.member_id}


def apply_enrolled(connection: Connection, place: Place, envelope: Envelope) -> Effects:
    """Make the member, with what can be read of the person, consents, referral and what joining gives."""
    enrolment = member_facts.decode_enrolled(envelope.body)
    effects = Effects()
    if not 0 < len(enrolment.member_id) <= 64:
        raise CannotApply("an enrolment that names no member")
    check_seller(place, enrolment.seller, effects)
    take_turns(connection, place.company_id, [enrolment.member_id, enrolment.referrer_id])
    known = connection.execute(
        select(tables.member.c.member_id).where(
            tables.member.c.company_id == place.company_id, tables.member.c.member_id == enrolment.member_id
        )
    ).first()
    if known is not None:
        effects.flag("enrolled-twice", "this member is enrolled already; nothing was changed")
        return effects
    joining = _Joining(
        connection, place, enrolment, _joined_on(connection, place, enrolment, effects), effects
    )
    connection.execute(insert(tables.member), {**joining.key, "joined_ms": place.now_ms})
    note_at_store(AtOnce(connection, place.company_id), enrolment.member_id, place.store_id, joining.day)
    new = upsert(member_history)  # a purchase under the new id may have come from another till before
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["company_id", "member_id"], set_={"joined_on": new.excluded.joined_on}
        ),
        {**joining.key, "joined_on": joining.day.isoformat()},
    )
    person = _person(joining, place.personal, envelope.fact_id)
    _write_person(joining, person, place.personal)
    _refer(joining, person)
    _welcome(joining, envelope.fact_id)
    for given in enrolment.consents[:_MOST_CONSENTS]:
        give_consent(
            *(connection, place.company_id, enrolment.member_id, given.consent, given.wording),
            *(place.programmes, joining.day, place.now_ms),
            agreed_ms=min(max(enrolment.at_ms, 0), place.now_ms),
        )
    effects.members.add(enrolment.member_id)
    return effects


def _joined_on(connection: Connection, place: Place, enrolment: Enrolment, effects: Effects) -> date:
    today = company_day(connection, place.company_id, place.now_ms)
    try:
        said = date.fromisoformat(enrolment.joined_on)
    except ValueError:
        effects.flag("business-date", "the day of joining is not a day; it counts from today")
        return today
    if (said - today).days > 1:  # another zone may be a day ahead
        effects.flag("future-date", "joined ahead of the server's clock; it counts from today")
        return today
    return said


def _person(joining: _Joining, personal: Personal | None, fact_id: str) -> Person | None:
    """Who it is, opened with the key that travelled beside it."""
    if personal is not None and personal.member_id == joining.enrolment.member_id:
        text = _opened(personal, fact_id)
        try:
            if text is not None:
                return member_facts.decode_person(text)
        except msgspec.MsgspecError:
            pass
    joining.effects.flag("person-unreadable", "the member exists, but nobody can read who they are")
    return None


def _opened(personal: Personal, fact_id: str) -> str | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        cipher = ChaCha20Poly1305(personal.new_key)
        nonce, body = personal.sealed[:_NONCE_BYTES], personal.sealed[_NONCE_BYTES:]
        return cipher.decrypt(nonce, body, fact_id.encode()).decode()
    except (InvalidTag, ValueError):
        return None


def _write_person(joining: _Joining, person: Person | None, personal: Personal | None) -> None:
    secret = joining.connection.execute(
        select(tables.company.c.card_secret).where(tables.company.c.company_id == joining.place.company_id)
    ).scalar_one()
    has_key = personal is not None and len(personal.new_key) == KEY_BYTES
    phone = _digits(person.phone)[:20] if person else ""
    phone_hash = number_hash(secret, phone) if phone else b""
    if phone_hash:
        take_turns(joining.connection, joining.place.company_id, [f"phone:{phone_hash.hex()}"])
    if phone_hash and has_phone(joining.connection, joining.place.company_id, phone_hash):
        joining.effects.flag("phone-taken", "another member has this phone number; both are found by it")
    note_phone(joining.connection, joining.place.company_id, joining.enrolment.member_id, phone_hash)
    joining.connection.execute(
        insert(tables.member_person),
        {
            **joining.key,
            "display_name": person.name.strip()[:_MOST_NAME] if person else "",
            "phone": phone,
            "phone_hash": phone_hash,
            "personal_key": personal.new_key if personal and has_key else os.urandom(KEY_BYTES),
        },
    )
    if person is None:
        return
    card = _digits(person.card_number)[:32]
    if card:
        _link_card(joining, number_hash(secret, card), card[-4:])
    if _is_birthday(person.birthday_month, person.birthday_day):
        birthday = {"month": person.birthday_month, "day": person.birthday_day}
        joining.connection.execute(insert(member_birthday), {**joining.key, **birthday})


def _link_card(joining: _Joining, card_hash: bytes, number_end: str) -> None:
    lost, company_id = lost_card.c, joining.place.company_id
    was_lost = joining.connection.execute(
        select(lost.member_id).where(lost.company_id == company_id, lost.card_hash == card_hash)
    ).first()
    if was_lost is not None or owner_of_card(joining.connection, company_id, card_hash) is not None:
        joining.effects.flag("card-taken", "the card is another member's, or was lost; it was not linked")
        return
    link_card(joining.connection, company_id, joining.enrolment.member_id, card_hash, number_end)


def _refer(joining: _Joining, person: Person | None) -> None:
    """Note who brought the member. Nobody brings themselves, not under a second card either."""
    friend_id, enrolment = joining.enrolment.referrer_id, joining.enrolment
    if not friend_id:
        return
    member, owner = tables.member.c, tables.member_person.c
    company_id = joining.place.company_id
    row = joining.connection.execute(
        select(owner.phone)
        .join(tables.member, (member.company_id == owner.company_id) & (member.member_id == owner.member_id))
        .where(owner.company_id == company_id, owner.member_id == friend_id, member.erased_ms == 0)
    ).one_or_none()
    phone = _digits(person.phone) if person else ""
    if friend_id == enrolment.member_id or (row is not None and phone and phone == row.phone):
        joining.effects.flag("self-referral", "nobody brings themselves; there is no referral")
    elif row is None:
        joining.effects.flag("referrer-unknown", "the company knows nobody by whom they were brought")
    else:
        note_referral(joining.connection, company_id, friend_id, enrolment.member_id, joining.place.now_ms)
        joining.effects.members.add(friend_id)


def _welcome(joining: _Joining, fact_id: str) -> None:
    """What each programme gives for joining."""
    company_id, member_id = joining.place.company_id, joining.enrolment.member_id
    holder = holder_in_turn(AtOnce(joining.connection, company_id), member_id)
    for programme in joining.place.programmes:
        given = occasions.joining(programme, joining.day)
        source = f"{fact_id}/joining/{programme.programme_id}"
        for number, posting in enumerate(given.postings):
            earn(
                AtOnce(joining.connection, company_id),
                Purse(company_id, holder, posting.account),
                Movement(
                    *(f"{source}/{number}", programme.programme_id, fact_id, joining.place.now_ms),
                    posting.rule,
                ),
                posting.points,
                earned_on=joining.day.isoformat(),
                expires_on=last_day(programme, posting.account, joining.day),
            )
        issue_coupons(joining.connection, company_id, member_id, given.coupons, source, joining.place.now_ms)


def _is_birthday(month: int, day: int) -> bool:
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True


def _digits(written: str) -> str:
    return "".join(character for character in written if "0" <= character <= "9")
