"""A member as the till knows them: pseudonymous, so that it may stand in the journal for ever.

Whatever a rule may ask about a member is here, as the server said it at ``as_of_ms``. Days are ISO dates in the
store's time; a month and day without a year or a name identify nobody.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """Points in one account that may be spent, and those of them that are lost after ``expires_on`` (if any)."""

    account: str
    points: int
    expiring_points: int = 0
    expires_on: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands in one programme: its tier, the last day it is kept (empty: for good), and what counts
    towards the next in the window now: points, or minor units where the programme counts spend.
    """

    programme_id: str
    tier: str | None
    qualifying: int
    until: str = ""


@dataclass(frozen=True, slots=True)
class MembershipHeld:
    """A paid membership or its trial. Benefits run from ``from_day`` through ``to_day``; ``from_ms`` and ``to_ms``
    say the same for programmes that count periods of 24 hours. ``trial_used`` is for ever.
    """

    programme_id: str
    code: str
    from_day: str
    to_day: str
    from_ms: int = 0
    to_ms: int = 0
    is_trial: bool = False
    trial_used: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class StampsHeld:
    """Stamps on one card, and those given on ``day``."""

    programme_id: str
    card: str
    stamps: int
    day: str = ""
    stamped_that_day: int = 0


@dataclass(frozen=True, slots=True)
class CouponHeld:
    """One coupon: ``number`` is what is scanned, ``code`` the programme's coupon it is. Valid on both days."""

    programme_id: str
    code: str
    number: str
    from_day: str = ""
    to_day: str = ""
    used: bool = False


@dataclass(frozen=True, slots=True)
class ChallengeHeld:
    """Progress in one challenge in the period that begins with ``period_start``: ``count`` of its goal, and the
    distinct things seen (categories, articles or the last day of a streak). ``done`` when its reward was given.
    """

    programme_id: str
    challenge: str
    period_start: str
    count: int
    seen: tuple[str, ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class Used:
    """How much of a capped or limited thing a member has had in the period that begins with ``period_start``:
    points of a cap, pieces of a limit, times of an offer.
    """

    programme_id: str
    rule_id: str
    period: str
    period_start: str
    amount: int


@dataclass(frozen=True, slots=True)
class Bought:
    """How often a member bought an article before."""

    article_id: str
    times: int


@dataclass(frozen=True, slots=True)
class ReferredBy:
    """Who brought a new member, until the reward is given. ``friends`` is how many the referrer was rewarded for."""

    member_id: str
    friends: int = 0
    is_ambassador: bool = False
    rewarded: bool = False


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as the till knows them at ``as_of_ms``: pseudonymous, so it may stand in the journal for ever.

    ``points`` may be spent as far as the server knew then; ``qualifying_points`` decide the tier of the shop's first
    programme and of any that ``standings`` does not name. ``company_id`` is the company whose card it
    is, empty for this one.
    """

    member_id: str
    points: int
    qualifying_points: int
    tier: str | None
    as_of_ms: int
    company_id: str = ""
    holdings: tuple[Holding, ...] = ()
    standings: tuple[Standing, ...] = ()
    memberships: tuple[MembershipHeld, ...] = ()
    stamps: tuple[StampsHeld, ...] = ()
    coupons: tuple[CouponHeld, ...] = ()
    challenges: tuple[ChallengeHeld, ...] = ()
    used: tuple[Used, ...] = ()
    bought: tuple[Bought, ...] = ()
    birthday_month: int = 0
    birthday_day: int = 0
    joined_on: str = ""
    purchases: int | None = None
    last_purchase_on: str = ""
    partners: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    referred_by: ReferredBy | None = None
    codes_claimed: tuple[str, ...] = ()

    def balance(self, account: str, *, is_first: bool) -> int:
        """Points in ``account``; ``points`` where the account is the first programme's and not listed."""
        for holding in self.holdings:
            if holding.account == account:
                return holding.points
        return self.points if is_first else 0

    def standing(self, programme_id: str) -> Standing:
        """Where the member stands in a programme."""
        for standing in self.standings:
            if standing.programme_id == programme_id:
                return standing
        return Standing(programme_id, self.tier, self.qualifying_points)

    def used_of(self, programme_id: str, rule_id: str, period: str, period_start: str) -> int:
        """How much of a rule's cap or limit is used in that period."""
        return sum(
            used.amount
            for used in self.used
            if (used.programme_id, used.rule_id, used.period, used.period_start)
            == (programme_id, rule_id, period, period_start)
        )
