"""The till's Debian package, built once from this checkout and kept until something that goes into it changes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
KEPT = PROJECT / ".till-packages"
MADE_AT = "1790000000"
"""When every package of the tests says it was made: the same sources give the same bytes, whatever was committed."""

NEEDED = (
    "dh",
    "dpkg-buildpackage",
    "dpkg-deb",
    "lintian",
    "strip",
    "desktop-file-validate",
    "systemd-analyze",
)
_GOES_IN = ("pos_app", "drivers", "sync", "packaging/till", "pyproject.toml", "CHANGELOG.md", "LICENSE")
_MAKES_IT = (
    "packaging/environment.sh",
    "packaging/requirements/till.txt",
    "packaging/requirements/bundle.txt",
)


def why_not() -> str:
    """Why this machine can not make it; "" when it can."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        return f"it needs {', '.join(missing)} (packaging/till/build-deb installs the Debian packages they are in)"
    return ""


def till_package() -> Path:
    """The package of this checkout. Takes minutes when it has to be built; a second caller waits for the first."""
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = KEPT / _fingerprint()
        if not folder.exists():
            for older in (path for path in KEPT.iterdir() if path.is_dir()):
                shutil.rmtree(older)
            build(PROJECT, folder.with_suffix(".unfinished"))
            folder.with_suffix(".unfinished").rename(folder)
    return next(folder.glob("*.deb"))


def build(checkout: Path, to: Path) -> None:
    """Run a checkout's ``build-deb``. Raises ``CalledProcessError``, with its words printed."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": MADE_AT}
    environment.pop("TROFAST_VERSION", None)
    done = subprocess.run(
        [str(checkout / "packaging/till/build-deb"), "--to", str(to)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout)
    done.check_returncode()


def another_release(deb: Path, version: str, folder: Path, *, torn: str = "") -> Path:
    """The same till as another release, made in seconds: only the version that it tells differs. ``torn`` is a pattern
    of files, of which the first is cut short, as a bad build or a bad disk would.
    """
    with unpacked(deb, folder / version) as tree:
        app = tree / "opt/trofast/app"
        told = app / "_internal/pos_app/VERSION"
        assert told.is_file(), "a packaged till says its version in this file"
        told.write_text(version + "\n", "ascii")
        if torn:
            first = min(app.rglob(torn))
            first.write_bytes(first.read_bytes()[: first.stat().st_size // 2])
        return packed(tree, version, folder)


class unpacked:  # noqa: N801  (read as a word: `with unpacked(...)`)
    """A package's files with its control files in ``DEBIAN/``, in a folder that is gone afterwards."""

    def __init__(self, deb: Path, folder: Path) -> None:
        self._deb, self._folder = deb, folder

    def __enter__(self) -> Path:
        subprocess.run(["dpkg-deb", "--raw-extract", str(self._deb), str(self._folder)], check=True)
        return self._folder

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder)


def packed(tree: Path, version: str, folder: Path) -> Path:
    """Make a package of such a folder under that version; uncompressed, since nobody keeps it."""
    control = tree / "DEBIAN" / "control"
    lines = control.read_text("utf-8").splitlines()
    lines = [f"Version: {version}" if line.startswith("Version:") else line for line in lines]
    control.write_text("\n".join(lines) + "\n", "utf-8")
    made = folder / f"trofast_{version}_amd64.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(tree), str(made)],
        check=True,
        capture_output=True,
    )
    return made


def _fingerprint() -> str:
    total = hashlib.sha256()
    for path in _sources():
        total.update(f"{path.relative_to(PROJECT)}\0".encode() + path.read_bytes())
    return total.hexdigest()[:20]


def _sources() -> Iterator[Path]:
    for name in (*_GOES_IN, *_MAKES_IT):
        path = PROJECT / name
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (each for each in found if each.is_file() and "__pycache__" not in each.parts)
