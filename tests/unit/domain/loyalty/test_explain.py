"""Reasons as sentences: one for each in both languages, with the decision's own numbers in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest

from pos_app.commands.programme_files import gallery
from pos_app.domain.basket import Basket
from pos_app.domain.loyalty import explain_words
from pos_app.domain.loyalty.decision import Decision, LineRefused, Outcome, Reason
from pos_app.domain.loyalty.example import Buy, Member, Step
from pos_app.domain.loyalty.example_outcome import StepOutcome
from pos_app.domain.loyalty.example_run import basket_of, book_of, run_step
from pos_app.domain.loyalty.explain import Explainer
from pos_app.domain.loyalty.explain_words_bg import BG
from pos_app.domain.loyalty.explain_words_ko import KO
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.loyalty.rule_book import RuleBook
from pos_app.domain.money import CURRENCIES, EUR

PROGRAMMES = {name: programme_from_text(text, name) for name, text in gallery()}


def outcomes(programme: Programme) -> list[StepOutcome]:
    found = []
    for example in programme.examples:
        first = date.fromisoformat(example.steps[0].on)
        book = book_of(programme, example.member, first)
        found += [
            run_step(RuleBook([programme]), programme, None if example.nobody else book, step)
            for step in example.steps
        ]
    return found


def sentences(name: str, member: Member | None, step: Step, language: str = "en") -> list[str]:
    programme = PROGRAMMES[name]
    book = None
    if member is not None:
        book = book_of(programme, member, date.fromisoformat(step.on))
    outcome = run_step(RuleBook([programme]), programme, book, step)
    assert outcome.basket is not None
    currency = CURRENCIES[programme.currency]
    told = Explainer([programme], currency, language).decision(outcome.decision, outcome.basket)
    return [sentence.replace("\u00a0", " ") for sentence in told]


@pytest.mark.parametrize("other", [explain_words.NB, BG, KO], ids=["nb", "bg", "ko"])
def test_every_language_has_the_same_sentences_with_the_same_numbers(other: Mapping[str, str]) -> None:
    assert set(other) == set(explain_words.EN)
    for key, sentence in other.items():
        wanted = set(re.findall(r"{(\w+)}", explain_words.EN[key]))
        assert set(re.findall(r"{(\w+)}", sentence)) == wanted, key


@pytest.mark.parametrize("language", ["nb", "en", "bg", "ko"])
@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_reason_in_the_gallery_has_a_sentence(name: str, language: str) -> None:
    programme = PROGRAMMES[name]
    told = 0
    for outcome in outcomes(programme):
        if outcome.basket is not None:
            explainer = Explainer([programme], CURRENCIES[programme.currency], language)
            assert all(map(explainer.knows, outcome.decision.reasons))
            for sentence in explainer.decision(outcome.decision, outcome.basket):
                assert sentence
                assert "{" not in sentence
                told += 1
    assert told


def test_what_was_given_and_what_is_missing_are_said_in_this_order() -> None:
    step = Step("2026-03-14", buy=(Buy("jacket", 25_000),))
    assert sentences("north-face-vipeak", Member(), step) == [
        "2,000 points for $250.00",
        "You are Basecamp now",
        "A coupon through 12 May 2026: 20.00 off for reaching Basecamp",
        "1,500 points more and you are Half Dome",
    ]
    assert sentences("north-face-vipeak", Member(), step, "nb")[1] == "Du er nå Basecamp"


def test_a_refusal_names_the_day_as_people_write_it() -> None:
    step = Step("2026-09-14", buy=(Buy("castle", 20_000),))
    assert sentences("lego-vip", None, step) == ["castle is sold from 15 Sep 2026: The new castle"]
    assert sentences("lego-vip", None, step, "nb") == ["castle selges fra 15.09.2026: The new castle"]


def test_cash_back_is_told_as_money_and_a_tier_rate_as_a_share() -> None:
    step = Step("2026-06-01", buy=(Buy("cream", 5_000),))
    assert "$1.00 back for $50.00" in sentences("walgreens-balance-rewards", Member(), step)
    rich = Member(spend_minor=40_000, tier="vib", tier_until="2026-12-31")
    said = sentences("sephora-beauty-insider", rich, step)
    assert "62 points for $50.00: as VIB you earn 125% of the ordinary points" in said


@pytest.mark.parametrize("key", [key for key in explain_words.EN if key.split(".")[1:2] == ["passed"]])
def test_every_reason_why_not_can_be_told(key: str) -> None:
    family, _, why = key.partition(".passed.")
    reason = Reason(f"{family}:thing", Outcome.PASSED_BY, words="words", why=why)
    assert Explainer([], EUR, "nb").reason(reason)


@pytest.mark.parametrize("why", ["not-yet", "limit", "not-drawn", "trial-used", "withheld"])
def test_every_refusal_can_be_told(why: str) -> None:
    assert "castle" in Explainer([], EUR, "en").refusal(LineRefused(1, "p", "rule", why), a_castle())


def test_a_reason_without_a_sentence_is_our_bug_and_stops_no_counter() -> None:
    told = Explainer([], EUR, "en")
    unknown = Reason("weather", Outcome.GAVE, words="Sunshine for everybody")
    assert not told.knows(unknown)
    assert told.reason(unknown) == "Sunshine for everybody"
    assert told.reason(Reason("weather", Outcome.GAVE)) == ""
    assert list(told.decision(Decision(reasons=(Reason("weather", Outcome.GAVE),)), a_castle())) == []


def test_a_refusal_without_a_sentence_names_the_goods_all_the_same() -> None:
    said = Explainer([], EUR, "en").refusal(LineRefused(1, "p", "full moon", "new-why"), a_castle())
    assert said == "castle: full moon"


def a_castle() -> Basket:
    return basket_of(Step("2026-03-14", buy=(Buy("castle", 20_000),)), "EUR")
