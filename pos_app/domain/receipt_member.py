"""The member's part of a receipt: what is worth most to the customer, in a box of at most eight rows.

Every sentence is the one that screen and command line say (:mod:`pos_app.domain.loyalty.explain`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from pos_app.domain import formatting
from pos_app.domain.loyalty.decision import Outcome, PostingKind, Reason
from pos_app.domain.loyalty.explain import Explainer
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.receipt_document import BalanceLine, Box, Columns, Text
from pos_app.domain.receipt_words import ReceiptWords
from pos_app.domain.sale import Sale

MOST_ROWS = 8
"""The box is read at a glance or not at all."""


class Worth(IntEnum):
    """What a customer would miss least is left out first."""

    NAME = 0
    EARNED = 1
    USED = 2
    BALANCE = 3
    EXPIRING = 4
    TIER = 5
    GIFT = 6
    COUPON = 7
    STAMPS = 8
    MEMBERSHIP = 9
    OTHER_ACCOUNT = 10
    REWARD = 11
    WAITS = 12
    DONATED = 13
    NEXT = 14
    PERK = 15
    LATER = 16
    WHY = 17
    WHY_NOT = 18


_REWARDS = frozenset({"bonus", "challenge", "code", "referral", "event"})


@dataclass(slots=True)
class MemberBox:
    """Gathers the lines of one sale's member. ``member_name`` is "" when the member was erased."""

    sale: Sale
    words: ReceiptWords
    told: Explainer
    programmes: Sequence[Programme]
    member_name: str
    balances: Sequence[BalanceLine]
    lines: list[tuple[Worth, Text | Columns]] = field(default_factory=list)

    def box(self, member: MemberView) -> Box:
        """The box, its lines in reading order, each with what it is worth."""
        self._add(Worth.NAME, Columns(self.member_name or self.words.member, self._tier(member), bold=True))
        self._points()
        self._expiring(member)
        self._received()
        self._moved(member)
        self._reasons()
        kept = sorted(range(len(self.lines)), key=lambda place: (self.lines[place][0], place))[:MOST_ROWS]
        chosen = [self.lines[place] for place in sorted(kept)]
        return Box(tuple(line for _, line in chosen), MOST_ROWS, tuple(int(worth) for worth, _ in chosen))

    def _add(self, worth: Worth, line: Text | Columns) -> None:
        """The same line twice is told once."""
        if all(line != other for _, other in self.lines):
            self.lines.append((worth, line))

    def _say(self, worth: Worth, sentence: str, *, bold: bool = False) -> None:
        if sentence:
            self._add(worth, Text(sentence, bold=bold))

    # ---- points and money -----------------------------------------------------------------------------------

    def _points(self) -> None:
        """Earned and used in the first account, and what every account holds."""
        main = self.programmes[0].account if self.programmes else "points"
        gained: dict[str, int] = {}
        is_money: dict[str, bool] = {}
        for posting in self.sale.decision.postings:
            if posting.kind is PostingKind.EARN and not posting.member_id:
                gained[posting.account] = gained.get(posting.account, 0) + posting.points
                is_money[posting.account] = posting.is_money
        used = self.sale.decision.points_redeemed
        earned = gained.pop(main, 0)
        if earned:
            self._add(
                Worth.EARNED, Columns(self.words.earned, self._amount(earned, is_money[main], sign=True))
            )
        if used:
            self._add(Worth.USED, Columns(self.words.redeemed, self._amount(-used, is_money=False)))
        for balance in self.balances:
            if balance.account == main:
                self._add(Worth.BALANCE, self._balance(balance))
            elif balance.points or balance.pending or balance.account in gained:
                gained.pop(balance.account, 0)
                self._add(Worth.OTHER_ACCOUNT, self._balance(balance))
        for account, count in gained.items():
            said = self._amount(count, is_money[account], sign=True)
            self._add(Worth.OTHER_ACCOUNT, Columns(self._account_name(account), said))

    def _balance(self, balance: BalanceLine) -> Columns:
        """STALE-LABEL: the number with its time, and with its date when that was another day."""
        sold = self.sale.context
        at = formatting.time_of_day(balance.as_of_ms, balance.offset_minutes)
        if not formatting.same_day(balance.as_of_ms, sold.at_ms, balance.offset_minutes):
            at = formatting.date_time(balance.as_of_ms, balance.offset_minutes, self._locale)
        number = self._amount(balance.points, balance.is_money)
        if balance.pending:
            pending = self._number(balance.pending, balance.is_money, sign=True)
            number = f"{number}, {self.words.pending.format(points=pending)}"
        if balance.name:
            return Columns(self.words.account_at.format(account=balance.name, time=at), number)
        return Columns(self.words.balance_at.format(time=at), number)

    def _expiring(self, member: MemberView) -> None:
        """What is lost soon, less what this sale used: the parcel that ends first is spent first."""
        used = self.sale.decision.points_redeemed
        main = self.programmes[0].account if self.programmes else ""
        for holding in member.holdings:
            left = holding.expiring_points - (used if holding.account == main else 0)
            if left > 0 and holding.expires_on:
                is_money = any(each.is_money for each in self.balances if each.account == holding.account)
                said = self.told.expiring(left, holding.expires_on, is_money=is_money)
                self._say(Worth.EXPIRING, said)

    # ---- things ---------------------------------------------------------------------------------------------

    def _received(self) -> None:
        """Tiers, gifts, coupons, stamps, memberships and promises."""
        decision = self.sale.decision
        reasons = list(self.told.reasons(decision))
        for reason, said in reasons:
            if reason.outcome is Outcome.GAVE and reason.rule.startswith("tier"):
                self._say(Worth.TIER, said, bold=reason.rule == "tier")
        for promise in decision.promises:
            self._say(Worth.GIFT if promise.article_id else Worth.PERK, self.told.promise(promise))
        coupons: dict[str, int] = {}
        for reason, said in reasons:
            if reason.outcome is Outcome.GAVE and _family(reason) == "coupon":
                coupons[said] = coupons.get(said, 0) + 1
        for said, count in coupons.items():
            self._say(Worth.COUPON, said if count == 1 else f"{count} × {said}")
        for change in decision.stamps:
            self._say(Worth.STAMPS, self.told.stamps(change))
        for reason, said in reasons:
            if reason.outcome is Outcome.GAVE and _family(reason) == "membership":
                self._say(Worth.MEMBERSHIP, said)

    def _moved(self, member: MemberView) -> None:
        """Points given to a cause, with the total so far, or taken to a partner."""
        for posting in self.sale.decision.postings:
            if posting.kind is PostingKind.DONATE:
                before = sum(
                    used.amount
                    for used in member.used
                    if (used.programme_id, used.rule_id) == (posting.programme_id, f"cause:{posting.rule}")
                )
                given = before - posting.points
                self._say(Worth.DONATED, self.told.donated(posting.programme_id, posting.rule, given))
        for reason, said in self.told.reasons(self.sale.decision):
            if reason.outcome is Outcome.GAVE and _family(reason) in {"cause", "partner"}:
                self._say(Worth.DONATED, said)

    def _reasons(self) -> None:
        """Why so many points, what was reached, what waits, and what comes next."""
        for reason, said in self.told.reasons(self.sale.decision):
            worth = _worth(reason)
            if worth is not None:
                self._say(worth, said)

    # ---- words ----------------------------------------------------------------------------------------------

    def _tier(self, member: MemberView) -> str:
        """The name of the tier the member came with, in the first programme that has tiers."""
        for programme in self.programmes:
            tier = programme.tier_by_code(member.standing(programme.programme_id).tier)
            if tier is not None:
                return tier.name
        return ""

    def _account_name(self, account: str) -> str:
        for programme in self.programmes:
            for known in programme.accounts:
                if known.code == account:
                    return known.name
            if programme.account == account:
                return programme.name
        return self.words.wallet

    def _amount(self, count: int, is_money: bool, *, sign: bool = False) -> str:
        number = self._number(count, is_money, sign=sign)
        return number if is_money else self.words.count.format(points=number)

    def _number(self, count: int, is_money: bool, *, sign: bool = False) -> str:
        plus = "+" if sign and count > 0 else ""
        if is_money:
            return plus + formatting.money(count, self.sale.basket.currency, self._locale)
        return plus + formatting.points(count, self._locale)

    @property
    def _locale(self) -> formatting.Locale:
        return formatting.locale_for(self.words.language)


def _worth(reason: Reason) -> Worth | None:
    """How much a reason is worth beside the rest; ``None`` where the receipt has told it in another way: what an offer
    took off stands under the goods.
    """
    family = _family(reason)
    match reason.outcome:
        case Outcome.GAVE:
            if family == "earn":
                return Worth.WHY
            return Worth.REWARD if family in _REWARDS else None
        case Outcome.NEARLY:
            return Worth.NEXT if family in {"tier", "offer", "bonus", "earn"} else Worth.LATER
        case Outcome.PASSED_BY:
            return Worth.WAITS if reason.why == "withheld" else Worth.WHY_NOT


def _family(reason: Reason) -> str:
    return reason.rule.partition(":")[0]
