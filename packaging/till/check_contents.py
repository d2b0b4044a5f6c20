"""Looks at a packaged till once it lies there: ``check_contents.py FOLDER``. Says what is wrong, or nothing.

The spec decides what goes in; this looks at what came out, also inside the program's own archive.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

LARGEST = 250 * 1024 * 1024
"""Bytes that an installed till may take."""

QT = {"Core", "DBus", "Gui", "Svg", "Widgets", "XcbQpa"}
"""The Qt libraries that a till uses; all of them are to be had under the LGPL."""

NEVER = re.compile(
    r"^(litestar|uvicorn|psycopg\w*|jinja2|starlette|sync\.server|sync\.hub|pos_app\.demo|tests|pytest|_pytest|hypothesis|mypy"
    r"|PyInstaller|cyclonedx|setuptools|pip|tkinter)(\.|/|$)",
    re.IGNORECASE,
)
WANTED = (
    *("pos_app/VERSION", "pos_app/help/nb", "pos_app/help/pictures", "pos_app/ui/fonts/NotoSans-Regular.ttf"),
    *(
        "pos_app/ui/translations/trofast_nb.qm",
        "pos_app/ui/sounds/accepted.wav",
        "pos_app/ui/icons/basket.svg",
    ),
    *("pos_app/storage/migrations/versions", "pos_app/domain/loyalty/gallery", "escpos/capabilities.json"),
    *("stdnum/imsi.dat", "biip", "certifi/cacert.pem"),
)


def faults(folder: Path) -> list[str]:
    """What is wrong with the till in this folder, a sentence each."""
    inside = folder / "_internal"
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    found = [f"{name} is missing" for name in WANTED if not (inside / name).exists()]
    size = sum(path.stat().st_size for path in files)
    if size > LARGEST:
        found.append(f"{size} bytes are more than the {LARGEST} that an installed till may take")
    qt = {
        match[1]
        for path in folder.rglob("*")
        if (match := re.match(r"(?:lib)?Qt6(\w+?)(?:\.so|\.dll)", path.name))
    }
    found += [f"Qt's {name} is inside" for name in sorted(qt - QT)]
    names = (path.relative_to(folder).as_posix().removeprefix("_internal/") for path in files)
    found += [f"{name} is inside" for name in names if NEVER.match(name)]
    for program in folder.glob("trofast*"):
        if program.is_file():
            found += [
                f"{name} is in {program.name}" for name in sorted(modules_of(program)) if NEVER.match(name)
            ]
    return found


def modules_of(program: Path) -> set[str]:
    """The Python modules in a program's archive."""
    archive = CArchiveReader(str(program))
    inner = next(name for name in archive.toc if name.endswith(".pyz"))
    return set(archive.open_embedded_archive(inner).toc)


def main() -> int:
    """Look, and say it."""
    wrong = faults(Path(sys.argv[1]))
    for sentence in wrong:
        print(f"contents: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
