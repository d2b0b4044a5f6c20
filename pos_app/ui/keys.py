"""The key table: everything the cashier can do by a key, in one list.

The function buttons, the help panel and the shortcuts are all made from it, so what is touched, typed and
listed under F1 is always the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, Qt

from pos_app.ui.marks import QT_TRANSLATE_NOOP


class Act(StrEnum):
    """What can be done from the selling screen."""

    HELP = "help"
    SEARCH = "search"
    CHECK_PRICE = "check_price"
    MEMBER = "member"
    JOIN = "join"
    VISIT = "visit"
    POINTS = "points"
    PARK = "park"
    DISCOUNT = "discount"
    LINE = "line"
    CARD = "card"
    MENU = "menu"
    RECEIPT = "receipt"
    DRAWER = "drawer"
    REPORTS = "reports"
    EVENING = "evening"
    LABELS = "labels"
    LOCK = "lock"
    RETURN = "return"
    VOID = "void"
    OPEN_DRAWER = "open_drawer"
    PRICE = "price"
    TRAINING = "training"
    PROVISIONAL = "provisional"
    UNDO = "undo"
    REMOVE = "remove"
    STATUS = "status"
    MESSAGES = "messages"
    PAY = "pay"
    MORE = "more"
    FEWER = "fewer"
    UP = "up"
    DOWN = "down"
    CLOSE = "close"
    NEXT_CATEGORY = "next_category"
    PREVIOUS_CATEGORY = "previous_category"
    NEXT_PAGE = "next_page"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One act, the key that does it, what the button says and what the help says."""

    act: Act
    key: str
    """As Qt writes it; empty where the window's own key handling does it."""
    shown: str
    button: str
    does: str


def _row(act: Act, key: str, shown: str, button: str, does: str) -> KeyRow:
    return KeyRow(act, key, shown, button, does)


TABLE: tuple[KeyRow, ...] = (
    _row(Act.HELP, "F1", "F1", QT_TRANSLATE_NOOP("Keys", "Help"), QT_TRANSLATE_NOOP("Keys", "Help and keys")),
    _row(
        Act.SEARCH,
        "F2",
        "F2",
        QT_TRANSLATE_NOOP("Keys", "Search"),
        QT_TRANSLATE_NOOP("Keys", "Search by name, or type a code"),
    ),
    _row(
        Act.CHECK_PRICE,
        "F3",
        "F3",
        QT_TRANSLATE_NOOP("Keys", "Price check"),
        QT_TRANSLATE_NOOP("Keys", "Show the price of the next scan without selling it"),
    ),
    _row(
        Act.MEMBER,
        "F4",
        "F4",
        QT_TRANSLATE_NOOP("Keys", "Member"),
        QT_TRANSLATE_NOOP("Keys", "The member: points, stamps, coupons, offers; or find one"),
    ),
    _row(
        Act.POINTS,
        "F5",
        "F5",
        QT_TRANSLATE_NOOP("Keys", "Use points"),
        QT_TRANSLATE_NOOP("Keys", "Pay with the member's points"),
    ),
    _row(
        Act.PARK,
        "F6",
        "F6",
        QT_TRANSLATE_NOOP("Keys", "Park"),
        QT_TRANSLATE_NOOP("Keys", "Park the sale; with an empty basket, take one back"),
    ),
    _row(
        Act.DISCOUNT,
        "F7",
        "F7",
        QT_TRANSLATE_NOOP("Keys", "Discount"),
        QT_TRANSLATE_NOOP("Keys", "Discount on the selected line or the whole basket"),
    ),
    _row(
        Act.LINE,
        "F8",
        "F8",
        QT_TRANSLATE_NOOP("Keys", "Quantity"),
        QT_TRANSLATE_NOOP("Keys", "Change the selected line; a typed number sets its quantity"),
    ),
    _row(
        Act.CARD,
        "F9",
        "F9",
        QT_TRANSLATE_NOOP("Keys", "Card"),
        QT_TRANSLATE_NOOP("Keys", "Pay by card on the terminal"),
    ),
    _row(
        Act.MENU,
        "F10",
        "F10",
        QT_TRANSLATE_NOOP("Keys", "Menu"),
        QT_TRANSLATE_NOOP("Keys", "Everything that has no key of its own"),
    ),
    _row(
        Act.RECEIPT,
        "F11",
        "F11",
        QT_TRANSLATE_NOOP("Keys", "Receipt"),
        QT_TRANSLATE_NOOP("Keys", "The last sale: change, receipt, copy"),
    ),
    _row(
        Act.LOCK,
        "F12",
        "F12",
        QT_TRANSLATE_NOOP("Keys", "Lock"),
        QT_TRANSLATE_NOOP("Keys", "Lock the till or change cashier"),
    ),
    _row(
        Act.UNDO,
        "Ctrl+Z",
        "Ctrl Z",
        QT_TRANSLATE_NOOP("Keys", "Undo"),
        QT_TRANSLATE_NOOP("Keys", "Undo the last change of the basket"),
    ),
    _row(
        Act.REMOVE,
        "",
        "Del",
        QT_TRANSLATE_NOOP("Keys", "Remove line"),
        QT_TRANSLATE_NOOP("Keys", "Remove the selected line"),
    ),
    _row(
        Act.PAY,
        "",
        "Enter",
        QT_TRANSLATE_NOOP("Keys", "Pay"),
        QT_TRANSLATE_NOOP("Keys", "Pay; a typed amount and Enter pays cash"),
    ),
    _row(
        Act.MORE,
        "",
        "+",
        QT_TRANSLATE_NOOP("Keys", "One more"),
        QT_TRANSLATE_NOOP("Keys", "One more of the selected line"),
    ),
    _row(
        Act.FEWER,
        "",
        "−",
        QT_TRANSLATE_NOOP("Keys", "One fewer"),
        QT_TRANSLATE_NOOP("Keys", "One fewer of the selected line"),
    ),
    _row(
        Act.UP,
        "",
        "↑",
        QT_TRANSLATE_NOOP("Keys", "Up"),
        QT_TRANSLATE_NOOP("Keys", "Select the line above"),
    ),
    _row(
        Act.DOWN,
        "",
        "↓",
        QT_TRANSLATE_NOOP("Keys", "Down"),
        QT_TRANSLATE_NOOP("Keys", "Select the line below"),
    ),
    _row(
        Act.CLOSE,
        "",
        "Esc",
        QT_TRANSLATE_NOOP("Keys", "Close"),
        QT_TRANSLATE_NOOP("Keys", "Close a panel, clear what was typed"),
    ),
    _row(
        Act.NEXT_CATEGORY,
        "Ctrl+Right",
        "Ctrl →",
        QT_TRANSLATE_NOOP("Keys", "Next category"),
        QT_TRANSLATE_NOOP("Keys", "Next category of quick keys; Tab, then arrows and Enter pick one"),
    ),
    _row(
        Act.PREVIOUS_CATEGORY,
        "Ctrl+Left",
        "Ctrl ←",
        QT_TRANSLATE_NOOP("Keys", "Previous category"),
        QT_TRANSLATE_NOOP("Keys", "Previous category of quick keys"),
    ),
    _row(
        Act.NEXT_PAGE,
        "",
        "PgDn",
        QT_TRANSLATE_NOOP("Keys", "Next page"),
        QT_TRANSLATE_NOOP("Keys", "More quick keys of the same category"),
    ),
    _row(
        Act.JOIN,
        "Ctrl+N",
        "Ctrl N",
        QT_TRANSLATE_NOOP("Keys", "New member"),
        QT_TRANSLATE_NOOP("Keys", "Make somebody a member; scanning a new card does the same"),
    ),
    _row(
        Act.VISIT,
        "Ctrl+K",
        "Ctrl K",
        QT_TRANSLATE_NOOP("Keys", "Without buying"),
        QT_TRANSLATE_NOOP("Keys", "Codes, events, giving points, cancelling a membership"),
    ),
    _row(
        Act.RETURN,
        "Ctrl+R",
        "Ctrl R",
        QT_TRANSLATE_NOOP("Keys", "Goods come back"),
        QT_TRANSLATE_NOOP("Keys", "Take goods back; scanning a receipt does the same"),
    ),
    _row(
        Act.PRICE,
        "Ctrl+P",
        "Ctrl P",
        QT_TRANSLATE_NOOP("Keys", "Another price"),
        QT_TRANSLATE_NOOP("Keys", "Sell the selected line for another price, with a reason"),
    ),
    _row(
        Act.VOID,
        "Ctrl+Del",
        "Ctrl Del",
        QT_TRANSLATE_NOOP("Keys", "Give the sale up"),
        QT_TRANSLATE_NOOP("Keys", "Give up the whole sale before it is paid, with a reason"),
    ),
    _row(
        Act.OPEN_DRAWER,
        "Ctrl+O",
        "Ctrl O",
        QT_TRANSLATE_NOOP("Keys", "Open the drawer"),
        QT_TRANSLATE_NOOP("Keys", "Open the drawer without a sale, with a reason"),
    ),
    _row(
        Act.TRAINING,
        "Ctrl+T",
        "Ctrl T",
        QT_TRANSLATE_NOOP("Keys", "Practise"),
        QT_TRANSLATE_NOOP("Keys", "Begin or end practice: nothing of it is for real"),
    ),
    _row(
        Act.PROVISIONAL,
        "Ctrl+F",
        "Ctrl F",
        QT_TRANSLATE_NOOP("Keys", "Provisional receipt"),
        QT_TRANSLATE_NOOP("Keys", "Print what is on the counter, before it is paid"),
    ),
    _row(
        Act.DRAWER,
        "Ctrl+D",
        "Ctrl D",
        QT_TRANSLATE_NOOP("Keys", "Cash drawer"),
        QT_TRANSLATE_NOOP("Keys", "Float, cash in and out, hand-over, counting, X and Z reports"),
    ),
    _row(
        Act.EVENING,
        "Ctrl+E",
        "Ctrl E",
        QT_TRANSLATE_NOOP("Keys", "End of day"),
        QT_TRANSLATE_NOOP("Keys", "Close the day: counts, card slips, Z, a safe copy, and the server's word"),
    ),
    _row(
        Act.REPORTS,
        "Ctrl+B",
        "Ctrl B",
        QT_TRANSLATE_NOOP("Keys", "Reports"),
        QT_TRANSLATE_NOOP("Keys", "What was sold, by day, cashier, article ...; down to the receipts"),
    ),
    _row(
        Act.LABELS,
        "Ctrl+L",
        "Ctrl L",
        QT_TRANSLATE_NOOP("Keys", "Shelf labels"),
        QT_TRANSLATE_NOOP("Keys", "Labels of the articles whose price changed: printed, or as PDF"),
    ),
    _row(
        Act.STATUS,
        "Ctrl+I",
        "Ctrl I",
        QT_TRANSLATE_NOOP("Keys", "Status"),
        QT_TRANSLATE_NOOP("Keys", "Network, printer, scanner and the sales that wait"),
    ),
    _row(
        Act.MESSAGES,
        "Ctrl+M",
        "Ctrl M",
        QT_TRANSLATE_NOOP("Keys", "Messages"),
        QT_TRANSLATE_NOOP("Keys", "What the till has said"),
    ),
)

# The six functions beside the keypad, in reading order.
BUTTONS = (Act.MEMBER, Act.POINTS, Act.PARK, Act.DISCOUNT, Act.LINE, Act.UNDO)
BY_ACT = {row.act: row for row in TABLE}
# Keys that Qt's shortcuts leave to the window, and what they do when nobody else wanted them.
WINDOW_KEYS: dict[int, Act] = {
    Qt.Key.Key_Up: Act.UP,
    Qt.Key.Key_Down: Act.DOWN,
    Qt.Key.Key_Plus: Act.MORE,
    Qt.Key.Key_Minus: Act.FEWER,
    Qt.Key.Key_Delete: Act.REMOVE,
    Qt.Key.Key_Escape: Act.CLOSE,
    Qt.Key.Key_PageDown: Act.NEXT_PAGE,
    Qt.Key.Key_Asterisk: Act.LINE,
}


def shown(text: str) -> str:
    """A text of the table in the cashier's language."""
    return QCoreApplication.translate("Keys", text)
