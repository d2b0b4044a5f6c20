"""A till that may not sell, with a hand on it: ``python -m tests.integration.bootstrap.stopped_till TILL_TOML``.

Says as JSON what the stop window shows, or how far setting up is, waits for a line on standard input, presses "try
again" or types the line, and so on. When the till's own window opens it says so and closes it.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_app.bootstrap.run import run
from pos_app.config import load_settings, settings_in
from pos_app.ui.app import make_app
from pos_app.ui.set_up_window import SetUpWindow
from pos_app.ui.stopped import StoppedWindow
from pos_app.ui.window import TillWindow


class Hand(QObject):
    """Presses Enter for every line that comes, and "close" ends it."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._press, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)
        self._shown = ""
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self.asked.emit(line.strip())
        self.asked.emit("close")

    def _window(self) -> StoppedWindow | None:
        shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, StoppedWindow)]
        return next((each for each in shown if each.isVisible()), None)

    def _look(self) -> None:
        window = self._window()
        if window is not None:
            self._tell(window)
        setting_up = self._set_up()
        if setting_up is not None:
            state = setting_up.model.state
            shown = json.dumps({"step": "busy" if state.is_busy else state.step, "happened": state.happened})
            if shown != self._shown and not state.is_busy:
                self._shown = shown
                say(shown)

    def _set_up(self) -> SetUpWindow | None:
        shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, SetUpWindow)]
        return next((each for each in shown if each.isVisible()), None)

    def _tell(self, window: StoppedWindow, *, anew: bool = False) -> None:
        view = window.view
        shown = json.dumps(
            {"cause": view.detail.text(), "happened": view.happened.text(), "todo": view.todo.text()}
        )
        if anew or shown != self._shown:
            self._shown = shown
            say(shown)

    def _press(self, word: str) -> None:
        setting_up = self._set_up()
        if setting_up is not None:
            field = setting_up.code.field if setting_up.model.state.step == "code" else setting_up
            QTest.keyClicks(field, word)
            QTest.keyClick(field, Qt.Key.Key_Return)
        window = self._window()
        if window is None:
            return
        if word == "close":
            window.close()
            return
        QTest.keyClick(window, Qt.Key.Key_Return)
        if window.isVisible():
            self._tell(window, anew=True)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def opened(window: TillWindow) -> None:
    say(json.dumps({"selling": True}))
    QTimer.singleShot(0, window.close)


def main() -> None:
    make_app()
    hand = Hand()
    path = Path(sys.argv[1])
    code = run(load_settings(path) if path.exists() else settings_in("", path), opened)
    del hand
    sys.exit(code)


if __name__ == "__main__":
    main()
