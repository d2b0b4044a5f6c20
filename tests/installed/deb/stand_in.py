"""Releases with the real package's scripts and files around a program that answers as it is told: a till in 100 lines
of shell would be too much to install a dozen times, and could not be told to fail.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.stage.till_package import packed, unpacked

PROGRAM = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
version=$(cat "$here/VERSION")
echo "$version $*" >>/var/lib/trofast/asked
[ "$1" != --version ] || { echo "trofast $version"; exit; }
[ "$1" != whoami ] || { id -un; exit; }
[ "$1" != pwd ] || { pwd; exit; }
question=$*
answer=$(cat "/var/lib/trofast/answers/$version ${question%% --to *}" 2>/dev/null) || answer=0
[ "$*" != unsent ] || [ "$answer" != 0 ] || answer="0 sales: 0, records: 0"
echo "${answer#* }"
exit "${answer%% *}"
"""


def release(deb: Path, version: str, folder: Path) -> Path:
    """A release under that version. What it answers is told by files ``/var/lib/trofast/answers/VERSION WORDS``: an
    exit code and a sentence.
    """
    with unpacked(deb, folder / f"tree-{version}") as tree:
        app = tree / "opt" / "trofast" / "app"
        shutil.rmtree(app)
        app.mkdir()
        (app / "trofast").write_text(PROGRAM)
        (app / "trofast").chmod(0o755)
        (app / "VERSION").write_text(version + "\n")
        shutil.copy(
            shutil.which("sleep") or "/bin/sleep", app / "sleep"
        )  # a program that runs from this folder
        (tree / "DEBIAN" / "md5sums").unlink()
        control = tree / "DEBIAN" / "control"
        lines = control.read_text("utf-8").splitlines()
        control.write_text(
            "\n".join(line for line in lines if not line.startswith("Depends:")) + "\n", "utf-8"
        )
        return packed(tree, version, folder)
