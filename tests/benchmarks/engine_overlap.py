"""``engine-overlap``: the same basket when ten times as many programmes run, each with an offer on everything."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.engine_scenes import basket_of, evaluation, in_turns, store_wide_programmes
from tests.benchmarks.row import Row

GOAL = 4.0
LINES, FEW, MANY = 20, 100, 1_000


def measure(_folder: Path, *, quick: bool) -> Row:
    """Evaluate with many and with few programmes; both take the same off or nothing is told."""
    basket = basket_of(LINES)
    many = evaluation(basket, store_wide_programmes(MANY))
    few = evaluation(basket, store_wide_programmes(FEW))
    if not few().line_effects or many().line_effects != few().line_effects:
        raise AssertionError("programmes behind those that took all units changed the discounts")
    ours, reference = in_turns(many, few, 30 if quick else 1_000)
    return Row(
        "engine-overlap", "ratio", "µs", tuple(ours), tuple(reference), GOAL, LINES + MANY, LINES + FEW
    )
