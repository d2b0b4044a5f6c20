"""Releases that were not made yet: the package of this checkout with another version written into it.

What the program does is the same; what apt, the maintainer scripts, the start-up check and the way back see is a
newer release. ``breaking`` tears one of its libraries, as a bad build or a bad disk would.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

PAYLOAD = "opt/trofast/app"


def release(package: Path, version: str, folder: Path, *, breaking: str = "") -> Path:
    """The package as ``version``, in ``folder``; ``breaking`` is a pattern of files of which the first is cut short."""
    tree = folder / f"tree-{version}"
    _call("dpkg-deb", "--raw-extract", package, tree)
    control = tree / "DEBIAN" / "control"
    written = control.read_text(encoding="utf-8")
    control.write_text(re.sub(r"(?m)^Version: .*$", f"Version: {version}", written), encoding="utf-8")
    told = [file for file in (tree / PAYLOAD).rglob("VERSION") if file.is_file()]
    assert len(told) == 1, f"one file of the payload says its version, not {told}"
    told[0].write_text(f"{version}\n", encoding="utf-8")
    if breaking:
        (torn, *_) = sorted((tree / PAYLOAD).rglob(breaking))
        torn.write_bytes(torn.read_bytes()[: torn.stat().st_size // 2])
    target = folder / f"trofast_{version}_amd64.deb"
    # Nobody downloads it: the time for xz is spent on the real one.
    _call("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, target)
    subprocess.run(["rm", "-rf", str(tree)], check=True)
    return target


def _call(*words: str | Path) -> None:
    subprocess.run(list(map(str, words)), check=True, capture_output=True)
