"""Every reason of a decision as a sentence in its reader's language, the same on screen, receipt and command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from pos_app.domain import formatting
from pos_app.domain.basket import Basket
from pos_app.domain.loyalty import explain_words
from pos_app.domain.loyalty.condition import Condition
from pos_app.domain.loyalty.decision import (
    CouponIssued,
    Decision,
    LineRefused,
    MembershipChange,
    MembershipStep,
    Outcome,
    Promise,
    Reason,
    StampChange,
)
from pos_app.domain.loyalty.pin import AccountUnit
from pos_app.domain.loyalty.play_rules import StampCard
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.money import Currency


class Conditioned(Protocol):
    """A rule with a name that holds under a condition."""

    @property
    def rule_id(self) -> str:
        """What reasons call it."""

    @property
    def when(self) -> Condition:
        """When it holds."""


_BY_FAMILY: Mapping[str, Callable[[Programme], Iterable[Conditioned]]] = {
    "offer": lambda programme: programme.offers,
    "bonus": lambda programme: programme.bonuses,
    "earn": lambda programme: programme.earns,
    "challenge": lambda programme: programme.challenges,
    "code": lambda programme: programme.codes,
}
"""The rules that can hold for a segment alone, by the family of their reasons."""
_PLAIN_WITHOUT_POINTS = ("challenge", "referral")


def same(name: str) -> str:
    """The article's id for its name, where nobody knows better."""
    return name


class Explainer:
    """Tells what decided a sale. ``programmes`` give the names of causes, partners and rules."""

    def __init__(
        self,
        programmes: Sequence[Programme],
        currency: Currency,
        language: str,
        article_name: Callable[[str], str] = same,
    ) -> None:
        """``language`` is a tag such as ``nb`` or ``ko``; a language we do not speak is told in English.
        ``article_name`` names an article by its id.
        """
        self._programmes = {programme.programme_id: programme for programme in programmes}
        self._currency = currency
        self._locale = formatting.locale_for(language)
        self._sentences = explain_words.sentences(self._locale.language)
        self._article_name = article_name

    def decision(self, decision: Decision, basket: Basket) -> Iterator[str]:
        """Everything a customer or cashier may want to know: refusals, what was given, promises, what nearly was."""
        for refused in decision.refused:
            yield self.refusal(refused, basket)
        for outcome in (Outcome.GAVE, Outcome.PASSED_BY):
            for reason, said in self.reasons(decision):
                if reason.outcome is outcome and said:
                    yield said
        yield from map(self.stamps, decision.stamps)
        for promise in decision.promises:
            yield self.promise(promise)
        for reason, said in self.reasons(decision):
            if reason.outcome is Outcome.NEARLY and said:
                yield said

    def reasons(self, decision: Decision) -> Iterator[tuple[Reason, str]]:
        """Each reason with its sentence: a coupon with its last day, a membership with its term, a stamp card not here
        where :meth:`stamps` tells its count.
        """
        coupons = [issued for issued in decision.coupons_issued if not issued.member_id]
        terms = list(decision.memberships)
        counted = {f"stamp:{change.card}" for change in decision.stamps}
        for reason in decision.reasons:
            family, _, name = reason.rule.partition(":")
            if reason.outcome is Outcome.GAVE and family == "coupon":
                issued = next((each for each in coupons if each.code == name), None)
                if issued is not None:
                    coupons.remove(issued)
                    yield reason, self.coupon(issued)
                    continue
            if reason.outcome is Outcome.GAVE and family == "membership":
                term = next((each for each in terms if each.code == name), None)
                if term is not None:
                    terms.remove(term)
                    yield reason, self.membership(term)
                    continue
            told = reason.missing_unit == "stamps" and reason.rule in counted
            yield reason, "" if told else self.reason(reason)

    def reason(self, reason: Reason) -> str:
        """One reason as a sentence. For one that has none (our bug, see :meth:`knows`) the programme's own words for
        the rule, or nothing: a counter goes on.
        """
        family, name, key = self._named(reason)
        sentence = self._sentences.get(key)
        if sentence is None:
            return reason.words
        said = sentence.format(
            points=formatting.points(abs(reason.points), self._locale),
            amount=self._money(reason.amount_minor),
            money=self._money(reason.points),
            missing=formatting.points(reason.missing, self._locale),
            missing_money=self._money(reason.missing),
            percent=formatting.percent(reason.percent * 100, self._locale),
            tier=reason.tier,
            words=self._day(reason.words) if family == "tier.kept" else reason.words or name,
            name=self._name_of(reason, family, name),
        )
        return self._because(said, reason, family, name) if reason.outcome is Outcome.GAVE else said

    def knows(self, reason: Reason) -> bool:
        """Whether there is a sentence for a reason."""
        return self._named(reason)[2] in self._sentences

    def stamps(self, change: StampChange) -> str:
        """How a stamp card stands after the sale."""
        card = self._card(change)
        name = card.name if card else change.card
        whole = card.stamps if card else 0
        key = "stamps.free" if change.free else "stamps"
        if whole and change.after >= whole:
            key = "stamps.full"
        elif not whole:
            key = "stamps.unknown"
        return self._sentences[key].format(words=name, held=change.after, whole=whole, free=change.free)

    def coupon(self, issued: CouponIssued) -> str:
        """A coupon received, with its last day where it has one."""
        key = "coupon.gave.until" if issued.to_day else "coupon.gave"
        day = self._day(issued.to_day) if issued.to_day else ""
        return self._sentences[key].format(words=self.coupon_words(issued.programme_id, issued.code), day=day)

    def coupon_words(self, programme_id: str, code: str) -> str:
        """What a member reads for a coupon."""
        programme = self._programmes.get(programme_id)
        if programme is None:
            return code
        words = {reward.code: reward.words for reward in programme.rewards}
        words.update({coupon.code: coupon.words for coupon in programme.coupons})
        return words.get(code) or code

    def membership(self, change: MembershipChange) -> str:
        """A membership begun or renewed, with its last day."""
        programme = self._programmes.get(change.programme_id)
        terms = programme.memberships if programme else ()
        words = next((each.name for each in terms if each.code == change.code), change.code)
        key = "membership.trial" if change.step is MembershipStep.TRIAL else "membership.until"
        return self._sentences[key].format(words=words, day=self._day(change.to_day))

    def expiring(self, points: int, expires_on: str, *, is_money: bool = False) -> str:
        """The warning that so many points (or so much money) are lost after a day."""
        key = "expiring.money" if is_money else "expiring"
        return self._sentences[key].format(
            points=formatting.points(points, self._locale),
            money=self._money(points),
            day=self._day(expires_on),
        )

    def donated(self, programme_id: str, cause: str, points: int) -> str:
        """What a member has given to a cause in all."""
        reason = Reason(f"cause:{cause}", Outcome.GAVE, points, programme_id=programme_id)
        name = self._name_of(reason, "cause", cause)
        return self._sentences["cause.total"].format(
            points=formatting.points(points, self._locale), name=name
        )

    def refusal(self, refused: LineRefused, basket: Basket) -> str:
        """Why goods may not be sold to this customer now."""
        programme = self._programmes.get(refused.programme_id)
        rules = programme.access if programme else ()
        words = next((each.words for each in rules if each.rule_id == refused.rule), refused.rule)
        key = f"refused.{refused.why}"
        if refused.why == "not-yet" and refused.opens_on:
            key += ".day"
        name = basket.line(refused.line_id).article.name
        sentence = self._sentences.get(key)
        if sentence is None:
            return f"{name}: {words}"
        return sentence.format(
            name=name,
            day=self._day(refused.opens_on) if refused.opens_on else "",
            missing=refused.most_pieces,
            words=words,
        )

    def promise(self, promise: Promise) -> str:
        """A promise to keep, or a gift to hand over."""
        key = "promise.gift" if promise.article_id else "promise"
        name = self._article_name(promise.article_id) if promise.article_id else ""
        return self._sentences[key].format(words=promise.words, name=name, missing=promise.pieces)

    def _named(self, reason: Reason) -> tuple[str, str, str]:
        """The family of a reason, the rule's own name, and the key of its sentence."""
        family, _, name = reason.rule.partition(":")
        return family, name, self._key(family.removesuffix(".protected"), name, reason)

    def _key(self, family: str, name: str, reason: Reason) -> str:
        match reason.outcome:
            case Outcome.NEARLY:
                return f"{family}.nearly.{reason.missing_unit}"
            case Outcome.PASSED_BY:
                return f"{family}.passed.{reason.why or 'protected'}"
            case Outcome.GAVE:
                return self._gave(family, name, reason)

    def _gave(self, family: str, name: str, reason: Reason) -> str:
        if family == "earn" and self._is_money(reason, name):
            return "earn.gave.money"
        if family == "earn" and reason.tier and reason.percent != 100:
            return "earn.gave.tier"
        if family == "offer" and not reason.amount_minor:
            return "offer.gave.gift"
        if family in _PLAIN_WITHOUT_POINTS and not reason.points:
            return f"{family}.gave.plain"
        return f"{family}.gave"

    def _because(self, said: str, reason: Reason, family: str, name: str) -> str:
        """What was given to a segment, with its group: a member may know why others pay more."""
        programme = self._programmes.get(reason.programme_id)
        rules = _BY_FAMILY[family](programme) if programme and family in _BY_FAMILY else ()
        when = next((rule.when for rule in rules if rule.rule_id == name), None)
        if programme is None or when is None or not when.segments:
            return said
        words = {segment.code: segment.words for segment in programme.segments}
        groups = [words[segment] for segment in when.segments if segment in words]
        if len(groups) < len(when.segments):
            return said  # a guest list has no words
        group = groups[0]
        for other in groups[1:]:
            group = self._sentences["because.or"].format(one=group, other=other)
        return self._sentences["because"].format(said=said, group=group)

    def _is_money(self, reason: Reason, name: str) -> bool:
        programme = self._programmes.get(reason.programme_id)
        if programme is None:
            return False
        wallets = {account.code for account in programme.accounts if account.unit is AccountUnit.MONEY}
        return any(rule.rule_id == name for rule in programme.cash_backs) or any(
            rule.rule_id == name and rule.account in wallets for rule in programme.earns
        )

    def _card(self, change: StampChange) -> StampCard | None:
        programme = self._programmes.get(change.programme_id)
        cards = programme.stamp_cards if programme else ()
        return next((card for card in cards if card.rule_id == change.card), None)

    def _name_of(self, reason: Reason, family: str, name: str) -> str:
        programme = self._programmes.get(reason.programme_id)
        if programme is None:
            return name
        names = {
            "cause": {cause.code: cause.name for cause in programme.causes},
            "partner": {partner.code: partner.name for partner in programme.partners},
        }
        return names.get(family, {}).get(name, name)

    def _day(self, iso: str) -> str:
        return formatting.iso_date(iso, self._locale)

    def _money(self, minor: int) -> str:
        return formatting.money(minor, self._currency, self._locale)
