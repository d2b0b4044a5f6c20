"""What changes a price or unlocks one: offers, coupons, rewards, gifts, access to goods."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pos_app.domain.loyalty.condition import ALWAYS, EVERYTHING, Condition, Goods, Period
from pos_app.domain.loyalty.form import Between, Count, Date, Days, Id, Key
from pos_app.domain.loyalty.settings import Grouping


class Effect(StrEnum):
    """What an offer does to its goods.

    ``percent`` takes a share off each unit, ``amount`` so much money off each, ``price`` lowers the unit price to it,
    ``bundle`` sells ``pieces`` together for ``price``, ``cheapest-free`` gives ``free_pieces`` of ``pieces`` away,
    ``gift`` gives ``gift`` away with its goods. ``basket-percent`` and ``basket-amount`` work on what is left of all
    its goods after every other offer.
    """

    PERCENT = "percent"
    AMOUNT = "amount"
    PRICE = "price"
    BUNDLE = "bundle"
    CHEAPEST_FREE = "cheapest-free"
    GIFT = "gift"
    BASKET_PERCENT = "basket-percent"
    BASKET_AMOUNT = "basket-amount"


BASKET_EFFECTS = frozenset({Effect.BASKET_PERCENT, Effect.BASKET_AMOUNT})


@dataclass(frozen=True, slots=True)
class Offer:
    """A price effect with conditions. Lower ``priority`` goes first, then its stacking group's name, then its id.

    Within one stacking group a unit is used once: the first offer keeps it. Offers of different groups may meet on a
    unit, and the later one works on what the earlier left. ``most_pieces`` and ``most_minor`` limit it per sale,
    ``once`` per member and period (a birthday gift: ``year``).
    """

    rule_id: Annotated[Id, Key("id"), "what sales and reports know the offer by"]
    words: Annotated[str, "what the receipt says for it"]
    effect: Annotated[Effect, "what it does"]
    percent_bp: Annotated[int, Between(1, 10_000), "share taken off"] = 0
    amount_minor: Annotated[int, "money taken off"] = 0
    price_minor: Annotated[int, "the lower unit price, or the bundle's"] = 0
    pieces: Annotated[Count, "pieces in a bundle or group"] = 0
    free_pieces: Annotated[Count, "free pieces of each group"] = 1
    grouping: Annotated[Grouping, "which pieces are free"] = Grouping.CONSECUTIVE
    gift: Annotated[str, "article id given away"] = ""
    goods: Annotated[Goods, "which goods it works on"] = EVERYTHING
    when: Annotated[Condition, "when it holds"] = ALWAYS
    priority: Annotated[int, Between(0, 10_000), "lower goes first"] = 100
    stack: Annotated[str, "its stacking group"] = ""
    most_pieces: Annotated[Count, "most pieces per sale; 0 for no limit"] = 0
    most_minor: Annotated[int, Key("most_amount"), "most money per sale; 0 for no limit"] = 0
    once: Annotated[Period, "once for each member in this period"] = Period.SALE


class Issued(StrEnum):
    """What a coupon is issued for."""

    SALE = "sale"
    JOINING = "joining"
    BIRTHDAY = "birthday"
    ANNIVERSARY = "anniversary"
    TIER = "tier"
    CONSENT = "consent"
    SEGMENT = "segment"
    BY_RULE = "by-rule"


@dataclass(frozen=True, slots=True)
class Coupon:
    """A single-use right to the offers whose condition names it. Issued for a sale that meets ``when`` (of ``goods``),
    for an occasion, or ``by-rule``: by a reward, stamp card, challenge, referral or welcome that names it.

    With ``code`` anybody who knows it may use it; otherwise a member holds it. ``automatic`` uses it without being
    asked. It is valid ``from_days`` after issue, for ``valid_days`` local days.
    """

    code: Annotated[Id, Key("id"), "what offers and sales know it by"]
    words: Annotated[str, "what the member reads"]
    issued: Annotated[Issued, "what it is issued for"] = Issued.BY_RULE
    tier: Annotated[str, "the tier whose reaching issues it"] = ""
    consent: Annotated[str, "the consent that issues it, once"] = ""
    segment: Annotated[str, "the segment whose entering issues it"] = ""
    open_code: Annotated[str, Key("code"), "a code that anybody may use"] = ""
    automatic: Annotated[bool, "used without being asked for"] = False
    from_days: Annotated[Days, "days after issue until it is valid"] = 0
    valid_days: Annotated[Days, "how many days it is valid; 0 for ever"] = 0
    goods: Annotated[Goods, "goods that the issuing sale must hold"] = EVERYTHING
    when: Annotated[Condition, "when a sale issues it"] = ALWAYS


class RewardTime(StrEnum):
    """When points become a reward."""

    AT_ONCE = "at-once"
    FIRST_OF_MONTH = "first-of-month"


@dataclass(frozen=True, slots=True)
class Reward:
    """Every full ``points`` become one coupon worth ``value``, money off the whole basket."""

    points: Annotated[int, Between(1, 1_000_000), "points for each coupon"]
    value_minor: Annotated[int, Between(1, 10**9), "what the coupon takes off a basket"]
    words: Annotated[str, "what the member reads"]
    code: Annotated[Id, Key("id"), "what sales know the coupon by"] = "reward"
    issued: Annotated[RewardTime, "when points become coupons"] = RewardTime.FIRST_OF_MONTH
    valid_days: Annotated[Days, "how many days it is valid; 0 for ever"] = 0


@dataclass(frozen=True, slots=True)
class Access:
    """Goods that not everybody may buy yet, or not so many of.

    Whom ``when`` lets in may buy from ``from_date``, everybody from ``everyone_from``; before that the till refuses
    with the date. ``most_pieces`` limits each member in ``period``. ``draw`` means that only those drawn (a segment
    named like the rule) may buy.
    """

    rule_id: Annotated[Id, Key("id"), "what sales and reports know it by"]
    words: Annotated[str, "what the screen calls it"]
    goods: Annotated[Goods, "which goods"]
    when: Annotated[Condition, "who may buy early"] = ALWAYS
    from_date: Annotated[Date, "first day for those"] = ""
    everyone_from: Annotated[Date, "first day for everybody; empty: never"] = ""
    most_pieces: Annotated[Count, "most pieces for each member; 0 for no limit"] = 0
    period: Annotated[Period, "over which that counts"] = Period.EVER
    draw: Annotated[bool, "only members who were drawn"] = False
