"""``saf-t`` and ``saf-t-time``: a year of one till, 100 000 sales, as the tax office's file.

``trofast export saf-t`` runs as a process of its own over the whole year, and over its first days; the peak of the
memory that each held is what the system counted for it. A file that is streamed takes as much for a hundred times as
many sales. The time is that of the whole command over the year, from before the process exists until it has ended.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter_ns

from tests.benchmarks.processes import PROJECT
from tests.benchmarks.row import Row
from tests.benchmarks.till_with_sales import Days, till_with_sales
from tests.stage.ready_till import ReadyTill

GOAL_TIMES = 1.2
GOAL_S = 60.0
FIRST = date(2026, 1, 1)
_YEAR, _QUICK = Days(FIRST, 400, 250), Days(FIRST, 20, 12)
_PART = 4
"""So many days are the reference: a hundredth of the year's sales, a fifth of a quick run's."""


def measure(folder: Path, *, quick: bool) -> Row:
    """The peak over all days against the peak over the first ones, in turns."""
    till, days = _till(folder, quick=quick)
    ours, reference = [], []
    for _ in range(1 if quick else 2):
        ours.append(_export(till, days, days.days)[0])
        reference.append(_export(till, days, _PART)[0])
    return Row(
        "saf-t",
        "ratio",
        "MB",
        tuple(ours),
        tuple(reference),
        GOAL_TIMES,
        rows_ours=days.sales * days.days,
        rows_reference=days.sales * _PART,
    )


def measure_time(folder: Path, *, quick: bool) -> Row:
    """The time over all days."""
    till, days = _till(folder, quick=quick)
    samples = tuple(_export(till, days, days.days)[1] for _ in range(1 if quick else 2))
    sales = days.sales * days.days
    return Row("saf-t-time", "absolute", "s", samples, (), GOAL_S, rows_ours=sales, rows_reference=0)


def _till(folder: Path, *, quick: bool) -> tuple[ReadyTill, Days]:
    """Made once in a run."""
    place, days = folder / "saf-t", _QUICK if quick else _YEAR
    return ReadyTill(place) if place.exists() else till_with_sales(place, days), days


def _export(till: ReadyTill, days: Days, how_many: int) -> tuple[float, float]:
    """The peak in MB (10^6 bytes), and the seconds."""
    last = days.first + timedelta(days=how_many - 1)
    words = ("--config", till.toml, "--from", days.first, "--to", last, "-o", till.folder / "books.xml")
    began = perf_counter_ns()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.peak_memory", "export", "saf-t", *map(str, words)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    took_s = (perf_counter_ns() - began) / 1e9
    written = how_many * days.sales
    if done.returncode or f": {written + -(-written // 50)} sales and returns" not in done.stdout:
        raise AssertionError(f"the file was not written: {done.stdout}{done.stderr}")
    peak_mb = float(json.loads(done.stdout.splitlines()[-1]))
    return peak_mb, took_s
