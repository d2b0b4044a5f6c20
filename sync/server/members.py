"""Members at the server: the compact rows tills get, the standing in each programme, and forgetting somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, Table, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from pos_app.domain.loyalty.programme import Programme
from sync.protocol.v1.messages import MemberRow
from sync.server import tables
from sync.server.changes import Publication, gone, publish
from sync.server.programmes import DEFAULT_ACCOUNT, in_force

_CHUNK = 400


def publish_members(connection: Connection, company_id: str, member_ids: Iterable[str], now_ms: int) -> None:
    """Tell tills how these members stand now. Ids the company does not know, or has erased, are passed over.

    ``points`` of a row are what the lots hold less what is owed, so they may be negative.
    """
    wanted = sorted(set(member_ids))
    for start in range(0, len(wanted), _CHUNK):
        _publish_chunk(connection, company_id, wanted[start : start + _CHUNK], now_ms)


def raise_standing(
    connection: Connection,
    company_id: str,
    member_id: str,
    programme: Programme,
    earned: int,
    promised_tier: str | None,
) -> bool:
    """Count qualifying points and move the tier up where they, or a till's promise, reach a higher one.

    A tier never falls here. Returns whether a promised tier is ahead of what the ledger counts.
    """
    table = tables.standing
    row = connection.execute(
        select(table.c.qualifying_points, table.c.tier).where(
            table.c.company_id == company_id,
            table.c.member_id == member_id,
            table.c.programme_id == programme.programme_id,
        )
    ).one_or_none()
    qualifying = (row.qualifying_points if row else 0) + earned
    current = programme.tier_by_code(row.tier) if row else None
    reached = programme.tier_at(qualifying)
    promised = programme.tier_by_code(promised_tier)
    candidates = [tier for tier in (current, reached, promised) if tier is not None]
    tier = max(candidates, key=lambda tier: tier.from_points, default=None)
    set_standing(
        connection, company_id, member_id, programme.programme_id, qualifying, tier.code if tier else ""
    )
    kept = max((t.from_points for t in (current, reached) if t is not None), default=-1)
    return promised is not None and promised.from_points > kept


def set_standing(
    connection: Connection,
    company_id: str,
    member_id: str,
    programme_id: str,
    qualifying_points: int,
    tier: str,
) -> None:
    """Write a member's standing in a programme; ``tier`` is its code or empty."""
    values = {"qualifying_points": qualifying_points, "tier": tier}
    connection.execute(
        upsert(tables.standing)
        .values(company_id=company_id, member_id=member_id, programme_id=programme_id, **values)
        .on_conflict_do_update(index_elements=["company_id", "member_id", "programme_id"], set_=values)
    )


def is_erased(connection: Connection, company_id: str, member_id: str) -> bool:
    """Whether the member was erased."""
    erased = connection.execute(
        select(tables.member.c.erased_ms).where(
            tables.member.c.company_id == company_id, tables.member.c.member_id == member_id
        )
    ).scalar_one_or_none()
    return bool(erased)


def erase_member(connection: Connection, company_id: str, member_id: str, now_ms: int) -> bool:
    """Forget a person (FORGETTABLE): name, phone, card links, sealed fields and the key that opens them go, at the
    tills too. Sales and postings stay under the pseudonymous id. ``False`` when the member is not known.

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
    for table in (tables.member_person, tables.member_card, tables.personal):
        connection.execute(
            delete(table).where(table.c.company_id == company_id, table.c.member_id == member_id)
        )
    publish(connection, company_id, [gone("member", member_id)])
    return True


def _publish_chunk(connection: Connection, company_id: str, ids: Sequence[str], now_ms: int) -> None:
    programmes = in_force(connection, company_id)
    lead = programmes[0] if programmes else None
    account = lead.account if lead else DEFAULT_ACCOUNT

    def mine(table: Table) -> tuple[ColumnElement[bool], ...]:
        return table.c.company_id == company_id, table.c.member_id.in_(ids)

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
    balance = tables.balance
    points = {
        row.member_id: row.points - row.debt
        for row in connection.execute(select(balance).where(*mine(balance), balance.c.account == account))
    }
    standing = tables.standing
    standings = {
        row.member_id: (row.qualifying_points, row.tier)
        for row in connection.execute(
            select(standing).where(
                *mine(standing), standing.c.programme_id == (lead.programme_id if lead else "")
            )
        )
    }
    rows = []
    for row in people:
        qualifying, tier = standings.get(row.member_id, (0, ""))
        rows.append(
            MemberRow(
                member_id=row.member_id,
                display_name=row.display_name,
                card_hashes=tuple(number for number, _ in cards[row.member_id]),
                phone_hash=row.phone_hash,
                card_number_end=cards[row.member_id][0][1] if cards[row.member_id] else "",
                points=points.get(row.member_id, 0),
                qualifying_points=qualifying,
                tier=tier or None,
                as_of_ms=now_ms,
                blocked=bool(row.blocked),
                personal_key=row.personal_key,
            )
        )
    publish(connection, company_id, [Publication("member", row.member_id, row) for row in rows])
