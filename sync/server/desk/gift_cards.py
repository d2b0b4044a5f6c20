"""Gift cards at the desk: what is on one, a lost one blocked, its money on another card."""

from __future__ import annotations

from dataclasses import dataclass

import uuid_utils
from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from pos_app.domain.errors import Refused
from pos_app.domain.gift_card import ACCOUNT, check_number, holder_of_card
from sync.protocol.v1.numbers import number_hash
from sync.server.book.ledger import MOVED, Movement, Purse, receive, spend
from sync.server.companies import Company
from sync.server.desk.leasing import refuse_if_lent
from sync.server.desk.refusal import NotDone
from sync.server.holding.holds import held_points
from sync.server.holding.lease_homes import look_at_holders
from sync.server.holding.leases import recall
from sync.server.schema import tables
from sync.server.schema.gift_card_tables import gift_card
from sync.server.slate.at_once import AtOnce


@dataclass(frozen=True, slots=True)
class OnCard:
    """Money in one currency (ISO code) in minor units, and the last day (ISO) of what ends first."""

    currency: str
    minor: int
    ends_on: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A card by its last digits; a blocked one pays nothing."""

    number_end: str
    is_blocked: bool
    money: tuple[OnCard, ...]


def look_at(connection: Connection, company: Company, number: str) -> Looked:
    """What is on a card. Raises :class:`NotDone` for a number that was never loaded."""
    card_id = _the_card(connection, company, number)
    known = connection.execute(select(gift_card).where(*_is(company, card_id))).one()
    lot = tables.lot
    rows = connection.execute(
        select(lot.c.account, func.sum(lot.c.points_left), func.min(lot.c.expires_on))
        .where(
            lot.c.company_id == company.company_id,
            lot.c.member_id == holder_of_card(card_id),
            lot.c.points_left > 0,
        )
        .group_by(lot.c.account)
        .order_by(lot.c.account)
    ).all()
    money = tuple(
        OnCard(account.removeprefix(f"{ACCOUNT}-").upper(), int(minor), ends) for account, minor, ends in rows
    )
    return Looked(known.number_end, bool(known.blocked), money)


def block(
    connection: Connection, company: Company, number: str, *, blocked: bool = True, now_ms: int
) -> Looked:
    """Block a card that was lost, or let a found one pay again. What a till keeps of a blocked one is asked back."""
    card_id = _the_card(connection, company, number)
    connection.execute(update(gift_card).where(*_is(company, card_id)).values(blocked=int(blocked)))
    if blocked:
        recall(connection, company.company_id, holder_of_card(card_id), now_ms)
    look_at_holders(connection, company.company_id, [holder_of_card(card_id)])
    return look_at(connection, company, number)


def replace_gift_card(
    connection: Connection, company: Company, number: str, new_number: str, now_ms: int
) -> Looked:
    """Move all that is left to a card nobody has used, each parcel with its own last day, and block the old one.

    Raises :class:`NotDone` where a till holds or keeps money of it now, or where the new card has been loaded before.
    """
    old, new = _the_card(connection, company, number), _card_id(company, "--move-to", new_number)
    if connection.execute(select(gift_card.c.card_id).where(*_is(company, new))).one_or_none() is not None:
        raise NotDone("The card to move to has been used before: take a new one.")
    known = connection.execute(select(gift_card).where(*_is(company, old))).one()
    connection.execute(
        insert(gift_card),
        {**known._mapping, "card_id": new, "number_end": new_number.strip()[-4:], "blocked": 0},
    )
    _move(connection, company.company_id, holder_of_card(old), holder_of_card(new), now_ms)
    block(connection, company, number, now_ms=now_ms)
    return look_at(connection, company, new_number)


def _move(connection: Connection, company_id: str, giver: str, taker: str, now_ms: int) -> None:
    lot = tables.lot
    lots = connection.execute(
        select(lot)
        .where(lot.c.company_id == company_id, lot.c.member_id == giver, lot.c.points_left > 0)
        .order_by(lot.c.account, lot.c.lot_id)
    ).all()
    refuse_if_lent(connection, company_id, giver)
    name = f"gift-card/{uuid_utils.uuid7()}"
    for account in {each.account for each in lots}:
        if held_points(connection, Purse(company_id, giver, account), now_ms):
            raise NotDone(
                "A till is taking money from this card now. Wait a quarter of an hour, then try again."
            )
    for number, each in enumerate(lots):
        movement = Movement(f"{name}/{number}", each.programme_id, name, now_ms, "gift-card")
        spend(
            *(
                AtOnce(connection, company_id),
                Purse(company_id, giver, each.account),
                movement,
                each.points_left,
            ),
            kind="move",
            against=MOVED,
            first_lot=each.lot_id,
        )
        receive(
            *(
                AtOnce(connection, company_id),
                Purse(company_id, taker, each.account),
                movement,
                each.points_left,
            ),
            kind="move",
            against=MOVED,
            earned_on=each.earned_on,
            expires_on=each.expires_on,
        )


def _the_card(connection: Connection, company: Company, number: str) -> str:
    card_id = _card_id(company, "--number", number)
    if connection.execute(select(gift_card.c.card_id).where(*_is(company, card_id))).one_or_none() is None:
        raise NotDone("No money was ever put on a gift card with that number.")
    return card_id


def _card_id(company: Company, option: str, number: str) -> str:
    try:
        return number_hash(company.card_secret, check_number(number)).hex()
    except Refused as error:
        raise NotDone(
            f"{option}: a gift card has 12 to 19 digits, and the last one checks the others."
        ) from error


def _is(company: Company, card_id: str) -> tuple[ColumnElement[bool], ...]:
    return gift_card.c.company_id == company.company_id, gift_card.c.card_id == card_id
