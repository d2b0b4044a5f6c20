"""What was found on the disk after a power cut, against what had been said before it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

Said = Sequence[object]
"""One thing that a program said, as :mod:`tests.power.till` says it."""


@dataclass(slots=True)
class Finding:
    """``lost``: what was said and is not there. ``torn``: what is there in part, or can not be read, or does not let
    the till go on. ``chain_ok``: the whole file verifies. One sentence each.
    """

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    chain_ok: bool = True

    @property
    def ok(self) -> bool:
        """Whether nothing is lost, torn or broken."""
        return self.chain_ok and not self.lost and not self.torn


def said_in(output: str) -> list[Said]:
    """The lines of a program's output. A last line that was cut off was never heard."""
    return [json.loads(line) for line in output.splitlines(keepends=True) if line.endswith("\n")]
