"""Holding points at the server until a sale posts them (HOLD): an answer within two seconds, or none."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from sync.client.asking_again import until_it_comes
from sync.client.central import Central
from sync.client.patient import PATIENCE_MS, PatientLine
from sync.client.place import Place
from sync.client.trouble import Link, SyncTrouble
from sync.protocol.v1.messages import HoldReply, HoldRequest, HoldVoid

NO_ANSWER = "no-answer"
REFUSED = "refused"
TOO_FEW = "too-few-points"
_OUTCOMES = frozenset({"held", TOO_FEW, REFUSED})

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)


class MakeAnswer(Protocol[A_co]):
    """Makes the caller's kind of answer. ``outcome``: ``held``, ``too-few-points``, ``refused`` or ``no-answer``."""

    def __call__(
        self, outcome: str, balance: int, as_of_ms: int, expires_ms: int, detail: str, leased: int = 0
    ) -> A_co:
        """Amounts are points; times are ms UTC, 0 where the server said none."""


class HoldClient(Generic[A]):
    """The port ``Holds`` over the network; ``answer`` makes what it returns. Safe to use from any thread.

    A server that is silent for ``silence_ms`` is asked no longer: where the store's hub is asked then, the customer
    waits no longer than two seconds for both. ``detail`` of an answer is a stable word of :mod:`sync.client.trouble`,
    or the server's own.
    """

    def __init__(self, place: Place, answer: MakeAnswer[A], *, silence_ms: int = PATIENCE_MS) -> None:
        self._line = PatientLine(place, "holds")
        self._answer = answer
        self._silence_ms = silence_ms
        self._is_silent = False

    def warm_up(self) -> None:
        """Load what the first hold needs, so that the first customer does not wait for it."""
        self._line.warm_up()

    def hold(
        self, redemption_id: str, member_id: str, account: str, points: int, *, given_back: bool = False
    ) -> A:
        """Hold points. Never raises for the network: two seconds without an answer are ``no-answer``.

        The same redemption id may be asked again: the server holds once (KEY=EFFECT). It is, within the two seconds,
        while the server waits for a keeper that it has recalled a lease from, or this till has ``given_back`` its own.
        """
        request = HoldRequest(
            redemption_id=redemption_id, member_id=member_id, account=account, points=points
        )
        try:
            reply = self._line.within(
                lambda central: _hold(central, request, self._silence_ms, given_back=given_back)
            )
        except SyncTrouble as trouble:
            self._is_silent = trouble.code == "timeout"
            outcome = REFUSED if trouble.link is Link.REFUSED else NO_ANSWER
            return self._answer(
                outcome, 0, 0, 0, trouble.detail if trouble.code == "refused" else trouble.code
            )
        self._is_silent = False
        if reply.outcome not in _OUTCOMES:
            return self._answer(REFUSED, 0, 0, 0, "impossible")
        return self._answer(
            reply.outcome, reply.balance, reply.as_of_ms, reply.expires_ms, reply.detail, reply.leased
        )

    def void(self, redemption_id: str) -> None:
        """Let held points go; when the server can not be reached they come free by themselves in time. One that was
        silent just now is told without waiting for it: somebody stands at the counter.
        """
        request = HoldVoid(redemption_id=redemption_id)
        if self._is_silent:
            self._line.begin(lambda central: central.void(request, deadline_ms=PATIENCE_MS))
            return
        try:
            self._line.within(lambda central: central.void(request, deadline_ms=PATIENCE_MS))
        except SyncTrouble:
            return

    def close(self) -> None:
        """Hang up. A client that was closed may be used again."""
        self._line.close()


async def _hold(central: Central, request: HoldRequest, silence_ms: int, *, given_back: bool) -> HoldReply:
    """The server's last word within the patience."""
    return await until_it_comes(
        lambda left_ms: central.hold(request, deadline_ms=min(left_ms, silence_ms)),
        lambda reply: reply.outcome == TOO_FEW and (reply.recalled or given_back),
    )
