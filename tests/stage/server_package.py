"""The server's package, built once for these sources, and made into another release of itself without building anew."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    *("pyproject.toml", "LICENSE", "packaging/environment.sh", "packaging/server", "sync", "pos_app/domain"),
    *("packaging/requirements/server.txt", "packaging/requirements/bundle.txt"),
    *("pos_app/__init__.py", "pos_app/version.py"),
)
"""What goes into it: a copy of these alone builds the same package, as the Containerfile does."""
EPOCH = "1767225600"
_TOOLS = ("dpkg-buildpackage", "dh", "dh_python3", "lintian", "man")


def why_not() -> str:
    """Why no package can be built and looked at here; empty where it can."""
    gone = [name for name in _TOOLS if shutil.which(name) is None]
    gone += [name for name in ("nginx", "caddy") if proxy(name) is None]
    return f"there is no {', '.join(gone)}" if gone else ""


def proxy(name: str) -> str | None:
    """The program of a reverse proxy: one that is installed, or that the set-up unpacked."""
    places = [ROOT / "build" / "tools" / "usr" / place for place in ("sbin", "bin")]
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, places)))


def built() -> Path:
    """The package of these sources; a second process waits for the first, and a second run finds it there."""
    kept = ROOT / "build" / "packages"
    kept.mkdir(parents=True, exist_ok=True)
    place = kept / f"server-{fingerprint()}"
    with (kept / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.is_dir():
            for old in kept.glob("server-*"):
                shutil.rmtree(old)
            part = kept / "server.part"
            shutil.rmtree(part, ignore_errors=True)
            build(ROOT, part)
            part.rename(place)
    [package] = place.glob("*.deb")
    return package


def build(checkout: Path, target: Path) -> Path:
    """Build it from that checkout into ``target``."""
    done = subprocess.run(
        [str(checkout / "packaging" / "server" / "build-deb"), str(target)],
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    [package] = target.glob("*.deb")
    return package


def fingerprint() -> str:
    """Of everything that goes into the package."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_mode & 0o100}\0".encode())
        content = path.read_bytes()
        if path.name == "pyproject.toml":  # of that only the version goes in
            content = content.partition(b"\nversion = ")[2].partition(b"\n")[0]
        digest.update(content)
    return digest.hexdigest()[:16]


def sources() -> list[Path]:
    """The files that go into it."""
    found: list[Path] = []
    for name in SOURCES:
        place = ROOT / name
        found += [place] if place.is_file() else (path for path in place.rglob("*") if path.is_file())
    return sorted(path for path in found if "__pycache__" not in path.parts)


def next_release(package: Path, version: str, folder: Path) -> Path:
    """The same package as another release: what an upgrade is tried with."""
    unpacked = folder / f"release-{version}"
    subprocess.run(["dpkg-deb", "--raw-extract", str(package), str(unpacked)], check=True)
    control = unpacked / "DEBIAN" / "control"
    old = subprocess.run(
        ["dpkg-deb", "--field", str(package), "Version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    text = control.read_text(encoding="utf-8")
    control.write_text(text.replace(f"Version: {old}\n", f"Version: {version}\n"), encoding="utf-8")
    (unpacked / "usr/lib/trofast-server/pos_app/VERSION").write_text(f"{version}\n", encoding="ascii")
    made = folder / f"trofast-server_{version}_amd64.deb"
    subprocess.run(
        ["dpkg-deb", "-Znone", "--root-owner-group", "--build", str(unpacked), str(made)],
        check=True,
        capture_output=True,
    )
    shutil.rmtree(unpacked)
    return made
