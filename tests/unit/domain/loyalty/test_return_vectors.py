"""The vectors of returns against the one function of till and server, and through the bytes a return travels in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from pos_app.domain.loyalty.decision import Context
from pos_app.domain.loyalty.programme_check import check_programme
from pos_app.domain.loyalty.reversal import ReturnedLine, Reversal
from pos_app.domain.loyalty.settings import (
    DeadLot,
    IssuedRewards,
    LostMinimum,
    RefundTenders,
    ReturnedGift,
    TierDrop,
)
from pos_app.domain.loyalty.taking_back import take_back
from sync.protocol.v1.return_facts import ReversalV1
from tests.stage import returns
from tests.stage.loyalty_vectors import programmes
from tests.stage.return_vectors import (
    ReturnVector,
    expected_of,
    read_return,
    return_paths,
    sale_of,
    taken_back,
)

each_return = pytest.mark.parametrize("path", return_paths(), ids=lambda path: path.stem)
SETTINGS = (LostMinimum, DeadLot, TierDrop, IssuedRewards, RefundTenders, ReturnedGift)


def test_there_are_vectors_for_every_choice_of_returns() -> None:
    made: set[object] = set()
    for path in return_paths():
        chosen = programmes(read_return(path))[0].returns
        made |= {
            *(chosen.lost_minimum, chosen.dead_lot, chosen.tier_drop),
            *(chosen.issued_rewards, chosen.refund, chosen.gift),
        }
    assert made == {choice for setting in SETTINGS for choice in setting}


def test_there_are_vectors_for_every_part_of_a_reversal() -> None:
    told: set[str] = set()
    for path in return_paths():
        for reversal in map(expected_of, read_return(path).returns):
            told |= {name for name in ReversalV1.__struct_fields__ if getattr(reversal, name)}
    assert told == set(ReversalV1.__struct_fields__)


@each_return
def test_a_return_takes_and_gives_what_the_vector_says(path: Path) -> None:
    vector = read_return(path)
    assert list(taken_back(vector)) == [expected_of(step) for step in vector.returns]


@each_return
def test_conservation_steps_that_bring_everything_back_sum_to_the_whole(path: Path) -> None:
    vector = read_return(path)
    steps = [expected_of(step) for step in vector.returns]
    if not steps[-1].whole:
        vector, steps = _with_the_rest(vector, steps)
    at_once = _everything(vector)
    assert sum(step.refund.total_minor for step in steps) == at_once.refund.total_minor
    assert _points(steps) == _points([at_once])
    assert _stamps(steps) == _stamps([at_once])


@each_return
def test_the_programmes_of_a_vector_could_be_published(path: Path) -> None:
    for lines in read_return(path).programmes:
        assert check_programme("\n".join(lines) + "\n", path.name) == []


@each_return
def test_replay_a_reversal_survives_its_bytes(path: Path) -> None:
    for step in read_return(path).returns:
        wire = msgspec.convert(expected_of(step), ReversalV1, from_attributes=True)
        again = msgspec.msgpack.decode(msgspec.msgpack.encode(wire), type=ReversalV1)
        assert again == wire == step.reversal


def _everything(vector: ReturnVector) -> Reversal:
    """All of the sale in one return, on the day of the last step."""
    sale = sale_of(vector)
    whole = [ReturnedLine(line.line_id, line.quantity_milli) for line in sale.basket.lines]
    return take_back(sale, (), whole, programmes(vector), _last_day(vector))


def _with_the_rest(vector: ReturnVector, steps: list[Reversal]) -> tuple[ReturnVector, list[Reversal]]:
    """One step more, with whatever is left."""
    sale, gone = sale_of(vector), Counter[int]()
    for step in vector.returns:
        for each in step.lines:
            gone[each.line_id] += each.quantity_milli
    rest = [
        ReturnedLine(line.line_id, line.quantity_milli - gone[line.line_id])
        for line in sale.basket.lines
        if line.quantity_milli > gone[line.line_id]
    ]
    return vector, [*steps, take_back(sale, steps, rest, programmes(vector), _last_day(vector))]


def _last_day(vector: ReturnVector) -> Context:
    return returns.days_later(sale_of(vector).context, vector.returns[-1].days)


def _points(steps: list[Reversal]) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for step in steps:
        for posting in step.postings:
            found[posting.account, posting.member_id] += posting.points
    return dict(found)


def _stamps(steps: list[Reversal]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for step in steps:
        for back in step.stamps:
            stamps, added = found.get(back.card, (0, 0))
            found[back.card] = (stamps + back.stamps, added + back.added)
    return {card: moved for card, moved in found.items() if moved != (0, 0)}
