"""The auditor notices every guard that is switched off: each break moves the figure of the closing line that it should.

The seeds are runs in which something leans on the guard: a copied till for FORK, a restored server for EPOCH, a debt
and a later purchase for CLAWBACK.
"""

import pytest

from tests.simulation.breaks import BREAKS, broken
from tests.simulation.run import run

SEEDS = {
    "classes": 7,
    "epoch-holds": 2,
    "epoch": 2,
    "dense-seq": 2,
    "hold": 4,
    "fork": 2,
    "lease-once": 2,
}
"""All others show with the first."""


@pytest.mark.parametrize("name", BREAKS)
def test_a_guard_that_is_off_is_noticed(name: str) -> None:
    with broken(name):
        outcome = run(SEEDS.get(name, 1), 3, 1)

    assert outcome.wrong.get(BREAKS[name].figure), f"{BREAKS[name].what}, and nobody noticed: {outcome.line}"
    assert f"{BREAKS[name].figure}" in "".join(outcome.said)
