"""A till that is well, which each test breaks in one way, and what the doctor then says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pos_app.bootstrap.own_place import place_of
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.examine import CHECKS, Check, examine
from pos_app.diagnosis.machine import Machine
from pos_app.services.checkup import Finding, Standing
from tests.stage import goods
from tests.stage.ready_till import ReadyTill, make_ready_till

SOON_AFTER_MS = goods.AT_MS + 3_600_000
"""An hour after the sales that a ready till has."""


@dataclass
class Patient:
    """``machine`` is what this machine says, but for the answers that a test puts in."""

    till: ReadyTill
    answers: dict[str, Callable[..., object]] = field(default_factory=dict)

    def examine(self, *areas: str, language: str = "en", is_thorough: bool = False) -> dict[str, Finding]:
        """The findings of these areas (or all), by their codes."""
        machine = Machine(**self.answers)  # type: ignore[arg-type]
        case = Case(self.till.toml, place_of, machine, is_thorough=is_thorough)
        checks: list[Check] = [each for each in CHECKS if not areas or each.area.name in areas]
        found = examine(case, checks=checks, language=language)
        ours = [each for each in found if each.code.endswith((".our_fault", ".too_slow"))]
        assert not ours, ours
        for each in found:
            assert each.says
            assert "{" not in each.says + each.do
            assert (each.standing is Standing.OK) == (each.do == ""), each
        return {each.code: each for each in found}


def standing(found: dict[str, Finding], code: str) -> str:
    """How one stands; a message that shows all of them where it was not found."""
    assert code in found, list(found.values())
    return found[code].standing.value


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    till = make_ready_till(tmp_path / "till", sales=2)
    till.data.chmod(0o700)
    return Patient(till, {"wall_ms": lambda: SOON_AFTER_MS, "is_clock_kept": lambda: True})
