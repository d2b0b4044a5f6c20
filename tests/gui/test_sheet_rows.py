"""Rows of the member panels at any width and in any language: nothing is squeezed, nothing runs out of the row."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from pos_app.ui.theme import PALETTES, Theme
from pos_app.ui.typeface import FAMILY
from pos_app.ui.viewmodels.panel_state import MemberSheetState, SheetRow
from pos_app.ui.viewmodels.state import MemberCard
from pos_app.ui.widgets.sheet_rows import SheetRowView
from tests.gui.till import application

WORDS = "Kaffeehausfreundschaftsprämie für ausgewählte Frühstücksangebote bis zum Monatsende"
SHORT = SheetRow("Gratis bolle", "til og med 31.03.2026", "Bruk", key="1")
LONG = SheetRow(WORDS, f"{WORDS}, {WORDS}", "gilt erst ab dem 10. März 2026", key="1")


@pytest.fixture
def theme() -> Theme:
    application("nb")
    return Theme(PALETTES["light"], 1.0, FAMILY)


def view(theme: Theme, row: SheetRow, width: int) -> SheetRowView:
    made = SheetRowView(theme, row)
    made.resize(width, made.heightForWidth(width))
    made.show()
    QApplication.processEvents()
    return made


@pytest.mark.parametrize("width", [280, 340, 460, 700])
@pytest.mark.parametrize("row", [SHORT, LONG])
def test_a_row_that_can_be_touched_is_a_finger_high_at_least(theme: Theme, row: SheetRow, width: int) -> None:
    made = view(theme, row, width)
    assert made.height() == made.heightForWidth(width) >= 48


def test_a_long_row_grows_and_gets_lower_again_where_there_is_room(theme: Theme) -> None:
    heights = [view(theme, LONG, width).height() for width in (280, 460, 1400)]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > heights[-1]
    assert view(theme, SHORT, 280).height() < heights[0]


def test_a_figure_that_leaves_the_title_no_room_stands_under_it(theme: Theme) -> None:
    beside = SheetRow("Sølv", right="260 p til Gull")
    under = SheetRow("Sølv", right="noch eintausendzweihundertsechzig Punkte bis Gold")
    assert view(theme, under, 300).height() > view(theme, beside, 300).height()


def test_a_large_stamp_card_breaks_into_rows(theme: Theme) -> None:
    small = SheetRow("Kaffekort", filled=3, coming=1, total=6)
    large = SheetRow("Kaffekort", filled=3, coming=1, total=40)
    assert view(theme, large, 300).height() > view(theme, small, 300).height()
    assert view(theme, large, 1400).height() == view(theme, small, 1400).height()


def test_every_kind_of_row_draws(theme: Theme) -> None:
    kinds = (
        SHORT,
        LONG,
        SheetRow("Rad", tone="look"),
        SheetRow("Rad", on=True, tone="good", right="−45,00"),
        SheetRow("Rad", permille=333),
        SheetRow("Rad", permille=1500),
        SheetRow("Kort", filled=9, coming=2, total=6, note="full"),
        SheetRow("Control\nletters\tare spaces"),
    )
    for row in kinds:
        image = view(theme, row, 300).grab().toImage()
        assert not image.isNull()
        colours = {image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
        assert len(colours) > 2, row


def test_stale_label_a_balance_without_its_time_cannot_even_be_made() -> None:
    with pytest.raises(ValueError, match="time"):
        MemberSheetState("1 240 p", "")
    with pytest.raises(ValueError, match="time"):
        MemberCard("AN", "Ada", "", "", "1 240 p", "")
