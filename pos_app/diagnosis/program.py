"""Which version runs, which one should, how the last update ended, and whether the program stumbled lately."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pos_app.config import Settings
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, Words, look, ok, wrong

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
    settings, running = case.settings, running_version()
    installed = case.machine.installed_version()
    if is_packaged() and installed and not _is_same(installed, running):
        yield look(NOT_INSTALLED, version=running, installed=installed)
    else:
        yield ok(RUNS, version=running)
    if settings is None:
        return
    yield from _update(case, settings)
    faults = faults_in(settings.data_folder / "trofast.log", case.machine.wall_ms())
    if faults:
        yield look(STUMBLED, count=faults, days=LOG_DAYS)


def running_version() -> str:
    """What this program calls itself."""
    from sync.client.central import software

    return software().partition("-")[2] or "?"


def is_packaged() -> bool:
    """Whether this is the program of a package, and not one from source."""
    import sys

    return bool(getattr(sys, "frozen", False))


def _is_same(installed: str, running: str) -> bool:
    """A package's version may end with the package's own number."""
    return installed == running or installed.rpartition("-")[0] == running


def _update(case: Case, settings: Settings) -> Iterator[Found]:
    """How the last update ended, as the till wrote it down; nothing where none was."""
    try:
        said = json.loads((settings.data_folder / "update.json").read_text("utf-8"))
        state, old, new = (_plain(said[name]) for name in ("state", "from", "to"))
        reason, at_ms = _plain(said.get("reason", "")), int(said.get("at_ms", 0))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return
    if state == "prepared":
        hours = max(case.machine.wall_ms() - at_ms, 0) // 3_600_000
        if hours:
            yield look(PREPARED, old=old, new=new, hours=hours)
    elif state in {"failed", "way-back"}:
        yield wrong(WENT_BACK, old=old, new=new, reason=reason or state)
    else:
        yield ok(UPDATED, old=old, new=new)


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
