"""The hub as an ASGI application: the server's questions that it can answer from its leases, for its store's tills.

The same signed requests, nonces, limits and Problems as at the server (:mod:`sync.server.asking`,
:mod:`sync.server.requests`); every answer is signed, as it travels: none is packed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from litestar import Litestar, Response, get, post
from sqlalchemy import Connection

from sync.client.keys import DeviceKey
from sync.client.line import Line, lines_by
from sync.client.place import Place
from sync.hub.answers import Asgi, SignedAnswers
from sync.hub.cards import hand_out_card
from sync.hub.following import Following
from sync.hub.handing import hand_out, let_go, let_keeping_go, secure
from sync.hub.leases import server_ms, the_state
from sync.hub.settings import HubSettings
from sync.protocol.v1.gift_card_messages import GiftCardHold
from sync.protocol.v1.messages import HoldRequest, HoldVoid, Presence, Secure, Secured, SecureVoid
from sync.server.asking import HttpRequest, Server, server_of, wall_clock_ms
from sync.server.database import Database
from sync.server.nonces import NoncesInMemory
from sync.server.requests import (
    HOW_TROUBLE_IS_TOLD,
    answer,
    body_of,
    decoded,
)
from sync.server.writer import Writer

LARGEST_BODY = 64 * 1024
MOST_WAITING = 64


def make_hub_app(
    database: Database,
    settings: HubSettings,
    key: Callable[[], DeviceKey],
    *,
    now_ms: Callable[[], int] = wall_clock_ms,
    make_line: Callable[[str], Line] | None = None,
) -> Asgi:
    """The application on the hub's open file, which the caller closes after it has stopped."""
    place = Place(
        *(settings.server_url, settings.company_id, settings.hub_id, key(), now_ms),
        make_line=make_line or lines_by(settings.server_ca),
        key_file=settings.key,
    )

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        writer = Writer(database, most_waiting=MOST_WAITING)
        app.state.server = Server(database, writer, now_ms, NoncesInMemory())
        following = asyncio.create_task(
            Following(place, database, settings.store_id, report_every_ms=settings.report_every_ms).run()
        )
        try:
            yield
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
            writer.close()

    app = Litestar(
        route_handlers=[presence, holds, gift_cards, void, securing, letting_go],
        lifespan=[lifespan],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=LARGEST_BODY,
        exception_handlers=HOW_TROUBLE_IS_TOLD,
    )
    return SignedAnswers(app, key, settings.hub_id)  # type: ignore[arg-type]  # Litestar's own names for ASGI's types


@get("/v1/presence")
async def presence(request: HttpRequest) -> Response[bytes]:
    """The hub is there, with leases of so new a revision."""
    server = server_of(request)
    await server.caller(request)

    def look(connection: Connection) -> Presence:
        known = the_state(connection)
        now_ms = server.now_ms()
        at_ms = server_ms(connection, now_ms) or now_ms
        return Presence(epoch=known.epoch, now_ms=at_ms, cursor=0, acked=0, leases=known.revision)

    return answer(await server.writer.read(look))


@post("/v1/holds", status_code=200)
async def holds(request: HttpRequest) -> Response[bytes]:
    """Points for a redemption, out of a lease."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), HoldRequest)
    return answer(
        await server.writer.write(lambda c: hand_out(c, caller.till_id, asked, server.now_ms()), urgent=True)
    )


@post("/v1/gift-cards", status_code=200)
async def gift_cards(request: HttpRequest) -> Response[bytes]:
    """A gift card's money, out of its lease."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), GiftCardHold)
    return answer(
        await server.writer.write(
            lambda c: hand_out_card(c, caller.till_id, asked, server.now_ms()), urgent=True
        )
    )


@post("/v1/holds/void", status_code=200)
async def void(request: HttpRequest) -> Response[bytes]:
    """The redemption does not come about."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), HoldVoid)
    return answer(
        await server.writer.write(
            lambda c: let_go(c, caller.till_id, asked.redemption_id, server.now_ms()), urgent=True
        )
    )


@post("/v1/secure", status_code=200)
async def securing(request: HttpRequest) -> Response[bytes]:
    """Keep what a sale would use up for it."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), Secure)
    return answer(
        await server.writer.write(lambda c: secure(c, caller.till_id, asked, server.now_ms()), urgent=True)
    )


@post("/v1/secure/void", status_code=200)
async def letting_go(request: HttpRequest) -> Response[bytes]:
    """The basket uses nothing up after all."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), SecureVoid)
    await server.writer.write(
        lambda c: let_keeping_go(c, caller.till_id, asked.keeping_id, server.now_ms()), urgent=True
    )
    return answer(Secured(granted=(), refused=(), as_of_ms=server.now_ms()))
