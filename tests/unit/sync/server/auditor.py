"""An auditor who shares no code with the server: adds the ledger up again from nothing but its rows."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import text

from sync.server.opening import Database


def audit(database: Database) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Check every rule of the ledger; returns (points, debt, suspense) per member and account."""
    with database.read() as connection:
        postings = connection.execute(
            text("SELECT member_id, account, group_id, bucket, points FROM posting")
        ).all()
        lots = connection.execute(
            text("SELECT member_id, account, lot_id, points, points_left FROM lot")
        ).all()
        uses = connection.execute(text("SELECT member_id, lot_id, group_id, points FROM lot_use")).all()
        balances = connection.execute(
            text("SELECT member_id, account, points, debt, suspense FROM balance")
        ).all()
    groups: dict[tuple[str, str], int] = defaultdict(int)
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    spent: dict[tuple[str, str], int] = defaultdict(int)
    for member, account, group, bucket, points in postings:
        groups[member, group] += points
        sums = found[member, account]
        if bucket == "spendable":
            sums[0] += points
            if points < 0:
                spent[member, group] -= points
        elif bucket == "debt":
            sums[1] -= points
        elif bucket == "suspense":
            sums[2] -= points
    for key, total in groups.items():
        assert total == 0, f"CONSERVATION: {key} sums to {total}"
    recomputed = {key: (a, b, c) for key, (a, b, c) in found.items()}
    projected = {(member, account): (p, d, s) for member, account, p, d, s in balances}
    for key in recomputed.keys() | projected.keys():
        assert projected.get(key, (0, 0, 0)) == recomputed.get(key, (0, 0, 0)), f"projection of {key}"
    used: dict[tuple[str, str], int] = defaultdict(int)
    allocated: dict[tuple[str, str], int] = defaultdict(int)
    for member, lot, group, points in uses:
        assert points > 0
        used[member, lot] += points
        allocated[member, group] += points
    assert dict(allocated) == dict(spent), "LOTS: what was spent is what was taken from lots"
    left: dict[tuple[str, str], int] = defaultdict(int)
    for member, account, lot, points, points_left in lots:
        assert points - used[member, lot] == points_left >= 0, f"LOTS: {lot}"
        left[member, account] += points_left
    for key, (points, debt, _) in recomputed.items():
        assert points == left.get(key, 0), f"LOTS: {key} has {points}, its lots {left.get(key, 0)}"
        assert points >= 0
        assert debt >= 0
    return recomputed
