"""TOML read statement by statement, so that every value knows its line and one mistake does not hide the next.

``tomllib`` stops at the first error and keeps no positions. Here each statement is given to it by itself; one that it
refuses becomes a :class:`Problem`, and reading goes on behind it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_MOST_LINES = 400
"""A longer value than that is an open bracket."""
_STATEMENT = re.compile(r"""\s*(\[|["']?[\w.-]+["']?(\s*\.\s*["']?[\w-]+["']?)*\s*=)""")
_HEADER_GUESS = re.compile(r"\s*(\[{1,2})\s*([\w-]+(?:\s*\.\s*[\w-]+)*)")
_KEY_GUESS = re.compile(r"\s*([\w-]+)\s*=")
SPOILT = object()
"""Stands for a value that could not be read: its mistake is told already."""
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*")


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a programme's text: the line it stands on, and what is wrong in the trade's words."""

    line: int
    words: str
    is_syntax: bool = False


@dataclass(slots=True)
class Written:
    """A value as written: a table (``dict`` of :class:`Written`), a list of them, or what TOML knows; and its line."""

    value: Any
    line: int
    closed: bool = False
    """Its header or braces have been seen: nothing may be said of it again elsewhere."""


@dataclass(slots=True)
class _Reading:
    root: Written = field(default_factory=lambda: Written({}, 1))
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, words: str) -> None:
        self.problems.append(Problem(line, f"this is not TOML: {words}", is_syntax=True))


def read_lines(text: str) -> tuple[Written, list[Problem]]:
    """The root table of ``text`` with the line of every value, and what is not TOML in it."""
    reading = _Reading()
    table = reading.root
    for number, statement in _statements(text):
        if statement.lstrip().startswith("["):
            table = _open_table(reading, number, statement)
            continue
        try:
            said = tomllib.loads(statement)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            reading.wrong(number, _told(error))
            if guess := _KEY_GUESS.match(statement):
                table.value.setdefault(guess[1], Written(SPOILT, number))
        else:
            _merge(reading, table, said, number)
    if not reading.problems:
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            last = max(len(text.rstrip("\n").split("\n")), 1)
            reading.wrong(int(found.group(1)) if found else last, _told(error))
        except (RecursionError, ValueError) as error:
            reading.wrong(1, _told(error))
    return reading.root, reading.problems


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement with its first line's number. A value may run over lines as long as something stays open."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        first, line = at, lines[at].rstrip("\r")
        at += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        chunk = [line]
        if not line.lstrip().startswith("["):
            while _is_open("\n".join(chunk)) and at < len(lines) and len(chunk) < _MOST_LINES:
                chunk.append(lines[at].rstrip("\r"))
                at += 1
            if len(chunk) > 1 and _is_open("\n".join(chunk)):
                # It never closes: give up on it alone, and go on where the next statement seems to begin.
                chunk, at = chunk[:1], first + 1
                while at < len(lines) and not _STATEMENT.match(lines[at]):
                    at += 1
        yield first + 1, "\n".join(chunk)


def _is_open(chunk: str) -> bool:
    """Whether a bracket or a long text in ``chunk`` waits for its end."""
    for mark in ('"""', "'''"):
        if mark in chunk:
            return chunk.count(mark) % 2 == 1
    bare = _QUOTED.sub("", chunk)
    return bare.count("[") > bare.count("]") or bare.count("{") > bare.count("}")


def _open_table(reading: _Reading, number: int, statement: str) -> Written:
    """The table that a header opens; a spoilt header opens what it seems to mean, so that its keys are read."""
    try:
        said = tomllib.loads(statement)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        reading.wrong(number, _told(error))
        guess = _HEADER_GUESS.match(statement)
        if not guess:
            return Written({}, number)
        names, many = [name.strip() for name in guess[2].split(".")], len(guess[1]) == 2
    else:
        names, many = _path(said)
    table = reading.root
    for name in names[:-1]:
        table = _inside(table.value.setdefault(name, Written({}, number)), number)
        if not isinstance(table.value, dict):
            reading.wrong(number, f"{name!r} is no table (line {table.line})")
            return Written({}, number)
    last = names[-1]
    there: Written | None = table.value.get(last)
    if many:
        return _one_more(reading, table, last, number)
    if there is None:
        there = table.value[last] = Written({}, number)
    elif not isinstance(there.value, dict) or there.closed:
        reading.wrong(number, f"[{'.'.join(names)}] stands here twice, first on line {there.line}")
        return Written({}, number)
    there.closed, there.line = True, number
    return there


def _one_more(reading: _Reading, table: Written, name: str, number: int) -> Written:
    there = table.value.setdefault(name, Written([], number))
    if not isinstance(there.value, list) or there.closed:
        reading.wrong(number, f"{name!r} is no list of tables (line {there.line})")
        return Written({}, number)
    there.value.append(Written({}, number, closed=True))
    newest: Written = there.value[-1]
    return newest


def _path(said: dict[str, Any]) -> tuple[list[str], bool]:
    names: list[str] = []
    inner: Any = said
    while isinstance(inner, dict) and inner:
        name, inner = next(iter(inner.items()))
        names.append(name)
    return names, isinstance(inner, list)


def _inside(written: Written, number: int) -> Written:
    """A table, or the newest of a list of tables."""
    if isinstance(written.value, list):
        newest: Written = written.value[-1] if written.value else Written({}, number)
        return newest
    return written


def _merge(reading: _Reading, table: Written, said: dict[str, Any], number: int, depth: int = 0) -> None:
    for name, value in said.items():
        there = table.value.get(name)
        if there is None:
            table.value[name] = _written(value, number)
        elif isinstance(value, dict) and isinstance(there.value, dict) and not there.closed and depth < 50:
            _merge(reading, there, value, number, depth + 1)
        else:
            reading.wrong(number, f"{name!r} is said twice, first on line {there.line}")


def _written(value: Any, number: int) -> Written:
    if isinstance(value, dict):
        return Written({name: _written(inner, number) for name, inner in value.items()}, number)
    if isinstance(value, list):
        return Written([_written(inner, number) for inner in value], number, closed=True)
    return Written(value, number)


def _told(error: Exception) -> str:
    if isinstance(error, tomllib.TOMLDecodeError):
        return re.sub(r" \(at (line \d+, column \d+|end of document)\)", "", str(error))
    return "a number or a nesting that nobody could mean"
