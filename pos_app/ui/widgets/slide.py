"""Where panels slide in: over the products zone, never over the basket."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, QRect, Qt
from PySide6.QtWidgets import QWidget

_MILLISECONDS = 140


class SlideHost(QWidget):
    """Covers its parent (or ``zone`` of it) while a panel is open and shows one panel at a time.

    The panel is usable from its first frame: keys and touches reach it while it is still moving.
    """

    def __init__(
        self, parent: QWidget, animated: bool = True, zone: Callable[[], QRect] | None = None
    ) -> None:
        super().__init__(parent)
        self._zone = zone or parent.rect
        self._panel: QWidget | None = None
        self._animated = animated
        self._motion = QPropertyAnimation(self)
        self._motion.setPropertyName(b"pos")
        self._motion.setDuration(_MILLISECONDS)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)
        self.setGeometry(self._zone())
        self.hide()
        parent.installEventFilter(self)

    def panel(self) -> QWidget | None:
        """The panel that is open, if any."""
        return self._panel

    def open(self, panel: QWidget) -> None:
        """Slide this panel in, in place of any other."""
        if self._panel is panel:
            return
        moving = self._panel is None
        if self._panel is not None:
            self._panel.hide()
        self._panel = panel
        panel.setParent(self)
        panel.setGeometry(self.rect())
        self.show()
        self.raise_()
        panel.show()
        if moving and self._animated:
            self._motion.stop()
            self._motion.setTargetObject(panel)
            self._motion.setStartValue(QPoint(-self.width() // 3, 0))
            self._motion.setEndValue(QPoint(0, 0))
            self._motion.start()

    def close_panel(self) -> None:
        """Take the panel away at once."""
        self._motion.stop()
        panel, self._panel = self._panel, None
        if panel is not None:
            panel.hide()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the zone."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self.fit()
        return False

    def fit(self) -> None:
        """Take the zone's place anew."""
        self.setGeometry(self._zone())
        if self._panel is not None:
            self._panel.setGeometry(self.rect())
