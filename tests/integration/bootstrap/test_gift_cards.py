"""Gift cards behind a real till: known by their keyed hash without a network, their money only through the server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from pos_app.bootstrap.gift_cards import LateGiftCards
from pos_app.bootstrap.opening import open_till
from pos_app.config import load_settings
from pos_app.domain.catalogue import VatRate
from pos_app.domain.errors import BadFile
from pos_app.services.gift_cards import GiftCardAnswer, GiftCardOutcome
from sync.client.gift_cards import GiftCardClient
from sync.protocol.v1.gift_card_messages import GiftCardReply
from sync.protocol.v1.numbers import number_hash
from tests.stage.ready_till import make_ready_till

SECRET = bytes(range(32))


class OneReply:
    """A client that says one thing."""

    def __init__(self, reply: GiftCardReply) -> None:
        self.reply = reply
        self.asked: list[tuple[str, str, str, int]] = []
        self.closed = 0

    def hold(self, redemption_id: str, card_id: str, currency: str, most_minor: int) -> GiftCardReply:
        self.asked.append((redemption_id, card_id, currency, most_minor))
        return self.reply

    def close(self) -> None:
        self.closed += 1


def port(client: OneReply) -> LateGiftCards:
    return LateGiftCards(lambda: cast("GiftCardClient", client), lambda n: number_hash(SECRET, n).hex())


def test_forgettable_a_cards_id_is_keyed_and_needs_no_network() -> None:
    def never() -> GiftCardClient:
        raise AssertionError("no client is needed for an id")

    cards = LateGiftCards(never, lambda number: number_hash(SECRET, number).hex())
    found = cards.card_id("4992739871600016")
    assert len(found) == 32
    assert found == cards.card_id("4992 7398-7160 0016")
    assert found != LateGiftCards(never, lambda n: number_hash(b"x" * 32, n).hex()).card_id(
        "4992739871600016"
    )


def test_the_wires_words_become_the_ports() -> None:
    client = OneReply(
        GiftCardReply(
            outcome="held",
            as_of_ms=7,
            held_minor=500,
            balance_minor=100,
            expires_on="2029-03-01",
            is_single_purpose=True,
            vat_code="3",
            vat_basis_points=2500,
        )
    )
    answer = port(client).hold("r", "c", "NOK", 900)
    assert answer == GiftCardAnswer(GiftCardOutcome.HELD, 500, 100, 7, "2029-03-01", VatRate("3", 2500))
    assert client.asked == [("r", "c", "NOK", 900)]


def test_a_multi_purpose_card_has_no_rate_and_silence_is_an_outcome() -> None:
    told = port(OneReply(GiftCardReply(outcome="told", as_of_ms=7, balance_minor=100))).hold(
        "r", "c", "NOK", 0
    )
    assert (told.outcome, told.vat) == (GiftCardOutcome.TOLD, None)
    silent = port(OneReply(GiftCardReply(outcome="no-answer", as_of_ms=0))).hold("r", "c", "NOK", 1)
    assert silent.outcome is GiftCardOutcome.NO_ANSWER


def test_a_till_without_its_device_key_says_why_and_goes_on() -> None:
    def broken() -> GiftCardClient:
        raise BadFile("device.key", None, "a key of 32 bytes")

    answer = LateGiftCards(broken, str).hold("r", "c", "NOK", 1)
    assert answer.outcome is GiftCardOutcome.REFUSED
    assert "device.key" in answer.detail


def test_a_till_that_closes_hangs_up_its_gift_cards_line_too(tmp_path: Path) -> None:
    opened = open_till(load_settings(make_ready_till(tmp_path / "till").toml))
    assert opened.ports.gift_cards in opened.lines
    client, made = OneReply(GiftCardReply(outcome="told", as_of_ms=1)), []

    def make() -> GiftCardClient:
        made.append(client)
        return cast("GiftCardClient", client)

    cards = LateGiftCards(make, str)
    closing = replace(opened, lines=(cards,))
    cards.close()
    assert made == [], "nothing is made only to be closed"
    cards.hold("r", "c", "NOK", 0)
    closing.close()
    assert client.closed == 1
    cards.hold("r", "c", "NOK", 0)
    assert len(made) == 2
