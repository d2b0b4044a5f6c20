"""One return on its way into the books: whose it is, what it undoes, under which rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from pos_app.domain.loyalty.decision import Decision
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.holders import holder_of, holders_ever
from sync.server.book.ledger import Movement, Purse
from sync.server.intake.effects import Effects

REVERSE = "reverse"
"""The kind of every posting group of a return."""


@dataclass(frozen=True, slots=True)
class Undoing:
    """One return on its way into the ledger. ``sale_id`` is the source of what it undoes, ``return_ids`` are the
    returns of that sale before it, ``sold`` is what the sale decided and ``rules`` are its programmes by id.
    """

    connection: Connection
    company_id: str
    member_id: str
    sale_id: str
    return_id: str
    return_ids: tuple[str, ...]
    sold: Decision
    rules: dict[str, Programme]
    sold_on: date
    today: date
    now_ms: int
    effects: Effects

    def purse(self, account: str, member_id: str = "") -> Purse:
        """Whose points: the buyer's, or the referrer's."""
        whose = member_id or self.member_id
        return Purse(self.company_id, holder_of(self.connection, self.company_id, whose), account)

    def holders(self, member_id: str = "") -> set[str]:
        """Whoever may have had these points when the sale came: the member, or a household that they shared with."""
        return holders_ever(self.connection, self.company_id, member_id or self.member_id)

    def movement(self, name: str, programme_id: str, rule: str) -> Movement:
        """A group of postings of this return."""
        return Movement(f"{self.return_id}/{name}", programme_id, self.return_id, self.now_ms, rule)
