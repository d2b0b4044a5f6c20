"""On 1024 x 768, the smallest screen a till is sold with: nothing that is told is cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from pos_app.ui.viewmodels.help import PAGES
from pos_app.ui.views.panels.help import HelpPanel
from pos_app.ui.views.panels.join import JoinPanel
from pos_app.ui.widgets.paint import broken
from tests.gui.test_joining import NEW_CARD, RULES
from tests.gui.till import Till
from tests.stage.counter import Stage

SMALL = (1024, 768)
ROW_MARGINS, MOST_ROWS, SMALLEST_TYPE = 24, 2, 13


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_key_is_told_whole_in_the_help(make_till: Callable[..., Till], language: str) -> None:
    till = make_till(stage=Stage(language=language), size=SMALL).sign_in()
    till.press(Qt.Key.Key_F1)
    panel = till.panel
    assert isinstance(panel, HelpPanel)
    room = panel.keys.viewport().width() - panel.theme.px(ROW_MARGINS)
    letters = panel.theme.metrics(SMALLEST_TYPE)

    def fits(text: str) -> bool:
        return letters.horizontalAdvance(text) <= room

    notes = [entry.note for entry in panel.keys.entries()]
    assert len(notes) > 10
    assert [note for note in notes if not fits(broken(note, fits, MOST_ROWS)[-1])] == []


def test_no_page_of_the_manual_is_wider_than_its_panel(make_till: Callable[..., Till]) -> None:
    till = make_till(size=SMALL).sign_in()
    till.press(Qt.Key.Key_F1)
    panel = till.panel
    assert isinstance(panel, HelpPanel)
    pictures = 0
    for page in PAGES:
        till.window.models.help.choose(page)
        till.settle()
        assert panel.text.horizontalScrollBar().maximum() == 0, page
        pictures += panel.text.toHtml().count("<img")
    assert pictures >= 5


def test_a_filled_field_says_what_it_is_and_keeps_its_height(make_till: Callable[..., Till]) -> None:
    till = make_till(size=SMALL, rules=RULES).sign_in()
    till.scan(NEW_CARD)
    panel = till.panel
    assert isinstance(panel, JoinPanel)
    fields = (panel.name, panel.phone, panel.birthday, panel.friend)
    assert [field.caption for field in fields] == ["Navn", "Telefon", "Bursdag", "Vervet av"]
    before = [field.height() for field in fields]
    for field, text in zip(fields, ("Kari Nordmann", "92000001", "24.12", "9578"), strict=True):
        field.setText(text)
        till.settle()
        assert field.textMargins().top() > 0
        captioned, field.caption, caption = field.grab().toImage(), "", field.caption
        assert field.grab().toImage() != captioned, "a caption stands over the text"
        field.caption = caption
        field.setText("")
        assert field.textMargins().top() == 0
    for field, text in zip(fields, ("Kari Nordmann", "92000001", "24.12", "9578"), strict=True):
        field.setText(text)
    till.settle()
    assert [field.height() for field in fields] == before
