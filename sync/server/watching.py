"""Questions of those who run the server: is it alive, may it be asked, how does it stand.

What tells about tills is for whoever has the token (``[server] status_token``), or where there is none for this
machine alone: a request that a proxy passed on comes from loopback too, and is not of this machine.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress

import msgspec
from litestar import Response, get
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from sync.server.asking import HttpRequest, Server, server_of
from sync.server.problems import Declined
from sync.server.requests import log_refusal
from sync.server.schema import tables
from sync.server.schema.dialects import upsert
from sync.server.schema.sight_tables import pulse
from sync.server.standing import exposition

EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"
CANNOT_WRITE = (
    "The database takes nothing now; the server's log says why. It is tried again with every request."
)
_PASSED_ON = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


@get("/health")
async def health(request: HttpRequest) -> Response[bytes]:
    """Whether the process is alive and can read its data; JSON for people and for load balancers."""
    server = server_of(request)
    companies = await server.writer.read(lambda c: len(c.execute(select(tables.company.c.epoch)).all()))
    return _json(200, {"status": "ok", "companies": companies, "now_ms": server.now_ms()})


@get("/ready")
async def ready(request: HttpRequest) -> Response[bytes]:
    """Whether requests should be sent here: it can write, and does not drain."""
    server = server_of(request)
    if server.readiness.is_draining:
        return _json(503, {"status": "draining"})
    now_ms = server.now_ms()
    try:
        await server.writer.write(lambda c: _beat(c, now_ms), beside=True, urgent=True)
    except Declined:
        if server.database.trouble:
            return _json(503, {"status": "failed", "problem": server.database.trouble})
        return _json(503, {"status": "busy"})
    except DBAPIError as error:
        log_refusal(error)
        return _json(503, {"status": "cannot-write", "problem": CANNOT_WRITE})
    return _json(200, {"status": "ready"})


@get("/metrics")
async def metrics(request: HttpRequest) -> Response[bytes]:
    """Figures for Prometheus."""
    server = server_of(request)
    refusal = why_not(request, server)
    if refusal is not None:
        return refusal
    waiting, now_ms = server.writer.waiting, server.now_ms()
    text = await server.writer.read(lambda c: exposition(c, server.meters, waiting, now_ms))
    return Response(text, headers={"content-type": EXPOSITION})


def why_not(request: HttpRequest, server: Server) -> Response[bytes] | None:
    """The refusal for somebody who may not see how tills stand; ``None`` for those who may."""
    if server.token:
        if _has_token(request.headers.get("authorization", ""), server.token):
            return None
        return Response(
            b"The password is status_token in server.toml; any name will do.\n",
            status_code=401,
            headers={"www-authenticate": 'Basic realm="Trofast", charset="UTF-8"'},
            media_type="text/plain",
        )
    if is_of_this_machine(request):
        return None
    return Response(
        b"Only this machine may see that. To see it elsewhere, set status_token in server.toml.\n",
        status_code=403,
        media_type="text/plain",
    )


def is_of_this_machine(request: HttpRequest) -> bool:
    """Whether the request was made on this machine, and not passed on by a proxy here."""
    if any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. A proxy on this machine is believed about the last address it saw itself."""
    peer = request.client.host if request.client is not None else ""
    passed_on = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    try:
        if passed_on and ipaddress.ip_address(peer).is_loopback:
            return str(ipaddress.ip_address(passed_on))
    except ValueError:
        pass
    return peer


def _has_token(authorization: str, token: str) -> bool:
    scheme, _, said = authorization.partition(" ")
    given = said.strip()
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given.encode(), token.encode())


def _beat(connection: Connection, now_ms: int) -> None:
    new = upsert(pulse)
    connection.execute(
        new.on_conflict_do_update(index_elements=["name"], set_={"at_ms": new.excluded.at_ms}),
        {"name": "ready", "at_ms": now_ms},
    )


def _json(status: int, told: dict[str, object]) -> Response[bytes]:
    return Response(msgspec.json.encode(told), status_code=status, media_type="application/json")
