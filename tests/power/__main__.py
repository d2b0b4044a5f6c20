"""``python -m tests.power``: many power cuts, or one of them again."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.power.machine import Machine, Outcome
from tests.power.mounting import why_not
from tests.power.plan import Scene, Weakness


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when nothing was lost or torn, 1 when something was, 2 when this machine can not mount."""
    asked = _parser().parse_args(arguments)
    reason = why_not()
    if reason:
        print(f"no power cuts on this machine: {reason}", file=sys.stderr)
        return 2
    scene, weakness = Scene(asked.scene), Weakness(asked.weakness)
    seeds = [asked.seed] if asked.seed is not None else list(range(asked.first, asked.first + asked.seeds))
    with tempfile.TemporaryDirectory(prefix="trofast-power-") as made:
        folder = asked.keep or Path(made)
        outcomes = cut_all(folder, scene, seeds, weakness, machines=min(asked.machines, len(seeds)))
    for outcome in outcomes:
        if asked.seed is not None or not outcome.finding.ok:
            print(outcome, file=sys.stdout if asked.seed is not None else sys.stderr)
    print(summary(outcomes))
    return 0 if all(outcome.finding.ok for outcome in outcomes) else 1


def cut_all(
    folder: Path, scene: Scene, seeds: Sequence[int], weakness: Weakness, *, machines: int
) -> list[Outcome]:
    """One power cut for each seed, on that many machines at once."""

    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(machines))
        # Entered last and left first: whoever interrupts this ends the machines, and with them their threads' work.
        started = [stack.enter_context(Machine(_place(folder, number))) for number in range(machines)]

        def cut_some(number: int) -> list[Outcome]:
            return [started[number].run(scene, seed, weakness) for seed in seeds[number::machines]]

        outcomes = [outcome for some in pool.map(cut_some, range(machines)) for outcome in some]
    return sorted(outcomes, key=lambda outcome: outcome.seed)


def _place(folder: Path, number: int) -> Path:
    place = folder / f"{number}"
    place.mkdir(parents=True, exist_ok=True)
    return place


def summary(outcomes: Sequence[Outcome]) -> str:
    """All of it in one line."""
    found = [outcome.finding for outcome in outcomes]
    return (
        f"cuts {len(found)}, acknowledged {sum(each.acknowledged for each in found)},"
        f" lost {sum(len(each.lost) for each in found)}, torn {sum(len(each.torn) for each in found)},"
        f" chain ok {sum(each.chain_ok for each in found)}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.power",
        description="Cuts the power under a real till, and looks at what its disk has left.",
        epilog="Needs Linux, /dev/fuse and the right to mount. See tests/README.md.",
    )
    parser.add_argument(
        "--seeds", type=int, default=30, help="how many cuts, each from a seed of its own (30)"
    )
    parser.add_argument("--first", type=int, default=0, help="the first of those seeds (0)")
    parser.add_argument("--seed", type=int, help="this one alone, and tell its story")
    parser.add_argument("--scene", choices=list(Scene), default=Scene.SELLING, help="what goes on meanwhile")
    parser.add_argument(
        "--weakness", choices=list(Weakness), default=Weakness.NONE, help="what is taken from the till first"
    )
    parser.add_argument("--machines", type=int, default=2, help="how many at once (2)")
    parser.add_argument("--keep", type=Path, help="leave the last run's files in this folder")
    return parser


if __name__ == "__main__":
    sys.exit(main())
