"""The table that people read."""

from tests.benchmarks.row import Row
from tests.benchmarks.table import table

PAY = Row("pay", "ratio", "ms", (1.8, 1.9, 2.0), (1.0, 1.0), 1.8, 16, 16)
MEMORY = Row("memory", "absolute", "MB", (150.25,), (), 200.0, 200_000, 0)


def test_each_row_is_a_line_with_its_goal_and_met_or_missed_beside_it() -> None:
    heading, pay, memory = table([PAY, MEMORY]).splitlines()
    assert heading.split() == ["name", "ours", "reference", "result", "goal", "samples"]
    assert pay.split() == [
        "pay",
        "1.900",
        "ms",
        "1.000",
        "ms",
        "1.90",
        "×",
        "≤",
        "1.8",
        "×",
        "missed",
        "3",
        "+",
        "2",
    ]
    assert memory.split() == ["memory", "150.2", "MB", "150.25", "MB", "≤", "200", "MB", "met", "1"]


def test_columns_stand_under_their_headings() -> None:
    heading, pay, memory = table([PAY, MEMORY]).splitlines()
    goal_ends = heading.index("goal") + len("goal")
    assert pay[:goal_ends].endswith("≤ 1.8 ×")
    assert memory[:goal_ends].endswith("≤ 200 MB")
