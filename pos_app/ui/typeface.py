"""The bundled type: Noto Sans in three weights, loaded from beside the program.

Scripts it lacks (Hangul, Kanji) come from the system's own fonts by Qt's fall-back.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFontDatabase

FAMILY = "Noto Sans"
FOLDER = Path(__file__).parent / "fonts"
FILES = ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf", "NotoSans-Bold.ttf")


def load() -> str:
    """Make the bundled weights known to Qt and return the family's name.

    Returns Qt's own choice of family when a file cannot be read: a till with an odd font still sells.
    """
    families: list[str] = []
    for name in FILES:
        number = QFontDatabase.addApplicationFont(str(FOLDER / name))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return FAMILY if FAMILY in families else (families[0] if families else "")
