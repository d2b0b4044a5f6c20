"""The painted cards of the middle zone: the member, and the foot of the basket with the total."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import BOLD, REGULAR, SEMIBOLD, Theme
from pos_app.ui.viewmodels.state import MemberCard, StampRow, TotalsState
from pos_app.ui.widgets.paint import CENTRE, LEFT, RIGHT, broken, draw_text, plain

_ROOM_FOR_INITIALS = 440
_NOTE_ROWS = 2
_NOTE_LOOKS = {
    "good": ("promise", "action", SEMIBOLD),
    "look": ("network", "look", SEMIBOLD),
    "stop": ("stop", "stop", SEMIBOLD),
    "quiet": ("next", "soft", REGULAR),
}
_NOTES = 42
"""Two rows of notes keep their place under the total, whether there is something to say or not."""


class MemberCardView(QWidget):
    """Who is this, and what may I promise them? Its height never changes, so the basket never jumps."""

    touched = Signal()

    def __init__(
        self, theme: Theme, nobody_text: str, nobody_hint: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._nobody = (nobody_text, nobody_hint)
        self._card: MemberCard | None = None
        self.setFixedHeight(theme.px(148))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_card(self, card: MemberCard | None) -> None:
        """Show this member, or that there is none."""
        if card != self._card:
            self._card = card
            texts = (card.name, card.tier, card.points_text, card.as_of_text) if card else self._nobody
            self.setAccessibleName(", ".join(text for text in texts if text))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A touch opens the member panel."""
        if self.rect().contains(event.position().toPoint()):
            self.touched.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.theme.card(painter, QRectF(self.rect()), 12, "panel")
        if self._card is None:
            self._paint_nobody(painter)
        else:
            self._paint_member(painter, self._card)
        painter.end()

    def _paint_nobody(self, painter: QPainter) -> None:
        theme = self.theme
        middle = self.height() / 2
        circle = QRectF(theme.px(16), middle - theme.px(22), theme.px(44), theme.px(44))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("background"))
        painter.drawEllipse(circle)
        side = theme.px(24)
        glyph = theme.glyph("member", "soft", 24, self.devicePixelRatioF())
        painter.drawPixmap(round(circle.center().x() - side / 2), round(middle - side / 2), glyph)
        left = theme.px(74)
        width = self.width() - left - theme.px(16)
        upper = QRectF(left, middle - theme.px(24), width, theme.px(25))
        lower = QRectF(left, middle + theme.px(1), width, theme.px(22))
        draw_text(painter, theme, upper, self._nobody[0], 17, theme.colour("ink"), SEMIBOLD, LEFT)
        draw_text(painter, theme, lower, self._nobody[1], 14, theme.colour("soft"), align=LEFT)

    def _paint_member(self, painter: QPainter, card: MemberCard) -> None:
        theme = self.theme
        left, right = theme.px(16), self.width() - theme.px(16)
        if self.width() >= theme.px(_ROOM_FOR_INITIALS):
            circle = QRectF(theme.px(16), theme.px(16), theme.px(44), theme.px(44))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tier_tint"))
            painter.drawEllipse(circle)
            draw_text(painter, theme, circle, card.initials, 16, theme.colour("tier"), SEMIBOLD, CENTRE)
            left = theme.px(72)
        top = QRectF(left, theme.px(10), right - left, theme.px(34))
        below = QRectF(left, theme.px(41), right - left, theme.px(23))
        points = draw_text(painter, theme, top, card.points_text, 26, theme.colour("ink"), BOLD, RIGHT, 17)
        as_of = draw_text(painter, theme, below, card.as_of_text, 13, theme.colour("soft"), align=RIGHT)
        name = QRectF(left, theme.px(13), right - left - points - theme.px(12), theme.px(27))
        draw_text(painter, theme, name, card.name, 18, theme.colour("ink"), SEMIBOLD, LEFT, shrink_to=15)
        below.setRight(right - as_of - theme.px(12))
        self._paint_tier(painter, below, card)
        edge = theme.px(16)
        if card.stamp is not None:
            row = QRectF(edge, theme.px(72), right - edge, theme.px(24))
            self._paint_stamp(painter, row, card.stamp)
        if card.progress_permille is not None:
            bar = QRectF(edge, theme.px(112 if card.stamp else 92), right - edge, theme.px(7))
            self._paint_progress(painter, bar, card.progress_permille)
        foot = QRectF(edge, theme.px(122 if card.stamp else 106), right - edge, theme.px(20))
        draw_text(
            painter, theme, foot, card.progress_text, 14, theme.colour("soft"), align=LEFT, shrink_to=13
        )

    def _paint_tier(self, painter: QPainter, rect: QRectF, card: MemberCard) -> None:
        theme = self.theme
        left = rect.left()
        if card.tier:
            width = theme.metrics(14, SEMIBOLD).horizontalAdvance(card.tier) + theme.px(26)
            badge = QRectF(left, rect.top(), min(width, rect.width()), rect.height())
            theme.card(painter, badge, 11.5, "tier_tint", None)
            draw_text(painter, theme, badge, card.tier, 14, theme.colour("tier"), SEMIBOLD, CENTRE)
            left = badge.right() + theme.px(8)
        note = QRectF(left, rect.top(), max(0.0, rect.right() - left), rect.height())
        draw_text(painter, theme, note, card.note, 14, theme.colour("soft"), align=LEFT, shrink_to=13)

    def _paint_stamp(self, painter: QPainter, rect: QRectF, stamp: StampRow) -> None:
        theme = self.theme
        width = draw_text(painter, theme, rect, stamp.name, 14, theme.colour("soft"), SEMIBOLD, LEFT)
        left = rect.left() + width + theme.px(18)
        side = theme.px(19)
        painter.setPen(theme.pen("action", 2))
        for number in range(stamp.total):
            filled = number < stamp.filled
            painter.setBrush(theme.colour("action") if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(left, rect.center().y() - side / 2, side, side))
            left += side + theme.px(7)
        text = QRectF(left + theme.px(9), rect.top(), rect.right() - left - theme.px(9), rect.height())
        draw_text(painter, theme, text, stamp.text, 14, theme.colour("soft"), align=LEFT)

    def _paint_progress(self, painter: QPainter, rect: QRectF, permille: int) -> None:
        theme = self.theme
        theme.card(painter, rect, 3.5, "line", None)
        filled = QRectF(rect)
        filled.setWidth(rect.width() * min(1000, max(0, permille)) / 1000)
        if filled.width() >= rect.height():
            theme.card(painter, filled, 3.5, "action", None)


class TotalsView(QWidget):
    """The foot of the basket: what they pay is the largest thing on the screen, and never moves."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._state = TotalsState()
        self.setFixedHeight(theme.px(124 + _NOTES))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> TotalsState:
        """The totals in sight."""
        return self._state

    def show_totals(self, state: TotalsState) -> None:
        """Show these totals."""
        if state != self._state:
            self._state = state
            told = (f"{state.caption} {state.to_pay_text}", *(note.text for note in state.notes))
            self.setAccessibleName(". ".join(told))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line, the small facts, the amount."""
        theme, state = self.theme, self._state
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.pen("line", 1.5))
        painter.drawLine(theme.px(16), 1, self.width() - theme.px(15), 1)
        soft = theme.colour("soft")
        facts = QRectF(theme.px(19), theme.px(9), self.width() - theme.px(38), theme.px(24))
        taken = draw_text(
            painter, theme, facts, state.points_text, 14, theme.colour("action"), SEMIBOLD, RIGHT
        )
        facts.setRight(facts.right() - taken - theme.px(10))
        self._paint_facts(painter, facts)
        foot = QRectF(theme.px(19), theme.px(38), self.width() - theme.px(39), theme.px(76))
        right = draw_text(painter, theme, foot, state.to_pay_text, 54, theme.colour("ink"), BOLD, RIGHT, 30)
        foot.setRight(foot.right() - right - theme.px(10))
        draw_text(painter, theme, foot, state.caption, 18, soft, SEMIBOLD, LEFT, shrink_to=14)
        self._paint_notes(
            painter, QRectF(theme.px(19), theme.px(116), self.width() - theme.px(38), theme.px(20))
        )
        painter.end()

    def _paint_notes(self, painter: QPainter, row: QRectF) -> None:
        """What is promised, and what is nearly given: a sentence with its own sign, never colour alone.

        A sentence that needs two rows has both: better one told whole than two cut off.
        """
        theme, left = self.theme, _NOTE_ROWS
        side, step = theme.px(14), theme.px(21)
        for note in self._state.notes:
            icon, colour, weight = _NOTE_LOOKS[note.tone]
            text = row.adjusted(side + theme.px(7), 0, 0, 0)
            metrics = theme.metrics(13, weight)
            rows = broken(plain(note.text), _fits(metrics, text.width()), _NOTE_ROWS)
            if not left or (len(rows) > 1 and left < _NOTE_ROWS):
                break
            glyph = theme.glyph(note.icon or icon, colour, 14, self.devicePixelRatioF())
            painter.drawPixmap(round(row.left()), round(row.center().y() - side / 2), glyph)
            for part in rows:
                draw_text(painter, theme, text, part, 14, theme.colour(colour), weight, LEFT, shrink_to=13)
                text.translate(0, step)
                row.translate(0, step)
                left -= 1

    def _paint_facts(self, painter: QPainter, facts: QRectF) -> None:
        """Discount and VAT side by side, or one under the other where they do not fit."""
        theme = self.theme
        texts = [text for text in (self._state.discount_text, self._state.vat_text) if text]
        line = "     ".join(texts)
        soft = theme.colour("soft")
        if len(texts) < 2 or theme.metrics(14).horizontalAdvance(line) <= facts.width():
            draw_text(painter, theme, facts, line, 14, soft, align=LEFT, shrink_to=13)
            return
        height = theme.px(19)
        for number, text in enumerate(texts):
            row = QRectF(facts.left(), facts.top() - theme.px(1) + number * height, facts.width(), height)
            draw_text(painter, theme, row, text, 13, soft, align=LEFT)


def _fits(metrics: QFontMetrics, width: float) -> Callable[[str], bool]:
    return lambda text: metrics.horizontalAdvance(text) <= width
