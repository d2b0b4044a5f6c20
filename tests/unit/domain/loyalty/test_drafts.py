"""Records that are made quickly are the same records, as frozen, and made with the same words."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from inspect import signature
from typing import Any

import pytest

from pos_app.domain.loyalty.decision import NOTHING, Decision, Outcome, Posting, PostingKind, Reason
from pos_app.domain.loyalty.drafts import line_effect, posting, reason, view_now
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import Holding, MemberView, Standing
from pos_app.domain.pricing import LineEffect, PricedLine, price_lines
from tests.stage import goods

KNOWN = MemberView(
    *("m", 1, 2, "old", 3, "company"),
    birthday_month=2,
    birthday_day=29,
    joined_on="2026-01-02",
    partners=("air",),
    segments=("coffee",),
    consents=("mail",),
    codes_claimed=("A-1",),
)
STANDING = Standing("p", "gold", 700, "2026-12-31")
HOLDINGS = (Holding("points", 40),)
NOW = replace(
    KNOWN,
    points=40,
    qualifying_points=700,
    tier="gold",
    as_of_ms=9,
    holdings=HOLDINGS,
    standings=(STANDING,),
    purchases=5,
    last_purchase_on="2026-03-04",
)
BOUGHT = goods.basket(goods.CAPPUCCINO)
PAIRS = [
    (line_effect(3, 1250, "sommer", "Sommer", "p"), LineEffect(3, 1250, "sommer", "Sommer", "p")),
    (
        reason("offer:sommer", Outcome.GAVE, amount_minor=1250, programme_id="p", words="Sommer"),
        Reason("offer:sommer", Outcome.GAVE, amount_minor=1250, programme_id="p", words="Sommer"),
    ),
    (
        reason("tier", Outcome.NEARLY, 1, 2, 125, 3, "points", "Gull", "p", "w", "because"),
        Reason("tier", Outcome.NEARLY, 1, 2, 125, 3, "points", "Gull", "p", "w", "because"),
    ),
    (
        posting(PostingKind.EARN, "p", "wallet", 30, "earn", member_id="m", is_money=True),
        Posting(PostingKind.EARN, "p", "wallet", 30, "earn", member_id="m", is_money=True),
    ),
    (
        view_now(
            KNOWN,
            points=40,
            standing=STANDING,
            as_of_ms=9,
            holdings=HOLDINGS,
            purchases=5,
            last_purchase_on="2026-03-04",
            segments=KNOWN.segments,
        ),
        NOW,
    ),
    (price_lines(BOUGHT)[0], PricedLine(1, BOUGHT.lines[0].unit_price_minor, 0, 0, 0)),
]


@pytest.mark.parametrize(("made", "said"), PAIRS)
def test_a_record_made_from_a_draft_is_the_record(made: object, said: object) -> None:
    assert type(made) is type(said)
    assert (made, hash(made), repr(made)) == (said, hash(said), repr(said))
    assert copy.copy(made) == said


@pytest.mark.parametrize(("made", "said"), PAIRS)
def test_nobody_changes_a_record_made_from_a_draft(made: Any, said: object) -> None:
    for field in fields(made):
        with pytest.raises(FrozenInstanceError):
            setattr(made, field.name, "other")
    assert made == said


@pytest.mark.parametrize(
    ("make", "record"), [(line_effect, LineEffect), (reason, Reason), (posting, Posting)]
)
def test_a_draft_is_asked_for_like_its_record(make: Callable[..., object], record: type[object]) -> None:
    ours, theirs = signature(make).parameters, signature(record).parameters
    assert [(each.name, each.default) for each in ours.values()] == [
        (each.name, each.default) for each in theirs.values()
    ]


def test_a_decision_is_a_whole_record() -> None:
    decision = evaluate(BOUGHT, (), goods.member(), [goods.programme()], goods.context())
    assert decision.postings
    assert decision == Decision(**{field.name: getattr(decision, field.name) for field in fields(Decision)})
    assert copy.copy(decision) == decision
    with pytest.raises(FrozenInstanceError):
        decision.postings = NOTHING.postings  # type: ignore[misc]  # that is what must not go
