"""Another release of the till: this one's files with another version, a next schema, or a fault, as a folder of its own
whose commands are run as processes of their own.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NEXT_SCHEMA = '''"""The schema of a release that is not made yet."""

from alembic import op

revision = "{number:04d}"
down_revision = "{before:04d}"


def upgrade() -> None:
    op.execute("CREATE TABLE shelf_note (article_id TEXT NOT NULL PRIMARY KEY, note TEXT NOT NULL) STRICT")
    op.execute("ALTER TABLE parked ADD COLUMN colour TEXT")
    {then}
'''
FAULTS = {
    "raises": "raise RuntimeError('a bug')",
    "aborts": "__import__('os').abort()",
    "hangs": "__import__('time').sleep(60)",
}
"""What is wrong with a release: raised, aborted or hung where the window's application is made, after the data were
opened and migrated."""


@dataclass(frozen=True)
class Release:
    """A release in ``folder``; its commands see its own modules first."""

    folder: Path
    version: str

    def command(self, *words: str | Path) -> list[str]:
        return [sys.executable, "-m", "pos_app", *map(str, words)]

    def server_command(self, *words: str | Path) -> list[str]:
        return [sys.executable, "-m", "sync.server", *map(str, words)]

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "COLUMNS": "200",
            "PYTHONPATH": str(self.folder),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def start(self, command: list[str]) -> subprocess.Popen[str]:
        """Start a program, in a process group of its own, for whoever may kill it."""
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command of the till to its end."""
        return self._to_its_end(self.command(*words))

    def run_server(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command of the server to its end."""
        return self._to_its_end(self.server_command(*words))

    def _to_its_end(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        with self.start(command) as process:
            try:
                out, err = process.communicate(timeout=60)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def update(self, step: str, toml: Path, *more: str) -> subprocess.CompletedProcess[str]:
        """Run ``trofast update STEP``."""
        return self.run("update", step, "--config", toml, *more)


def this_release() -> Release:
    """The one that is tested."""
    from pos_app.version import version

    return Release(PROJECT, version())


def make_release(
    folder: Path,
    version: str = "9.0.0",
    *,
    schemas: int = 0,
    then: str = "pass",
    fault: str = "",
    server_then: str = "",
) -> Release:
    """A later release: its till with ``schemas`` more schemas than this one, the last of which ends with ``then``; its
    server with one more, which ends with ``server_then``, where that is said.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "drivers").symlink_to(PROJECT / "drivers")
    if server_then:
        shutil.copytree(PROJECT / "sync", folder / "sync")
        _next_server_schema(folder / "sync" / "server", server_then)
    else:
        (folder / "sync").symlink_to(PROJECT / "sync")
    # Compiled files come along: they fit as long as a source keeps its time.
    shutil.copytree(PROJECT / "pos_app", folder / "pos_app")
    (folder / "pos_app" / "VERSION").write_text(version + "\n", "ascii")
    if schemas:
        _next_schemas(folder / "pos_app" / "storage", schemas, then)
    if fault:
        first = "    found = QApplication.instance()\n"
        _change(folder / "pos_app" / "ui" / "app.py", first, f"    {FAULTS[fault]}\n{first}")
    return Release(folder, version)


def _next_schemas(storage: Path, more: int, then: str) -> None:
    from pos_app.storage.schema import SCHEMA_VERSION

    _change(
        storage / "schema.py",
        f"SCHEMA_VERSION = {SCHEMA_VERSION}",
        f"SCHEMA_VERSION = {SCHEMA_VERSION + more}",
    )
    for number in range(SCHEMA_VERSION + 1, SCHEMA_VERSION + more + 1):
        text = NEXT_SCHEMA if number == SCHEMA_VERSION + 1 else _EMPTY_SCHEMA
        last = then if number == SCHEMA_VERSION + more else "pass"
        (storage / "migrations" / "versions" / f"{number:04d}_later.py").write_text(
            text.format(number=number, before=number - 1, then=last), "utf-8"
        )


def _next_server_schema(server: Path, then: str) -> None:
    from sync.server.schema.tables import SCHEMA_VERSION

    wanted = SCHEMA_VERSION + 1
    line = f"SCHEMA_VERSION = {SCHEMA_VERSION}\n"
    _change(server / "schema" / "tables.py", line, f"SCHEMA_VERSION = {wanted}\n")
    text = NEXT_SCHEMA.replace(" STRICT", "").replace("ALTER TABLE parked", "ALTER TABLE company")
    (server / "migrations" / "versions" / f"v{wanted:04d}_later.py").write_text(
        text.format(number=wanted, before=SCHEMA_VERSION, then=then), "utf-8"
    )


_EMPTY_SCHEMA = '''"""One more schema."""

revision = "{number:04d}"
down_revision = "{before:04d}"


def upgrade() -> None:
    {then}
'''


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, path
    path.unlink()  # never write through to the original
    path.write_text(text.replace(old, new), "utf-8")
