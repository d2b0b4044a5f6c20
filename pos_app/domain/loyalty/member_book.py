"""One member's book in memory: what decisions and days leave behind, and the view that the next sale is given.

The server's ledger keeps the real books, in double entry. This one keeps the same rules for one member at a time: lots
spent earliest expiry first, tiers with their window, memberships, stamps, coupons, progress. Worked examples and the
simulation run on it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty import occasions
from pos_app.domain.loyalty.calendar_days import lot_last_day, window_start
from pos_app.domain.loyalty.decision import Decision, Outcome, Posting
from pos_app.domain.loyalty.drafts import view_now
from pos_app.domain.loyalty.dropping import tier_after
from pos_app.domain.loyalty.earn_rules import Expires
from pos_app.domain.loyalty.member_segments import Entered, MemberSegments
from pos_app.domain.loyalty.member_view import (
    Bought,
    ChallengeHeld,
    CouponHeld,
    Holding,
    MemberView,
    StampsHeld,
    Standing,
)
from pos_app.domain.loyalty.noting import memberships_after, stamps_after, used_after
from pos_app.domain.loyalty.offer_rules import Issued, RewardTime
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.segment_rules import Purchase
from pos_app.domain.loyalty.status_rules import Window

_ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Lot:
    """Points earned on one day that are still there."""

    earned: date
    points: int


@dataclass(slots=True)
class Passed:
    """What days brought: points that expired, points that became rewards, coupons issued by id."""

    expired: int = 0
    converted: int = 0
    coupons: list[CouponHeld] = field(default_factory=list)


NOTHING_PASSED = Passed()
"""What most days and sales bring. Nobody adds to it."""


class MemberBook:
    """A member of one programme. Days only go forward."""

    def __init__(
        self, programme: Programme, view: MemberView, day: date, history: Iterable[Purchase] = ()
    ) -> None:
        """``view`` is where the member stands on the morning of ``day``; points held then count as earned on it.
        ``history`` are purchases before it, as far as segments ask for them.
        """
        self.programme = programme
        self._view = view
        self._day = day - _ONE_DAY
        self._lots: deque[Lot] = deque()
        self.balance = 0
        """Points that may be spent; negative while something overspent is owed."""
        self.others: dict[str, int] = {
            holding.account: holding.points
            for holding in view.holdings
            if holding.account != programme.account
        }
        self._gained: deque[tuple[date, int]] = deque()
        self._window = ""
        self._ended = 0
        standing = view.standing(programme.programme_id)
        self.tier, self.until, self._qualifying = standing.tier, standing.until, standing.qualifying
        self._rolls = programme.qualifying.window is Window.ROLLING
        if self._rolls and self._qualifying:
            self._gained.append((day, self._qualifying))
        self._numbers: dict[str, int] = {}
        self._ever = {coupon.code for coupon in view.coupons}
        self.purchases = view.purchases
        self._looks_back = any(offer.when.bought for offer in programme.offers)
        self._last_purchase = date.fromisoformat(view.last_purchase_on) if view.last_purchase_on else None
        self._month_rewards = any(each.issued is RewardTime.FIRST_OF_MONTH for each in programme.rewards)
        self._rewards_at_once = any(each.issued is RewardTime.AT_ONCE for each in programme.rewards)
        self._days_matter = any(
            coupon.issued in {Issued.BIRTHDAY, Issued.ANNIVERSARY} for coupon in programme.coupons
        )
        self._expires = programme.expiry.when is not Expires.NEVER
        self._segments = (
            MemberSegments(programme, view.segments, history) if programme.kept_segments else None
        )
        days_count = self._expires or self._month_rewards or self._days_matter or self._segments
        self._is_timeless = not days_count and programme.qualifying.window is Window.LIFETIME
        if view.points:
            self._move(view.points, day)

    @property
    def tier_now(self) -> str | None:
        """Code of the tier today."""
        if self.tier:
            return self.tier
        found = self.programme.tier_at(self._qualifying)
        return found.code if found else None

    @property
    def stamps(self) -> tuple[StampsHeld, ...]:
        """Stamp cards as they are."""
        return self._view.stamps

    @property
    def coupons(self) -> tuple[CouponHeld, ...]:
        """Coupons held and not used."""
        return tuple(coupon for coupon in self._view.coupons if not coupon.used)

    def come(self, day: date) -> Passed:
        """Let the days up to ``day`` pass: lots expire, tiers drop, months begin, birthdays are kept."""
        if self._is_timeless:
            self._day = max(self._day, day)
            return NOTHING_PASSED
        passed, after = Passed(), self._day
        for occasion in self._occasions_until(day):
            self._expire(occasion, passed)
            self._keep(occasion, passed)
        self._day = max(self._day, day)
        self._expire(day, passed)
        self._drop_tier(day)
        if self._segments:
            self._enter(self._segments.come(after, day, self._view.joined_on, self._last_day), passed)
        return passed

    def view(self, at_ms: int) -> MemberView:
        """The member as a till would know them at that instant, after :meth:`come` to its day."""
        known, programme, balance = self._view, self.programme, self.balance
        holdings: tuple[Holding, ...] = ()
        if self.others:
            holdings = (
                Holding(programme.account, balance),
                *(Holding(*each) for each in self.others.items()),
            )
        return view_now(
            known,
            points=balance,
            standing=Standing(programme.programme_id, self.tier, self._qualifying, self.until),
            as_of_ms=at_ms,
            holdings=holdings,
            purchases=self.purchases,
            last_purchase_on=self._last_day,
            segments=self._segments.held if self._segments else known.segments,
        )

    def join(self) -> Passed:
        """The member joins today: welcome points and coupons."""
        passed = Passed()
        self._view = replace(self._view, joined_on=self._day.isoformat())
        self._receive(occasions.joining(self.programme, self._day), passed)
        return self._settled(passed)

    def consent(self, consent: str) -> Passed:
        """The member agrees to something today; its coupon comes once, however often it is agreed to."""
        passed = Passed()
        if consent not in self._view.consents:
            self._view = replace(self._view, consents=(*self._view.consents, consent))
        given = occasions.consenting(self.programme, consent, self._day)
        fresh = tuple(coupon for coupon in given.coupons if coupon.code not in self._ever)
        self._receive(occasions.Given(coupons=fresh), passed)
        return passed

    def apply(
        self, decision: Decision, articles: tuple[str, ...] = (), basket: Basket | None = None
    ) -> Passed:
        """A sale of today has been paid: what it decided is so. ``articles`` are the ids of what was bought; segments
        look at the ``basket``.
        """
        self._last_purchase = self._day
        self.purchases = (self.purchases or 0) + 1
        if self._segments and basket is not None:
            self._segments.buy(self._day, basket, decision.line_effects)
        return self._settled(self.visit(decision, articles))

    def visit(self, decision: Decision, articles: tuple[str, ...] = ()) -> Passed:
        """The member was here today, and may have bought nothing: what was decided is so."""
        for posting in decision.postings:
            self._post(posting)
        mine = self.programme.programme_id
        for gained in decision.qualified:
            if gained.programme_id == mine and gained.amount:
                self._gain(gained.amount)
        for change in decision.tier_changes:
            if change.programme_id == mine:
                self.tier, self.until = change.after, change.until
        self._note(decision, articles)
        if not (decision.coupons_issued or self._rewards_at_once):
            return NOTHING_PASSED
        passed = Passed()
        for coupon in decision.coupons_issued:
            if not coupon.member_id:
                self._hold(coupon.code, coupon.from_day, coupon.to_day, passed)
        if self._rewards_at_once:
            due = occasions.rewards(self.programme, self.balance, self._day, RewardTime.AT_ONCE)
            self._receive(due, passed)
        return passed

    @property
    def _last_day(self) -> str:
        """The day of the last purchase, ISO."""
        return self._last_purchase.isoformat() if self._last_purchase else ""

    def _settled(self, passed: Passed) -> Passed:
        """What was passed, with what the member came to belong to by what they did today."""
        if not self._segments:
            return passed
        entered = self._segments.settle(self._day, self._view.joined_on, self._last_day)
        if not entered:
            return passed
        passed = Passed(passed.expired, passed.converted, [*passed.coupons])
        self._enter(entered, passed)
        return passed

    def _enter(self, entered: Iterable[Entered], passed: Passed) -> None:
        for segment, day in entered:
            self._receive(occasions.entering(self.programme, segment, day), passed)

    def _note(self, decision: Decision, articles: tuple[str, ...]) -> None:
        """Everything a view holds as it is: stamps, coupons used, memberships, progress, limits, purchases."""
        view = self._view
        changes: dict[str, object] = {}
        if self._looks_back and articles:
            times = {bought.article_id: bought.times for bought in view.bought}
            for article in articles:
                times[article] = times.get(article, 0) + 1
            changes["bought"] = tuple(Bought(*each) for each in times.items())
        if decision.coupons_used:
            gone = {used.number for used in decision.coupons_used}
            changes["coupons"] = tuple(
                replace(coupon, used=True) if coupon.number in gone else coupon for coupon in view.coupons
            )
        if decision.stamps:
            changes["stamps"] = stamps_after(view.stamps, decision, self._day.isoformat())
        if decision.memberships:
            changes["memberships"] = memberships_after(view.memberships, decision)
        if decision.challenges:
            fresh = {
                (each.programme_id, each.challenge): ChallengeHeld(
                    each.programme_id, each.challenge, each.period_start, each.after, each.seen, each.done
                )
                for each in decision.challenges
            }
            kept = {(each.programme_id, each.challenge): each for each in view.challenges}
            for key, each in fresh.items():
                before = kept.get(key)
                done = each.done or (
                    before is not None and before.done and before.period_start == each.period_start
                )
                kept[key] = replace(each, done=done)
            changes["challenges"] = tuple(kept.values())
        if decision.caps or decision.consumes:
            changes["used"] = used_after(view.used, decision)
            claimed = [each.key[5:] for each in decision.consumes if each.key.startswith("code:")]
            changes["codes_claimed"] = (*view.codes_claimed, *claimed)
        if view.referred_by is not None and any(
            reason.rule.startswith("referral:") and reason.outcome is Outcome.GAVE
            for reason in decision.reasons
        ):
            changes["referred_by"] = replace(view.referred_by, rewarded=True)
        if changes:
            self._view = replace(view, **changes)  # type: ignore[arg-type]  # the names are the view's own

    def _post(self, posting: Posting) -> None:
        if posting.member_id:
            return
        if posting.account == self.programme.account:
            self._move(posting.points, self._day)
        else:
            self.others[posting.account] = self.others.get(posting.account, 0) + posting.points

    def _move(self, points: int, day: date) -> None:
        """Earn into a lot, after what is owed; or spend from the earliest, then into debt (CLAWBACK)."""
        owed = max(-self.balance, 0)
        self.balance += points
        if points > 0:
            if points > owed:
                self._lots.append(Lot(day, points - owed))
            return
        left = -points
        while left and self._lots:
            lot = self._lots[0]
            taken = min(left, lot.points)
            lot.points -= taken
            left -= taken
            if not lot.points:
                self._lots.popleft()

    def _gain(self, amount: int) -> None:
        self._qualifying += amount
        if self._rolls:
            self._gained.append((self._day, amount))

    def _occasions_until(self, day: date) -> Iterator[date]:
        """Days after the last one, through ``day``, on which something may be given."""
        if not (self._month_rewards or self._days_matter):
            return
        at = self._day + _ONE_DAY
        while at <= day:
            if self._days_matter or at.day == 1:
                yield at
                at += _ONE_DAY
            else:
                at = (at.replace(day=1) + timedelta(days=32)).replace(day=1)

    def _keep(self, day: date, passed: Passed) -> None:
        programme, view = self.programme, self._view
        self._day = day
        if day.day == 1 and self._month_rewards:
            self._receive(occasions.rewards(programme, self.balance, day, RewardTime.FIRST_OF_MONTH), passed)
        if self._days_matter:
            self._receive(occasions.birthday(programme, view.birthday_month, view.birthday_day, day), passed)
            if view.joined_on:
                joined = date.fromisoformat(view.joined_on)
                self._receive(occasions.anniversary(programme, joined, day), passed)

    def _receive(self, given: occasions.Given, passed: Passed) -> None:
        for posting in given.postings:
            self._post(posting)
            passed.converted -= min(posting.points, 0)
        for coupon in given.coupons:
            self._hold(coupon.code, coupon.from_day, coupon.to_day, passed)

    def _hold(self, code: str, from_day: str, to_day: str, passed: Passed) -> None:
        """A coupon goes into the member's hands under a number of its own: its id and how many there have been."""
        self._numbers[code] = self._numbers.get(code, 0) + 1
        self._ever.add(code)
        number = f"{code}-{self._numbers[code]}"
        held = CouponHeld(self.programme.programme_id, code, number, from_day, to_day)
        self._view = replace(self._view, coupons=(*self._view.coupons, held))
        passed.coupons.append(held)

    def _expire(self, day: date, passed: Passed) -> None:
        """Lots whose last day has passed are lost, earliest first."""
        if not self._expires or not self._lots:
            return
        today = day.isoformat()
        while self._lots:
            last = lot_last_day(self.programme.expiry, self._lots[0].earned, self._last_purchase)
            if not last or last >= today:
                return
            gone = self._lots.popleft().points
            self.balance -= gone
            passed.expired += gone

    def _drop_tier(self, day: date) -> None:
        """A tier past its last day becomes, on the day after, what its window then says; then comes ``day``."""
        if self.programme.qualifying.window is Window.LIFETIME:
            return
        while self.until and self.until < day.isoformat():
            after = date.fromisoformat(self.until) + _ONE_DAY
            self._turn_window(after)
            self.tier, self.until = tier_after(self.programme, self._ended, self._qualifying, after)
        self._turn_window(day)

    def _turn_window(self, day: date) -> None:
        """A new window counts from nothing, and what the one before it was worth is remembered."""
        start = window_start(self.programme.qualifying, day)
        if self.programme.qualifying.window is Window.ROLLING:
            while self._gained and self._gained[0][0].isoformat() < start:
                self._qualifying -= self._gained.popleft()[1]
            self._ended = self._qualifying
        elif start > self._window:
            follows = not self._window or int(start[:4]) - int(self._window[:4]) == 1
            self._ended = self._qualifying if follows else 0
            if self._window:
                self._qualifying = 0
            self._window = start
