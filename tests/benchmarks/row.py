"""One row of the speed table: raw samples, and how a verdict follows from them.

Anyone can recompute it from the row alone:

- ``ratio``: the median of ``ours`` over the median of ``reference`` is at most ``goal``. Both were measured in one
  run, one after the other (A B A B ...), so that a busy machine is busy for both. ``herd`` is one too: ``ours`` is the
  slowest till, ``reference`` all tills, the slowest included.
- ``scan`` and ``scan-under-load``: ``ours`` holds three runs of equal length one after the other; the 99th
  percentile (nearest rank) of each is taken, and the smallest of the three is at most ``goal``.
- ``engine-rescan``: ``ours`` holds three runs as well; the largest sample of each is taken, and the smallest of the
  three is at most ``goal``.
- ``token``, ``reports``, ``memory``, ``members``, ``simulate``, ``end-of-day`` and ``saf-t-time``: the largest of
  ``ours`` is at most ``goal``.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

Kind = Literal["ratio", "absolute"]
Pragmas = Mapping[str, int | str]

SCAN_RUNS = 3


class LeftOut(Exception):
    """A row that can not be measured here, and why."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one measurement found. ``unit`` is that of the samples in ``ours`` and ``reference``.

    ``rows_ours`` and ``rows_reference`` say how many database rows one sample wrote (``pay``) or had before it (the
    others); for ``engine-...``, which ask no database, how many lines and offers together. ``pragmas_...`` were read
    back from the connections that were measured, not from what was asked for.
    """

    name: str
    kind: Kind
    unit: str
    ours: tuple[float, ...]
    reference: tuple[float, ...]
    goal: float
    rows_ours: int
    rows_reference: int
    pragmas_ours: Pragmas = field(default_factory=dict)
    pragmas_reference: Pragmas = field(default_factory=dict)

    @property
    def result(self) -> float:
        """The number that is held against the goal: a ratio, or an amount in ``unit``."""
        if self.kind == "ratio":
            return statistics.median(self.ours) / statistics.median(self.reference)
        return _ABSOLUTE[self.name](self.ours)

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self.result <= self.goal

    def as_json(self) -> dict[str, object]:
        """The row as ``--json`` prints it."""
        return asdict(self)


def percentile(samples: Sequence[float], percent: int) -> float:
    """The smallest sample that ``percent`` per cent of all samples do not exceed (nearest rank)."""
    if not samples:
        raise ValueError("no samples")
    rank = -(-len(samples) * percent // 100)
    return sorted(samples)[max(rank, 1) - 1]


def best_p99_of_runs(samples: Sequence[float], runs: int = SCAN_RUNS) -> float:
    """The smallest 99th percentile of ``runs`` runs of equal length that stand one after the other in ``samples``."""
    return min(percentile(run, 99) for run in _runs_of(samples, runs))


def best_largest_of_runs(samples: Sequence[float], runs: int = SCAN_RUNS) -> float:
    """The largest sample of the run in which that is smallest; the runs stand in ``samples`` as above."""
    return min(max(run) for run in _runs_of(samples, runs))


def _runs_of(samples: Sequence[float], runs: int) -> list[Sequence[float]]:
    if len(samples) % runs or not samples:
        raise ValueError(f"{len(samples)} samples are not {runs} runs of equal length")
    length = len(samples) // runs
    return [samples[start : start + length] for start in range(0, len(samples), length)]


_ABSOLUTE: dict[str, Callable[[Sequence[float]], float]] = {
    "scan": best_p99_of_runs,
    "scan-under-load": best_p99_of_runs,
    "engine-rescan": best_largest_of_runs,
    "token": max,
    "reports": max,
    "memory": max,
    "members": max,
    "simulate": max,
    "end-of-day": max,
    "saf-t-time": max,
}
