"""The last page: does the printer print, does the scanner scan. Then on to sign-in, by itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.set_up import SetUpState
from pos_app.ui.widgets.buttons import PRIMARY, SECONDARY, PanelButton
from pos_app.ui.widgets.labels import PlainLabel


class DevicesPage(QWidget):
    """One row for each kind of device."""

    print_wanted = Signal()
    finished = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(PlainLabel(theme, self.tr("The till is ready"), 26, "ink", BOLD))
        lead = self.tr("Try the devices now, while you are here. What is missing can be added later.")
        column.addWidget(PlainLabel(theme, lead, 17, "soft", wrap=True))
        column.addSpacing(theme.px(8))
        self.scanner = self._row(column, self.tr("Scanner"))
        self.printer = self._row(column, self.tr("Printer"))
        self.print = PanelButton(theme, self.tr("Print a test slip"), SECONDARY, icon="printer")
        self.print.clicked.connect(self.print_wanted)
        self.terminal = self._row(column, self.tr("Card terminal"))
        column.addSpacing(theme.px(4))
        column.addWidget(self.print)
        column.addStretch(1)
        self.go_on = PanelButton(theme, self.tr("Go to sign-in"), PRIMARY, "Enter")
        self.go_on.clicked.connect(self.finished)
        column.addWidget(self.go_on)

    def _row(self, column: QVBoxLayout, caption: str) -> PlainLabel:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(18))
        name = PlainLabel(self.theme, caption, 16, "soft")
        name.setFixedWidth(self.theme.px(150))
        value = PlainLabel(self.theme, "", 17, "ink", SEMIBOLD, wrap=True)
        row.addWidget(name)
        row.addWidget(value, 1)
        column.addLayout(row)
        return value

    def show_state(self, state: SetUpState) -> None:
        """Show what each device did so far."""
        self.scanner.say(self._scanner(state), "action" if state.heard else "ink")
        said, role = self._printer(state)
        self.printer.say(said, role)
        self.print.setVisible(bool(state.devices.printer))
        self.print.setEnabled(state.printed != "printing")
        by_hand = self.tr("stands apart: amounts are typed on it")
        self.terminal.say(state.devices.terminal or by_hand, "ink" if state.devices.terminal else "soft")
        self.go_on.set_hint(f"{state.left_s} s" if state.left_s else "Enter")

    def _scanner(self, state: SetUpState) -> str:
        heard = state.heard
        if heard is not None:
            way = heard.source or self.tr("the one that types")
            return self.tr("✓ heard {code} ({way})").format(code=heard.text, way=way)
        return self.tr("Scan any article.")

    def _printer(self, state: SetUpState) -> tuple[str, str]:
        name = state.devices.printer
        if not name:
            return self.tr("none is named; receipts are shown on the screen"), "look"
        match state.printed:
            case "confirmed":
                return self.tr("✓ {name} printed").format(name=name), "action"
            case "unknown":
                return self.tr("{name}: look whether a slip came out").format(name=name), "look"
            case "not_sent":
                return self.tr("{name} does not answer: is it switched on, with paper?").format(
                    name=name
                ), "stop"
            case "printing":
                return self.tr("{name} prints …").format(name=name), "ink"
        return name, "ink"
