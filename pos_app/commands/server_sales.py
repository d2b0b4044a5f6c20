"""Past sales straight from a server on the same machine: its own program writes them, this one reads the file.

Nothing here knows the server's tables, and no code of the server runs in this process: ``trofast-server past-sales`` is
asked as an owner would ask it, with the server's settings, and reads its database without changing it. Where the server
is elsewhere the same command is run there, and its file brought here.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pos_app.domain.errors import BadFile

SETTINGS_END = ".toml"
_DATABASE_BEGINS = b"SQLite format 3\0"
_HOW = "run `trofast-server past-sales -o sales.csv` where the server is, and name that file"


@contextmanager
def sales_file(given: Path, currency: str) -> Iterator[Path]:
    """``given`` itself where it is a CSV file; where it is a server's settings (``server.toml``) that server's sales
    in ``currency``, in a file that is gone afterwards.

    Raises :class:`BadFile` where the server's program is not here or refuses, and where a database was named.
    """
    if given.suffix.lower() != SETTINGS_END:
        if _is_database(given):
            raise BadFile(
                str(given), None, f"a database is no list of sales: name the server's settings, or {_HOW}"
            )
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="trofast-sales-") as folder:
        file = Path(folder) / "sales.csv"
        _ask(given, currency, file)
        yield file


def _ask(settings: Path, currency: str, file: Path) -> None:
    command = [
        *_program(settings),
        "--config",
        str(settings),
        "past-sales",
        "--currency",
        currency,
        "-o",
        str(file),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        why = done.stderr.strip().splitlines()
        raise BadFile(str(settings), None, why[-1] if why else f"trofast-server ended with {done.returncode}")


def _program(settings: Path) -> Sequence[str]:
    beside = str(Path(sys.executable).parent)
    found = shutil.which("trofast-server", path=beside) or shutil.which("trofast-server")
    if found:
        return [found]
    if not getattr(sys, "frozen", False) and importlib.util.find_spec("sync.server") is not None:
        return [sys.executable, "-m", "sync.server"]
    raise BadFile(str(settings), None, f"trofast-server is not installed here: {_HOW}")


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_DATABASE_BEGINS)) == _DATABASE_BEGINS
    except OSError:
        return False  # the reader says why it cannot be read
