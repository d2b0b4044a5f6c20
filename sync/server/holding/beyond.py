"""What was used beyond the books, each time with its cause (BOUNDED): a row for every redemption that named a lease or
the floor, and for every other that the lots could not pay in full.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, insert

from sync.server.book.ledger import Movement, Purse
from sync.server.schema.lease_tables import floor_use, lease_use


class Beyond(StrEnum):
    """Why something was used beyond the books (BOUNDED); nothing else can be."""

    FLOOR = "floor"
    FLOOR_PASSED = "floor-passed"
    """The till risked more than the programme allows: at once, of one member, or in one offline spell."""
    FORK = "fork"
    WRITTEN_OFF = "written-off"
    AFTER_GRACE = "after-grace"
    HOLD = "beyond-hold"
    """The hold had run out before the sale came, so that others could use the points; or it held fewer."""


def remember(
    connection: Connection,
    purse: Purse,
    movement: Movement,
    use_id: str,
    till_id: str,
    points: int,
    *,
    lease_id: str = "",
    settled: int = 0,
    beyond: int = 0,
    cause: str = "",
    member_id: str = "",
    floor_after: int = -1,
) -> None:
    """Note a use of ``points``, under its redemption's id or its posting group's: ``settled`` of them out of the lease,
    ``beyond`` not in the books, for ``cause``. What was risked names whose card was shown, and in which spell.
    """
    connection.execute(
        insert(lease_use),
        {
            "company_id": purse.company_id,
            "holder_id": purse.member_id,
            "use_id": use_id,
            "lease_id": lease_id[:64],
            "account": purse.account,
            "source": movement.source,
            "till_id": till_id,
            "points": points,
            "settled": settled,
            "beyond": beyond,
            "cause": cause,
            "at_ms": movement.posted_ms,
            "member_id": member_id,
            "floor_after": floor_after,
        },
    )
    if floor_after >= 0:
        risked = {"till_id": till_id, "floor_after": floor_after, "use_id": use_id}
        connection.execute(
            insert(floor_use),
            {"company_id": purse.company_id, **risked, "member_id": member_id, "points": points},
        )
