"""What every panel has: a title, a way out, room for its own parts, and a large button that goes on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, REGULAR, SEMIBOLD, Theme
from pos_app.ui.widgets.buttons import PRIMARY, SECONDARY, Face, PaintedButton, PanelButton
from pos_app.ui.widgets.header_bar import INKS
from pos_app.ui.widgets.labels import PlainLabel


class Panel(QWidget):
    """Slides over the products zone. Enter is :meth:`accept`, Esc and the button top right close it."""

    closed = Signal()
    accepted = Signal()

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(18), theme.px(12), theme.px(18), theme.px(16))
        outer.setSpacing(theme.px(10))
        head = QHBoxLayout()
        self.title = PlainLabel(theme, title, 20, "ink", BOLD)
        self.close_button = PaintedButton(theme, Face("key", "ink", height=48))
        self.close_button.setText(self.tr("Close  Esc"))
        self.close_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.close_button.clicked.connect(self.closed)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(10))
        outer.addLayout(self.body, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(theme.px(10))
        outer.addLayout(self.foot)
        self.primary: PanelButton | None = None

    def add_primary(self, text: str, hint: str = "Enter") -> PanelButton:
        """The button that goes on; Enter presses it wherever the focus is."""
        self.primary = PanelButton(self.theme, text, PRIMARY, hint)
        self.primary.clicked.connect(self.accepted)
        self.foot.addWidget(self.primary, 2)
        return self.primary

    def add_secondary(self, text: str, hint: str = "", face: Face = SECONDARY, icon: str = "") -> PanelButton:
        """Another button in the foot."""
        button = PanelButton(self.theme, text, face, hint, icon)
        self.foot.addWidget(button, 1)
        return button

    def add_label(
        self, text: str = "", size: int = 16, colour: str = "ink", strong: bool = False
    ) -> PlainLabel:
        """A wrapped text in the body."""
        label = PlainLabel(self.theme, text, size, colour, SEMIBOLD if strong else REGULAR, wrap=True)
        self.body.addWidget(label)
        return label

    def add_heading(self, text: str) -> PlainLabel:
        """A small heading over the next part."""
        return self.add_label(text, 14, "soft", strong=True)

    def accept(self) -> None:
        """Enter: press what Tab or the arrows led to if it acts at once, else the large button."""
        acting = (
            button
            for button in self.findChildren(PaintedButton)
            if button.hasFocus() and button.does_it_at_once
        )
        focused = next(acting, None)
        if focused is not None:
            focused.click()
        elif self.primary is not None and self.primary.isEnabled():
            self.primary.click()

    def press(self, sign: str) -> bool:
        """A key of the keypad or a digit typed; True when it is the panel's own and not the number field's."""
        return False

    def key(self, event: QKeyEvent) -> bool:
        """A key that nobody else used; True when the panel did something with it."""
        return False

    def opened(self) -> None:
        """Called each time the panel comes into sight, to put the focus where it belongs."""
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card over the whole zone."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.theme.colour("background"))
        self.theme.card(painter, QRectF(self.rect()), 14, "panel")
        painter.end()


def tell(label: PlainLabel, text: str, tone: str = "quiet") -> None:
    """Put a text of that tone into a label, which disappears while there is none."""
    label.say(text, INKS[tone])
    label.setVisible(bool(text))
