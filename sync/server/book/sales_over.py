"""Sales beyond what a member may earn on in a day, told by tills that could not see each other (CLASSES).

What such a sale gained is not kept, and its points are taken back by adjustments named ``sales-limit``: the book stands
as if the till had known. A mark remembers it, so that a return does not take the same away once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from pos_app.domain.loyalty.condition import Period
from pos_app.domain.loyalty.decision import (
    CouponIssued,
    Decision,
    Outcome,
    Posting,
    PostingKind,
    StampChange,
)
from pos_app.domain.loyalty.offer_rules import Issued
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import Reversal, StampsBack
from pos_app.domain.loyalty.sales_limit import REASON, SALES_RULE
from pos_app.domain.loyalty.status_rules import QualifyBy
from sync.server.book.bookkeeping import Entry
from sync.server.book.point_postings import correct
from sync.server.book.undoing import Undoing
from sync.server.book.usages import add_usage, used_before
from sync.server.schema.member_tables import usage_move

_MARK = "sales:over"
_FLAG = "sales-limit"


def keep_sales(entry: Entry) -> None:
    """Look whether this sale is one too many, before anything but its points was kept. Every exception is told: also
    that of a till which knew, and gave nothing.
    """
    for reason in entry.decision.reasons:
        if (reason.rule, reason.outcome) == (REASON, Outcome.PASSED_BY):
            entry.effects.flag(
                _FLAG, f"more than {reason.words} sales on one card that day; this one earned nothing"
            )
    for cap in entry.decision.caps:
        programme = entry.rules.get(cap.programme_id)
        if cap.rule != SALES_RULE or programme is None or not programme.settings.most_sales_a_day:
            continue
        most, whose = programme.settings.most_sales_a_day, entry.capped(cap.programme_id, SALES_RULE)
        thing = (whose, cap.programme_id, SALES_RULE, cap.period, cap.period_start)
        if used_before(entry.slate, *thing) < most:
            continue
        taken = _take_back(entry, programme)
        entry.decision = without_gains(entry.decision, programme)
        mark = (entry.member_id, cap.programme_id, _MARK, Period.SALE.value, cap.period_start)
        add_usage(entry.slate, *mark, entry.source, 1)
        entry.effects.flag(
            _FLAG, f"more than {most} sales on one card that day; {taken} points were taken back"
        )


def less_what_was_over(undoing: Undoing, reversal: Reversal) -> Reversal:
    """What a return undoes of a sale, where the sale was one too many and its gains were never kept."""
    programmes = undoing.connection.execute(
        select(usage_move.c.programme_id).where(
            usage_move.c.company_id == undoing.company_id,
            usage_move.c.member_id == undoing.member_id,
            usage_move.c.rule_id == _MARK,
            usage_move.c.source == undoing.sale_id,
        )
    ).scalars()
    for name in programmes.all():
        if name in undoing.rules:
            reversal = without_gains_back(reversal, undoing.rules[name])
    return reversal


def _take_back(entry: Entry, programme: Programme) -> int:
    """The points that were posted for buying, rule by rule; how many."""
    taken = 0
    by_rule: dict[tuple[str, str], int] = defaultdict(int)
    for posting in gains(entry.decision, programme):
        by_rule[posting.rule, posting.account] += posting.points
    for (rule, account), points in by_rule.items():
        correct(entry, programme.programme_id, rule, points, _FLAG, account=account)
        taken += points
    return taken


def gains(decision: Decision, programme: Programme) -> list[Posting]:
    """The member's own points and money that a sale posted because goods were bought."""
    rules = {
        rule.rule_id
        for family in (programme.earns, programme.bonuses, programme.cash_backs, programme.challenges)
        for rule in family
    }
    return [
        posting
        for posting in decision.postings
        if posting.programme_id == programme.programme_id
        and posting.kind is PostingKind.EARN
        and not posting.member_id
        and posting.rule in rules
    ]


def without_gains(decision: Decision, programme: Programme) -> Decision:
    """The decision as it would be beyond the limit. Points stay: what was posted is taken back by postings. What was
    free stays free, so a card may be left with fewer stamps than none.
    """
    name = programme.programme_id
    return replace(
        decision,
        stamps=tuple(
            _unstamped(each, _sizes(programme)) for each in decision.stamps if each.programme_id == name
        )
        + tuple(each for each in decision.stamps if each.programme_id != name),
        challenges=tuple(each for each in decision.challenges if each.programme_id != name),
        coupons_issued=tuple(each for each in decision.coupons_issued if not _is_gain(each, programme)),
        entries=tuple(each for each in decision.entries if each.programme_id != name),
        qualified=tuple(
            each
            for each in decision.qualified
            if each.programme_id != name or programme.qualifying.by is QualifyBy.POINTS
        ),
        caps=tuple(each for each in decision.caps if each.programme_id != name),
    )


def without_gains_back(reversal: Reversal, programme: Programme) -> Reversal:
    """What a return takes back of a sale whose gains were taken back before. Points look after themselves."""
    name = programme.programme_id
    cards = {card.rule_id for card in programme.stamp_cards if card.coupon}
    stamps = [
        StampsBack(name, each.card, each.stamps + each.added, 0)
        for each in reversal.stamps
        if each.programme_id == name and each.card not in cards
    ]
    return replace(
        reversal,
        stamps=(
            *(each for each in reversal.stamps if each.programme_id != name),
            *(each for each in stamps if each.stamps),
        ),
        challenges=tuple(each for each in reversal.challenges if each.programme_id != name),
        coupons_taken=tuple(each for each in reversal.coupons_taken if not _is_gain(each, programme)),
        entries=tuple(each for each in reversal.entries if each.programme_id != name),
        qualified=tuple(
            each
            for each in reversal.qualified
            if each.programme_id != name or programme.qualifying.by is QualifyBy.POINTS
        ),
        caps=tuple(each for each in reversal.caps if each.programme_id != name),
    )


def _sizes(programme: Programme) -> Mapping[str, int]:
    return {card.rule_id: card.stamps for card in programme.stamp_cards}


def _unstamped(change: StampChange, sizes: Mapping[str, int]) -> StampChange:
    after = change.before - change.free * sizes.get(change.card, 0)
    return replace(change, added=0, after=after)


def _is_gain(issued: CouponIssued, programme: Programme) -> bool:
    """Whether a coupon came of buying: for the sale, a full stamp card, or a challenge."""
    if issued.programme_id != programme.programme_id or issued.member_id:
        return False
    rules = {card.rule_id for card in programme.stamp_cards} | {task.rule_id for task in programme.challenges}
    return issued.rule == Issued.SALE.value or issued.rule in rules
