"""The loyalty vectors against the engine, and through the bytes a sale travels in (REPLAY)."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pos_app.domain.loyalty.programme_check import check_programme
from sync.protocol.v1.loyalty_facts import DecisionV1
from tests.stage import loyalty_vectors
from tests.stage.loyalty_vectors import decided, expected, read

PATHS = loyalty_vectors.paths()
VISITS = loyalty_vectors.visit_paths()
each_vector = pytest.mark.parametrize("path", [*PATHS, *VISITS], ids=lambda path: path.stem)


def test_there_are_vectors_for_every_part_of_a_decision() -> None:
    told: set[str] = set()
    for path in PATHS:
        decision = expected(read(path))
        told |= {name for name in DecisionV1.__struct_fields__ if getattr(decision, name)}
    assert told == set(DecisionV1.__struct_fields__)


def test_there_are_vectors_of_visits_for_every_wish() -> None:
    wished = [read(path).context.wishes for path in VISITS]
    for name in ("claims", "gives", "converts", "events", "withheld"):
        assert any(wishes is not None and getattr(wishes, name) for wishes in wished), name
    assert not any(read(path).basket.lines for path in VISITS)


@each_vector
def test_the_engine_decides_what_the_vector_says(path: Path) -> None:
    assert decided(read(path)) == expected(read(path))


@each_vector
def test_the_programmes_of_a_vector_could_be_published(path: Path) -> None:
    for lines in read(path).programmes:
        assert check_programme("\n".join(lines) + "\n", path.name) == []


@each_vector
def test_replay_a_decision_survives_its_bytes(path: Path) -> None:
    decision = decided(read(path))
    wire = msgspec.convert(decision, DecisionV1, from_attributes=True)
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(wire), type=DecisionV1)
    assert msgspec.convert(again, type(decision), from_attributes=True) == decision
