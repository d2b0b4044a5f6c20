"""What can keep a till from being set up, in words: what happened, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pos_app.ui.marks import QT_TRANSLATE_NOOP

CONTEXT = "SetUp"

TROUBLES: dict[str, tuple[str, str]] = {
    "no_code": (
        QT_TRANSLATE_NOOP("SetUp", "That is not a whole code."),
        QT_TRANSLATE_NOOP("SetUp", "Type the address, a space, and the twelve letters and digits below it."),
    ),
    "no_server": (
        QT_TRANSLATE_NOOP("SetUp", "The server's address is missing."),
        QT_TRANSLATE_NOOP("SetUp", "Type it before the code, as it stands on the sheet."),
    ),
    "bad_server": (
        QT_TRANSLATE_NOOP("SetUp", "That is no server's address."),
        QT_TRANSLATE_NOOP("SetUp", "Look at how it stands on the sheet, and type it again."),
    ),
    "bad_code": (
        QT_TRANSLATE_NOOP("SetUp", "There is a letter in the code that no code has."),
        QT_TRANSLATE_NOOP("SetUp", "0, O, 1 and I are never used: look again at the sheet."),
    ),
    "damaged": (
        QT_TRANSLATE_NOOP("SetUp", "The scan did not come through whole."),
        QT_TRANSLATE_NOOP("SetUp", "Scan the sheet again, or type what stands below the square."),
    ),
    "code_unknown": (
        QT_TRANSLATE_NOOP("SetUp", "The server does not know this code."),
        QT_TRANSLATE_NOOP(
            "SetUp", "Look at how it is written. After five wrong tries it is dead: ask for a new one."
        ),
    ),
    "code_used": (
        QT_TRANSLATE_NOOP("SetUp", "Another till has used this code already."),
        QT_TRANSLATE_NOOP("SetUp", "Ask for a new one: a code works once."),
    ),
    "code_expired": (
        QT_TRANSLATE_NOOP("SetUp", "This code has run out."),
        QT_TRANSLATE_NOOP("SetUp", "Ask for a new one, and use it at once."),
    ),
    "key_differs": (
        QT_TRANSLATE_NOOP("SetUp", "This code was made for another machine."),
        QT_TRANSLATE_NOOP("SetUp", "Ask for a new one for this till."),
    ),
    "unreachable": (
        QT_TRANSLATE_NOOP("SetUp", "The server cannot be reached."),
        QT_TRANSLATE_NOOP(
            "SetUp", "Look at the network cable and the address. The code is not spent: try again."
        ),
    ),
    "timeout": (
        QT_TRANSLATE_NOOP("SetUp", "The server did not answer in time."),
        QT_TRANSLATE_NOOP("SetUp", "The code is not lost: try again with the same one."),
    ),
    "goods_away": (
        QT_TRANSLATE_NOOP("SetUp", "The server cannot be reached now. The till has its place."),
        QT_TRANSLATE_NOOP(
            "SetUp", "Look at the network cable. What came so far is kept; the rest goes on from there."
        ),
    ),
    "certificate": (
        QT_TRANSLATE_NOOP("SetUp", "The server cannot prove that it is yours."),
        QT_TRANSLATE_NOOP(
            "SetUp", "Look first whether this machine's date and time are right, then at the address."
        ),
    ),
    "clock": (
        QT_TRANSLATE_NOOP("SetUp", "This machine's clock is wrong."),
        QT_TRANSLATE_NOOP("SetUp", "Set its date and time, and try again."),
    ),
    "busy": (
        QT_TRANSLATE_NOOP("SetUp", "The server is busy, or this code had too many wrong tries."),
        QT_TRANSLATE_NOOP("SetUp", "Wait a minute. If it stays so, ask for a new code."),
    ),
    "not_our_server": (
        QT_TRANSLATE_NOOP("SetUp", "Something else answers at that address."),
        QT_TRANSLATE_NOOP("SetUp", "Look at the address. A guest network may want a sign-in first."),
    ),
    "bad_file": (
        QT_TRANSLATE_NOOP(
            "SetUp", "There is a mistake in the file. Nothing was changed, and the code is not spent."
        ),
        QT_TRANSLATE_NOOP("SetUp", "Have the line below put right, and open the file again."),
    ),
    "other_place": (
        QT_TRANSLATE_NOOP("SetUp", "This till has another place already."),
        QT_TRANSLATE_NOOP("SetUp", "Nothing was changed. Another place needs a new installation."),
    ),
    "disk": (
        QT_TRANSLATE_NOOP("SetUp", "This machine cannot write its files."),
        QT_TRANSLATE_NOOP("SetUp", "Look whether the disk is full or write-protected, and try again."),
    ),
    "update_till": (
        QT_TRANSLATE_NOOP("SetUp", "This program is too old for the server."),
        QT_TRANSLATE_NOOP("SetUp", "Install the newest one, and use the same code."),
    ),
    "update_server": (
        QT_TRANSLATE_NOOP("SetUp", "The server is too old for this program."),
        QT_TRANSLATE_NOOP("SetUp", "Have the server updated, and use the same code."),
    ),
}
_LIKE = {
    "no_answer": "timeout",
    "half_answer": "timeout",
    "redirect": "not_our_server",
    "not_http": "not_our_server",
    "not_found": "not_our_server",
    "unreadable": "not_our_server",
}
_OTHER = (
    QT_TRANSLATE_NOOP("SetUp", "The server did not take this till in."),
    QT_TRANSLATE_NOOP("SetUp", "Try again. If it stays so, call for help and say the word below."),
)


def words_for(code: str) -> tuple[str, str]:
    """What happened and what to do, in the interface's language."""
    happened, todo = TROUBLES.get(_LIKE.get(code, code), _OTHER)
    return QCoreApplication.translate(CONTEXT, happened), QCoreApplication.translate(CONTEXT, todo)


def is_known(code: str) -> bool:
    """Whether there are words of its own for that."""
    return _LIKE.get(code, code) in TROUBLES
