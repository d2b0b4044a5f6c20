"""What a return undoes in a member's book apart from points: stamps, coupons, challenges, limits, tiers, memberships.

Everything is a move of its own under the return's id, so that it adds up with other tills' facts in any order; nothing
goes below what the sale itself had left there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import case, delete, func, select, update

from pos_app.domain.loyalty.calendar_days import tier_until
from pos_app.domain.loyalty.decision import CapUsed, CouponIssued, Qualified
from pos_app.domain.loyalty.member_view import ChallengeHeld, MemberView
from pos_app.domain.loyalty.play_rules import Task
from pos_app.domain.loyalty.reversal import ChallengeBack, Reversal, TierDrop
from sync.server.book.counted_for import counts_for_household
from sync.server.book.coupons import coupon_of, find_coupon
from sync.server.book.holders import holder_of
from sync.server.book.referrals import brought_by, friend_of
from sync.server.book.reversing import take_coupon_back
from sync.server.book.standings import add_gain, kept_tier, qualifying, set_standing
from sync.server.book.undoing import Undoing
from sync.server.book.usages import add_usage
from sync.server.schema import tables
from sync.server.schema.dialects import greater, upsert
from sync.server.schema.member_tables import (
    bought,
    challenge,
    claimed_code,
    coupon,
    draw_entry,
    member_history,
    membership,
    qualifying_gain,
    referral,
    stamp_card,
    stamp_move,
    usage_move,
)
from sync.server.slate.at_once import AtOnce
from sync.server.whose import a_code, is_nobodys

_DISTINCT = {Task.CATEGORIES: tables.sale_line.c.category_id, Task.ARTICLES: tables.sale_line.c.article_id}


def undo_counts(undoing: Undoing, reversal: Reversal, member: MemberView) -> None:
    """Everything but points. ``member`` is the buyer as the sale saw them."""
    _coupons(undoing, reversal)
    _stamps(undoing, reversal)
    for back in reversal.challenges:
        _challenge(undoing, back, member)
    _usage(undoing, reversal)
    for gained in reversal.qualified:
        less_qualified(undoing, gained)
    for drop in reversal.tiers:
        _drop_tier(undoing, drop, member)
    _memberships(undoing, reversal)
    _referrals(undoing, reversal)
    for entry in reversal.entries:
        undoing.connection.execute(
            delete(draw_entry).where(
                draw_entry.c.company_id == undoing.company_id,
                draw_entry.c.member_id == undoing.member_id,
                draw_entry.c.programme_id == entry.programme_id,
                draw_entry.c.draw == entry.draw,
                draw_entry.c.source == undoing.sale_id,
            )
        )


def unbuy(undoing: Undoing, articles: Sequence[str], *, whole: bool) -> None:
    """Lines that came back altogether were not bought after all; nor was anything, where nothing is kept."""
    for article_id in articles:
        undoing.connection.execute(
            update(bought)
            .where(
                bought.c.company_id == undoing.company_id,
                bought.c.member_id == undoing.member_id,
                bought.c.article_id == article_id,
                bought.c.times > 0,
            )
            .values(times=bought.c.times - 1)
        )
    if whole:
        undoing.connection.execute(
            update(member_history)
            .where(
                member_history.c.company_id == undoing.company_id,
                member_history.c.member_id == undoing.member_id,
                member_history.c.purchases > 0,
            )
            .values(purchases=member_history.c.purchases - 1)
        )


def _stamps(undoing: Undoing, reversal: Reversal) -> None:
    for back in reversal.stamps:
        key = {
            "company_id": undoing.company_id,
            "member_id": undoing.member_id,
            "programme_id": back.programme_id,
            "card": back.card,
        }
        undoing.connection.execute(
            upsert(stamp_move).on_conflict_do_nothing(),
            {**key, "source": undoing.return_id, "stamps": back.stamps, "added": -back.added, "free": 0},
        )
        that_day = greater(stamp_card.c.stamped_that_day - back.added, 0)
        undoing.connection.execute(
            update(stamp_card)
            .where(*(stamp_card.c[name] == value for name, value in key.items()))
            .values(
                stamps=stamp_card.c.stamps + back.stamps,
                stamped_that_day=case(
                    (stamp_card.c.day == undoing.sold_on.isoformat(), that_day),
                    else_=stamp_card.c.stamped_that_day,
                ),
            )
        )


def _coupons(undoing: Undoing, reversal: Reversal) -> None:
    for issued in reversal.coupons_taken:
        undoing.effects.members.add(issued.member_id or undoing.member_id)
        if not _take_one(undoing, issued):
            undoing.effects.flag("reward-used", f"the coupon {issued.code} is used and cannot go back")
            _keep_card_used(undoing, issued)
    for used in reversal.coupons_given:
        row = find_coupon(undoing.connection, undoing.company_id, used.number)
        if row is not None and row.used_by == undoing.sale_id:
            undoing.connection.execute(
                update(coupon)
                .where(*coupon_of(undoing.company_id, row.member_id, used.number))
                .values(used_by="", used_ms=0)
            )
        else:
            key = (undoing.member_id, used.programme_id, f"coupon:{used.code}"[:64], "ever", "")
            _less_usage(undoing, key, 1)


def _take_one(undoing: Undoing, issued: CouponIssued) -> bool:
    number = undoing.connection.execute(
        select(coupon.c.number)
        .where(
            coupon.c.company_id == undoing.company_id,
            coupon.c.member_id == (issued.member_id or undoing.member_id),
            coupon.c.programme_id == issued.programme_id,
            coupon.c.code == issued.code,
            coupon.c.rule == issued.rule,
            coupon.c.source == undoing.sale_id,
            coupon.c.used_by == "",
            coupon.c.taken_back_ms == 0,
        )
        .order_by(coupon.c.number)
        .limit(1)
    ).scalar_one_or_none()
    if number is not None:
        take_coupon_back(undoing, number)
    return number is not None


def _keep_card_used(undoing: Undoing, issued: CouponIssued) -> None:
    """A full stamp card whose coupon was used stays used: its stamps are owed, though the return gave them back."""
    rules = undoing.rules.get(issued.programme_id)
    card = next((each for each in rules.stamp_cards if each.rule_id == issued.rule), None) if rules else None
    if card is None:
        return
    key = {
        "company_id": undoing.company_id,
        "member_id": undoing.member_id,
        "programme_id": issued.programme_id,
        "card": card.rule_id,
    }
    move = upsert(stamp_move)
    undoing.connection.execute(
        move.on_conflict_do_update(
            index_elements=[*key, "source"], set_={"stamps": stamp_move.c.stamps + move.excluded.stamps}
        ),
        {**key, "source": f"{undoing.return_id}/reward-used", "stamps": -card.stamps, "added": 0, "free": 0},
    )
    undoing.connection.execute(
        update(stamp_card)
        .where(*(stamp_card.c[name] == value for name, value in key.items()))
        .values(stamps=stamp_card.c.stamps - card.stamps)
    )


def _challenge(undoing: Undoing, back: ChallengeBack, member: MemberView) -> None:
    key = {
        "company_id": undoing.company_id,
        "member_id": undoing.member_id,
        "programme_id": back.programme_id,
        "challenge": back.challenge,
        "period_start": back.period_start,
    }
    mine = [challenge.c[name] == value for name, value in key.items()]
    held = undoing.connection.execute(
        select(challenge.c.count.label("counted"), challenge.c.seen, challenge.c.done_by).where(*mine)
    ).one_or_none()
    if held is None:
        return
    rules = undoing.rules.get(back.programme_id)
    rule = (
        next((each for each in rules.challenges if each.rule_id == back.challenge), None) if rules else None
    )
    seen = held.seen.splitlines()
    counted = max(held.counted - back.count, 0)
    if rule is not None and rule.task in _DISTINCT:
        elsewhere = _shown_elsewhere(undoing, rule.task, back)
        seen = [thing for thing in seen if thing not in back.unseen or thing in elsewhere]
        counted = len(seen)
    elif rule is not None and rule.task is Task.DAYS_IN_A_ROW and seen == [undoing.sold_on.isoformat()]:
        if _came_again(undoing):
            counted = held.counted
        else:
            seen = [day for each in member.challenges if _is_same(each, back) for day in each.seen]
    done_by = "" if back.undone and held.done_by == undoing.sale_id else held.done_by
    if counted or seen or done_by:
        change = update(challenge).values(count=counted, seen="\n".join(seen), done_by=done_by)
        undoing.connection.execute(change.where(*mine))
    else:
        undoing.connection.execute(delete(challenge).where(*mine))


def _is_same(held: ChallengeHeld, back: ChallengeBack) -> bool:
    return (held.programme_id, held.challenge, held.period_start) == (
        back.programme_id,
        back.challenge,
        back.period_start,
    )


def _came_again(undoing: Undoing) -> bool:
    """Whether another sale of the member on that day keeps a streak going."""
    sale = tables.sale
    found = undoing.connection.execute(
        select(sale.c.sale_id).where(
            sale.c.company_id == undoing.company_id,
            sale.c.member_id == undoing.member_id,
            sale.c.sale_id != undoing.sale_id,
            sale.c.business_date == undoing.sold_on.isoformat(),
        )
    ).first()
    return found is not None


def _shown_elsewhere(undoing: Undoing, task: Task, back: ChallengeBack) -> set[str]:
    """Things that another sale of the member in that period shows as well."""
    line, sale = tables.sale_line, tables.sale
    rows = undoing.connection.execute(
        select(_DISTINCT[task])
        .join(
            sale,
            (sale.c.company_id == line.c.company_id)
            & (sale.c.till_id == line.c.till_id)
            & (sale.c.sale_id == line.c.sale_id),
        )
        .where(
            sale.c.company_id == undoing.company_id,
            sale.c.member_id == undoing.member_id,
            sale.c.sale_id != undoing.sale_id,
            sale.c.business_date >= back.period_start,
            _DISTINCT[task].in_(back.unseen),
        )
    )
    return set(rows.scalars())


def _usage(undoing: Undoing, reversal: Reversal) -> None:
    for each in reversal.usage:
        if each.period:
            whose = _capped(undoing, each.programme_id, each.rule)
            key = (whose, each.programme_id, each.rule, each.period, each.period_start)
            _less_usage(undoing, key, each.amount)
        if each.key.startswith("code:"):
            code = each.key.removeprefix("code:")
            claimed = undoing.connection.execute(
                delete(claimed_code).where(
                    claimed_code.c.company_id == undoing.company_id,
                    claimed_code.c.member_id == undoing.member_id,
                    claimed_code.c.code == code,
                    claimed_code.c.source == undoing.sale_id,
                )
            )
            if claimed.rowcount:
                is_nobodys(undoing.connection, undoing.company_id, [a_code(code)])
    for cap in reversal.caps:
        less_limits(undoing, cap)


def less_limits(undoing: Undoing, cap: CapUsed) -> None:
    """Points that no longer count against a cap."""
    whose = _capped(undoing, cap.programme_id, cap.rule)
    _less_usage(undoing, (whose, cap.programme_id, cap.rule, cap.period, cap.period_start), cap.points)


def _less_usage(undoing: Undoing, key: tuple[str, str, str, str, str], amount: int) -> None:
    """Count so much less, at most what the sale had counted and earlier returns have left of it."""
    names = ("member_id", "programme_id", "rule_id", "period", "period_start")
    left = undoing.connection.execute(
        select(func.coalesce(func.sum(usage_move.c.amount), 0)).where(
            usage_move.c.company_id == undoing.company_id,
            *(usage_move.c[name] == value for name, value in zip(names, key, strict=True)),
            usage_move.c.source.in_([undoing.sale_id, undoing.return_id, *undoing.return_ids]),
        )
    ).scalar_one()
    less = min(amount, max(int(left), 0))
    add_usage(AtOnce(undoing.connection, undoing.company_id), *key, undoing.return_id, -less)


def _capped(undoing: Undoing, programme_id: str, rule_id: str) -> str:
    if counts_for_household(undoing.rules.get(programme_id), rule_id):
        return holder_of(undoing.connection, undoing.company_id, undoing.member_id)
    return undoing.member_id


def less_qualified(undoing: Undoing, back: Qualified) -> None:
    """On the day of the sale, so that every window counts it where the sale was counted; ``back`` is negative."""
    gain = qualifying_gain
    mine = (
        gain.c.company_id == undoing.company_id,
        gain.c.member_id == undoing.member_id,
        gain.c.programme_id == back.programme_id,
    )
    left = undoing.connection.execute(
        select(func.coalesce(func.sum(gain.c.amount), 0)).where(
            *mine, gain.c.source.in_([undoing.sale_id, *undoing.return_ids])
        )
    ).scalar_one()
    less = min(-back.amount, max(int(left), 0))
    on_day = undoing.connection.execute(
        select(gain.c.on_day).where(*mine, gain.c.source == undoing.sale_id)
    ).scalar_one_or_none()
    if less and on_day:
        add_gain(
            *(AtOnce(undoing.connection, undoing.company_id), undoing.member_id, back.programme_id),
            *(undoing.return_id, date.fromisoformat(on_day), -less),
        )


def _drop_tier(undoing: Undoing, drop: TierDrop, member: MemberView) -> None:
    """At once: to what the member had before the sale, or to what the window says without it, whichever is higher."""
    programme = undoing.rules.get(drop.programme_id)
    if programme is None:
        return
    name = programme.programme_id
    kept = kept_tier(AtOnce(undoing.connection, undoing.company_id), undoing.member_id, name)
    counted = qualifying(
        undoing.connection, undoing.company_id, (undoing.member_id,), programme, undoing.today
    ).get(undoing.member_id, 0)
    reached, had = programme.tier_at(counted), programme.tier_by_code(drop.after)
    lines = {tier.code: programme.threshold(tier) for tier in programme.tiers}
    best = max((tier for tier in (had, reached) if tier), key=programme.threshold, default=None)
    if lines.get(kept.tier or "", -1) <= (programme.threshold(best) if best else -1):
        return
    stood = member.standing(name)
    code, until = stood.tier or "", stood.until  # a tier that nobody had to keep stays implied by what counts
    if best is not had:
        code = best.code if best else ""
        until = tier_until(programme.qualifying, undoing.today) if best else ""
    set_standing(AtOnce(undoing.connection, undoing.company_id), undoing.member_id, name, code, until)


def _memberships(undoing: Undoing, reversal: Reversal) -> None:
    for ended in reversal.memberships:
        undoing.connection.execute(
            update(membership)
            .where(
                membership.c.company_id == undoing.company_id,
                membership.c.member_id == undoing.member_id,
                membership.c.programme_id == ended.programme_id,
                membership.c.code == ended.code,
                membership.c.source == undoing.sale_id,
            )
            .values(ended_ms=undoing.now_ms)
        )


def _referrals(undoing: Undoing, reversal: Reversal) -> None:
    """Neither side is rewarded any more. Where nothing of the purchase is kept, the next one is the friend's first."""
    for back in reversal.referrals:
        undoing.effects.members.add(back.referrer_id)
    if reversal.referrals or reversal.whole:
        again = {"rewarded_by": "", "reversed": 0} if reversal.whole else {"reversed": 1}
        came = brought_by(undoing.connection, undoing.company_id, undoing.member_id)
        if came is not None and came.rewarded_by == undoing.sale_id:
            undoing.connection.execute(
                update(referral)
                .where(*friend_of(undoing.company_id, came.referrer_id, came.member_id))
                .values(**again)
            )
