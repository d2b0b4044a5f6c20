"""Handing snapshots out over HTTP."""

from __future__ import annotations

import asyncio

from litestar import Response, get

from sync.protocol.v1.problems import Code
from sync.protocol.v1.snapshot_messages import FORMAT, Snapshot, SnapshotPiece
from sync.server.asking import HttpRequest, server_of
from sync.server.problems import Declined
from sync.server.requests import answer, asked_of, whole


@get("/v1/snapshot")
async def snapshot(request: HttpRequest) -> Response[bytes]:
    """What a new till loads first, where that is worth more than pages."""
    server = server_of(request)
    caller = await server.caller(request)
    wanted = whole(asked_of(request), "format", FORMAT, at_least=1, at_most=2**31)
    if wanted != FORMAT or server.shelf is None:
        return answer(Snapshot(cursor=0, epoch=""))
    return answer(await asyncio.to_thread(server.shelf.offer, caller.company_id, caller.store_id))


@get("/v1/snapshot/piece")
async def snapshot_piece(request: HttpRequest) -> Response[bytes]:
    """One piece of it."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = asked_of(request)
    number = whole(asked, "number", 0, at_least=0, at_most=2**31)
    snapshot_id = asked.get("of", [""])[0]
    packed = None
    if server.shelf is not None:
        packed = await asyncio.to_thread(
            server.shelf.piece, caller.company_id, caller.store_id, snapshot_id, number
        )
    if packed is None:
        raise Declined(404, Code.NOT_FOUND, "there is no such piece here any more; ask for the snapshot anew")
    return answer(SnapshotPiece(packed=packed))
