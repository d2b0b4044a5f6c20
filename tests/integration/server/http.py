"""Requests as a till signs and sends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import msgspec

from sync.protocol.v1.messages import CONTENT_TYPE, HoldReply, HoldRequest, Presence, Problem, PushReply
from tests.unit.sync.server.stage import FakeTill, Shop

Message = TypeVar("Message")


@dataclass
class Client:
    """Speaks HTTP with the server of a shop."""

    http: httpx.Client
    shop: Shop

    def __post_init__(self) -> None:
        self._till: FakeTill | None = None

    def till(self) -> FakeTill:
        """One till for a whole test."""
        self._till = self._till or self.shop.till()
        return self._till

    def send(
        self, till: FakeTill, method: str, target: str, body: bytes = b"", **signed: Any
    ) -> httpx.Response:
        """A signed request; ``signed`` changes what the signature says."""
        headers = till.headers(method, target, body, **{"at_ms": self.shop.clock(), **signed})
        headers.setdefault("accept-encoding", "identity")
        return self.http.request(method, target, content=body, headers=headers)

    def send_encoded(self, till: FakeTill, target: str, body: bytes, coding: str) -> httpx.Response:
        """A signed POST whose body says that it is compressed."""
        headers = till.headers("POST", target, body, at_ms=self.shop.clock())
        return self.http.post(target, content=body, headers={**headers, "content-encoding": coding})

    def push(self, till: FakeTill, first: int = 1, last: int | None = None) -> httpx.Response:
        """Push records."""
        return self.send(till, "POST", "/v1/records", msgspec.msgpack.encode(till.batch(first, last)))

    def pushed(self, till: FakeTill, first: int = 1, last: int | None = None) -> PushReply:
        return read(self.push(till, first, last), PushReply)

    def presence(self, till: FakeTill) -> Presence:
        return read(self.send(till, "GET", "/v1/presence"), Presence)

    def hold(self, till: FakeTill, redemption_id: str, points: int) -> HoldReply:
        asked = HoldRequest(
            redemption_id=redemption_id, member_id="member-1", account="points", points=points
        )
        return read(self.send(till, "POST", "/v1/holds", msgspec.msgpack.encode(asked)), HoldReply)


def read(answer: httpx.Response, kind: type[Message]) -> Message:
    """The message in a good answer."""
    assert answer.status_code == 200, answer.content
    assert answer.headers["content-type"] == CONTENT_TYPE
    return msgspec.msgpack.decode(answer.content, type=kind)


def problem(answer: httpx.Response, status: int) -> Problem:
    """The problem in a refusal of that status."""
    assert answer.status_code == status, answer.content
    assert answer.headers["content-type"] == CONTENT_TYPE
    return msgspec.msgpack.decode(answer.content, type=Problem)
