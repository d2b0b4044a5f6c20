"""``server.toml`` -> frozen :class:`ServerSettings`. Paths in the file are relative to the file.

::

    [server]
    host = "127.0.0.1"      # the address to listen on; put a TLS proxy before it
    port = 8600             # 0 takes a free one and says which
    public_url = "https://kasse.kaffehuset.no"  # how tills reach it; stands in the invitations of new ones
    status_token = "..."    # who has it may see /status and /metrics; without one only this machine may
    drain_seconds = 5       # how long it says that it drains before it takes no more (0: not at all)

    [files]
    database = "server.db"

    [database]              # instead of [files]: PostgreSQL, by libpq's address; also over a Unix socket
    url = "postgresql://trofast@/trofast?host=/run/postgresql"

    [backup]                # may be left out
    folder = "backups"      # where `trofast-server backup` puts copies, and where `doctor` looks for them
    max_age_hours = 26      # how old the newest may be before `doctor` says so

A mistake raises :class:`~pos_app.domain.errors.BadFile`: the file, the line, what was expected there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pos_app.domain.errors import BadFile
from pos_app.domain.written import Page, Table

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8600
DEFAULT_MAX_AGE_H = 26


@dataclass(frozen=True, slots=True)
class PostgresUrl:
    """Where a PostgreSQL database is. It may hold a password, so it does not show itself."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the server listens and where its data is."""

    path: Path
    host: str
    port: int
    database: Path | PostgresUrl
    backup_folder: Path | None = None
    backup_max_age_h: int = DEFAULT_MAX_AGE_H
    status_token: str = field(default="", repr=False)
    drain_s: int = 0
    public_url: str = ""

    @property
    def snapshots(self) -> Path:
        """Where what new tills load first is kept: copies, which can be made anew."""
        return self.path.parent / "snapshots"


def load_settings(path: Path) -> ServerSettings:
    """Read ``server.toml``. Raises :class:`BadFile`, also when the file is not there or can not be read."""
    root = Page(_read(path), str(path)).root
    root.only({"server", "files", "database", "backup"})
    server = root.table("server", required=False)
    server.only({"host", "port", "status_token", "drain_seconds", "public_url"})
    files = root.table("files", required=False)
    files.only({"database"})
    database = root.table("database", required=False)
    database.only({"url"})
    if database.has("url") and files.has("database"):
        database.fail("url", "either [files] database or [database] url: the data is in one place")
    backup = root.table("backup", required=False)
    backup.only({"folder", "max_age_hours"})
    folder = backup.text("folder") if backup.has("folder") else ""
    resolved = path.resolve()
    return ServerSettings(
        path=resolved,
        host=server.text("host", DEFAULT_HOST),
        port=server.whole("port", DEFAULT_PORT, at_least=0, at_most=65_535),
        database=PostgresUrl(database.text("url"))
        if root.has("database")
        else resolved.parent / files.text("database", "server.db"),
        status_token=server.text("status_token") if server.has("status_token") else "",
        drain_s=server.whole("drain_seconds", 0, at_most=300),
        public_url=_address(server),
        backup_folder=resolved.parent / folder if folder else None,
        backup_max_age_h=backup.whole("max_age_hours", DEFAULT_MAX_AGE_H, at_least=1, at_most=8_760),
    )


def write_first_settings(
    path: Path,
    *,
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    url: str = "",
    public_url: str = "",
    backups: str = "",
) -> None:
    """Write a ``server.toml`` where there is none yet; an existing one is left as it is. ``url`` is PostgreSQL's,
    ``public_url`` how tills reach the server, ``backups`` the folder that backups go to.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    data = f"[database]\nurl = {_quoted(url)}\n" if url else '[files]\ndatabase = "server.db"\n'
    kept = f"\n[backup]\nfolder = {_quoted(backups)}\n" if backups else ""
    reached = f"public_url = {_quoted(public_url)}\n" if public_url else ""
    path.touch(mode=0o600 if url else 0o644)  # there may be a password in it
    path.write_text(f'[server]\nhost = "{host}"\nport = {port}\n{reached}\n{data}{kept}', encoding="utf-8")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _address(server: Table) -> str:
    from sync.protocol.invitation import InvitationWrong, server_address

    try:
        return server_address(server.text("public_url")) if server.has("public_url") else ""
    except InvitationWrong as wrong:
        return server.fail("public_url", wrong.sentence)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadFile(str(path), None, "this file is not there; `trofast-server init` makes one") from None
    except UnicodeDecodeError:
        raise BadFile(str(path), None, "text in UTF-8") from None
    except OSError as error:
        raise BadFile(str(path), None, f"a file that can be read ({error.strerror})") from error
