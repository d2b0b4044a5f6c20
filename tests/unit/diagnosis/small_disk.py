"""A till on a disk that is small, full, and then read-only: ``python -m tests.unit.diagnosis.small_disk FOLDER``.

It is a process of its own because its mounts are, and prints which findings there were.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from pos_app.bootstrap.own_place import place_of
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.examine import CHECKS, examine
from tests.power.mounting import end_with_parent, go_private
from tests.stage.ready_till import make_ready_till

AREAS = ("database", "disk")


def _codes(toml: Path) -> list[str]:
    checks = [each for each in CHECKS if each.area.name in AREAS]
    return [each.code for each in examine(Case(toml, place_of), checks=checks)]


def main(folder: Path) -> None:
    """Play the scenes."""
    end_with_parent()
    go_private()
    disk = folder / "disk"
    disk.mkdir()
    options = "size=4m,nr_inodes=60"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(disk)], check=True)
    till = make_ready_till(disk / "till", sales=1)
    _codes(till.toml)  # the first look leaves a log beside the file
    scenes = {"room": _codes(till.toml)}
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(b"\0" * 4096)
        except OSError:
            scenes["full"] = _codes(till.toml)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    scenes["read only"] = _codes(till.toml)
    print(json.dumps(scenes))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
