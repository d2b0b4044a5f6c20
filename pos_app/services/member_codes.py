"""Whether a member's signed code may be believed: checked here, with no network and with public keys alone.

What costs nothing is asked first (size, version, company), then whether the company signed it, and only then what it
says. Every refusal has a reason of its own, so that the cashier hears what happened and what to do.

A rotating code lives for the step it was shown in and one more, by the server's time: its picture is dead within a
minute of its first sight, and a phone may be half a minute wrong either way (phones keep time by their network, to a
second or two; the till knows its difference to the server to about a second). A till that has not heard the server's
time for a day goes by its own clock, with the five minutes that the server grants a till's clock as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import Refusal, Refused

if TYPE_CHECKING:  # a protocol takes a fraction of a millisecond of every start
    from typing import Protocol

    from pos_app.domain.member_code import IssuerKey, Shown, TillTime, Token

    class Signatures(Protocol):
        """Checks Ed25519 signatures."""

        def is_right(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
            """Whether whoever has that key's secret signed the message; ``False`` for a key that is none."""

    class Issuers(Protocol):
        """What the server told this till about its company's codes."""

        def issuer_key(self, key_id: bytes) -> IssuerKey | None:
            """The key of that name, unless it was withdrawn or is not known here."""

        def revoked_to_s(self, token_id: bytes, member_id: str) -> int:
            """Codes of this member, or this one, that were issued up to then (s UTC) are revoked; -1 for none."""

    class ServerTime(Protocol):
        """The server's time, as far as this till knows it."""

        def now(self) -> TillTime:
            """What time it is."""


STEPS_CHECKED = 1
STEPS_UNCHECKED = 10
"""How many steps of 30 s a rotating code may be off, where the server's time is known and where it is not."""
_STEP_MS = 30_000
MOST_SEEN = 2_048
"""Proofs kept against a second showing: six times what a counter can scan in the five minutes that one counts."""


class Proven(Struct, frozen=True):
    """Whom a code names beyond doubt. ``step`` is that of a rotating code, else 0."""

    member_id: str
    token_id: bytes
    is_rotating: bool
    step: int = 0


class MemberCodes:
    """One till's judge of codes, and its memory of those shown here. Used on the interface thread alone."""

    def __init__(
        self, company_id: str, issuers: Issuers, signatures: Signatures, server_time: ServerTime
    ) -> None:
        self._company_id = company_id
        self._issuers = issuers
        self._signatures = signatures
        self._server_time = server_time
        self._seen: dict[tuple[bytes, int], None] = {}

    def now_ms(self) -> int:
        """The server's time as the till knows it: a code that has to wait is judged by when it came."""
        return self._server_time.now().now_ms

    def prove(self, text: str, member_on_sale: str | None = None, came_ms: int = 0) -> Proven:
        """Whom the code names, as of ``came_ms`` (0: now). Raises :class:`Refused` with a reason that begins with
        ``MEMBER_CODE``, or ``CARD_OF_ANOTHER_COMPANY``.

        A scanner may read the same code twice: what names the member who is on the sale already is no replay.
        """
        from pos_app.domain.member_code import Kind, TillTime, company_tag, read_code

        shown = read_code(text)
        token = shown.token
        if token.company_tag != company_tag(self._company_id):
            raise Refused(Refusal.CARD_OF_ANOTHER_COMPANY)
        self._check_issuer(token, shown.signature)
        if token.issued_s <= self._issuers.revoked_to_s(token.token_id, token.member_id):
            raise Refused(Refusal.MEMBER_CODE_REVOKED)
        time = self._server_time.now()
        if came_ms:
            time = TillTime(came_ms, time.is_checked)
        if time.now_ms >= token.ends_s * 1000:
            if not time.is_checked:
                raise Refused(Refusal.MEMBER_CODE_TILL_CLOCK)
            raise Refused(Refusal.MEMBER_CODE_EXPIRED)
        if token.kind is Kind.SIGNED:
            return Proven(token.member_id, token.token_id, is_rotating=False)
        self._check_phone(shown)
        self._check_step(shown.step, time)
        if (token.token_id, shown.step) in self._seen and token.member_id != member_on_sale:
            raise Refused(Refusal.MEMBER_CODE_SHOWN_BEFORE)
        return Proven(token.member_id, token.token_id, is_rotating=True, step=shown.step)

    def keep(self, proven: Proven) -> None:
        """The member was put on a sale: for as long as the same proof would count at all, it does so no second time."""
        if not proven.is_rotating:
            return
        oldest = self._server_time.now().now_ms // _STEP_MS - 2 * STEPS_UNCHECKED
        for key in [key for key in self._seen if key[1] < oldest]:
            del self._seen[key]
        while len(self._seen) >= MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        self._seen[proven.token_id, proven.step] = None

    def _check_issuer(self, token: Token, signature: bytes) -> None:
        from pos_app.domain.member_code import issued_bytes

        key = self._issuers.issuer_key(token.key_id)
        if key is None or not key.could_issue(token.issued_s):
            raise Refused(Refusal.MEMBER_CODE_WRONG_KEY)
        message = issued_bytes(self._company_id, token.body())
        if not self._signatures.is_right(key.public_key, message, signature):
            raise Refused(Refusal.MEMBER_CODE_FORGED)

    def _check_phone(self, shown: Shown) -> None:
        from pos_app.domain.member_code import shown_bytes

        message = shown_bytes(self._company_id, shown.token.token_id, shown.step)
        if not self._signatures.is_right(shown.token.phone_key, message, shown.proof):
            raise Refused(Refusal.MEMBER_CODE_FORGED)

    @staticmethod
    def _check_step(step: int, time: TillTime) -> None:
        ahead = step - time.now_ms // _STEP_MS
        if abs(ahead) <= (STEPS_CHECKED if time.is_checked else STEPS_UNCHECKED):
            return
        if not time.is_checked:
            raise Refused(Refusal.MEMBER_CODE_TILL_CLOCK)
        raise Refused(Refusal.MEMBER_CODE_PHONE_CLOCK if ahead > 0 else Refusal.MEMBER_CODE_SCREENSHOT)
