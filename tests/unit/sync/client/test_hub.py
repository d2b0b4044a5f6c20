"""The till's side of the store's hub: whose answer counts, whom it waits for, and what it is told later."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import cast

import httpx
import msgspec
import pytest

from pos_app.machine.redemptions import hub_card
from pos_app.services.holding import Wanted
from pos_app.services.leases import HubAnswer, HubCard, KeptCard
from sync.client import hub as hub_module
from sync.client.hub import NO_HUB, HubClient
from sync.client.hub_presence import HubPresence
from sync.client.keys import DeviceKey
from sync.client.line import Line
from sync.client.own_thread import OwnThread
from sync.client.place import Place
from sync.client.ports import LeaseBook
from sync.protocol.v1.gift_card_messages import GiftCardHold, GiftCardReply
from sync.protocol.v1.messages import (
    CONTENT_TYPE,
    HoldReply,
    HoldRequest,
    HoldVoid,
    NotSecured,
    Secure,
    Secured,
    SecureVoid,
)
from sync.protocol.v1.signing import NONCE, SIGNATURE, answer_bytes
from tests.stage.asked import AskedInMemory

HUB_ID = "hub-1"
COUPON = Wanted("coupon:c1", "poeng", "c1", 1)
OFFER = Wanted("offer:poeng/once", "poeng", "once", 1)


@dataclass
class FakeHub:
    """What stands at the hub's address; it signs with ``key``."""

    key: DeviceKey = field(default_factory=lambda: DeviceKey(os.urandom(32)))
    reply: msgspec.Struct = field(
        default_factory=lambda: HoldReply(outcome="held", balance=300, as_of_ms=1, lease_id="lease-1")
    )
    heard: list[object] = field(default_factory=list)
    nonce: str = ""
    spoil: Callable[[bytes], bytes] = bytes
    is_gone: bool = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        kind = {
            "/v1/holds": HoldRequest,
            "/v1/gift-cards": GiftCardHold,
            "/v1/holds/void": HoldVoid,
            "/v1/secure": Secure,
            "/v1/secure/void": SecureVoid,
        }[request.url.path]
        self.heard.append(msgspec.msgpack.decode(request.content, type=kind))
        if self.is_gone:
            raise httpx.ReadTimeout("silence")
        reply = self.reply
        if kind in (HoldVoid, SecureVoid):
            reply = HoldReply(outcome="voided", balance=0, as_of_ms=1)
        if kind is SecureVoid:
            reply = Secured(granted=(), refused=(), as_of_ms=1)
        body = msgspec.msgpack.encode(reply)
        covered = answer_bytes(
            hub_id=HUB_ID, nonce=self.nonce or request.headers[NONCE], status=200, body=body
        )
        mark = base64.b64encode(self.key.sign(covered)).decode()
        headers = {"content-type": CONTENT_TYPE, SIGNATURE: mark}
        return httpx.Response(200, content=self.spoil(body), headers=headers)


@dataclass
class Stage:
    hub: FakeHub
    client: HubClient[HubAnswer, HubCard]
    asked: AskedInMemory
    place: Place


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    there = FakeHub()
    asked = AskedInMemory((HUB_ID, there.key.public_key))
    begin = Line.__init__

    def on_the_stage(self: Line, url: str, **_: object) -> None:
        begin(self, url, make_transport=lambda: httpx.MockTransport(there))

    monkeypatch.setattr(Line, "__init__", on_the_stage)
    place = Place("http://hub", "kaffehuset", "till-1", DeviceKey(os.urandom(32)))
    client = HubClient(place, asked, HubAnswer, hub_card)
    yield Stage(there, client, asked, place)
    client.close()


@dataclass
class Letting:
    """What the till's file says to its sync child."""

    to_hear: list[tuple[str, bool]]
    asked: AskedInMemory

    def hub(self) -> tuple[str, bytes] | None:
        return self.asked.known

    def hub_to_hear(self) -> list[tuple[str, bool]]:
        return list(self.to_hear)

    def hub_heard(self, asked_id: str) -> None:
        self.to_hear = [each for each in self.to_hear if each[0] != asked_id]


def take(stage: Stage, redemption_id: str = "") -> HubAnswer:
    redemption_id = redemption_id or f"r{len(stage.hub.heard)}"
    return stage.client.take(redemption_id, "ada", "points", 200)


def test_lease_the_hubs_own_word_is_taken(stage: Stage) -> None:
    assert take(stage) == HubAnswer("lease-1", left=300)
    stage.hub.reply = HoldReply(outcome="too-few-points", balance=40, as_of_ms=1)
    assert take(stage) == HubAnswer(why="too-few-points", left=40)
    stage.hub.reply = HoldReply(outcome="refused", balance=0, as_of_ms=1, detail="no-lease")
    assert take(stage) == HubAnswer(why="no-lease")


@pytest.mark.parametrize(
    "forge",
    [
        lambda hub: setattr(hub, "key", DeviceKey(os.urandom(32))),
        lambda hub: setattr(hub, "nonce", "0" * 32),
        lambda hub: setattr(hub, "spoil", lambda body: body.replace(b"lease-1", b"lease-2")),
    ],
    ids=["another key", "an answer to another question", "changed on the way"],
)
def test_lease_nobody_elses_word_is_taken(stage: Stage, forge: Callable[[FakeHub], None]) -> None:
    forge(stage.hub)
    assert take(stage) == HubAnswer(why=NO_HUB)


def test_lease_before_the_server_named_a_hub_nobody_is_asked(stage: Stage) -> None:
    stage.asked.known = None
    assert take(stage) == HubAnswer(why=NO_HUB)
    assert stage.hub.heard == []


def test_a_silent_hub_is_skipped_and_told_later_that_nothing_came_of_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_ms = [1_000_000]
    monkeypatch.setattr(hub_module, "monotonic_ms", lambda: now_ms[0])
    stage.hub.is_gone = True
    assert take(stage, "r1").why == NO_HUB
    asked = len(stage.hub.heard)
    assert take(stage, "r2").why == NO_HUB
    assert len(stage.hub.heard) == asked, "for ten seconds nobody waits for it again"
    stage.hub.is_gone = False
    now_ms[0] += 10_000
    assert take(stage, "r3").lease_id == "lease-1"
    told = [each.redemption_id for each in stage.hub.heard[asked:] if isinstance(each, HoldVoid)]
    assert told == ["r1"]


def test_lease_a_cards_money_is_taken_on_the_hubs_word_and_never_more_than_asked(stage: Stage) -> None:
    def take_card(most: int = 500) -> HubCard:
        return stage.client.take_card(f"r{len(stage.hub.heard)}", "card", "NOK", most)

    held = GiftCardReply(
        outcome="held",
        as_of_ms=1,
        held_minor=500,
        balance_minor=40,
        expires_on="2029-03-01",
        is_single_purpose=True,
        vat_code="15",
        vat_basis_points=1_500,
        lease_id="lease-1",
    )
    stage.hub.reply = held
    card = KeptCard("2029-03-01", True, "15", 1_500)
    assert take_card() == HubCard("lease-1", "", 500, 40, card)
    assert take_card(499).lease_id == ""
    stage.hub.reply = msgspec.structs.replace(held, lease_id="")
    assert take_card() == HubCard(why="held"), "no sale could name where it came from"
    stage.hub.reply = GiftCardReply(outcome="refused", as_of_ms=1, detail="no-lease")
    assert take_card() == HubCard(why="no-lease")
    stage.hub.reply = GiftCardReply(outcome="told", as_of_ms=1, balance_minor=40, expires_on="2029-03-01")
    assert take_card(0) == HubCard("", "", 0, 40, KeptCard("2029-03-01"))
    stage.hub.is_gone = True
    assert take_card() == HubCard(why=NO_HUB)


def test_lease_points_that_are_not_used_are_let_go(stage: Stage) -> None:
    take(stage, "r1")
    assert list(stage.asked.open) == ["r1"], "a till that breaks down now knows that it may have it"
    stage.client.free("r1")
    assert stage.hub.heard[-1] == HoldVoid(redemption_id="r1")
    assert (stage.asked.open, stage.asked.over) == ({}, {})


def test_lease_once_the_till_notes_what_it_asks_for_before_it_asks(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[int] = []
    real = stage.asked.asks_hub

    def asks_hub(asked_id: str, basket_id: str = "") -> bool:
        noted.append(len(stage.hub.heard))
        return real(asked_id, basket_id)

    monkeypatch.setattr(stage.asked, "asks_hub", asks_hub)
    take(stage, "r1")
    stage.hub.reply = Secured(granted=(COUPON.key,), refused=(), as_of_ms=1, lease_id="lease-1")
    stage.client.secure("ada", "basket-1", (COUPON,), 17)
    assert noted == [0, 1]


def test_lease_once_under_an_id_that_was_let_go_the_hub_is_not_asked(stage: Stage) -> None:
    stage.asked.asks_hub("r1")
    stage.asked.not_needed_of_hub("r1")
    assert take(stage, "r1").why == NO_HUB
    assert stage.hub.heard == []


def test_lease_once_what_a_basket_had_before_is_let_go_before_it_is_asked_anew(stage: Stage) -> None:
    stage.hub.reply = Secured(granted=(COUPON.key,), refused=(), as_of_ms=1, lease_id="lease-1")
    for _ in range(2):
        assert stage.client.secure("ada", "basket-1", (COUPON,), 17) == {}
    first, gone, second = stage.hub.heard
    assert isinstance(first, Secure)
    assert gone == SecureVoid(member_id="", keeping_id=first.keeping_id)
    assert isinstance(second, Secure)
    assert second.keeping_id != first.keeping_id


def test_classes_only_what_the_hub_grants_by_name_and_lease_is_granted(stage: Stage) -> None:
    stage.hub.reply = Secured(
        granted=(COUPON.key,),
        refused=(NotSecured(OFFER.key, "at-another-till"),),
        as_of_ms=1,
        lease_id="lease-1",
    )
    why = stage.client.secure("ada", "basket-1", (COUPON, OFFER), 17)
    assert why == {OFFER.key: "at-another-till"}
    (asked,) = stage.hub.heard
    assert isinstance(asked, Secure)
    assert (asked.basket_id, asked.cursor) == ("basket-1", 17)
    assert stage.client.things_lease("basket-1") == "lease-1"
    stage.client.let_go("basket-1")
    assert stage.client.things_lease("basket-1") == ""
    assert isinstance(stage.hub.heard[-1], SecureVoid)
    stage.hub.reply = Secured(granted=(COUPON.key,), refused=(), as_of_ms=1)
    assert stage.client.secure("ada", "basket-2", (COUPON,), 17) == {COUPON.key: "unanswered"}


def told_by_the_child(stage: Stage, book: Letting, times: int = 1) -> list[object]:
    """What the hub heard from the sync child, which looked so many times."""

    async def look() -> None:
        async with OwnThread("leases", lambda: nullcontext(cast("LeaseBook", book))) as thread:
            presence = HubPresence(stage.place, "http://hub", thread)
            for _ in range(times):
                await presence.tell()
            await presence.close()

    before = len(stage.hub.heard)
    asyncio.run(look())
    return stage.hub.heard[before:]


def test_lease_once_the_sync_child_tells_what_a_till_that_came_back_lets_go(stage: Stage) -> None:
    book = Letting([("r1", False), ("k1", True)], stage.asked)
    assert told_by_the_child(stage, book, 2) == [
        HoldVoid(redemption_id="r1"),
        SecureVoid(member_id="", keeping_id="k1"),
    ]
    assert book.to_hear == []


def test_a_hub_that_is_away_is_not_told_again_at_once_and_nothing_is_forgotten(stage: Stage) -> None:
    book = Letting([("r1", False)], stage.asked)
    stage.hub.is_gone = True
    once = len(told_by_the_child(stage, book))
    assert len(told_by_the_child(stage, book, 5)) == once
    assert book.to_hear == [("r1", False)]
    stage.asked.known = None
    assert told_by_the_child(stage, book) == []
