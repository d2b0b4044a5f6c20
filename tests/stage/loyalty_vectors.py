"""Loyalty vectors (``tests/vectors/loyalty``): programme, member, basket and what must be decided, as plain JSON.

One file for each case, in the words of the wire, so that the engine, a till, the server and any other implementation
can be held against the same cases. ``programmes`` are the lines of their TOML texts.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import Context, Decision
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.tender import Tender
from sync.protocol.v1.facts import BasketV1, TenderV1
from sync.protocol.v1.loyalty_facts import ContextV1, DecisionV1, MemberViewV1

FOLDER = Path(__file__).parents[1] / "vectors" / "loyalty"


class Vector(msgspec.Struct, frozen=True):
    """One case, as it stands in its file."""

    about: str
    programmes: list[list[str]]
    member: MemberViewV1 | None
    basket: BasketV1
    tenders: list[TenderV1]
    context: ContextV1
    decision: DecisionV1


def paths() -> list[Path]:
    """Every sale."""
    return sorted(FOLDER.glob("*.json"))


def visit_paths() -> list[Path]:
    """Every visit: a case whose basket is empty and whose context has wishes."""
    return sorted((FOLDER / "visits").glob("*.json"))


def read(path: Path) -> Vector:
    """One case."""
    return msgspec.json.decode(path.read_bytes(), type=Vector)


def programmes(vector: Vector) -> list[Programme]:
    """Its programmes, read."""
    return [programme_from_text("\n".join(lines) + "\n", "vector") for lines in vector.programmes]


def expected(vector: Vector) -> Decision:
    """What must be decided."""
    return msgspec.convert(vector.decision, Decision, from_attributes=True)


def decided(vector: Vector) -> Decision:
    """What the engine decides for it."""
    return evaluate(
        msgspec.convert(vector.basket, Basket, from_attributes=True),
        [msgspec.convert(each, Tender, from_attributes=True) for each in vector.tenders],
        msgspec.convert(vector.member, MemberView, from_attributes=True) if vector.member else None,
        programmes(vector),
        msgspec.convert(vector.context, Context, from_attributes=True),
    )
