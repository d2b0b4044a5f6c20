"""Every worked example of every ready programme holds, and one that does not is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.commands.programme_files import gallery
from pos_app.domain.loyalty.example import Example
from pos_app.domain.loyalty.example_run import Different, run_example
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_check import check_programme
from pos_app.domain.loyalty.programme_text import programme_from_text

PROGRAMMES = {name: programme_from_text(text, name) for name, text in gallery()}
EXAMPLES = [
    pytest.param(programme, example, id=f"{name}: {example.words}")
    for name, programme in PROGRAMMES.items()
    for example in programme.examples
]
NAMED = {
    *("north-face-vipeak", "starbucks-rewards", "kohls-yes2you", "amazon-prime", "walgreens-balance-rewards"),
    *("nordy-club", "subway-stamp-card", "mcdonalds-coffee-card", "sephora-beauty-insider", "best-buy"),
    *("lego-vip", "dsw", "ikea-family", "ten-points-per-pound", "apple-nike", "uber-spotify"),
    *("referralcandy", "kangaroo", "gratisfaction", "grocers-card"),
}
OURS = {"corner-coffee"}
"""Those that show a family no named programme does: personal offers by segments."""


@pytest.mark.parametrize(("programme", "example"), EXAMPLES)
def test_the_worked_example_holds(programme: Programme, example: Example) -> None:
    assert run_example(programme, example) == []


def test_every_named_programme_is_there_with_examples_that_expect_something() -> None:
    assert set(PROGRAMMES) == NAMED | OURS
    assert len(EXAMPLES) >= 60
    for programme in PROGRAMMES.values():
        for example in programme.examples:
            assert any(step.expect != type(step.expect)() for step in example.steps), example.words


@pytest.mark.parametrize(("name", "text"), gallery(), ids=[name for name, _ in gallery()])
def test_a_gallery_programme_checks_clean_and_is_called_as_its_file(name: str, text: str) -> None:
    assert check_programme(text, name) == []
    assert PROGRAMMES[name].programme_id == name


def test_an_example_that_does_not_hold_says_what_came_instead() -> None:
    programme = PROGRAMMES["north-face-vipeak"]
    first = programme.examples[0]
    (step,) = first.steps
    wrong = replace(step, expect=replace(step.expect, points=1999, tier="summit", coupons=()))
    assert run_example(programme, replace(first, steps=(wrong,))) == [
        Different(1, "points", "1999", "2000"),
        Different(1, "tier", "summit", "basecamp"),
        Different(1, "coupons", "none", "reward-20"),
    ]


def test_a_rule_that_changes_breaks_its_examples() -> None:
    programme = PROGRAMMES["north-face-vipeak"]
    (earn,) = programme.earns
    stingy = replace(programme, earns=(replace(earn, points=7),))
    broken = [example for example in stingy.examples if run_example(stingy, example)]
    assert len(broken) == len(programme.examples)


def test_a_tier_reached_again_in_a_new_year_is_kept_longer_and_rewards_nothing_twice() -> None:
    again = next(
        example
        for example in PROGRAMMES["sephora-beauty-insider"].examples
        if example.words.startswith("reached in November 2025 and again")
    )
    rules = PROGRAMMES["north-face-vipeak"]
    yearly = replace(rules, qualifying=PROGRAMMES["sephora-beauty-insider"].qualifying)
    by_spend = replace(
        yearly, tiers=tuple(replace(tier, from_spend_minor=tier.from_points * 12) for tier in yearly.tiers)
    )
    first, second, *_ = again.steps
    steps = (
        replace(first, expect=replace(first.expect, tier="basecamp", coupons=("reward-20",))),
        replace(second, expect=replace(second.expect, tier="basecamp", coupons=())),
    )
    assert run_example(by_spend, replace(again, steps=steps)) == []
