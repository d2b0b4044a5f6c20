"""Every reason of a decision as a sentence, in Norwegian or English, the same on screen, receipt and command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pos_app.domain import formatting
from pos_app.domain.basket import Basket
from pos_app.domain.loyalty import explain_words
from pos_app.domain.loyalty.calendar_days import DAY_MS
from pos_app.domain.loyalty.decision import Decision, LineRefused, Outcome, Promise, Reason
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.money import Currency

_EPOCH = date(1970, 1, 1).toordinal()
_PLAIN_WITHOUT_POINTS = ("challenge", "referral")


class Explainer:
    """Tells what decided a sale. ``programmes`` give the names of causes, partners and rules."""

    def __init__(self, programmes: Sequence[Programme], currency: Currency, language: str) -> None:
        """``language`` is a tag such as ``nb`` or ``en``; others are told in English."""
        self._programmes = {programme.programme_id: programme for programme in programmes}
        self._currency = currency
        self._locale = formatting.locale_for(language)
        self._sentences = explain_words.NB if self._locale is formatting.NB else explain_words.EN

    def decision(self, decision: Decision, basket: Basket) -> Iterator[str]:
        """Everything a customer or cashier may want to know: refusals, what was given, promises, what nearly was."""
        for refused in decision.refused:
            yield self.refusal(refused, basket)
        for outcome in (Outcome.GAVE, Outcome.PASSED_BY):
            yield from (self.reason(each) for each in decision.reasons if each.outcome is outcome)
        for promise in decision.promises:
            yield self.promise(promise)
        yield from (self.reason(each) for each in decision.reasons if each.outcome is Outcome.NEARLY)

    def reason(self, reason: Reason) -> str:
        """One reason as a sentence. Raises ``KeyError`` for one that has no sentence, which is our bug."""
        family, _, name = reason.rule.partition(":")
        return self._sentences[self._key(family.removesuffix(".protected"), name, reason)].format(
            points=formatting.points(abs(reason.points), self._locale),
            amount=self._money(reason.amount_minor),
            money=self._money(reason.points),
            missing=formatting.points(reason.missing, self._locale),
            missing_money=self._money(reason.missing),
            percent=formatting.percent(reason.percent * 100, self._locale),
            tier=reason.tier,
            words=self._day(reason.words) if family == "tier.kept" else reason.words,
            name=self._name_of(reason, family, name),
        )

    def refusal(self, refused: LineRefused, basket: Basket) -> str:
        """Why goods may not be sold to this customer now."""
        programme = self._programmes.get(refused.programme_id)
        rules = programme.access if programme else ()
        words = next((each.words for each in rules if each.rule_id == refused.rule), refused.rule)
        key = f"refused.{refused.why}"
        if refused.why == "not-yet" and refused.opens_on:
            key += ".day"
        return self._sentences[key].format(
            name=basket.line(refused.line_id).article.name,
            day=self._day(refused.opens_on) if refused.opens_on else "",
            missing=refused.most_pieces,
            words=words,
        )

    def promise(self, promise: Promise) -> str:
        """A promise to keep, or a gift to hand over."""
        key = "promise.gift" if promise.article_id else "promise"
        return self._sentences[key].format(
            words=promise.words, name=promise.article_id, missing=promise.pieces
        )

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

    def _is_money(self, reason: Reason, name: str) -> bool:
        programme = self._programmes.get(reason.programme_id)
        return programme is not None and any(rule.rule_id == name for rule in programme.cash_backs)

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
        at_ms = (date.fromisoformat(iso).toordinal() - _EPOCH) * DAY_MS
        return formatting.date(at_ms, 0, self._locale)

    def _money(self, minor: int) -> str:
        return formatting.money(minor, self._currency, self._locale)
