"""Credit notes at the counter: a number that only this company can make, for a return that is written.

The number is made from the return's id and the company's secret, so that the receipt can print it again while neither
the journal nor the server knows more of it than its hash.
"""

from __future__ import annotations

import hashlib
from datetime import date

from pos_app.domain.credit_note import issued
from pos_app.domain.gift_card import GiftCard, expiry_of
from pos_app.domain.loyalty.decision import Context
from pos_app.domain.note_number import PREFIX, number_from
from pos_app.domain.returned import Return
from pos_app.services.ports import Ports


def number_of(ports: Ports, return_id: str) -> str:
    """The number of the note that this return makes."""
    secret = ports.gift_cards.card_id(f"{PREFIX}{return_id}")
    return number_from(int.from_bytes(hashlib.sha256(secret.encode()).digest()[:16], "big"))


def new_note(ports: Ports, return_id: str, context: Context) -> GiftCard:
    """The note as a fact knows it."""
    number = number_of(ports, return_id)
    last_day = expiry_of(date.fromisoformat(context.business_date))
    return GiftCard(ports.gift_cards.card_id(number), number[-4:], last_day)


def number_on(ports: Ports, returned: Return) -> str:
    """What the receipt of a return has to show; nothing where it made no note."""
    return number_of(ports, returned.return_id) if issued(returned) is not None else ""
