"""The server's PostgreSQL database as something to copy and to put back, by `pg_dump` and `pg_restore`.

The copy is one moment (a snapshot that the counting and `pg_dump` share). It is read through to its end and counted
again from its own rows, so a torn one is seen without another database to try it in.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import text

from sync.server.care.holdings import CompanyHeld, TillHeld, holdings
from sync.server.config import PostgresUrl
from sync.server.database import Database
from sync.server.on_postgres import open_postgres, unchecked
from sync.server.problems import CannotRun
from sync.server.schema.tables import SCHEMA_VERSION

_COUNTED = {"record": "records", "sale": "sales", "member": "members", "posting": "postings"}
_READ = frozenset({*_COUNTED, "quarantine", "company", "till", "alembic_version"})
Row = Mapping[str, str]


class PostgresData:
    """The database at ``url``."""

    kind = "postgresql"
    suffix = ".pgdump"

    def __init__(self, url: PostgresUrl) -> None:
        self._url = url

    def copy(self, to: Path) -> tuple[CompanyHeld, ...] | None:
        """Dump the database as it is at one moment; what it holds then."""
        database = open_postgres(self._url, create=False)
        try:
            with database.read() as connection:
                snapshot = str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
                held = holdings(connection)
                self._run(
                    *("pg_dump", "--format=custom", "--no-owner", "--no-privileges"),
                    *(f"--snapshot={snapshot}", f"--file={to}", f"--dbname={self._conninfo()}"),
                )
        finally:
            database.close()
        return held

    def look_into(self, copy: Path) -> tuple[CompanyHeld, ...] | None:
        """Read the whole copy and count what is in it."""
        counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
        companies: list[Row] = []
        tills: defaultdict[str, list[TillHeld]] = defaultdict(list)
        version = 0
        for table, row in self._rows(copy):
            if table == "company":
                companies.append(row)
            elif table == "alembic_version":
                version = int(row["version_num"])
            else:
                counted[row["company_id"]][table] += 1
            if table == "till":
                tills[row["company_id"]].append(
                    TillHeld(
                        till=row["till_id"],
                        sequence=int(row["acked"]),
                        head=row["head"].lstrip("\\").lstrip("x"),
                    )
                )
        if version != SCHEMA_VERSION:
            raise CannotRun(
                f"{copy} has schema {version}, and this version of trofast-server has {SCHEMA_VERSION}. Use the version"
                " that made it."
            )
        return tuple(
            CompanyHeld(
                company=row["company_id"],
                epoch=row["epoch"],
                cursor=int(row["cursor"]),
                kept_aside=counted[row["company_id"]]["quarantine"],
                tills=tuple(sorted(tills[row["company_id"]], key=lambda each: each.till)),
                **{name: counted[row["company_id"]][table] for table, name in _COUNTED.items()},
            )
            for row in sorted(companies, key=lambda each: each["company_id"])
        )

    def is_empty(self) -> bool:
        """Whether there is no table of ours in the database yet."""
        with self._connected() as connection:
            found = connection.execute("SELECT to_regclass('company')").fetchone()
        return found is None or found[0] is None

    def put_back(self, copy: Path, prepare: Callable[[Database], None]) -> None:
        """Make the copy the server's data. Its schema's number is written last: a server refuses a database without
        one, so a crash before ``prepare`` was done leaves nothing that anybody could serve.
        """
        listed = copy.with_name(f"{copy.name}.list")
        try:
            contents = self._run("pg_restore", "--list", str(copy)).splitlines()
            kept = [line for line in contents if "TABLE DATA public alembic_version" not in line]
            listed.write_text("\n".join(kept) + "\n", encoding="utf-8")
            self._run(
                *("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"),
                *(f"--use-list={listed}", f"--dbname={self._conninfo()}", str(copy)),
            )
        finally:
            listed.unlink(missing_ok=True)
        database = unchecked(self._url)
        try:
            prepare(database)
        finally:
            database.close()
        with self._connected() as connection:
            number = f"{SCHEMA_VERSION:04d}"
            connection.execute("INSERT INTO alembic_version (version_num) VALUES (%s)", (number,))
        open_postgres(self._url, create=False).close()

    def _rows(self, copy: Path) -> Iterator[tuple[str, Row]]:
        """The rows of those tables that are counted; every byte of the others is read too."""
        command = [_program("pg_restore"), "--file=-", str(copy)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            table, columns = "", []
            for raw in process.stdout:
                if raw.startswith(b"COPY public.") and raw.endswith(b" FROM stdin;\n"):
                    name, _, rest = raw[len(b"COPY public.") :].decode().partition(" (")
                    table, columns = name, rest.partition(")")[0].replace('"', "").split(", ")
                elif raw == b"\\.\n":
                    table = ""
                elif table in _READ:
                    yield table, dict(zip(columns, raw.rstrip(b"\n").decode().split("\t"), strict=True))
            said = process.stderr.read()
        if process.returncode:
            raise CannotRun(f"{copy} is not sound: {_first_line(said)}")

    def _run(self, program: str, *arguments: str) -> str:
        password = str(conninfo_to_dict(self._url.text).get("password") or "")
        environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
        done = subprocess.run(
            [_program(program), *arguments], env=environment, capture_output=True, check=False
        )
        if done.returncode:
            raise CannotRun(f"{program} failed: {_first_line(done.stderr)}")
        return done.stdout.decode(errors="replace")

    def _conninfo(self) -> str:
        """The address without its password: a command line can be seen by others on the machine."""
        try:
            options = conninfo_to_dict(self._url.text)
        except psycopg.Error:
            raise CannotRun("[database] url is not an address of PostgreSQL.") from None
        options.pop("password", None)
        return make_conninfo("", **options)

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        try:
            connection = psycopg.connect(self._url.text, connect_timeout=5)
        except psycopg.Error as error:
            raise CannotRun(
                f"The database does not answer: {str(error).strip().partition(chr(10))[0]}"
            ) from None
        with connection:
            yield connection


@contextmanager
def database_for_a_while(url: PostgresUrl) -> Iterator[PostgresUrl]:
    """An empty database beside the one at ``url``, by its user, gone afterwards. Raises :class:`CannotRun`: that user
    may have to be allowed to make one.
    """
    name = f"trofast_drill_{secrets.token_hex(4)}"
    try:
        beside = make_conninfo(url.text, dbname=name)
        with psycopg.connect(url.text, connect_timeout=5, autocommit=True) as connection:
            # From the pattern that nobody changed; what sorts names comes from there too.
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege:
        raise CannotRun(
            "The database's user may not make a database to try the backup in. Allow it once, as PostgreSQL's own user:"
            " ALTER ROLE ... CREATEDB"
        ) from None
    except psycopg.Error as error:
        said = str(error).strip().partition("\n")[0]
        raise CannotRun(f"There is no place to try the backup in: {said}") from None
    try:
        yield PostgresUrl(beside)
    finally:
        with psycopg.connect(url.text, connect_timeout=5, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _program(name: str) -> str:
    """Where PostgreSQL's program is: on PATH, or the newest that Debian has."""
    found = shutil.which(name)
    if found is not None:
        return found
    places = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda place: int(place.parent.parent.name)
    )
    if not places:
        raise CannotRun(f"{name} is not installed: it comes with PostgreSQL's client programs.")
    return str(places[-1])


def _first_line(said: bytes) -> str:
    """What went wrong, without the rows that PostgreSQL quotes in the lines behind it."""
    return said.decode(errors="replace").strip().partition("\n")[0][:300]
