"""What members may use up while the line is down: how much is lent to their home store, for how long, and what a till
may risk beside it (LEASE, FLOOR).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pos_app.domain.loyalty.form import Between, Points

LONGEST_TERM_HOURS = 30 * 24
"""Nobody remembers longer where their points are."""


@dataclass(frozen=True, slots=True)
class Offline:
    """What members may use up while the line is down. Of their free points ``share_percent`` are lent to one till of
    the store where they shop most (0: nothing is lent, and without the network nothing can be used). The till may give
    them for ``term_hours`` after it last spoke with the server; ``grace_hours`` more the server waits for its sales
    before others may use what is left.

    The floor is what a till may risk without a loan: in one redemption, for one member and at one till, until all it
    sold has reached the server. Usually nothing.
    """

    share_percent: Annotated[
        int, Between(0, 100), "per cent of the free points that the home store may give"
    ] = 100
    term_hours: Annotated[int, Between(1, 10_000), "hours without the server in which they may be used"] = 72
    grace_hours: Annotated[int, Between(0, 10_000), "hours more in which the till's sales are waited for"] = (
        48
    )
    floor_redemption: Annotated[Points, "points a till may risk in one redemption"] = 0
    floor_member: Annotated[Points, "the same for one member, until the line is back"] = 0
    floor_till: Annotated[Points, "the same for one till, until the line is back"] = 0

    @property
    def has_floor(self) -> bool:
        """Whether a till may risk anything without a lease."""
        return self.floor_redemption > 0

    @property
    def term_ms(self) -> int:
        """The term in milliseconds."""
        return self.term_hours * 3_600_000

    @property
    def grace_ms(self) -> int:
        """The grace after the term, in milliseconds."""
        return self.grace_hours * 3_600_000
