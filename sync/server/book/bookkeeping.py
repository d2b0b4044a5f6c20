"""One decision on its way into the books: whose it is, on which day, under which rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from pos_app.domain.loyalty.decision import Decision
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.tender import Tender
from sync.server.book.counted_for import counts_for_household
from sync.server.book.holders import holder_in_turn
from sync.server.intake.effects import Effects, Place
from sync.server.slate.slate import Slate


@dataclass(slots=True)
class Entry:
    """A decision of one member's sale or visit. ``source`` is the fact's id: every row it leaves carries it, so that a
    return finds them again. ``day`` is the fact's own local day, or the server's where that lies ahead of it.

    ``tenders`` paid the sale, by redemption id; ``lease_id`` is the lease under which it used things up.

    ``rules`` are the programmes that it was decided under, by id. ``lost`` gathers points that were posted and taken
    back again, by programme: they do not count towards a tier. ``dropped`` are rules whose coupons were given before.
    """

    slate: Slate
    place: Place
    member_id: str
    holder: str
    source: str
    day: date
    decision: Decision
    rules: dict[str, Programme]
    effects: Effects
    lost: dict[str, int] = field(default_factory=dict)
    dropped: set[tuple[str, str]] = field(default_factory=set)
    tenders: Mapping[str, Tender] = field(default_factory=dict)
    lease_id: str = ""

    @property
    def connection(self) -> Connection:
        """For statements of one's own (:attr:`~sync.server.slate.slate.Slate.connection`)."""
        return self.slate.connection

    @property
    def company_id(self) -> str:
        """The company whose books these are."""
        return self.place.company_id

    @property
    def now_ms(self) -> int:
        """The server's clock."""
        return self.place.now_ms

    @property
    def today(self) -> str:
        """``day`` as ISO text."""
        return self.day.isoformat()

    def key(self, member_id: str = "") -> dict[str, str]:
        """The beginning of a row's key, in the buyer's name unless somebody else is meant."""
        return {"company_id": self.company_id, "member_id": member_id or self.member_id}

    def holder_of(self, member_id: str) -> str:
        """Who holds the points of the buyer (empty) or of another member."""
        if not member_id or member_id == self.member_id:
            return self.holder
        return holder_in_turn(self.slate, member_id)

    def capped(self, programme_id: str, rule_id: str) -> str:
        """For whom a rule's caps and limits count: the member, or the household."""
        is_shared = counts_for_household(self.rules.get(programme_id), rule_id)
        return self.holder if is_shared else self.member_id

    def lose(self, programme_id: str, points: int) -> None:
        """Points of the programme's own account that this decision gave and that were taken back at once."""
        self.lost[programme_id] = self.lost.get(programme_id, 0) + points


def begin(
    slate: Slate,
    place: Place,
    *,
    member_id: str,
    source: str,
    day: date,
    decision: Decision,
    pinned: Sequence[Programme] | None,
    effects: Effects,
    tenders: Sequence[Tender] = (),
    lease_id: str = "",
) -> Entry:
    """The entry of a decision; what it pins and was never published here is looked up among those in force."""
    rules = {each.programme_id: each for each in (*place.programmes, *(pinned or ()))}
    holder = holder_in_turn(slate, member_id)
    return Entry(
        *(slate, place, member_id, holder, source, day, decision, rules, effects),
        tenders={each.redemption_id: each for each in tenders if each.redemption_id},
        lease_id=lease_id,
    )
