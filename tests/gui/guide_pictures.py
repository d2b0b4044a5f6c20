"""The picture of the installation guide that the set-up window's own script does not draw:
``python -m tests.gui.guide_pictures``.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from pos_app.ui.app import make_app, speak
from pos_app.ui.inbox import Link
from tests.gui.pictures import STATES, _stage
from tests.gui.till import Till

FOLDER = Path(__file__).parents[2] / "packaging" / "pictures"
WIDTH = 960


def draw() -> Path:
    """A till that has looked at itself, in English, small enough for a page."""
    stage = _stage()
    stage.language = "en"
    speak(make_app(), "en")
    till = Till(stage, palette="light")
    till.report(Link.ONLINE, 0)
    till.sign_in()
    STATES["check-found"](till)
    till.settle()
    path = FOLDER / "check-en.png"
    till.window.grab().scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation).save(str(path))
    till.close()
    return path


if __name__ == "__main__":
    print(draw())
