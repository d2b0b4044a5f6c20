"""The end of a day: what the till has of it, what the server says it has, and whether the two are the same.

Equal means more than equally many: the server has this very journal up to the till's last record (CHAIN), and from the
records it worked out as many sales and returns, with the same money and VAT, as the till has in its own rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class DayCount:
    """One till's business day in one currency. Amounts in minor units, VAT included; what came back is positive and
    counted apart. What was put on gift cards is no sale, and what a sold card pays was a sale before.
    """

    currency: str
    sales: int = 0
    sold_minor: int = 0
    tax_minor: int = 0
    returns: int = 0
    returned_minor: int = 0
    returned_tax_minor: int = 0


@dataclass(frozen=True, slots=True)
class DayHere:
    """What the till has: its journal's last record (``sequence`` and ``head``) and the day's counts."""

    business_date: str
    sequence: int
    head: bytes
    counts: tuple[DayCount, ...]


@dataclass(frozen=True, slots=True)
class DayThere:
    """What the server says: how many records of this till it has, the hash that it has at the till's last one (empty
    where it has none), and the same day's counts.
    """

    acked: int
    head: bytes
    counts: tuple[DayCount, ...]


class Outcome(StrEnum):
    """How the two compare."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    """Records have yet to come; nothing speaks against them."""
    OTHER_JOURNAL = "other-journal"
    """The server has another record at the till's last place: the till was copied, or its journal changed (FORK)."""
    COUNTS_DIFFER = "counts-differ"
    """The records are there, but not all of them are in the server's books: one is parked, for instance."""
    NO_ANSWER = "no-answer"
    """The server could not be asked; tomorrow is early enough."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """``waiting`` counts records on their way; ``differing`` are (currency, what, here, there)."""

    outcome: Outcome
    waiting: int = 0
    differing: tuple[tuple[str, str, int, int], ...] = ()


def compare(here: DayHere, there: DayThere) -> Confirmation:
    """Whether the server has the day as the till has it."""
    if there.acked < here.sequence:
        return Confirmation(Outcome.WAITING, waiting=here.sequence - there.acked)
    if there.head != here.head:
        return Confirmation(Outcome.OTHER_JOURNAL)
    differing = tuple(_differing(_by_currency(here.counts), _by_currency(there.counts)))
    if differing:
        return Confirmation(Outcome.COUNTS_DIFFER, differing=differing)
    return Confirmation(Outcome.CONFIRMED)


_COUNTED = ("sales", "sold_minor", "tax_minor", "returns", "returned_minor", "returned_tax_minor")


def _by_currency(counts: Sequence[DayCount]) -> dict[str, DayCount]:
    return {each.currency: each for each in counts}


def _differing(
    here: Mapping[str, DayCount], there: Mapping[str, DayCount]
) -> list[tuple[str, str, int, int]]:
    found = []
    for currency in sorted(here.keys() | there.keys()):
        mine = here.get(currency, DayCount(currency))
        theirs = there.get(currency, DayCount(currency))
        for what in _COUNTED:
            one, other = getattr(mine, what), getattr(theirs, what)
            if one != other:
                found.append((currency, what, one, other))
    return found
