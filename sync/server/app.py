"""The ASGI application: HTTP on the outside, one function of this package per question on the inside.

Bodies are msgpack. Whatever goes wrong is answered with a Problem: a :class:`~sync.server.problems.Declined` says its
own, a broken body is 400, a fault of ours is 500 and logged without anybody's data.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from litestar import Litestar, Response, get, post
from sqlalchemy import Connection, select

from sync.protocol.v1.gift_card_messages import GiftCardHold
from sync.protocol.v1.known_types import learn_types
from sync.protocol.v1.lease_messages import LeaseReport
from sync.protocol.v1.member_messages import MemberAsked
from sync.protocol.v1.messages import (
    Enrol,
    HoldRequest,
    HoldVoid,
    Presence,
    Push,
    Secure,
    SecureVoid,
)
from sync.protocol.v1.openapi import FILE
from sync.protocol.v1.sale_messages import SaleAsked
from sync.server.asking import HttpRequest, Readiness, Server, server_of, wall_clock_ms
from sync.server.book.whole_members import tell_whole
from sync.server.calendar.following_days import follow_days
from sync.server.changes import MOST_ROWS, page
from sync.server.database import Database
from sync.server.day_told import tell_day
from sync.server.enrol import enrol
from sync.server.fleet.offers import wanted_of
from sync.server.growth import follow_growth
from sync.server.holding.freeing_leases import free_leases
from sync.server.holding.gift_cards import ask_gift_card
from sync.server.holding.holds import ask_hold, void_hold
from sync.server.holding.lease_reports import take_report
from sync.server.holding.leases import revision_of
from sync.server.holding.securing import secure
from sync.server.intake.arrivals import check_batch
from sync.server.intake.receiving import receive
from sync.server.intake.side_by_side import may_go_beside
from sync.server.keys import new_key
from sync.server.limits import Limits
from sync.server.meters import Meters
from sync.server.nonces import NoncesInMemory, SharedNonces
from sync.server.pages.status_page import status_page
from sync.server.problems import Declined
from sync.server.recovery_routes import recovery_done, recovery_key_told, recovery_keys
from sync.server.requests import (
    HOW_TROUBLE_IS_TOLD,
    LARGEST_BODY,
    answer,
    asked_of,
    body_of,
    business_date,
    decoded,
    whole,
)
from sync.server.sale_told import tell_sale
from sync.server.schema import tables
from sync.server.sightings import Sightings, follow_sightings, write_down
from sync.server.snapshots.routes import snapshot, snapshot_piece
from sync.server.snapshots.shelf import Shelf
from sync.server.watching import address_of, health, metrics, ready
from sync.server.writer import MOST_WAITING, Writer

DEFAULT_ROWS = 1000


def make_app(
    database: Database,
    *,
    now_ms: Callable[[], int] = wall_clock_ms,
    most_waiting: int = MOST_WAITING,
    readiness: Readiness | None = None,
    limits: Limits | None = None,
    token: str = "",
    snapshots: Path | None = None,
) -> Litestar:
    """The application on an open database, which the caller closes after the application has stopped. Whoever has
    ``token`` may see how tills stand; where it is empty, whoever asks on this machine.
    ``snapshots`` is the folder for those; without one every till loads by pages.
    """
    meters, sightings = Meters(), Sightings()

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        learn_types()
        writer = Writer(database, most_waiting=most_waiting)
        nonces = SharedNonces() if database.is_shared else NoncesInMemory()
        app.state.server = Server(
            *(database, writer, now_ms, nonces, readiness or Readiness()),
            *(limits or Limits(), sightings, meters, token),
            Shelf(database, snapshots) if snapshots else None,
        )
        followers = [
            asyncio.create_task(follow_days(writer, now_ms)),
            asyncio.create_task(follow_sightings(writer, sightings)),
            asyncio.create_task(free_leases(writer, now_ms)),
            asyncio.create_task(follow_growth(database)),
        ]
        try:
            yield
        finally:
            for each in followers:
                each.cancel()
            for each in followers:
                with suppress(asyncio.CancelledError):
                    await each
            await write_down(writer, sightings)
            writer.close()

    handlers = [
        *(health, ready, metrics, status_page),
        described,
        presence,
        records,
        day,
        changes,
        snapshot,
        snapshot_piece,
        holds,
        void,
        gift_cards,
        securing,
        letting_go,
        members,
        sales,
        leases,
        enrolment,
        new_key,
        *(recovery_key_told, recovery_keys, recovery_done),
    ]
    routes = frozenset(path for handler in handlers for path in handler.paths)
    app = _Measured(
        route_handlers=handlers,
        lifespan=[lifespan],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=LARGEST_BODY,
        exception_handlers=HOW_TROUBLE_IS_TOLD,
    )
    app.measure(meters, routes)
    return app


class _Measured(Litestar):
    """The application with every answer measured, refusals of what is no route included."""

    def measure(self, meters: Meters, routes: frozenset[str]) -> None:
        """Measure from now on."""
        self._measured = meters.around(super().__call__, routes)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, or run from start to end."""
        await self._measured(scope, receive, send)


@get("/openapi.json")
async def described() -> Response[bytes]:
    """The protocol, for whoever writes another client."""
    return Response(FILE.read_bytes(), media_type="application/json")


@get("/v1/presence")
async def presence(request: HttpRequest) -> Response[bytes]:
    """The server is there, and how far it is with this till."""
    server = server_of(request)
    caller = await server.caller(request, revoked_too=True, hub_too=True)
    sighted = (caller.company_id, caller.till_id, request.scope["query_string"])
    server.sightings.told(*sighted, server.now_ms())

    def look(connection: Connection) -> Presence:
        company, till = tables.company, tables.till
        epoch, cursor = connection.execute(
            select(company.c.epoch, company.c.cursor).where(company.c.company_id == caller.company_id)
        ).one()
        acked = connection.execute(
            select(till.c.acked).where(
                till.c.company_id == caller.company_id, till.c.till_id == caller.till_id
            )
        ).scalar_one()
        leases = revision_of(connection, caller.company_id, caller.till_id)
        now_ms = server.now_ms()
        wanted = wanted_of(connection, caller.company_id, caller.till_id, now_ms)
        return Presence(epoch=epoch, now_ms=now_ms, cursor=cursor, acked=acked, leases=leases, wanted=wanted)

    return answer(await server.writer.read(look))


@post("/v1/records", status_code=200)
async def records(request: HttpRequest) -> Response[bytes]:
    """Take a batch of journal records."""
    server = server_of(request)
    caller = await server.caller(request, frozen_too=True, revoked_too=True)
    push = decoded(await body_of(request), Push)
    arrivals = check_batch(push, caller.company_id, caller.till_id, caller.public_key)
    reply = await server.writer.write(
        lambda c: receive(c, caller.company_id, caller.till_id, arrivals, server.now_ms()),
        beside=may_go_beside(arrivals),
    )
    if isinstance(reply, Declined):
        raise reply
    return answer(reply)


@get("/v1/day")
async def day(request: HttpRequest) -> Response[bytes]:
    """What is here of one business day of this till."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = asked_of(request)
    date = business_date(asked, "date")
    sequence = whole(asked, "sequence", 0, at_least=0, at_most=2**62)
    return answer(
        await server.writer.read(lambda c: tell_day(c, caller.company_id, caller.till_id, date, sequence))
    )


@get("/v1/changes")
async def changes(request: HttpRequest) -> Response[bytes]:
    """The next rows after a cursor."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = asked_of(request)
    cursor = whole(asked, "cursor", 0, at_least=0, at_most=2**62)
    limit = whole(asked, "limit", DEFAULT_ROWS, at_least=1, at_most=MOST_ROWS)
    found = await server.writer.read(lambda c: page(c, caller.company_id, caller.store_id, cursor, limit))
    return answer(found, request)


@post("/v1/holds", status_code=200)
async def holds(request: HttpRequest) -> Response[bytes]:
    """Hold points for a redemption."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), HoldRequest)
    return answer(
        await server.writer.write(
            lambda c: ask_hold(c, caller.company_id, caller.till_id, asked, server.now_ms()),
            beside=True,
            urgent=True,
        )
    )


@post("/v1/holds/void", status_code=200)
async def void(request: HttpRequest) -> Response[bytes]:
    """Let held points go."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), HoldVoid)
    return answer(
        await server.writer.write(
            lambda c: void_hold(c, caller.company_id, caller.till_id, asked.redemption_id, server.now_ms()),
            beside=True,
            urgent=True,
        )
    )


@post("/v1/gift-cards", status_code=200)
async def gift_cards(request: HttpRequest) -> Response[bytes]:
    """Hold a gift card's money, or say what is on it."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), GiftCardHold)
    return answer(
        await server.writer.write(
            lambda c: ask_gift_card(c, caller.company_id, caller.till_id, asked, server.now_ms()),
            beside=True,
            urgent=True,
        )
    )


@post("/v1/secure", status_code=200)
async def securing(request: HttpRequest) -> Response[bytes]:
    """Keep what a sale would use up for it."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), Secure)
    return answer(
        await server.writer.write(
            lambda c: secure(c, caller.company_id, caller.till_id, asked, server.now_ms()),
            beside=True,
            urgent=True,
        )
    )


@post("/v1/secure/void", status_code=200)
async def letting_go(request: HttpRequest) -> Response[bytes]:
    """Let go what was kept for a sale."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), SecureVoid)
    nothing = Secure(member_id=asked.member_id, wants=())
    return answer(
        await server.writer.write(
            lambda c: secure(c, caller.company_id, caller.till_id, nothing, server.now_ms()),
            beside=True,
            urgent=True,
        )
    )


@post("/v1/members", status_code=200)
async def members(request: HttpRequest) -> Response[bytes]:
    """All of a member who stands at a counter where they were never before."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), MemberAsked)
    return answer(
        await server.writer.write(
            lambda c: tell_whole(c, caller.company_id, caller.store_id, asked, server.now_ms()),
            beside=True,
            urgent=True,
        )
    )


@post("/v1/sales", status_code=200)
async def sales(request: HttpRequest) -> Response[bytes]:
    """A sale of another till of the store, of which goods come back."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), SaleAsked)
    return answer(
        await server.writer.read(lambda c: tell_sale(c, caller.company_id, caller.store_id, asked.sale_id))
    )


@post("/v1/leases", status_code=200)
async def leases(request: HttpRequest) -> Response[bytes]:
    """What this till keeps for its members, and what it gave back. Somebody may be waiting for that elsewhere."""
    server = server_of(request)
    caller = await server.caller(request, hub_too=True)
    said = decoded(await body_of(request), LeaseReport)
    return answer(
        await server.writer.write(
            lambda c: take_report(c, caller.company_id, caller.till_id, said, server.now_ms()),
            urgent=bool(said.returned),
        )
    )


@post("/v1/enrol", status_code=200)
async def enrolment(request: HttpRequest) -> Response[bytes]:
    """Give a till its place: the only request without a signature."""
    server = server_of(request)
    server.limits.of_address(address_of(request))
    asked = decoded(await body_of(request), Enrol)
    reply = await server.writer.write(lambda c: enrol(c, asked, server.now_ms()), urgent=True)
    if isinstance(reply, Declined):
        raise reply
    return answer(reply)
