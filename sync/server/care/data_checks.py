"""`doctor` looks at the data itself: is it there, whole, kept the way promises need, and is there room for more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sync.server.care.findings import Finding, look, ok, stop
from sync.server.config import PostgresUrl, ServerSettings
from sync.server.schema.tables import SCHEMA_VERSION

MIB = 1 << 20
LITTLE_MIB, ROOMY_MIB = 200, 1024


def check_data(settings: ServerSettings, *, is_thorough: bool) -> Iterator[Finding]:
    """The database, whichever it is."""
    if isinstance(settings.database, PostgresUrl):
        yield from _postgres(settings.database)
    else:
        yield from _sqlite(settings.database, is_thorough=is_thorough)


def check_disk(settings: ServerSettings) -> Iterator[Finding]:
    """Room where the data grows and where backups go."""
    if isinstance(settings.database, PostgresUrl):
        yield ok("disk", "the data is at PostgreSQL: watch the disk there")
    elif settings.database.exists():
        yield _room("disk", settings.database.parent, settings.database.stat().st_size)
    folder = settings.backup_folder
    if folder is not None and folder.is_dir():
        sizes = [each.stat().st_size for each in folder.glob("trofast-*") if each.is_file()]
        yield _room("backup disk", folder, max(sizes, default=0))


def _room(name: str, folder: Path, needs: int) -> Finding:
    free = shutil.disk_usage(folder).free
    says = f"{free // MIB} MiB free in {folder}"
    if free < LITTLE_MIB * MIB:
        return stop(
            name, says, "Make room now: a full disk stops the server (tills go on and keep their sales)."
        )
    if free < max(ROOMY_MIB * MIB, 2 * needs):
        return look(name, says, "Make room, or give it a larger disk.")
    return ok(name, says)


def _sqlite(path: Path, *, is_thorough: bool) -> Iterator[Finding]:
    import sqlcipher3.dbapi2 as sqlite

    if not path.exists():
        yield stop("database", f"there is no database at {path}", "Run `trofast-server init`, or `restore`.")
        return
    try:
        connection = sqlite.connect(str(path), timeout=10, isolation_level=None)
        try:
            connection.execute("PRAGMA query_only=ON")
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            look_at = "integrity_check" if is_thorough else "quick_check"
            first = str(connection.execute(f"PRAGMA {look_at}(1)").fetchone()[0])
            mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
        finally:
            connection.close()
    except sqlite.Error as error:
        yield stop(
            "database", f"{path} cannot be opened ({error})", "Restore the newest backup into an empty place."
        )
        return
    if first != "ok":
        yield stop(
            "database",
            f"{path} is damaged: {first}",
            "Stop the server, keep the file, restore the newest backup elsewhere: tills send what it lacks.",
        )
        return
    yield ok("database", f"{path} is sound ({path.stat().st_size // MIB} MiB, journal mode {mode})")
    if path.stat().st_mode & 0o077:
        yield look("file mode", f"others on the machine may read {path}", f"chmod 600 {path}")
    yield _schema(version)


def _schema(version: int) -> Finding:
    if version > SCHEMA_VERSION:
        return stop(
            "schema",
            f"the data has schema {version}, this program knows {SCHEMA_VERSION}",
            "Install the newer trofast-server.",
        )
    if version < SCHEMA_VERSION:
        return stop(
            "schema",
            f"the data has schema {version}, this program {SCHEMA_VERSION}",
            "Make a backup, then start the server: it brings the data up to date.",
        )
    return ok("schema", f"version {version}")


def _postgres(url: PostgresUrl) -> Iterator[Finding]:
    import psycopg

    try:
        with psycopg.connect(url.text, connect_timeout=5) as connection:
            yield from _postgres_settings(connection)
    except psycopg.Error as error:
        yield stop(
            "database",
            f"PostgreSQL does not answer: {str(error).strip().partition(chr(10))[0]}",
            "Start it, or mend [database] url in server.toml.",
        )


def _postgres_settings(connection: Any) -> Iterator[Finding]:
    def said(name: str) -> str:
        return str(connection.execute("SELECT current_setting(%s)", (name,)).fetchone()[0])

    yield ok("database", f"PostgreSQL {said('server_version')} answers")
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if said(name) == "off":
            yield stop(
                "durability",
                f"PostgreSQL has {name} = off",
                f"Set {name} = on: a power cut would lose or tear acknowledged sales.",
            )
    if said("data_checksums") != "on":
        yield look(
            "checksums",
            "PostgreSQL keeps no checksums of its pages: a bad disk goes unseen",
            "Turn them on with `pg_checksums --enable` while it is stopped.",
        )
    if said("server_encoding") != "UTF8":
        yield stop("encoding", f"texts are kept as {said('server_encoding')}", "Make a database with UTF8.")
    copies = said("synchronous_standby_names")
    yield ok(
        "standby",
        f"acknowledged sales are on {copies}, too"
        if copies
        else "none: after the loss of its disk a backup is restored, and tills send what it lacks",
    )
    found = connection.execute("SELECT to_regclass('alembic_version')").fetchone()[0]
    number = found and connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if not number:
        yield stop("schema", "there are no tables of ours", "Run `trofast-server init`, or `restore`.")
    else:
        yield _schema(int(number[0]))
