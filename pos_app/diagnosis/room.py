"""Is there room, does the disk keep what it is given, and are there copies on another one?"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from pos_app.config import Settings
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, Words, look, ok, wrong

AREA = Area("disk", "Disk and copies", "Disk og kopier")

MIB = 1 << 20
LITTLE_MIB, ROOMY_MIB = 100, 1024
FEW_INODES, SOME_INODES = 200, 2_000
SLOW_US, HANGING_US = 100_000, 1_000_000
COPY_DAYS = 2
_MEMORY = ("tmpfs", "ramfs", "rootfs")
_FAR = ("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "vboxsf", "fuse.vmhgfs-fuse", "davfs")
_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_COPY = re.compile(r"till-(\d{4}-\d\d-\d\d)\.db")

NO_FOLDER = Words(
    "disk.no_folder",
    "The data folder {folder} is not there yet.",
    "Start the till once, or mend [files] data in till.toml.",
    "Datamappen {folder} finnes ikke ennå.",
    "Start kassen én gang, eller rett [files] data i till.toml.",
)
FULL = Words(
    "disk.full",
    "Only {free} MiB are free where the till keeps its sales.",
    "Make room now: with a full disk the till refuses to sell. Delete nothing of Trofast's own folder.",
    "Bare {free} MiB er ledig der kassen lagrer salgene.",
    "Rydd plass nå: med full disk nekter kassen å selge. Slett ingenting i Trofasts egen mappe.",
)
LITTLE = Words(
    "disk.little",
    "{free} MiB are free where the till keeps its sales; an update and a day's copy want {wanted}.",
    "Make room soon, or have a larger disk put in.",
    "{free} MiB er ledig der kassen lagrer salgene; en oppdatering og en dagskopi vil ha {wanted}.",
    "Rydd plass snart, eller få satt inn en større disk.",
)
NO_NAMES = Words(
    "disk.no_names",
    "The disk has room for {count} more files only.",
    "Delete what fills it with small files (not Trofast's own folder), or call support.",
    "Disken har bare plass til {count} filer til.",
    "Slett det som fyller den med små filer (ikke Trofasts egen mappe), eller ring brukerstøtte.",
)
READ_ONLY = Words(
    "disk.read_only",
    "The disk with the till's data may only be read: the system does so when a disk fails.",
    "Do not sell on this till. Have the disk looked at before anything else; do not format it, sales may be on it.",
    "Disken med kassens data kan bare leses: slik gjør systemet når en disk svikter.",
    "Ikke selg i denne kassen. Få disken undersøkt før noe annet; ikke formater den, det kan ligge salg på den.",
)
NO_RIGHT = Words(
    "disk.no_right",
    "Nothing can be written in {folder} ({why}).",
    "Give the folder back to the till's own user (chown -R). Did you run this as another user, run it as that one.",
    "Det kan ikke skrives i {folder} ({why}).",
    "Gi mappen tilbake til kassens egen bruker (chown -R). Kjørte du dette som en annen, kjør det som den.",
)
IN_MEMORY = Words(
    "disk.in_memory",
    "The till's data lies in the machine's memory ({kind}): every sale is gone when it is switched off.",
    "Do not sell on this till. Put its data folder on a disk.",
    "Kassens data ligger i maskinens minne ({kind}): alle salg er borte når den slås av.",
    "Ikke selg i denne kassen. Legg datamappen på en disk.",
)
FAR_AWAY = Words(
    "disk.far_away",
    "The till's data lies on a network drive ({kind}), which does not keep sales safe.",
    "Do not sell on this till. Put its data folder on the till's own disk.",
    "Kassens data ligger på en nettverksdisk ({kind}), som ikke holder salg trygge.",
    "Ikke selg i denne kassen. Legg datamappen på kassens egen disk.",
)
SLOW = Words(
    "disk.slow",
    "The disk takes {ms} ms to keep a sale: each payment waits for that.",
    "Look whether something else uses the disk hard (an update, a virus scan). Is it always so, the disk may be dying.",
    "Disken bruker {ms} ms på å ta vare på et salg: hver betaling venter på det.",
    "Se om noe annet bruker disken mye (en oppdatering, et virussøk). Er det alltid slik, kan disken være på vei ut.",
)
ROOM = Words(
    "disk.room",
    "{free} MiB free ({kind}); a sale is on the disk in {ms} ms.",
    "",
    "{free} MiB ledig ({kind}); et salg er på disken på {ms} ms.",
    "",
)
NO_COPY = Words(
    "copies.none",
    "There is no copy of a day in {folder} yet.",
    "Close the day in the evening: each closing makes a copy.",
    "Det er ingen dagskopi i {folder} ennå.",
    "Gjør dagsoppgjør om kvelden: hvert oppgjør lager en kopi.",
)
OLD_COPY = Words(
    "copies.old",
    "The newest copy in {folder} is of {day}; sales were made after it.",
    "Close the day: that makes a new copy.",
    "Den nyeste kopien i {folder} er fra {day}; det er solgt etter den.",
    "Gjør dagsoppgjør: det lager en ny kopi.",
)
SAME_DISK = Words(
    "copies.same_disk",
    "The copies lie on the same disk as the till's data: one broken disk takes both.",
    "Put in another disk or a USB stick, and name a folder on it under [files] copies in till.toml.",
    "Kopiene ligger på samme disk som kassens data: én ødelagt disk tar begge.",
    "Sett inn en annen disk eller en minnepinne, og nevn en mappe på den under [files] copies i till.toml.",
)
NO_COPY_FOLDER = Words(
    "copies.no_folder",
    "The folder for copies is not there or can not be written: {folder}.",
    "Put the disk or stick back in, or mend [files] copies in till.toml.",
    "Mappen for kopier finnes ikke, eller det kan ikke skrives i den: {folder}.",
    "Sett disken eller pinnen inn igjen, eller rett [files] copies i till.toml.",
)
COPIES = Words(
    "copies.there",
    "{count} copies of days on another disk, the newest of {day}.",
    "",
    "{count} dagskopier på en annen disk, den nyeste fra {day}.",
    "",
)


def check(case: Case) -> Iterator[Found]:
    """Look."""
    settings = case.settings
    if settings is None:
        return
    if not settings.data_folder.is_dir():
        yield look(NO_FOLDER, folder=str(settings.data_folder))
        return
    yield from _disk(case, settings.data_folder)
    yield from _copies(case, settings)


def _disk(case: Case, folder: Path) -> Iterator[Found]:
    room, kind = case.machine.room_in(folder), case.machine.kind_of_disk(folder)
    free = room.free_bytes // MIB
    if room.is_read_only:
        yield wrong(READ_ONLY)
        return
    is_well = True
    if kind in _MEMORY or kind in _FAR:
        is_well = False
        yield wrong(IN_MEMORY if kind in _MEMORY else FAR_AWAY, kind=kind)
    wanted = ROOMY_MIB
    if case.till_db is not None:
        wanted = max(wanted, 3 * case.till_db.stat().st_size // MIB)
    if free < wanted:
        is_well = False
        yield wrong(FULL, free=free) if free < LITTLE_MIB else look(LITTLE, free=free, wanted=wanted)
    if 0 <= room.free_inodes < SOME_INODES:
        is_well = False
        yield (wrong if room.free_inodes < FEW_INODES else look)(NO_NAMES, count=room.free_inodes)
    try:
        took_us = case.machine.time_of_fsync_us(folder)
    except OSError as error:
        if error.errno in _NO_ROOM:
            if free >= wanted:  # a quota: the disk itself has room
                yield wrong(FULL, free=0)
        else:
            yield wrong(NO_RIGHT, folder=str(folder), why=error.strerror or "")
        return
    if took_us > SLOW_US:
        is_well = False
        yield (wrong if took_us > HANGING_US else look)(SLOW, ms=took_us // 1000)
    if is_well:
        yield ok(ROOM, free=free, kind=kind or "?", ms=-(-took_us // 1000))


def _copies(case: Case, settings: Settings) -> Iterator[Found]:
    import os

    folder = settings.copies_folder
    own = settings.data_folder / "copies"
    if folder != own and not (folder.is_dir() and os.access(folder, os.W_OK)):
        yield wrong(NO_COPY_FOLDER, folder=str(folder))
        return
    days = sorted(found[1] for each in folder.glob("till-*.db") if (found := _COPY.fullmatch(each.name)))
    newest_sale = _last_day_of_sales(case)
    if not days:
        if newest_sale:
            yield look(NO_COPY, folder=str(folder))
    elif newest_sale and date.fromisoformat(days[-1]) < newest_sale - timedelta(days=COPY_DAYS - 1):
        yield look(OLD_COPY, folder=str(folder), day=days[-1])
    if folder.is_dir() and folder.stat().st_dev == settings.data_folder.stat().st_dev and newest_sale:
        yield look(SAME_DISK)
    elif days:
        yield ok(COPIES, count=len(days), day=days[-1])


def _last_day_of_sales(case: Case) -> date | None:
    """The business date of the newest sale, where there is one."""
    from pos_app.storage.till_counts import last_day_of_sales

    with case.reading() as database:
        day = "" if database is None else last_day_of_sales(database)
    return date.fromisoformat(day) if day else None
