"""By what a member is found: cards and telephone, each a keyed hash. A card is one member's, a telephone may be several
members'.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from sync.server.schema import tables
from sync.server.schema.dialects import put_if_new
from sync.server.schema.key_tables import phone_key
from sync.server.whose import a_card, becomes, is_nobodys, whose


def owner_of_card(connection: Connection, company_id: str, card_hash: bytes) -> str | None:
    """The member whose card that is."""
    return whose(connection, company_id, a_card(card_hash))


def link_card(
    connection: Connection, company_id: str, member_id: str, card_hash: bytes, number_end: str
) -> None:
    """The card is the member's from now on; it must be nobody's."""
    becomes(connection, company_id, a_card(card_hash), member_id)
    row = {"company_id": company_id, "member_id": member_id, "card_hash": card_hash, "number_end": number_end}
    connection.execute(insert(tables.member_card), row)


def unlink_cards(
    connection: Connection, company_id: str, member_id: str, card_hashes: Iterable[bytes]
) -> None:
    """These cards of the member are nobody's."""
    wanted, card = list(card_hashes), tables.member_card.c
    connection.execute(
        delete(tables.member_card).where(
            card.company_id == company_id, card.member_id == member_id, card.card_hash.in_(wanted)
        )
    )
    is_nobodys(connection, company_id, map(a_card, wanted))


def has_phone(connection: Connection, company_id: str, phone_hash: bytes) -> bool:
    """Whether somebody has that telephone."""
    key = phone_key.c
    found = connection.execute(
        select(key.member_id).where(key.company_id == company_id, key.phone_hash == phone_hash).limit(1)
    ).first()
    return found is not None


def found_by(connection: Connection, company_id: str, number_hash: bytes) -> set[str]:
    """Every member who is found by that number, be it a card's or a telephone's."""
    key = phone_key.c
    called = connection.execute(
        select(key.member_id).where(key.company_id == company_id, key.phone_hash == number_hash)
    ).scalars()
    return {*called, owner_of_card(connection, company_id, number_hash) or ""} - {""}


def note_phone(connection: Connection, company_id: str, member_id: str, phone_hash: bytes) -> None:
    """The member has that telephone, and no other; b"" for none. Call it before ``member_person`` says so."""
    person, key = tables.member_person.c, phone_key.c
    before = connection.execute(
        select(person.phone_hash).where(person.company_id == company_id, person.member_id == member_id)
    ).scalar_one_or_none()
    if before and before != phone_hash:
        connection.execute(
            delete(phone_key).where(
                key.company_id == company_id, key.phone_hash == before, key.member_id == member_id
            )
        )
    if phone_hash:
        row = {"company_id": company_id, "phone_hash": phone_hash, "member_id": member_id}
        put_if_new(connection, phone_key, row)


def find_nobody(connection: Connection, company_id: str, member_id: str) -> None:
    """A member who is erased is found by nothing any more (FORGETTABLE)."""
    card = tables.member_card.c
    cards = connection.execute(
        select(card.card_hash).where(card.company_id == company_id, card.member_id == member_id)
    ).scalars()
    unlink_cards(connection, company_id, member_id, cards.all())
    note_phone(connection, company_id, member_id, b"")
