"""Help in the window: all keys, the chapters, and one chapter at a time with its pictures and links."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl

from pos_app.ui.views.panels.help import HelpPanel
from tests.gui.till import Till
from tests.stage.counter import Stage


def help_of(till: Till) -> HelpPanel:
    found = till.panel
    assert isinstance(found, HelpPanel)
    return found


def heading(till: Till) -> str:
    return help_of(till).text.document().begin().text()


def test_by_keys_from_all_keys_to_a_chapter_along_its_links_and_back(till: Till) -> None:
    till.press(Qt.Key.Key_F1)
    panel = help_of(till)
    assert (panel.keys.isVisible(), panel.pages.isVisible(), panel.text.isVisible()) == (True, False, False)
    till.press(Qt.Key.Key_Right)
    assert (panel.keys.isVisible(), panel.pages.isVisible(), panel.text.isVisible()) == (False, True, False)
    till.touch(panel.pages.button("managing"))
    assert (panel.pages.isVisible(), heading(till)) == (False, "Lederens dag")
    till.press(Qt.Key.Key_PageDown)
    assert panel.text.verticalScrollBar().value() > 0
    panel.text.anchorClicked.emit(QUrl("evening.md"))
    assert (heading(till), panel.text.verticalScrollBar().value()) == ("Dagsoppgjøret", 0)
    panel.text.anchorClicked.emit(QUrl("https://example.org/"))
    assert heading(till) == "Dagsoppgjøret", "nothing leads out of the manual"
    till.touch(panel.contents)
    till.press(Qt.Key.Key_Left)
    assert panel.keys.isVisible()


def test_a_picture_is_no_wider_than_the_panel_on_a_small_screen(make_till: Callable[..., Till]) -> None:
    till = make_till(stage=Stage(), size=(1024, 768)).sign_in()
    till.press(Qt.Key.Key_F1)
    for page in ("evening", "reports", "prices"):
        till.window.models.help.choose(page)
        till.settle()
        text = help_of(till).text
        assert text.document().size().width() <= text.viewport().width(), page
        assert text.horizontalScrollBar().maximum() == 0, page
