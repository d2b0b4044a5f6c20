"""Pictures of panels that no other script draws for the manual: ``python -m tests.gui.manual_pictures``."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from pos_app.ui.inbox import Link
from tests.gui.pictures import STATES, _stage
from tests.gui.till import Till

FOLDER = Path(__file__).parents[2] / "pos_app" / "help" / "pictures"
PICTURES = {"drawer": "drawer-count", "approval": "approval", "trouble": "status"}
"""The picture's name, and the state whose panel it shows."""
WIDTH = 400


def draw(name: str) -> Path:
    """The panel alone, small enough for the help panel."""
    till = Till(_stage(), palette="light")
    till.report(Link.ONLINE, 0)
    till.sign_in()
    STATES[PICTURES[name]](till)
    till.settle()
    path = FOLDER / f"{name}.png"
    till.panel.grab().scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation).save(str(path))
    till.close()
    return path


if __name__ == "__main__":
    for each in PICTURES:
        print(draw(each))
