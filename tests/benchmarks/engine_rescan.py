"""``engine-rescan``: everything evaluated anew after each of a hundred scans, with a hundred offers running."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.benchmarks.engine_scenes import basket_of, evaluation, hundred_offers, microseconds
from tests.benchmarks.row import SCAN_RUNS, Row

GOAL = 2.0
OFFERS = 100


def measure(_folder: Path, *, quick: bool) -> Row:
    """Three runs of as many scans, with a member on the sale. Only the evaluation is timed."""
    full, rules = basket_of(20 if quick else 100), hundred_offers()
    count = len(full.lines)
    scans = [evaluation(replace(full, lines=full.lines[:lines]), rules) for lines in range(1, count + 1)]
    for scan in scans:
        scan()
    took_ms = [microseconds(scan) / 1e3 for _ in range(SCAN_RUNS) for scan in scans]
    return Row("engine-rescan", "absolute", "ms", tuple(took_ms), (), GOAL, count + OFFERS, rows_reference=0)
