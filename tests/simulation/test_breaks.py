"""The auditor notices every guard that is switched off: each break moves the figure of the closing line that it should.

The seeds are runs in which something leans on the guard: a copied till for FORK, a restored server for EPOCH, a debt
and a later purchase for CLAWBACK.
"""

import pytest

from tests.simulation.breaks import BREAKS, broken
from tests.simulation.run import run

SEEDS = {
    "classes": 7,
    "lease-once": 16,
    "epoch-holds": 18,
    "epoch": 4,
    "dense-seq": 4,
    "hold": 40,
    "fork": 2,
    "ack-is-not-delete": 6,
}
"""A run that showed it, to begin with; whatever changes the wire tells other stories by the same seeds."""
MOST_RUNS = 12


@pytest.mark.timeout(600)  # a few seconds of work each
@pytest.mark.parametrize("name", BREAKS)
def test_a_guard_that_is_off_is_noticed(name: str) -> None:
    figure = BREAKS[name].figure
    for seed in (SEEDS.get(name, 1), *range(3, MOST_RUNS + 2)):
        with broken(name):
            outcome = run(seed, 3, 1)
        if outcome.wrong.get(figure):
            break

    assert outcome.wrong.get(figure), f"{BREAKS[name].what}, and nobody noticed: {outcome.line}"
    assert figure in "".join(outcome.said)
