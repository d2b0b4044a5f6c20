"""Points that become rewards by themselves: every full block a coupon, the rest is carried.

Two moments ask the same question: the first of a month (the days' run) and the end of a sale (rewards at once).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from pos_app.domain.loyalty import occasions
from pos_app.domain.loyalty.offer_rules import RewardTime
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.coupons import issue_coupons
from sync.server.book.holders import owner_of
from sync.server.book.ledger import CONVERTED, Movement, Purse, balance_of, spend, spendable_on
from sync.server.book.members import is_erased
from sync.server.holding.holds import held_points
from sync.server.holding.leases import leased_points
from sync.server.slate.at_once import AtOnce


@dataclass(frozen=True, slots=True)
class Rewarded:
    """What became of the points: how many, the coupons' numbers, and in whose hands they are."""

    points: int = 0
    coupons: tuple[str, ...] = ()
    member_id: str = ""


NO_REWARD = Rewarded()


def has_rewards(programme: Programme, when: RewardTime) -> bool:
    """Whether the programme turns points into rewards at that moment."""
    return any(reward.issued is when for reward in programme.rewards)


def give_rewards(
    connection: Connection,
    company_id: str,
    holder: str,
    programme: Programme,
    when: RewardTime,
    day: date,
    source: str,
    now_ms: int,
) -> Rewarded:
    """Turn what the holder may spend on ``day`` into rewards. ``source`` is the fact or the day it comes from, once
    (KEY=EFFECT). Points that a redemption or a lease keeps, and points owed, stay; an erased member gets nothing.
    """
    if not has_rewards(programme, when):
        return NO_REWARD
    purse = Purse(company_id, holder, programme.account)
    owed = balance_of(connection, purse).debt
    kept = held_points(connection, purse, now_ms) + leased_points(connection, purse)
    free = spendable_on(connection, purse, day.isoformat()) - kept - owed
    given = occasions.rewards(programme, max(free, 0), day, when)
    owner = owner_of(connection, company_id, holder)
    if not given.postings or is_erased(connection, company_id, owner):
        return NO_REWARD
    for number, posting in enumerate(given.postings):
        name = f"{source}/reward/{programme.programme_id}/{number}"
        movement = Movement(name, programme.programme_id, source, now_ms, rule=posting.rule)
        spend(
            *(AtOnce(connection, purse.company_id), purse, movement, -posting.points),
            kind="convert",
            against=CONVERTED,
            day=day.isoformat(),
        )
    numbers = issue_coupons(
        *(connection, company_id, owner, given.coupons),
        f"{source}/reward/{programme.programme_id}",
        now_ms,
    )
    return Rewarded(-sum(each.points for each in given.postings), tuple(numbers), owner)
