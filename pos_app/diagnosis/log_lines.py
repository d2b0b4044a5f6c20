"""A till's log as the support may have it: only sentences that stand in the program itself, and never what was put in.

A log is written without personal data; this is the second fence. A line goes out as the sentence that the module of
that name has in its own code, with ``%s`` where something stood; a traceback as files and functions of the program.
Whatever is not found there does not go out, so that nothing has to be recognised as a name.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType

from msgspec import Struct

MOST_LINES = 5_000
_LARGEST = 2_500_000
"""Bytes of a log that are read from its end."""
_OURS = ("pos_app.", "drivers.", "sync.")
_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d{3} ([A-Z]+) ([\w.]+): (.*)")
_FRAME = re.compile(r'  File "(.*)", line (\d{1,6}), in (.*)')
_RAISED = re.compile(r"([A-Za-z_][\w.]*)(?::|$)")
_KINDS = re.compile(
    r"(Error|Exception|Warning|Interrupt|Exit|Refused|CannotSell|BadFile|Trouble|Broken|Timeout|Held)$"
)
_LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}
_FORM = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[sdrxfiu]")
WITHHELD = "(withheld)"


class LogLine(Struct, frozen=True, omit_defaults=True):
    """One record. ``says`` is the program's own sentence, with its ``%s``; ``trace`` the places of a fault, ``raised``
    its kinds.
    """

    at: str
    level: str
    logger: str
    says: str
    trace: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()


def lines_of(log: Path) -> list[LogLine]:
    """The newest records of a log file, oldest first; none where there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(log.stat().st_size - _LARGEST, 0))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return []
    return list(_records(text))[-MOST_LINES:]


def _records(text: str) -> Iterator[LogLine]:
    line: LogLine | None = None
    trace: list[str] = []
    raised: list[str] = []
    for each in text.splitlines():
        begun = _LINE.fullmatch(each)
        if begun is not None:
            if line is not None:
                yield _with(line, trace, raised)
            line, trace, raised = _told(*begun.groups()), [], []
        elif frame := _FRAME.fullmatch(each):
            trace.append(_place(*frame.groups()))
        elif each[:1].strip() and (kind := _RAISED.match(each)) and _KINDS.search(kind[1]):
            raised.append(kind[1].rpartition(".")[2] if _is_kind(kind[1]) else WITHHELD)
    if line is not None:
        yield _with(line, trace, raised)


def _with(line: LogLine, trace: list[str], raised: list[str]) -> LogLine:
    return LogLine(line.at, line.level, line.logger, line.says, tuple(trace[-40:]), tuple(raised[-5:]))


def _told(at: str, level: str, logger: str, message: str) -> LogLine:
    is_ours = logger.startswith(_OURS) and bool(_texts(logger))
    says = (
        next((text for text in _texts(logger) if _form(text).fullmatch(message)), WITHHELD)
        if is_ours
        else WITHHELD
    )
    return LogLine(at, level if level in _LEVELS else WITHHELD, logger if is_ours else WITHHELD, says)


def _place(file: str, line: str, function: str) -> str:
    """A frame of the program's own; of any other only that there was one."""
    path = Path(file)
    for depth, part in enumerate(path.parts):
        if part in {"pos_app", "drivers", "sync"}:
            name = ".".join((*path.parts[depth:-1], path.stem)).removesuffix(".__init__")
            functions = _functions(name)
            if functions:
                return f"{name}:{line} {function if function in functions else WITHHELD}"
    return WITHHELD


def _is_kind(name: str) -> bool:
    """A kind of exception that Python has, or that some part of the program defines."""
    import builtins

    own = name.rpartition(".")
    return hasattr(builtins, name) or (own[0].startswith(_OURS) and own[2] in _functions(own[0]))


@cache
def _form(text: str) -> re.Pattern[str]:
    """What a message of this sentence looks like."""
    return re.compile(".*".join(map(re.escape, _FORM.split(text))))


@cache
def _texts(module: str) -> tuple[str, ...]:
    """The sentences in a module's code, the longest first: the one that says most of a message counts."""
    found = {
        each
        for code in _codes(module)
        for each in code.co_consts
        if isinstance(each, str) and " " in each and "\n" not in each
    }
    return tuple(sorted(found, key=lambda each: (-len(_FORM.sub("", each)), each)))


@cache
def _functions(module: str) -> frozenset[str]:
    """The names of a module's functions and classes."""
    return frozenset(code.co_name for code in _codes(module))


def _codes(module: str) -> tuple[CodeType, ...]:
    """A module's code and all that stands in it; nothing for a name that is no module of the program."""
    if not module.startswith(_OURS):
        return ()
    try:
        spec = importlib.util.find_spec(module)
        get_code = getattr(spec.loader, "get_code", None) if spec is not None else None
        code = get_code(module) if get_code is not None else None
    except (ImportError, ValueError, AttributeError):
        return ()
    return tuple(_nested(code)) if isinstance(code, CodeType) else ()


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _nested(each)
