"""How a field of a programme is written down. The dataclasses are the language: each field is a key.

A field's type says what stands after the ``=``: ``int`` a whole number, a name ending in ``_minor`` an amount in
quotes, ``_milli`` a quantity in quotes, ``_bp`` a percentage in quotes, an enumeration one of its words, a dataclass a
table, a tuple of them ``[[tables]]``. These markers, inside ``Annotated``, narrow it; a plain string there is the
sentence that editors show. The reader (``programme_draft``) and the JSON Schema (``schema``) both follow them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Between:
    """The whole numbers that make sense here, both ends included."""

    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Key:
    """The key as written, where it is not the field's name."""

    name: str


class Day:
    """A calendar day: ``2026-03-01``, with quotes or without."""


class Clock:
    """A time of day in quotes, ``"14:30"``, kept as minutes after midnight; ``"24:00"`` is the day's end."""


class Name:
    """A short stable name of letters, digits and hyphens: what sales, tills and reports know a rule by."""


Id = Annotated[str, Name()]
Points = Annotated[int, Between(0, 1_000_000)]
Count = Annotated[int, Between(0, 10_000)]
Days = Annotated[int, Between(0, 3_660)]
Months = Annotated[int, Between(0, 120)]
Percent = Annotated[int, Between(1, 1_000)]
Date = Annotated[str, Day()]
TimeOfDay = Annotated[int, Clock()]
