"""Help and menu: the key table and the manual's pages in the screen's language."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from pos_app.ui.keys import BY_ACT, TABLE, Act, shown
from pos_app.ui.viewmodels.panel_state import HelpState, MenuState
from pos_app.ui.viewmodels.state import Choice, ListEntry

FOLDER = Path(__file__).parents[2] / "help"
PAGES = (
    "selling",
    "paying",
    "exceptions",
    "members",
    "joining",
    "managing",
    "drawer",
    "prices",
    "reports",
    "evening",
    "trouble",
    "installing",
)
KEYS, CONTENTS = "keys", "contents"
"""What is no chapter: all keys, and the list of the chapters."""
MENU = (
    (Act.JOIN, "member"),
    (Act.VISIT, "points"),
    (Act.CHECK_PRICE, "tag"),
    (Act.CARD, "card"),
    (Act.RECEIPT, "printer"),
    (Act.PROVISIONAL, "printer"),
    (Act.RETURN, "undo"),
    (Act.PRICE, "tag"),
    (Act.VOID, "remove"),
    (Act.OPEN_DRAWER, "next"),
    (Act.DRAWER, "cash"),
    (Act.REPORTS, "scale"),
    (Act.EVENING, "check"),
    (Act.LABELS, "tag"),
    (Act.TRAINING, "keyboard"),
    (Act.STATUS, "network"),
    (Act.MESSAGES, "message"),
    (Act.HELP, "help"),
    (Act.LOCK, "lock"),
)
SWITCH_PALETTE = "switch_palette"


class HelpModel(QObject):
    """F1: the keys first, then the manual's short chapters."""

    changed = Signal(object)
    """:class:`HelpState`"""

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language

    def begin(self) -> None:
        """The keys."""
        self.choose(KEYS)

    def choose(self, page: str) -> None:
        """The keys, the chapters, or one of these."""
        titles = {
            "selling": self.tr("Selling"),
            "paying": self.tr("Paying"),
            "exceptions": self.tr("Returns and exceptions"),
            "members": self.tr("Members and points"),
            "joining": self.tr("New members"),
            "managing": self.tr("The manager's day"),
            "drawer": self.tr("The cash drawer"),
            "prices": self.tr("Prices and labels"),
            "reports": self.tr("Reports"),
            "evening": self.tr("End of day"),
            "trouble": self.tr("When something is down"),
            "installing": self.tr("Setting up a till"),
        }
        pages = tuple(Choice(key, text) for key, text in titles.items())
        keys = tuple(ListEntry("", row.shown, shown(row.does)) for row in TABLE)
        markdown = page_text(page, self._language) if page in PAGES else ""
        self.changed.emit(HelpState(keys, pages, page, markdown))

    def menu(self) -> MenuState:
        """What the menu offers."""
        rows = tuple(
            Choice(act.value, shown(BY_ACT[act].button), BY_ACT[act].shown, icon=icon) for act, icon in MENU
        )
        return MenuState((*rows, Choice(SWITCH_PALETTE, self.tr("Light or dark"), icon="theme")))


def page_text(page: str, language: str) -> str:
    """One page of the manual as Markdown; English where a language has no such page."""
    primary = language.replace("_", "-").partition("-")[0]
    for folder in (primary, "en"):
        path = FOLDER / folder / f"{page}.md"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return ""
