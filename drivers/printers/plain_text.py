"""Makes any text safe to print: what a member calls herself must never become a printer command.

Everything that could act (control characters, line breaks within a line, characters that turn the reading
direction) shows as a middle dot: visible, so that nobody is fooled by what is missing, and printable in
every code page. Spaces that only typographers tell apart become plain spaces, and the minus sign becomes a
hyphen, so that a line is as wide on every printer.
"""

from __future__ import annotations

import unicodedata

SHOWN_INSTEAD = "·"

_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\ufe0e\ufe0f")
"""Characters that draw nothing and only join, hyphenate or hint: a reader never saw them."""

_ACTING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

_FOLDED = {"\u2212": "-", "\u2010": "-", "\u2011": "-"}


def printable(text: str) -> str:
    """`text` in composed form (NFC) with nothing in it that could act on a printer or hide from a reader."""
    return "".join(_shown(character) for character in unicodedata.normalize("NFC", text))


def _shown(character: str) -> str:
    if character in _DROPPED:
        return ""
    if character in _FOLDED:
        return _FOLDED[character]
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    return SHOWN_INSTEAD if category in _ACTING else character


def cells(text: str) -> int:
    """How many character cells `text` takes: two for each wide letter (Hangul, Han), none for a combining
    mark.
    """
    return sum(cell_width(character) for character in text)


def cell_width(character: str) -> int:
    """The cells of one character: 0, 1 or 2."""
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
