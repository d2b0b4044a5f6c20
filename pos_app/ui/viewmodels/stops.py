"""Why a till must stop selling, in the cashier's language: what happened, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pos_app.domain.errors import CannotSell
from pos_app.ui.marks import QT_TRANSLATE_NOOP
from pos_app.ui.viewmodels.state import StopState

CONTEXT = "Refusal"

# Why a till must stop: what happened, and what to do.
STOPS: dict[str, tuple[str, str]] = {
    "second_till": (
        QT_TRANSLATE_NOOP(
            "Refusal", "Another till program is already open on this till's data. Nothing is lost."
        ),
        QT_TRANSLATE_NOOP("Refusal", "Use the window that is open, or close it and try again."),
    ),
    "disk_full": (
        QT_TRANSLATE_NOOP(
            "Refusal", "This till's disk is full, so the sale could not be saved and is not paid."
        ),
        QT_TRANSLATE_NOOP(
            "Refusal", "Take no money for it here. Use another till; all earlier sales are safe."
        ),
    ),
    "wrong_sqlite": (
        QT_TRANSLATE_NOOP("Refusal", "This till's database software is too old to keep sales safe."),
        QT_TRANSLATE_NOOP("Refusal", "Do not sell on this till. Have Trofast installed again."),
    ),
    "wrong_journal_mode": (
        QT_TRANSLATE_NOOP("Refusal", "This till's data lies on a disk that cannot keep sales safe."),
        QT_TRANSLATE_NOOP("Refusal", "Do not sell on this till. Have its data moved to the till's own disk."),
    ),
    "wrong_synchronous": (
        QT_TRANSLATE_NOOP("Refusal", "This till does not wait until a sale is on the disk."),
        QT_TRANSLATE_NOOP("Refusal", "Do not sell on this till. Have Trofast installed again."),
    ),
    "unreadable_key": (
        QT_TRANSLATE_NOOP("Refusal", "This till cannot unlock its own data."),
        QT_TRANSLATE_NOOP(
            "Refusal", "Delete nothing. Ask the person who set it up to put its key file back."
        ),
    ),
    "damaged": (
        QT_TRANSLATE_NOOP("Refusal", "This till's data or its disk is damaged."),
        QT_TRANSLATE_NOOP(
            "Refusal", "Leave it switched on and delete nothing. Use another till and call for help."
        ),
    ),
    "locked": (
        QT_TRANSLATE_NOOP(
            "Refusal",
            "Another program is holding on to this till's data. The sale is not saved and not paid.",
        ),
        QT_TRANSLATE_NOOP("Refusal", "Wait a moment and try again. If it comes back, restart the till."),
    ),
    "read_only": (
        QT_TRANSLATE_NOOP("Refusal", "This till may not write in its data folder, so it cannot save sales."),
        QT_TRANSLATE_NOOP(
            "Refusal", "Ask the person who set it up to give the folder back to the till's own user."
        ),
    ),
    "newer_data": (
        QT_TRANSLATE_NOOP(
            "Refusal", "This till's data was written by a newer Trofast than this one. Nothing is lost."
        ),
        QT_TRANSLATE_NOOP("Refusal", "Start the newer version, or have it installed again."),
    ),
    "unknown_zone": (
        QT_TRANSLATE_NOOP("Refusal", "This till does not know the time zone of its store."),
        QT_TRANSLATE_NOOP(
            "Refusal", "Ask the owner to correct the store's zone on the server, then try again."
        ),
    ),
    "not_enrolled": (
        QT_TRANSLATE_NOOP("Refusal", "This till does not belong to a company yet."),
        QT_TRANSLATE_NOOP("Refusal", "Ask the person who set it up to enrol it with a one-time code."),
    ),
    "other_till": (
        QT_TRANSLATE_NOOP("Refusal", "This data belongs to another till than till.toml says."),
        QT_TRANSLATE_NOOP(
            "Refusal",
            "Delete nothing. Ask the person who set it up to bring the right folder and file together.",
        ),
    ),
    "unknown_currency": (
        QT_TRANSLATE_NOOP(
            "Refusal", "This shop trades in a currency that this version of Trofast does not know."
        ),
        QT_TRANSLATE_NOOP("Refusal", "Have the newest version installed."),
    ),
    "no_catalogue": (
        QT_TRANSLATE_NOOP("Refusal", "This till has not received its shop and articles yet."),
        QT_TRANSLATE_NOOP("Refusal", "Connect it to the network and wait. Selling starts by itself."),
    ),
}


def stop_state(error: CannotSell) -> StopState:
    """The stop screen for a till that must not sell. An unknown cause shows the error's own sentence."""
    title = QCoreApplication.translate(CONTEXT, QT_TRANSLATE_NOOP("Refusal", "The till cannot sell"))
    known = STOPS.get(error.cause)
    if known is None:
        todo = QT_TRANSLATE_NOOP("Refusal", "Call support, and sell on another till meanwhile.")
        return StopState(title, error.sentence, QCoreApplication.translate(CONTEXT, todo), error.cause)
    happened, todo = (QCoreApplication.translate(CONTEXT, text) for text in known)
    return StopState(title, happened, todo, error.cause)
