"""Who may ask every host: the server's statements that rightly go through all rows, each with its reason; and a watch
over all that it runs, which holds every other statement to its key (``tests.stage.carried_keys``).

A reason says why nobody at a counter waits for it, or why it has no other way. Whatever tills wait for (intake, book,
holding) is listed function by function, never by its package.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType, MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection, ExecutionContext
from sqlalchemy.sql.compiler import Compiled

from tests.stage.carried_keys import Findings, findings, named_in, refused_words

_AT_THE_DESK = "a person asks, and waits for it"
_ERASING = "a person is erased: whatever was of theirs is looked for everywhere, once"
_RULES = "the rules changed: every member is told of anew"
_LEISURE = "the clock does it when nobody waits"

SCANS: Mapping[str, str] = MappingProxyType(
    {
        "sync.server.desk": _AT_THE_DESK,
        "sync.server.care": _AT_THE_DESK,
        "sync.server.importing": "a file is held against all that is there",
        "sync.server.calendar": "a day comes to everybody, page by page",
        "sync.server.status": "the page of all tills, and Prometheus' numbers",
        "sync.server.hub_status": "the page of all tills, and Prometheus' numbers",
        "sync.server.pages": "the page of all tills, and Prometheus' numbers",
        "sync.server.standing": "the page of all tills, and Prometheus' numbers",
        "sync.server.fleet.standing": "the page of all tills, and Prometheus' numbers",
        "sync.server.fleet.failing._failed_by_group": "a till went back from a release, once in a long time: where else"
        " that happened",
        "sync.server.companies": "the companies of a server are few",
        "sync.server.watching.health": "the companies of a server are few",
        "sync.server.holding.freeing_leases": _LEISURE,
        "sync.server.holding.lease_ending.free_due": _LEISURE,
        "sync.server.changes.page": "what tills are told is one list in the order of its cursor: each host is asked for"
        " the next few of its rows, by an index",
        "sync.server.book.at_stores.is_told_of_everybody": "beside a page of that list, which asks each host anyway:"
        " whether a company has more than one store and a few thousand members, by their keys alone",
        "sync.server.snapshots": "the same list as a whole, for a store's first load",
        "sync.server.book.undoing_counts._came_again": "a return takes a day of a streak back: whether the"
        " member bought again that day, at any till",
        "sync.server.book.undoing_counts._shown_elsewhere": "a return undoes a step of a challenge for different goods:"
        " what else the member bought in its period may have been at any till",
        "sync.server.book.members.publish_everybody": _RULES,
        "sync.server.book.segments.drop_unkept": _RULES,
        "sync.server.book.members.erase_member": _ERASING,
        "sync.server.book.forgetting.forget_ties": _ERASING,
        "sync.server.book.own_cards.unlink_cashiers": _ERASING,
        "sync.server.book.code_revocations.drop_ended_codes": _AT_THE_DESK,
        "sync.server.intake.awaiting.waits_for": _AT_THE_DESK,
        "sync.server.intake.awaiting.waiting_since": _AT_THE_DESK,
        "sync.server.holding.lease_epochs.await_everybody": "a backup was put back",
        "sync.server.holding.lease_homes.move_in": "a store got a hub: everybody who is at home there moves, once",
        "sync.server.holding.lease_homes.leave_homes": "a till keeps nothing new from now on, once",
    }
)
"""A module or package, or one function of it, and why it may."""

REFUSED = MappingProxyType(
    {
        "sync.server.on_postgres._migrate": "an advisory lock, while tables are made or changed and nobody is served"
    }
)
"""Who may run what an engine that spreads its rows refuses, and why."""

_PASSED_OVER = ("sync.server.schema.", "sync.server.whose")
"""Whoever runs statements for others: their callers are meant."""


class Watch:
    """Every statement that the server runs, read once; ``complaints`` of those that nobody may run so."""

    def __init__(self) -> None:
        self.complaints: dict[str, None] = {}
        self._compiled: WeakKeyDictionary[Compiled, Findings] = WeakKeyDictionary()
        self._read: dict[object, Findings] = {}

    def look(self, compiled: Compiled, words: str) -> None:
        """A statement is about to run."""
        found = self._compiled.get(compiled)
        if found is None:
            found = self._compiled[compiled] = self._findings(compiled, words)
        if not found.without_key and not found.refused:
            return
        callers = _callers(sys._getframe(1))
        if not callers:
            return  # a test looks by itself
        whose = callers[0]
        if found.without_key and not _may(SCANS, callers):
            tables = ", ".join(found.without_key)
            self.complaints[f"{whose} asks every host for {tables} (tests/stage/scans.py): {words}"] = None
        if found.refused and not _may(REFUSED, callers):
            why = "; ".join(found.refused)
            self.complaints[f"{whose} runs what a database on several hosts refuses ({why}): {words}"] = None

    def look_at_text(self, words: str) -> None:
        """A bare text is about to run: only the slate writes rows so, each by its whole key."""
        named = named_in(words)
        callers = _callers(sys._getframe(1)) if named else []
        if callers and not callers[0].startswith("sync.server.slate.writing."):
            self.complaints[f"{callers[0]} hands the driver a text about {', '.join(named)}: {words}"] = None

    def _findings(self, compiled: Compiled, words: str) -> Findings:
        statement = compiled.statement
        if statement is None:
            return Findings()
        key: object = getattr(getattr(compiled, "cache_key", None), "key", None) or words
        found = self._read.get(key)
        if found is None:
            read = findings(statement)
            found = Findings(read.without_key, (*read.refused, *refused_words(words)))
            self._read[key] = found
        return found


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Look at every statement of every database that is used meanwhile."""

    def look(
        connection: Connection,
        cursor: Any,
        words: str,
        parameters: Any,
        context: ExecutionContext | None,
        executemany: bool,
    ) -> None:
        compiled = getattr(context, "compiled", None)
        if compiled is not None:
            watch.look(compiled, words)
        else:
            watch.look_at_text(words)

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", look)


def _callers(frame: FrameType | None) -> list[str]:
    """The functions of the server that ask, the innermost first, as far as the innermost module goes."""
    found: list[str] = []
    module = ""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith("tests.") and not name.startswith("tests.stage.scans") and not found:
            return []
        if name.startswith("sync.server.") and not name.startswith(_PASSED_OVER):
            if module and name != module:
                break
            module = name
            found.append(f"{name}.{frame.f_code.co_qualname}")
        frame = frame.f_back
    return found


def _may(allowed: Mapping[str, str], callers: list[str]) -> bool:
    return any(caller == name or caller.startswith(f"{name}.") for caller in callers for name in allowed)
