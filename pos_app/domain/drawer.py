"""Cash in a drawer: opened with a float, counted without being told what should be in it, handed over, closed.

A drawer belongs to one cashier, or to everybody at the till. Between its opening and its closing stands one sum::

    float + cash taken (less change and refunds) + paid in - paid out - dropped to the safe

What was counted, less that, is over (positive) or short.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.counter_event import LONGEST_REASON
from pos_app.domain.denominations import Pieces, worth_minor
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.sale import Seller

EVERYBODY = ""
"""The owner of a drawer that all cashiers of a till use."""


class CountPurpose(StrEnum):
    """Why a drawer was counted. Values are frozen: they stand in journals."""

    OPENED = "opened"
    """The float was put in: new money in the drawer."""
    TAKEN_OVER = "taken-over"
    """Another cashier goes on with the money that the one before left in it."""
    CHECKED = "checked"
    """Between two sales, to see whether it is right; the drawer goes on."""
    CLOSED = "closed"


class CashReason(StrEnum):
    """What cash goes in or out for, or a count differs by, where no other words were typed."""

    CHANGE = "change"
    PURCHASE = "purchase"
    DEPOSIT = "deposit"
    OWNER = "owner"
    SAFE = "safe"
    COUNT = "count"
    WRONG_CHANGE = "wrong-change"
    NOT_FOUND = "not-found"
    NOT_COUNTED = "not-counted"
    """A drawer that changed hands as it was."""
    OTHER = "other"


OPENING = frozenset({CountPurpose.OPENED, CountPurpose.TAKEN_OVER})


@dataclass(frozen=True, slots=True)
class DrawerRules:
    """How a shop treats its cash. A difference of more than ``tolerance_minor`` needs a reason, one of more than
    ``approval_above_minor`` somebody who may allow it (0: nobody has to). ``one_each`` gives every cashier a
    drawer of their own. ``hand_over_counted`` has both cashiers count before a drawer changes hands.
    """

    one_each: bool = False
    tolerance_minor: int = 1_000
    approval_above_minor: int = 0
    hand_over_counted: bool = True


@dataclass(frozen=True, slots=True)
class DrawerCount:
    """Somebody counted a drawer: a fact.

    ``session_id`` is one for everything from an opening to its closing. ``owner`` is the cashier id of whose drawer it
    is, or :data:`EVERYBODY`. ``counted_minor`` is what ``pieces`` are worth (``pieces`` may be empty where an amount
    was typed); ``expected_minor`` what should have been in it; both are the same when a drawer is opened.
    ``from_session`` is the session whose money was taken over.
    """

    count_id: str
    session_id: str
    purpose: CountPurpose
    seller: Seller
    owner: str
    at_ms: int
    offset_minutes: int
    business_date: str
    currency_code: str
    pieces: tuple[Pieces, ...]
    counted_minor: int
    expected_minor: int
    reason: str = ""
    approved_by: str = ""
    from_session: str = ""

    @property
    def difference_minor(self) -> int:
        """What is over, or (negative) short."""
        return self.counted_minor - self.expected_minor


@dataclass(frozen=True, slots=True)
class OpenDrawer:
    """A drawer that nobody closed yet: how it was opened, and in which record of the journal."""

    opening: DrawerCount
    sequence: int

    @property
    def session_id(self) -> str:
        """The session that its opening began."""
        return self.opening.session_id


def owner_for(rules: DrawerRules, cashier_id: str) -> str:
    """Whose drawer that cashier uses."""
    return cashier_id if rules.one_each else EVERYBODY


def check_reason(reason: str) -> str:
    """The reason on one line; :class:`Refused` ``CASH_REASON_NEEDED`` where there is none."""
    plain = " ".join(reason.split())[:LONGEST_REASON]
    if not plain:
        raise Refused(Refusal.CASH_REASON_NEEDED)
    return plain


def check_difference(difference_minor: int, rules: DrawerRules, reason: str, approved_by: str) -> str:
    """The reason to record with a count (possibly none).

    Raises :class:`Refused` ``COUNT_DIFFERS`` where the difference is beyond the tolerance and nobody said why, and
    ``COUNT_NEEDS_APPROVAL`` where it is so large that somebody has to allow it.
    """
    away = abs(difference_minor)
    plain = " ".join(reason.split())[:LONGEST_REASON]
    if away > rules.tolerance_minor and not plain:
        raise Refused(Refusal.COUNT_DIFFERS)
    if 0 < rules.approval_above_minor < away and not approved_by:
        raise Refused(Refusal.COUNT_NEEDS_APPROVAL, away=away)
    return plain


def same_count(leaving: tuple[Pieces, ...], coming: tuple[Pieces, ...]) -> int:
    """What both cashiers counted; :class:`Refused` ``COUNTS_DISAGREE`` where they did not count the same money."""
    left = worth_minor(leaving)
    if left != worth_minor(coming):
        raise Refused(Refusal.COUNTS_DISAGREE)
    return left
