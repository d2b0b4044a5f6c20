"""The store's hub over the shop's own network: an answer soon, or none (LEASE).

Its answers are signed with the key that the central server named: nobody else in that network can grant anything. A
hub that is not there is not waited for again for a while, so that a cashier never waits long for nothing.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import msgspec

from sync.client.central import Central
from sync.client.leg import monotonic_ms
from sync.client.line import Answer, Line, Sign
from sync.client.patient import PatientLine
from sync.client.place import Place
from sync.client.trouble import Link, SyncTrouble
from sync.protocol.v1.gift_card_messages import GiftCardHold
from sync.protocol.v1.messages import HoldRequest, HoldVoid, Secure, SecureVoid, Want
from sync.protocol.v1.signing import NONCE, SIGNATURE, answer_bytes

if TYPE_CHECKING:
    from sync.client.securing import Wanted

PATIENCE_MS = 1_900
HURRIED_MS = 650
"""Where the server was waited for in vain before: both together take two seconds at most."""
SERVERS_SILENCE_MS = 1_300
"""With a hub to ask after it, the server's silence is taken for its answer sooner: two seconds are enough for both."""
SKIPPED_MS = 10_000
"""For so long a hub that did not answer in time is not asked again."""
NO_HUB = "no-hub"
UNANSWERED = "unanswered"
TOO_FEW = "too-few-points"
_MOST_TOLD = 20
"""Before one question, so that somebody at the counter does not wait for all of a long day."""

A = TypeVar("A")
C = TypeVar("C")
A_co = TypeVar("A_co", covariant=True)
C_co = TypeVar("C_co", covariant=True)
Reply = TypeVar("Reply")
KnownHub = Callable[[], tuple[str, bytes] | None]
"""The id and the raw public key of the store's hub, as the central server named them; ``None`` before it did."""


class MakeAnswer(Protocol[A_co]):
    """Makes the caller's kind of answer."""

    def __call__(self, lease_id: str = "", why: str = "", left: int = 0) -> A_co:
        """From which lease they were taken, or a stable word for why not and how many are left there."""


class MakeCardAnswer(Protocol[C_co]):
    """Makes the caller's kind of answer about a gift card."""

    def __call__(
        self,
        lease_id: str = "",
        why: str = "",
        held_minor: int = 0,
        left_minor: int = 0,
        expires_on: str = "",
        single_purpose_vat: tuple[str, int] | None = None,
    ) -> C_co:
        """From which lease ``held_minor`` were taken, and what is left there; or a stable word for why not. The rate of
        a single-purpose card is its VAT code and basis points.
        """


class HubBook(Protocol):
    """What this till asked its hub for, in its own file (LEASE-ONCE). Safe on any thread, durable when it returns.

    It is written before the hub is asked and ends once: used with its sale, or not needed and then told to the hub.
    """

    def hub(self) -> tuple[str, bytes] | None:
        """Who the hub is: see :data:`KnownHub`."""

    def asks_hub(self, asked_id: str, basket_id: str = "") -> bool:
        """The hub is asked under that id, for a redemption or for a basket's things, in place of all that was asked for
        these before. Whether it may be: not again for what is not needed any more.
        """

    def hub_granted(self, asked_id: str, lease_id: str) -> None:
        """Things are kept there, under that lease."""

    def not_needed_of_hub(self, asked_id: str = "", *, basket_id: str = "") -> None:
        """What was asked for under that id, or for that basket, is not needed."""

    def hub_to_hear(self, first_basket: str = "") -> Sequence[tuple[str, bool]]:
        """The ids of what the hub may still keep for nothing, and whether that are things; those of ``first_basket``
        first.
        """

    def hub_heard(self, asked_id: str) -> None:
        """It has heard that."""

    def things_at_hub(self, basket_id: str) -> str:
        """The lease under which things are kept for that basket, or ""."""


class HubTrouble(Exception):
    """Nobody who may be believed answered."""


class CheckedLine(Line):
    """A line that takes an answer only with the hub's signature over it and over our question's nonce."""

    def __init__(self, url: str, known: KnownHub) -> None:
        super().__init__(url)
        self._known = known

    async def send(
        self, method: str, target: str, body: bytes, sign: Sign, *, deadline_ms: int, most_bytes: int
    ) -> Answer:
        """See the base class. An answer that the hub did not sign is ``impossible``."""
        nonces: list[str] = []

        def signed(method: str, target: str, body: bytes) -> Mapping[str, str]:
            headers = sign(method, target, body)
            nonces.append(headers[NONCE])
            return headers

        answer = await super().send(
            method, target, body, signed, deadline_ms=deadline_ms, most_bytes=most_bytes
        )
        known = self._known()
        if known is None or not nonces or not _is_signed(answer, known, nonces[-1]):
            raise SyncTrouble("impossible", detail="the answer is not the hub's")
        return answer


class HubClient(Generic[A, C]):
    """The port ``HubLine`` over HTTP. Safe to use from any thread; ``answer`` makes what :meth:`take` returns, ``card``
    what :meth:`take_card` does.
    """

    def __init__(self, place: Place, asked: HubBook, answer: MakeAnswer[A], card: MakeCardAnswer[C]) -> None:
        self._asked = asked
        at_hub = replace(place, make_line=lambda url: CheckedLine(url, asked.hub))
        self._line = PatientLine(at_hub, "hub")
        self._answer = answer
        self._card = card
        self._skip_until_ms = 0

    def take(
        self, redemption_id: str, member_id: str, account: str, points: int, *, hurry: bool = False
    ) -> A:
        """Take points. Where no answer came, the hub is told later that nothing came of it."""
        request = HoldRequest(
            redemption_id=redemption_id, member_id=member_id, account=account, points=points
        )
        try:
            reply = self._ask_for(
                redemption_id, "", lambda central: central.hold(request, deadline_ms=PATIENCE_MS), hurry=hurry
            )
        except HubTrouble:
            return self._answer(why=NO_HUB)
        if reply.outcome == "held" and reply.lease_id:
            return self._answer(lease_id=reply.lease_id, left=max(reply.balance, 0))
        self._asked.not_needed_of_hub(redemption_id)
        if reply.outcome == TOO_FEW:
            return self._answer(why=TOO_FEW, left=max(reply.balance, 0))
        return self._answer(why=reply.detail or reply.outcome)

    def take_card(
        self, redemption_id: str, card_id: str, currency: str, most_minor: int, *, hurry: bool = False
    ) -> C:
        """Take a gift card's money, as :meth:`take` takes points; 0 only asks what is there."""
        request = GiftCardHold(
            redemption_id=redemption_id, card_id=card_id, currency=currency, most_minor=most_minor
        )
        asked_id = redemption_id if most_minor else ""
        try:
            reply = self._ask_for(
                asked_id, "", lambda central: central.gift_card(request, deadline_ms=PATIENCE_MS), hurry=hurry
            )
        except HubTrouble:
            return self._card(why=NO_HUB)
        is_held = reply.outcome == "held" and bool(reply.lease_id) and 0 < reply.held_minor <= most_minor
        if asked_id and not is_held:
            self._asked.not_needed_of_hub(asked_id)
        if not is_held and (asked_id or reply.outcome != "told"):
            return self._card(why=reply.detail or reply.outcome)
        return self._card(
            reply.lease_id if is_held else "",
            "",
            reply.held_minor if is_held else 0,
            max(reply.balance_minor, 0),
            reply.expires_on,
            (reply.vat_code, reply.vat_basis_points) if reply.is_single_purpose else None,
        )

    def secure(
        self, member_id: str, basket_id: str, wants: Sequence[Wanted], cursor: int, *, hurry: bool = False
    ) -> dict[str, str]:
        """Have things kept for a basket; what is refused, with why."""
        keeping_id = secrets.token_hex(16)
        request = Secure(
            member_id=member_id,
            wants=tuple(msgspec.convert(each, Want, from_attributes=True) for each in wants),
            basket_id=basket_id,
            cursor=cursor,
            keeping_id=keeping_id,
        )
        keys = [each.key for each in wants]
        try:
            reply = self._ask_for(
                keeping_id,
                basket_id,
                lambda central: central.secure(request, deadline_ms=PATIENCE_MS),
                hurry=hurry,
            )
        except HubTrouble:
            return dict.fromkeys(keys, NO_HUB)
        said = {each.key: each.why for each in reply.refused}
        granted = set(reply.granted) - said.keys() if reply.lease_id else set()
        if granted:
            self._asked.hub_granted(keeping_id, reply.lease_id)
        else:
            self._asked.not_needed_of_hub(keeping_id)
        return {key: said.get(key, UNANSWERED) for key in keys if key not in granted}

    def things_lease(self, basket_id: str) -> str:
        """The lease under which things are kept for that basket, or ""."""
        return self._asked.things_at_hub(basket_id)

    def free(self, redemption_id: str) -> None:
        """The redemption does not come about: the hub is told now, or with the next question."""
        self._asked.not_needed_of_hub(redemption_id)
        self._tell_now()

    def let_go(self, basket_id: str) -> None:
        """The basket uses nothing up after all."""
        self._asked.not_needed_of_hub(basket_id=basket_id)
        self._tell_now(basket_id)

    def is_there(self) -> bool:
        """Whether the hub answers now."""
        try:
            self._ask(lambda central: central.presence(deadline_ms=PATIENCE_MS))
        except HubTrouble:
            return False
        return True

    def close(self) -> None:
        """Hang up. A client that was closed may be used again."""
        self._line.close()

    def _tell_now(self, basket_id: str = "") -> None:
        async def nothing_more(_central: Central) -> None:
            return None

        try:
            self._ask(nothing_more, basket_id=basket_id)
        except HubTrouble:
            return

    def _ask_for(
        self,
        asked_id: str,
        basket_id: str,
        call: Callable[[Central], Coroutine[Any, Any, Reply]],
        *,
        hurry: bool,
    ) -> Reply:
        """Ask for something, which is on the disk before: a till that breaks down meanwhile knows what it may have been
        given. Raises :class:`HubTrouble`; then nothing is needed of it.
        """
        if not self._may_ask() or (asked_id and not self._asked.asks_hub(asked_id, basket_id)):
            raise HubTrouble
        try:
            return self._ask(call, basket_id=basket_id, hurry=hurry)
        except HubTrouble:
            if asked_id:
                self._asked.not_needed_of_hub(asked_id)
            raise

    def _may_ask(self) -> bool:
        return self._asked.hub() is not None and monotonic_ms() >= self._skip_until_ms

    def _ask(
        self,
        call: Callable[[Central], Coroutine[Any, Any, Reply]],
        *,
        basket_id: str = "",
        hurry: bool = False,
    ) -> Reply:
        """The hub's reply, after it has heard what it was not told yet: first what was kept for that basket before.
        Raises :class:`HubTrouble`.
        """
        if not self._may_ask():
            raise HubTrouble
        try:
            reply = self._line.within(
                lambda central: self._tell_and(central, call, basket_id),
                HURRIED_MS if hurry else PATIENCE_MS,
            )
        except SyncTrouble as trouble:
            if trouble.link is not Link.REFUSED:
                self._skip_until_ms = monotonic_ms() + SKIPPED_MS
            raise HubTrouble from trouble
        self._skip_until_ms = 0
        return reply

    async def _tell_and(
        self, central: Central, call: Callable[[Central], Coroutine[Any, Any, Reply]], basket_id: str
    ) -> Reply:
        for asked_id, is_things in self._asked.hub_to_hear(basket_id)[:_MOST_TOLD]:
            await tell(central, asked_id, is_things=is_things)
            self._asked.hub_heard(asked_id)
        return await call(central)


async def tell(central: Central, asked_id: str, *, is_things: bool, deadline_ms: int = PATIENCE_MS) -> None:
    """Tell the hub that what was asked for under that id is not needed: it hands nothing out under it any more. Raises
    :class:`SyncTrouble`.
    """
    if is_things:
        await central.let_go(SecureVoid(member_id="", keeping_id=asked_id), deadline_ms=deadline_ms)
    else:
        await central.void(HoldVoid(redemption_id=asked_id), deadline_ms=deadline_ms)


def _is_signed(answer: Answer, known: tuple[str, bytes], nonce: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    hub_id, public_key = known
    covered = answer_bytes(hub_id=hub_id, nonce=nonce, status=answer.status, body=answer.body)
    try:
        signature = base64.b64decode(answer.headers.get(SIGNATURE, ""), validate=True)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, covered)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
