"""What the rules of every family share: which goods they look at, and when they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pos_app.domain.catalogue import Article
from pos_app.domain.loyalty.form import Between, Count, Date, Days, TimeOfDay
from pos_app.domain.tender import TenderKind


class Weekday(StrEnum):
    """Days of the week, in the order in which Python numbers them."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True)
class Goods:
    """Which articles a rule looks at. With neither articles nor categories it looks at everything.

    Protected goods are passed by before any rule, whatever is written here.
    """

    articles: Annotated[tuple[str, ...], "article ids"] = ()
    categories: Annotated[tuple[str, ...], "category ids"] = ()
    except_articles: Annotated[tuple[str, ...], "article ids that never count for this rule"] = ()
    except_categories: Annotated[tuple[str, ...], "category ids that never count for this rule"] = ()
    not_discounted: Annotated[bool, "pass by lines whose price a person or an offer has lowered"] = False

    @property
    def is_everything(self) -> bool:
        """Whether the rule has to look at every basket."""
        return not (self.articles or self.categories)

    def covers(self, article: Article) -> bool:
        """Whether ``article`` is among these goods, its protection aside."""
        if article.article_id in self.except_articles or article.category_id in self.except_categories:
            return False
        return (
            self.is_everything
            or article.article_id in self.articles
            or article.category_id in self.categories
        )


EVERYTHING = Goods()


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule holds: everything written must be true. Dates and times are the store's local ones, both ends
    included (``to_time`` itself is not). Minimums look at the rule's own goods, after discounts.
    """

    tiers: Annotated[tuple[str, ...], "codes of tiers, any of them"] = ()
    memberships: Annotated[tuple[str, ...], "codes of paid memberships, any of them active"] = ()
    partners: Annotated[tuple[str, ...], "codes of partners whose membership is linked, all of them"] = ()
    segments: Annotated[tuple[str, ...], "segments the member belongs to, any of them"] = ()
    consents: Annotated[tuple[str, ...], "consents the member has given, all of them"] = ()
    stores: Annotated[tuple[str, ...], "store ids"] = ()
    channels: Annotated[tuple[str, ...], "where it is bought: till, web"] = ()
    weekdays: Annotated[tuple[Weekday, ...], "days of the week"] = ()
    from_time: Annotated[TimeOfDay, "from this time of day"] = 0
    to_time: Annotated[TimeOfDay, "until just before this time of day"] = 1440
    from_date: Annotated[Date, "first day"] = ""
    to_date: Annotated[Date, "last day"] = ""
    minimum_minor: Annotated[int, "least money of the rule's goods"] = 0
    minimum_pieces: Annotated[Count, "least pieces of the rule's goods"] = 0
    tenders: Annotated[tuple[TenderKind, ...], "the whole sale is paid with these"] = ()
    coupon: Annotated[str, "the coupon it takes"] = ""
    birthday: Annotated[bool, "only in the member's birthday window"] = False
    anniversary: Annotated[bool, "only in the same window around the day of joining"] = False
    bought: Annotated[tuple[str, ...], "article ids of the member's own earlier purchases, any of them"] = ()
    bought_times: Annotated[Count, "how often one of them was bought before"] = 0
    joined_within: Annotated[Days, "days since joining, the joining day is day 1"] = 0
    first_purchase: Annotated[bool, "only on the member's first purchase"] = False
    anyone: Annotated[bool, "also without a member; never together with what only members have"] = False

    @property
    def needs_member(self) -> bool:
        """Whether something is asked that only a member can have, whatever ``anyone`` says."""
        return bool(
            self.tiers
            or self.memberships
            or self.partners
            or self.segments
            or self.consents
            or self.birthday
            or self.anniversary
            or self.bought
            or self.joined_within
            or self.first_purchase
        )


ALWAYS = Condition()


class Period(StrEnum):
    """Over which a cap or a limit counts: local calendar periods."""

    SALE = "sale"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    EVER = "ever"


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``points`` for one member in one period."""

    points: Annotated[int, Between(1, 10_000_000), "most points"]
    period: Annotated[Period, "over which it counts"] = Period.SALE
