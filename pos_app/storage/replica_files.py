"""Which ``replica-N.db`` is in use, and which is being built aside.

The pointer is a small text file, ``replica.current``, and not a row in ``till.db``: swapping it is one atomic rename
that waits for no sale, and the interface thread can look at it without a database.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sync.secret_file import sync_folder as sync_folder  # noqa: PLC0414 - storage and settings find it here

_POINTER = "replica.current"
Result = TypeVar("Result")
_PATIENCE_S = 1
_LOOK_AGAIN_S = 0.005
_NAME = re.compile(r"replica-([1-9][0-9]{0,8})\.db")


def replica_path(folder: Path, number: int) -> Path:
    """The file of replica ``number``."""
    return folder / f"replica-{number}.db"


def number_of(path: Path) -> int:
    """The number in a replica's name; 0 for any other file."""
    found = _NAME.fullmatch(path.name)
    return int(found[1]) if found else 0


def current_number(folder: Path) -> int:
    """The number of the replica in use; 0 before the first."""
    try:
        number = number_of(folder / patient(lambda: (folder / _POINTER).read_text("ascii")).strip())
    except (FileNotFoundError, UnicodeDecodeError):
        return 0
    return number if number and replica_path(folder, number).exists() else 0


def aside_number(folder: Path) -> int:
    """The number of the replica that is being built; 0 when there is none."""
    current = current_number(folder)
    newest = max(numbers(folder), default=0)
    return newest if newest > current else 0


def numbers(folder: Path) -> list[int]:
    """The numbers of all replicas that are there."""
    found = (number_of(path) for path in folder.iterdir())
    return sorted(number for number in found if number)


def point_to(folder: Path, number: int) -> None:
    """Swap: whoever looks sees the old or the new one, also after a power cut."""
    aside = folder / f"{_POINTER}.new"
    with aside.open("w", encoding="ascii") as file:
        file.write(replica_path(folder, number).name + "\n")
        file.flush()
        os.fsync(file.fileno())
    patient(lambda: aside.replace(folder / _POINTER))
    sync_folder(folder)


def patient(act: Callable[[], Result]) -> Result:
    """Do what Windows denies for the moment in which the other process reads or swaps the same small file; after
    :data:`_PATIENCE_S` of that it is no moment, and the ``PermissionError`` is raised.
    """
    last = time.monotonic() + (_PATIENCE_S if sys.platform == "win32" else 0)
    while True:
        try:
            return act()
        except PermissionError:
            if time.monotonic() >= last:
                raise
        time.sleep(_LOOK_AGAIN_S)


def make_folder(folder: Path) -> None:
    """Make a folder, and make its name durable: what lies in a folder is lost with the folder's name.

    Its parent is synced also when the folder is there, for whoever made it may not have done so. A parent that this
    user may not read was made by somebody else, who answers for it.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in missing or [folder]:
        with contextlib.suppress(PermissionError):
            sync_folder(each.parent)


def remove(folder: Path, number: int) -> None:
    """Delete a replica that is not in use. One that is still open somewhere stays readable there (POSIX) or stays
    until the next time (Windows).
    """
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError, PermissionError):
            Path(f"{replica_path(folder, number)}{suffix}").unlink()


def remove_older(folder: Path) -> None:
    """Delete every replica before the one in use: erased members must not live on in an old file."""
    current = current_number(folder)
    for number in numbers(folder):
        if number < current:
            remove(folder, number)
