"""A till for each test, closed again whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.till import Till
from tests.stage.counter import Stage


@pytest.fixture
def make_till(qtbot: QtBot) -> Iterator[Callable[..., Till]]:
    """Make tills; all are closed at the end."""
    made: list[Till] = []

    def make(**options: object) -> Till:
        till = Till(**options)  # type: ignore[arg-type]
        made.append(till)
        return till

    yield make
    for till in made:
        till.close()


@pytest.fixture
def stage() -> Stage:
    """The fakes of one till."""
    return Stage()


@pytest.fixture
def till(make_till: Callable[..., Till], stage: Stage) -> Till:
    """A till with Ingrid signed in."""
    return make_till(stage=stage).sign_in()
