"""``python -m tests.faults.failing_disk FOLDER AFTER``: a disk on ``FOLDER`` whose syncs can be made to fail.

It is a process of its own, so that whoever commands it may use the disk: it answers each line that it reads. The mounts
are those of the process that started it (:mod:`tests.power.mounting`). :class:`FailingDisk` is the other side.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.power.disk import Disk, Kind
from tests.power.filesystem import FileSystem
from tests.power.mounting import end_with_parent
from tests.power.survival import How, Survival

PROJECT = Path(__file__).parents[2]


@dataclass
class FailingDisk:
    """A disk mounted on ``folder``; ``after`` is where its content is put when the power goes. A context manager."""

    folder: Path
    after: Path

    def __enter__(self) -> Self:
        for each in (self.folder, self.after):
            each.mkdir()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.failing_disk", str(self.folder), str(self.after)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._hear()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def fail(self, number: int, name: str) -> None:
        """From now on the ``number``-th sync of the file ``name`` fails with EIO, and none after it."""
        self._say(f"fail {number} {name}")

    @property
    def has_failed(self) -> bool:
        """Whether it has."""
        return self._say("failed?") == "yes"

    def power_off(self) -> None:
        """Nothing reaches the disk any more. What was synced by then is in ``after``, and nothing else."""
        assert self._say("off") == "off"

    def _say(self, words: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline().strip()
        if not answer:
            raise RuntimeError("the failing disk ended by itself")
        return answer


def main(folder: Path, after: Path) -> None:
    """Until the power goes, or nobody commands any more."""
    end_with_parent()
    left, failing = 0, ""

    def watch(kind: Kind, name: str) -> None:
        nonlocal left
        if kind is Kind.SYNC and name == failing and left > 0:
            left -= 1
            if not left:
                raise OSError(errno.EIO, os.strerror(errno.EIO))

    disk = Disk(watch)
    with FileSystem(disk, folder, lambda: None) as files:
        print("mounted", flush=True)
        for line in sys.stdin:
            match line.split():
                case ["fail", number, name]:
                    left, failing = int(number), name
                    print("armed", flush=True)
                case ["failed?"]:
                    print("no" if left else "yes", flush=True)
                case ["off"]:
                    files.power_off()
                    if files.fault is not None:
                        raise files.fault
                    disk.after_power_cut(Survival(0, How.LOST, 512), after)
                    print("off", flush=True)
                    return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
