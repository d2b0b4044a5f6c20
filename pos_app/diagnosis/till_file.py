"""Does ``till.db`` open, is it whole, and is it kept as safely as a sale needs?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from pos_app.config import Settings
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, Words, look, ok, wrong
from pos_app.domain.errors import CannotSell
from pos_app.storage.database import Database
from pos_app.storage.driver import DriverError, pragma, sqlite_version
from pos_app.storage.opening import OLDEST_SQLITE, TILL_DB, owner_of, read_back
from pos_app.storage.schema import SCHEMA_VERSION

AREA = Area("database", "The till's file", "Kassens fil")

MIB = 1 << 20
QUICK_S = 5
LARGE_LOG = 64 * MIB
GROWTH_DAYS = 7
_CUT_OFF = 9
"""SQLite's code for a statement that was told to stop."""

NOT_YET = Words(
    "database.not_yet",
    "There is no {file} yet: this till was never started.",
    "",
    "Det finnes ingen {file} ennå: denne kassen er aldri startet.",
    "",
)
CANNOT_OPEN = Words(
    "database.cannot_open",
    "{file} can not be opened: {why}.",
    "Do not sell on this till, delete nothing, and call support.",
    "{file} kan ikke åpnes: {why_nb}.",
    "Ikke selg i denne kassen, slett ingenting, og ring brukerstøtte.",
)
OLD_SQLITE = Words(
    "database.old_sqlite",
    "The database software is {found}; {wanted} or newer is needed to keep sales safe.",
    "Do not sell on this till. Have Trofast installed again from its package.",
    "Databaseprogrammet er {found}; {wanted} eller nyere trengs for at salg skal være trygge.",
    "Ikke selg i denne kassen. Få Trofast installert på nytt fra pakken.",
)
NOT_SAFE = Words(
    "database.not_safe",
    "{file} is not kept as a sale needs it: {setting} is {found}, {wanted} is needed.",
    "Do not sell on this till. Its data has to lie on the till's own disk; then start it again.",
    "{file} er ikke lagret slik et salg trenger: {setting} er {found}, {wanted} trengs.",
    "Ikke selg i denne kassen. Dataene må ligge på kassens egen disk; start den så på nytt.",
)
NEWER = Words(
    "database.newer",
    "{file} was written by a newer Trofast (schema {found}; this program knows {known}).",
    "Nothing is lost. Have the newer version installed again.",
    "{file} er skrevet av en nyere Trofast (skjema {found}; dette programmet kjenner {known}).",
    "Ingenting er tapt. Få den nyere versjonen installert igjen.",
)
OLDER = Words(
    "database.older",
    "{file} has schema {found}, this program {known}: the next start brings it up to date, after a backup.",
    "Start the till once; it takes a moment longer.",
    "{file} har skjema {found}, dette programmet {known}: neste start oppdaterer den, etter en sikkerhetskopi.",
    "Start kassen én gang; det tar litt lengre tid.",
)
OTHER_TILL = Words(
    "database.other_till",
    "{file} belongs to another till ({found}) than till.toml says.",
    "Do not sell on this till and delete nothing. Bring the right folder and till.toml together.",
    "{file} hører til en annen kasse ({found}) enn till.toml sier.",
    "Ikke selg i denne kassen, og slett ingenting. Få riktig mappe og riktig till.toml sammen.",
)
DAMAGED = Words(
    "database.damaged",
    "{file} is damaged: {what}",
    "Stop selling on this till, leave it switched on, delete nothing, and call support. What the server has is safe.",
    "{file} er skadet: {what}",
    "Slutt å selge i denne kassen, la den stå på, slett ingenting, og ring brukerstøtte. Det serveren har, er trygt.",
)
TOO_LARGE_TO_LOOK = Words(
    "database.too_large_to_look",
    "{file} was not looked through in {seconds} s; what was read of it is whole.",
    "Look through all of it in the evening: trofast doctor --thorough",
    "{file} ble ikke lest ferdig på {seconds} s; det som ble lest, er helt.",
    "Les gjennom hele i kveld: trofast doctor --thorough",
)
LOG_GROWS = Words(
    "database.log_grows",
    "The log beside {file} has grown to {size} MiB: some program has kept it open for long.",
    "Close the till's window and start it again. Is it so again tomorrow, call support.",
    "Loggen ved siden av {file} har vokst til {size} MiB: et program har holdt den åpen lenge.",
    "Lukk kassens vindu og start det igjen. Er det likt i morgen, ring brukerstøtte.",
)
OTHERS_READ = Words(
    "database.others_read",
    "Other users of this machine may look into {folder} (mode {mode}). The files are encrypted all the same.",
    "Run: chmod 700 {folder}",
    "Andre brukere av maskinen kan se i {folder} (rettighet {mode}). Filene er kryptert likevel.",
    "Kjør: chmod 700 {folder}",
)
SOUND = Words(
    "database.sound",
    "{file} opens with its key and is whole{thorough} (SQLite {sqlite}, schema {schema}, every sale is on the disk "
    "before it is paid).",
    "",
    "{file} åpnes med nøkkelen sin og er hel{thorough_nb} (SQLite {sqlite}, skjema {schema}, hvert salg er på disken "
    "før det er betalt).",
    "",
)
SIZE = Words(
    "database.size",
    "{file} has {size} MiB and {records} records; its log has {log} MiB.",
    "",
    "{file} er {size} MiB og har {records} poster; loggen er {log} MiB.",
    "",
)
GROWS = Words(
    "database.size",
    f"{SIZE.says} It grows by about {{growth}} MiB a month.",
    "",
    f"{SIZE.says_nb} Den vokser omtrent {{growth}} MiB i måneden.",
    "",
)

WHY = {
    "unreadable_key": ("its key does not fit it", "nøkkelen passer ikke"),
    "damaged": ("it or its disk is damaged", "den eller disken er skadet"),
    "read_only": ("this user may not read it", "denne brukeren får ikke lese den"),
    "locked": ("another program is holding on to it", "et annet program holder på den"),
    "disk_full": ("the disk is full", "disken er full"),
    "no_key": ("till.key can not be used", "till.key kan ikke brukes"),
}


def check(case: Case) -> Iterator[Found]:
    """Look."""
    settings = case.settings
    if settings is None:
        return
    if case.till_db is None:
        yield ok(NOT_YET, file=TILL_DB)
        return
    yield from _folder(settings.data_folder)
    if sqlite_version() < OLDEST_SQLITE:
        yield wrong(OLD_SQLITE, found=_dotted(sqlite_version()), wanted=_dotted(OLDEST_SQLITE))
    if case.key is None:
        yield _cannot_open("no_key")
        return
    try:
        database = Database.open(case.till_db, case.key, read_only=True)
    except CannotSell as error:
        yield _cannot_open(error.cause)
        return
    try:
        yield from _inside(case, settings, database, case.till_db, case.key)
    except CannotSell as error:
        yield wrong(DAMAGED, file=TILL_DB, what=error.cause)
    finally:
        database.close()


def _inside(case: Case, settings: Settings, database: Database, path: Path, key: bytes) -> Iterator[Found]:
    is_older = False
    found = int(pragma(database.connection, "user_version"))
    if found > SCHEMA_VERSION:
        yield wrong(NEWER, file=TILL_DB, found=found, known=SCHEMA_VERSION)
        return
    if found < SCHEMA_VERSION:
        is_older = True
        yield look(OLDER, file=TILL_DB, found=found, known=SCHEMA_VERSION)
    is_safe = True
    database.sql("PRAGMA synchronous = FULL")
    said = read_back(database.connection)
    for setting, value, wanted in (
        ("journal mode", said.journal_mode.lower(), "wal"),
        ("synchronous", str(said.synchronous), "2"),
    ):
        if value != wanted:
            is_safe = False
            yield wrong(NOT_SAFE, file=TILL_DB, setting=setting, found=value, wanted=wanted)
    owner = None if is_older else owner_of(database)
    if owner is not None and (owner.company_id, owner.till_id) != (settings.company_id, settings.till_id):
        yield wrong(OTHER_TILL, file=TILL_DB, found=owner.till_id)
    problem = _verified(settings, key) if case.is_thorough else _quickly(database)
    if problem is None:
        yield look(TOO_LARGE_TO_LOOK, file=TILL_DB, seconds=QUICK_S)
    elif problem:
        yield wrong(DAMAGED, file=TILL_DB, what=problem)
    elif is_safe:
        yield ok(
            SOUND,
            file=TILL_DB,
            thorough=", every record of it" if case.is_thorough else "",
            thorough_nb=", hver post i den" if case.is_thorough else "",
            sqlite=_dotted(sqlite_version()),
            schema=found,
        )
    log = _size(path.with_name(f"{path.name}-wal"))
    if log > LARGE_LOG:
        yield look(LOG_GROWS, file=TILL_DB, size=log // MIB)
    if not is_older and not problem:
        yield _growth(database, path, log)


def _growth(database: Database, path: Path, log: int) -> Found:
    from pos_app.storage.till_counts import journal_standing

    stand = journal_standing(database)
    days = max((stand.last_ms - stand.first_ms) // 86_400_000, 1)
    size = _size(path)
    growth = size * 30 // days // MIB
    records = stand.last - stand.first + 1 if stand.last else 0
    words = GROWS if days >= GROWTH_DAYS and growth else SIZE
    return ok(words, file=TILL_DB, size=-(-size // MIB), records=records, log=log // MIB, growth=growth)


def _quickly(database: Database) -> str | None:
    """What SQLite's own quick check finds: "" nothing, ``None`` when it took too long."""
    stop = threading.Timer(QUICK_S, database.connection.interrupt)
    stop.daemon = True
    stop.start()
    try:
        found = database.connection.execute("PRAGMA quick_check(1)").fetchone()
    except DriverError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == _CUT_OFF:
            return None
        return "it can not be read to its end."
    finally:
        stop.cancel()
    return "" if found == ("ok",) else f"{found[0] if found else '?'}."


def _verified(settings: Settings, key: bytes) -> str:
    """What the cipher, SQLite and the chain find; "" nothing."""
    from pos_app.storage.verify import verify_database

    report = verify_database(settings.data_folder, key)
    return "" if report.ok else report.sentence()


def _cannot_open(cause: str) -> Found:
    why, why_nb = WHY.get(cause, (cause, cause))
    return wrong(CANNOT_OPEN, file=TILL_DB, why=why, why_nb=why_nb)


def _folder(folder: Path) -> Iterator[Found]:
    """Whether somebody else can come to the files: one folder on the way that lets nobody pass is enough."""
    import os
    import stat

    modes = [stat.S_IMODE(each.stat().st_mode) for each in (folder, *folder.parents)]
    if os.name == "posix" and all(mode & 0o011 for mode in modes):
        yield look(OTHERS_READ, folder=str(folder), mode=f"{modes[0]:04o}")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
