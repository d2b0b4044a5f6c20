"""Pictures of the till that looked at itself: see :mod:`pictures`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pos_app.diagnosis import (
    device_words,
    network,
    network_words,
    room,
    setting_up,
    stock,
    till_file,
    waiting,
)
from pos_app.diagnosis.devices import AREA as DEVICES
from pos_app.diagnosis.words import look, ok, worded, wrong
from pos_app.domain.errors import TillError
from pos_app.services.checkup import Checkup, Finding
from pos_app.ui.inbox import Link
from pos_app.ui.keys import Act
from tests.gui.till import Till

BUNDLE = Path("/var/lib/trofast/support/trofast-support-2026-03-01-203015.zip")


def findings(language: str) -> tuple[Finding, ...]:
    """A till with a few things to do, in the words of the doctor."""
    found = (
        (
            setting_up.AREA,
            ok(
                setting_up.PLACE,
                file="till.toml",
                number=2,
                store="grunerlokka",
                till="0190b5a0-0000-7000-8000-000000000002",
            ),
        ),
        (
            till_file.AREA,
            ok(till_file.SOUND, file="till.db", thorough="", thorough_nb="", sqlite="3.53.4", schema=1),
        ),
        (
            stock.AREA,
            ok(stock.THERE, articles=2412, members=18_004, cashiers=9, size=31, cursor=88_412, hours=0),
        ),
        (room.AREA, look(room.SAME_DISK)),
        (DEVICES, wrong(device_words.CAUSES["paper_out"], name="bong")),
        (network.AREA, look(network_words.RUNS_OUT, host="kasse.kaffehuset.no", days=9)),
        (waiting.AREA, ok(waiting.NOTHING, records=4711)),
    )
    return tuple(worded(area, each, language) for area, each in found)


class FakeCheckup:
    """Finds what a test says, or can not look."""

    def __init__(self, found: tuple[Finding, ...] | None) -> None:
        self._found = found

    def findings(self) -> tuple[Finding, ...]:
        if self._found is None:
            raise TillError("no process could be started")
        return self._found

    def write_bundle(self) -> Path:
        if self._found is None:
            raise TillError("no room")
        return BUNDLE


def with_checkup(till: Till, found: tuple[Finding, ...] | None) -> None:
    """Put one behind the window."""
    models = till.window.models
    made: Checkup = FakeCheckup(found)
    models._ports = msgspec.structs.replace(models._ports, checkup=lambda: made)
    models.status._ports = models._ports


def _offered(till: Till) -> None:
    with_checkup(till, findings(till.stage.language))
    till.report(Link.OFFLINE, 3)
    till.controller.act(Act.STATUS.value)


def _found(till: Till) -> None:
    _offered(till)
    till.controller.check_till()
    till.settle()


def _written(till: Till) -> None:
    _found(till)
    till.window.models.checking.write_bundle()
    till.settle()


CHECK = {"check-offered": _offered, "check-found": _found, "check-written": _written}
