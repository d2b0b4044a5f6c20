"""Worked examples inside a programme's own file: who comes, what they buy and pay with, and what must come out.

``[[example]]`` holds a member and one or more ``[[example.step]]``, each a sale or a day that comes; what a step leaves
behind (points, tier, stamps, coupons) is there in the next. Of what a step ``expect``s only what is written is held
against the outcome, so an example says its point and no more. The same tables say a basket and a member to try
a programme on. They are read like the rest of a programme (see ``form``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty.form import Between, Count, Date, Id, Key, TimeOfDay
from pos_app.domain.tender import TenderKind

MOST = 10**9


@dataclass(frozen=True, slots=True)
class Buy:
    """One line of goods. ``price`` is for a piece, or for a kilogram where ``kilograms`` says how many."""

    article: Annotated[Id, "article id"]
    price_minor: Annotated[int, "of a piece, or of a kilogram"]
    pieces: Annotated[Count, "how many"] = 1
    kilograms_milli: Annotated[int, "its weight, for goods that are weighed"] = 0
    category: Annotated[str, "category id"] = ""
    protection: Annotated[Protection | None, Key("protected"), "the protected class it belongs to"] = None
    vat_bp: Annotated[int, Between(0, 10_000), "its VAT rate"] = 2500
    discount_minor: Annotated[int, "what a person has taken off the line"] = 0


@dataclass(frozen=True, slots=True)
class Pay:
    """One payment; without an ``amount`` it pays the rest. ``points`` says how many points a points payment uses."""

    tender: Annotated[TenderKind, Key("with"), "what it is paid with"]
    amount_minor: Annotated[int, "how much; the rest when left out"] = 0
    points: Annotated[int, Between(0, MOST), "how many points are used"] = 0


@dataclass(frozen=True, slots=True)
class Move:
    """Points that the member gives to a cause or converts at a partner."""

    code: Annotated[Id, Key("to"), "the cause or partner"]
    points: Annotated[int, Between(1, MOST), "how many"]


@dataclass(frozen=True, slots=True)
class HeldMembership:
    """A membership that the member holds, or held once."""

    code: Annotated[Id, Key("id"), "which"]
    from_day: Annotated[Date, Key("from"), "first day"]
    to_day: Annotated[Date, Key("to"), "last day"]
    is_trial: Annotated[bool, Key("trial"), "whether it is a trial"] = False


@dataclass(frozen=True, slots=True)
class HeldCoupon:
    """A coupon that the member holds; valid on both days."""

    code: Annotated[Id, Key("id"), "which"]
    number: Annotated[str, "what is scanned; its id when left out"] = ""
    from_day: Annotated[Date, Key("from"), "first day"] = ""
    to_day: Annotated[Date, Key("to"), "last day"] = ""
    used: Annotated[bool, "whether it was used already"] = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A number for one thing with a name: stamps on a card, times an article was bought, points in an account."""

    code: Annotated[Id, Key("id"), "what is counted"]
    count: Annotated[int, Between(0, MOST), "how many"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A purchase of the member before the first step: what segments look back at."""

    on: Annotated[Date, "the day"]
    spent_minor: Annotated[int, "for how much"]
    article: Annotated[str, "article id"] = ""
    category: Annotated[str, "category id"] = ""


@dataclass(frozen=True, slots=True)
class Member:
    """The member as the first step finds them. ``birthday`` is a day of any year: only its month and day count."""

    points: Annotated[int, Between(-MOST, MOST), "points that may be spent"] = 0
    qualifying: Annotated[int, Between(0, MOST), "points that count towards the tier"] = 0
    spend_minor: Annotated[int, "spend that counts towards the tier"] = 0
    tier: Annotated[str, "code of the tier"] = ""
    tier_until: Annotated[Date, "last day of the tier; for good when left out"] = ""
    joined: Annotated[Date, "the day of joining"] = ""
    birthday: Annotated[Date, "the day of birth; the year does not matter"] = ""
    purchases: Annotated[int | None, Between(0, MOST), "earlier purchases, where known"] = None
    last_purchase: Annotated[Date, "the day of the last one"] = ""
    history: Annotated[tuple[Earlier, ...], "earlier purchases, for segments"] = ()
    memberships: Annotated[tuple[HeldMembership, ...], Key("membership"), "paid memberships"] = ()
    coupons: Annotated[tuple[HeldCoupon, ...], Key("coupon"), "coupons held"] = ()
    stamps: Annotated[tuple[Counted, ...], "stamps by card"] = ()
    accounts: Annotated[tuple[Counted, ...], Key("account"), "what other accounts hold"] = ()
    bought: Annotated[tuple[Counted, ...], "earlier purchases by article id"] = ()
    partners: Annotated[tuple[str, ...], "partners whose membership is linked"] = ()
    segments: Annotated[tuple[str, ...], "segments"] = ()
    consents: Annotated[tuple[str, ...], "consents given"] = ()
    referred_by: Annotated[str, "the member whose code brought this one"] = ""
    referrer_friends: Annotated[int, Between(0, MOST), "friends that member was rewarded for"] = 0
    referrer_is_ambassador: Annotated[bool, "whether that member is an ambassador"] = False
    company: Annotated[str, "the company whose card it is, where it is not ours"] = ""


@dataclass(frozen=True, slots=True)
class Expect:
    """What must come out of a step. Left out means not looked at; an empty list means that nothing of the kind may be.

    ``points`` are earned by the sale on the programme's own account, ``balance`` is what may be spent afterwards.
    """

    points: Annotated[int | None, Between(-MOST, MOST), "points earned"] = None
    balance: Annotated[int | None, Between(-MOST, MOST), "points that may be spent afterwards"] = None
    may_use: Annotated[int | None, Between(0, MOST), "most points that may pay for this basket"] = None
    may_use_minor: Annotated[int | None, Key("worth"), "what those are worth"] = None
    wallet_minor: Annotated[int | None, Key("cash_back"), "money back into wallets"] = None
    total_minor: Annotated[int | None, "what the sale costs"] = None
    discount_minor: Annotated[int | None, "what offers take off"] = None
    tax_minor: Annotated[int | None, "VAT in the sale"] = None
    tier: Annotated[str | None, "code of the tier afterwards"] = None
    no_tier: Annotated[bool, "that there is no tier afterwards"] = False
    tier_until: Annotated[Date, "last day of that tier"] = ""
    coupons: Annotated[tuple[str, ...] | None, "ids of coupons issued, each as often as it is"] = None
    coupons_used: Annotated[tuple[str, ...] | None, "ids of coupons used"] = None
    coupons_from: Annotated[Date, "first day of the coupons issued"] = ""
    coupons_to: Annotated[Date, "last day of the coupons issued"] = ""
    stamps: Annotated[tuple[Counted, ...] | None, "stamps afterwards, by card"] = None
    free: Annotated[int | None, Between(0, MOST), "units that stamp cards made free"] = None
    member_until: Annotated[Date, "last day of the membership begun or renewed"] = ""
    promises: Annotated[tuple[str, ...] | None, "ids of promises to keep"] = None
    gifts: Annotated[tuple[str, ...] | None, "article ids given away"] = None
    refused: Annotated[tuple[str, ...] | None, "article ids that may not be sold"] = None
    opens_on: Annotated[Date, "the day from which refused goods are sold"] = ""
    at_most: Annotated[int | None, Between(0, MOST), "pieces that may still be bought"] = None
    challenges: Annotated[tuple[Counted, ...] | None, "progress in challenges"] = None
    done: Annotated[tuple[str, ...] | None, "ids of challenges reached now"] = None
    referrer_points: Annotated[int | None, Between(0, MOST), "points for the member who referred"] = None
    partner_points: Annotated[int | None, Between(0, MOST), "points into partners' accounts"] = None
    given: Annotated[int | None, Between(0, MOST), "points given to causes"] = None
    expired: Annotated[int | None, Between(0, MOST), "points that expired"] = None
    nearly: Annotated[tuple[str, ...] | None, "rules that nearly gave something"] = None
    missing: Annotated[int | None, Between(0, MOST), "points or pieces that were missing"] = None
    missing_amount_minor: Annotated[int | None, "money that was missing"] = None
    entries: Annotated[tuple[str, ...] | None, "ids of prize draws entered"] = None


@dataclass(frozen=True, slots=True)
class Step:
    """A sale; without anything to ``buy`` the day simply comes, and what days do is done (lots expire, points become
    rewards on the first of a month, tiers drop, birthday coupons are issued).
    """

    on: Annotated[Date, "the day, in the shop's time"]
    time: Annotated[TimeOfDay, "the time of day"] = 720
    store: Annotated[Id, "in which store"] = "shop"
    channel: Annotated[Id, "till or web"] = "till"
    buy: Annotated[tuple[Buy, ...], "what is bought"] = ()
    pay: Annotated[tuple[Pay, ...], "how it is paid; by card when left out"] = ()
    basket_discount_minor: Annotated[int, "what a person has taken off the basket"] = 0
    before_vat: Annotated[bool, "whether prices are without VAT"] = False
    coupons: Annotated[tuple[str, ...], "coupon numbers or open codes shown"] = ()
    claims: Annotated[tuple[str, ...], "codes claimed"] = ()
    gives: Annotated[tuple[Move, ...], "points given to causes"] = ()
    converts: Annotated[tuple[Move, ...], "points converted at partners"] = ()
    events: Annotated[tuple[str, ...], "events the member checks in at"] = ()
    withheld: Annotated[tuple[str, ...], "what neither network nor lease could secure"] = ()
    joins: Annotated[bool, "the member joins on this day"] = False
    consents: Annotated[tuple[str, ...], "consents given on this day"] = ()
    expect: Annotated[Expect, "what must come out"] = Expect()


@dataclass(frozen=True, slots=True)
class Instead:
    """The programme with one choice made otherwise: ``key`` as in ``settings.rungs`` or ``earn.0.rounding`` (the first
    earn rule), ``says`` the other choice.
    """

    key: Annotated[str, "which key"]
    says: Annotated[str, "what it says instead, in quotes whatever it is"]


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: its point in a sentence, the member (none with ``nobody``), and what happens."""

    words: Annotated[str, "what it shows"]
    steps: Annotated[tuple[Step, ...], Key("step"), "what happens, in order"]
    member: Annotated[Member, "who comes"] = Member()
    nobody: Annotated[bool, "a customer without a card"] = False
    instead: Annotated[tuple[Instead, ...], "choices made otherwise for this example"] = ()
