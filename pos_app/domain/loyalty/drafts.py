"""Frozen records made quickly: a scan of a full basket makes hundreds of them.

The constructor of a frozen dataclass sets each field through ``object.__setattr__``, which takes four times as long
as a plain assignment. A *draft* has the same slots and assigns plainly; once filled it is given the record's class, and
is that record from then on, as frozen as any other.
"""

from __future__ import annotations

from dataclasses import field, fields, make_dataclass
from typing import Any

from pos_app.domain.loyalty.decision import Outcome, Reason
from pos_app.domain.pricing import LineEffect


def _draft_of(record: type[Any]) -> type[Any]:
    """A class with the slots and defaults of ``record``, whose instances may take on its class."""
    slots = [(each.name, each.type, field(default=each.default)) for each in fields(record)]
    return make_dataclass(f"{record.__name__}Draft", slots, slots=True, eq=False)


_GAVE = Outcome.GAVE  # in Python 3.11 a member is looked up by a slow function
_EFFECT, _REASON = _draft_of(LineEffect), _draft_of(Reason)


def line_effect(line_id: int, amount_minor: int, offer_id: str, words: str, programme_id: str) -> LineEffect:
    """``LineEffect(...)``."""
    made: LineEffect = _EFFECT(line_id, amount_minor, offer_id, words, programme_id)
    made.__class__ = LineEffect
    return made


def gave(rule: str, amount_minor: int, programme_id: str, words: str) -> Reason:
    """The reason of a rule that took so much money off."""
    made: Reason = _REASON(rule, _GAVE, 0, amount_minor, 100, 0, "", "", programme_id, words)
    made.__class__ = Reason
    return made
