"""A release for a Windows till: fetched from a repository of The Update Framework, verified, handed to its installer.

Windows has no apt. What apt's signed lists do on Linux does TUF here: a package carries the root of trust (who may sign
what), the till keeps what it has seen last, and then refuses what is unsigned, has run out, is older than what it saw,
or is not byte for byte what was signed. The repository is made by tufup; its client takes whatever is newest, a till
what it is offered, so the client of TUF under it is asked here. Nothing of it is imported before that is needed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROGRAM = "trofast"
ROOT_FILE, ADDRESS_FILE = "root.json", "address.txt"
_DETACHED = 0x00000008 | 0x00000200  # Windows: DETACHED_PROCESS, CREATE_NEW_PROCESS_GROUP
_ROOM = 4
"""As many times the installer's size must be free: it, what it unpacks, and the release before."""


class NotFetched(Exception):
    """The release was not fetched, and nothing was changed: the text says why and what to do."""


class Unreachable(NotFetched):
    """Nobody answered, or the line went dead: the next run tries again."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where releases lie (an address that ends in a slash), and the root of trust that the package carries."""

    address: str
    root: bytes


def packaged_source() -> Source | None:
    """What the package was built with; ``None`` where it names no repository: such a till is updated by hand."""
    folder = Path(getattr(sys, "_MEIPASS", "")) / "updates"
    try:
        address = (folder / ADDRESS_FILE).read_text("ascii").strip()
        return Source(address, (folder / ROOT_FILE).read_bytes())
    except (OSError, ValueError):
        return None


def installer_name(release: str) -> str:
    """What the installer of a release is called in the repository."""
    return f"{PROGRAM}-{release}-setup.exe"


def fetch(source: Source, folder: Path, release: str) -> Path:
    """Fetch the installer of that release into ``folder``, which only administrators may write to: it is run from
    there. What was seen of the repository is kept there too.

    Raises :class:`NotFetched`.
    """
    from securesystemslib.exceptions import StorageError
    from tuf.api.exceptions import DownloadError, DownloadLengthMismatchError, RepositoryError
    from tuf.ngclient.updater import Updater

    metadata, targets = folder / "metadata", folder / "installers"
    try:
        metadata.mkdir(parents=True, exist_ok=True)
        targets.mkdir(exist_ok=True)
        if not (metadata / ROOT_FILE).exists():
            (metadata / ROOT_FILE).write_bytes(source.root)
        client = Updater(
            metadata_dir=str(metadata),
            metadata_base_url=f"{source.address}metadata/",
            target_dir=str(targets),
            target_base_url=f"{source.address}targets/",
        )
        client.refresh()
        found = client.get_targetinfo(installer_name(release))
        if found is None:
            raise NotFetched(
                f"{release} is not in the repository. Publish it there, or offer the till another release."
            )
        _forget_others(targets, installer_name(release))
        cached = client.find_cached_target(found)
        if cached is not None:
            return Path(cached)
        _look_for_room(targets, int(found.length))
        return Path(client.download_target(found))
    except (RepositoryError, StorageError, DownloadLengthMismatchError) as error:
        raise NotFetched(
            f"The repository was refused, and nothing was changed: {error}. If that stays so, tell whoever publishes"
            " releases."
        ) from error
    except DownloadError as error:
        raise Unreachable("The repository can not be reached; the next run tries again.") from error
    except OSError as error:
        if _is_of_the_line(error):
            raise Unreachable("The line went dead; the next run tries again.") from error
        raise NotFetched(f"{error.filename or folder}: {error.strerror or error}") from error


def hand_over(installer: Path, start: Callable[[list[str]], object] | None = None) -> None:
    """Start the installer silently and leave it alone: it takes the place of the program that runs here, checks the new
    release, and goes back by itself where that fails.
    """
    command = [str(installer), "/S"]
    if start is not None:
        start(command)
        return
    flags = {"creationflags": _DETACHED} if sys.platform == "win32" else {"start_new_session": True}
    subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        **flags,
    )


def _forget_others(targets: Path, keep: str) -> None:
    """Installers that were run, or are wanted no more."""
    for path in targets.iterdir():
        if path.name != keep:
            path.unlink(missing_ok=True)


def _look_for_room(targets: Path, length: int) -> None:
    free = shutil.disk_usage(targets).free
    if free < _ROOM * length:
        raise NotFetched(
            f"{targets} has {free // 2**20} MB free, and this release needs {_ROOM * length // 2**20}. Make room on"
            " the disk; the next run tries again."
        )


def _is_of_the_line(error: OSError) -> bool:
    """Whether the HTTP library raised it: its errors are OSErrors too."""
    return type(error).__module__.partition(".")[0] in {"requests", "urllib3"}
