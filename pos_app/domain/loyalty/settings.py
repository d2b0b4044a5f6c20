"""Where programmes disagree: one named setting for each choice, with the default that surprises fewest customers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty.form import Count, Days, Months


class EarnBase(StrEnum):
    """Whether points are earned on what the member's own points paid for."""

    GROSS_OF_REDEMPTION = "gross-of-redemption"
    NET_OF_REDEMPTION = "net-of-redemption"


class RoundedPer(StrEnum):
    """Where a fraction is settled."""

    LINE = "line"
    SALE = "sale"


class Grouping(StrEnum):
    """Which units are free: the cheapest of each consecutive group, or the cheapest of all."""

    CONSECUTIVE = "consecutive"
    CHEAPEST = "cheapest"


class Partial(StrEnum):
    """How points may be used."""

    WHOLE_BLOCKS = "whole-blocks"
    ANY_AMOUNT = "any-amount"

    @property
    def is_whole_blocks(self) -> bool:
        """Whether only whole blocks may be used."""
        return self is Partial.WHOLE_BLOCKS


class SecondDiscount(StrEnum):
    """What happens to a second discount on the whole basket."""

    REFUSE = "refuse"
    COMPOUND = "compound"


class TierCrossing(StrEnum):
    """At which rate the sale earns that crosses a tier's line."""

    OLD_RATE = "old-rate"
    NEW_RATE = "new-rate"
    SPLIT = "split"


class Rungs(StrEnum):
    """Whose reward is given when one sale climbs several tiers."""

    HIGHEST = "highest"
    EVERY = "every"


class RedeemedPoints(StrEnum):
    """What redeemed points are to the tax office: the VAT base falls with a price reduction only."""

    PRICE_REDUCTION = "price-reduction"
    PAYMENT = "payment"


class GiftCardVat(StrEnum):
    """When a gift card's VAT is due: when it is spent, or when it is sold (EU directive 2016/1065)."""

    MULTI_PURPOSE = "multi-purpose"
    SINGLE_PURPOSE = "single-purpose"


class LeapBirthday(StrEnum):
    """When a birthday on 29 February is kept in other years."""

    FEBRUARY_28 = "28-february"
    MARCH_1 = "1-march"


class DayCount(StrEnum):
    """Days of trials and memberships: local calendar days with the first as day 1, or periods of 24 hours."""

    CALENDAR = "calendar"
    HOURS_24 = "24-hours"


class BonusStacking(StrEnum):
    """Whether bonuses that hold together all count, or the best one."""

    EVERY = "every"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices that hold for a whole programme."""

    discount_rounding: Annotated[RoundedPer, "where a percentage off becomes whole money"] = RoundedPer.LINE
    second_basket_discount: Annotated[SecondDiscount, "two discounts on the whole basket"] = (
        SecondDiscount.REFUSE
    )
    tier_crossing: Annotated[TierCrossing, "the rate of a sale that crosses a tier"] = TierCrossing.OLD_RATE
    rungs: Annotated[Rungs, "rewards of tiers climbed in one sale"] = Rungs.HIGHEST
    redeemed_points: Annotated[RedeemedPoints, "what points used are to the tax office"] = (
        RedeemedPoints.PAYMENT
    )
    redeemed_counts: Annotated[bool, "what points paid for counts towards the tier"] = False
    gift_card: Annotated[GiftCardVat, "when a gift card's VAT is due"] = GiftCardVat.MULTI_PURPOSE
    gift_card_months: Annotated[Months, "how long gift cards live; 0 for three years"] = 0
    leap_birthday: Annotated[LeapBirthday, "29 February in other years"] = LeapBirthday.FEBRUARY_28
    days: Annotated[DayCount, "how days of a trial or term are counted"] = DayCount.CALENDAR
    bonuses: Annotated[BonusStacking, "bonuses that hold together"] = BonusStacking.EVERY
    earns_on: Annotated[tuple[Protection, ...], "protected goods that earn all the same: alcohol only"] = ()
    most_sales_a_day: Annotated[Count, "sales a day on which a member earns; 0 for no limit"] = 0


class LostMinimum(StrEnum):
    """A bonus whose minimum the kept goods no longer meet."""

    LOST = "lost"
    KEPT = "kept"


class DeadLot(StrEnum):
    """Points given back to a lot that has expired meanwhile."""

    AT_ONCE = "expire-at-once"
    LIVE_ON = "live-on"


class TierDrop(StrEnum):
    """When a return takes a tier away."""

    AT_ONCE = "at-once"
    WINDOW_END = "window-end"


class IssuedRewards(StrEnum):
    """Rewards issued for goods that came back."""

    STAND = "stand"
    TAKE_BACK_UNUSED = "take-back-unused"


class RefundTenders(StrEnum):
    """To which tenders the money goes back."""

    PRO_RATA = "pro-rata"
    STATED_ORDER = "stated-order"


class ReturnedGift(StrEnum):
    """What happens to a gift when its goods come back."""

    BACK = "comes-back"
    CHARGED = "charged"


@dataclass(frozen=True, slots=True)
class Returns:
    """What a return takes back."""

    lost_minimum: Annotated[LostMinimum, "a bonus whose minimum is no longer met"] = LostMinimum.LOST
    dead_lot: Annotated[DeadLot, "points due to a lot that has expired"] = DeadLot.AT_ONCE
    live_on_days: Annotated[Days, "how long such points live"] = 0
    tier_drop: Annotated[TierDrop, "when a return takes a tier away"] = TierDrop.WINDOW_END
    issued_rewards: Annotated[IssuedRewards, "rewards issued for goods that came back"] = IssuedRewards.STAND
    refund: Annotated[RefundTenders, "to which tenders the money goes back"] = RefundTenders.PRO_RATA
    refund_order: Annotated[tuple[str, ...], "kinds of tender, first to last"] = ()
    gift: Annotated[ReturnedGift, "a gift whose goods come back"] = ReturnedGift.BACK


class Spender(StrEnum):
    """Who of a household may use its points."""

    EACH = "each"
    OWNER = "owner"


class CapsFor(StrEnum):
    """For whom a cap counts."""

    MEMBER = "member"
    HOUSEHOLD = "household"


class Leaving(StrEnum):
    """What somebody who leaves a household takes along."""

    KEEPS_NOTHING = "account-keeps"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Household:
    """Families that share an account."""

    spends: Annotated[Spender, "who may use the points"] = Spender.EACH
    caps: Annotated[CapsFor, "for whom a cap counts"] = CapsFor.MEMBER
    leaving: Annotated[Leaving, "what a leaver takes along"] = Leaving.KEEPS_NOTHING
    most_members: Annotated[int, "how many may share"] = 6
