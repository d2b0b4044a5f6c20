"""The first page: one field for what stands on the sheet, however it gets in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.set_up import SetUpState
from pos_app.ui.views.set_up.trouble import TroubleCard
from pos_app.ui.widgets.buttons import PRIMARY, SECONDARY, IconButton, PanelButton
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.letter_pad import LetterPad

_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:/"
_LONGEST = 2_500
"""A scanned sheet with all that a QR holds."""


class CodePage(QWidget):
    """Scan, type, or open a file."""

    entered = Signal(str)
    file_chosen = Signal(Path)
    scanner_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(PlainLabel(theme, self.tr("Set up this till"), 26, "ink", BOLD))
        self.lead = PlainLabel(
            theme,
            self.tr("Scan the square on the sheet, or type what stands below it."),
            17,
            "soft",
            wrap=True,
        )
        column.addWidget(self.lead)
        column.addSpacing(theme.px(4))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.field = TextField(theme, self.tr("shop.example K7TQ-M3XW-9FHA"))
        self.field.setMaxLength(_LONGEST)
        self.field.setFont(theme.font(20))
        self.field.setFixedHeight(theme.px(60))
        self.field.returnPressed.connect(self._enter)
        self.keys = IconButton(theme, "keyboard", self.tr("Letters to touch"))
        self.keys.setFixedSize(QSize(theme.px(60), theme.px(60)))
        self.keys.clicked.connect(self._toggle_pad)
        row.addWidget(self.field, 1)
        row.addWidget(self.keys)
        column.addLayout(row)
        self.pad = LetterPad(theme, letters=_SIGNS)
        self.pad.typed.connect(self.field.insert)
        self.pad.erased.connect(self.field.backspace)
        self.pad.hide()
        column.addWidget(self.pad)
        self.trouble = TroubleCard(theme)
        column.addWidget(self.trouble)
        self.listening = PlainLabel(theme, "", 16, "on_selected", wrap=True)
        column.addWidget(self.listening)
        column.addStretch(1)
        self.others = QWidget()
        others = QHBoxLayout(self.others)
        others.setContentsMargins(0, 0, 0, 0)
        others.setSpacing(theme.px(10))
        self.file = PanelButton(theme, self.tr("Open a file"), SECONDARY)
        self.file.clicked.connect(self._choose_file)
        self.scanner = PanelButton(theme, self.tr("Find the scanner"), SECONDARY, icon="scanner")
        self.scanner.clicked.connect(self.scanner_wanted)
        others.addWidget(self.file)
        others.addWidget(self.scanner)
        column.addWidget(self.others)
        self.go_on = PanelButton(theme, self.tr("Go on"), PRIMARY, "Enter")
        self.go_on.clicked.connect(self._enter)
        column.addWidget(self.go_on)
        self.setFocusProxy(self.field)

    def show_state(self, state: SetUpState) -> None:
        """Show what was typed wrong, or that the server is being asked."""
        self.trouble.show_state(state)
        for each in (self.field, self.file, self.scanner, self.go_on):
            each.setEnabled(not state.is_busy)
        self.go_on.setText(self.tr("Asking the server …") if state.is_busy else self.tr("Go on"))
        self.listening.setVisible(state.ports is not None)
        self.listening.say(self._listening(state.ports or 0))
        if not state.is_busy:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            if state.happened:
                self.field.selectAll()

    def _listening(self, ports: int) -> str:
        if not ports:
            return self.tr(
                "No scanner with a port of its own is plugged in. One that types needs none: just scan."
            )
        return self.tr("Scan the sheet now: %n ports are listened to.", "", ports)

    def _enter(self) -> None:
        self.entered.emit(self.field.text())

    def _toggle_pad(self) -> None:
        self.pad.setVisible(not self.pad.isVisible())
        self.lead.setVisible(not self.pad.isVisible())
        self.others.setVisible(not self.pad.isVisible())
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("The one-time file"), "/media", self.tr("One-time files (*.toml);;All files (*)")
        )
        if chosen:
            self.file_chosen.emit(Path(chosen))
