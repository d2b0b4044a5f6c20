"""Members at the server: the compact rows tills get, the standing in each programme, and forgetting somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, select, update

from sync.protocol.v1.member_messages import MemberRow, brief_of
from sync.protocol.v1.member_views import known_of
from sync.server.book.consents import agreed_now
from sync.server.book.forgetting import forget_ties
from sync.server.book.found_by import find_nobody
from sync.server.book.holders import holder_of, sharing_with
from sync.server.book.own_cards import unlink_cashiers
from sync.server.book.segments import drop_unkept, kept_by_rules, settle_segments, settling_day
from sync.server.book.views import member_views
from sync.server.changes import Publication, gone, publish
from sync.server.holding.lease_homes import look_again, look_at_holders
from sync.server.holding.leases import recall
from sync.server.programmes import in_force
from sync.server.schema import tables
from sync.server.schema.dialects import among
from sync.server.schema.lease_tables import store_visit
from sync.server.schema.member_tables import member_store
from sync.server.turns import take_the_cursor

_CHUNK = 400
_MEMBER = select(tables.member.c.member_id).where(
    tables.member.c.company_id == bindparam("company"), tables.member.c.member_id == bindparam("member")
)


def publish_members(connection: Connection, company_id: str, member_ids: Iterable[str], now_ms: int) -> None:
    """Tell tills how these members, and those who share an account with them, stand now. Ids the company does not
    know, or has erased, are passed over.

    ``points`` of a row are what the lots hold less what is owed, so they may be negative.
    """
    ids = set(member_ids)
    if not ids:
        return
    take_the_cursor(connection, company_id)
    wanted = sorted(sharing_with(connection, company_id, ids))
    look_again(connection, company_id, wanted)
    for start in range(0, len(wanted), _CHUNK):
        _publish_chunk(connection, company_id, wanted[start : start + _CHUNK], now_ms)


def publish_everybody(connection: Connection, company_id: str, now_ms: int) -> None:
    """Tell tills of every member anew: after a change of the rules, which may ask what was not told before."""
    table = tables.member
    drop_unkept(connection, company_id, in_force(connection, company_id))
    ids = connection.execute(
        select(table.c.member_id)
        .where(table.c.company_id == company_id, table.c.erased_ms == 0)
        .order_by(table.c.member_id)
    )
    for rows in ids.partitions(_CHUNK):
        _publish_chunk(connection, company_id, [row.member_id for row in rows], now_ms)


def is_known(connection: Connection, company_id: str, member_id: str) -> bool:
    """Whether the company has, or had, such a member."""
    return connection.execute(_MEMBER, {"company": company_id, "member": member_id}).first() is not None


def is_erased(connection: Connection, company_id: str, member_id: str) -> bool:
    """Whether the member was erased."""
    erased = connection.execute(
        select(tables.member.c.erased_ms).where(
            tables.member.c.company_id == company_id, tables.member.c.member_id == member_id
        )
    ).scalar_one_or_none()
    return bool(erased)


def erase_member(connection: Connection, company_id: str, member_id: str, now_ms: int) -> bool:
    """Forget a person (FORGETTABLE): name, phone, card links, birthday, referral, segments, sealed fields and the key
    that opens them go, at the tills too. Sales and postings stay under the pseudonymous id. ``False`` when the member
    is not known.

    Empty the write-ahead log afterwards (:meth:`~sync.server.opening.Database.forget_old_pages`).
    """
    changed = connection.execute(
        update(tables.member)
        .where(
            tables.member.c.company_id == company_id,
            tables.member.c.member_id == member_id,
            tables.member.c.erased_ms == 0,
        )
        .values(erased_ms=now_ms)
    )
    if changed.rowcount == 0:
        return False
    find_nobody(connection, company_id, member_id)
    for table in (tables.member_person, tables.personal, store_visit, member_store):
        connection.execute(
            delete(table).where(table.c.company_id == company_id, table.c.member_id == member_id)
        )
    # Alone: what was lent comes back. Of a household the keeper only hears that they no longer belong to it.
    holder = holder_of(connection, company_id, member_id)
    if holder == member_id:
        recall(connection, company_id, member_id, now_ms)
    look_at_holders(connection, company_id, [holder])
    aside = tables.quarantine
    connection.execute(
        update(aside)
        .where(aside.c.company_id == company_id, aside.c.member_id == member_id)
        .values(member_id="", personal=b"")
    )
    sharers = forget_ties(connection, company_id, member_id, now_ms)
    unlink_cashiers(connection, company_id, member_id)
    publish(connection, company_id, [gone("member", member_id)])
    publish_members(connection, company_id, sharers, now_ms)
    return True


def _publish_chunk(connection: Connection, company_id: str, ids: Sequence[str], now_ms: int) -> None:
    def mine(table: Table) -> tuple[ColumnElement[bool], ...]:
        return table.c.company_id == company_id, among(table.c.member_id, ids)

    programmes = in_force(connection, company_id)
    if kept_by_rules(programmes):
        day = settling_day(connection, company_id)
        settle_segments(connection, company_id, ids, programmes, day, now_ms)
    person = tables.member_person
    people = connection.execute(
        select(person, tables.member.c.blocked)
        .join(
            tables.member,
            (tables.member.c.company_id == person.c.company_id)
            & (tables.member.c.member_id == person.c.member_id),
        )
        .where(*mine(person), tables.member.c.erased_ms == 0)
    ).all()
    cards: dict[str, list[tuple[bytes, str]]] = defaultdict(list)
    card = tables.member_card
    for row in connection.execute(select(card).where(*mine(card)).order_by(card.c.card_hash)):
        cards[row.member_id].append((row.card_hash, row.number_end))
    views = member_views(connection, company_id, [row.member_id for row in people], now_ms)
    consenting = [member_id for member_id, view in views.items() if view.consents]
    agreed = agreed_now(
        connection, company_id, consenting, in_force(connection, company_id) if consenting else ()
    )
    rows = []
    for row in people:
        view = views[row.member_id]
        told = MemberRow(
            member_id=row.member_id,
            display_name=row.display_name,
            card_hashes=tuple(number for number, _ in cards[row.member_id]),
            phone_hash=row.phone_hash,
            card_number_end=cards[row.member_id][0][1] if cards[row.member_id] else "",
            points=view.points,
            qualifying_points=view.qualifying_points,
            tier=view.tier,
            as_of_ms=now_ms,
            blocked=bool(row.blocked),
            personal_key=row.personal_key,
            known=known_of(view, agreed.get(row.member_id, ())),
        )
        rows.append(Publication("member", row.member_id, told, brief=brief_of(told)))
    publish(connection, company_id, rows)
