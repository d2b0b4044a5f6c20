"""Keeping at the server what a sale would use up (CLASSES): an answer within two seconds, or nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from sync.client.asking_again import until_it_comes
from sync.client.central import Central
from sync.client.patient import PATIENCE_MS, PatientLine
from sync.client.place import Place
from sync.client.trouble import Link, SyncTrouble
from sync.protocol.v1.messages import Secure, Secured, SecureVoid, Want

OFFLINE = "offline"
"""No answer came, so that nothing may be used up."""
REFUSED = "refused"
"""The server turned this till away: see the line's own trouble."""
LEASED_ELSEWHERE = "leased-elsewhere"
"""Another keeper decides what this member uses up, and was asked to give that back."""
UNANSWERED = "unanswered"
"""The server answered, and said nothing of this thing."""


class Wanted(Protocol):
    """What is asked for, in the fields of :class:`~sync.protocol.v1.messages.Want`."""

    @property
    def key(self) -> str:
        """Under which the rules know it."""


class SecureClient:
    """The port ``Securing`` over the network. Safe to use from any thread. A server that is silent for ``silence_ms``
    is asked no longer.
    """

    def __init__(self, place: Place, *, silence_ms: int = PATIENCE_MS) -> None:
        self._line = PatientLine(place, "securing")
        self._silence_ms = silence_ms

    def secure(self, member_id: str, wants: Sequence[Wanted]) -> dict[str, str]:
        """The keys that this sale may not use up, each with why; empty when all of them are kept for it. Never raises
        for the network. Asking again is safe: what is not asked for any more is let go (KEY=EFFECT). It is asked again,
        within the two seconds, while the server waits for a keeper to give a lease back.
        """
        request = Secure(
            member_id=member_id,
            wants=tuple(msgspec.convert(each, Want, from_attributes=True) for each in wants),
        )
        keys = [each.key for each in wants]
        try:
            reply = self._line.within(lambda central: _secure(central, request, self._silence_ms))
        except SyncTrouble as trouble:
            return dict.fromkeys(keys, REFUSED if trouble.link is Link.REFUSED else OFFLINE)
        return _not_granted(keys, reply)

    def let_go(self, member_id: str) -> None:
        """Free all that was kept for this member here; when the server can not be reached it comes free in time."""
        request = SecureVoid(member_id=member_id)
        try:
            self._line.within(lambda central: central.let_go(request, deadline_ms=PATIENCE_MS))
        except SyncTrouble:
            return

    def close(self) -> None:
        """Hang up. A client that was closed may be used again."""
        self._line.close()


async def _secure(central: Central, request: Secure, silence_ms: int) -> Secured:
    """The server's last word within the patience."""
    return await until_it_comes(
        lambda left_ms: central.secure(request, deadline_ms=min(left_ms, silence_ms)),
        lambda reply: any(each.why == LEASED_ELSEWHERE for each in reply.refused),
    )


def _not_granted(keys: Sequence[str], reply: Secured) -> dict[str, str]:
    """Only what the server granted by name is granted."""
    said = {each.key: each.why for each in reply.refused}
    granted = set(reply.granted) - said.keys()
    return {key: said.get(key, UNANSWERED) for key in keys if key not in granted}
