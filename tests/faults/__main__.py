"""``python -m tests.faults``: what happens to sales when the line, a process or a disk fails, as a table."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path

from tests.faults import databases, disks, kills, wire
from tests.faults.shop import open_shop
from tests.faults.wire import Row, Scene
from tests.power.mounting import why_not
from tests.stage import postgres


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when nothing was lost, doubled or said wrongly, else 1; 2 when there is no such fault or database."""
    asked = _parser().parse_args(arguments)
    on_postgres = asked.database == "postgresql"
    known = [*wire.NAMES, "kill", *(databases.NAMES if on_postgres else ()), *_of_disks(on_postgres)]
    names = asked.names or known
    if unknown := [name for name in names if name not in known]:
        print(f"no fault {unknown[0]} on {asked.database}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    if on_postgres and postgres.why_not():
        print(f"no PostgreSQL on this machine: {postgres.why_not()}", file=sys.stderr)
        return 2
    rows = []
    progress = sys.stderr if asked.json else sys.stdout
    print(_HEADING, file=progress)
    disk_names = [name for name in _of_disks(on_postgres) if name in names]
    for row in chain(_processes(asked, names), _disks(disk_names)):
        rows.append(row)
        print(_line(row), file=progress, flush=True)
    if asked.json:
        print(json.dumps([each.plain() for each in rows], ensure_ascii=False, indent=1))
    return 0 if all(each.ok for each in rows) else 1


def _of_disks(on_postgres: bool) -> tuple[str, ...]:
    """A till's disk is the same whatever the server has."""
    return tuple(name for name in disks.SCENES if (name == "full-database") is on_postgres)


def _processes(asked: argparse.Namespace, names: Sequence[str]) -> Iterator[Row]:
    """The faults of lines and processes, all in one shop."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="trofast-faults-")))
        scenes: dict[str, Scene] = {
            **wire.scenes(asked.times, asked.request_step, asked.reply_step),
            "kill": partial(kills.kill, times=asked.kills, seed=asked.seed),
        }
        if not set(names) & {*scenes, *databases.NAMES}:
            return
        if asked.database == "postgresql":
            cluster = stack.enter_context(postgres.Cluster())
            shop, below = stack.enter_context(databases.shop_on_postgres(folder, cluster))
            scenes |= databases.scenes(below, asked.times, asked.cuts, asked.database_step, asked.seed)
        else:
            shop = stack.enter_context(open_shop(folder))
        wire.start(shop)
        for name, scene in scenes.items():
            if name in names:
                yield scene(shop)


def _disks(names: Sequence[str]) -> Iterator[Row]:
    if names and (reason := why_not()):
        print(f"no faults of disks on this machine: {reason}", file=sys.stderr)
        return
    for name in names:
        for number in _SYNCS.get(name, (0,)):
            with tempfile.TemporaryDirectory(prefix="trofast-faults-") as folder:
                yield disks.play(name, Path(folder), number)


_SYNCS = {
    "failing-sync": range(6, 60, 6),
    "failing-server-sync": range(1, 7),
    "failing-server-checkpoint": range(1, 4),
    "full-database": range(2),
}
"""Scenes of disks that are played several times: which sync fails (under a till while files are made, at a basket, at a
sale; under a server at a push), what there is no room for.
"""


_HEADING = (
    f"{'fault':<46} {'times':>5} {'acknowledged':>12} {'lost':>5} {'doubled':>7} {'untrue':>6} {'well ms':>7}"
)


def _line(row: Row) -> str:
    told = "".join(f"\n    {each}" for each in (*row.lost, *row.doubled, *row.untrue)[:5])
    return (
        f"{row.fault:<46} {row.times:>5} {row.acknowledged:>12} {len(row.lost):>5} {len(row.doubled):>7}"
        f" {len(row.untrue):>6} {row.well_ms:>7}{told}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults",
        description="Does to a till and its server what networks do, and counts what is lost or doubled.",
        epilog="A row says how often, and the longest time from the fault's end until all was well again.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="these faults alone")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--times", type=int, default=5, help="how often each (5)")
    parser.add_argument("--kills", type=int, default=100, help="how many processes are killed (100)")
    parser.add_argument("--seed", type=int, default=1, help="of who is killed, and when (1)")
    parser.add_argument("--request-step", type=int, default=25, help="cut requests at every n-th byte (25)")
    parser.add_argument("--reply-step", type=int, default=1, help="cut replies at every n-th byte (1)")
    parser.add_argument("--cuts", type=int, default=50, help="how often connections to PostgreSQL break (50)")
    parser.add_argument(
        "--database-step", type=int, default=100, help="cut PostgreSQL's answers at every n-th byte (100)"
    )
    parser.add_argument("--json", action="store_true", help="as JSON; the rows go to standard error")
    return parser


if __name__ == "__main__":
    sys.exit(main())
