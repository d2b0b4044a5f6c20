"""Who holds a member's points: the household they share an account with, or the member alone."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, delete, insert, select

from sync.server.schema.dialects import among, put_if_new, upsert
from sync.server.schema.key_tables import household_ever, household_member
from sync.server.schema.member_tables import household, member_history
from sync.server.slate.slate import Slate

_HOUSEHOLD = select(member_history.c.household_id).where(
    member_history.c.company_id == bindparam("company"), member_history.c.member_id == bindparam("member")
)
_SHARERS = select(household_member.c.member_id).where(
    household_member.c.company_id == bindparam("company"),
    among(household_member.c.household_id, "holders"),
)


def holder_of(connection: Connection, company_id: str, member_id: str) -> str:
    """The id that purses, lots and holds of this member stand under: the household's, else the member's own."""
    key = {"company": company_id, "member": member_id}
    return connection.execute(_HOUSEHOLD, key).scalar_one_or_none() or member_id


def holder_in_turn(slate: Slate, member_id: str) -> str:
    """The same, with the books of the member and of the holder to ourselves until the transaction ends."""
    slate.take_turns([member_id])
    holder = holder_as_read(slate, member_id)
    slate.take_turns([holder])
    return holder


def holder_as_read(slate: Slate, member_id: str) -> str:
    """The same out of what a slate has read."""
    history = slate.line(member_history, member_id)
    return (history["household_id"] if history else "") or member_id


def holders_of(connection: Connection, company_id: str, member_ids: Collection[str]) -> dict[str, str]:
    """The same for several members at once."""
    rows = connection.execute(
        select(member_history.c.member_id, member_history.c.household_id).where(
            member_history.c.company_id == company_id,
            among(member_history.c.member_id, member_ids),
            member_history.c.household_id != "",
        )
    )
    shared = {row.member_id: row.household_id for row in rows}
    return {member_id: shared.get(member_id, member_id) for member_id in member_ids}


def sharing_with(connection: Connection, company_id: str, member_ids: Collection[str]) -> set[str]:
    """These members and everybody who shares an account with one of them."""
    holders = holders_of(connection, company_id, member_ids)
    households = {holder for member_id, holder in holders.items() if holder != member_id}
    others = behind(connection, company_id, households) - households if households else ()
    return {*member_ids, *others}


def holders_ever(connection: Connection, company_id: str, member_id: str) -> set[str]:
    """The member, and every household that they share an account with, or did."""
    before = connection.execute(
        select(household_ever.c.household_id).where(
            household_ever.c.company_id == company_id, household_ever.c.member_id == member_id
        )
    ).scalars()
    return {member_id, *before}


def set_household(connection: Connection, company_id: str, member_id: str, household_id: str) -> None:
    """The member shares that account from now on, or none ("")."""
    key = {"company_id": company_id, "member_id": member_id}
    left = holder_of(connection, company_id, member_id)
    connection.execute(
        delete(household_member).where(
            household_member.c.company_id == company_id,
            household_member.c.household_id == left,
            household_member.c.member_id == member_id,
        )
    )
    values = {"household_id": household_id}
    connection.execute(
        upsert(member_history)
        .values(**key, purchases=1, **values)  # known before, so has bought
        .on_conflict_do_update(index_elements=[*key], set_=values)
    )
    if household_id:
        connection.execute(insert(household_member), {**key, **values})
        put_if_new(connection, household_ever, {**key, **values})


def behind(connection: Connection, company_id: str, holders: Collection[str]) -> set[str]:
    """The members whose points these holders have: a household's members, or the member itself."""
    others = connection.execute(_SHARERS, {"company": company_id, "holders": list(holders)}).scalars()
    return {*holders, *others}


def owner_of(connection: Connection, company_id: str, holder: str) -> str:
    """Who answers for a holder's account: a household's owner, or the member itself. What an account receives as a
    coupon goes to them.
    """
    owner = connection.execute(
        select(household.c.owner_id).where(
            household.c.company_id == company_id, household.c.household_id == holder
        )
    ).scalar_one_or_none()
    return owner or holder
