"""Frozen records made quickly: a scan of a full basket makes hundreds of them, a simulation millions.

The constructor of a frozen dataclass sets each field through ``object.__setattr__``, which takes seven times as long
as a plain assignment. A *draft* is an empty object with the same slots, to which anybody may assign. Once every slot is
filled, it is given the record's class, and is that record from then on, as frozen as any other.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pos_app.domain.loyalty.decision import Outcome, Reason
from pos_app.domain.pricing import LineEffect


def draft_of(record: type[Any]) -> type[Any]:
    """A class with the slots of ``record``, whose instances may take on its class."""
    return type(f"{record.__name__}Draft", (), {"__slots__": tuple(each.name for each in fields(record))})


_GAVE = Outcome.GAVE  # in Python 3.11 a member is looked up by a slow function
_EFFECT, _REASON = draft_of(LineEffect), draft_of(Reason)


def line_effect(line_id: int, amount_minor: int, offer_id: str, words: str, programme_id: str) -> LineEffect:
    """``LineEffect(...)``."""
    draft = _EFFECT()
    draft.line_id = line_id
    draft.amount_minor = amount_minor
    draft.offer_id = offer_id
    draft.words = words
    draft.programme_id = programme_id
    draft.__class__ = LineEffect
    made: LineEffect = draft
    return made


def gave(
    rule: str,
    amount_minor: int,
    programme_id: str,
    words: str = "",
    *,
    points: int = 0,
    percent: int = 100,
    tier: str = "",
) -> Reason:
    """The reason of a rule that gave points, or took so much money off."""
    draft = _REASON()
    draft.rule = rule
    draft.outcome = _GAVE
    draft.points = points
    draft.amount_minor = amount_minor
    draft.percent = percent
    draft.missing = 0
    draft.missing_unit = ""
    draft.tier = tier
    draft.programme_id = programme_id
    draft.words = words
    draft.why = ""
    draft.__class__ = Reason
    made: Reason = draft
    return made
