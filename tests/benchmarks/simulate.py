"""``simulate``: a million past sales of a points-and-tiers programme, from the CSV file to the report's numbers.

Reading the file and starting the processes count: an owner waits for them too.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from pos_app.commands.simulation_workers import Task, run
from pos_app.demo.programme import PROGRAMME_TOML
from pos_app.domain.loyalty.simulate import Behaviour
from tests.benchmarks.row import Row

GOAL = 60
_SALES_OF_A_MEMBER = 20
_FIRST = date(2025, 1, 1)


def measure(folder: Path, *, quick: bool) -> Row:
    """Simulate once; quick on a file so small that no second process is started."""
    count = 4_000 if quick else 1_000_000
    path = folder / "past-sales.csv"
    write_sales(path, count)
    task = Task((("programme", PROGRAMME_TOML),), path, Behaviour(), "NOK")
    started = perf_counter()
    past, (done,) = run(task, lambda _what, _count: None)
    took_s = perf_counter() - started
    if (past.rows, done.sales) != (count, count):
        raise AssertionError(f"{count} sales went in, {done.sales} came out")
    return Row("simulate", "absolute", "s", (took_s,), (), GOAL, rows_ours=count, rows_reference=0)


def write_sales(path: Path, count: int) -> None:
    """A year of sales by members who come about twenty times."""
    chance = random.Random(20250101)
    days = sorted(chance.randrange(365) for _ in range(count))
    with path.open("w", encoding="utf-8") as file:
        file.write("date,member,amount\n")
        for day in days:
            member = chance.randrange(max(count // _SALES_OF_A_MEMBER, 1))
            minor = chance.randrange(2_000, 60_000)
            file.write(f"{_FIRST + timedelta(days=day)},m{member},{minor // 100}.{minor % 100:02}\n")
