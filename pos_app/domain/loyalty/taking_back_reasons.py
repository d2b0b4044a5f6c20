"""Why a return takes what it takes: one reason for each thing the customer may ask about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pos_app.domain.loyalty.decision import Outcome, Reason
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import RETURNED, Reversal


def reasons_of(reversal: Reversal, rules: Mapping[str, Programme]) -> tuple[Reason, ...]:
    """The reasons of a reversal, money first. Their rules begin with ``returned``; amounts and points are positive."""
    return (*_money(reversal), *_points(reversal), *_counts(reversal, rules), *_status(reversal, rules))


def _gave(rule: str, name: str = "", **more: int | str) -> Reason:
    return Reason(f"returned-{rule}", Outcome.GAVE, programme_id=name, **more)  # type: ignore[arg-type]


def _money(reversal: Reversal) -> Iterator[Reason]:
    money = reversal.refund
    if money.offers_lost_minor > 0:
        yield _gave("offers-lost", amount_minor=money.offers_lost_minor)
    if money.offers_lost_minor < 0:
        yield _gave("cheaper", amount_minor=-money.offers_lost_minor)
    if money.fee_kept_minor:
        yield _gave("fee-kept", amount_minor=money.fee_kept_minor)


def _points(reversal: Reversal) -> Iterator[Reason]:
    for posting in reversal.postings:
        if posting.member_id:
            continue
        name, points = posting.programme_id, abs(posting.points)
        if posting.rule == RETURNED:
            yield _gave("wallet" if posting.is_money else "earned", name, points=points)
        elif posting.points > 0:
            yield _gave("redeemed" if posting.redemption_id else "moved", name, points=points)


def _counts(reversal: Reversal, rules: Mapping[str, Programme]) -> Iterator[Reason]:
    for card in reversal.stamps:
        cards = rules[card.programme_id].stamp_cards if card.programme_id in rules else ()
        words = next((each.name for each in cards if each.rule_id == card.card), card.card)
        rule = "stamps-given" if card.stamps > 0 else "stamps"
        if card.stamps:
            yield _gave(rule, card.programme_id, points=abs(card.stamps), words=words)
    for challenge in reversal.challenges:
        open_ones = rules[challenge.programme_id].challenges if challenge.programme_id in rules else ()
        words = next((each.words for each in open_ones if each.rule_id == challenge.challenge), "")
        if challenge.undone:
            yield _gave("challenge", challenge.programme_id, words=words or challenge.challenge)
    for coupon in reversal.coupons_taken:
        if not coupon.member_id:
            words = _coupon(rules, coupon.programme_id, coupon.code)
            yield _gave("coupon", coupon.programme_id, words=words)
    for used in reversal.coupons_given:
        yield _gave("coupon-again", used.programme_id, words=_coupon(rules, used.programme_id, used.code))


def _status(reversal: Reversal, rules: Mapping[str, Programme]) -> Iterator[Reason]:
    for drop in reversal.tiers:
        programme = rules.get(drop.programme_id)
        tier = programme.tier_by_code(drop.after) if programme else None
        yield _gave("tier" if tier else "no-tier", drop.programme_id, tier=tier.name if tier else drop.before)
    for ended in reversal.memberships:
        programme = rules.get(ended.programme_id)
        terms = programme.memberships if programme else ()
        words = next((each.name for each in terms if each.code == ended.code), ended.code)
        yield _gave("membership", ended.programme_id, words=words)
    for referral in reversal.referrals:
        yield _gave("referral", referral.programme_id)
    for gift in reversal.gifts:
        programme = rules.get(gift.programme_id)
        offers = programme.offers if programme else ()
        words = next((each.words for each in offers if each.rule_id == gift.rule), gift.rule)
        rule = "gift-charged" if gift.charged else "gift"
        yield _gave(rule, gift.programme_id, missing=gift.pieces, words=words)


def _coupon(rules: Mapping[str, Programme], programme_id: str, code: str) -> str:
    programme = rules.get(programme_id)
    if programme is None:
        return code
    named = {each.code: each.words for each in programme.rewards}
    named.update((each.code, each.words) for each in programme.coupons)
    return named.get(code, code)
