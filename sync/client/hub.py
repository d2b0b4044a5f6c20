"""The store's hub over the shop's own network: an answer soon, or none (LEASE).

Its answers are signed with the key that the central server named: nobody else in that network can grant anything. A
hub that is not there is not waited for again for a while, so that a cashier never waits long for nothing.
"""

from __future__ import annotations

import base64
import binascii
import threading
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
from sync.protocol.v1.messages import HoldReply, HoldRequest, HoldVoid, Secure, SecureVoid, Want
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
_MOST_UNTOLD = 100

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


class HubTrouble(Exception):
    """Nobody who may be believed answered; ``may_have_come`` says whether the question may have arrived."""

    def __init__(self, *, may_have_come: bool) -> None:
        self.may_have_come = may_have_come
        super().__init__()


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

    def __init__(self, place: Place, known: KnownHub, answer: MakeAnswer[A], card: MakeCardAnswer[C]) -> None:
        self._known = known
        at_hub = replace(place, make_line=lambda url: CheckedLine(url, known))
        self._line = PatientLine(at_hub, "hub")
        self._answer = answer
        self._card = card
        self._lock = threading.Lock()
        self._skip_until_ms = 0
        self._untold: dict[str, HoldVoid | SecureVoid] = {}
        self._leases: dict[str, str] = {}

    def take(
        self, redemption_id: str, member_id: str, account: str, points: int, *, hurry: bool = False
    ) -> A:
        """Take points. Where no answer came, the hub is told later that nothing came of it."""
        request = HoldRequest(
            redemption_id=redemption_id, member_id=member_id, account=account, points=points
        )
        try:
            reply = self._ask(lambda central: central.hold(request, deadline_ms=PATIENCE_MS), hurry=hurry)
        except HubTrouble as trouble:
            if trouble.may_have_come:
                self._later(redemption_id, HoldVoid(redemption_id=redemption_id))
            return self._answer(why=NO_HUB)
        return self._taken(reply)

    def take_card(
        self, redemption_id: str, card_id: str, currency: str, most_minor: int, *, hurry: bool = False
    ) -> C:
        """Take a gift card's money, as :meth:`take` takes points; 0 only asks what is there."""
        request = GiftCardHold(
            redemption_id=redemption_id, card_id=card_id, currency=currency, most_minor=most_minor
        )
        try:
            reply = self._ask(
                lambda central: central.gift_card(request, deadline_ms=PATIENCE_MS), hurry=hurry
            )
        except HubTrouble as trouble:
            if trouble.may_have_come and most_minor:
                self._later(redemption_id, HoldVoid(redemption_id=redemption_id))
            return self._card(why=NO_HUB)
        is_held = reply.outcome == "held" and bool(reply.lease_id) and 0 < reply.held_minor <= most_minor
        if not is_held and (most_minor or reply.outcome != "told"):
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
        request = Secure(
            member_id=member_id,
            wants=tuple(msgspec.convert(each, Want, from_attributes=True) for each in wants),
            basket_id=basket_id,
            cursor=cursor,
        )
        keys = [each.key for each in wants]
        with self._lock:
            self._leases.pop(basket_id, None)
            self._untold.pop(basket_id, None)
        try:
            reply = self._ask(lambda central: central.secure(request, deadline_ms=PATIENCE_MS), hurry=hurry)
        except HubTrouble as trouble:
            if trouble.may_have_come:
                self._later(basket_id, SecureVoid(member_id=member_id, basket_id=basket_id))
            return dict.fromkeys(keys, NO_HUB)
        if reply.granted and reply.lease_id:
            with self._lock:
                self._leases[basket_id] = reply.lease_id
        said = {each.key: each.why for each in reply.refused}
        granted = set(reply.granted) - said.keys() if reply.lease_id else set()
        return {key: said.get(key, UNANSWERED) for key in keys if key not in granted}

    def things_lease(self, basket_id: str) -> str:
        """The lease under which things are kept for that basket, or ""."""
        with self._lock:
            return self._leases.get(basket_id, "")

    def free(self, redemption_id: str) -> None:
        """The redemption does not come about: the hub is told now, or with the next question."""
        self._later(redemption_id, HoldVoid(redemption_id=redemption_id))
        self._tell_now()

    def let_go(self, basket_id: str) -> None:
        """The basket uses nothing up after all."""
        with self._lock:
            self._leases.pop(basket_id, None)
        self._later(basket_id, SecureVoid(member_id="", basket_id=basket_id))
        self._tell_now()

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

    def _taken(self, reply: HoldReply) -> A:
        if reply.outcome == "held" and reply.lease_id:
            return self._answer(lease_id=reply.lease_id, left=max(reply.balance, 0))
        if reply.outcome == TOO_FEW:
            return self._answer(why=TOO_FEW, left=max(reply.balance, 0))
        return self._answer(why=reply.detail or reply.outcome)

    def _later(self, what: str, message: HoldVoid | SecureVoid) -> None:
        with self._lock:
            self._untold[what] = message
            while len(self._untold) > _MOST_UNTOLD:
                self._untold.pop(next(iter(self._untold)))

    def _tell_now(self) -> None:
        async def nothing_more(_central: Central) -> None:
            return None

        try:
            self._ask(nothing_more)
        except HubTrouble:
            return

    def _ask(self, call: Callable[[Central], Coroutine[Any, Any, Reply]], *, hurry: bool = False) -> Reply:
        """The hub's reply, after it has heard what it was not told yet. Raises :class:`HubTrouble`."""
        if self._known() is None or monotonic_ms() < self._skip_until_ms:
            raise HubTrouble(may_have_come=False)
        try:
            reply = self._line.within(
                lambda central: self._tell_and(central, call), HURRIED_MS if hurry else PATIENCE_MS
            )
        except SyncTrouble as trouble:
            if trouble.link is not Link.REFUSED:
                self._skip_until_ms = monotonic_ms() + SKIPPED_MS
            raise HubTrouble(may_have_come=trouble.code != "unreachable") from trouble
        self._skip_until_ms = 0
        return reply

    async def _tell_and(
        self, central: Central, call: Callable[[Central], Coroutine[Any, Any, Reply]]
    ) -> Reply:
        with self._lock:
            untold = dict(self._untold)
        for what, message in untold.items():
            if isinstance(message, HoldVoid):
                await central.void(message, deadline_ms=PATIENCE_MS)
            else:
                await central.let_go(message, deadline_ms=PATIENCE_MS)
            with self._lock:
                if self._untold.get(what) is message:
                    del self._untold[what]
        return await call(central)


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
