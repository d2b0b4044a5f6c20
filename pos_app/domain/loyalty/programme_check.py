"""What reads well and still cannot be run: names that point nowhere, and combinations nobody could explain.

``check_programme`` is what ``trofast programme check`` prints: every problem at once, by line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty import rule_checks
from pos_app.domain.loyalty.condition import ALWAYS, EVERYTHING, Condition, Goods
from pos_app.domain.loyalty.programme_draft import Draft, read_draft
from pos_app.domain.loyalty.segment_checks import check_segments
from pos_app.domain.loyalty.toml_lines import Problem

_CODED = (
    "tiers",
    "memberships",
    "partners",
    "coupons",
    "causes",
    "events",
    "accounts",
    "consents",
    "segments",
)
_RULES = (
    *("earns", "bonuses", "cash_backs", "offers", "coupons", "rewards", "stamp_cards", "perks", "access"),
    *("challenges", "codes", "draws"),
)
_SINGULAR = {
    "tiers": "tier",
    "memberships": "membership",
    "partners": "partner",
    "coupons": "coupon",
    "consents": "consent",
    "segments": "segment",
}
_NAMES_A_COUPON = ("stamp_cards", "challenges", "tiers")


def check_programme(text: str, path: str, protected: Mapping[str, Protection] | None = None) -> list[Problem]:
    """Every problem of a programme's text, by line; none for a programme that can be published.

    ``protected`` says which article and category ids of the shop's catalogue are protected goods, so that a rule that
    names one is told (LOYALTY: goods that never count). ``path`` is only for messages.
    """
    del path  # the caller prints it before each line
    draft = read_draft(text)
    check_draft(draft, protected or {})
    return sorted(set(draft.problems), key=lambda problem: (problem.line, problem.words))


def check_draft(draft: Draft, protected: Mapping[str, Protection] | None = None) -> None:
    """Add to a draft's problems whatever is wrong between its tables."""
    _names_are_unique(draft)
    for path, rule in _every_rule(draft):
        if isinstance(getattr(rule, "when", None), Condition) and rule.when != ALWAYS:
            _condition(draft, f"{path}.when", rule.when)
        for name in ("goods", "free_goods"):
            goods = getattr(rule, name, EVERYTHING)
            if goods != EVERYTHING:
                _goods(draft, f"{path}.{name}", goods, protected or {})
    _coupons_exist(draft)
    _consents_exist(draft)
    for nth, segment in enumerate(draft.programme.segments):
        for name, counted in (("purchases", segment.purchases), ("spend", segment.spend)):
            if counted is not None and counted.goods != EVERYTHING:
                _goods(draft, f"{draft.path('segments', nth)}.{name}.goods", counted.goods, protected or {})
    check_segments(draft, written_names(draft, "segments"), _conditions(draft))
    rule_checks.check_rules(draft)


def _every_rule(draft: Draft) -> Iterator[tuple[str, Any]]:
    for tables in _RULES:
        for nth, rule in enumerate(getattr(draft.programme, tables)):
            yield draft.path(tables, nth) if tables in draft.numbers else tables, rule


def _conditions(draft: Draft) -> Iterator[tuple[str, Condition]]:
    for path, rule in _every_rule(draft):
        if isinstance(getattr(rule, "when", None), Condition):
            yield f"{path}.when", rule.when


def written_names(draft: Draft, tables: str) -> set[str]:
    """The names of a family as written, also of those tables that could not be read: one mistake tells one problem."""
    there = draft.root.value.get(_SINGULAR.get(tables, tables))
    items = there.value if there and isinstance(there.value, list) else [there] if there else []
    names = set()
    for item in items:
        if isinstance(item.value, dict):
            name = item.value.get("id") or item.value.get("code")
            if name is not None and isinstance(name.value, str):
                names.add(name.value)
    if tables == "coupons":
        names |= {reward.code for reward in draft.programme.rewards}
    return names


def _names_are_unique(draft: Draft) -> None:
    seen: dict[str, str] = {}
    for path, rule in _every_rule(draft):
        name = getattr(rule, "rule_id", None) or rule.code
        if name in seen:
            draft.say(
                f"{path}.rule_id", f"{name!r} is the name of another rule: reports could not tell them apart"
            )
        seen[name] = path
    for tables in _CODED:
        codes: set[str] = set()
        for nth, table in enumerate(getattr(draft.programme, tables)):
            if table.code in codes:
                draft.say(
                    f"{draft.path(tables, nth)}.code", f"a code that no other {tables.removesuffix('s')} has"
                )
            codes.add(table.code)


def _condition(draft: Draft, path: str, when: Condition) -> None:
    for family, names in (
        ("tiers", when.tiers),
        ("memberships", when.memberships),
        ("partners", when.partners),
        ("consents", when.consents),
        ("coupons", (when.coupon,) if when.coupon else ()),
    ):
        field = "coupon" if family == "coupons" else family
        for name in names:
            _exists(draft, f"{path}.{field}", family, name)
    if when.anyone and when.needs_member:
        draft.say(
            f"{path}.anyone",
            "anyone = true together with what only members have: nobody could say who gets it",
        )
    if when.from_date and when.to_date and when.from_date > when.to_date:
        draft.say(f"{path}.to_date", "to_date on or after from_date: this rule would never hold")
    if when.from_time >= when.to_time:
        draft.say(f"{path}.to_time", "to_time after from_time; for hours past midnight write two rules")
    if bool(when.bought) != bool(when.bought_times):
        draft.say(f"{path}.bought_times", "bought and bought_times together: which article, and how often")


def _goods(draft: Draft, path: str, goods: Goods, protected: Mapping[str, Protection]) -> None:
    for name in (*goods.articles, *goods.categories):
        found = protected.get(name) or next((kind for kind in Protection if kind.value == name.lower()), None)
        if found is not None:
            words = found.value.replace("_", " ")
            draft.say(path, f"{name!r} is {words}: protected goods get no discount, points or stamps, ever")
    for name in goods.except_articles:
        if name in goods.articles:
            draft.say(path, f"{name!r} is both among the goods and excepted from them")
    for name in goods.except_categories:
        if name in goods.categories:
            draft.say(path, f"{name!r} is both among the goods and excepted from them")


def _coupons_exist(draft: Draft) -> None:
    for tables in _NAMES_A_COUPON:
        for nth, rule in enumerate(getattr(draft.programme, tables)):
            if rule.coupon:
                _exists(draft, f"{draft.path(tables, nth)}.coupon", "coupons", rule.coupon)
    referral = draft.programme.referral
    for name in ("referrer_coupon", "friend_coupon"):
        if referral and getattr(referral, name):
            _exists(draft, f"referral.{name}", "coupons", getattr(referral, name))
    if draft.programme.welcome.coupon:
        _exists(draft, "welcome.coupon", "coupons", draft.programme.welcome.coupon)


def _consents_exist(draft: Draft) -> None:
    for nth, coupon in enumerate(draft.programme.coupons):
        if coupon.consent:
            _exists(draft, f"{draft.path('coupons', nth)}.consent", "consents", coupon.consent)


def _exists(draft: Draft, path: str, family: str, name: str) -> None:
    known = written_names(draft, family)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        draft.say(path, f"no {family.removesuffix('s')} is called {name!r}{hint}")
