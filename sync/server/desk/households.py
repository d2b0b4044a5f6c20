"""Families that share an account: made, joined, left, owned (LOYALTY §2, Households).

Points move with their dates, so that nothing lives longer or shorter for having moved; birthdays, stamps and tiers stay
each person's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import uuid_utils
from sqlalchemy import Connection, insert, select, update

from pos_app.domain.loyalty.settings import Leaving
from sync.server.book.holders import behind, holder_of, set_household
from sync.server.book.ledger import MOVED, Movement, Purse, balance_of, receive, spend
from sync.server.book.members import publish_members
from sync.server.companies import Company
from sync.server.desk.leasing import refuse_if_lent
from sync.server.desk.refusal import NotDone
from sync.server.desk.who import the_member, the_programme
from sync.server.holding.holds import HoldState
from sync.server.holding.lease_homes import find_home
from sync.server.schema import tables
from sync.server.schema.member_tables import household
from sync.server.slate.at_once import AtOnce


@dataclass(frozen=True, slots=True)
class Shared:
    """A household: its id, its owner, and its members in the order of their ids."""

    household_id: str
    owner_id: str
    members: tuple[str, ...]


def make_household(connection: Connection, company: Company, written_owner: str, now_ms: int) -> Shared:
    """A member's account becomes one that others can join."""
    owner = the_member(connection, company, written_owner)
    _refuse_if_shared(connection, company, owner)
    made = f"household-{uuid_utils.uuid7()}"
    connection.execute(
        insert(household),
        {"company_id": company.company_id, "household_id": made, "owner_id": owner, "made_ms": now_ms},
    )
    _move_in(connection, company, made, owner, now_ms)
    return _told(connection, company, made, now_ms)


def join_household(
    connection: Connection, company: Company, household_id: str, written_member: str, now_ms: int
) -> Shared:
    """A member joins, with all their points, and what they owe."""
    _the_household(connection, company, household_id)
    member = the_member(connection, company, written_member)
    _refuse_if_shared(connection, company, member)
    most = the_programme(connection, company).household.most_members
    if len(_members(connection, company, household_id)) >= most:
        raise NotDone(f"{household_id} has {most} members already, and more may not share an account.")
    _move_in(connection, company, household_id, member, now_ms)
    return _told(connection, company, household_id, now_ms)


def leave_household(connection: Connection, company: Company, written_member: str, now_ms: int) -> Shared:
    """A member leaves: with nothing, or with an equal share, as the first programme says; the last one takes all."""
    member = the_member(connection, company, written_member)
    company_id = company.company_id
    household_id = holder_of(connection, company_id, member)
    if household_id == member:
        raise NotDone(f"{member} shares no account.")
    shared = _the_household(connection, company, household_id)
    if len(shared.members) > 1 and shared.owner_id == member:
        raise NotDone("The owner cannot leave while others share the account: name another owner first.")
    _refuse_if_held(connection, company_id, household_id, now_ms)
    refuse_if_lent(connection, company_id, household_id)
    set_household(connection, company_id, member, "")
    name = f"leave/{uuid_utils.uuid7()}"
    if len(shared.members) == 1:
        _move(connection, company_id, household_id, member, name, now_ms)
    elif the_programme(connection, company).household.leaving is Leaving.SPLIT:
        _move(connection, company_id, household_id, member, name, now_ms, parts=len(shared.members))
    find_home(AtOnce(connection, company_id), member)
    publish_members(connection, company_id, shared.members, now_ms)
    return _the_household(connection, company, household_id)


def own_household(
    connection: Connection, company: Company, household_id: str, written_member: str, now_ms: int
) -> Shared:
    """Another member of the household owns it from now on."""
    shared = _the_household(connection, company, household_id)
    member = the_member(connection, company, written_member)
    if member not in shared.members:
        raise NotDone(f"{member} is no member of {household_id}.")
    connection.execute(
        update(household)
        .where(household.c.company_id == company.company_id, household.c.household_id == household_id)
        .values(owner_id=member)
    )
    return _told(connection, company, household_id, now_ms)


def _move_in(connection: Connection, company: Company, household_id: str, member: str, now_ms: int) -> None:
    _refuse_if_held(connection, company.company_id, member, now_ms)
    refuse_if_lent(connection, company.company_id, member)
    set_household(connection, company.company_id, member, household_id)
    name = f"join/{uuid_utils.uuid7()}"
    _move(connection, company.company_id, member, household_id, name, now_ms)
    find_home(AtOnce(connection, company.company_id), household_id)


def _move(
    connection: Connection,
    company_id: str,
    giver: str,
    taker: str,
    name: str,
    now_ms: int,
    *,
    parts: int = 1,
) -> None:
    """Move everything, or one of ``parts`` equal parts of each lot, from one holder to another, lot by lot. What is
    owed moves with everything; a part of an account takes no debt along.
    """
    lot = tables.lot
    lots = connection.execute(
        select(lot)
        .where(lot.c.company_id == company_id, lot.c.member_id == giver, lot.c.points_left > 0)
        .order_by(lot.c.account, lot.c.expires_on == "", lot.c.expires_on, lot.c.earned_on, lot.c.lot_id)
    ).all()
    if parts == 1:
        _move_debt(connection, company_id, giver, taker, name, now_ms)
    for number, each in enumerate(lots):
        points = each.points_left // parts
        if not points:
            continue
        movement = Movement(f"{name}/{number}", each.programme_id, name, now_ms, "household")
        spend(
            *(AtOnce(connection, company_id), Purse(company_id, giver, each.account), movement, points),
            kind="move",
            against=MOVED,
            first_lot=each.lot_id,
        )
        receive(
            *(AtOnce(connection, company_id), Purse(company_id, taker, each.account), movement, points),
            kind="move",
            against=MOVED,
            earned_on=each.earned_on,
            expires_on=each.expires_on,
        )


def _move_debt(
    connection: Connection, company_id: str, giver: str, taker: str, name: str, now_ms: int
) -> None:
    balance = tables.balance.c
    owing = connection.execute(
        select(balance.account, balance.debt).where(
            balance.company_id == company_id, balance.member_id == giver, balance.debt > 0
        )
    ).all()
    for account, debt in owing:
        movement = Movement(f"{name}/debt/{account}", "", name, now_ms, "household")
        receive(
            *(AtOnce(connection, company_id), Purse(company_id, giver, account), movement, debt),
            kind="move",
            against=MOVED,
            earned_on="",
        )
        purse = Purse(company_id, taker, account)
        spend(
            *(AtOnce(connection, purse.company_id), purse, movement, debt),
            kind="move",
            against=MOVED,
            at_most=balance_of(connection, purse).points,
        )


def _the_household(connection: Connection, company: Company, household_id: str) -> Shared:
    owner = connection.execute(
        select(household.c.owner_id).where(
            household.c.company_id == company.company_id, household.c.household_id == household_id
        )
    ).scalar_one_or_none()
    if owner is None:
        raise NotDone(f"There is no household {household_id[:64]!r}.")
    return Shared(household_id, owner, _members(connection, company, household_id))


def _told(connection: Connection, company: Company, household_id: str, now_ms: int) -> Shared:
    found = _the_household(connection, company, household_id)
    publish_members(connection, company.company_id, found.members, now_ms)
    return found


def _members(connection: Connection, company: Company, household_id: str) -> tuple[str, ...]:
    return tuple(sorted(behind(connection, company.company_id, [household_id]) - {household_id}))


def _refuse_if_shared(connection: Connection, company: Company, member: str) -> None:
    holder = holder_of(connection, company.company_id, member)
    if holder != member:
        raise NotDone(f"{member} shares an account already: {holder}.")


def _refuse_if_held(connection: Connection, company_id: str, holder: str, now_ms: int) -> None:
    """Points that a payment holds at this moment must stay where its sale will look for them."""
    hold = tables.hold.c
    found = connection.execute(
        select(hold.redemption_id).where(
            hold.company_id == company_id,
            hold.member_id == holder,
            hold.state == HoldState.HELD,
            hold.expires_ms > now_ms,
        )
    ).first()
    if found is not None:
        raise NotDone("Points of this account are held for a payment: try again in a quarter of an hour.")
