"""Every button of the till, painted from the theme.

No button takes the keyboard focus by a touch, and only those in panels (``focusable``) by Tab: a scanner that
types Enter must never press one. Keys reach the same actions through the key table instead.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.widgets.paint import CENTRE, LEFT, RIGHT, blend, draw_text


@dataclass(frozen=True, slots=True)
class Face:
    """How a kind of button looks: colours by role, corner radius and lowest height in design pixels."""

    fill: str
    ink: str
    edge: str | None = "line"
    radius: float = 10
    height: int = 52


PANEL = Face("panel", "ink")
KEY = Face("key", "ink", height=48)
QUICK = Face("action_tint", "action", edge=None, radius=8, height=48)
PRIMARY = Face("action", "on_action", edge=None, radius=12, height=60)
SECONDARY = Face("key", "ink", radius=12, height=60)
WARN = Face("stop_tint", "stop", edge=None, radius=12, height=60)


class PaintedButton(QAbstractButton):
    """A rounded surface that answers to touch at once; sub-classes paint what stands on it."""

    does_it_at_once = True
    """Whether Enter on it presses it: not where it only ticks or chooses, and Enter means the large button."""

    def __init__(
        self, theme: Theme, face: Face, parent: QWidget | None = None, focusable: bool = False
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.face = face
        self._hover = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if focusable else Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(theme.px(face.height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up under a mouse."""
        self._hover = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go quiet again."""
        self._hover = False
        self.update()
        super().leaveEvent(event)

    def sizeHint(self) -> QSize:
        """Wide enough for the text with air around it."""
        width = self.theme.metrics(16, SEMIBOLD).horizontalAdvance(self.text())
        return QSize(width + self.theme.px(36), self.theme.px(self.face.height))

    def minimumSizeHint(self) -> QSize:
        """A finger's width."""
        return QSize(self.theme.px(48), self.theme.px(self.face.height))

    def fill_colour(self) -> QColor:
        """The surface's colour in the state the button is in."""
        colour = self.theme.colour(self.face.fill)
        if not self.isEnabled():
            return blend(colour, self.theme.colour("background"), 0.6)
        if self.isDown():
            return blend(colour, self.theme.colour("ink"), 0.18)
        if self._hover:
            return blend(colour, self.theme.colour("ink"), 0.05)
        return colour

    def ink(self) -> QColor:
        """The text's colour in the state the button is in."""
        colour = self.theme.colour(self.face.ink)
        return colour if self.isEnabled() else blend(self.fill_colour(), colour, 0.45)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface, focus ring, then whatever the kind of button adds."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        self.paint_surface(painter, rect)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("action", 2))
            inset = self.theme.px(2)
            radius = self.theme.px(self.face.radius - 1)
            painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
        self.paint_content(painter, rect)
        painter.end()

    def paint_surface(self, painter: QPainter, rect: QRectF) -> None:
        """The rounded rectangle itself."""
        radius = self.theme.px(self.face.radius)
        painter.setBrush(self.fill_colour())
        if self.face.edge is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect, radius, radius)
        else:
            painter.setPen(self.theme.pen(self.face.edge))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Centred text by default."""
        inner = rect.adjusted(self.theme.px(8), 0, -self.theme.px(8), 0)
        draw_text(painter, self.theme, inner, self.text(), 16, self.ink(), SEMIBOLD, CENTRE, shrink_to=13)


class ActionButton(PaintedButton):
    """A function: what it does on the left, the key that does the same on the right."""

    def __init__(self, theme: Theme, text: str, key_text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, PANEL, parent)
        self.setText(text)
        self._key_text = key_text

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Label and key hint."""
        theme = self.theme
        inner = rect.adjusted(theme.px(14), 0, -theme.px(9), 0)
        soft = theme.colour("soft") if self.isEnabled() else self.ink()
        key_width = draw_text(painter, theme, inner, self._key_text, 13, soft, SEMIBOLD, RIGHT)
        inner.setRight(inner.right() - key_width - theme.px(6))
        draw_text(painter, theme, inner, self.text(), 15, self.ink(), SEMIBOLD, LEFT, shrink_to=13)


class KeyButton(PaintedButton):
    """A key of the keypad: a large sign, or an icon."""

    def __init__(self, theme: Theme, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, KEY, parent)
        self.setText(text)
        self._icon = icon

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """The sign in the middle."""
        if self._icon:
            side = self.theme.px(34)
            ratio = self.devicePixelRatioF()
            glyph = self.theme.glyph(self._icon, "ink", 34, ratio)
            painter.drawPixmap(
                round(rect.center().x() - side / 2), round(rect.center().y() - side / 2), glyph
            )
        else:
            draw_text(painter, self.theme, rect, self.text(), 26, self.ink(), SEMIBOLD, CENTRE)


class QuickCashButton(PaintedButton):
    """A ready-made cash amount; empty and out of the way when there is none for its place."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, QUICK, parent)
        self.minor = 0


class PayButton(PaintedButton):
    """The one key that finishes the sale."""

    def __init__(self, theme: Theme, text: str, key_text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, Face("action", "on_action", edge=None, radius=14, height=84), parent)
        self.setText(text)
        self._key_text = key_text

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """The word, and the key with its sign."""
        theme = self.theme
        inner = rect.adjusted(theme.px(22), 0, -theme.px(20), 0)
        side = theme.px(18)
        glyph = theme.glyph("enter", self.face.ink, 18, self.devicePixelRatioF())
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        painter.drawPixmap(round(inner.right() - side), round(inner.center().y() - side / 2 + 1), glyph)
        painter.setOpacity(1.0)
        hint = inner.adjusted(0, 0, -side - theme.px(7), 0)
        hint_width = draw_text(painter, theme, hint, self._key_text, 17, self.ink(), SEMIBOLD, RIGHT)
        hint.setRight(hint.right() - hint_width - theme.px(8))
        draw_text(painter, theme, hint, self.text(), 30, self.ink(), BOLD, LEFT, shrink_to=18)


class Chip(PaintedButton):
    """A pill to choose by: a category, a reason, a kind. The chosen one is filled with ink."""

    def __init__(
        self, theme: Theme, key: str, text: str, parent: QWidget | None = None, focusable: bool = False
    ) -> None:
        super().__init__(theme, Face("panel", "ink", radius=24, height=48), parent, focusable)
        self.key = key
        self.setText(text)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Text with room for the round ends."""
        width = self.theme.metrics(15, SEMIBOLD).horizontalAdvance(self.text())
        return QSize(max(self.theme.px(64), width + self.theme.px(32)), self.theme.px(48))

    def fill_colour(self) -> QColor:
        """Ink when chosen."""
        if self.isChecked():
            return self.theme.colour("ink")
        return super().fill_colour()

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Its text; a chosen chip is told by its filling, never by hue alone."""
        ink = self.theme.colour("panel") if self.isChecked() else self.ink()
        inner = rect.adjusted(self.theme.px(8), 0, -self.theme.px(8), 0)
        draw_text(painter, self.theme, inner, self.text(), 15, ink, SEMIBOLD, CENTRE)


_SMALLEST, _WITH_ICON = 13, 15
"""How small a text may get: alone, and to make room for an icon."""


class PanelButton(PaintedButton):
    """A large button in a panel, with an optional small hint on the right and an icon on the left."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        face: Face = SECONDARY,
        hint: str = "",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, face, parent, focusable=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self._hint = hint
        self._icon = icon

    def set_hint(self, hint: str) -> None:
        """Change what stands on the right."""
        if hint != self._hint:
            self._hint = hint
            self.update()

    def sizeHint(self) -> QSize:
        """Room for text, hint and icon."""
        base = super().sizeHint()
        hint = self.theme.metrics(14, SEMIBOLD).horizontalAdvance(self._hint)
        return QSize(base.width() + hint + self.theme.px(40 if self._icon else 0), base.height())

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Icon, text and hint; the text is centred when it stands alone. Without room for both the icon goes."""
        theme = self.theme
        inner = rect.adjusted(theme.px(16), 0, -theme.px(16), 0)
        side = theme.px(24)
        needed = theme.metrics(_WITH_ICON, SEMIBOLD).horizontalAdvance(self.text()) + side + theme.px(12)
        has_icon = bool(self._icon) and (bool(self._hint) or needed <= inner.width())
        if has_icon:
            glyph = theme.glyph(self._icon, self.face.ink, 24, self.devicePixelRatioF())
            painter.setOpacity(1.0 if self.isEnabled() else 0.45)
            painter.drawPixmap(round(inner.left()), round(inner.center().y() - side / 2), glyph)
            painter.setOpacity(1.0)
            inner.setLeft(inner.left() + side + theme.px(12))
        if self._hint:
            ink = theme.colour("soft") if self.face.ink == "ink" and self.isEnabled() else self.ink()
            width = draw_text(painter, theme, inner, self._hint, 14, ink, SEMIBOLD, RIGHT)
            inner.setRight(inner.right() - width - theme.px(8))
        align = LEFT if self._hint or has_icon else CENTRE
        draw_text(painter, theme, inner, self.text(), 17, self.ink(), SEMIBOLD, align, shrink_to=_SMALLEST)


class IconButton(PaintedButton):
    """A square button that is only an icon; its text is what a screen reader says."""

    def __init__(
        self, theme: Theme, icon: str, text: str, parent: QWidget | None = None, face: Face = KEY
    ) -> None:
        super().__init__(theme, face, parent)
        self._icon = icon
        self.setText(text)
        self.setToolTip(text)
        self.setFixedSize(theme.px(48), theme.px(48))

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """The icon in the middle."""
        side = self.theme.px(22)
        glyph = self.theme.glyph(self._icon, self.face.ink, 22, self.devicePixelRatioF())
        painter.drawPixmap(round(rect.center().x() - side / 2), round(rect.center().y() - side / 2), glyph)
