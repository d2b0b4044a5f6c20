"""What a till may risk without a lease (FLOOR), and whether it kept to that: the programme says how many points at
once, of one member, and by one till, in one offline spell. A spell begins when the server has everything of the till;
the till names it with each risk.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from sync.server.schema.lease_tables import floor_use


@dataclass(frozen=True, slots=True)
class Floor:
    """What may be risked on ``member_id``'s card: at once, of them in a spell, and by the till in a spell."""

    redemption: int = 0
    member: int = 0
    till: int = 0
    member_id: str = ""


NOTHING = Floor()


def why_passed(
    connection: Connection, company_id: str, till_id: str, floor_after: int, points: int, floor: Floor
) -> str:
    """A sentence for risking ``points`` more than ``floor`` allows, after what is noted of that spell; or ""."""
    if points > floor.redemption:
        return f"{points} points were risked at once; the programme allows {floor.redemption}"
    use = floor_use.c
    of_all, of_member = connection.execute(
        select(
            func.coalesce(func.sum(use.points), 0),
            func.coalesce(func.sum(use.points).filter(use.member_id == floor.member_id), 0),
        ).where(use.company_id == company_id, use.till_id == till_id, use.floor_after == floor_after)
    ).one()
    if of_member + points > floor.member:
        so_many = of_member + points
        return f"{so_many} points of one member were risked in one offline spell; the programme allows {floor.member}"
    if of_all + points > floor.till:
        so_many = of_all + points
        return f"{so_many} points were risked by the till in one offline spell; the programme allows {floor.till}"
    return ""
