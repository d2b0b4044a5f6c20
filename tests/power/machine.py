"""A machine that loses its power: mounts a disk, runs the programs on it, cuts, and looks at what is left.

``python -m tests.power.machine FOLDER`` does one run for each line that it reads, ``[scene, seed, weakness]``, and
answers each with one line. It is a process of its own because its mount is its own (:mod:`tests.power.mounting`), and
stays up for many runs because its imports take longer than a run. :class:`Machine` is the other side of the pipe.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from tests.power.after_selling import look_at_sales
from tests.power.after_setting_up import look_at_place, look_at_replica
from tests.power.disk import Disk
from tests.power.filesystem import FileSystem
from tests.power.finding import Finding, Said, said_in
from tests.power.mounting import end_with_parent, go_private
from tests.power.plan import Plan, Scene, Weakness, plan
from tests.power.server import look_at_server
from tests.power.updating import look_at_update

PROJECT = Path(__file__).parents[2]
LONGEST_RUN_S = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run. ``story`` says what happened; ``happened`` at which change the power went, "" when the work was over."""

    scene: Scene
    seed: int
    weakness: Weakness
    happened: str
    story: str
    finding: Finding

    def __str__(self) -> str:
        found = self.finding
        told = [*found.lost[:3], *found.torn[:3]]
        problems = "\n  ".join(told) or "nothing lost, nothing torn"
        weakness = "" if self.weakness is Weakness.NONE else f" --weakness '{self.weakness}'"
        return (
            f"{self.story}; {found.acknowledged} acknowledged, {len(found.lost)} lost, {len(found.torn)} torn,"
            f" chain {'ok' if found.chain_ok else 'broken'}\n  {problems}\n"
            f"again: python -m tests.power --scene {self.scene} --seed {self.seed}{weakness}"
        )


class Machine:
    """Runs on a machine of its own, with its files in ``folder``. A context manager; one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.power.machine", str(self._folder)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def run(self, scene: Scene, seed: int, weakness: Weakness = Weakness.NONE) -> Outcome:
        """One power cut. ``RuntimeError`` when the machine itself fails (its words are on standard error)."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([scene, seed, weakness]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the machine failed: --scene {scene} --seed {seed}")
        happened, story, found = json.loads(answer)
        return Outcome(scene, seed, weakness, happened, story, Finding(**found))


def run(folder: Path, chosen: Plan, weakness: Weakness) -> tuple[str, Finding]:
    """One run in ``folder``, which holds ``disk`` (the mount) and ``after`` (what was left) and is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    disk_folder, after = folder / "disk", folder / "after"
    disk_folder.mkdir(parents=True)
    after.mkdir()
    parts = [str(chosen.scene)]
    if chosen.scene is Scene.SELLING and chosen.with_sync_child:
        parts.append("sync")
    aim = chosen.aim()
    disk = Disk(aim)
    programs: list[subprocess.Popen[str]] = []

    def end_programs() -> None:
        for program in programs:
            program.kill()

    with FileSystem(disk, disk_folder, end_programs) as files, ThreadPoolExecutor(len(parts)) as pool:
        try:
            programs += [_start(part, _place(chosen, disk_folder), chosen, weakness) for part in parts]
            heard = [pool.submit(program.communicate, "go\n", LONGEST_RUN_S) for program in programs]
            output, complaint = heard[0].result()
            files.power_off()
        finally:
            end_programs()
        said_by_sync = said_in(heard[1].result()[0]) if len(heard) > 1 else []
        if files.fault is not None:
            raise files.fault
        if not aim.happened and programs[0].returncode:
            raise RuntimeError(f"the program ended by itself: {complaint}")
    disk.after_power_cut(chosen.survival(), after)
    return aim.happened, _look(chosen.scene, _place(chosen, after), said_in(output), said_by_sync)


def _place(chosen: Plan, folder: Path) -> Path:
    """A till makes its data folder itself; the rest is put in a folder that is there."""
    return folder / "data" if chosen.scene in (Scene.SELLING, Scene.UPDATING) else folder


def _start(part: str, folder: Path, chosen: Plan, weakness: Weakness) -> subprocess.Popen[str]:
    arguments = [part, str(folder), str(weakness), str(chosen.reopen_every)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.power.till", *arguments],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _look(scene: Scene, folder: Path, said: list[Said], said_by_sync: list[Said]) -> Finding:
    match scene:
        case Scene.SELLING:
            return look_at_sales(folder, said, said_by_sync)
        case Scene.REPLICA:
            return look_at_replica(folder, said)
        case Scene.ENROLLING:
            return look_at_place(folder, said)
        case Scene.SERVER:
            return look_at_server(folder, said)
        case Scene.UPDATING:
            return look_at_update(folder, said)


def main(folder: Path) -> None:
    """Answer until nobody asks any more."""
    end_with_parent()
    go_private()
    for line in sys.stdin:
        scene, seed, weakness = json.loads(line)
        chosen = plan(Scene(scene), seed)
        happened, found = run(folder / "machine", chosen, Weakness(weakness))
        print(json.dumps([happened, f"seed {seed}, {chosen}", asdict(found)]), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
