"""HOLD for a gift card's money: the server's word within two seconds, or none."""

import time
from collections.abc import Iterator

import pytest

from sync.client.gift_cards import GiftCardClient
from sync.client.patient import PATIENCE_MS
from tests.stage.bad_server import Mischief
from tests.unit.sync.client.conftest import Till

CARD = "ab" * 16


@pytest.fixture
def client(till: Till) -> Iterator[GiftCardClient]:
    opened = GiftCardClient(till.place)
    till.server.gift_cards[CARD] = 5_000
    yield opened
    opened.close()


def test_what_the_card_has_is_held_up_to_what_was_asked(till: Till, client: GiftCardClient) -> None:
    less = client.hold("r1", CARD, "NOK", 3_000)
    assert (less.outcome, less.held_minor, less.balance_minor) == ("held", 3_000, 2_000)
    assert client.hold("r2", CARD, "NOK", 9_000).held_minor == 5_000
    assert till.server.held == {"r1": 3_000, "r2": 5_000}


def test_a_card_nobody_knows_is_an_answer_too(client: GiftCardClient) -> None:
    assert client.hold("r1", "cd" * 16, "NOK", 100).outcome == "unknown"


def test_key_effect_a_lost_reply_holds_once(till: Till, client: GiftCardClient) -> None:
    till.server.misbehave("/v1/gift-cards", Mischief.LOST_REPLY, times=1)
    assert client.hold("r1", CARD, "NOK", 3_000).held_minor == 3_000
    assert till.server.held == {"r1": 3_000}


@pytest.mark.parametrize("mischief", [Mischief.SILENT, Mischief.DRIP])
def test_without_an_answer_in_two_seconds_there_is_none(
    till: Till, client: GiftCardClient, mischief: Mischief
) -> None:
    till.server.misbehave("/v1/gift-cards", mischief)
    began = time.monotonic()
    assert client.hold("r1", CARD, "NOK", 100).outcome == "no-answer"
    assert time.monotonic() - began < PATIENCE_MS / 1000 + 1
    till.server.behave()
    assert client.hold("r2", CARD, "NOK", 100).outcome == "held"


def test_a_server_that_turns_the_till_away_is_told_apart_from_silence(
    till: Till, client: GiftCardClient
) -> None:
    till.server.till_id = "another"
    reply = client.hold("r1", CARD, "NOK", 100)
    assert reply.outcome == "refused"
    assert reply.detail
