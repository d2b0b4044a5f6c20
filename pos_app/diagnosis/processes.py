"""Does some process hold what the till needs, and has the machine enough memory?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from pos_app.diagnosis.case import Case
from pos_app.diagnosis.holders import SYNC, Holder, holder_of
from pos_app.diagnosis.words import Area, Found, Words, look, ok, wrong

AREA = Area("processes", "Programs running", "Programmer som kjører")

MIB = 1 << 20
LONG_MS = 600_000
LITTLE_MIB = 150

OPEN = Words("processes.open", "The till is open since {since}.", "", "Kassen er åpen siden {since}.", "")
NOT_OPEN = Words("processes.not_open", "The till is not open.", "", "Kassen er ikke åpen.", "")
HOLDS = Words(
    "processes.holds",
    "`trofast {command}` (process {pid}) has held the till's data since {since}: the till can not be opened meanwhile.",
    "Wait until it is done. Hangs it, end it: kill {pid}. What it did is kept, or undone, whole.",
    "`trofast {command}` (prosess {pid}) har holdt kassens data siden {since}: kassen kan ikke åpnes så lenge.",
    "Vent til den er ferdig. Henger den, avslutt den: kill {pid}. Det den gjorde, er bevart helt, eller angret helt.",
)
HANGS = Words(
    "processes.hangs",
    "The process {pid} has the till's data and does not run any more (state {state}).",
    "End it: kill -9 {pid}. Then start the till; nothing that was paid is lost.",
    "Prosess {pid} har kassens data og kjører ikke lenger (tilstand {state}).",
    "Avslutt den: kill -9 {pid}. Start så kassen; ingenting som er betalt, er tapt.",
)
NO_SYNC = Words(
    "processes.no_sync",
    "The till is open and nothing sends for it.",
    "It starts by itself within seconds. Does it not, close the till's window and start it again.",
    "Kassen er åpen, og ingenting sender for den.",
    "Det starter av seg selv på sekunder. Gjør det ikke det, lukk kassens vindu og start det igjen.",
)
SENDS_ALONE = Words(
    "processes.sends_alone",
    "Process {pid} sends without a window since {since}.",
    "",
    "Prosess {pid} sender uten vindu siden {since}.",
    "",
)
LITTLE_MEMORY = Words(
    "processes.little_memory",
    "Only {free} MiB of memory are left: the till becomes slow, or is ended by the system.",
    "Close other programs (a browser); restart the machine after closing time.",
    "Bare {free} MiB minne er igjen: kassen blir treg, eller avsluttes av systemet.",
    "Lukk andre programmer (en nettleser); start maskinen på nytt etter stengetid.",
)


def check(case: Case) -> Iterator[Found]:
    """Look at who has the locks."""
    settings = case.settings
    if settings is not None:
        sender = holder_of(settings.data_folder / SYNC)
        yield from _holding(case, case.holder)
        if sender is not None and sender.hangs:
            yield wrong(HANGS, pid=sender.pid, state=sender.state)
        elif sender is not None and case.holder is None:
            yield ok(SENDS_ALONE, pid=sender.pid, since=_time(sender.since_ms))
        elif sender is None and case.is_selling and settings.server_url and _is_long(case, case.holder):
            yield wrong(NO_SYNC)
    free = case.machine.free_memory_bytes()
    if 0 <= free < LITTLE_MIB * MIB:
        yield look(LITTLE_MEMORY, free=free // MIB)


def _holding(case: Case, holder: Holder | None) -> Iterator[Found]:
    if holder is None:
        yield ok(NOT_OPEN)
    elif holder.hangs:
        yield wrong(HANGS, pid=holder.pid, state=holder.state)
    elif holder.is_window:
        yield ok(OPEN, since=_time(holder.since_ms))
    else:
        says = wrong if _is_long(case, holder) else look
        yield says(HOLDS, command=holder.command, pid=holder.pid, since=_time(holder.since_ms))


def _is_long(case: Case, holder: Holder | None) -> bool:
    return holder is not None and 0 < holder.since_ms < case.machine.wall_ms() - LONG_MS


def _time(ms: int) -> str:
    """A time of the machine's own zone."""
    if not ms:
        return "?"
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone().strftime("%d.%m. %H:%M")
