"""A programme's text in, a :class:`Programme` out: read, checked, and without a mistake."""

from __future__ import annotations

from pos_app.domain.errors import BadFile
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_check import check_draft
from pos_app.domain.loyalty.programme_draft import read_draft


def programme_from_text(text: str, path: str) -> Programme:
    """The programme that ``text`` says. ``path`` is only for messages.

    Raises :class:`~pos_app.domain.errors.BadFile` with the first mistake's line and what was expected there.
    """
    draft = read_draft(text)
    check_draft(draft)
    if draft.problems:
        first = min(draft.problems, key=lambda problem: (not problem.is_syntax, problem.line))
        raise BadFile(path, first.line, first.words)
    return draft.programme
