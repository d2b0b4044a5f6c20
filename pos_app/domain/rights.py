"""Who may do what at the counter: roles, their rights with limits, and an act that somebody allowed.

A company names its roles and their rights; where it says nothing, :func:`usual_roles` holds. What a cashier may not do
alone is not refused but asked: somebody who may allows it on the spot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Cashier
from pos_app.domain.money import Currency

CASHIER, SHIFT_LEADER, MANAGER = "cashier", "shift-leader", "manager"
"""The roles that every company has; it may give them other rights and names, and have more of its own."""
_ROUND_MINOR = {
    "NOK": 10_000,
    "SEK": 10_000,
    "DKK": 10_000,
    "EUR": 1_000,
    "GBP": 1_000,
    "USD": 1_000,
    "KRW": 10_000,
}
"""A round sum of each currency, about ten euros: the usual limits are so many of it. Our choice; a company sets its
own.
"""


class Right(StrEnum):
    """What somebody may do, or must be allowed to do. The words stand in files and facts."""

    RETURN = "return"
    """Take goods back against their receipt; the limit is the money that goes back."""
    RETURN_UNPROVEN = "return-without-receipt"
    """Take goods back without a receipt; the limit is what the cashier hands out in this way on one day."""
    DISCOUNT = "discount"
    """Give a discount; the limit is its share of the price."""
    PRICE_OVERRIDE = "price-override"
    """Sell for another price; the limit is the difference for one unit."""
    SHELF_PRICE = "shelf-price"
    """Change what an article costs in this store; the limit is the difference for one unit."""
    INVOICE = "invoice"
    """Hand goods out on an account, to be invoiced; the limit is what they come to."""
    VOID = "void"
    """Give up a basket before it is paid; the limit is what it comes to."""
    OPEN_DRAWER = "open-drawer"
    """Open the drawer without a sale."""
    PAID_IN = "paid-in"
    PAID_OUT = "paid-out"
    DROP = "drop"
    """Money from the drawer to the safe."""
    COUNT_DIFFERENCE = "count-difference"
    """Close a drawer that holds more or less than it should, beyond the tolerance; the limit is the difference."""
    REPORT_X = "x-report"
    REPORT_Z = "z-report"
    CLOSE_DAY = "close-day"
    """Close the till's day, with its Z report."""
    TRAINING = "training"
    COPY = "copy"
    """Print the one copy of a receipt."""
    REPORTS = "reports"
    """See what the shop sold, by day, cashier, article ..., and take it out as a file."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A right, and how far it goes: up to so much money (minor units of the store) or so large a share (basis points);
    ``None`` for no limit. ``two_people`` says that nobody does it alone, whatever their role.
    """

    right: Right
    up_to_minor: int | None = None
    up_to_bp: int | None = None
    two_people: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is at the counter. ``name`` is the company's word, empty where it uses ours."""

    role_id: str
    name: str = ""
    grants: tuple[Grant, ...] = ()

    def grant(self, right: Right) -> Grant | None:
        """How far this role has the right, or ``None``."""
        return next((grant for grant in self.grants if grant.right is right), None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody is about to do: the right it takes, how much money it moves, how large a share it is."""

    right: Right
    amount_minor: int = 0
    basis_points: int = 0


@dataclass(frozen=True, slots=True)
class Approval:
    """An act that may be done: who asked for it, and who allowed it; ``approved_by`` is empty where nobody had to."""

    wish: Wish
    asked_by: str
    approved_by: str = ""


def usual_roles(currency: Currency) -> tuple[Role, ...]:
    """The roles of a company that says nothing: a cashier sells and takes small things back, a shift leader handles the
    day, a manager everything.
    """
    unit = _ROUND_MINOR.get(currency.code, 10 ** (currency.exponent + 1))
    return (
        Role(
            CASHIER,
            grants=(
                Grant(Right.RETURN, 5 * unit),
                Grant(Right.DISCOUNT, up_to_bp=2_000),
                Grant(Right.VOID, 5 * unit),
                Grant(Right.COPY),
                Grant(Right.PAID_IN),
            ),
        ),
        Role(
            SHIFT_LEADER,
            grants=(
                Grant(Right.RETURN, 50 * unit),
                Grant(Right.RETURN_UNPROVEN, 20 * unit),
                Grant(Right.DISCOUNT, up_to_bp=5_000),
                Grant(Right.PRICE_OVERRIDE, 20 * unit),
                Grant(Right.INVOICE, 200 * unit),
                Grant(Right.VOID),
                Grant(Right.OPEN_DRAWER),
                Grant(Right.PAID_IN),
                Grant(Right.PAID_OUT, 20 * unit),
                Grant(Right.DROP),
                Grant(Right.COUNT_DIFFERENCE, 10 * unit),
                Grant(Right.REPORT_X),
                Grant(Right.REPORT_Z),
                Grant(Right.CLOSE_DAY),
                Grant(Right.TRAINING),
                Grant(Right.COPY),
                Grant(Right.REPORTS),
            ),
        ),
        Role(
            MANAGER,
            grants=tuple(Grant(right) for right in Right),
        ),
    )


def roles_in_force(said: Sequence[Role], currency: Currency) -> tuple[Role, ...]:
    """The company's roles, and the usual ones that it does not define anew."""
    own = {role.role_id for role in said}
    return (*(role for role in usual_roles(currency) if role.role_id not in own), *said)


def role_of(roles: Sequence[Role], cashier: Cashier) -> Role:
    """Somebody's role; a role that nobody here knows (any more) has the rights of a cashier."""
    by_id = {role.role_id: role for role in roles}
    return by_id.get(cashier.role) or by_id.get(CASHIER) or Role(CASHIER)


def may_alone(role: Role, wish: Wish) -> bool:
    """Whether this role may do it with nobody else there."""
    grant = role.grant(wish.right)
    return grant is not None and not grant.two_people and _reaches(grant, wish)


def may_allow(role: Role, wish: Wish) -> bool:
    """Whether this role may allow it to somebody else."""
    grant = role.grant(wish.right)
    return grant is not None and _reaches(grant, wish)


def allow(roles: Sequence[Role], wish: Wish, asked_by: Cashier, allowed_by: Cashier) -> Approval:
    """The approval of ``allowed_by``.

    Raises :class:`Refused`: ``APPROVER_MAY_NOT`` (their role does not reach so far), ``APPROVER_IS_ASKER`` (nobody
    approves for themselves what takes two).
    """
    role = role_of(roles, allowed_by)
    if not may_allow(role, wish):
        raise Refused(Refusal.APPROVER_MAY_NOT, name=allowed_by.name)
    if allowed_by.cashier_id == asked_by.cashier_id and not may_alone(role, wish):
        raise Refused(Refusal.APPROVER_IS_ASKER)
    return Approval(wish, asked_by.cashier_id, allowed_by.cashier_id)


def _reaches(grant: Grant, wish: Wish) -> bool:
    money = grant.up_to_minor is None or abs(wish.amount_minor) <= grant.up_to_minor
    return money and (grant.up_to_bp is None or wish.basis_points <= grant.up_to_bp)
