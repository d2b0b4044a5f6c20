"""What is asked of segments: who belongs must be sayable, possible, and asked for by some rule."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from pos_app.domain.loyalty.condition import Condition, Goods
from pos_app.domain.loyalty.offer_rules import Issued
from pos_app.domain.loyalty.programme_draft import Draft
from pos_app.domain.loyalty.segment_rules import MOST_DAYS, Ago, Often, Segment, Spent

NEVER = "nobody could ever belong"


def check_segments(draft: Draft, written: set[str], conditions: Iterator[tuple[str, Condition]]) -> None:
    """Add to a draft what is wrong with its segments. ``written`` are their names, also of those that could not be
    read; ``conditions`` are all of its rules' with their paths.
    """
    programme = draft.programme
    lists = {event.guests for event in programme.events}
    lists |= {rule.rule_id for rule in programme.access if rule.draw}
    if programme.referral is not None:
        lists.add(programme.referral.ambassador_segment)
    kept = {segment.code for segment in programme.kept_segments}
    asked = set(lists)
    for path, when in conditions:
        for name in when.segments:
            asked.add(name)
            if name not in written | lists:
                draft.say(f"{path}.segments", _unknown(name, written | lists))
    for nth, coupon in enumerate(programme.coupons):
        path = draft.path("coupons", nth)
        if (coupon.issued is Issued.SEGMENT) != bool(coupon.segment):
            draft.say(path, 'issued = "segment" and segment = "...": together or not at all')
        elif coupon.segment:
            asked.add(coupon.segment)
            _entered(draft, f"{path}.segment", coupon.segment, written, kept)
    for nth, segment in enumerate(programme.segments):
        path = draft.path("segments", nth)
        _segment(draft, path, segment)
        if segment.code not in asked:
            draft.say(path, f"no rule asks for {segment.code!r}: who belongs to it would change nothing")
    for nth, rule in enumerate(programme.access):
        if rule.draw and rule.rule_id in kept:
            draft.say(
                draft.path("access", nth),
                f"{rule.rule_id!r} is also a segment with conditions: is it won in the draw, or by buying?",
            )
    _examples(draft, kept)


def _unknown(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = (
        f"did you mean {near[0]!r}?"
        if near
        else f'a list of your own: [[segment]] id = "{name}", by_hand = true'
    )
    return f"no segment is called {name!r}; {hint}"


def _entered(draft: Draft, path: str, name: str, written: set[str], kept: set[str]) -> None:
    if name not in written:
        draft.say(path, _unknown(name, written))
    elif name not in kept and any(segment.code == name for segment in draft.programme.segments):
        draft.say(path, f"{name!r} is kept by hand: only a segment with conditions is entered on a day")


def _segment(draft: Draft, path: str, segment: Segment) -> None:
    rules = (segment.purchases, segment.spend, segment.last_purchase, segment.joined)
    says_something = any(rule is not None for rule in rules)
    if segment.by_hand and says_something:
        draft.say(f"{path}.by_hand", "by_hand = true or conditions, not both: who decides who belongs?")
        return
    if not (segment.by_hand or says_something):
        draft.say(path, "purchases, spend, last_purchase, joined, or by_hand = true: who belongs to it?")
        return
    is_possible = [
        _range(draft, f"{path}.purchases", segment.purchases, "at_least", "at_most"),
        _range(draft, f"{path}.spend", segment.spend, "at_least", "at_most"),
        _range(
            draft, f"{path}.last_purchase", segment.last_purchase, "days_ago_at_least", "days_ago_at_most"
        ),
        _range(draft, f"{path}.joined", segment.joined, "days_ago_at_least", "days_ago_at_most"),
    ]
    for name, counted in (("purchases", segment.purchases), ("spend", segment.spend)):
        if counted is not None and counted.goods.not_discounted:
            draft.say(
                f"{path}.{name}.goods.not_discounted",
                "no not_discounted here: a segment looks at what was bought, not at how it was priced",
            )
    if all(is_possible):
        for field, words in _contradictions(segment):
            draft.say(f"{path}.{field}", words)


def _range(draft: Draft, path: str, rule: Often | Spent | Ago | None, least: str, most: str) -> bool:
    """Whether a condition says something that can be met."""
    if rule is None:
        return True
    at_least = rule.at_least_minor if isinstance(rule, Spent) else rule.at_least
    at_most = rule.at_most_minor if isinstance(rule, Spent) else rule.at_most
    if not at_least and at_most is None:
        draft.say(path, f"{least} or {most}, or both: this holds for everybody")
        return False
    if at_most is not None and at_most < at_least:
        draft.say(path, f"{most} not below {least}: {NEVER}")
        return False
    return True


def _contradictions(segment: Segment) -> Iterator[tuple[str, str]]:
    """Conditions that no member meets together."""
    often, spent, last, joined = segment.purchases, segment.spend, segment.last_purchase, segment.joined
    buys_nothing = often is not None and often.at_most == 0
    if last and often and often.at_least and last.at_least >= often.within_days:
        yield "purchases.within_days", _too_long_ago(last)
    if last and spent and spent.at_least_minor and last.at_least >= spent.within_days:
        yield "spend.within_days", _too_long_ago(last)
    if last and often and buys_nothing and _is_anything(often.goods):
        at_most = MOST_DAYS if last.at_most is None else last.at_most
        if at_most < often.within_days:
            words = f"days_ago_at_most of {often.within_days} or more: purchases allows none since; {NEVER}"
            yield "last_purchase.at_most", words
    if often and spent and buys_nothing and spent.at_least_minor and _holds(often, spent):
        yield "spend", f"no money is spent where purchases allows none: {NEVER}"
    if last and joined and joined.at_most is not None and last.at_least > joined.at_most:
        words = f"days_ago_at_least not above days_ago_at_most = {joined.at_most} of joined: {NEVER}"
        yield "last_purchase.at_least", words


def _holds(often: Often, spent: Spent) -> bool:
    """Whether whatever is spent in one window is bought in the other."""
    return often.goods == spent.goods and often.within_days >= spent.within_days


def _too_long_ago(last: Ago) -> str:
    return f"within_days above days_ago_at_least = {last.at_least} of last_purchase: {NEVER}"


def _is_anything(goods: Goods) -> bool:
    return goods.is_everything and not (goods.except_articles or goods.except_categories)


def _examples(draft: Draft, kept: set[str]) -> None:
    """An example cannot say that a member belongs where the rules say who does."""
    for nth, example in enumerate(draft.programme.examples):
        for name in example.member.segments:
            if name in kept:
                draft.say(
                    f"{draft.path('examples', nth)}.member.segments",
                    f"{name!r} follows from what a member buys: say it with joined, last_purchase or history",
                )
