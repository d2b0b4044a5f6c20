"""What came of one step of a worked example, named as an example's ``expect`` names it, and held against it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import Decision, Outcome, Posting, PostingKind
from pos_app.domain.loyalty.example import Counted, Expect
from pos_app.domain.loyalty.member_book import MemberBook, Passed
from pos_app.domain.loyalty.member_view import CouponHeld
from pos_app.domain.loyalty.pin import AccountUnit
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.redemption import RedemptionRoom, room
from pos_app.domain.pricing import price, vat_per_rate


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """A step's decision, what its days brought, and the member's book after both."""

    programme: Programme
    basket: Basket | None
    decision: Decision
    passed: Passed
    book: MemberBook | None
    articles: tuple[str, ...]
    before: int = 0
    """Points that could be spent before the sale."""


def differences(expect: Expect, outcome: StepOutcome) -> Iterator[tuple[str, str, str]]:
    """What was expected and came otherwise: the key, what it says, and what came."""
    for entry in dataclasses.fields(Expect):
        said = getattr(expect, entry.name)
        if said is None or said is False or said == "":
            continue
        expected, came = _plain(said), _CAME[entry.name](outcome)
        if came != expected:
            yield entry.name, _told(expected), _told(came)


def _plain(said: Any) -> Any:
    """Lists without their order, and counted things as pairs."""
    if not isinstance(said, tuple):
        return said
    return tuple(sorted((each.code, each.count) if isinstance(each, Counted) else each for each in said))


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return (
            ", ".join(" ".join(map(str, each)) if isinstance(each, tuple) else each for each in value)
            or "none"
        )
    return "none" if value in {None, ""} else str(value)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _sum(outcome: StepOutcome, kind: PostingKind, wanted: Callable[[Posting], bool]) -> int:
    return sum(each.points for each in outcome.decision.postings if each.kind is kind and wanted(each))


def _own(outcome: StepOutcome) -> Callable[[Posting], bool]:
    account = outcome.programme.account
    return lambda posting: posting.account == account and not posting.member_id


def _total(outcome: StepOutcome) -> int:
    if outcome.basket is None:
        return 0
    return price(outcome.basket, outcome.decision.line_effects).total_minor


def _tax(outcome: StepOutcome) -> int:
    """VAT of the sale; points that are a price reduction lower its base."""
    basket, decision = outcome.basket, outcome.decision
    if basket is None:
        return 0
    priced = price(basket, decision.line_effects)
    shares = {share.line_id: share.amount_minor for share in decision.redeemed_shares}
    amounts = [
        (line.article.vat, done.net_minor - shares.get(line.line_id, 0))
        for line, done in zip(basket.lines, priced.lines, strict=True)
    ]
    return sum(vat.tax_minor for vat in vat_per_rate(amounts, included=basket.vat_included))


def _room(outcome: StepOutcome) -> RedemptionRoom:
    return room(outcome.programme, outcome.before, _total(outcome))


def _issued(outcome: StepOutcome) -> list[CouponHeld]:
    return outcome.passed.coupons


def _partner_points(outcome: StepOutcome) -> int:
    accounts = {partner.account for partner in outcome.programme.partners}
    return sum(
        each.points for each in outcome.decision.postings if each.account in accounts and each.points > 0
    )


def _missing(outcome: StepOutcome, *, in_money: bool) -> int | None:
    """What was missing for the nearest rule, counted in money or in anything else."""
    found = [
        each.missing
        for each in outcome.decision.reasons
        if each.outcome is Outcome.NEARLY and (each.missing_unit == "minor") is in_money
    ]
    return min(found, default=None)


_CAME: dict[str, Callable[[StepOutcome], Any]] = {
    "points": lambda out: _sum(out, PostingKind.EARN, _own(out)),
    "balance": lambda out: out.book.balance if out.book else 0,
    "may_use": lambda out: _room(out).most_points,
    "may_use_minor": lambda out: _room(out).most_minor,
    "wallet_minor": lambda out: _sum(out, PostingKind.EARN, lambda each: each.unit is AccountUnit.MONEY),
    "total_minor": _total,
    "discount_minor": lambda out: sum(effect.amount_minor for effect in out.decision.line_effects),
    "tax_minor": _tax,
    "tier": lambda out: out.book.tier_now if out.book else None,
    "no_tier": lambda out: out.book is None or out.book.tier_now is None,
    "tier_until": lambda out: out.book.until if out.book else "",
    "coupons": lambda out: _names(coupon.code for coupon in _issued(out)),
    "coupons_used": lambda out: _names(used.code for used in out.decision.coupons_used),
    "coupons_from": lambda out: max((coupon.from_day for coupon in _issued(out)), default=""),
    "coupons_to": lambda out: max((coupon.to_day for coupon in _issued(out)), default=""),
    "stamps": lambda out: (
        tuple(sorted((each.card, each.stamps) for each in out.book.stamps)) if out.book else ()
    ),
    "free": lambda out: sum(change.free for change in out.decision.stamps),
    "member_until": lambda out: max((change.to_day for change in out.decision.memberships), default=""),
    "promises": lambda out: _names(each.rule for each in out.decision.promises if not each.article_id),
    "gifts": lambda out: _names(each.article_id for each in out.decision.promises if each.article_id),
    "refused": lambda out: _names(out.articles[each.line_id - 1] for each in out.decision.refused),
    "opens_on": lambda out: max((each.opens_on for each in out.decision.refused), default=""),
    "at_most": lambda out: min((each.most_pieces for each in out.decision.refused), default=None),
    "challenges": lambda out: tuple(sorted((each.challenge, each.after) for each in out.decision.challenges)),
    "done": lambda out: _names(each.challenge for each in out.decision.challenges if each.done),
    "referrer_points": lambda out: _sum(out, PostingKind.EARN, lambda each: bool(each.member_id)),
    "partner_points": _partner_points,
    "given": lambda out: -_sum(out, PostingKind.DONATE, lambda each: each.points < 0),
    "expired": lambda out: out.passed.expired,
    "nearly": lambda out: _names(
        {each.rule for each in out.decision.reasons if each.outcome is Outcome.NEARLY}
    ),
    "missing": lambda out: _missing(out, in_money=False),
    "missing_amount_minor": lambda out: _missing(out, in_money=True),
    "entries": lambda out: _names(entry.draw for entry in out.decision.entries),
}
