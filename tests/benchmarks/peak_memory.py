"""``python -m tests.benchmarks.peak_memory WORD ...``: a command of the till, and then the most memory it held, in MB.

What the system counted for this process alone; what a parent is told of its children includes the parent.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pos_app.commands.app import make_app


def peak_mb() -> float:
    """The largest resident memory of this process so far, in MB (10^6 bytes)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError("the system says nothing about the memory of this process")


if __name__ == "__main__":
    code = make_app()(sys.argv[1:], standalone_mode=False)
    print(peak_mb())
    sys.exit(code)
