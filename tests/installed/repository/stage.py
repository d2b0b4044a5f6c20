"""A signed apt repository on loopback, and a machine that updates from it: real gpg, apt and dpkg in a root of its own.

The package is a stand-in named trofast: its program says what a file beside it tells it to say, so that each test can
have a till that is ready or not.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from pathlib import Path

from tests.architecture import project
from tests.installed.repository.folder_server import FolderServer

PACKAGING = project.ROOT / "packaging"
PUBLISH = PACKAGING / "repository" / "publish-deb"
UPDATER = PACKAGING / "till" / "updater" / "trofast-updater"
INSTALL_SOURCE = PACKAGING / "till" / "updater" / "install-source"
_FOLDERS = (
    *("var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/apt/lists/partial", "var/log/apt", "opt/trofast"),
    *("var/cache/apt/archives/partial", "etc/apt/apt.conf.d", "etc/apt/preferences.d"),
)
NEEDED = ("apt-get", "apt-ftparchive", "dpkg-deb", "dpkg-query", "gpg", "gpgconf", "xz")

_PROGRAM = """\
#!/bin/sh
here=$(dirname "$0")/..
case "$*" in
    --version) echo "trofast $(cat "$here/share/trofast/VERSION")" ;;
    'update wanted') cat "$TILL/wanted" ;;
    'update ready'*)
        echo "$*" >>"$TILL/asked"
        if [ -s "$TILL/not-ready" ]; then cat "$TILL/not-ready"; exit 1; fi ;;
    'update status') echo 'update: checked' ;;
esac
"""
_CONTROL = """\
Package: trofast
Version: {version}
Architecture: amd64
Maintainer: Nobody <nobody@example.org>
Description: a stand-in
"""


def why_not() -> str:
    """Why this machine can not play it; "" when it can."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        return f"it needs {', '.join(missing)} (Debian: apt-utils, gpg, xz-utils)"
    return "" if os.getuid() == 0 else "dpkg installs as root only"


@functools.cache
def _stock(folder: Path, version: str, filling: int) -> Path:
    tree = folder / f"tree-{version}"
    program, told = tree / "usr" / "bin" / "trofast", tree / "usr" / "share" / "trofast"
    program.parent.mkdir(parents=True)
    program.write_text(_PROGRAM)
    program.chmod(0o755)
    told.mkdir(parents=True)
    (told / "VERSION").write_text(version + "\n")
    (told / "filling").write_bytes(os.urandom(filling))
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(_CONTROL.format(version=version))
    made = folder / f"trofast_{version}_amd64.deb"
    _run("dpkg-deb", "--root-owner-group", "-Znone", "--build", str(tree), str(made))
    return made


def package(folder: Path, version: str, filling: int = 1000) -> Path:
    """A stand-in package of that version (Debian's way of writing it)."""
    return _stock(folder, version, filling)


class Key:
    """A throw-away signing key in a GnuPG home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(mode=0o700)
        self._gpg(
            "--passphrase",
            "",
            "--quick-gen-key",
            "Trofast test <nobody@example.org>",
            "ed25519",
            "sign",
            "1d",
        )
        listed = self._gpg("--list-keys", "--with-colons")
        self.fingerprint = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:"))
        self.public = home / "public.asc"
        self._gpg("--armor", "--output", str(self.public), "--export", self.fingerprint)

    def sign(self, text: Path, signed: Path) -> None:
        """Sign a list of a repository by hand."""
        self._gpg("--yes", "--clearsign", "--output", str(signed), str(text))

    def verify(self, signed: Path) -> str:
        """What is signed there, by this key."""
        return self._gpg("--decrypt", str(signed))

    def export_secret(self, path: Path) -> None:
        """Write the secret key into a file, as somebody does who mistakes it for the public one."""
        self._gpg("--armor", "--output", str(path), "--export-secret-keys", self.fingerprint)

    def _gpg(self, *words: str) -> str:
        return _run("gpg", "--homedir", str(self.home), "--batch", "--quiet", *words)

    def close(self) -> None:
        """End the agent that GnuPG started."""
        _run("gpgconf", "--homedir", str(self.home), "--kill", "all")


class Repository:
    """A repository in a folder, handed out on loopback."""

    def __init__(self, folder: Path, key: Key) -> None:
        folder.mkdir()
        self.folder, self.key, self.server = folder, key, FolderServer(folder)

    @property
    def asked(self) -> list[str]:
        """What anybody asked for."""
        return self.server.asked

    def publish(self, *packages: Path, valid_days: int = 14) -> str:
        """Publish as its owner does."""
        return _run(
            *(str(PUBLISH), str(self.folder), "--key", self.key.fingerprint, "--valid-days", str(valid_days)),
            *map(str, packages),
            GNUPGHOME=str(self.key.home),
        )

    @property
    def list(self) -> Path:
        """The signed list."""
        return self.folder / "dists" / "stable" / "InRelease"

    def sign_again(self, key: Key, *changes: tuple[str, str]) -> None:
        """Sign the list by another key, or with other words in it."""
        release = self.list.with_name("Release")
        text = release.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        release.write_text(text)
        key.sign(release, self.list)


class Machine:
    """A root of its own with dpkg's and apt's books in it, the updater's source, and a till that says what it is told.

    ``kiosk`` tells whether the kiosk's session runs; ``services`` is what systemd was asked to do.
    """

    def __init__(self, folder: Path, repository: Repository) -> None:
        self.root, self.till = folder / "root", folder / "till"
        self._tools = folder / "tools"
        for name in _FOLDERS:
            (self.root / name).mkdir(parents=True)
        (self.root / "var/lib/dpkg/status").touch()
        self.till.mkdir()
        self._tools.mkdir()
        self.services = self.till / "services"
        for name in ("wanted", "not-ready", "asked", "services"):
            (self.till / name).touch()
        self._tool("runuser", 'shift 3; exec "$@"')
        self._tool(
            "systemctl",
            'case "$*" in *is-active*) exec test -e "$TILL/kiosk" ;; *) echo "$1 $2" >>"$TILL/services" ;; esac',
        )
        self._source(repository)
        self._apt_conf = folder / "apt.conf"
        self._apt_conf.write_text(
            f'Dir "{self.root}";\nDir::State::status "{self.root}/var/lib/dpkg/status";\n'
            f'DPkg::Options {{ "--root={self.root}"; "--force-not-root"; "--force-unsafe-io"; }};\n'
            'APT::Sandbox::User "root";\nAPT::Architecture "amd64";\nAPT::Architectures { "amd64"; };\n'
            'Acquire::http::Proxy "false";\nAcquire::Languages "none";\nAcquire::PDiffs "false";\n'
        )

    def _source(self, repository: Repository) -> None:
        _run(
            *(str(INSTALL_SOURCE), str(self.root)),
            TROFAST_REPOSITORY_URL=repository.server.url,
            TROFAST_ARCHIVE_KEY=str(repository.key.public),
        )
        self.source = self.root / "etc/apt/sources.list.d/trofast.sources"
        keyring = "/usr/share/keyrings/trofast-archive-keyring.gpg"
        self.source.write_text(self.source.read_text().replace(keyring, f"{self.root}{keyring}"))

    def _tool(self, name: str, does: str) -> None:
        path = self._tools / name
        path.write_text(f"#!/bin/sh\n{does}\n")
        path.chmod(0o755)

    @property
    def environment(self) -> dict[str, str]:
        """What the updater runs with."""
        return {
            "PATH": f"{self._tools}:{self.root}/usr/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "APT_CONFIG": str(self._apt_conf),
            "DPKG_ROOT": "",
            "DPKG_ADMINDIR": f"{self.root}/var/lib/dpkg",
            "TILL": str(self.till),
            "TROFAST_SOURCE": str(self.source),
            "TROFAST_FOLDER": f"{self.root}/opt/trofast",
            "TROFAST_LOCK": f"{self.till}/lock",
            "TROFAST_STATE": f"{self.till}/state",
            "TROFAST_NEED_MB": "1",
        }

    def install(self, made: Path) -> None:
        """Install the first release by hand."""
        _run("dpkg", f"--root={self.root}", "--force-unsafe-io", "--install", str(made))

    def wants(self, release: str) -> None:
        """What the till says it would like."""
        (self.till / "wanted").write_text(release)

    def is_busy(self, why: str) -> None:
        """The till is not ready, with "" it is."""
        (self.till / "not-ready").write_text(why)

    def update(self, **changed: str) -> tuple[int, str]:
        """Run the updater: its exit code, and what it says."""
        ended = subprocess.run(
            [str(UPDATER)],
            env=self.environment | changed,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return ended.returncode, ended.stdout + ended.stderr

    @property
    def runs(self) -> str:
        """The release that is installed, as its own files say."""
        return (self.root / "usr/share/trofast/VERSION").read_text().strip()


def _run(*words: str, **environment: str) -> str:
    ended = subprocess.run(
        list(words),
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, f"{words}: {ended.stdout}{ended.stderr}"
    return ended.stdout
