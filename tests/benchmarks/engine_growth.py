"""``engine-growth``: the same basket when ten times as many programmes run, none of the new ones for its goods."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.engine_scenes import basket_of, evaluation, in_turns, programmes_for_other_goods
from tests.benchmarks.row import Row

GOAL = 1.2
LINES, FEW, MANY = 20, 100, 1_000


def measure(_folder: Path, *, quick: bool) -> Row:
    """Evaluate with many and with few programmes; both give the same or nothing is told."""
    basket = basket_of(LINES)
    many = evaluation(basket, programmes_for_other_goods(MANY, LINES))
    few = evaluation(basket, programmes_for_other_goods(FEW, LINES))
    if many() != few():
        raise AssertionError("programmes for other goods changed the decision")
    ours, reference = in_turns(many, few, 30 if quick else 2_000)
    return Row("engine-growth", "ratio", "µs", tuple(ours), tuple(reference), GOAL, LINES + MANY, LINES + FEW)
