"""Gift cards behind the till: ids from the company's secret, money from the server when the first customer has one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from pos_app.domain.errors import TillError

if TYPE_CHECKING:  # the first start asks for no card's money
    from pos_app.services.gift_cards import GiftCardAnswer
    from sync.client.gift_cards import GiftCardClient


class LateGiftCards:
    """The port ``GiftCards``; its client is made when it is first needed: HTTP and TLS cost the start 100 ms."""

    def __init__(self, make: Callable[[], GiftCardClient], card_id: Callable[[str], str]) -> None:
        self._make = make
        self._card_id = card_id
        self._making = threading.Lock()
        self._made: GiftCardClient | None = None

    def card_id(self, number: str) -> str:
        """See the port."""
        return self._card_id(number)

    def hold(self, redemption_id: str, card_id: str, currency: str, most_minor: int) -> GiftCardAnswer:
        """See the port. A till without its device key holds nothing and says why; it goes on selling."""
        from pos_app.domain.catalogue import VatRate
        from pos_app.services.gift_cards import GiftCardAnswer, GiftCardOutcome

        try:
            client = self._real()
        except TillError as error:
            return GiftCardAnswer(GiftCardOutcome.REFUSED, detail=str(error))
        reply = client.hold(redemption_id, card_id, currency, most_minor)
        return GiftCardAnswer(
            GiftCardOutcome(reply.outcome),
            reply.held_minor,
            reply.balance_minor,
            reply.as_of_ms,
            reply.expires_on,
            VatRate(reply.vat_code, reply.vat_basis_points) if reply.is_single_purpose else None,
            reply.detail,
            reply.leased_minor,
            reply.expires_ms,
        )

    def close(self) -> None:
        """Hang up, where a line was ever made; it may be made again."""
        with self._making:
            made, self._made = self._made, None
        if made is not None:
            made.close()

    def _real(self) -> GiftCardClient:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made
