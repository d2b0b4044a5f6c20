"""A programme's own worked examples, held against its rules: a promise that its owner wrote down and does not keep."""

from __future__ import annotations

from pos_app.domain.errors import BadFile
from pos_app.domain.loyalty.example import Expect
from pos_app.domain.loyalty.example_run import run_example
from pos_app.domain.loyalty.programme_draft import Draft
from pos_app.domain.loyalty.shape import slots_of
from pos_app.domain.loyalty.toml_lines import Problem


def check_examples(draft: Draft) -> list[Problem]:
    """Everything that comes out otherwise than an example says, at its step's line. The draft has no problem of its
    own.
    """
    keys = {slot.field: slot.key for slot in slots_of(Expect)}
    found = []
    for nth, example in enumerate(draft.programme.examples):
        path = draft.path("examples", nth)
        try:
            different = run_example(draft.programme, example)
        except BadFile as error:
            found.append(Problem(draft.lines[path], f"{example.words}: instead = {error}"))
            continue
        for each in different:
            step = draft.path(f"{path}.steps", each.step - 1)
            line = draft.lines.get(f"{step}.expect.{each.what}", draft.lines[step])
            words = f"{example.words}: {keys[each.what]} = {each.expected} expected, came {each.came}"
            found.append(Problem(line, words))
    return found
