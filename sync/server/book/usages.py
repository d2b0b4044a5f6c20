"""How much of a capped or limited thing was had in a period: moves that add up in any order, and their sums."""

from __future__ import annotations

from sqlalchemy import Connection, select

from sync.server.book.bookkeeping import Entry
from sync.server.schema.dialects import upsert
from sync.server.schema.member_tables import usage, usage_move


def used_before(
    connection: Connection,
    company_id: str,
    whose: str,
    programme_id: str,
    rule_id: str,
    period: str,
    period_start: str,
) -> int:
    """What was had so far; ``whose`` is the member, or the household where the programme counts it for all."""
    found = connection.execute(
        select(usage.c.amount).where(
            usage.c.company_id == company_id,
            usage.c.member_id == whose,
            usage.c.programme_id == programme_id,
            usage.c.rule_id == rule_id,
            usage.c.period == period,
            usage.c.period_start == period_start,
        )
    ).scalar_one_or_none()
    return int(found or 0)


def add_usage(
    connection: Connection,
    company_id: str,
    whose: str,
    programme_id: str,
    rule_id: str,
    period: str,
    period_start: str,
    source: str,
    amount: int,
) -> None:
    """Count ``amount`` more (below zero: a return gives it back). One source may add to the same thing again."""
    if not amount:
        return
    key = {
        "company_id": company_id,
        "member_id": whose,
        "programme_id": programme_id,
        "rule_id": rule_id,
        "period": period,
        "period_start": period_start,
    }
    move, whole = upsert(usage_move), upsert(usage)
    connection.execute(
        move.on_conflict_do_update(
            index_elements=[*key, "source"], set_={"amount": usage_move.c.amount + move.excluded.amount}
        ),
        {**key, "source": source, "amount": amount},
    )
    connection.execute(
        whole.on_conflict_do_update(
            index_elements=[*key], set_={"amount": usage.c.amount + whole.excluded.amount}
        ),
        {**key, "amount": amount},
    )


def count(
    entry: Entry,
    programme_id: str,
    rule_id: str,
    period: str,
    period_start: str,
    amount: int,
    most: int | None,
) -> int:
    """Count what a decision used, at most ``most`` in the period (``None``: no limit). Returns how far it is over."""
    key = (entry.capped(programme_id, rule_id), programme_id, rule_id, period, period_start)
    before = used_before(entry.connection, entry.company_id, *key)
    over = 0 if most is None else max(min(before + amount - most, amount), 0)
    add_usage(entry.connection, entry.company_id, *key, entry.source, amount)
    return over
