"""What the till asked a card terminal for, from before it asked until the money is in a sale, or was never taken.

::

    asked ─┬─► approved ─┬─► used        by the record that names it
           ├─► declined  └─► reversing ─► reversed
           └─► unknown ──► approved, declined

INTENT-FIRST: ``asked`` is on the disk before the terminal hears of it. CARD-ONCE: it ends once, as declined, used,
reversed, or settled by a person who looked. While one is asked, unknown or reversing, no other is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.tender import Tender, TenderKind


class CardState(StrEnum):
    """How far it is."""

    ASKED = "asked"
    UNKNOWN = "unknown"
    APPROVED = "approved"
    DECLINED = "declined"
    REVERSING = "reversing"
    REVERSED = "reversed"
    USED = "used"
    SETTLED = "settled"
    """A person looked at the terminal and said how it ended."""


OPEN = frozenset((CardState.ASKED, CardState.UNKNOWN, CardState.REVERSING))
"""Nobody knows whether the customer has paid: nothing else is asked meanwhile."""


class CardPurpose(StrEnum):
    """Which way the money goes."""

    PAYMENT = "payment"
    REFUND = "refund"


class Settled(StrEnum):
    """What a person found when they looked at the terminal."""

    NOT_CHARGED = "not_charged"
    PAID_BY_SLIP = "paid_by_slip"
    """The slip says approved: its number is typed, and the tender is one by slip."""
    GIVEN_BACK = "given_back"
    """Reversed by hand, or noted for the books."""


@dataclass(frozen=True, slots=True)
class CardIntent:
    """One question to a terminal: ``amount_minor`` in ``currency``, for a basket (a refund: for the sale whose goods
    came back).

    ``before`` is the terminal's number for what it had done last when this was asked: a later look tells by it whether
    anything new happened. ``reason`` is the terminal's word for why. ``receipt_no`` and ``trace_no`` are the
    terminal's; of the card only its kind and last four digits are kept.
    """

    intent_id: str
    purpose: CardPurpose
    basket_id: str
    amount_minor: int
    currency: str
    state: CardState
    at_ms: int
    before: str = ""
    reason: str = ""
    receipt_no: str = ""
    trace_no: str = ""
    card_type: str = ""
    card_end: str = ""
    settled: str = ""
    settled_by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody knows yet how it ended."""
        return self.state in OPEN


def tender_of(intent: CardIntent) -> Tender:
    """The tender that an approved payment is."""
    return Tender(
        TenderKind.CARD,
        intent.amount_minor,
        slip_reference=intent.receipt_no,
        card_type=intent.card_type,
        card_end=intent.card_end,
        intent_id=intent.intent_id,
    )
