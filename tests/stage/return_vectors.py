"""Vectors of returns (``tests/vectors/loyalty/returns``): a sale as in the other vectors, what comes back of it in how
many steps, what each step must take and give, and how the member's book stands at the server afterwards.

In the words of the wire, like :mod:`tests.stage.loyalty_vectors`; the tenders pay the sale whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import Context
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.reversal import ReturnedLine, Reversal
from pos_app.domain.loyalty.taking_back import take_back
from pos_app.domain.sale import Sale, complete
from pos_app.domain.tender import Tender
from sync.protocol.v1.return_facts import ReversalV1
from tests.stage import goods, returns
from tests.stage.loyalty_vectors import FOLDER, Vector, decided, programmes


class Pieces(msgspec.Struct, frozen=True):
    """So much of a line comes back."""

    line_id: int
    quantity_milli: int


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One return, so many days after the sale. Points that the member spends elsewhere before it are said too."""

    lines: list[Pieces]
    reversal: ReversalV1
    days: int = 1
    gifts_stay: bool = False
    spent_before: int = 0


class Book(msgspec.Struct, frozen=True, omit_defaults=True):
    """The member's book in the first programme: points of lots that live (with their last days), debt, tier, stamps by
    card, coupons that may be used, progress by challenge, what counts against limits by rule, and others' points.
    """

    points: int = 0
    debt: int = 0
    lots: list[tuple[str, int]] = []
    tier: str = ""
    stamps: dict[str, int] = {}
    coupons: list[str] = []
    challenges: dict[str, int] = {}
    used: dict[str, int] = {}
    entries: int = 0
    others: dict[str, int] = {}


class ReturnVector(Vector, frozen=True):
    """One case, as it stands in its file; the decision is the sale's."""

    returns: list[Step]
    book: Book


def return_paths() -> list[Path]:
    """Every case."""
    return sorted((FOLDER / "returns").glob("*.json"))


def read_return(path: Path) -> ReturnVector:
    """One case."""
    return msgspec.json.decode(path.read_bytes(), type=ReturnVector)


def sale_of(vector: ReturnVector) -> Sale:
    """The sale, as a till would have written it."""
    return complete(
        sale_id="0190b5a0-0000-7000-8000-0000000005a1",
        receipt_number=1,
        seller=goods.seller(),
        basket=msgspec.convert(vector.basket, Basket, from_attributes=True),
        tenders=[msgspec.convert(each, Tender, from_attributes=True) for each in vector.tenders],
        member=msgspec.convert(vector.member, MemberView, from_attributes=True) if vector.member else None,
        decision=decided(vector),
        context=msgspec.convert(vector.context, Context, from_attributes=True),
    )


def returning(step: Step) -> list[ReturnedLine]:
    """What comes back in a step."""
    return [ReturnedLine(each.line_id, each.quantity_milli) for each in step.lines]


def expected_of(step: Step) -> Reversal:
    """What a step must take and give."""
    return msgspec.convert(step.reversal, Reversal, from_attributes=True)


def taken_back(vector: ReturnVector) -> Iterator[Reversal]:
    """What the one function of till and server says, step by step."""
    sale, before = sale_of(vector), list[Reversal]()
    for step in vector.returns:
        at = returns.days_later(sale.context, step.days)
        found = take_back(sale, before, returning(step), programmes(vector), at, gifts_stay=step.gifts_stay)
        before.append(found)
        yield found
