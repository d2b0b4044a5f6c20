"""``python -m tests.benchmarks [NAME] [--quick] [--json]``: measures, and prints the table."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from tests.benchmarks.row import LeftOut, Row
from tests.benchmarks.table import table

FETCHED = ("engine-medusa",)
"""Those whose reference is fetched over the network: a quick run has them only when they are named."""
BUILT = ("installed-start",)
"""Those that want a package to be built first: likewise."""
NAMES = (
    *(
        "scan",
        "scan-under-load",
        "token",
        "pay",
        "lookup",
        "reports",
        "start",
        "installed-start",
        "memory",
        "simulate",
        "first-load",
        "end-of-day",
        "saf-t",
        "saf-t-time",
    ),
    *("members", "members-lookup", "ingest", "backlog", "herd"),
    *("engine-growth", "engine-overlap", "engine-rescan", *FETCHED),
)
MODULES = {"token": "refused_codes", "members-lookup": "members", "saf-t-time": "saf_t"}
FUNCTIONS = {"members-lookup": "measure_lookup", "saf-t-time": "measure_time"}
"""Rows whose module or function is called otherwise: a ``token`` here would hide the standard library's from the
scripts.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for. The exit code is 0 whether goals are met or missed: a busy machine is no fault."""
    asked = _parser().parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    names = [each for each in NAMES if not (asked.quick and each in (*FETCHED, *BUILT))]
    rows = []
    with tempfile.TemporaryDirectory(prefix="trofast-benchmarks-") as folder:
        for name in names if asked.name is None else [asked.name]:
            try:
                rows.append(measure(name, Path(folder), quick=asked.quick))
            except LeftOut as why:
                print(f"{name} is left out: {why}", file=sys.stderr)
    if asked.json:
        print("[\n" + ",\n".join(json.dumps(row.as_json(), ensure_ascii=False) for row in rows) + "\n]")
    else:
        print(table(rows))
    return 0


def measure(name: str, folder: Path, *, quick: bool) -> Row:
    """One row. What several rows need (the big shop) is made once in ``folder``. Each measurement is imported only when
    it is asked for, so that it runs with as little around it as it can.
    """
    module = MODULES.get(name, name.replace("-", "_"))
    found: Callable[..., Row] = getattr(
        import_module(f"tests.benchmarks.{module}"), FUNCTIONS.get(name, "measure")
    )
    return found(folder, quick=quick)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Measures what a cashier would wait for, against goals.",
        epilog="A ratio compares medians that were measured in turns in one run. See tests/benchmarks/README.md.",
    )
    parser.add_argument("name", nargs="?", choices=NAMES, help="one measurement; all when left out")
    parser.add_argument(
        "--quick", action="store_true", help="few samples and a small shop: a smoke run, no verdict"
    )
    parser.add_argument("--json", action="store_true", help="raw samples and settings instead of the table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
