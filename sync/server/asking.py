"""What every question over HTTP needs of the server: who asks, what for, and what the handlers share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from litestar import Request

from sync.protocol.v1.problems import Code
from sync.server.auth import Caller, SignedRequest, authenticate
from sync.server.database import Database
from sync.server.holding.hubs import HUB_NUMBER
from sync.server.limits import Limits
from sync.server.meters import Meters
from sync.server.nonces import Nonces
from sync.server.problems import Declined
from sync.server.sightings import Sightings
from sync.server.snapshots.shelf import Shelf
from sync.server.writer import Writer

HttpRequest = Request[Any, Any, Any]


def wall_clock_ms() -> int:
    """The server's clock: the one that counts (SERVER-ORDER)."""
    return time.time_ns() // 1_000_000


class Readiness:
    """Whether this process wants to be asked. It does not while it drains."""

    is_draining = False


@dataclass(slots=True)
class Server:
    """What the handlers share."""

    database: Database
    writer: Writer
    now_ms: Callable[[], int]
    nonces: Nonces
    readiness: Readiness = field(default_factory=Readiness)
    limits: Limits = field(default_factory=Limits)
    sightings: Sightings = field(default_factory=Sightings)
    meters: Meters = field(default_factory=Meters)
    token: str = ""
    shelf: Shelf | None = None

    async def caller(
        self,
        request: HttpRequest,
        *,
        frozen_too: bool = False,
        revoked_too: bool = False,
        hub_too: bool = False,
    ) -> Caller:
        """The till that signed the request. A frozen one is declined, unless it brings records to keep; one that was
        revoked too, unless it says only that it is there or brings records; one that asks too often has to wait (sales
        have an allowance of their own). A store's hub, which sells nothing, is declined where it does not keep leases.
        """
        signed = SignedRequest(request.method, target_of(request), await request.body(), request.headers)
        caller = await self.writer.read(
            lambda c: authenticate(c, signed, self.nonces, self.now_ms()), note=True
        )
        self.sightings.saw(caller.company_id, caller.till_id, self.now_ms())
        self.limits.of_till(caller.company_id, caller.till_id, request.scope["path"])
        if caller.is_revoked and not revoked_too:
            raise Declined(403, Code.REVOKED, "this till was reported lost or stolen; enrol it anew")
        if caller.number == HUB_NUMBER and not hub_too:
            raise Declined(404, Code.NOT_FOUND, "a store's hub keeps leases, and nothing else")
        if caller.frozen and not frozen_too:
            raise Declined(
                409, Code.FROZEN, f"this till is frozen ({caller.frozen}); enrol it anew", acked=caller.acked
            )
        return caller


def server_of(request: HttpRequest) -> Server:
    """The server that the request was sent to."""
    server = request.app.state.server
    assert isinstance(server, Server)
    return server


def target_of(request: HttpRequest) -> str:
    """The path with its query string, as sent."""
    path: bytes = (request.scope.get("raw_path") or request.scope["path"].encode()).partition(b"?")[0]
    query: bytes = request.scope["query_string"]
    return (path + b"?" + query if query else path).decode("ascii", "replace")
