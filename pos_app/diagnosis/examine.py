"""Runs every check side by side, each within its time, and words what they found.

A check never hangs the whole: what has not come in time is itself a finding. Nor does a fault of ours in one of them
keep the others from being told.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pos_app.diagnosis import (
    clock,
    devices,
    key_files,
    network,
    processes,
    program,
    room,
    screen,
    setting_up,
    stock,
    till_file,
    waiting,
)
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, Words, look, worded
from pos_app.services.checkup import Finding

WITHIN_S = 11.0
"""So long is waited for all of them together."""
_THOROUGH_S = 3_600.0
_LOG = logging.getLogger(__name__)

TOO_SLOW = Words(
    "{area}.too_slow",
    "This could not be looked at in {seconds} s.",
    "Look once more. Is it so again, something hangs there: a disk, the network, a device.",
    "Dette lot seg ikke se på innen {seconds} s.",
    "Se en gang til. Er det likt, henger noe der: en disk, nettet, en enhet.",
)
OUR_FAULT = Words(
    "{area}.our_fault",
    "This could not be looked at because of a fault in Trofast ({fault}).",
    "The till sells on. Send the support a bundle: trofast support-bundle",
    "Dette lot seg ikke se på på grunn av en feil i Trofast ({fault}).",
    "Kassen selger videre. Send brukerstøtte en pakke: trofast support-bundle",
)


class Check(NamedTuple):
    """An area, and what looks at it."""

    area: Area
    look: Callable[[Case], Iterable[Found]]


CHECKS = (
    Check(setting_up.AREA, setting_up.check),
    Check(key_files.AREA, key_files.check),
    Check(till_file.AREA, till_file.check),
    Check(stock.AREA, stock.check),
    Check(room.AREA, room.check),
    Check(clock.AREA, clock.check),
    Check(devices.AREA, devices.check),
    Check(screen.AREA, screen.check),
    Check(network.AREA, network.check),
    Check(waiting.AREA, waiting.check),
    Check(program.AREA, program.check),
    Check(processes.AREA, processes.check),
)
"""In the order in which one would mend what is wrong."""


def examine(
    case: Case, *, language: str = "en", checks: Sequence[Check] = CHECKS, within_s: float = WITHIN_S
) -> list[Finding]:
    """Everything that was found, worded, in the order of ``checks``. Raises nothing."""
    return [worded(area, found, language) for area, found in examined(case, checks=checks, within_s=within_s)]


def examined(
    case: Case, *, checks: Sequence[Check] = CHECKS, within_s: float = WITHIN_S
) -> list[tuple[Area, Found]]:
    """The same before it is worded."""
    due = time.monotonic() + (_THOROUGH_S if case.is_thorough else within_s)
    begin = threading.Event()
    runs = [_Run(each, case, begin) for each in checks]
    first = threading.Thread(target=_prepare, args=(case, begin), daemon=True)
    first.start()
    for run in runs:
        run.start()
    for run in runs:
        run.join(max(due - time.monotonic(), 0))
    return [(run.check.area, each) for run in runs for each in run.told(int(within_s))]


def _prepare(case: Case, begin: threading.Event) -> None:
    try:
        case.prepare()
    except Exception:  # noqa: BLE001 - each check tells what it can not read
        _LOG.info("the till could not be read before it was looked at", exc_info=True)
    finally:
        begin.set()


class _Run(threading.Thread):
    """One check on a thread of its own, which is left behind where it hangs."""

    def __init__(self, check: Check, case: Case, begin: threading.Event) -> None:
        super().__init__(name=f"look-{check.area.name}", daemon=True)
        self.check = check
        self._case = case
        self._begin = begin
        self._found: list[Found] = []

    def run(self) -> None:
        """Look, and keep what was found so far whatever comes."""
        self._begin.wait()
        try:
            for each in self.check.look(self._case):
                self._found.append(each)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one check must not hide what others find
            _LOG.info("a check of the till failed", exc_info=True)
            self._found.append(look(_of(OUR_FAULT, self.check.area), fault=_where(error)))

    def told(self, seconds: int) -> Iterator[Found]:
        """What came in time."""
        is_over = not self.is_alive()
        yield from tuple(self._found)
        if not is_over:
            yield look(_of(TOO_SLOW, self.check.area), seconds=seconds)


def _where(error: Exception) -> str:
    """Kind and place of a fault. Its text may hold anything, so it is not told."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__}, {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def _of(words: Words, area: Area) -> Words:
    return words._replace(code=words.code.format(area=area.name))
