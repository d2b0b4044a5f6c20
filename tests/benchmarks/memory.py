"""``memory``: what the till's process holds after some customers, with 100 000 articles and members in its replica.

The whole till as ``trofast till`` runs it, sync child and all, in a process of its own; a cashier in there scans,
searches goods and members, and sells. The resident memory is read from outside, from the system. The sync child is a
process of its own and not counted.
"""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.big_shop import a_copy, big_shop
from tests.benchmarks.processes import resident_mb, settle, started
from tests.benchmarks.row import Row
from tests.benchmarks.start import first_opening, replica_rows

GOAL_MB = 200.0


def measure(folder: Path, *, quick: bool) -> Row:
    """Three fresh tills (quick: one), each looked at a few times once its cashier has done."""
    original = big_shop(folder, quick=quick)
    resident: list[float] = []
    for number in range(1 if quick else 3):
        shop = a_copy(original, f"memory-{number}")
        pragmas = first_opening(shop)
        arguments = ["-m", "tests.benchmarks.busy_till", str(shop.config), str(shop.articles)]
        with started(arguments, folder / "compiled") as (pid, _):
            for _ in range(3):
                resident.append(resident_mb(pid))
                settle(0.2)
    return Row(
        "memory",
        "absolute",
        "MB",
        tuple(resident),
        (),
        GOAL_MB,
        rows_ours=replica_rows(original),
        rows_reference=0,
        pragmas_ours=pragmas,
    )
