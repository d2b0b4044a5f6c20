"""A Windows of Wine's to run the installer in, and releases that are stand-ins.

What Wine does is not what Windows does; it runs the script's own steps, in their order, on real files, with real
processes, exit codes, registry and sharing of files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
VERSION_FILE = Path("_internal", "pos_app", "VERSION")
"""Where the packaged program has its release; the installer looks there too."""
PROGRAMS = ("makensis", "wine", "wineserver")


def why_not() -> str:
    """Why the installer can not be run here; "" when it can."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    return f"{', '.join(missing)} not found (Debian: nsis, wine64, wine)" if missing else ""


@dataclass
class Wine:
    """One Windows, in its own folder. Processes that a test leaves are ended by :meth:`stop`."""

    prefix: Path

    @property
    def drive(self) -> Path:
        return self.prefix / "drive_c"

    @property
    def program_folder(self) -> Path:
        return self.drive / "Program Files" / "Trofast"

    @property
    def data_folder(self) -> Path:
        return self.drive / "ProgramData" / "Trofast"

    def make(self) -> None:
        """Make it anew: some hundred files and a registry."""
        done = self.run("wineboot", "--init", limit_s=100)
        assert done == 0
        assert self.run("reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f") == 0
        (self.drive / "told").mkdir()

    def run(self, *command: str | Path, limit_s: float = 60) -> int:
        """Run one program to its end; its exit code."""
        with self.start(*command) as process:
            try:
                return process.wait(limit_s)
            except BaseException:
                process.kill()
                raise

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["wine", *map(str, command)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        """End every process of this Windows, as pulling its plug does, and wait until they are gone."""
        for option in ("--kill", "--wait"):
            subprocess.run(["wineserver", option], env=self._environment, check=False, timeout=30)

    @property
    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",  # neither is used, and Wine would ask to fetch them
        }

    # --- what the stand-ins were asked, and what they answer ---

    def answer(self, **releases: dict[str, int | str]) -> None:
        """What the programs of each release answer to which words; 0 to all others. A release is named `v1`, `v2`."""
        lines = []
        for release, answers in releases.items():
            lines += [f"[{_version(release)}]", *(f"{words}={said}" for words, said in answers.items())]
        (self.drive / "told" / "go.txt").unlink(missing_ok=True)
        (self.drive / "told" / "answers.ini").write_text("\r\n".join(lines) + "\r\n", "ascii")

    def asked(self) -> list[str]:
        """What was asked since the last time, as `version|folder|program|words`."""
        path = self.drive / "told" / "asked.txt"
        told = path.read_text("ascii").splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return told

    def let_go(self) -> None:
        """Let the stand-ins that hang go on."""
        (self.drive / "told" / "go.txt").touch()

    def await_hanging(self) -> None:
        """Wait until a stand-in that was told to hang does."""
        mark = self.drive / "told" / "hangs.txt"
        deadline = time.monotonic() + 60
        while not mark.exists():
            assert time.monotonic() < deadline, "nothing hangs"
            time.sleep(0.05)
        mark.unlink()

    def release_in(self, folder: str) -> str:
        """Which release lies in a folder of the program's; "" when none does."""
        path = self.program_folder / folder / VERSION_FILE
        return path.read_text("ascii").strip() if path.exists() else ""


def _version(release: str) -> str:
    return {"v1": "1.0.0", "v2": "1.1.0"}[release]


def make_payload(folder: Path, version: str) -> Path:
    """A folder as PyInstaller makes it, with stand-ins for both programs."""
    (folder / VERSION_FILE).parent.mkdir(parents=True)
    (folder / VERSION_FILE).write_text(version + "\n", "ascii")
    command = ["makensis", "-V1", f"-DVERSION={version}", f"-DOUTPUT={folder / 'trofast.exe'}"]
    subprocess.run([*command, str(HERE / "stand_in.nsi")], check=True, timeout=60)
    shutil.copy(folder / "trofast.exe", folder / "trofast-till.exe")
    return folder


def make_installer(payload: Path, into: Path, version: str) -> Path:
    """The real script, around that folder."""
    done = subprocess.run(
        [str(ROOT / "packaging" / "windows" / "build-installer"), str(payload), str(into)],
        env={**os.environ, "TROFAST_VERSION": version, "SOURCE_DATE_EPOCH": "1700000000"},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return Path(done.stdout.strip())
