"""HOLD: an answer within two seconds or none, and never an exception at the counter."""

import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from sync.client.holds import HoldClient
from sync.client.patient import PATIENCE_MS
from sync.client.place import Place
from tests.stage.bad_server import Mischief
from tests.unit.sync.client.conftest import Till


class Said(NamedTuple):
    outcome: str
    balance: int
    as_of_ms: int
    expires_ms: int
    detail: str
    leased: int = 0


@pytest.fixture
def holds(till: Till) -> Iterator[HoldClient[Said]]:
    client = HoldClient(till.place, Said)
    yield client
    client.close()


def test_hold_tells_what_is_free_after_it_and_until_when_it_holds(
    till: Till, holds: HoldClient[Said]
) -> None:
    said = holds.hold("r1", "m1", "points", 200)

    assert (said.outcome, said.balance) == ("held", 300)
    assert said.expires_ms > said.as_of_ms > 0


def test_hold_of_more_than_there_is_says_how_much_there_is(till: Till, holds: HoldClient[Said]) -> None:
    assert holds.hold("r1", "m1", "points", 501)[:2] == ("too-few-points", 500)


def test_key_effect_resend_of_a_hold_whose_answer_was_lost_holds_once(
    till: Till, holds: HoldClient[Said]
) -> None:
    till.server.misbehave("/v1/holds", Mischief.LOST_REPLY, times=1)

    assert holds.hold("r1", "m1", "points", 200)[:2] == ("held", 300)
    assert till.server.held == {"r1": 200}


def test_a_void_lets_the_points_go(till: Till, holds: HoldClient[Said]) -> None:
    holds.hold("r1", "m1", "points", 200)
    holds.void("r1")

    assert till.server.held == {}


@pytest.mark.parametrize("mischief", [Mischief.SILENT, Mischief.DRIP])
def test_hold_without_an_answer_in_two_seconds_is_no_answer(
    till: Till, holds: HoldClient[Said], mischief: Mischief
) -> None:
    till.server.misbehave("/v1/holds", mischief)

    began = time.monotonic()
    said = holds.hold("r1", "m1", "points", 200)

    assert (said.outcome, said.detail) == ("no-answer", "timeout")
    assert time.monotonic() - began < PATIENCE_MS / 1000 + 1
    till.server.behave()
    assert holds.hold("r2", "m1", "points", 1).outcome == "held"


@pytest.mark.parametrize(
    ("mischief", "outcome", "detail"),
    [
        (Mischief.HTML, "no-answer", "not_our_server"),
        (Mischief.FAULT, "no-answer", "server_error"),
        (Mischief.NOTHING, "no-answer", "no_answer"),
        (Mischief.HALF_BODY, "no-answer", "half_answer"),
        (Mischief.GARBAGE, "no-answer", "unreadable"),
        (Mischief.BUSY, "no-answer", "busy"),
        (Mischief.FROZEN, "refused", "frozen"),
        (Mischief.UNKNOWN_TILL, "refused", "unknown_till"),
        (Mischief.SAME_ID_OTHER_BYTES, "refused", "same_id_other_bytes"),
        (Mischief.STRANGE_REFUSAL, "refused", "because"),
    ],
)
def test_hold_never_raises_whatever_the_server_does(
    till: Till, holds: HoldClient[Said], mischief: Mischief, outcome: str, detail: str
) -> None:
    till.server.misbehave("/v1/holds", mischief)

    said = holds.hold("r1", "m1", "points", 200)

    assert (said.outcome, said.detail) == (outcome, detail)


def test_hold_and_void_without_a_network_are_answered_at_once(till: Till, holds: HoldClient[Said]) -> None:
    till.server.stop()

    assert holds.hold("r1", "m1", "points", 200)[:2] == ("no-answer", 0)
    holds.void("r1")


def test_a_closed_client_can_be_used_again(till: Till, holds: HoldClient[Said]) -> None:
    holds.hold("r1", "m1", "points", 200)
    holds.close()

    assert holds.hold("r2", "m1", "points", 100).balance == 200


def test_a_wrong_clock_does_not_stop_a_hold(till: Till) -> None:
    place = Place(till.server.url, "company-1", "till-1", till.key, now_ms=lambda: 1_000)
    client = HoldClient(place, Said)
    try:
        assert client.hold("r1", "m1", "points", 200).outcome == "held"
    finally:
        client.close()
