"""The card terminal and what it was asked for, as ports (INTENT-FIRST, CARD-ONCE)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from drivers.terminals.terminal import PaymentTerminal
from pos_app.domain.card_intent import CardIntent


class CardIntents(Protocol):
    """What the terminal was asked for, in ``till.db``. Safe on any thread; each method is a transaction of its own,
    durable when it returns.

    What a sale was paid with becomes used with the sale, in its own transaction (ONE-TX): see ``UnitOfWork.add_sale``.
    """

    def ask(self, intent: CardIntent) -> bool:
        """Write that the terminal is about to be asked. ``False`` where another is open, and nothing is written."""

    def note(self, intent: CardIntent) -> bool:
        """Write how it is now. ``False`` where it has ended already, or can not become so: nothing is written."""

    def one(self, intent_id: str) -> CardIntent | None:
        """The one with that id."""

    def unfinished(self) -> Sequence[CardIntent]:
        """All that are neither used nor ended otherwise, oldest first: open ones, and money that no sale has yet."""

    def knows(self, receipt_no: str, trace_no: str, but: Collection[str] = ()) -> bool:
        """Whether the terminal's numbers belong to something that was asked here, other than ``but``."""


@dataclass(frozen=True, slots=True)
class CardTerminal:
    """The terminal, and the book of what it was asked."""

    device: PaymentTerminal
    intents: CardIntents
