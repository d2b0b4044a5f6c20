"""`trofast-server doctor`: looks at all that a person in charge can do something about, and says what to do.

Nothing is changed by it: not even an older database is brought up to date.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from sync.server.care.backups import backups_in, check_backup
from sync.server.care.data import data_of
from sync.server.care.data_checks import check_data, check_disk
from sync.server.care.findings import Finding, State, look, ok, stop
from sync.server.care.fleet_checks import check_fleet
from sync.server.care.people_checks import check_matters
from sync.server.care.reaching import check_reach
from sync.server.care.till_checks import check_clocks, check_days, check_tills
from sync.server.config import ServerSettings
from sync.server.database import Database
from sync.server.opening import open_database
from sync.server.problems import CannotRun
from sync.server.schema import tables

HOUR_MS = 3_600_000
UNSEEN_DAYS = 3


def examine(
    settings: ServerSettings, now_ms: int, *, unseen_days: int = UNSEEN_DAYS, is_thorough: bool = False
) -> list[Finding]:
    """Everything that was looked at, in the order in which one would mend it. ``is_thorough`` looks at every page."""
    found = list(check_data(settings, is_thorough=is_thorough))
    if not any(each.state is State.STOP for each in found):
        try:
            database = open_database(settings.database)
        except CannotRun as problem:
            found.append(stop("database", str(problem), "Mend that first; everything else waits for it."))
        else:
            try:
                found += _inside(database, now_ms, unseen_days)
            finally:
                database.close()
    found += check_disk(settings)
    found += _backups(settings, now_ms)
    found += _address(settings)
    found += check_reach(settings.public_url, now_ms)
    return found


def _inside(database: Database, now_ms: int, unseen_days: int) -> list[Finding]:
    with database.read() as connection:
        companies = list(
            connection.execute(
                select(tables.company.c.company_id).order_by(tables.company.c.company_id)
            ).scalars()
        )
        if not companies:
            return [stop("company", "no company is set up", "Run `trofast-server init`.")]
        return list(_companies(connection, companies, now_ms, unseen_days))


def _companies(
    connection: Connection, companies: list[str], now_ms: int, unseen_days: int
) -> Iterator[Finding]:
    for company_id in companies:
        yield from check_clocks(connection, company_id, now_ms)
        yield from check_days(connection, company_id, now_ms)
        yield from check_tills(connection, company_id, now_ms, unseen_days)
        yield from check_fleet(connection, company_id, now_ms)
        yield from check_matters(connection, company_id)


def _backups(settings: ServerSettings, now_ms: int) -> Iterator[Finding]:
    name, folder = "backups", settings.backup_folder
    how = "Run `trofast-server backup` every night by a timer (see sync/server/README.md); copy it to another machine."
    if folder is None:
        yield look(name, "server.toml names no [backup] folder", f"Name one. {how}")
        return
    found = backups_in(folder)
    if not found:
        yield look(name, f"there is no backup in {folder}", how)
        return
    newest, age_h = found[0], (now_ms - found[0].manifest.made_ms) // HOUR_MS
    try:
        check_backup(newest, data_of(settings))
    except (CannotRun, OSError) as problem:
        yield stop(name, str(problem), "Make a new one now, and find out what became of that one.")
        return
    says = f"{len(found)}, the newest {age_h} h old; it opens and holds what its manifest says"
    yield look(name, says, how) if age_h > settings.backup_max_age_h else ok(name, says)


def _address(settings: ServerSettings) -> Iterator[Finding]:
    import ipaddress

    where = f"{settings.host}:{settings.port}"
    try:
        is_loopback = ipaddress.ip_address(settings.host).is_loopback
    except ValueError:
        is_loopback = settings.host == "localhost"
    if is_loopback:
        yield ok("address", f"{where}: this machine alone; tills come through a TLS proxy on it")
        return
    yield look(
        "address",
        f"{where}: others in the network reach it without TLS, and names and points can be read on the way",
        "Listen on 127.0.0.1, behind a TLS proxy that changes no path and no header (see sync/server/README.md).",
    )
