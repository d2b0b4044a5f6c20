"""From what somebody types to a full-text query, and the order of what it finds."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

_MOST_WORDS = 8
_LONGEST_WORD = 40


def match_expression(text: str) -> str:
    """An FTS5 expression that finds names with words beginning as typed; "" when nothing can be searched for.

    The words are cut as the index cuts them, at everything that is neither letter nor number, and quoted: whatever
    somebody types is text and never an operator.
    """
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in composed)
    return " AND ".join(f'"{word[:_LONGEST_WORD]}"*' for word in plain.split()[:_MOST_WORDS])


def by_nearness(text: str, rows: Sequence[tuple[Any, ...]], *, name_at: int) -> list[tuple[Any, ...]]:
    """Rows whose name begins with ``text`` first, shorter names before longer ones, then by name."""
    typed = text.strip().casefold()

    def distance(row: tuple[Any, ...]) -> tuple[bool, int, str]:
        name = str(row[name_at]).casefold()
        return not name.startswith(typed), len(name), name

    return sorted(rows, key=distance)
