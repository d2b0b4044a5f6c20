"""`doctor` goes to the server as a till does: name, port, certificate, and whether it is this server that answers."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from sync.server.care.findings import Finding, look, ok, stop

CONNECT_S = 4.0
SOON_DAYS = 14
DAY_S = 86_400
_RENEW = "Renew it (the proxy should do so by itself), then reload the proxy: without it no till comes in."
_RAN_OUT, _OTHER_NAME = 10, 62


def check_reach(public_url: str, now_ms: int) -> Iterator[Finding]:
    """How tills reach this server. Nothing where no address is set: then only the person who enrols tills knows it."""
    if not public_url:
        return
    parts = urlsplit(public_url)
    host, is_safe = parts.hostname or "", parts.scheme == "https"
    try:
        line = socket.create_connection((host, parts.port or (443 if is_safe else 80)), CONNECT_S)
    except socket.gaierror:
        yield look("reach", f"nobody knows the name {host} here", "Look at the name service of the domain.")
        return
    except (OSError, ValueError) as error:
        yield look(
            "reach",
            f"{public_url} is not reached from here ({getattr(error, 'strerror', None) or 'no answer'})",
            "Is the proxy up, and does the firewall let tills in? A router may keep a machine from its own address: "
            "then look from outside.",
        )
        return
    with line:
        line.settimeout(CONNECT_S)
        if is_safe:
            yield from _certificate(line, host, now_ms)
        else:
            yield look(
                "reach",
                f"{public_url} answers without TLS: names and points can be read on the way",
                "Put a TLS proxy in front and write https:// in [server] public_url.",
            )


def _certificate(line: socket.socket, host: str, now_ms: int) -> Iterator[Finding]:
    try:
        with ssl.create_default_context().wrap_socket(line, server_hostname=host) as safe:
            until = (safe.getpeercert() or {}).get("notAfter")
    except ssl.SSLCertVerificationError as error:
        yield _not_valid(error, host)
        return
    except (ssl.SSLError, OSError):
        yield stop(
            "certificate",
            f"what answers at {host} speaks no TLS",
            "Look at the proxy in front of the server.",
        )
        return
    days = (int(ssl.cert_time_to_seconds(str(until))) - now_ms // 1000) // DAY_S if until else 0
    says = f"the certificate of {host} is good for {days} more days"
    yield look("certificate", says, _RENEW) if days < SOON_DAYS else ok("certificate", says)


def _not_valid(error: ssl.SSLCertVerificationError, host: str) -> Finding:
    if error.verify_code == _RAN_OUT:
        return stop("certificate", f"the certificate of {host} has run out", _RENEW)
    if error.verify_code == _OTHER_NAME:
        return stop(
            "certificate",
            f"the certificate at {host} is for another name",
            "Have one made for that name, or write the right one in [server] public_url.",
        )
    return look(
        "certificate",
        f"this machine does not trust the certificate of {host} ({error.verify_message})",
        "Is it the company's own authority, tills need its file. Else get a certificate that everybody trusts.",
    )
