"""Goods come back: the receipt, its lines, the money and the reasons; slip numbers for cards; what to hand over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.return_state import ReturnState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.buttons import SECONDARY, PanelButton
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.entry_list import EntryList
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.header_bar import INKS
from pos_app.ui.widgets.labels import PlainLabel


class ReturnPanel(Panel):
    """One column that shows what the step needs. Nothing is handed over before the last one."""

    selected = Signal(str)
    stepped = Signal(int)
    all_wanted = Signal()
    slip_changed = Signal(str)
    chosen = Signal(str)
    """A way on: no receipt, a credit note, an exchange; or while a card terminal has the word."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Goods come back"), parent)
        self._step = ""
        self._keys: tuple[str, ...] = ()
        self.receipt = PlainLabel(theme, "", 17, "ink", SEMIBOLD, wrap=True)
        self.body.addWidget(self.receipt)
        self.todo = PlainLabel(theme, "", 20, "ink", BOLD, wrap=True)
        self.body.addWidget(self.todo)
        self.slip = TextField(theme, self.tr("Number of the refund's slip"))
        self.slip.setMaxLength(40)
        self.slip.textChanged.connect(self.slip_changed)
        self.slip.returnPressed.connect(self.accept)
        self.body.addWidget(self.slip)
        self.choices = ChoiceGrid(theme, 1, ticked=False)
        self.choices.chosen.connect(self.chosen)
        self.body.addWidget(self.choices)
        self.entries = EntryList(theme)
        self.entries.chosen.connect(self.selected)
        self.body.addWidget(self.entries, 1)
        self.body.addWidget(self._quantity_row())
        self.instead = ChoiceGrid(theme, 2, ticked=False)
        self.instead.chosen.connect(self.chosen)
        self.body.addWidget(self.instead)
        self.notice = self.add_label(size=15, strong=True)
        row = QHBoxLayout()
        self.caption = PlainLabel(theme, "", 15, "soft", SEMIBOLD)
        self.refund = PlainLabel(theme, "", 36, "action", BOLD)
        row.addWidget(self.caption, 1)
        row.addWidget(self.refund)
        self.body.addLayout(row)
        self.ways = self.add_label(size=16, strong=True)
        self.reasons = self.add_label(size=14, colour="soft")
        self._rest = QWidget()
        self.body.addWidget(self._rest, 1)
        self.add_primary(self.tr("Take back"))

    @property
    def field(self) -> TextField | None:
        """Where digits go: the slip's number while one is asked for, else the number field."""
        return self.slip if self.slip.isVisibleTo(self) else None

    def _quantity_row(self) -> QWidget:
        theme = self.theme
        self.quantities = QWidget()
        row = QHBoxLayout(self.quantities)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        fewer = PanelButton(theme, "−", SECONDARY)
        fewer.setAccessibleName(self.tr("One fewer"))
        fewer.clicked.connect(lambda: self.stepped.emit(-1))
        more = PanelButton(theme, "+", SECONDARY)
        more.setAccessibleName(self.tr("One more"))
        more.clicked.connect(lambda: self.stepped.emit(1))
        self.everything = PanelButton(theme, self.tr("Everything"), SECONDARY, "*")
        self.everything.clicked.connect(self.all_wanted)
        row.addWidget(fewer, 1)
        row.addWidget(more, 1)
        row.addWidget(self.everything, 2)
        return self.quantities

    def show_state(self, state: ReturnState) -> None:
        """Show the step."""
        began = state.step != self._step
        self._step = state.step
        goods, done = state.step == "goods", state.step == "done"
        tell(self.receipt, state.receipt_text)
        self.todo.say(state.todo, "ink" if state.tone == "quiet" else INKS[state.tone])
        self.todo.setVisible(bool(state.todo))
        self.slip.setVisible(state.asks_slip)
        self.choices.show_choices(state.choices)
        self.choices.setVisible(bool(state.choices))
        if state.slip != self.slip.text():
            self.slip.setText(state.slip)
        self.entries.show_entries(state.rows, state.selected if goods else None)
        self.entries.setVisible(goods)
        self.quantities.setVisible(goods)
        self.instead.show_choices(state.instead)
        self.instead.setVisible(bool(state.instead))
        self._rest.setVisible(not goods)
        tell(self.notice, state.refusal, "stop")
        caption = self.tr("Hand over now") if done else self.tr("Goes back to the customer")
        self.caption.say(self.tr("Comes off the invoice") if state.is_invoiced else caption)
        for part in (self.caption, self.refund):
            part.setVisible(bool(state.refund_text))
        self.refund.say(state.refund_text)
        tell(self.ways, "\n".join(state.ways))
        tell(self.reasons, "\n".join(state.reasons))
        primary = self.primary
        assert primary is not None
        texts = {
            "receipt": self.tr("Find the receipt"),
            "goods": self.tr("Take back"),
            "slips": self.tr("The refund is approved"),
            "terminal": self.tr("On the card terminal"),
            "done": self.tr("Done"),
        }
        primary.setText(texts[state.step])
        primary.setEnabled(state.can_accept)
        primary.setVisible(state.step != "terminal")
        keys = tuple(choice.key for choice in state.choices)
        if (began or keys != self._keys) and state.asks_slip:
            self.slip.setFocus()
        elif keys != self._keys and state.step == "terminal":
            self.choices.focus_first()
        elif began:
            self.setFocus()
        self._keys = keys

    def key(self, event: QKeyEvent) -> bool:
        """Up and down choose the line, plus and minus how much of it, ``*`` everything."""
        if self._step != "goods":
            return event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Delete, Qt.Key.Key_Asterisk)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._walk(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Plus else -1)
        elif event.key() == Qt.Key.Key_Asterisk:
            self.all_wanted.emit()
        else:
            return event.key() == Qt.Key.Key_Delete
        return True

    def _walk(self, by: int) -> None:
        """At the ends the choice stays, and is no touch on the chosen row."""
        entries = self.entries.entries()
        keys = [entry.key for entry in entries]
        before = self.entries.selected
        at = keys.index(before) + by if before in keys else 0
        if 0 <= at < len(keys) and keys[at] != before:
            self.selected.emit(keys[at])
