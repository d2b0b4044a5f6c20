"""Goods come back without a receipt: what they count at, why, how the money goes; then what to hand over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.unproven_state import UnprovenState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.entry_list import EntryList
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.header_bar import INKS
from pos_app.ui.widgets.labels import PlainLabel


class UnprovenPanel(Panel):
    """One column that shows what the step needs. Nothing is handed over before the last one."""

    way_chosen = Signal(str)
    reason_chosen = Signal(str)
    chosen = Signal(str)
    """A way on, while a card terminal has the word."""
    slip_changed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Without a receipt"), parent)
        self._step = ""
        self._keys: tuple[str, ...] = ()
        self.told = self.add_label(size=15, colour="soft")
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
        self.entries.setMinimumHeight(theme.px(100))
        self.body.addWidget(self.entries, 1)
        self.why = self.add_heading(self.tr("Why?"))
        self.reasons = ChoiceGrid(theme, 2)
        self.reasons.chosen.connect(self.reason_chosen)
        self.body.addWidget(self.reasons)
        self.body.addLayout(self._amount_row())
        self.ways = ChoiceGrid(theme, 2)
        self.ways.chosen.connect(self.way_chosen)
        self.body.addWidget(self.ways)
        self.note = self.add_label(size=14, colour="soft")
        self.notice = self.add_label(size=15, strong=True)
        self._rest = QWidget()
        self.body.addWidget(self._rest, 1)
        self.add_primary(self.tr("Take back"))

    def _amount_row(self) -> QHBoxLayout:
        """What it is on the left, how much on the right: the list above needs the height."""
        row = QHBoxLayout()
        self.caption = PlainLabel(self.theme, "", 15, "soft", SEMIBOLD)
        self.refund = PlainLabel(self.theme, "", 34, "action", BOLD)
        row.addWidget(self.caption, 1)
        row.addWidget(self.refund)
        return row

    @property
    def field(self) -> TextField | None:
        """Where digits go while a slip's number is asked for."""
        return self.slip if self.slip.isVisibleTo(self) else None

    def show_state(self, state: UnprovenState) -> None:
        """Show the step."""
        began = state.step != self._step
        self._step = state.step
        done = state.step == "done"
        tell(self.told, state.told)
        self.told.say(state.told, "soft")
        self.todo.say(state.todo, "ink" if state.tone == "quiet" else INKS[state.tone])
        self.todo.setVisible(bool(state.todo))
        self.slip.setVisible(state.asks_slip)
        if state.slip != self.slip.text():
            self.slip.setText(state.slip)
        for grid, shown in (
            (self.choices, state.choices),
            (self.reasons, state.reasons),
            (self.ways, state.ways),
        ):
            grid.show_choices(shown)
            grid.setVisible(bool(shown))
        self.why.setVisible(bool(state.reasons))
        self.entries.show_entries(state.rows, None)
        self.entries.setVisible(bool(state.rows))
        self._rest.setVisible(not state.rows)
        self.caption.say(self.tr("Hand over now") if done else self.tr("Goes back to the customer"))
        for part in (self.caption, self.refund):
            part.setVisible(bool(state.refund_text))
        self.refund.say(state.refund_text)
        self.note.say(state.note, "soft")
        self.note.setVisible(bool(state.note))
        tell(self.notice, state.refusal, "stop")
        self._show_button(state)
        keys = tuple(choice.key for choice in state.choices)
        if (began or keys != self._keys) and state.asks_slip:
            self.slip.setFocus()
        elif keys != self._keys and keys:
            self.choices.focus_first()
        elif began:
            self.setFocus()
        self._keys = keys

    def _show_button(self, state: UnprovenState) -> None:
        primary = self.primary
        assert primary is not None
        texts = {
            "goods": self.tr("Take back"),
            "slips": self.tr("The refund is approved"),
            "terminal": self.tr("On the card terminal"),
            "done": self.tr("Done"),
        }
        primary.setText(texts[state.step])
        primary.setEnabled(state.can_accept)
        primary.setVisible(state.step != "terminal")

    def key(self, event: QKeyEvent) -> bool:
        """The arrows choose the reason."""
        steps = {Qt.Key.Key_Up: -2, Qt.Key.Key_Down: 2, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or self._step != "goods":
            return False
        self.reasons.step(step)
        return True
