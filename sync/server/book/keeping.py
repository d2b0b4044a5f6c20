"""What one decision leaves in a member's book, points and all: kept by what it changed, so that the facts of two tills
that could not see each other add up in any order (SERVER-ORDER, CLASSES).

What was given twice that way is put right by a named correction or a named flag; the fact itself stays as it was told
(FACTS-NEVER-REJECTED).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pos_app.domain.loyalty.calendar_days import local_day
from pos_app.domain.loyalty.decision import Context, Decision
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.offer_rules import RewardTime
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.segment_rules import Part
from pos_app.domain.loyalty.status_rules import QualifyBy
from pos_app.domain.tender import Tender
from sync.server.book.bookkeeping import Entry, begin
from sync.server.book.keeping_goods import buy, enter_draws, keep_memberships, keep_stamps
from sync.server.book.keeping_limits import keep_caps, keep_codes, keep_limits
from sync.server.book.keeping_rewards import (
    issue_and_use_coupons,
    keep_challenges,
    keep_referrals,
    tiers_given_before,
)
from sync.server.book.point_postings import live_on, post_points
from sync.server.book.purchases import keep_purchase
from sync.server.book.rewards import give_rewards, has_rewards
from sync.server.book.sales_over import keep_sales
from sync.server.book.standings import add_gain, climb
from sync.server.calendar.company_days import company_day
from sync.server.holding.lease_homes import note_visit
from sync.server.holding.lease_settling import check_things
from sync.server.holding.securing import settle_secured
from sync.server.intake.effects import Effects, Place
from sync.server.schema import tables
from sync.server.schema.member_tables import secured
from sync.server.slate.slate import Slate

AHEAD_MS = 5 * 60 * 1000
"""How far a till's clock may be ahead of ours before its day is not believed."""


def keep(
    slate: Slate,
    place: Place,
    member: MemberView,
    decision: Decision,
    context: Context,
    source: str,
    effects: Effects,
    *,
    pinned: Sequence[Programme] | None,
    articles: Sequence[str] | None = None,
    parts: Sequence[Part] = (),
    tenders: Sequence[Tender] = (),
    lease_id: str = "",
) -> None:
    """Keep a sale's decision (``articles`` are the ids of its lines, ``parts`` what segments count of them) or a
    visit's (``None``: nothing was bought). ``lease_id`` is the lease under which it used things up.
    """
    if member.company_id and member.company_id != place.company_id:
        effects.flag("other-company", "the card is another company's; nothing was posted")
        return
    slate.take_turns([member.member_id])
    if slate.line(tables.member, member.member_id) is None:
        effects.flag("member-unknown", "the points are posted to an id the company does not know")
    effects.members.add(member.member_id)
    entry = begin(
        slate,
        place,
        member_id=member.member_id,
        source=source,
        day=day_of(slate, place, context, effects),
        decision=decision,
        pinned=pinned,
        effects=effects,
        tenders=tenders,
        lease_id=lease_id,
    )
    if articles is not None:
        live_on(entry)
    if lease_id:
        check_things(slate.connection, place, entry.holder, lease_id, effects)
    if decision.consumes and slate.lines(secured, member.member_id):  # no longer held back from it
        settle_secured(
            *(slate.connection, place.company_id, place.enrolled_as, member.member_id, decision.consumes)
        )
    post_points(entry)
    keep_sales(entry)
    keep_caps(entry)
    keep_codes(entry)
    keep_limits(entry)
    keep_stamps(entry)
    keep_memberships(entry)
    keep_challenges(entry)
    keep_referrals(entry)
    tiers_given_before(entry)
    issue_and_use_coupons(entry)
    enter_draws(entry)
    _qualify(entry)
    if articles is not None:
        buy(entry, articles)
        keep_purchase(entry, parts)
        _reward_at_once(entry)
    note_visit(
        *(slate, member.member_id),
        store_id=place.store_id,
        till_id=place.enrolled_as,
        day=entry.day,
        at_ms=min(context.at_ms, place.now_ms),
        holder_id=entry.holder,
    )


def day_of(slate: Slate, place: Place, context: Context, effects: Effects) -> date:
    """The fact's own local day; a fact from the future counts on the company's day by the server's clock."""
    if context.at_ms > place.now_ms + AHEAD_MS:
        effects.flag("future-date", "it is dated ahead of the server's clock; its points count from today")
        return company_day(slate.connection, place.company_id, place.now_ms)
    try:
        return local_day(context.at_ms, context.offset_minutes)
    except (ValueError, OverflowError):
        effects.flag("business-date", "its time is no day")
        return company_day(slate.connection, place.company_id, place.now_ms)


def _qualify(entry: Entry) -> None:
    """What counts towards tiers, less what was taken back again; then the tiers that the server now counts."""
    gained = {each.programme_id: each.amount for each in entry.decision.qualified}
    promised = {change.programme_id: change for change in entry.decision.tier_changes}
    for programme in entry.place.programmes:
        name = programme.programme_id
        amount, change = gained.get(name, 0), promised.get(name)
        if programme.qualifying.by is QualifyBy.POINTS:
            amount = max(amount - entry.lost.get(name, 0), 0)
        if amount:
            add_gain(entry.slate, entry.member_id, name, entry.source, entry.day, amount)
        if (amount or change) and climb(
            *(entry.slate, entry.member_id, programme, entry.day, amount, change)
        ):
            assert change is not None
            entry.effects.flag("tier-ahead-of-ledger", f"the till promised {change.after}; it is kept")


def _reward_at_once(entry: Entry) -> None:
    for programme in entry.place.programmes:
        if not has_rewards(programme, RewardTime.AT_ONCE):
            continue
        given = give_rewards(
            *(entry.connection, entry.company_id, entry.holder, programme, RewardTime.AT_ONCE),
            *(entry.day, entry.source, entry.now_ms),
        )
        if given.member_id:
            entry.effects.members.add(given.member_id)
