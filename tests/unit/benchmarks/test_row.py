"""The arithmetic of the speed table, never a time."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.row import Row, best_largest_of_runs, best_p99_of_runs, percentile


def ratio(ours: tuple[float, ...], reference: tuple[float, ...], goal: float = 2.0) -> Row:
    return Row("pay", "ratio", "ms", ours, reference, goal, 16, 16)


def test_a_ratio_compares_medians_so_one_slow_sample_decides_nothing() -> None:
    row = ratio((3.0, 3.0, 900.0), (2.0, 2.0, 0.001))
    assert row.result == 1.5
    assert row.is_met


def test_a_ratio_just_above_its_goal_is_missed_and_one_at_it_is_met() -> None:
    assert ratio((4.0,), (2.0,)).is_met
    assert not ratio((4.001,), (2.0,)).is_met


def test_the_99th_percentile_of_200_is_the_198th_smallest() -> None:
    samples = [float(number) for number in range(200, 0, -1)]
    assert percentile(samples, 99) == 198.0


def test_a_percentile_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no samples"):
        percentile([], 99)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=300), st.integers(1, 100))
def test_a_percentile_is_a_sample_that_enough_others_do_not_exceed(
    samples: list[float], percent: int
) -> None:
    found = percentile(samples, percent)
    assert found in samples
    assert sum(sample <= found for sample in samples) * 100 >= percent * len(samples)
    assert sum(sample < found for sample in samples) * 100 < percent * len(samples)


def test_scan_takes_the_best_of_three_runs() -> None:
    samples = (*[5.0] * 100, *[3.0] * 99, 50.0, *[4.0] * 98, 60.0, 60.0)
    assert best_p99_of_runs(samples) == 3.0
    row = Row("scan", "absolute", "ms", samples, (), 16.0, 100_000, 0)
    assert row.result == 3.0
    assert row.is_met


def test_two_slow_scans_in_a_hundred_spoil_their_run() -> None:
    run = [4.0] * 98 + [60.0, 60.0]
    assert best_p99_of_runs(run * 3) == 60.0


def test_runs_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="equal length"):
        best_p99_of_runs([1.0] * 4)
    with pytest.raises(ValueError, match="equal length"):
        best_p99_of_runs([])


def test_a_rescan_that_is_slow_in_every_run_counts_and_one_in_a_single_run_does_not() -> None:
    slow_once = (1.0, 1.5, *(1.0, 9.0), *(1.0, 1.8))
    assert best_largest_of_runs(slow_once) == 1.5
    row = Row("engine-rescan", "absolute", "ms", (1.0, 2.5) * 3, (), 2.0, 200, 0)
    assert row.result == 2.5
    assert not row.is_met


def test_memory_is_the_most_that_was_ever_seen() -> None:
    row = Row("memory", "absolute", "MB", (150.0, 201.0, 160.0), (), 200.0, 200_000, 0)
    assert row.result == 201.0
    assert not row.is_met


def test_json_holds_all_that_a_verdict_needs() -> None:
    row = Row("pay", "ratio", "ms", (1.0, 2.0), (1.0,), 1.8, 16, 16, {"synchronous": 2}, {"synchronous": 2})
    told = json.loads(json.dumps(row.as_json()))
    assert told == {
        "name": "pay",
        "kind": "ratio",
        "unit": "ms",
        "ours": [1.0, 2.0],
        "reference": [1.0],
        "goal": 1.8,
        "rows_ours": 16,
        "rows_reference": 16,
        "pragmas_ours": {"synchronous": 2},
        "pragmas_reference": {"synchronous": 2},
    }
