"""One line to the server: sends a request, reads the whole answer, and is done by a deadline whatever happens.

Everything bad that can happen on the way becomes a :class:`SyncTrouble`. The deadline is a wall clock's: name look-up,
connecting, a server that drips one byte a second, all of it. An answer is bounded in size after decompression, and a
redirect is never followed (a signed request goes to our server or nowhere).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sync.client.trouble import SyncTrouble
from sync.protocol.compression import ENCODING, GrowsTooLarge, NotUnpacked, accepts, coding_of, unpack

if TYPE_CHECKING:
    import ssl

    import httpx

ENCODINGS = frozenset({"", "identity", "gzip", ENCODING})
"""Compressions we accept: with gzip one piece of an answer can grow a thousandfold at most; a Zstandard frame is
unpacked only when what it says of its size is within bounds. Others know no bound.
"""

_GRACE_MS = 50
_CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, read to its end. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Sign = Callable[[str, str, bytes], Mapping[str, str]]
"""From method, target as sent, and body to the headers that sign them."""


class _Connections:
    """Open connections, hung up when they were given up and the last request on them is through."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.requests = 0
        self.given_up = False

    async def __aenter__(self) -> httpx.AsyncClient:
        self.requests += 1
        return self.client

    async def __aexit__(self, *_: object) -> None:
        self.requests -= 1
        if self.given_up and not self.requests:
            await self.client.aclose()


class Line:
    """Kept-alive connections to ``server_url``, on one event loop.

    Proxies and netrc files of the environment are passed over: what the till talks to stands in till.toml.
    ``server_ca`` is a file with the certificate of the shop's own authority: then what that one signed is believed, and
    nobody else. ``make_transport`` replaces the network, for servers in the same process.
    """

    def __init__(
        self,
        server_url: str,
        *,
        server_ca: Path | None = None,
        verify: ssl.SSLContext | None = None,
        make_transport: Callable[[], httpx.AsyncBaseTransport] | None = None,
    ) -> None:
        self._server_url = server_url.rstrip("/")
        self._server_ca = server_ca
        self._verify = verify
        self._make_transport = make_transport
        self._connections: _Connections | None = None
        self.takes_packed = False
        """Whether the server said that it reads Zstandard bodies (RFC 9110, 12.5.3: in an answer, of requests)."""

    async def send(
        self, method: str, target: str, body: bytes, sign: Sign, *, deadline_ms: int, most_bytes: int
    ) -> Answer:
        """Send one request. ``target`` is path and query below the server's address. Raises :class:`SyncTrouble`."""
        connections = self._connected()
        try:
            async with connections as client, asyncio.timeout((deadline_ms + _GRACE_MS) / 1000):
                return await self._send(client, method, target, body, sign, deadline_ms, most_bytes)
        except TimeoutError as error:
            # A request that is cut off may leave its connection unusable in the pool: begin with new ones.
            await self._give_up(connections)
            raise SyncTrouble("timeout") from error

    async def close(self) -> None:
        """Hang up. The next request connects anew."""
        if self._connections is not None:
            await self._give_up(self._connections)

    async def _give_up(self, connections: _Connections) -> None:
        connections.given_up = True
        if self._connections is connections:
            self._connections = None
        if not connections.requests:
            await connections.client.aclose()

    async def _send(
        self,
        client: httpx.AsyncClient,
        method: str,
        target: str,
        body: bytes,
        sign: Sign,
        deadline_ms: int,
        most_bytes: int,
    ) -> Answer:
        import httpx

        try:
            request = client.build_request(
                method, self._server_url + target, content=body, timeout=deadline_ms / 1000
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise SyncTrouble("unreachable", detail=str(error)) from error
        request.headers.update(sign(method, request.url.raw_path.decode("ascii"), body))
        try:
            response = await client.send(request, stream=True)
        except httpx.HTTPError as error:
            raise _before_headers(error) from error
        self.takes_packed = accepts(response.headers)
        try:
            return Answer(
                response.status_code, dict(response.headers), await _read(response, most_bytes=most_bytes)
            )
        except httpx.TimeoutException as error:
            raise SyncTrouble("timeout") from error
        except httpx.DecodingError as error:
            raise SyncTrouble("unreadable", detail=str(error)) from error
        except httpx.HTTPError as error:
            raise SyncTrouble("half_answer", detail=str(error)) from error
        finally:
            await response.aclose()

    def _connected(self) -> _Connections:
        import httpx

        if self._connections is None:
            if self._verify is None and self._server_url.startswith("https:"):
                self._verify = believing(self._server_ca)
            client = httpx.AsyncClient(
                verify=self._verify or False,
                transport=self._make_transport() if self._make_transport else None,
                trust_env=False,
                follow_redirects=False,
                headers={"accept-encoding": f"{ENCODING}, gzip"},
                limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=30),
            )
            self._connections = _Connections(client)
        return self._connections


def lines_by(server_ca: Path | None) -> Callable[[str], Line]:
    """What makes lines that believe a shop's own authority, or the usual ones where there is none."""
    return Line if server_ca is None else partial(Line, server_ca=server_ca)


def believing(server_ca: Path | None) -> ssl.SSLContext:
    """Whom a line believes: the shop's own authority alone, or the usual ones where there is none. Raises
    :class:`SyncTrouble` ``certificate`` where that file can not be used.
    """
    import ssl

    import httpx

    if server_ca is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=server_ca)
    except OSError as error:  # not there, not readable, or no certificate
        raise SyncTrouble("certificate", detail=f"{server_ca}: {error}") from error


async def _read(response: httpx.Response, *, most_bytes: int) -> bytes:
    if coding_of(response.headers) not in ENCODINGS:
        raise SyncTrouble("unreadable", detail="a compression that was not asked for")
    is_packed = coding_of(response.headers) == ENCODING
    body = bytearray()
    async for piece in response.aiter_raw() if is_packed else response.aiter_bytes():
        body += piece
        if len(body) > most_bytes:
            raise SyncTrouble("too_big")
    if not is_packed or not body:
        return bytes(body)
    try:
        return unpack(bytes(body), most_bytes=most_bytes)
    except GrowsTooLarge as error:
        raise SyncTrouble("too_big") from error
    except NotUnpacked as error:
        raise SyncTrouble("unreadable", detail=str(error)) from error


def _before_headers(error: httpx.HTTPError) -> SyncTrouble:
    """What an error says that came before the answer's headers were complete."""
    import httpx

    match error:
        case httpx.TimeoutException():
            code = "timeout"
        case httpx.ConnectError():
            code = "certificate" if _is_about_certificates(error) else "unreachable"
        case httpx.RemoteProtocolError():
            # The parser of HTTP stands behind the error when bytes came that are none; else the line just closed.
            inner = error.__cause__
            code = "not_http" if inner is not None and (inner.__cause__ or inner.__context__) else "no_answer"
        case httpx.NetworkError():
            code = "no_answer"
        case _:
            code = "unreachable"
    return SyncTrouble(code, detail=f"{type(error).__name__}: {error}")


def _is_about_certificates(error: BaseException | None) -> bool:
    import ssl

    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
