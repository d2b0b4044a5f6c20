"""Brings the translation files up to date with the sources: ``python -m pos_app.ui.translations.refresh``.

New texts appear in the ``.ts`` files as unfinished, texts no longer used are dropped, and the ``.qm`` files are
made anew. English is the source language; its file exists for the plural forms.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
LANGUAGES = {"nb": "nb_NO", "en": "en_GB"}


def tool(name: str) -> str:
    """Where one of Qt's translation tools is: beside the running Python, or on the PATH."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not installed; it comes with PySide6-Essentials")
    return found


def extract(target: Path, locale: str, *, plural_only: bool = False) -> None:
    """Write or update one ``.ts`` file from the sources."""
    sources = sorted(str(path.relative_to(FOLDER.parent)) for path in FOLDER.parent.rglob("*.py"))
    options = ["-source-language", "en", "-target-language", locale, "-locations", "none", "-no-obsolete"]
    if plural_only:
        options.append("-pluralonly")
    command = [tool("pyside6-lupdate"), *sources, *options, "-ts", str(target)]
    subprocess.run(command, cwd=FOLDER.parent, check=True, capture_output=True)


def compile_one(source: Path, target: Path) -> None:
    """Make a ``.qm`` file, in one step: an interface that runs has the old one mapped into its memory."""
    made = target.with_suffix(".new")
    command = [tool("pyside6-lrelease"), "-silent", str(source), "-qm", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    made.replace(target)


if __name__ == "__main__":
    for language, locale in LANGUAGES.items():
        ts = FOLDER / f"trofast_{language}.ts"
        extract(ts, locale, plural_only=language == "en")
        compile_one(ts, ts.with_suffix(".qm"))
