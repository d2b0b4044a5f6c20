"""What a check can say, in both languages, and what it found."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from pos_app.services.checkup import Finding, Standing


class Words(NamedTuple):
    """A sentence that a check can say and what to do then, in English and Norwegian; ``code`` names it to programs.

    ``{name}`` stands for what was found. The same names stand in both languages; ``do`` is "" where all is well.
    """

    code: str
    says: str
    do: str
    says_nb: str
    do_nb: str


class Area(NamedTuple):
    """What belongs together: a stable word, and its title in English and Norwegian."""

    name: str
    title: str
    title_nb: str


class Found(Struct, frozen=True):
    """One thing that a check saw, not worded yet."""

    standing: Standing
    words: Words
    facts: dict[str, str | int]


def ok(words: Words, **facts: str | int) -> Found:
    """All is well."""
    return Found(Standing.OK, words, facts)


def look(words: Words, **facts: str | int) -> Found:
    """It works; a person should do something about it soon."""
    return Found(Standing.LOOK, words, facts)


def wrong(words: Words, **facts: str | int) -> Found:
    """It does not work, or sales are at risk."""
    return Found(Standing.WRONG, words, facts)


def worded(area: Area, found: Found, language: str) -> Finding:
    """As a person reads it. ``language`` is ``en`` or ``nb``."""
    words = found.words
    is_norwegian = language == "nb"
    says, do = (words.says_nb, words.do_nb) if is_norwegian else (words.says, words.do)
    return Finding(
        area=area.name,
        code=words.code,
        standing=found.standing,
        title=area.title_nb if is_norwegian else area.title,
        says=says.format_map(found.facts),
        do=do.format_map(found.facts),
    )
