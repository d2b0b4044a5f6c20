"""``trofast-server status`` for people."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from sync.server.status import ServerStatus, TillStatus


def print_status(status: ServerStatus, now_ms: int) -> None:
    """Print one row per till."""
    table = Table(box=None, pad_edge=False)
    for name in ("store", "till", "id"):
        table.add_column(name)
    for name in ("sales", "records", "parked", "flagged", "aside", "seen"):
        table.add_column(name, justify="right")
    table.add_column("")
    for till in status.tills:
        table.add_row(
            till.store,
            str(till.number),
            till.till,
            str(till.sales),
            str(till.last_sequence),
            str(till.parked),
            str(till.flagged),
            str(till.aside),
            _ago(till, now_ms),
            f"frozen: {till.frozen}" if till.frozen else "",
        )
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(table)
    console.print(f"{len(status.tills)} tills, {status.members} members, {status.articles} articles")


def _ago(till: TillStatus, now_ms: int) -> str:
    seconds = max(now_ms - till.seen_ms, 0) // 1000
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit} ago"
    return f"{seconds} s ago"
