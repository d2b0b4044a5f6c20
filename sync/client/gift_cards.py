"""A gift card's money at the server, asked for by somebody who waits: an answer within two seconds, or none."""

from __future__ import annotations

from sync.client.asking_again import until_it_comes
from sync.client.central import Central
from sync.client.patient import PATIENCE_MS, PatientLine
from sync.client.place import Place
from sync.client.trouble import Link, SyncTrouble
from sync.protocol.v1.gift_card_messages import GiftCardHold, GiftCardReply

NO_ANSWER = "no-answer"
_OUTCOMES = frozenset({"held", "told", "empty", "unknown", "expired", "refused"})


class GiftCardClient:
    """Gift cards over the network. Safe to use from any thread. A server that is silent for ``silence_ms`` is asked no
    longer: the store's hub is asked then.
    """

    def __init__(self, place: Place, *, silence_ms: int = PATIENCE_MS) -> None:
        self._line = PatientLine(place, "gift-cards")
        self._silence_ms = silence_ms

    def hold(self, redemption_id: str, card_id: str, currency: str, most_minor: int) -> GiftCardReply:
        """Hold what the card has, at most ``most_minor``. Never raises for the network: two seconds without an answer
        are the outcome ``no-answer``. The same redemption id may be asked again: the server holds once (KEY=EFFECT).
        """
        request = GiftCardHold(
            redemption_id=redemption_id, card_id=card_id, currency=currency, most_minor=most_minor
        )
        try:
            reply = self._line.within(lambda central: _hold(central, request, self._silence_ms))
        except SyncTrouble as trouble:
            if trouble.link is not Link.REFUSED:
                return GiftCardReply(outcome=NO_ANSWER, as_of_ms=0)
            detail = trouble.detail if trouble.code == "refused" else trouble.code
            return GiftCardReply(outcome="refused", as_of_ms=0, detail=detail)
        if reply.outcome not in _OUTCOMES:
            return GiftCardReply(outcome="refused", as_of_ms=0, detail="impossible")
        return reply

    def close(self) -> None:
        """Hang up. A client that was closed may be used again."""
        self._line.close()


async def _hold(central: Central, request: GiftCardHold, silence_ms: int) -> GiftCardReply:
    """The server's last word within the patience: money that it has asked a keeper for may come meanwhile."""
    return await until_it_comes(
        lambda left_ms: central.gift_card(request, deadline_ms=min(left_ms, silence_ms)),
        lambda reply: reply.outcome == "refused" and reply.recalled,
    )
