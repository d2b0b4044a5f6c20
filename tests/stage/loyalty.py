"""Programmes written in a few lines of TOML, and what they decide: tests say only what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import Context, Decision, Outcome, Reason, Wishes
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.tender import Tender
from tests.stage.goods import MEMBER_ID, context

HEAD = 'programme = "p"\nversion = 1\nname = "P"\ncurrency = "NOK"\n'
HEAD_LINES = HEAD.count("\n")


def rules(text: str) -> Programme:
    """The programme ``p`` with these tables."""
    return programme_from_text(HEAD + text, "p.toml")


def nobody(**more: object) -> MemberView:
    """A member of whom nothing is known yet but what the test says."""
    return replace(MemberView(MEMBER_ID, 0, 0, None, when("2026-03-01").at_ms), **more)  # type: ignore[arg-type]


def when(day: str, clock: str = "14:02", **more: object) -> Context:
    """That local time in the shop, an hour ahead of UTC."""
    days = date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal()
    minutes = int(clock[:2]) * 60 + int(clock[3:]) - 60
    made = replace(context(at_ms=(days * 1440 + minutes) * 60_000), business_date=day)
    return replace(made, **more)  # type: ignore[arg-type]


def decide(
    text: str | Programme | Sequence[Programme],
    bought: Basket,
    *,
    view: MemberView | None = None,
    tenders: Sequence[Tender] = (),
    at: Context | None = None,
    wishes: Wishes | None = None,
    anonymous: bool = False,
) -> Decision:
    """What these rules decide for a member of whom nothing is known, unless the test says more."""
    programmes = [rules(text)] if isinstance(text, str) else [text] if isinstance(text, Programme) else text
    where = at or when("2026-03-01")
    if wishes is not None:
        where = replace(where, wishes=wishes)
    return evaluate(bought, tenders, None if anonymous else view or nobody(), programmes, where)


def off(decision: Decision) -> dict[int, int]:
    """Money taken off by line id."""
    found: dict[int, int] = {}
    for effect in decision.line_effects:
        found[effect.line_id] = found.get(effect.line_id, 0) + effect.amount_minor
    return found


def why(decision: Decision, rule: str) -> Reason:
    """The one reason that a rule gave."""
    (found,) = [reason for reason in decision.reasons if reason.rule == rule]
    return found


def gave(decision: Decision) -> set[str]:
    """The rules that gave something."""
    return {reason.rule for reason in decision.reasons if reason.outcome is Outcome.GAVE}
