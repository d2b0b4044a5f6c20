"""A throwaway PostgreSQL: a cluster of its own in a temporary folder, reached through a Unix socket and nothing else.

The system's own programs are used. They refuse to run as root: then an account that owns nothing runs them. Everything
that a promise rests on (fsync, full pages) stays on; the folder is in memory where there is such a place, so that it
costs little.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Self

import psycopg

ACCOUNTS = ("postgres", "nobody")
USER = "trofast"
PATIENCE_S = 60.0
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "80",
    "max_wal_size": "256MB",
    "logging_collector": "off",
    "dynamic_shared_memory_type": "mmap",  # inside the folder: a killed cluster leaves nothing behind
    "timezone": "Asia/Seoul",  # nobody's days may hang on it
    "deadlock_timeout": "200ms",
}


@lru_cache(maxsize=1)
def why_not() -> str:
    """Why there can be no cluster on this machine; empty where there can."""
    if programs() is None:
        return "neither pg_config nor /usr/lib/postgresql nor PATH lead to initdb and postgres"
    if os.geteuid() == 0 and account() is None:
        return f"PostgreSQL does not run as root, and there is no account {' or '.join(ACCOUNTS)}"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return (
            "PostgreSQL does not run as root, and there is no setpriv (util-linux) to run it as somebody else"
        )
    return ""


@lru_cache(maxsize=1)
def programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``: the newest, where there are several."""
    asked = shutil.which("pg_config")
    places = []
    if asked:
        told = subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=False)
        places.append(Path(told.stdout.strip()))
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    places += sorted(debian, key=lambda place: int(place.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    places += [Path(on_path).resolve().parent] if on_path else []
    wanted = ("initdb", "postgres", "pg_basebackup")
    return next((each for each in places if all((each / name).exists() for name in wanted)), None)


def account() -> pwd.struct_passwd | None:
    """Who runs it when we are root."""
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def new_folder(inside: Path | None = None) -> Path:
    """A folder for a cluster: in memory where there is room, or ``inside`` a place that everybody may enter."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    folder = Path(tempfile.mkdtemp(prefix="trofast-pg-", dir=inside or (memory if roomy else None)))
    who = account() if os.geteuid() == 0 and not _is_alone() else None
    if who is not None:
        os.chown(folder, who.pw_uid, who.pw_gid)
    return folder


@dataclass
class Cluster:
    """A cluster as a context: it answers inside, and is gone afterwards. ``settings`` are PostgreSQL's own, ``making``
    options of ``initdb``.
    """

    settings: dict[str, str] = field(default_factory=dict)
    folder: Path = field(default_factory=new_folder)
    making: tuple[str, ...] = ()
    _process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def __enter__(self) -> Self:
        self._run(
            *("initdb", "--pgdata", str(self.data), "--username", USER, "--auth", "trust", "--no-sync"),
            # Sorted like a book of names: what compares texts byte by byte says so itself.
            *("--encoding", "UTF8", "--locale", "C", "--locale-provider", "icu", "--icu-locale", "nb"),
            *self.making,
        )
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases, over the socket."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start the server on what is in the folder, and wait until it answers."""
        options = [f"--{name}={value}" for name, value in {**_SETTINGS, **self.settings}.items()]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(*_as_somebody(), str(_programs() / "postgres")),
                    *("-D", str(self.data), "-k", str(self.folder)),
                    *options,
                ],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
            )
        until = time.monotonic() + PATIENCE_S
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"PostgreSQL did not start: {self.log()}")
            time.sleep(0.02)

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT in order, SIGQUIT at once, SIGKILL without a word to its own processes. It may be
        started again at once: those notice by themselves, and have gone when this returns.
        """
        if self._process is None:
            return
        own = self.processes()
        self._process.send_signal(how)
        self._process.wait(PATIENCE_S)
        self._process = None
        _wait_for(own)

    def kill_everybody(self) -> None:
        """Kill the server and all of its own processes, as a power cut does."""
        assert self._process is not None
        own = self.processes()
        for process in (self._process.pid, *own):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait(PATIENCE_S)
        self._process = None
        _wait_for(own)

    def processes(self) -> set[int]:
        """The processes of the server, without the first one."""
        assert self._process is not None
        told = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self._process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return {int(each) for each in told.stdout.split()}

    @property
    def has_ended(self) -> bool:
        """Whether the server is not there (any more)."""
        return self._process is None or self._process.poll() is not None

    def answers(self) -> bool:
        """Whether it takes connections now."""
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """One statement by the owner of the cluster, outside of any transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def copy(self, database: str, pattern: str) -> str:
        """A new database like ``pattern``; its address."""
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{pattern}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Throw a database away, whoever is still connected to it."""
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def dump(self, database: str, *more: str) -> bytes:
        """A database as SQL that any later PostgreSQL reads, without what its programs say to each other alone."""
        program = [
            str(_programs() / "pg_dump"),
            "--no-owner",
            "--no-privileges",
            *more,
            "--dbname",
            self.url(database),
        ]
        said = subprocess.run(program, capture_output=True, timeout=PATIENCE_S, check=True).stdout
        lines = said.splitlines(keepends=True)
        return b"".join(line for line in lines if not line.startswith((b"\\restrict ", b"\\unrestrict ")))

    def restore(self, database: str, dumped: bytes) -> str:
        """A new database from such SQL; its address."""
        self.execute(f'CREATE DATABASE "{database}"')
        words = ("--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--dbname", self.url(database))
        program = [str(_programs() / "psql"), *words]
        subprocess.run(program, input=dumped, capture_output=True, timeout=PATIENCE_S, check=True)
        return self.url(database)

    def standby(self, name: str) -> Cluster:
        """Another cluster that follows this one under ``name``; not started yet."""
        other = Cluster({**self.settings, "cluster_name": name})
        self._run(
            *("pg_basebackup", "--pgdata", str(other.data), "--write-recovery-conf", "--checkpoint", "fast"),
            *("--dbname", f"{self.url()}&application_name={name}", "--no-sync"),
        )
        return other

    def log(self) -> str:
        """The end of what the server said."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*_as_somebody(), str(_programs() / program), *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def _wait_for(processes: set[int]) -> None:
    """Wait until they have ended: a new server does not start beside the memory that they share."""
    until = time.monotonic() + PATIENCE_S
    while left := [each for each in processes if _runs(each)]:
        assert time.monotonic() < until, f"processes of PostgreSQL outlive it: {left}"
        time.sleep(0.01)


def _runs(process: int) -> bool:
    told = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return bool(told.stdout.strip()) and not told.stdout.startswith("Z")


def _programs() -> Path:
    found = programs()
    assert found is not None, why_not()
    return found


def _as_somebody() -> list[str]:
    """What is put before a command so that it neither runs as root nor outlives us."""
    if os.geteuid() != 0:
        return ["setpriv", "--pdeathsig", "QUIT", "--"] if shutil.which("setpriv") else []
    if _is_alone():
        nobody = ("--user", "--map-user", "1000", "--map-group", "1000")
        return ["unshare", *nobody, "--", "setpriv", "--pdeathsig", "QUIT", "--"]
    who = account()
    assert who is not None, why_not()
    return [
        *("setpriv", "--reuid", str(who.pw_uid), "--regid", str(who.pw_gid), "--clear-groups"),
        *("--pdeathsig", "QUIT", "--"),
    ]


def _is_alone() -> bool:
    """Whether we are root in a user namespace that knows nobody else (:func:`tests.power.mounting.go_private`)."""
    known = Path("/proc/self/uid_map")
    return known.exists() and known.read_text(encoding="ascii").split()[2:] == ["1"]
