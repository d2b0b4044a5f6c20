"""The products zone: search, categories, quick keys, letters for fingers, and the message line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.ui.keys import BY_ACT, Act
from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.state import CategoryTab, ProductsState
from pos_app.ui.widgets.banner import BannerView
from pos_app.ui.widgets.buttons import PANEL, Chip, IconButton
from pos_app.ui.widgets.fields import SearchField
from pos_app.ui.widgets.letter_pad import LetterPad
from pos_app.ui.widgets.slide import SlideHost
from pos_app.ui.widgets.tile_grid import TileGrid


class TabRow(QWidget):
    """The categories in one row; those that do not fit come into sight as the choice moves on."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._tabs: tuple[CategoryTab, ...] = ()
        self._chips: list[Chip] = []
        self._selected = ""
        self._next = IconButton(theme, "next", self.tr("Next category"), self, PANEL)
        self._next.clicked.connect(lambda: self.step(1))
        self._next.hide()
        self.setFixedHeight(theme.px(48))

    def show_tabs(self, tabs: tuple[CategoryTab, ...], selected: str) -> None:
        """Show these categories with that one chosen."""
        if tabs != self._tabs:
            self._tabs = tabs
            for chip in self._chips:
                chip.deleteLater()
            self._chips = []
            for tab in tabs:
                chip = Chip(self.theme, tab.category_id, tab.name, self)
                chip.setCheckable(True)
                chip.clicked.connect(lambda _=False, key=tab.category_id: self.chosen.emit(key))
                chip.show()
                self._chips.append(chip)
        self._selected = selected
        self._place()

    def step(self, by: int) -> None:
        """Choose the next or the one before, round and round."""
        keys = [tab.category_id for tab in self._tabs]
        if keys:
            at = keys.index(self._selected) if self._selected in keys else -by
            self.chosen.emit(keys[(at + by) % len(keys)])

    def resizeEvent(self, event: QEvent) -> None:
        """Lay the chips out for the new width."""
        self._place()

    def _place(self) -> None:
        gap = self.theme.px(9)
        widths = [chip.sizeHint().width() for chip in self._chips]
        at = next((row for row, chip in enumerate(self._chips) if chip.key == self._selected), 0)
        first = 0
        overflow = sum(widths) + gap * (len(widths) - 1) > self.width()
        room = self.width() - (self._next.width() + gap if overflow else 0)
        while first < at and sum(widths[first : at + 1]) + gap * (at - first) > room:
            first += 1
        self._next.setVisible(overflow)
        self._next.move(self.width() - self._next.width(), 0)
        left = -sum(widths[:first]) - gap * first
        for chip, width in zip(self._chips, widths, strict=True):
            chip.setGeometry(left, 0, width, self.theme.px(48))
            chip.setVisible(left >= 0 and left + width <= room)
            chip.setChecked(chip.key == self._selected)
            left += width + gap


class ProductsView(QWidget):
    """The left zone. Panels slide over everything in it but the message line."""

    search_changed = Signal(str)
    search_entered = Signal()
    tab_chosen = Signal(str)
    picked = Signal(str)
    banner_touched = Signal(str)

    def __init__(self, theme: Theme, animated: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        self.zone = QWidget(self)
        inner = QVBoxLayout(self.zone)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.px(12))
        self.search = SearchField(
            theme, self.tr("Scan, type a code or search"), BY_ACT[Act.SEARCH].shown, self.tr("Letters")
        )
        self.tabs = TabRow(theme)
        self.grid = TileGrid(theme, self.tr("More"))
        inner.addWidget(self.search)
        inner.addWidget(self.tabs)
        inner.addSpacing(theme.px(4))
        inner.addWidget(self.grid, 1)
        column.addWidget(self.zone, 1)
        self.banner = BannerView(theme)
        column.addWidget(self.banner)
        self.slide = SlideHost(self.zone, animated)
        self.letters: LetterPad | None = None
        self.search.edit.textChanged.connect(self.search_changed)
        self.search.edit.returnPressed.connect(self.search_entered)
        self.search.letters_wanted.connect(self._toggle_letters)
        self.tabs.chosen.connect(self.tab_chosen)
        self.grid.picked.connect(self.picked)
        self.banner.acted.connect(self.banner_touched)
        self.zone.installEventFilter(self)

    def show_products(self, state: ProductsState) -> None:
        """Show these tabs and tiles."""
        self.tabs.show_tabs(state.tabs, "" if state.searching else state.selected_tab)
        self.grid.show_tiles(state.tiles, state.nothing_text)

    def clear_search(self) -> None:
        """Back to the quick keys."""
        self.search.edit.clear()
        self.search.edit.clearFocus()
        if self.letters is not None:
            self.letters.hide()

    def _toggle_letters(self) -> None:
        if self.letters is None:
            self.letters = LetterPad(self.theme, self.zone)
            self.letters.typed.connect(self.search.edit.insert)
            self.letters.erased.connect(self.search.edit.backspace)
        elif self.letters.isVisible():
            self.letters.hide()
            return
        self._place_letters()
        self.letters.show()
        self.letters.raise_()
        self.search.edit.setFocus()

    def _place_letters(self) -> None:
        if self.letters is not None:
            height = min(self.letters.height_for(self.zone.width()), self.zone.height() - self.theme.px(60))
            self.letters.setGeometry(QRect(0, self.zone.height() - height, self.zone.width(), height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the letters at the zone's foot."""
        if event.type() == QEvent.Type.Resize:
            self._place_letters()
        return False
