"""The reference of ``start``: the least a window of this toolkit can be. Says when it has been painted, and stays.

Run as a file, not as a module, so that nothing of ours is imported.
"""

import os
import sys

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class BareWindow(QWidget):
    """An empty window that writes one byte to the file descriptor in TROFAST_READY_FD when it is first painted."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Painted: the other side stops its clock."""
        ready = os.environ.pop("TROFAST_READY_FD", "")
        if ready:
            os.write(int(ready), b"1")


if __name__ == "__main__":
    application = QApplication(sys.argv)
    window = BareWindow()
    window.resize(1280, 800)
    window.show()
    sys.exit(application.exec())
