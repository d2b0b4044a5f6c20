"""The till begins and ends in its journal, and a program that never ran here before is named there."""

from __future__ import annotations

from pos_app.domain.counter_event import CounterEventKind
from pos_app.services.counter_events import PROGRAM, till_ran
from tests.unit.services.conftest import Till


def test_another_version_is_journalled_at_its_first_start_and_never_again(till: Till) -> None:
    for version in ("0.1.0", "0.1.0", "0.2.0", "0.2.0", "0.1.0"):
        till.stage.clock.at_ms += 1000
        till_ran(till.ports, CounterEventKind.TILL_STARTED, version)
        till_ran(till.ports, CounterEventKind.TILL_STOPPED)
        till.restart()
    with till.ports.store.unit_of_work() as work:
        told = work.counter_events_of(PROGRAM)
    assert [(each.kind, each.reason) for each in told] == [
        (CounterEventKind.PROGRAM_CHANGED, version) for version in ("0.1.0", "0.2.0", "0.1.0")
    ]
    assert till.records() == 10 + 3


def test_a_program_that_nobody_installed_has_no_version_to_tell(till: Till) -> None:
    till_ran(till.ports, CounterEventKind.TILL_STARTED)
    assert till.records() == 1
