"""A lost card: its number is blocked for ever, the member gets another, the balance stays where it is."""

from __future__ import annotations

from sqlalchemy import Connection, select

from sync.protocol.v1.numbers import number_hash
from sync.server.book.found_by import link_card, owner_of_card, unlink_cards
from sync.server.book.holders import holder_of
from sync.server.book.members import publish_members
from sync.server.companies import Company
from sync.server.desk.refusal import NotDone
from sync.server.desk.who import the_member
from sync.server.holding.leases import recall
from sync.server.schema import tables
from sync.server.schema.desk_tables import lost_card
from sync.server.schema.dialects import upsert

MOST_CARDS = 10


def replace_card(
    connection: Connection,
    company: Company,
    written_member: str,
    *,
    lost: str,
    new: str,
    now_ms: int,
) -> int:
    """Block the card ``lost`` (all of the member's cards where it is empty), and link ``new`` unless it is empty.
    Returns how many were blocked.
    """
    member = the_member(connection, company, written_member)
    if not lost and not new:
        raise NotDone("Say which card was lost with --lost, which is new with --new, or both.")
    blocked = _block(connection, company, member, lost, now_ms) if lost or new else 0
    if blocked:  # the keeper is lent it anew when it knows that the card is lost
        recall(connection, company.company_id, holder_of(connection, company.company_id, member), now_ms)
    if new:
        _link(connection, company, member, new)
    publish_members(connection, company.company_id, [member], now_ms)
    return blocked


def _block(connection: Connection, company: Company, member: str, lost: str, now_ms: int) -> int:
    card = tables.member_card
    mine = (card.c.company_id == company.company_id, card.c.member_id == member)
    rows = connection.execute(select(card).where(*mine)).all()
    if lost:
        meant = number_hash(company.card_secret, _number("--lost", lost))
        rows = [row for row in rows if row.card_hash == meant]
        if not rows:
            raise NotDone(f"{member} has no card with that number.")
    unlink_cards(connection, company.company_id, member, [row.card_hash for row in rows])
    for row in rows:
        connection.execute(
            upsert(lost_card).on_conflict_do_nothing(),
            {
                "company_id": company.company_id,
                "card_hash": row.card_hash,
                "member_id": member,
                "number_end": row.number_end,
                "lost_ms": now_ms,
            },
        )
    return len(rows)


def _link(connection: Connection, company: Company, member: str, new: str) -> None:
    number = _number("--new", new)
    found = number_hash(company.card_secret, number)
    card, gone = tables.member_card.c, lost_card.c
    owner = owner_of_card(connection, company.company_id, found)
    if owner is not None:
        raise NotDone(f"--new: the card is {'this' if owner == member else 'another'} member's already.")
    lost = connection.execute(
        select(gone.card_hash).where(gone.company_id == company.company_id, gone.card_hash == found)
    ).first()
    if lost is not None:
        raise NotDone("--new: the card was lost, and a lost card is never used again.")
    have = connection.execute(
        select(card.card_hash).where(card.company_id == company.company_id, card.member_id == member)
    ).all()
    if len(have) >= MOST_CARDS:
        raise NotDone(f"{member} has {MOST_CARDS} cards already.")
    link_card(connection, company.company_id, member, found, number[-4:])


def _number(option: str, written: str) -> str:
    digits = written.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 32):
        raise NotDone(f"{option} must be a card number of 4 to 32 digits.")
    return digits
