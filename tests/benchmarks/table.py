"""The table that people read."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from tests.benchmarks.row import Row

_HEADINGS = ("name", "ours", "reference", "result", "goal", "", "samples")


def table(rows: Sequence[Row]) -> str:
    """The rows as text, one a line under a heading; ``met`` or ``missed`` stands beside each goal."""
    lines = [_HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(
            _aligned(cell, width, column)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    sign = "×" if row.kind == "ratio" else row.unit
    if row.kind == "ratio":
        ours, reference = (
            _amount(statistics.median(row.ours), row.unit),
            _amount(statistics.median(row.reference), row.unit),
        )
        samples = f"{len(row.ours)} + {len(row.reference)}"
    else:
        ours, reference, samples = _amount(statistics.median(row.ours), row.unit), "", str(len(row.ours))
    return (
        row.name,
        ours,
        reference,
        f"{row.result:.2f} {sign}" if row.result >= 1 else f"{row.result:.3f} {sign}",
        f"≤ {row.goal:g} {sign}",
        "met" if row.is_met else "missed",
        samples,
    )


def _amount(value: float, unit: str) -> str:
    return f"{value:.3f} {unit}" if value < 10 else f"{value:.1f} {unit}"


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column in {0, 5} else cell.rjust(width)
