"""What can be wrong with the server or the way to it: a stable code, a sentence for a person, and what it means.

The codes are what the screen translates; the sentences are for logs, the command line and screens without a text.
"""

from __future__ import annotations

from enum import StrEnum

from pos_app.domain.errors import TillError


class Link(StrEnum):
    """How it stands between the till and its server."""

    ONLINE = "online"
    """The server answers and takes what it is sent."""
    OFFLINE = "offline"
    """Nobody answers: no network, or the server is down."""
    REFUSED = "refused"
    """The server answers and says no: a person has to do something."""
    TROUBLE = "trouble"
    """Somebody answers, but not as the server should. It is tried again by itself."""


_SAFE = "Sales are kept on the till and sent later."
_CALL = f"{_SAFE} Call support."

_SAYINGS: dict[str, tuple[Link, str]] = {
    "connecting": (Link.OFFLINE, "The till is reaching for the server for the first time."),
    "unreachable": (Link.OFFLINE, f"The server can not be reached. {_SAFE}"),
    "timeout": (Link.OFFLINE, f"The server did not answer in time. {_SAFE}"),
    "certificate": (
        Link.TROUBLE,
        f"The server can not prove that it is ours (its certificate is not valid). {_CALL}",
    ),
    "no_answer": (Link.TROUBLE, f"The server closed the line without an answer. {_SAFE}"),
    "half_answer": (Link.TROUBLE, f"The server's answer broke off half-way. {_SAFE}"),
    "not_http": (Link.TROUBLE, f"What answers at the server's address is not a web server. {_SAFE}"),
    "not_our_server": (
        Link.TROUBLE,
        f"A web page answers in place of the server: perhaps the network wants a sign-in. {_SAFE}",
    ),
    "redirect": (
        Link.TROUBLE,
        f"The network sends the till to another address: perhaps it wants a sign-in. {_SAFE}",
    ),
    "unreadable": (Link.TROUBLE, f"The server's answer can not be read. {_SAFE}"),
    "too_big": (Link.TROUBLE, f"The server's answer is far too long. {_SAFE}"),
    "impossible": (Link.TROUBLE, f"The server's answer can not be true. {_CALL}"),
    "server_error": (Link.TROUBLE, f"The server has a fault of its own. {_SAFE}"),
    "busy": (Link.TROUBLE, f"The server is busy and asks the till to wait. {_SAFE}"),
    "unknown_till": (
        Link.REFUSED,
        f"The server does not know this till. {_SAFE} Enrol the till again, or call support.",
    ),
    "bad_signature": (
        Link.REFUSED,
        f"The server does not accept this till's key. {_SAFE} Enrol the till again, or call support.",
    ),
    "clock": (Link.REFUSED, f"The server does not accept the till's clock. {_SAFE} Set the clock."),
    "nonce_seen": (Link.REFUSED, f"The server took a request for a repeated one. {_SAFE}"),
    "frozen": (
        Link.REFUSED,
        f"The server froze this till, which may have a copy or a damaged journal. It must be enrolled anew. {_CALL}",
    ),
    "fork": (
        Link.REFUSED,
        f"The server has other sales under this till's numbers: there is a copy of this till. {_CALL}",
    ),
    "till_behind": (
        Link.REFUSED,
        f"The server has later sales of this till than the till itself: it was restored or copied. {_CALL}",
    ),
    "gap": (Link.TROUBLE, f"The server misses earlier sales and did not take them again. {_SAFE}"),
    "same_id_other_bytes": (
        Link.REFUSED,
        f"The server already has one of these records with other contents; both are kept for a person. {_CALL}",
    ),
    "chain_broken": (
        Link.REFUSED,
        f"The server finds that the till's journal was changed; it is kept for a person. {_CALL}",
    ),
    "not_found": (Link.REFUSED, f"What answers at the server's address is not this till's server. {_CALL}"),
    "too_large": (Link.REFUSED, f"The server finds a single record too large. {_CALL}"),
    "malformed": (
        Link.REFUSED,
        f"The server does not understand the till. {_SAFE} Update the till or the server.",
    ),
    "key_differs": (
        Link.REFUSED,
        "That code was made for another till's key. Compare the key that this till shows, and get a new code.",
    ),
    "revoked": (
        Link.REFUSED,
        f"This till was reported lost or stolen. {_SAFE} Enrol it again, or call support.",
    ),
    "update_till": (
        Link.REFUSED,
        f"This till is too old for its server. {_SAFE} Update the till.",
    ),
    "update_server": (
        Link.REFUSED,
        f"The server is too old for this till. {_SAFE} Have the server updated.",
    ),
    "code_unknown": (
        Link.REFUSED,
        "The server does not know that code. Look at how it is written, or get a new one.",
    ),
    "code_used": (Link.REFUSED, "That code has been used already. Get a new one."),
    "code_expired": (Link.REFUSED, "That code has run out. Get a new one."),
    "refused": (Link.REFUSED, f"The server refuses what the till asks. {_CALL}"),
}

STOPS_PUSHING = frozenset(
    {
        "fork",
        "frozen",
        "revoked",
        "till_behind",
        "same_id_other_bytes",
        "chain_broken",
        "too_large",
        "malformed",
    }
)
"""Codes after which pushing again by itself can not help: a person has to look first."""


class SyncTrouble(TillError):
    """The server, or the way to it, did not do what it should; nothing was lost.

    ``code`` is a stable word, ``link`` what it means for the status, ``retry_after_ms`` what the server asked for (0:
    nothing), ``server_now_ms`` the server's time where it told it (else 0), ``acked`` the last sequence it said to have
    (-1: it did not say), ``detail`` its own words, for logs only.
    """

    def __init__(
        self,
        code: str,
        *,
        detail: str = "",
        retry_after_ms: int = 0,
        server_now_ms: int = 0,
        acked: int = -1,
        status: int = 0,
    ) -> None:
        self.code = code
        self.link, self.sentence = _SAYINGS[code]
        self.detail = detail
        self.retry_after_ms = retry_after_ms
        self.server_now_ms = server_now_ms
        self.acked = acked
        self.status = status
        super().__init__(self.sentence)

    @property
    def fact(self) -> str:
        """The sentence without what it means for sales: for a till that has none yet."""
        return self.sentence.replace(f" {_SAFE}", "")


def codes() -> tuple[str, ...]:
    """Every code that a status can carry beside "" (all is well): what a screen has texts for."""
    return tuple(_SAYINGS)
