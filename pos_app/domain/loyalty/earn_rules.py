"""How points accrue: earn rules, bonus events, cash back, and when points expire."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pos_app.domain.loyalty.condition import ALWAYS, EVERYTHING, Cap, Condition, Goods
from pos_app.domain.loyalty.form import Between, Days, Id, Key, Months, Points
from pos_app.domain.loyalty.pin import AccountUnit
from pos_app.domain.loyalty.settings import EarnBase, RoundedPer
from pos_app.domain.money import Rounding
from pos_app.domain.tender import TenderKind


@dataclass(frozen=True, slots=True)
class EarnRule:
    """``points`` for every ``per`` of eligible money, weight or pieces, or for each visit; a fraction of a point is
    settled by ``rounding``. Exactly one of the four ``per`` keys is written.

    With ``tenders`` only what those pay for earns: a sale paid half by registered card earns on that half. With less
    than ``minimum_minor`` of eligible money a sale earns nothing under this rule.
    """

    points: Annotated[int, Between(1, 1_000_000), "points for each unit"]
    per_minor: Annotated[int, Between(1, 10**9), "for every so much money"] = 0
    rounding: Annotated[Rounding, "how a fraction of a point is settled"] = Rounding.FLOOR
    base: Annotated[EarnBase, "whether what the member's own points paid for earns"] = (
        EarnBase.NET_OF_REDEMPTION
    )
    with_tax: Annotated[bool, "whether VAT counts"] = True
    minimum_minor: Annotated[int, Key("minimum"), "least eligible money in the sale"] = 0
    rule_id: Annotated[Id, Key("id"), "what sales and reports know the rule by"] = "earn"
    per_weight_milli: Annotated[int, Between(1, 10**9), "for every so many kilograms"] = 0
    per_pieces: Annotated[int, Between(0, 10_000), "for every so many pieces"] = 0
    per_visit: Annotated[bool, "once for each sale that counts"] = False
    rounded: Annotated[RoundedPer, "fractions per line, or once per sale"] = RoundedPer.SALE
    account: Annotated[str, "another account than the programme's"] = ""
    tenders: Annotated[tuple[TenderKind, ...], "only what these pay for earns"] = ()
    tier_rates: Annotated[bool, "whether the tier's earn_percent multiplies it"] = True
    goods: Annotated[Goods, "which goods earn"] = EVERYTHING
    when: Annotated[Condition, "when the rule holds"] = ALWAYS
    caps: Annotated[tuple[Cap, ...], Key("cap"), "most points in a period"] = ()


@dataclass(frozen=True, slots=True)
class BonusRule:
    """A bonus event on top of an earn rule: ``percent`` of the ordinary points for its goods (200 doubles them), or
    ``points`` once for the sale.
    """

    rule_id: Annotated[Id, Key("id"), "what sales and reports know the bonus by"]
    words: Annotated[str, "what the receipt calls it"]
    percent: Annotated[int, Between(101, 1_000), "of the ordinary points: 200 doubles them"] = 0
    points: Annotated[Points, "once for the sale"] = 0
    earn: Annotated[str, "the earn rule it adds to"] = "earn"
    goods: Annotated[Goods, "which goods count"] = EVERYTHING
    when: Annotated[Condition, "when the bonus holds"] = ALWAYS
    caps: Annotated[tuple[Cap, ...], Key("cap"), "most points in a period"] = ()


@dataclass(frozen=True, slots=True)
class CashBack:
    """A percentage of the money paid back into a wallet account, whose units are minor units of the currency."""

    percent_bp: Annotated[int, Between(1, 5_000), "of the eligible money"]
    rule_id: Annotated[Id, Key("id"), "what sales and reports know it by"] = "cash-back"
    account: Annotated[str, "the wallet it goes to"] = "wallet"
    rounding: Annotated[Rounding, "how a fraction of a minor unit is settled"] = Rounding.FLOOR
    base: Annotated[EarnBase, "whether what points paid for counts"] = EarnBase.NET_OF_REDEMPTION
    with_tax: Annotated[bool, "whether VAT counts"] = True
    minimum_minor: Annotated[int, Key("minimum"), "least eligible money in the sale"] = 0
    tenders: Annotated[tuple[TenderKind, ...], "only what these pay for counts"] = ()
    goods: Annotated[Goods, "which goods count"] = EVERYTHING
    when: Annotated[Condition, "when it holds"] = ALWAYS
    caps: Annotated[tuple[Cap, ...], Key("cap"), "most of it in a period, in minor units"] = ()

    @property
    def as_earn_rule(self) -> EarnRule:
        """The same as points: one for each minor unit that comes back."""
        return EarnRule(
            points=self.percent_bp,
            per_minor=10_000,
            rounding=self.rounding,
            base=self.base,
            with_tax=self.with_tax,
            minimum_minor=self.minimum_minor,
            rule_id=self.rule_id,
            account=self.account,
            tenders=self.tenders,
            tier_rates=False,
            goods=self.goods,
            when=self.when,
            caps=self.caps,
        )


class Expires(StrEnum):
    """When a lot's last day is."""

    NEVER = "never"
    AFTER_EARNING = "after-earning"
    END_OF_YEAR = "end-of-year"
    AFTER_INACTIVITY = "after-inactivity"


@dataclass(frozen=True, slots=True)
class Expiry:
    """How long a lot lives. A lot is valid through its last local day in the issuing company's time zone.

    ``after-earning`` counts ``months`` from the day of earning, ``end-of-year`` ends with the calendar year ``years``
    after it, ``after-inactivity`` counts ``months`` from the member's last purchase, so it moves with each.
    """

    when: Annotated[Expires, "how long points live"] = Expires.NEVER
    months: Annotated[Months, "months after earning, or without a purchase"] = 0
    years: Annotated[int, Between(0, 20), "end of this year (0) or a later one"] = 0
    warn_days: Annotated[Days, "how long before its last day a member is warned"] = 30


@dataclass(frozen=True, slots=True)
class Welcome:
    """What joining gives: points, a coupon, or both."""

    points: Annotated[Points, "welcome points"] = 0
    coupon: Annotated[str, "the coupon issued"] = ""


@dataclass(frozen=True, slots=True)
class Adjustments:
    """Goodwill by hand: always with a reason and a manager's approval."""

    most_points: Annotated[Points, "most points in one adjustment"] = 1000
    claim_days: Annotated[Days, "days in which a forgotten card's receipt may still be claimed"] = 14


@dataclass(frozen=True, slots=True)
class Account:
    """An account beside the programme's own: a wallet, or a partner's."""

    code: Annotated[Id, "what postings know it by"]
    name: Annotated[str, "what the member reads"]
    unit: Annotated[AccountUnit, "what it counts"] = AccountUnit.POINTS
