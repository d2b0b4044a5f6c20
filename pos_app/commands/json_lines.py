"""JSON read so that every value knows its line: the same tables as in a programme's file, written by a program."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in the stubs; the standard decoder's own

from pos_app.domain.loyalty.toml_lines import Problem, Written

_BLANK = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_DEEPEST = 50


class _NotJson(Exception):
    def __init__(self, at: int, expected: str) -> None:
        self.at = at
        self.expected = expected
        super().__init__(expected)


def read_json(text: str) -> tuple[Written, list[Problem]]:
    """The object that ``text`` holds; an empty one and the mistake where it is not JSON.

    A number with a decimal sign and ``null`` are kept as ``None``: amounts stand in quotes, what is not known is left
    out, and the reader of the table says so where one stands.
    """
    reading = _Reading(text)
    try:
        return reading.whole(), []
    except _NotJson as error:
        problem = Problem(reading.line(error.at), f"this is not JSON: {error.expected} is expected here")
        return Written({}, 1), [problem]


class _Reading:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.breaks = [match.end() for match in re.finditer("\n", text)]

    def line(self, at: int) -> int:
        return bisect_right(self.breaks, at) + 1

    def whole(self) -> Written:
        found = self.value(0)
        if self.next() or not isinstance(found.value, dict):
            raise _NotJson(self.at if isinstance(found.value, dict) else 0, "one object in braces")
        return found

    def next(self) -> str:
        """The next character that is not blank, or "" at the end."""
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        return self.text[self.at : self.at + 1]

    def value(self, depth: int) -> Written:
        sign, line = self.next(), self.line(self.at)
        if depth > _DEEPEST:
            raise _NotJson(self.at, "something less deep")
        if sign == "{":
            return Written(self.object(depth), line, closed=True)
        if sign == "[":
            return Written(self.list(depth), line, closed=True)
        if sign == '"':
            return Written(self.string(), line)
        word = _WORD.match(self.text, self.at)
        if not word:
            raise _NotJson(self.at, "a value")
        self.at = word.end()
        known: dict[str, object] = {"true": True, "false": False, "null": None}
        if word[0] in known:
            return Written(known[word[0]], line)
        whole = re.fullmatch(r"-?\d{1,18}", word[0])
        return Written(int(word[0]) if whole else None, line)

    def string(self) -> str:
        try:
            found, self.at = scanstring(self.text, self.at + 1, True)
        except JSONDecodeError as error:
            raise _NotJson(error.pos, "a text that ends") from error
        text: str = found
        return text

    def object(self, depth: int) -> dict[str, Written]:
        found: dict[str, Written] = {}
        self.at += 1
        while self.next() != "}" or found:
            if self.next() != '"':
                raise _NotJson(self.at, "a name in quotes")
            name_at = self.at
            name = self.string()
            if name in found:
                raise _NotJson(name_at, f"{name!r} only once")
            if self.next() != ":":
                raise _NotJson(self.at, "a colon")
            self.at += 1
            found[name] = self.value(depth + 1)
            if not self.goes_on("}"):
                return found
        self.at += 1
        return found

    def list(self, depth: int) -> list[Written]:
        found: list[Written] = []
        self.at += 1
        while self.next() != "]" or found:
            found.append(self.value(depth + 1))
            if not self.goes_on("]"):
                return found
        self.at += 1
        return found

    def goes_on(self, end: str) -> bool:
        """Whether a comma follows; otherwise the end is passed."""
        sign = self.next()
        if sign not in {",", end} or not sign:
            raise _NotJson(self.at, f"a comma or {end}")
        self.at += 1
        return sign == ","
