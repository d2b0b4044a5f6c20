"""Does the till reach its server, is it the right one, and does it take what this till signs?

Step by step from the cable to the signed question, so that the first step that fails is the one to mend.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pos_app.config import Settings
from pos_app.diagnosis import network_words as words
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, look, ok, wrong
from pos_app.domain.errors import TillError

if TYPE_CHECKING:
    from sync.client.place import Place

AREA = Area("network", "Network and server", "Nettverk og server")

CONNECT_S, ASK_MS = 3.0, 3_000
SOON_DAYS = 14
OFF_MS, FAR_OFF_MS = 120_000, 3_600_000
_DAY_S = 86_400
_EXPIRED, _NOT_YET, _OTHER_NAME = 10, 9, 62
_OWN_AUTHORITY = frozenset({7, 18, 19, 20, 21})
"""OpenSSL's codes of a certificate by somebody who is not believed, or by one of the same name (X509_V_ERR_...)."""
_PROXIES = ("https_proxy", "http_proxy", "all_proxy", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")


def check(case: Case) -> Iterator[Found]:
    """Look."""
    settings = case.settings
    if settings is None or not settings.server_url:
        return
    reached = True
    for found in _way(case, settings):
        reached = reached and found.standing.value != "wrong"
        yield found
    if not reached and any(os.environ.get(name) for name in _PROXIES):
        yield look(words.PROXY)
    if reached:
        yield from _signed(case, settings)
    if settings.hub_url:
        yield from _hub(case, settings)


def _way(case: Case, settings: Settings) -> Iterator[Found]:
    """From the name to the certificate."""
    url = settings.server_url
    parts = urlsplit(url)
    host, is_safe = parts.hostname or "", parts.scheme == "https"
    try:
        port = parts.port or (443 if is_safe else 80)
    except ValueError:
        port = 0
    if not host or not port:
        yield wrong(words.NO_ADDRESS, url=url)
        return
    is_here = host in {"localhost", "127.0.0.1", "::1"}
    if not is_here and case.machine.has_route() is False:
        yield wrong(words.NO_NETWORK)
        return
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        yield wrong(words.NO_NAME, host=host)
        return
    began = time.perf_counter_ns()
    try:
        line = socket.create_connection((host, port), timeout=CONNECT_S)
    except TimeoutError:
        yield wrong(words.NO_WORD, host=host, port=port)
        return
    except OSError as error:
        yield wrong(words.REFUSED, host=host, port=port, why=error.strerror or "")
        return
    with line:
        ms = (time.perf_counter_ns() - began) // 1_000_000
        if is_safe:
            yield from _certificate(case, settings, line, host)
        elif is_here:
            yield ok(words.REACHED, host=host, port=port, ms=ms)
        else:
            yield look(words.NOT_SAFE, host=host)


def _certificate(case: Case, settings: Settings, line: socket.socket, host: str) -> Iterator[Found]:
    """Held against the same authorities as the till's own line holds it."""
    from sync.client.line import believing
    from sync.client.trouble import SyncTrouble

    own = settings.server_ca_file
    try:
        context = believing(own)
    except SyncTrouble:
        yield wrong(words.NO_AUTHORITY_FILE, file=own.name if own else "")
        return
    line.settimeout(CONNECT_S)
    try:
        with context.wrap_socket(line, server_hostname=host) as safe:
            until = (safe.getpeercert() or {}).get("notAfter")
    except ssl.SSLCertVerificationError as error:
        yield _not_valid(error, host, own)
        return
    except TimeoutError:
        yield wrong(words.TROUBLES["timeout"])
        return
    except (ssl.SSLError, OSError):
        yield wrong(words.NO_TLS, host=host)
        return
    days = (
        (int(ssl.cert_time_to_seconds(str(until))) - case.machine.wall_ms() // 1000) // _DAY_S if until else 0
    )
    if days < SOON_DAYS:
        yield look(words.RUNS_OUT, host=host, days=days)
    else:
        yield ok(words.PROVEN, host=host, days=days)


def _not_valid(error: ssl.SSLCertVerificationError, host: str, own: Path | None) -> Found:
    code = error.verify_code
    if code == _EXPIRED:
        return wrong(words.RAN_OUT, host=host)
    if code == _NOT_YET:
        return wrong(words.NOT_VALID_YET, host=host)
    if code == _OTHER_NAME:
        return wrong(words.OTHER_NAME, host=host)
    if code in _OWN_AUTHORITY and own is not None:
        return wrong(words.OTHER_AUTHORITY, host=host, file=own.name)
    if code in _OWN_AUTHORITY:
        return wrong(words.UNKNOWN_AUTHORITY, host=host)
    return wrong(words.NOT_VALID, host=host, why=error.verify_message)


def _signed(case: Case, settings: Settings) -> Iterator[Found]:
    """Is the server well, and does it take this till's signature?"""
    if (ill := _health(settings.server_url, settings.server_ca_file)) is not None:
        yield ill
        return
    if not settings.is_enrolled:
        return
    try:
        said = asyncio.run(_ask(case, settings))
    except TillError as trouble:
        code = getattr(trouble, "code", "")
        known = words.TROUBLES.get(code)
        yield wrong(known) if known else wrong(words.TROUBLE, why=code or "key")
        return
    now, cursor, refused = said
    if refused:
        yield wrong(words.TROUBLES.get(refused, words.TROUBLE), why=refused)
    else:
        yield ok(words.TAKES, cursor=cursor)
    off = now - case.machine.wall_ms()
    if abs(off) > OFF_MS:
        yield (wrong if abs(off) > FAR_OFF_MS else look)(
            words.CLOCK,
            minutes=abs(off) // 60_000,
            way="behind" if off > 0 else "ahead of",
            way_nb="etter" if off > 0 else "foran",
        )


async def _ask(case: Case, settings: Settings) -> tuple[int, int, str]:
    """The server's time, its newest change, and why it would take no question of this till ("" when it would).

    Presence is answered for a till that was frozen or reported stolen as well: it has to hear so. What is refused to
    such a one is goods; the newest change is asked for once more.
    """
    from sync.client.trouble import SyncTrouble

    place = case.place(settings)
    central = place.central(place.signer())
    try:
        said = await central.presence(deadline_ms=ASK_MS)
        try:
            async with asyncio.timeout(ASK_MS / 1000):
                await central.changes(said.cursor, 1)
        except SyncTrouble as trouble:
            return said.now_ms, said.cursor, trouble.code
        except TimeoutError:
            return said.now_ms, said.cursor, "timeout"
        return said.now_ms, said.cursor, ""
    finally:
        await central.close()


def _health(url: str, server_ca: Path | None = None) -> Found | None:
    """What is wrong with the server itself, as far as it says so to anybody."""
    import httpx

    from sync.client.line import believing

    try:
        with httpx.Client(
            verify=believing(server_ca) if url.startswith("https:") else False,
            trust_env=False,
            follow_redirects=False,
            timeout=CONNECT_S,
        ) as client:
            answer = client.get(f"{url}/health")
            kind = answer.headers.get("content-type", "")
            is_ours = "json" in kind and isinstance(answer.json(), dict) and "status" in answer.json()
    except httpx.HTTPError:
        return wrong(words.TROUBLES["no_answer"])
    except ValueError:
        is_ours = False
    if answer.is_redirect or (not is_ours and "html" in kind):
        return wrong(words.TROUBLES["not_our_server"])
    if answer.status_code >= 500:
        return wrong(words.TROUBLES["server_error"])
    return None


def _hub(case: Case, settings: Settings) -> Iterator[Found]:
    """The store's hub in the shop's own network: whether it is there, and the one that the server named."""
    from pos_app.storage.till_counts import known_hub
    from sync.client.trouble import SyncTrouble

    url = settings.hub_url
    with case.reading() as database:
        known = known_hub(database) if database is not None else None
    if known is None:
        yield look(words.HUB_NOT_NAMED, url=url)
        return
    try:
        asyncio.run(_ask_hub(case.place(settings), url, known))
    except SyncTrouble as trouble:
        yield (
            wrong(words.NOT_THE_HUB, url=url) if trouble.code == "impossible" else look(words.NO_HUB, url=url)
        )
        return
    except TillError:
        return  # without a key; the keys' own check tells
    yield ok(words.HUB, url=url)


async def _ask_hub(place: Place, url: str, known: tuple[str, bytes]) -> None:
    from sync.client.hub import CheckedLine

    at_hub = replace(place, server_url=url, make_line=lambda url: CheckedLine(url, lambda: known))
    central = at_hub.central(at_hub.signer())
    try:
        await central.presence(deadline_ms=ASK_MS)
    finally:
        await central.close()
