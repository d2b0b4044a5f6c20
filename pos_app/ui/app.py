"""The Qt application: set up once, before any window. Fonts, style, and the language of the texts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from pos_app.ui import typeface

TRANSLATIONS = Path(__file__).parent / "translations"


def make_app(arguments: list[str] | None = None) -> QApplication:
    """The application object, made now or found. Loads the bundled type."""
    found = QApplication.instance()
    # The style as an argument: setStyle would hand the style back, and PySide load everything a style knows for it.
    app = (
        found
        if isinstance(found, QApplication)
        else QApplication([*(arguments or ["trofast"]), "-style", "Fusion"])
    )
    if not app.property("trofast_typeface"):
        app.setApplicationName("Trofast")
        if app is found:
            app.setStyle("Fusion")
        app.setProperty("trofast_typeface", typeface.load())
    return app


def speak(app: QApplication, language: str) -> QTranslator | None:
    """Load the interface's texts in that language; texts stay English when there is no file for it.
    Said again, it takes the place of the one before.
    """
    before = app.property("trofast_translator")
    if isinstance(before, QTranslator):
        QCoreApplication.removeTranslator(before)
    translator = QTranslator(app)
    primary = language.replace("_", "-").partition("-")[0]
    primary = "nb" if primary in ("no", "nn") else primary
    for name in (primary, "en"):
        if translator.load(str(TRANSLATIONS / f"trofast_{name}.qm")):
            QCoreApplication.installTranslator(translator)
            app.setProperty("trofast_translator", translator)
            return translator
    return None
