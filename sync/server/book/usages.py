"""How much of a capped or limited thing was had in a period: moves that add up in any order, and their sums."""

from __future__ import annotations

from sync.server.book.bookkeeping import Entry
from sync.server.schema.member_tables import usage, usage_move
from sync.server.slate.slate import Slate


def used_before(
    slate: Slate, whose: str, programme_id: str, rule_id: str, period: str, period_start: str
) -> int:
    """What was had so far; ``whose`` is the member, or the household where the programme counts it for all."""
    found = slate.line(usage, whose, programme_id, rule_id, period, period_start)
    return int(found["amount"]) if found else 0


def add_usage(
    slate: Slate,
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
        "company_id": slate.company_id,
        "member_id": whose,
        "programme_id": programme_id,
        "rule_id": rule_id,
        "period": period,
        "period_start": period_start,
    }
    slate.count(usage_move, {**key, "source": source, "amount": amount}, "amount")
    found = slate.line(usage, whose, programme_id, rule_id, period, period_start)
    if found is None:
        slate.put(usage, {**key, "amount": amount})
    else:
        slate.change(usage, found, amount=found["amount"] + amount)


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
    before = used_before(entry.slate, *key)
    over = 0 if most is None else max(min(before + amount - most, amount), 0)
    add_usage(entry.slate, *key, entry.source, amount)
    return over
