"""Which right an act at the drawer takes, and what it is in words for whoever has to allow it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pos_app.domain.rights import Right, Wish
from pos_app.ui.marks import QT_TRANSLATE_NOOP
from pos_app.ui.viewmodels import drawer_state as at
from pos_app.ui.viewmodels.words import Words

_TAKES = {
    (at.CASH, at.PAY_IN): (Right.PAID_IN, QT_TRANSLATE_NOOP("DrawerRights", "Pay {amount} in")),
    (at.CASH, at.PAY_OUT): (Right.PAID_OUT, QT_TRANSLATE_NOOP("DrawerRights", "Pay {amount} out")),
    (at.CASH, at.DROP): (Right.DROP, QT_TRANSLATE_NOOP("DrawerRights", "Take {amount} to the safe")),
    (at.HOME, at.X): (Right.REPORT_X, QT_TRANSLATE_NOOP("DrawerRights", "Take an X report")),
    (at.SURE, at.Z): (
        Right.REPORT_Z,
        QT_TRANSLATE_NOOP("DrawerRights", "Close the period with a Z report"),
    ),
}
_FAR_OFF = QT_TRANSLATE_NOOP("DrawerRights", "Close a drawer whose count is far from what it should be")


def takes(page: str, act: str, amount_minor: int, words: Words) -> tuple[Wish, str] | None:
    """The right for an act on a page of the drawer's panel, in words too; ``None`` where it takes none."""
    found = _TAKES.get((page, act))
    if found is None:
        return None
    right, told = found
    said = QCoreApplication.translate("DrawerRights", told).format(amount=words.money(amount_minor))
    return Wish(right, amount_minor), said


def far_off(away_minor: int) -> tuple[Wish, str]:
    """The right to close a drawer in spite of its difference. The words do not say how large it is: whoever counts once
    more is to count blind.
    """
    return Wish(Right.COUNT_DIFFERENCE, away_minor), QCoreApplication.translate("DrawerRights", _FAR_OFF)
