"""The till looks at itself, from the status panel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from pos_app.services.checkup import Finding, Standing
from pos_app.ui.keys import Act
from pos_app.ui.views.panels.check import CheckPanel
from pos_app.ui.views.panels.status import StatusPanel
from pos_app.ui.widgets.status_box import StatusBox
from tests.gui.check_pictures import BUNDLE, findings, with_checkup
from tests.gui.till import Till


def _panel(till: Till) -> CheckPanel:
    panel = till.deck.current
    assert isinstance(panel, CheckPanel)
    return panel


def _open(till: Till, found: tuple[Finding, ...] | None) -> CheckPanel:
    with_checkup(till, found)
    till.controller.act(Act.STATUS.value)
    till.settle()
    status = till.deck.current
    assert isinstance(status, StatusPanel)
    assert status.check.isVisible()
    status.check.click()
    till.settle()
    return _panel(till)


def _titles(panel: CheckPanel) -> list[str]:
    boxes = [each for each in panel.findChildren(StatusBox) if each.isVisibleTo(panel)]
    return [each.line.title for each in boxes]


def test_what_is_to_be_done_comes_first_with_icon_and_word(till: Till) -> None:
    panel = _open(till, findings("nb"))
    assert panel.heading.text() == "3 ting å gjøre"
    titles = _titles(panel)
    assert titles[0] == "Utstyr · feil"
    assert titles[1:3] == ["Disk og kopier · se på det snart", "Nettverk og server · se på det snart"]
    assert all(title.endswith("· i orden") for title in titles[3:])


def test_a_till_that_is_well_says_so_and_is_looked_at_once_more_by_enter(till: Till) -> None:
    well = tuple(each for each in findings("nb") if each.standing is Standing.OK)
    panel = _open(till, well)
    assert panel.heading.text().startswith("Alt er i orden")
    with_checkup(till, well)
    till.press(Qt.Key.Key_Return)
    till.settle()
    assert len(_titles(panel)) == len(well)


def test_the_list_is_scrolled_by_keys(till: Till) -> None:
    bar = _open(till, findings("nb")).boxes.verticalScrollBar()
    till.press(Qt.Key.Key_Down)
    assert 0 < bar.value() < bar.maximum()
    till.press(Qt.Key.Key_PageDown)
    till.press(Qt.Key.Key_PageDown)
    assert bar.value() == bar.maximum()
    till.press(Qt.Key.Key_Up)
    assert bar.value() < bar.maximum()


def test_the_till_sells_on_while_it_looks(till: Till) -> None:
    panel = _open(till, findings("nb"))
    till.controller.check_till()
    assert not panel.again.isEnabled()
    assert not panel.file.isEnabled()
    till.window.models.checking.look()
    till.settle()
    assert panel.again.isEnabled()


def test_the_file_for_support_is_told_with_its_place(till: Till) -> None:
    panel = _open(till, findings("nb"))
    panel.file.click()
    till.settle()
    assert str(BUNDLE) in panel.told.text()
    assert len(_titles(panel)) == 7


def test_a_till_that_can_not_look_says_so(till: Till) -> None:
    panel = _open(till, None)
    assert "Prøv en gang til" in panel.told.text()
    panel.file.click()
    till.settle()
    assert "kunne ikke skrives" in panel.told.text()


def test_practice_has_nothing_to_look_at(make_till: Callable[..., Till]) -> None:
    practice = make_till(training=True).sign_in()
    practice.controller.act(Act.STATUS.value)
    practice.settle()
    status = practice.deck.current
    assert isinstance(status, StatusPanel)
    assert not status.check.isVisible()
