"""What each family asks of its own tables, and the combinations that nobody could explain to a customer."""

from __future__ import annotations

from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty.earn_rules import Expires
from pos_app.domain.loyalty.offer_rules import BASKET_EFFECTS, Effect, Issued, Offer
from pos_app.domain.loyalty.offline_checks import check_offline
from pos_app.domain.loyalty.play_rules import StampFor, Task
from pos_app.domain.loyalty.programme_draft import Draft
from pos_app.domain.loyalty.settings import (
    DeadLot,
    EarnBase,
    Partial,
    RedeemedPoints,
    RefundTenders,
    RoundedPer,
    SecondDiscount,
    TierCrossing,
)
from pos_app.domain.loyalty.status_rules import QualifyBy

_NEEDS: dict[Effect, tuple[str, ...]] = {
    Effect.PERCENT: ("percent_bp",),
    Effect.AMOUNT: ("amount_minor",),
    Effect.PRICE: ("price_minor",),
    Effect.BUNDLE: ("pieces", "price_minor"),
    Effect.CHEAPEST_FREE: ("pieces",),
    Effect.GIFT: ("gift",),
    Effect.BASKET_PERCENT: ("percent_bp",),
    Effect.BASKET_AMOUNT: ("amount_minor",),
}
_GIVING = (
    *("earn", "bonus", "cash_back", "offer", "stamp_card", "membership", "perk", "access", "referral"),
    *("challenge", "code", "cause", "partner", "event", "draw", "welcome", "coupon", "reward"),
)
_MOST_PER_MINOR = 1_000
"""Points for one minor unit: the largest sale at the largest rate, tier and bonus then fits any ledger."""
_SAYS = ("percent_bp", "amount_minor", "price_minor", "pieces", "gift")


def check_rules(draft: Draft) -> None:
    """Add every such problem to the draft."""
    _gives_something(draft)
    _earning(draft)
    _tiers(draft)
    _redemption(draft)
    for nth, offer in enumerate(draft.programme.offers):
        _offer(draft, draft.path("offers", nth), offer)
    _basket_offers(draft)
    _coupons(draft)
    _collecting(draft)
    _sales_a_day(draft)
    _status(draft)
    _protected(draft)
    check_offline(draft)


def _gives_something(draft: Draft) -> None:
    if not draft.problems and not any(key in draft.root.value for key in _GIVING):
        draft.say("", "[[earn]], [[offer]] or another rule that gives: this programme gives nothing")


def _earning(draft: Draft) -> None:
    programme = draft.programme
    if programme.settings.redeemed_counts and programme.qualifying.by is QualifyBy.POINTS:
        draft.say(
            "settings.redeemed_counts",
            'redeemed_counts says nothing where points decide the tier; [qualifying] by = "spend" counts money',
        )
    for nth, rule in enumerate(programme.earns):
        path = draft.path("earns", nth)
        given = [rule.per_minor, rule.per_weight_milli, rule.per_pieces, rule.per_visit]
        if sum(map(bool, given)) != 1:
            draft.say(
                path, "exactly one of per, per_weight, per_pieces and per_visit: what are points given for?"
            )
        if rule.points > _MOST_PER_MINOR * rule.per_minor > 0:
            draft.say(
                f"{path}.points",
                f"at most {_MOST_PER_MINOR} points for the smallest coin: nobody counts further",
            )
        if rule.tenders and not rule.per_minor:
            draft.say(
                f"{path}.tenders", "tenders with per only: a tender pays money, not weight, pieces or visits"
            )
        if rule.rounded is RoundedPer.LINE and rule.tenders:
            draft.say(f"{path}.rounded", "per line and per tender at once: a tender pays no single line")
        split = programme.settings.tier_crossing is TierCrossing.SPLIT
        if split and rule.rounded is RoundedPer.LINE:
            draft.say(
                f"{path}.rounded",
                "tier_crossing = split with points rounded per line: no customer could add that up again",
            )
    known = {rule.rule_id for rule in programme.earns}
    for nth, bonus in enumerate(programme.bonuses):
        path = draft.path("bonuses", nth)
        if bool(bonus.percent) == bool(bonus.points):
            draft.say(path, "either percent or points: is it a multiple, or so many points once?")
        if bonus.percent and bonus.earn not in known:
            draft.say(f"{path}.earn", f"no earn rule is called {bonus.earn!r}: there is nothing to multiply")
    expiry = programme.expiry
    if expiry.when in {Expires.AFTER_EARNING, Expires.AFTER_INACTIVITY} and not expiry.months:
        draft.say("expiry", "months = 1 or more: these points would expire before they are issued")


def _tiers(draft: Draft) -> None:
    programme = draft.programme
    by_spend = programme.counts_spend
    last = -1
    for nth, tier in enumerate(programme.tiers):
        path, key = draft.path("tiers", nth), "from_spend" if by_spend else "from_points"
        field = "from_spend_minor" if by_spend else "from_points"
        if (tier.from_points if by_spend else tier.from_spend_minor) > 0:
            draft.say(path, f"{key}, because [qualifying] by = {programme.qualifying.by}")
        elif programme.threshold(tier) <= last:
            draft.say(f"{path}.{field}", f"{key} above that of the tier before it: each rung leads upwards")
        last = max(last, programme.threshold(tier))


def _redemption(draft: Draft) -> None:
    programme, rule = draft.programme, draft.programme.redemption
    settings = programme.settings
    if settings.redeemed_counts and settings.redeemed_points is RedeemedPoints.PRICE_REDUCTION:
        draft.say(
            "settings.redeemed_counts",
            "redeemed value cannot count towards a tier and be a price reduction: it was never paid",
        )
    if rule is None:
        return
    if rule.partial is Partial.ANY_AMOUNT and rule.value_minor < rule.block:
        draft.say(
            "redemption.partial",
            "any-amount where a point is worth less than the smallest coin: some points would be worth nothing",
        )
    steepest = max((tier.earn_percent for tier in programme.tiers), default=100)
    for nth, earn in enumerate(programme.earns):
        path = draft.path("earns", nth)
        if earn.per_minor and not earn.account:
            back = earn.points * rule.value_minor * max(steepest, 100)
            if back >= rule.block * earn.per_minor * 100:
                draft.say(
                    f"{path}.points",
                    "a lower rate: these points are worth as much as what they are given for",
                )
        gross = earn.base is EarnBase.GROSS_OF_REDEMPTION
        if gross and programme.settings.redeemed_points is RedeemedPoints.PRICE_REDUCTION:
            draft.say(
                f"{path}.base",
                "redeemed points cannot be a price reduction and still earn: nobody earns on what was taken off",
            )


def _offer(draft: Draft, path: str, offer: Offer) -> None:
    needed = _NEEDS[offer.effect]
    for name in _SAYS:
        key = name.removesuffix("_bp").removesuffix("_minor")
        if name in needed and not getattr(offer, name):
            draft.say(path, f"{key} = ...: effect {offer.effect} needs it")
        if name not in needed and getattr(offer, name):
            draft.say(f"{path}.{name}", f"{key} says nothing for effect {offer.effect}")
    if offer.effect is Effect.BUNDLE and 0 < offer.pieces < 2:
        draft.say(f"{path}.pieces", "pieces = 2 or more: one piece is no bundle")
    if offer.effect is Effect.CHEAPEST_FREE and not 0 < offer.free_pieces < max(offer.pieces, 1):
        draft.say(f"{path}.free_pieces", "free_pieces below pieces: somebody has to pay for one")
    if offer.effect in BASKET_EFFECTS and offer.most_pieces:
        draft.say(f"{path}.most_pieces", "most_amount instead: an offer on the whole basket counts no pieces")
    if offer.when.coupon and offer.when.anyone:
        coupon = next((c for c in draft.programme.coupons if c.code == offer.when.coupon), None)
        if coupon is not None and not coupon.open_code:
            draft.say(f"{path}.when.anyone", f"the coupon {coupon.code!r} is held by members; give it a code")
    if offer.when.tenders:
        draft.say(
            f"{path}.when.tenders",
            "no tenders here: a price that changes with how it is paid changes while it is paid",
        )


def _basket_offers(draft: Draft) -> None:
    """Two discounts on the whole basket with one priority: their order changes the price, and nothing says it."""
    if draft.programme.settings.second_basket_discount is not SecondDiscount.COMPOUND:
        return
    seen: set[int] = set()
    for nth, offer in enumerate(draft.programme.offers):
        if offer.effect in BASKET_EFFECTS:
            if offer.priority in seen:
                draft.say(
                    f"{draft.path('offers', nth)}.priority",
                    "another priority: which of two discounts on the whole basket comes first changes the price",
                )
            seen.add(offer.priority)


def _coupons(draft: Draft) -> None:
    programme = draft.programme
    for nth, coupon in enumerate(programme.coupons):
        path = draft.path("coupons", nth)
        if (coupon.issued is Issued.CONSENT) != bool(coupon.consent):
            draft.say(path, 'issued = "consent" and consent = "...": together or not at all')
        if (coupon.issued is Issued.TIER) != bool(coupon.tier):
            draft.say(path, 'issued = "tier" and tier = "...": together or not at all')
        if coupon.tier and programme.tier_by_code(coupon.tier) is None:
            draft.say(f"{path}.tier", f"no tier is called {coupon.tier!r}")
        if coupon.when.coupon == coupon.code:
            draft.say(
                f"{path}.when.coupon", "a coupon that is needed to get itself: nobody would ever hold one"
            )
        if not any(offer.when.coupon == coupon.code for offer in programme.offers):
            draft.say(path, f"no offer takes {coupon.code!r}: the coupon would buy nothing")


def _collecting(draft: Draft) -> None:
    programme = draft.programme
    for nth, challenge in enumerate(programme.challenges):
        path = draft.path("challenges", nth)
        if not challenge.target or (challenge.task is Task.SPEND) == bool(challenge.goal):
            draft.say(path, "goal for what is counted, goal_amount for spend: when is it reached?")
        if not (challenge.points or challenge.coupon or challenge.badge):
            draft.say(path, "points, coupon or badge: what does reaching it give?")
    referral = programme.referral
    if referral is not None and not (
        referral.referrer_points
        or referral.friend_points
        or referral.referrer_coupon
        or referral.friend_coupon
    ):
        draft.say("referral", "points or a coupon for at least one side: what does a referral give?")
    prefixes = [code.starts_with for code in programme.codes]
    for nth, prefix in enumerate(prefixes):
        if any(prefix.startswith(other) for other in prefixes[:nth]):
            draft.say(
                f"{draft.path('codes', nth)}.starts_with",
                "a beginning that no other code has: one code would count twice",
            )


def _sales_a_day(draft: Draft) -> None:
    programme = draft.programme
    most = programme.settings.most_sales_a_day
    if not most:
        return
    for_sales = any(coupon.issued is Issued.SALE for coupon in programme.coupons)
    collects = programme.stamp_cards or programme.challenges or programme.draws or for_sales
    if not (programme.earns or programme.bonuses or programme.cash_backs or collects):
        draft.say("settings.most_sales_a_day", "nothing here is earned by buying: there is nothing to limit")
    for nth, card in enumerate(programme.stamp_cards):
        if card.stamp_for is StampFor.VISIT and card.most_a_day > most:
            draft.say(
                f"{draft.path('stamp_cards', nth)}.most_a_day",
                f"at most {most}: on more sales than that nobody earns in a day (settings.most_sales_a_day)",
            )


def _status(draft: Draft) -> None:
    programme = draft.programme
    for nth, membership in enumerate(programme.memberships):
        path = draft.path("memberships", nth)
        if bool(membership.trial_days) != bool(membership.trial_article):
            draft.say(path, "trial_days and trial_article together: how long, and what starts it")
        if membership.trial_article == membership.article:
            draft.say(f"{path}.trial_article", "another article: a trial and a paid term would look the same")
        if not membership.months:
            draft.say(f"{path}.months", "months = 1 or more: a term without length was never paid for")
    for nth, rule in enumerate(programme.access):
        path = draft.path("access", nth)
        if rule.from_date and rule.everyone_from and rule.from_date > rule.everyone_from:
            draft.say(f"{path}.from_date", "from_date before everyone_from: early access that comes late")
        if not (rule.from_date or rule.everyone_from or rule.most_pieces or rule.draw):
            draft.say(path, "a date, most_pieces or draw: nothing here is limited")
    for nth, partner in enumerate(programme.partners):
        if bool(partner.our_points) != bool(partner.their_points):
            draft.say(draft.path("partners", nth), "our_points and their_points together: what becomes what?")
    window = programme.birthday
    if window.days_before + window.days_after > 364 or (
        window.whole_month and (window.days_before or window.days_after)
    ):
        draft.say("birthday", "a window shorter than a year; whole_month stands alone: when does it begin?")


def _protected(draft: Draft) -> None:
    for kind in draft.programme.settings.earns_on:
        if kind is not Protection.ALCOHOL:
            words = kind.value.replace("_", " ")
            draft.say(
                "settings.earns_on",
                f"{words} never earns: only alcohol may be let in, where the law allows it",
            )
    returns = draft.programme.returns
    if (returns.dead_lot is DeadLot.LIVE_ON) != bool(returns.live_on_days):
        draft.say("returns", 'dead_lot = "live-on" and live_on_days: together or not at all')
    if (returns.refund is RefundTenders.STATED_ORDER) != bool(returns.refund_order):
        draft.say("returns", 'refund = "stated-order" and refund_order: together or not at all')
