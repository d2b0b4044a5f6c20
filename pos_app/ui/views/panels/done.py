"""The sale is paid and safe on disk: the change, until the next scan; and how the receipt is coming."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, REGULAR, SEMIBOLD, Theme
from pos_app.ui.viewmodels.panel_state import DoneState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.header_bar import INKS, TINTS
from pos_app.ui.widgets.labels import PlainLabel


class _ReceiptBox(QWidget):
    """The tinted box that says how the receipt is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.tone = "quiet"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "line" if self.tone == "quiet" else INKS[self.tone]
        self.theme.card(painter, QRectF(self.rect()), 12, TINTS[self.tone], edge)
        painter.end()


class _PromiseBox(QWidget):
    """What is to be handed over or promised before the customer goes: the one thing here that must not be missed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(48), theme.px(10), theme.px(14), theme.px(10))
        self.label = PlainLabel(theme, "", 16, "ink", SEMIBOLD, wrap=True)
        column.addWidget(self.label)

    def show_promises(self, promises: tuple[str, ...]) -> None:
        """Show these, or nothing at all."""
        self.label.say("\n".join(promises))
        self.setVisible(bool(promises))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme.card(painter, QRectF(self.rect()), 12, "tier_tint", None)
        glyph = theme.glyph("promise", "tier", 24, self.devicePixelRatioF())
        painter.drawPixmap(theme.px(13), theme.px(12), glyph)
        painter.end()


class DonePanel(Panel):
    """Shown only after the commit returned (DURABLE-FIRST)."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Paid"), parent)
        self.caption = PlainLabel(theme, "", 18, "soft", SEMIBOLD)
        self.change = PlainLabel(theme, "", 54, "action", BOLD)
        self.body.addWidget(self.caption)
        self.body.addWidget(self.change)
        self.paid = self.add_label(size=16, colour="soft")
        self.member = self.add_label(size=17, strong=True)
        self.promises = _PromiseBox(theme)
        self.body.addWidget(self.promises)
        self.body.addSpacing(theme.px(4))
        self.box = _ReceiptBox(theme)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12))
        column.setSpacing(theme.px(10))
        self.receipt = PlainLabel(theme, "", 16, "ink", SEMIBOLD, wrap=True)
        self.choices = ChoiceGrid(theme, 1, ticked=False)
        self.choices.chosen.connect(self.chosen)
        column.addWidget(self.receipt)
        column.addWidget(self.choices)
        self.body.addWidget(self.box)
        self.body.addStretch(1)
        self.next = PlainLabel(theme, "", 15, "soft", REGULAR, wrap=True)
        self.body.addWidget(self.next)
        self.add_primary(self.tr("Next customer"))

    def show_state(self, state: DoneState) -> None:
        """Show change, points and receipt."""
        self.title.say(self.tr("Paid") if state.is_paid else self.tr("Handed out"))
        self.caption.say(state.change_caption)
        self.change.say(state.change_text)
        tell(self.paid, state.paid_text)
        tell(self.member, state.member_text, "good")
        self.promises.show_promises(state.promises)
        self.next.say(state.next_text)
        self.box.setVisible(state.receipt is not None)
        if state.receipt is not None:
            self.box.tone = state.receipt.tone
            self.receipt.say(state.receipt.text, INKS[state.receipt.tone])
            self.choices.show_choices(state.receipt.choices)
            self.choices.setVisible(bool(state.receipt.choices))
            self.next.setVisible(len(state.receipt.choices) < 2)
            self.box.update()
