"""``python -m tests.simulation``: one seed, or many."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Sequence

from tests.simulation.breaks import BREAKS, broken
from tests.simulation.run import Outcome, closing_line, run


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the last four figures are zero."""
    asked = _parser().parse_args(arguments)
    first = secrets.randbelow(10**9) if asked.seed is None else asked.seed
    outcomes = []
    with broken(asked.guard):
        for seed in range(first, first + asked.seeds):
            outcome = run(seed, asked.tills, asked.days)
            outcomes.append(outcome)
            if asked.story:
                print("\n".join(outcome.story))
            _report(outcome, asked)
    print(closing_line(outcomes))
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def again(seed: int, tills: int, days: int, guard: str = "") -> str:
    """How to see one seed again."""
    broken_by = f" --break {guard}" if guard else ""
    return f"python -m tests.simulation --seed {seed} --tills {tills} --days {days}{broken_by} --story"


def _report(outcome: Outcome, asked: argparse.Namespace) -> None:
    if asked.seeds == 1 or not outcome.is_good:
        count = outcome.count
        print(
            f"seed {outcome.seed}: trace {outcome.trace[:16]}, unreachable {count.partitioned}, torn {count.torn},"
            f" reordered {count.reordered}, clock jumps {count.clock_jumps}, copied tills {count.clones},"
            f" restores {count.restores}, stolen tills {count.revocations}, programme changes"
            f" {count.programme_changes}, redemptions {count.redemptions}, refused {count.holds_refused},"
            f" returns {count.returns}, new members {count.enrolments}, coupons {count.coupons_used},"
            f" free items {count.free_items}, parked {count.parked}, bounded by {outcome.bounded or 'nothing'}"
        )
    if not outcome.is_good:
        print("\n".join(outcome.said[:20]))
        print(f"see it again: {again(outcome.seed, asked.tills, asked.days, asked.guard)}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulation",
        description="Many tills, a server and all that goes wrong, from one seed; the auditor has the last word.",
    )
    parser.add_argument("--seed", type=int, help="which run (a new one, which is printed)")
    parser.add_argument("--seeds", type=int, default=1, help="so many runs, from that seed on (1)")
    parser.add_argument("--tills", type=int, default=3, help="how many tills (3)")
    parser.add_argument("--days", type=int, default=1, help="how many days (1)")
    parser.add_argument(
        "--break",
        dest="guard",
        default="",
        choices=["", *BREAKS],
        help="switch one guard off behind its back",
    )
    parser.add_argument("--story", action="store_true", help="tell everything that happened")
    return parser


if __name__ == "__main__":
    sys.exit(main())
