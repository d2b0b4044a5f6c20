"""The requests of a till in the place of a dead one: :mod:`sync.server.replacing` over HTTP."""

from __future__ import annotations

from litestar import Response, get, post

from sync.protocol.v1.recovery_messages import KeysAsked, RecoveryDone, RecoveryKey
from sync.server.asking import HttpRequest, server_of
from sync.server.problems import Declined
from sync.server.replacing import close_recovery, open_keys, public_recovery_key
from sync.server.requests import answer, body_of, decoded


@get("/v1/recovery/key")
async def recovery_key_told(request: HttpRequest) -> Response[bytes]:
    """What the keys beside day's copies are sealed to."""
    server = server_of(request)
    caller = await server.caller(request)
    public = await server.writer.write(lambda c: public_recovery_key(c, caller.company_id, server.now_ms()))
    return answer(RecoveryKey(public_key=public))


@post("/v1/recovery/keys", status_code=200)
async def recovery_keys(request: HttpRequest) -> Response[bytes]:
    """Open a dead till's sealed keys for the one in its place."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), KeysAsked)
    return answer(await server.writer.read(lambda c: open_keys(c, caller, asked, server.now_ms())))


@post("/v1/recovery/done", status_code=200)
async def recovery_done(request: HttpRequest) -> Response[bytes]:
    """All that was found of a dead till was sent."""
    server = server_of(request)
    caller = await server.caller(request)
    asked = decoded(await body_of(request), RecoveryDone)
    reply = await server.writer.write(lambda c: close_recovery(c, caller, asked, server.now_ms()))
    if isinstance(reply, Declined):
        raise reply
    return answer(reply)
