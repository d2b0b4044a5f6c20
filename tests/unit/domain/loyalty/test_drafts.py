"""Records that the engine makes quickly are the same records, and as frozen."""

from __future__ import annotations

import copy
from dataclasses import FrozenInstanceError, fields

import pytest

from pos_app.domain.loyalty.decision import Outcome, Reason
from pos_app.domain.loyalty.drafts import gave, line_effect
from pos_app.domain.pricing import LineEffect

EFFECT = LineEffect(3, 1250, "sommer", "Sommer", "p")
REASON = Reason("offer:sommer", Outcome.GAVE, amount_minor=1250, programme_id="p", words="Sommer")
PAIRS = [
    (line_effect(3, 1250, "sommer", "Sommer", "p"), EFFECT),
    (gave("offer:sommer", 1250, "p", "Sommer"), REASON),
]


@pytest.mark.parametrize(("made", "said"), PAIRS)
def test_a_record_made_from_a_draft_is_the_record(made: object, said: object) -> None:
    assert type(made) is type(said)
    assert (made, hash(made), repr(made)) == (said, hash(said), repr(said))
    assert copy.copy(made) == said


@pytest.mark.parametrize(("made", "said"), PAIRS)
def test_nobody_changes_a_record_made_from_a_draft(made: LineEffect | Reason, said: object) -> None:
    for field in fields(made):
        with pytest.raises(FrozenInstanceError):
            setattr(made, field.name, "other")
    assert made == said
