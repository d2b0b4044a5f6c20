"""What the world can do to the till's file, as sentences for the cashier. Stable causes, one place for the words."""

from __future__ import annotations

from pos_app.domain.errors import CannotSell
from pos_app.storage.driver import error_code

_SENTENCES = {
    "second_till": (
        "Another till program is already open on this till's data. Use the window that is open, or close it first. "
        "Nothing is lost."
    ),
    "disk_full": (
        "This till's disk is full, so the sale could not be saved and is not paid. Take no money for it here. "
        "Free some space or use another till, then try again; all earlier sales are safe."
    ),
    "wrong_sqlite": (
        "This till's database software is too old to keep sales safe ({found}; {wanted} or newer is needed). "
        "Do not sell on this till. Have Trofast installed again from its package."
    ),
    "wrong_journal_mode": (
        "This till's data lies on a disk that cannot keep sales safe (journal mode {found}, WAL is needed; a network "
        "drive does this). Do not sell on this till. Have its data folder moved to the till's own disk."
    ),
    "wrong_synchronous": (
        "This till does not wait until a sale is on the disk (synchronous {found}, 2 is needed). A power cut could "
        "lose sales, so do not sell on this till. Have Trofast installed again from its package."
    ),
    "unreadable_key": (
        "This till cannot unlock its own data: {found}. Do not sell on this till and delete nothing. Ask the person "
        "who set it up to put its key file back."
    ),
    "damaged": (
        "This till's data or its disk is damaged. Stop selling on this till, leave it switched on and delete "
        "nothing. Use another till and call for help; what the server has received is safe."
    ),
    "locked": (
        "Another program is holding on to this till's data, so the sale was not saved and is not paid. Wait a "
        "moment and try again. If it comes back, restart the till; all earlier sales are safe."
    ),
    "read_only": (
        "This till may not write in its data folder, so it cannot save sales. Do not sell on this till. Ask the "
        "person who set it up to give the folder back to the till's own user."
    ),
    "newer_data": (
        "This till's data was written by a newer Trofast than this one. Nothing is lost. Start the newer version, or "
        "have it installed again."
    ),
    "other_till": (
        "This data belongs to another till than till.toml says. Do not sell on this till and delete nothing. Ask the "
        "person who set it up to bring the right folder and till.toml together."
    ),
    "not_enrolled": (
        "This till does not belong to a company yet, so it cannot sell. Ask the person who set it up to enrol it "
        "with a one-time code."
    ),
    "unknown_currency": (
        "This till's shop trades in {found}, which this version of Trofast does not know. Have the newest version "
        "installed."
    ),
    "no_catalogue": (
        "This till has not received its shop and articles yet. Connect it to the network and wait for the first "
        "load; selling starts by itself."
    ),
}

_CAUSE_OF_CODE = {
    3: "read_only",  # PERM
    5: "locked",  # BUSY
    6: "locked",  # LOCKED
    8: "read_only",  # READONLY
    10: "damaged",  # IOERR
    11: "damaged",  # CORRUPT
    13: "disk_full",  # FULL
    14: "read_only",  # CANTOPEN
    23: "read_only",  # AUTH
    26: "damaged",  # NOTADB
}


def cannot_sell(cause: str, **found: str | int) -> CannotSell:
    """The error for a cause; ``found`` fills its sentence in."""
    return CannotSell(cause, _SENTENCES[cause].format(**found))


def fault_of(error: BaseException, *, opening: bool = False) -> CannotSell | None:
    """The world's fault behind a driver's error, or ``None`` when the error is our own bug (a broken constraint).

    While ``opening``, a file that does not decrypt means the wrong key; later it means damage.
    """
    cause = _CAUSE_OF_CODE.get(error_code(error))
    if cause is None:
        return None
    if opening and error_code(error) == 26:
        return cannot_sell("unreadable_key", found="its key does not fit its data")
    return cannot_sell(cause)
