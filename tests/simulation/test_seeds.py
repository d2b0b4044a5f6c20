"""A handful of fixed runs and one that nobody has seen: everything goes wrong, and nothing is wrong afterwards."""

import ast
import secrets
from pathlib import Path

import pytest

from tests.architecture import project
from tests.simulation.__main__ import again
from tests.simulation.run import Outcome, run

SEEDS = (1, 2, 9)
FRESH = secrets.randbelow(10**9)
TILLS, DAYS = 3, 1
AUDITORS = ("auditor", "books", "causes", "raw", "risks", "stamps", "told")


def assert_nothing_is_wrong(outcome: Outcome) -> None:
    told = "\n".join(outcome.said[:20])
    assert outcome.is_good, f"{told}\n{outcome.line}\nsee it again: {again(outcome.seed, TILLS, DAYS)}"


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_goes_wrong_nothing_is_lost_doubled_or_overspent(seed: int) -> None:
    outcome = run(seed, TILLS, DAYS)

    assert_nothing_is_wrong(outcome)
    assert outcome.count.sales > 20
    assert outcome.count.crashes
    assert outcome.count.partitioned


def test_a_seed_that_nobody_has_seen(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\na new seed: {again(FRESH, TILLS, DAYS)}")

    assert_nothing_is_wrong(run(FRESH, TILLS, DAYS))


def test_the_same_seed_tells_the_same_story() -> None:
    one, two = run(7, 2, 1), run(7, 2, 1)

    assert one.story == two.story
    assert (one.trace, one.line) == (two.trace, two.line)
    assert run(8, 2, 1).trace != one.trace


@pytest.mark.parametrize("name", AUDITORS)
def test_the_auditor_shares_no_code_with_the_product(name: str) -> None:
    path = Path("tests/simulation") / f"{name}.py"
    imported = {
        name
        for node in ast.walk(project.tree(path))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }

    assert not [each for each in imported if each.partition(".")[0] in {"pos_app", "sync", "drivers"}]
    assert {each for each in imported if each.startswith("tests.")} <= {
        f"tests.simulation.{each}" for each in (*AUDITORS, "world")
    }
