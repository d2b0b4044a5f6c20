"""Which version runs, which one should, how the last update ended, and whether the program stumbled lately."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pos_app.config import Settings
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, Words, look, ok, wrong
from pos_app.domain.program_update import UpdateState
from pos_app.machine.installed import is_packaged
from pos_app.machine.wanted_release import WantedRelease
from pos_app.storage.update_note import read_note
from pos_app.version import version

AREA = Area("program", "Program", "Program")

LOG_DAYS = 7
_LOG_END = 400_000
"""Of the log's end so many bytes are read: a week of a till that is well."""
_ERROR = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d{3} (ERROR|CRITICAL) ")

RUNS = Words("program.runs", "Trofast {version}.", "", "Trofast {version}.", "")
NOT_INSTALLED = Words(
    "program.not_installed",
    "Trofast {version} runs, the system has {installed} installed.",
    "Close the till's window and start it again. Is it so still, look at how the last update ended.",
    "Trofast {version} kjører, systemet har {installed} installert.",
    "Lukk kassens vindu og start det igjen. Er det likt, se hvordan siste oppdatering endte.",
)
WANTED = Words(
    "program.wanted",
    "Trofast {version} runs; the office wants {wanted} here.",
    "It is installed by itself once the day is closed; leave the till switched on after that.",
    "Trofast {version} kjører; kontoret vil ha {wanted} her.",
    "Den installeres av seg selv når dagen er gjort opp; la kassen stå på etterpå.",
)
BY_ITSELF = Words(
    "program.by_itself",
    "Updates come by themselves, after the day is closed.",
    "",
    "Oppdateringer kommer av seg selv, etter at dagen er gjort opp.",
    "",
)
BY_HAND = Words(
    "program.by_hand",
    "Updates are installed by hand here: no repository is set up.",
    "",
    "Oppdateringer installeres for hånd her: ingen pakkekilde er satt opp.",
    "",
)
TIMER_OFF = Words(
    "program.timer_off",
    "What installs updates is switched off.",
    "As administrator: systemctl enable --now trofast-updater.timer",
    "Det som installerer oppdateringer, er slått av.",
    "Som administrator: systemctl enable --now trofast-updater.timer",
)
_WAYS = {"by_itself": ok(BY_ITSELF), "by_hand": ok(BY_HAND), "timer_off": look(TIMER_OFF)}
UPDATED = Words(
    "program.updated",
    "The last update, from {old} to {new}, went well.",
    "",
    "Siste oppdatering, fra {old} til {new}, gikk bra.",
    "",
)
PREPARED = Words(
    "program.prepared",
    "An update from {old} to {new} was begun {hours} h ago and is not over.",
    "Leave the till switched on; does it stay so, have the package installed again.",
    "En oppdatering fra {old} til {new} ble begynt for {hours} t siden og er ikke ferdig.",
    "La kassen stå på; blir det slik, få pakken installert på nytt.",
)
WENT_BACK = Words(
    "program.went_back",
    "The update from {old} to {new} did not pass its own check ({reason}); {old} runs on.",
    "Nothing is lost. Send the support a bundle (trofast support-bundle) before it is tried again.",
    "Oppdateringen fra {old} til {new} besto ikke sin egen kontroll ({reason}); {old} kjører videre.",
    "Ingenting er tapt. Send brukerstøtte en pakke (trofast support-bundle) før den prøves igjen.",
)
STUMBLED = Words(
    "program.stumbled",
    "The program noted {count} faults of its own in the last {days} days. No sale is lost by one.",
    "Send the support a bundle: trofast support-bundle",
    "Programmet har notert {count} egne feil de siste {days} dagene. Ingen salg går tapt av det.",
    "Send brukerstøtte en pakke: trofast support-bundle",
)


def check(case: Case) -> Iterator[Found]:
    """Look."""
    settings, running = case.settings, version()
    installed = case.machine.installed_version()
    if is_packaged() and installed and not _is_same(installed, running):
        yield look(NOT_INSTALLED, version=running, installed=installed)
    else:
        yield ok(RUNS, version=running or "?")
    if is_packaged() and (way := _WAYS.get(case.machine.how_updated())):
        yield way
    if settings is None:
        return
    yield from _update(case, settings)
    faults = faults_in(settings.data_folder / "trofast.log", case.machine.wall_ms())
    if faults:
        yield look(STUMBLED, count=faults, days=LOG_DAYS)


def _is_same(installed: str, running: str) -> bool:
    """A package's version may end with the package's own number."""
    return installed == running or installed.rpartition("-")[0] == running


def _update(case: Case, settings: Settings) -> Iterator[Found]:
    """Which release the office wants here, and how the last update ended, as the till wrote it down."""
    wanted = WantedRelease(settings.data_folder).wanted().version
    if wanted and wanted != version():
        yield look(WANTED, version=version(), wanted=_plain(wanted))
    note = read_note(settings.data_folder)
    if note is None:
        return
    old, new = _plain(note.before), _plain(note.to)
    if note.state is UpdateState.PREPARED:
        hours = max(case.machine.wall_ms() - note.at_ms, 0) // 3_600_000
        if hours:
            yield look(PREPARED, old=old, new=new, hours=hours)
    elif note.state is UpdateState.CHECKED:
        yield ok(UPDATED, old=old, new=new)
    else:
        yield wrong(WENT_BACK, old=old, new=new, reason=_plain(note.reason) or str(note.state))


def _plain(said: object) -> str:
    """What a file says of itself, short and in one line."""
    return " ".join(str(said).split())[:200]


def faults_in(log: Path, now_ms: int) -> int:
    """How many faults of ours the log's end holds that are not older than :data:`LOG_DAYS`."""
    since = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone() - timedelta(days=LOG_DAYS)
    try:
        with log.open("rb") as file:
            file.seek(max(log.stat().st_size - _LOG_END, 0))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return 0
    earliest = since.strftime("%Y-%m-%d %H:%M:%S")
    return sum(match[1] >= earliest for match in map(_ERROR.match, text.splitlines()) if match)
