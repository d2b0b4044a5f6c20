"""A server that keeps gift cards' money in memory, and cards to use with it: no network is needed."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.catalogue import Protection, VatRate
from pos_app.services.gift_cards import GiftCardAnswer, GiftCardOutcome
from tests.stage import goods

CARD, OTHER_CARD, UNKNOWN_CARD = "4992739871600016", "6006494200000012", "1234567812345670"
"""Numbers whose check digit is right."""
GIFT_CARD = goods.article("Gavekort", None, vat=goods.VAT_25, protection=Protection.GIFT_CARD)


@dataclass
class FakeCard:
    """What is on one card."""

    balance_minor: int
    expires_on: str = "2029-03-01"
    vat: VatRate | None = None
    outcome: GiftCardOutcome = GiftCardOutcome.HELD
    leased_minor: int = 0
    expires_ms: int = 0


class FakeGiftCards:
    """``cards`` by number; ``held`` is what each redemption id holds; ``offline`` answers nothing."""

    def __init__(self) -> None:
        self.cards: dict[str, FakeCard] = {}
        self.held: dict[str, int] = {}
        self.offline = False

    def card_id(self, number: str) -> str:
        return f"id-of-{number}"

    def hold(self, redemption_id: str, card_id: str, currency: str, most_minor: int) -> GiftCardAnswer:
        if self.offline:
            return GiftCardAnswer(GiftCardOutcome.NO_ANSWER)
        card = self.cards.get(card_id.removeprefix("id-of-"))
        if card is None:
            return GiftCardAnswer(GiftCardOutcome.UNKNOWN)
        if card.outcome is not GiftCardOutcome.HELD:
            return GiftCardAnswer(card.outcome, expires_on=card.expires_on, detail="blocked")
        told = GiftCardAnswer(
            GiftCardOutcome.TOLD, 0, card.balance_minor, goods.AT_MS, card.expires_on, card.vat
        )
        if not most_minor:
            return told
        taken = min(most_minor, card.balance_minor)
        if card.leased_minor and not taken:
            return GiftCardAnswer(
                GiftCardOutcome.REFUSED, leased_minor=card.leased_minor, expires_ms=card.expires_ms
            )
        if not taken:
            return GiftCardAnswer(GiftCardOutcome.EMPTY)
        self.held[redemption_id] = taken
        return GiftCardAnswer(
            GiftCardOutcome.HELD, taken, card.balance_minor - taken, goods.AT_MS, card.expires_on, card.vat
        )
