"""The till's side of the store's hub: whose answer counts, whom it waits for, and what it is told later."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import msgspec
import pytest

from pos_app.machine.redemptions import hub_card
from pos_app.services.holding import Wanted
from pos_app.services.leases import HubAnswer, HubCard, KeptCard
from sync.client import hub as hub_module
from sync.client.hub import NO_HUB, HubClient
from sync.client.keys import DeviceKey
from sync.client.line import Line
from sync.client.place import Place
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
    known: list[tuple[str, bytes]]


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    there = FakeHub()
    known = [(HUB_ID, there.key.public_key)]
    begin = Line.__init__

    def on_the_stage(self: Line, url: str, **_: object) -> None:
        begin(self, url, make_transport=lambda: httpx.MockTransport(there))

    monkeypatch.setattr(Line, "__init__", on_the_stage)
    place = Place("http://hub", "kaffehuset", "till-1", DeviceKey(os.urandom(32)))
    client = HubClient(place, lambda: known[0] if known else None, HubAnswer, hub_card)
    yield Stage(there, client, known)
    client.close()


def take(stage: Stage, redemption_id: str = "r1") -> HubAnswer:
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
    stage.known.clear()
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
        return stage.client.take_card("r1", "card", "NOK", most)

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
    take(stage)
    stage.client.free("r1")
    assert isinstance(stage.hub.heard[-1], HoldVoid)


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
