"""Publishes installers for Windows tills in a repository of The Update Framework (TUF), by tufup.

    python packaging/repository/publish_windows.py FOLDER init --offline DIR [--encrypted]
    python packaging/repository/publish_windows.py FOLDER add SETUP.exe --version V --offline DIR
    python packaging/repository/publish_windows.py FOLDER refresh
    python packaging/repository/publish_windows.py FOLDER renew --offline DIR
    python packaging/repository/publish_windows.py FOLDER replace-key ROLE --offline DIR [--encrypted]

``FOLDER/repository`` is what a web server hands out. ``FOLDER/keys`` has the public keys and the two private ones that
sign without a person (snapshot, timestamp). The others (root, targets) lie in ``--offline``: a stick that is in the
machine only while it is needed. Needs ``packaging/requirements/repository.txt``.
"""

from __future__ import annotations

import argparse
import filecmp
import logging
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROGRAM = "trofast"
OFFLINE = ("root", "targets")
DAYS = {"root": 365, "targets": 180, "snapshot": 14, "timestamp": 3}
"""How long each signature holds. A copy of today can be handed out for three days, no longer: ``refresh`` every day."""
SOON_DAYS = 30
CONFIG = ".tufup-repo-config"
LARGEST_BYTES = 300 * 1024 * 1024


class NotPublished(Exception):
    """Nothing was changed: the text says why."""


def main(words: list[str] | None = None) -> int:
    """Do what is asked; the exit code."""
    asked = _arguments().parse_args(words)
    folder: Path = asked.folder
    try:
        if asked.what == "init":
            make(folder, asked.offline, is_encrypted=asked.encrypted)
        elif asked.what == "add":
            add(folder, asked.installer, asked.version, asked.offline)
        elif asked.what == "refresh":
            refresh(folder)
        elif asked.what == "renew":
            renew(folder, asked.offline)
        else:
            replace_key(folder, asked.role, asked.offline, is_encrypted=asked.encrypted)
    except NotPublished as why:
        print(f"publish_windows: {why}", file=sys.stderr)
        return 1
    for role, ends in _ends(folder).items():
        left = (ends - datetime.now(UTC)).days
        print(
            f"{role}: signed until {ends:%Y-%m-%d %H:%M} UTC" + (", renew it" if _is_soon(role, left) else "")
        )
    return 0


def make(folder: Path, offline: Path, *, is_encrypted: bool) -> None:
    """Make the keys and the first signed lists. Raises :class:`NotPublished` where there is one already."""
    if (folder / CONFIG).exists():
        raise NotPublished(f"{folder} is a repository already")
    folder.mkdir(parents=True, exist_ok=True)
    offline.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "keys").mkdir(mode=0o700)
    repository = _new(folder, list(OFFLINE) if is_encrypted else [])
    logging.getLogger("tufup.repo").setLevel(logging.ERROR)  # it warns that there are no settings yet
    with _inside(folder):
        repository.initialize()
    logging.getLogger("tufup.repo").setLevel(logging.NOTSET)
    for role in OFFLINE:
        shutil.move(folder / "keys" / role, offline / role)
        (offline / role).chmod(0o600)
    print(
        f"The keys of root and targets are in {offline}: keep it, and a copy of it, away from this machine."
    )


def add(folder: Path, installer: Path, version: str, offline: Path) -> None:
    """Publish an installer. Raises :class:`NotPublished` for a version that has other contents already."""
    _check_version(version)
    if not installer.is_file() or not 0 < installer.stat().st_size <= LARGEST_BYTES:
        raise NotPublished(f"{installer} is no installer")
    place = folder / "repository" / "targets" / f"{PROGRAM}-{version}-setup.exe"
    with _inside(folder):
        repository = _open()
        if place.name in repository.roles.targets.signed.targets:
            if not filecmp.cmp(installer, place, shallow=False):
                raise NotPublished(
                    f"{version} was published before, with other contents. Give it another version."
                )
            print(f"{version} is published already")
            return
        _need(repository, offline, "targets")
        aside = place.with_suffix(".part")
        shutil.copyfile(installer, aside)
        aside.replace(place)
        repository.roles.add_or_update_target(local_path=place)
        _sign(repository, folder, offline)
    print(f"published: {version}")


def refresh(folder: Path) -> None:
    """Sign again what runs out every few days; for a timer, without a person."""
    with _inside(folder):
        repository = _open()
        for role in ("snapshot", "timestamp"):
            repository.refresh_expiration_date(role)
        _sign(repository, folder)


def renew(folder: Path, offline: Path) -> None:
    """Sign everything again: root and targets run out, too."""
    with _inside(folder):
        repository = _open()
        _need(repository, offline, *OFFLINE)
        for role in DAYS:
            repository.refresh_expiration_date(role)
        _sign(repository, folder, offline)


def replace_key(folder: Path, role: str, offline: Path, *, is_encrypted: bool) -> None:
    """Give a role another key: lost, stolen, or after some years. Tills follow by themselves, however long they were
    dark, since each list of keys is signed by the keys before.
    """
    with _inside(folder):
        repository = _open()
        _need(repository, offline, *OFFLINE)
        [old] = repository.key_map[role]
        number = int(old.rpartition("-")[2]) + 1 if "-" in old else 2
        new = f"{role}-{number}"
        home = offline if role in OFFLINE else folder / "keys"
        made = repository.keys.create_key_pair(home / new, encrypted=is_encrypted and role in OFFLINE)
        public = folder / "keys" / made.name
        if made != public:
            shutil.copyfile(made, public)
        repository.replace_key(old, public, is_encrypted and role in OFFLINE)
        _sign(repository, folder, offline)
    print(f"{role} is signed by {new}; {old} counts no more. Destroy it.")


def _sign(repository: Any, folder: Path, *offline: Path) -> None:
    repository.publish_changes(private_key_dirs=[*offline, folder / "keys"])


def _new(folder: Path, encrypted: list[str]) -> Any:
    from tufup.repo import Repository

    return Repository(
        app_name=PROGRAM,
        repo_dir=folder / "repository",
        keys_dir=folder / "keys",
        encrypted_keys=encrypted,
        expiration_days=dict(DAYS),
    )


def _open() -> Any:
    from tufup.repo import Repository

    if not Path(CONFIG).exists():
        raise NotPublished("there is no repository here; begin with `init`")
    return Repository.from_config()


class _inside:  # noqa: N801 - reads as a word
    """tufup keeps its settings in the folder that it runs in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        self._before = Path.cwd()
        try:
            os.chdir(self._folder)
        except OSError as error:
            raise NotPublished(f"{self._folder}: {error.strerror}") from error

    def __exit__(self, *_: object) -> None:
        os.chdir(self._before)


def _need(repository: Any, offline: Path, *roles: str) -> None:
    for role in roles:
        for name in repository.key_map[role]:
            if not (offline / name).is_file():
                raise NotPublished(f"the key {name} is not in {offline}: put in the stick that has it")


def _check_version(version: str) -> None:
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from sync.protocol.releases import is_release

    if not is_release(version):
        raise NotPublished(f"{version!r} is no release such as 1.2.0")


def _ends(folder: Path) -> dict[str, datetime]:
    from tuf.api.metadata import Metadata

    found = {}
    for role in DAYS:
        signed: Any = Metadata.from_file(str(folder / "repository" / "metadata" / f"{role}.json"))
        found[role] = signed.signed.expires.replace(tzinfo=UTC)
    return found


def _is_soon(role: str, days_left: int) -> bool:
    return days_left < min(SOON_DAYS, DAYS[role] // 3)


def _arguments() -> argparse.ArgumentParser:
    assert __doc__
    parser = argparse.ArgumentParser(
        prog="publish_windows.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=_path)
    words = parser.add_subparsers(dest="what", required=True)
    offline = argparse.ArgumentParser(add_help=False)
    offline.add_argument("--offline", type=_path, required=True)
    encrypted = argparse.ArgumentParser(add_help=False)
    encrypted.add_argument(
        "--encrypted", action="store_true", help="ask for a password for the keys kept offline"
    )
    words.add_parser("init", parents=[offline, encrypted])
    adding = words.add_parser("add", parents=[offline])
    adding.add_argument("installer", type=_path)
    adding.add_argument("--version", required=True)
    words.add_parser("refresh")
    words.add_parser("renew", parents=[offline])
    replacing = words.add_parser("replace-key", parents=[offline, encrypted])
    replacing.add_argument("role", choices=list(DAYS))
    return parser


def _path(text: str) -> Path:
    return Path(text).resolve()


if __name__ == "__main__":
    sys.exit(main())
