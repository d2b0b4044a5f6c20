"""Lines to the server that are made late: for the first customer who uses something up, and never by the start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest

from pos_app.domain.errors import BadFile
from pos_app.machine.redemptions import LateHolds, LateSecuring
from pos_app.services.holding import HoldAnswer, HoldOutcome, Wanted
from tests.stage.counter import FakeHolds
from tests.stage.securing import FakeSecuring

Line = TypeVar("Line")
WANT = Wanted("coupon:1", "p", "o", 1)


class Holds(FakeHolds):
    """Can hang up."""

    closed = 0

    def close(self) -> None:
        self.closed += 1


class Securing(FakeSecuring):
    """Can hang up."""

    closed = 0

    def close(self) -> None:
        self.closed += 1


def no_key() -> Holds:
    raise BadFile("device.key", None, "the till's own key")


def no_key_either() -> Securing:
    raise BadFile("device.key", None, "the till's own key")


@pytest.fixture
def made() -> list[object]:
    return []


def test_a_line_is_made_once_and_only_when_it_is_needed(made: list[object]) -> None:
    real = Securing()
    late = LateSecuring(_noting(made, real))
    late.close()
    assert made == []
    assert late.secure("ada", [WANT]) == {}
    late.let_go("ada")
    assert made == [real]
    assert (real.asked, real.let_go_of) == ([("ada", (WANT,))], ["ada"])


def test_a_line_that_hung_up_is_made_again(made: list[object]) -> None:
    holds, securing = Holds(), Securing()
    late_holds = LateHolds(_noting(made, holds))
    late_securing = LateSecuring(_noting(made, securing))
    for _ in range(2):
        assert late_holds.hold("r", "ada", "points", 5).outcome is HoldOutcome.HELD
        late_holds.close()
        late_securing.secure("ada", [WANT])
        late_securing.close()
    assert (holds.closed, securing.closed, len(made)) == (2, 2, 4)


def test_a_till_without_its_key_uses_nothing_up_and_says_so() -> None:
    wants: Sequence[Wanted] = (WANT, Wanted("once:p:o", "p", "o", 1))
    late = LateSecuring(no_key_either)
    assert late.secure("ada", wants) == {"coupon:1": "refused", "once:p:o": "refused"}
    late.let_go("ada")
    answer: HoldAnswer = LateHolds(no_key).hold("r", "ada", "points", 5)
    assert answer.outcome is HoldOutcome.REFUSED
    assert "device.key" in answer.detail


def _noting(made: list[object], real: Line) -> Callable[[], Line]:
    def make() -> Line:
        made.append(real)
        return real

    return make
