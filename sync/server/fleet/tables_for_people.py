"""``trofast-server fleet`` and ``update list`` for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from sync.server.fleet.offers import Hold, Offer
from sync.server.fleet.standing import Fleet, FleetTill

WIDE = 240
"""Ids are to be copied from here: a narrow terminal breaks lines, and cuts nothing off."""


def print_fleet(fleet: Fleet, now_ms: int) -> None:
    """Print one row per till, then what is held."""
    table = Table(box=None, pad_edge=False)
    for name in ("store", "till", "id", "group", "runs", "wanted"):
        table.add_column(name)
    table.add_column("waiting", justify="right")
    table.add_column("seen", justify="right")
    table.add_column("last update")
    for till in fleet.tills:
        table.add_row(
            *(till.store, str(till.number), till.till, till.group or "-", till.version or "?"),
            till.wanted if till.is_due else "-",
            str(till.waiting) if till.waiting >= 0 else "?",
            _ago(till.seen_ms, now_ms),
            last_update(till),
        )
    console = Console(highlight=False, markup=False, soft_wrap=True, width=WIDE)
    console.print(table)
    due = sum(till.is_due for till in fleet.tills)
    console.print(f"{len(fleet.tills)} tills, {due} to be updated")
    _print_holds(console, fleet.holds)


def print_offers(offers: Sequence[Offer], holds: Sequence[Hold], now_ms: int) -> None:
    """Print one row per offer, then what is held."""
    table = Table(box=None, pad_edge=False)
    for name in ("release", "offered to", "from", "by", ""):
        table.add_column(name)
    for each in offers:
        begins = each.not_before_ms or each.offered_ms
        state = "waits" if each.not_before_ms > now_ms else ""
        if each.withdrawn_ms:
            state = f"withdrawn {_moment(each.withdrawn_ms)} by {each.withdrawn_by}"
        whom = f"group {each.group}" if each.group else "every till"
        table.add_row(each.version, whom, _moment(begins), each.offered_by, state)
    console = Console(highlight=False, markup=False, soft_wrap=True, width=WIDE)
    console.print(table)
    _print_holds(console, holds)


def last_update(till: FleetTill) -> str:
    """How a till's last update ended, in words; "" where it never had one."""
    match till.outcome:
        case "":
            return ""
        case "checked":
            return f"{till.outcome_version} runs"
        case "prepared":
            return f"{till.outcome_version} begun"
        case _:
            return f"went back from {till.outcome_version}"


def _print_holds(console: Console, holds: Sequence[Hold]) -> None:
    for hold in holds:
        if hold.is_in_force:
            console.print(f"{hold.version} is held since {_moment(hold.held_ms)}: {hold.reason}")
        else:
            console.print(
                f"{hold.version} was held ({hold.reason}); released {_moment(hold.released_ms)} by"
                f" {hold.released_by}: {hold.released_why}"
            )


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms // 1000, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")


def _ago(seen_ms: int, now_ms: int) -> str:
    seconds = max(now_ms - seen_ms, 0) // 1000
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit} ago"
    return f"{seconds} s ago"
