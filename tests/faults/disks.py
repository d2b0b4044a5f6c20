"""Disks that fill up or fail under a till and under a server, in a mount namespace of their own.

``python -m tests.faults.disks SCENE FOLDER NUMBER`` plays one scene and prints its row as JSON. It is a process of its
own because its mounts are (:mod:`tests.power.mounting`). ``NUMBER`` says how far in the disk fails.
"""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import msgspec

from tests.faults import wire
from tests.faults.failing_server import failing_checkpoint, failing_commit
from tests.faults.filling import MOST_SALES, fill
from tests.faults.full_database import full_database
from tests.faults.shop import open_shop
from tests.faults.wire import Row
from tests.power.after_selling import look_at_sales
from tests.power.disk import Disk, Kind
from tests.power.filesystem import FileSystem
from tests.power.finding import Said
from tests.power.mounting import end_with_parent, go_private, mount_memory
from tests.power.survival import How, Survival

PROJECT = Path(__file__).parents[2]
TILL_BYTES, SERVER_BYTES = 6 << 20, 12 << 20
DISK_FULL = "Free some space"
DISK_FAILS = "Stop selling on this till"
"""What the cashier is told to do."""


def play(scene: str, folder: Path, number: int = 0) -> Row:
    """One scene in ``folder``, which is empty."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.disks", scene, str(folder), str(number)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=Row)


@dataclass
class Counter:
    """The other side of :mod:`tests.faults.counter`'s pipe. ``said``: what was kept and sold; ``refused``: the rest."""

    folder: Path
    said: list[Said] = field(default_factory=list)
    refused: list[Said] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.counter", str(self.folder)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.is_open = self._hear()[0] == "open"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(30)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def close(self) -> None:
        """Close the till in order."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def serve(self) -> bool:
        """One customer; whether the sale was made."""
        assert self._process.stdin is not None
        self._process.stdin.write("next\n")
        self._process.stdin.flush()
        while True:
            word = self._hear()[0]
            if word != "kept":
                return word == "sold"

    def _hear(self) -> Said:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the till ended by itself")
        said: Said = json.loads(line)
        if said[0] == "refused":
            self.refused.append(said)
        elif said[0] != "open":
            self.said.append(said)
        return said


def full_till(folder: Path, _: int) -> Row:
    """The till's disk fills up, is emptied again, and the till sells on without being started anew."""
    disk = folder / "disk"
    disk.mkdir()
    mount_memory(disk, TILL_BYTES)
    untrue = []
    counter = Counter(disk / "data")
    with counter:
        untrue += (
            [] if all(counter.serve() for _ in range(10)) else ["a sale was refused while there was room"]
        )
        ballast = fill(disk)
        sold = [counter.serve() for _ in range(MOST_SALES)]
        untrue += ["a full disk took every sale"] if all(sold) else []
    with counter:  # started anew on the full disk: it opens and refuses, or says why it can not open
        while counter.is_open and counter.serve():
            pass
        untrue += wrong(counter.refused, "disk_full", DISK_FULL)
        ballast.unlink()
        mended = time.monotonic_ns()
        if counter.is_open:
            untrue += [] if counter.serve() else ["there is room again, and the sale was refused"]
        well_ms = (time.monotonic_ns() - mended) // 1_000_000
        counter.close()
    counter.refused.clear()
    ballast = fill(disk)
    with counter:  # closed in order, and opened where there is not even room for its index
        if counter.is_open:
            counter.serve()
    untrue += wrong(counter.refused, "disk_full", DISK_FULL)
    ballast.unlink()
    with counter:
        untrue += (
            [] if counter.is_open and counter.serve() else ["there is room again, and the till did not open"]
        )
    return told("disk full under the till", counter, disk / "data", untrue, well_ms)


def full_server(folder: Path, _: int) -> Row:
    """The server's disk fills up: the till sells on and says so, and sends all when there is room again."""
    server = folder / "server"
    server.mkdir()
    mount_memory(server, SERVER_BYTES)
    with open_shop(folder) as shop:
        wire.start(shop)
        ballast = fill(server)
        for _ in range(MOST_SALES):
            shop.sell(20)
            told = shop.follow().until(
                lambda status: shop.hear(status)["link"] != "online" or shop.acked() == shop.sold.records
            )
            if told["link"] != "online":
                break
        else:
            shop.lies.append("a full disk took every push")
        assert shop.site.process is not None
        if shop.site.process.poll() is not None:
            shop.lies.append("the server ended")
        ballast.unlink()
        return wire.row(shop, "disk full under the server", 1, shop.until_well())


def failing_sync(folder: Path, number: int) -> Row:
    """The ``number``-th sync of a file fails with EIO, and none after it; then the power goes too."""
    place, after = folder / "disk", folder / "after"
    place.mkdir()
    after.mkdir()
    left = number

    def watch(kind: Kind, name: str) -> None:
        nonlocal left
        if kind is Kind.SYNC:
            left -= 1
            if left == 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO))

    disk = Disk(watch)
    counter = Counter(place / "data")
    untrue: list[str] = []
    with FileSystem(disk, place, lambda: None) as files:
        with counter:
            while counter.is_open and not counter.refused and len(counter.said) < 2 * MOST_SALES:
                counter.serve()
        untrue += wrong(counter.refused, "damaged", DISK_FAILS)
        began = time.monotonic_ns()
        with counter:
            untrue += [] if counter.is_open and counter.serve() else ["the till did not sell after a restart"]
        well_ms = (time.monotonic_ns() - began) // 1_000_000
        files.power_off()
        if files.fault is not None:
            raise files.fault
    disk.after_power_cut(Survival(number, How.LOST, 512), after)
    return told("fsync fails under the till", counter, after / "data", untrue, well_ms)


def told(fault: str, counter: Counter, data: Path, untrue: list[str], well_ms: int) -> Row:
    """What the till had said, against what is there."""
    found = look_at_sales(data, counter.said, [])
    return Row(fault, 1, found.acknowledged, (*found.lost, *found.torn), (), tuple(untrue), well_ms)


def wrong(refused: list[Said], cause: str, advice: str) -> list[str]:
    """Refusals that name another cause, or do not say what to do; and that there was none."""
    if not refused:
        return ["no sale was refused"]
    return [f"{each[1]}: {each[2]}" for each in refused if each[1] != cause or advice not in str(each[2])]


SCENES: dict[str, Callable[[Path, int], Row]] = {
    "full-till": full_till,
    "full-server": full_server,
    "failing-sync": failing_sync,
    "failing-server-sync": failing_commit,
    "failing-server-checkpoint": failing_checkpoint,
    "full-database": full_database,
}


def main(scene: str, folder: Path, number: int) -> None:
    """Play it."""
    end_with_parent()
    go_private()
    print(json.dumps(SCENES[scene](folder, number).plain()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
