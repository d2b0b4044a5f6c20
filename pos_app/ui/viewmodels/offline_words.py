"""What a member may use while the server is away, in a sentence for the cashier (LEASE, FLOOR; STALE-LABEL)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pos_app.services.offline_room import Kept, OfflineRoom
from pos_app.ui.viewmodels.words import Words

translate = QCoreApplication.translate


def kept_sentence(room: OfflineRoom, spendable: int, words: Words, *, at_hub: bool = False) -> str:
    """How many of the ``spendable`` points may be used now, until when, and why not more. ``at_hub`` the store's hub
    answers: it knows how many there are when they are asked for.
    """
    if at_hub and room.most < spendable:
        return translate(
            "Offline",
            "The outside line is down. The shop's own network works: points can be used as far as they last.",
        )
    facts = {
        "kept": words.points(room.points),
        "all": words.points(spendable),
        "floor": words.points(room.floor),
        "until": words.until(room.until_ms) if room.until_ms else "",
    }
    return _source(room, spendable).format(**facts)


def kept_briefly(room: OfflineRoom, spendable: int, words: Words, *, at_hub: bool = False) -> str:
    """The same where there is little room."""
    if at_hub and room.most < spendable:
        return translate("Offline", "offline: points of the shop's own network")
    most = min(room.most, spendable)
    if not most:
        return translate("Offline", "offline: points wait for the network")
    return translate("Offline", "offline: {points} can be used").format(points=words.points(most))


def _source(room: OfflineRoom, spendable: int) -> str:
    if room.floor > room.points:
        return translate(
            "Offline", "Offline: up to {floor} may be used without the network. The rest needs it."
        )
    match room.kept:
        case Kept.HERE if room.points >= spendable:
            return translate("Offline", "Offline: all {all} are kept here until {until}.")
        case Kept.HERE:
            return translate(
                "Offline", "Offline: {kept} of {all} are kept here until {until}. The rest needs the network."
            )
        case Kept.OVER:
            return translate(
                "Offline", "Offline: this till kept points until {until}. Now they need the network."
            )
        case Kept.CLOCK_UNSURE:
            return translate(
                "Offline",
                "Offline: this till's clock was set back, so the points it keeps wait for the network.",
            )
        case _:
            return translate(
                "Offline", "Offline: this till does not keep the member's points. They wait for the network."
            )
