"""``trofast-server status`` and ``till forks`` for people."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from sync.server.care.side_by_side import Forked, Told
from sync.server.hub_status import HubStatus
from sync.server.status import ServerStatus


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
            _ago(till.seen_ms, now_ms),
            f"frozen: {till.frozen}" if till.frozen else "",
        )
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(table)
    for hub in status.hubs:
        if not hub.frozen:
            console.print(f"{hub.store} hub {hub.hub}: {_of_hub(hub, now_ms)}")
    console.print(f"{len(status.tills)} tills, {status.members} members, {status.articles} articles")


def print_forks(found: list[Forked]) -> None:
    """Print both histories of each copied till, what is stored on the left."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for each in found:
        console.print(f"{each.till}  {each.store} till {each.number}" + _frozen(each.frozen))
        table = Table(box=None, pad_edge=False)
        for name in ("record", "stored here", "kept aside"):
            table.add_column(name)
        for place in each.places:
            rows: list[Told | None] = list(place.aside) or [None]
            for number, other in enumerate(rows):
                table.add_row(
                    "" if number else str(place.sequence),
                    _told(place.stored) if place.stored and not number else "",
                    (_told(other) + (", taken in" if other.is_stored else "")) if other else "",
                )
        console.print(table)
    console.print(f"{len(found)} tills with a second history")


def _frozen(why: str) -> str:
    return f", frozen ({why})" if why else ""


def _told(record: Told) -> str:
    moment = datetime.fromtimestamp(max(record.at_ms, 0) // 1000 % 2**37, tz=UTC)
    sold = ""
    if record.receipt_number:
        sold = f" {record.receipt_number}: {record.total_minor} {record.currency} (minor units)"
    return f"{record.kind}{sold}, {moment:%Y-%m-%d %H:%M}, {record.hash}"


def _of_hub(hub: HubStatus, now_ms: int) -> str:
    waits = f" ({hub.closing} asked back, waiting for sales)" if hub.closing else ""
    heard = f"seen {_ago(hub.seen_ms, now_ms)}"
    return f"{heard}, keeps {hub.leases} leases{waits}, {hub.handed_out} parts handed out"


def _ago(seen_ms: int, now_ms: int) -> str:
    seconds = max(now_ms - seen_ms, 0) // 1000
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit} ago"
    return f"{seconds} s ago"
