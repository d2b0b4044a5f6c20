"""The stable codes of a :class:`~sync.protocol.v1.messages.Problem`, with the HTTP status each travels under.

A client acts on the code, never on the sentence; a code it does not know it judges by the status alone. Codes may be
added, never renamed.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """Why a request was refused."""

    MALFORMED = "malformed"
    """400: not a message of this version."""
    UNKNOWN_TILL = "unknown-till"
    """401: no till of that name is enrolled here."""
    BAD_SIGNATURE = "bad-signature"
    """401: the request's or the batch's signature is not this till's."""
    CLOCK = "clock"
    """401: the request's time is too far from the server's, which ``Problem.now_ms`` says."""
    NONCE_SEEN = "nonce-seen"
    """401: this very request was here before; a repeat is signed anew."""
    FROZEN = "frozen"
    """409: the till's journal was frozen (FORK) until it is enrolled anew."""
    FORK = "fork"
    """409: another record stands at that sequence: the till was copied. It is frozen from now on."""
    GAP = "gap"
    """409: records before ``first`` are missing here; ``Presence.acked`` says up to where they are stored."""
    TOO_LARGE = "too-large"
    """413: send a smaller batch."""
    SAME_ID_OTHER_BYTES = "same-id-other-bytes"
    """422: that id came before with other bytes; both are kept for a person."""
    CHAIN_BROKEN = "chain-broken"
    """422: a record does not follow the one before it; it is kept for a person, what came before it is stored."""
    NOT_FOUND = "not-found"
    """404 or 405: there is no such address here."""
    CODE_UNKNOWN = "code-unknown"
    """404, enrolment: there is no such code."""
    CODE_USED = "code-used"
    """409, enrolment: another till used the code."""
    CODE_EXPIRED = "code-expired"
    """410, enrolment: the code ran out."""
    KEY_DIFFERS = "key-differs"
    """403, enrolment: the code was made for another till's key."""
    REVOKED = "revoked"
    """403: the till was reported lost or stolen; it is told nothing, and what it made since is not taken."""
    UPDATE_TILL = "update-till"
    """426: the server speaks none of the versions this old any more; ``x-trofast-versions`` says which it does."""
    UPDATE_SERVER = "update-server"
    """426: the server is older than what asks and does not speak that version yet."""
    ONE_HUB = "one-hub"
    """409, enrolment: the store has a hub already; it is retired first."""
    BUSY = "busy"
    """429 or 503, with Retry-After: come back later."""
    INTERNAL = "internal"
    """500: the server's fault; nothing was written."""
