"""Caps, limits and codes of one decision: counted, and put right where two tills apart went over."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import insert

from pos_app.domain.loyalty.condition import Cap
from pos_app.domain.loyalty.decision import CapUsed, Consumption
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.bookkeeping import Entry
from sync.server.book.point_postings import correct
from sync.server.book.usages import add_usage, count, used_before
from sync.server.schema.member_tables import claimed_code
from sync.server.whose import a_code, becomes_if_free


def keep_caps(entry: Entry) -> None:
    """Count what was earned under caps. What goes over one is taken back by an adjustment named ``cap``."""
    by_rule: dict[tuple[str, str], list[CapUsed]] = defaultdict(list)
    for each in entry.decision.caps:
        by_rule[each.programme_id, each.rule].append(each)
    for (name, rule), used in by_rule.items():
        programme, whose = entry.rules.get(name), entry.capped(name, rule)
        caps = {cap.period.value: cap.points for cap in _caps(programme, rule)} if programme else {}
        over = 0
        for each in used:
            thing = (whose, name, rule, each.period, each.period_start)
            before = used_before(entry.slate, *thing)
            if each.period in caps:
                over = max(over, min(before + each.points - caps[each.period], each.points))
        for each in used:
            thing = (whose, name, rule, each.period, each.period_start)
            add_usage(entry.slate, *thing, entry.source, each.points - max(over, 0))
        if over > 0:
            account = _account(entry, name, rule)
            correct(entry, name, rule, over, "cap", account=account)
            entry.effects.flag("cap-passed", f"{rule}: {over} points over its cap were taken back")


def keep_limits(entry: Entry) -> None:
    """Count what is limited for each member: times of an offer, pieces, trials, events, codes in a day."""
    for each in entry.decision.consumes:
        if not each.period:
            continue
        most = _most(entry.rules.get(each.programme_id), each)
        over = count(entry, each.programme_id, each.rule, each.period, each.period_start, each.amount, most)
        if over:
            kind = each.key.partition(":")[0]
            code = "trial-twice" if kind == "trial" else "limit-passed"
            entry.effects.flag(code, f"{kind} {each.rule}: {over} too many")
            if each.key.startswith("event:"):
                points = sum(
                    posting.points
                    for posting in entry.decision.postings
                    if (posting.programme_id, posting.rule) == (each.programme_id, each.rule)
                )
                correct(entry, each.programme_id, each.rule, points, "event-twice")


def keep_codes(entry: Entry) -> None:
    """A code is claimed once, by whoever comes first; the points of a second claim are taken back."""
    for each in entry.decision.consumes:
        if not each.key.startswith("code:"):
            continue
        code = each.key.removeprefix("code:")
        row = {**entry.key(), "code": code, "source": entry.source, "claimed_ms": entry.now_ms}
        if becomes_if_free(entry.connection, entry.company_id, a_code(code), entry.member_id):
            entry.connection.execute(insert(claimed_code), row)
            continue
        entry.effects.flag("code-claimed-twice", f"a code of {each.rule} was claimed before")
        programme = entry.rules.get(each.programme_id)
        rule = (
            next((rule for rule in programme.codes if rule.rule_id == each.rule), None) if programme else None
        )
        correct(entry, each.programme_id, each.rule, rule.points if rule else 0, "code-claimed-twice")


def _caps(programme: Programme, rule_id: str) -> tuple[Cap, ...]:
    for rules in (programme.earns, programme.bonuses, programme.cash_backs):
        for rule in rules:
            if rule.rule_id == rule_id:
                return rule.caps
    return ()


def _most(programme: Programme | None, used: Consumption) -> int | None:
    """How many of it a member may have in its period; ``None`` for no limit."""
    kind = used.key.partition(":")[0]
    if kind in {"once", "trial", "event"}:
        return 1
    if programme is None:
        return None
    if kind == "limit":
        return next((rule.most_pieces for rule in programme.access if rule.rule_id == used.rule), None)
    if kind == "code":
        return next((rule.most_a_day for rule in programme.codes if rule.rule_id == used.rule), 0) or None
    return None


def _account(entry: Entry, programme_id: str, rule: str) -> str:
    for posting in entry.decision.postings:
        if (posting.programme_id, posting.rule) == (programme_id, rule) and not posting.member_id:
            return posting.account
    return ""
