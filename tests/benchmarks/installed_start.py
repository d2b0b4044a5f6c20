"""``installed-start``: the packaged till from nothing to ready to scan, against the same till run from source.

Both start on the same full shop's replica, in turns, as ``start`` does it; the source's files are compiled before.
Which package is asked: the program that ``TROFAST_PACKAGED`` names, else the installed one, else the one that
``packaging/till/build-deb`` left in ``dist/``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.benchmarks.big_shop import a_copy, big_shop
from tests.benchmarks.processes import PROJECT, started
from tests.benchmarks.row import LeftOut, Row
from tests.benchmarks.start import first_opening, replica_rows

GOAL = 1.5
PACKAGED = "TROFAST_PACKAGED"
"""Environment: the packaged program, ``.../app/trofast``."""

INSTALLED = Path("/opt/trofast/app/trofast")


def measure(folder: Path, *, quick: bool) -> Row:
    """Start both again and again; the first of each is not counted. Raises :class:`LeftOut` without a package."""
    packaged = packaged_program(folder)
    shop = a_copy(big_shop(folder, quick=quick), "installed-start")
    compiled = folder / "compiled"
    pragmas = first_opening(shop)
    ours_ms: list[float] = []
    reference_ms: list[float] = []
    words = ["till", "--config", str(shop.config)]
    for number in range(1 + (2 if quick else 15)):
        with started(words, compiled, program=packaged) as (_, ours):
            pass
        with started(["-m", "pos_app", *words], compiled) as (_, reference):
            pass
        if number:
            ours_ms.append(ours)
            reference_ms.append(reference)
    rows = replica_rows(shop)
    return Row(
        "installed-start",
        "ratio",
        "ms",
        tuple(ours_ms),
        tuple(reference_ms),
        GOAL,
        rows_ours=rows,
        rows_reference=rows,
        pragmas_ours=pragmas,
        pragmas_reference=pragmas,
    )


def packaged_program(folder: Path) -> Path:
    """The packaged program, unpacked into ``folder`` where only the package is there."""
    if named := os.environ.get(PACKAGED):
        return Path(named)
    if INSTALLED.exists():
        return INSTALLED
    found = sorted((PROJECT / "dist").glob("trofast_*.deb"), key=lambda path: path.stat().st_mtime)
    dpkg = shutil.which("dpkg-deb")
    if not found or dpkg is None:
        raise LeftOut("there is no packaged till here; packaging/till/build-deb makes one")
    subprocess.run([dpkg, "--extract", str(found[-1]), str(folder / "package")], check=True)
    return folder / "package" / "opt" / "trofast" / "app" / "trofast"
