"""Why there is no way to the server, by the stable code that the sync process says, in the cashier's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pos_app.ui.marks import QT_TRANSLATE_NOOP

CONTEXT = "Link"

CODES: dict[str, str] = {
    "connecting": QT_TRANSLATE_NOOP("Link", "The till is reaching for the server for the first time."),
    "unreachable": QT_TRANSLATE_NOOP("Link", "The server can not be reached."),
    "timeout": QT_TRANSLATE_NOOP("Link", "The server did not answer in time."),
    "certificate": QT_TRANSLATE_NOOP("Link", "The server can not prove that it is ours."),
    "no_answer": QT_TRANSLATE_NOOP("Link", "The server closed the line without an answer."),
    "half_answer": QT_TRANSLATE_NOOP("Link", "The server's answer broke off half-way."),
    "not_http": QT_TRANSLATE_NOOP("Link", "What answers at the server's address is not a web server."),
    "not_our_server": QT_TRANSLATE_NOOP("Link", "A web page answers: perhaps the network wants a sign-in."),
    "redirect": QT_TRANSLATE_NOOP(
        "Link", "The network sends the till elsewhere: perhaps it wants a sign-in."
    ),
    "unreadable": QT_TRANSLATE_NOOP("Link", "The server's answer can not be read."),
    "too_big": QT_TRANSLATE_NOOP("Link", "The server's answer is far too long."),
    "impossible": QT_TRANSLATE_NOOP("Link", "The server's answer can not be true."),
    "server_error": QT_TRANSLATE_NOOP("Link", "The server has a fault of its own."),
    "busy": QT_TRANSLATE_NOOP("Link", "The server is busy and asks the till to wait."),
    "unknown_till": QT_TRANSLATE_NOOP(
        "Link", "The server does not know this till. It must be enrolled again."
    ),
    "bad_signature": QT_TRANSLATE_NOOP("Link", "The server does not accept this till's key."),
    "clock": QT_TRANSLATE_NOOP("Link", "The till's clock is wrong. Set it."),
    "nonce_seen": QT_TRANSLATE_NOOP("Link", "The server took a request for a repeated one."),
    "frozen": QT_TRANSLATE_NOOP("Link", "The server froze this till. It must be enrolled again."),
    "fork": QT_TRANSLATE_NOOP("Link", "There is a copy of this till. It must be enrolled again."),
    "till_behind": QT_TRANSLATE_NOOP("Link", "The server has later sales of this till than the till itself."),
    "gap": QT_TRANSLATE_NOOP("Link", "The server misses earlier sales of this till."),
    "same_id_other_bytes": QT_TRANSLATE_NOOP(
        "Link", "The server has a sale of this till with other contents."
    ),
    "chain_broken": QT_TRANSLATE_NOOP("Link", "The server finds that the till's journal was changed."),
    "not_found": QT_TRANSLATE_NOOP("Link", "What answers at the server's address is not this till's server."),
    "too_large": QT_TRANSLATE_NOOP("Link", "The server finds a single sale too large."),
    "malformed": QT_TRANSLATE_NOOP(
        "Link", "Till and server do not understand each other. One needs an update."
    ),
    "update_till": QT_TRANSLATE_NOOP("Link", "This till is too old for its server. Update the till."),
    "update_server": QT_TRANSLATE_NOOP(
        "Link", "The server is too old for this till. Have the server updated."
    ),
    "revoked": QT_TRANSLATE_NOOP(
        "Link", "This till was reported lost or stolen. It must be enrolled again before it sends anything."
    ),
    "key_differs": QT_TRANSLATE_NOOP("Link", "That code was made for another till."),
    "code_unknown": QT_TRANSLATE_NOOP("Link", "The server does not know that code."),
    "code_used": QT_TRANSLATE_NOOP("Link", "That code has been used already."),
    "code_expired": QT_TRANSLATE_NOOP("Link", "That code has run out."),
    "refused": QT_TRANSLATE_NOOP("Link", "The server refuses what the till asks."),
    "second_sync": QT_TRANSLATE_NOOP("Link", "Another program is sending this till's sales already."),
    "bad_file": QT_TRANSLATE_NOOP("Link", "A file of the till's set-up can not be used."),
    "sync_ended": QT_TRANSLATE_NOOP("Link", "The program that sends the sales ended. It is started again."),
    "sync_silent": QT_TRANSLATE_NOOP(
        "Link", "The program that sends the sales says nothing. It is started again."
    ),
}


def why(code: str) -> str:
    """The sentence for a code; a code that nobody knows is shown as it is, so that support can ask about it."""
    return QCoreApplication.translate(CONTEXT, CODES[code]) if code in CODES else code[:120]
