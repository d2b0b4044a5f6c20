"""A simulation on as many cores as there are: each process reads its own share of the members and runs it.

A small file is run in this process: starting another takes longer.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from pos_app.commands.past_sales import PastSales, read_sales
from pos_app.domain.errors import BadFile
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.loyalty.simulate import Behaviour, Simulated, Simulation
from pos_app.domain.money import CURRENCIES

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

SMALL_FILE_BYTES = 500_000
_TOLD_EVERY = 2_000
Tell = Callable[[str, int], None]
"""Hears how many rows of ``sales`` there are, and then each time how many more were ``sold``."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to simulate: programmes by their text (each process compiles its own), sales, and what members do."""

    texts: tuple[tuple[str, str], ...]
    """Path and text of each programme."""
    sales: Path
    behaviour: Behaviour
    currency: str


@dataclass(frozen=True, slots=True)
class Past:
    """What the file held: its days, rows left out, columns not used, mistakes."""

    first: date | None
    last: date | None
    rows: int
    left_out: int
    unused: tuple[str, ...]
    errors: tuple[tuple[int, str], ...]

    def and_(self, other: Past) -> Past:
        """Together with another share."""
        days = [day for day in (self.first, self.last, other.first, other.last) if day]
        return Past(
            min(days, default=None),
            max(days, default=None),
            self.rows + other.rows,
            self.left_out + other.left_out,
            self.unused,
            tuple(sorted({*self.errors, *other.errors})),
        )


class BadSales(Exception):
    """Rows of the file have mistakes; nothing was simulated."""

    def __init__(self, path: Path, errors: Sequence[tuple[int, str]]) -> None:
        self.path = path
        self.errors = errors
        super().__init__(f"{path}: {len(errors)} rows have mistakes")


def run(task: Task, tell: Tell, processes: int | None = None) -> tuple[Past, list[Simulated]]:
    """Simulate every programme of the task. Raises :class:`BadFile` or :class:`BadSales`; nothing is half done."""
    if processes is None:
        small = task.sales.exists() and task.sales.stat().st_size < SMALL_FILE_BYTES
        processes = 1 if small else min(os.cpu_count() or 1, 8)
    if processes == 1:
        read = read_sales(task.sales, CURRENCIES[task.currency])
        past = _past(read)
        _check(task, past)
        tell("sales", past.rows)
        return past, _simulate(task, read, past, tell)
    return _run_apart(task, tell, processes)


def _past(read: PastSales) -> Past:
    return Past(read.first, read.last, len(read.rows), read.left_out, read.unused, tuple(read.errors))


def _check(task: Task, past: Past) -> None:
    if past.errors:
        raise BadSales(task.sales, past.errors)
    if not past.rows:
        raise BadFile(str(task.sales), None, "no sale is in this file")


def _simulate(task: Task, read: PastSales, past: Past, tell: Tell) -> list[Simulated]:
    assert past.first is not None
    assert past.last is not None
    runs = [
        Simulation(programme, task.behaviour, past.first, past.last) for programme in _programmes(task.texts)
    ]
    number = 0
    for number, sale in enumerate(read.sales(), 1):
        for run_of_one in runs:
            run_of_one.sell(sale)
        if number % _TOLD_EVERY == 0:
            tell("sold", _TOLD_EVERY)
    tell("sold", number % _TOLD_EVERY)
    return [run_of_one.finish() for run_of_one in runs]


def _programmes(texts: Sequence[tuple[str, str]]) -> list[Programme]:
    return [programme_from_text(text, path) for path, text in texts]


def _run_apart(task: Task, tell: Tell, processes: int) -> tuple[Past, list[Simulated]]:
    """Two turns: everybody reads and says what was wrong; only when nothing was, everybody sells."""
    context = multiprocessing.get_context("spawn")
    ends: list[Connection] = []
    started: list[SpawnProcess] = []
    try:
        for share in range(processes):
            ours, theirs = context.Pipe()
            worker = context.Process(target=_work, args=(theirs, task, share, processes), daemon=True)
            worker.start()
            theirs.close()
            ends.append(ours)
            started.append(worker)
        shares = _gather(ends, tell)
        past = shares[0]
        for other in shares[1:]:
            past = past.and_(other)
        _check(task, past)
        tell("sales", past.rows)
        for end in ends:
            end.send(past)
        results = _gather(ends, tell)
    finally:
        for end in ends:
            end.close()
        for worker in started:
            worker.join(timeout=2)
            if worker.is_alive():
                worker.terminate()
                worker.join()
    total: list[Simulated] = results[0]
    for share_of in results[1:]:
        for together, part in zip(total, share_of, strict=True):
            together.add(part)
    return past, total


def _gather(ends: Sequence[Connection], tell: Tell) -> list:  # type: ignore[type-arg]  # a Past or results each
    """One answer of each process, passing on how far they are in the meantime."""
    answers: dict[int, object] = {}
    while len(answers) < len(ends):
        waiting = [end for number, end in enumerate(ends) if number not in answers]
        for end in wait(waiting):
            assert isinstance(end, Connection)
            kind, value = end.recv()
            if kind == "failed":
                raise BadFile(*value)
            if kind == "done":
                answers[ends.index(end)] = value
            else:
                tell(kind, value)
    return [answers[number] for number in range(len(ends))]


def _work(end: Connection, task: Task, share: int, shares: int) -> None:
    """What each process does."""
    gc.disable()  # millions of small values without cycles: looking for any costs a third of the time

    def tell(kind: str, count: int) -> None:
        end.send((kind, count))

    try:
        read = read_sales(task.sales, CURRENCIES[task.currency], share, shares)
        end.send(("done", _past(read)))
        past = end.recv()
        end.send(("done", _simulate(task, read, past, tell)))
    except EOFError:
        return  # the other end gave up: another share had mistakes
    except BadFile as error:
        end.send(("failed", (error.path, error.line, error.expected)))
    finally:
        end.close()
