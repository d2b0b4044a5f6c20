"""An auditor who shares no code with the server: adds the books up again from nothing but their rows.

Postings are the truth. Balances, lots, stamps and what was used of a limit must be what postings and moves add up to;
what is looked up by an id alone must say what the books say; and a posting that was once seen must never change or go
(IMMUTABLE).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import text

from sync.server.opening import Database
from tests.unit.sync.server.looked_up import check_lookups

_SUMS = {"stamp_card": ("stamp_move", "stamps"), "usage": ("usage_move", "amount")}
_FOREVER = ("posting", "posting_group", "stamp_move", "lot_use", "lease_use", "suspense_decision")


def audit(database: Database) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Check every rule of the ledger; returns (points, debt, suspense) per holder and account."""
    with database.read() as connection:

        def rows(statement: str) -> list[Any]:
            return [tuple(row) for row in connection.execute(text(statement))]

        postings = rows("SELECT member_id, account, group_id, bucket, points FROM posting")
        groups = rows("SELECT member_id, account, group_id FROM posting_group")
        lots = rows("SELECT member_id, account, lot_id, points, points_left FROM lot")
        uses = rows("SELECT member_id, lot_id, group_id, points FROM lot_use")
        balances = rows("SELECT member_id, account, points, debt, suspense FROM balance")
        leases = rows("SELECT lease_id, holder_id, state FROM lease")
        lent = rows(
            "SELECT lease_id, holder_id, account, granted, returned, settled, freed FROM lease_points"
        )
        used = rows("SELECT lease_id, holder_id, account, settled, points, beyond, cause FROM lease_use")
        restored = rows("SELECT keeper_id FROM lease_awaited")
        early = rows("SELECT lease_id FROM lease WHERE state = 'freed' AND ended_ms < free_ms")
        check_lookups(rows)
        for table, (moves, amount) in _SUMS.items():
            _check_sums(table, amount, rows(_grouped(table, amount)), rows(_grouped(moves, amount)))
    _check_groups(postings, groups)
    found = _recompute(postings)
    projected = {(member, account): (p, d, s) for member, account, p, d, s in balances}
    for key in found.keys() | projected.keys():
        assert projected.get(key, (0, 0, 0)) == found.get(key, (0, 0, 0)), f"projection of {key}"
    _check_lots(postings, lots, uses, found)
    assert not early, f"LEASE: freed before term and grace had passed: {early}"
    out = _check_leases(leases, lent, used)
    if not restored:  # a restored server is told of leases before it is told what they were made of
        _check_lent(leases, out, found)
    return found


def _check_groups(postings: Iterable[Any], groups: Iterable[Any]) -> None:
    """Each group belongs to one purse and sums to zero; so does the whole company, account by account."""
    known = {(member, group): account for member, account, group in groups}
    sums: dict[tuple[str, str], int] = defaultdict(int)
    accounts: dict[str, int] = defaultdict(int)
    for member, account, group, _, points in postings:
        assert points, f"CONSERVATION: {group} has a posting of nothing"
        assert known[member, group] == account, f"CONSERVATION: {group} mixes accounts"
        sums[member, group] += points
        accounts[account] += points
    for key, total in [*sums.items(), *accounts.items()]:
        assert total == 0, f"CONSERVATION: {key} sums to {total}"


def _recompute(postings: Iterable[Any]) -> dict[tuple[str, str], tuple[int, int, int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for member, account, _, bucket, points in postings:
        sums = found[member, account]
        if bucket == "spendable":
            sums[0] += points
        elif bucket == "debt":
            sums[1] -= points
        elif bucket == "suspense":
            sums[2] -= points
    for key, (points, debt, _) in found.items():
        assert points >= 0, f"LOTS: {key} holds {points}"
        assert debt >= 0, f"CLAWBACK: {key} owes {debt}"
    return {key: (a, b, c) for key, (a, b, c) in found.items()}


def _check_lots(
    postings: Iterable[Any],
    lots: Iterable[Any],
    uses: Iterable[Any],
    found: dict[tuple[str, str], tuple[int, int, int]],
) -> None:
    """What a group took from a purse is what it took from its lots, and what it put there is a lot of its own."""
    spent: dict[tuple[str, str], int] = defaultdict(int)
    made: dict[tuple[str, str], int] = defaultdict(int)
    for member, _, group, bucket, points in postings:
        if bucket == "spendable":
            (spent if points < 0 else made)[member, group] += abs(points)
    used: dict[tuple[str, str], int] = defaultdict(int)
    allocated: dict[tuple[str, str], int] = defaultdict(int)
    for member, lot, group, points in uses:
        assert points > 0, f"LOTS: {group} uses nothing of {lot}"
        used[member, lot] += points
        allocated[member, group] += points
    assert dict(allocated) == dict(spent), "LOTS: what was spent is what was taken from lots"
    left: dict[tuple[str, str], int] = defaultdict(int)
    for member, account, lot, points, points_left in lots:
        assert points - used[member, lot] == points_left >= 0, f"LOTS: {lot}"
        left[member, account] += points_left
        assert made.get((member, lot), 0) >= points, f"LOTS: {lot} was never earned"
    for key, (points, _, _) in found.items():
        assert points == left.get(key, 0), f"LOTS: {key} has {points}, its lots {left.get(key, 0)}"


def _check_leases(
    leases: Iterable[Any], lent: Iterable[Any], used: Iterable[Any]
) -> dict[tuple[str, str], int]:
    """Counters are what facts settled; nothing is out under a lease that is over. Returns what is out by purse."""
    states = {lease_id: (holder, state) for lease_id, holder, state in leases}
    settled: dict[tuple[str, str], int] = defaultdict(int)
    for lease_id, holder, account, part, points, beyond, cause in used:
        assert 0 <= part <= points, f"LEASE: {part} of {points} settled under {lease_id}"
        assert bool(cause) == bool(beyond), f"BOUNDED: {beyond} beyond the books for {cause!r}"
        assert 0 <= beyond <= points, f"BOUNDED: {beyond} of {points}"
        if part:
            assert states[lease_id][0] == holder, f"LEASE: {lease_id} settled for {holder}"
        settled[lease_id, account] += part
    out: dict[tuple[str, str], int] = defaultdict(int)
    for lease_id, holder, account, granted, returned, done, freed in lent:
        left = granted - returned - done - freed
        assert min(granted, returned, done, freed, left) >= 0, f"LEASE: counters of {lease_id}"
        assert done == settled[lease_id, account], f"LEASE-ONCE: {lease_id} settled {done}"
        whose, state = states[lease_id]
        assert whose == holder
        assert state == "open" or not left, f"LEASE: {left} are out under {lease_id}, which is {state}"
        out[holder, account] += left
    return out


def _check_lent(
    leases: Iterable[Any], out: dict[tuple[str, str], int], found: dict[tuple[str, str], tuple[int, int, int]]
) -> None:
    """What is lent is there, and a holder has one lease at most."""
    holders = [holder for _, holder, state in leases if state == "open"]
    assert len(holders) == len(set(holders)), "LEASE: a holder has two open leases"
    for key, points in out.items():
        assert found.get(key, (0, 0, 0))[0] >= points, f"LEASE: {points} of {key} are out, its lots hold less"


def _grouped(table: str, amount: str) -> str:
    """Sums by everything in the key but the source."""
    if table.startswith("stamp"):
        key = "company_id, member_id, programme_id, card"
    else:
        key = "company_id, member_id, programme_id, rule_id, period, period_start"
    return f"SELECT {key}, SUM({amount}) FROM {table} GROUP BY {key}"


def _check_sums(table: str, amount: str, sums: Iterable[Any], moves: Iterable[Any]) -> None:
    found = {row[:-1]: row[-1] for row in moves}
    for row in sums:
        moved = found.pop(row[:-1], 0)
        assert row[-1] == moved, f"{table}: {row[:-1]} says {row[-1]} {amount}, its moves {moved}"
    assert not any(found.values()), f"{table}: moves of nothing that is kept: {found}"


class Witness:
    """Somebody who remembers every row that may never change (IMMUTABLE)."""

    def __init__(self) -> None:
        self._seen: dict[str, set[tuple[Any, ...]]] = {table: set() for table in _FOREVER}

    def look(self, database: Database) -> None:
        """Compare with what was there the last time: rows may only have come."""
        with database.read() as connection:
            for table, before in self._seen.items():
                rows = connection.execute(text(f"SELECT * FROM {table}"))
                now = {tuple(row) for row in rows}
                assert before <= now, f"IMMUTABLE: {table} lost or changed {sorted(before - now)[:3]}"
                self._seen[table] = now
