"""What stands in a record, for a person who decides about it: decoded as far as it can be, the rest in hexadecimal.

Nobody's data is shown: of texts only those that are ids, codes, days and the names of goods, of everything else how
long it is; and in a dump whatever reads as text is left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from sync.protocol.envelope import Envelope, open_envelope

MOST_BYTES = 512
MOST_LINES = 400
_SHOWN = re.compile(
    r".*(_id|_on|_day|_date|_code)|id|kind|code|currency|unit|account|rule|tier|state|channel|thing|key|digest"
)
"""Under these names stand words of the trade; what a person is called stands under others."""
_HARMLESS = re.compile(r"(?![0-9 +-]{6,}$)[A-Za-z0-9._~:/+-]{1,80}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_READS_AS_TEXT = re.compile(rb"(?:[\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3}){3,}")


def contents(encoded: bytes) -> list[str]:
    """The lines that tell a stored envelope."""
    lines = [f"{len(encoded)} bytes, SHA-256 {hashlib.sha256(encoded).hexdigest()}"]
    try:
        envelope = open_envelope(encoded)
    except msgspec.MsgspecError:
        return [*lines, "the envelope cannot be read:", *hexdump(encoded)]
    lines += _outside(envelope)
    try:
        body = msgspec.msgpack.decode(envelope.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError):
        return [*lines, f"the body cannot be read ({len(envelope.body)} bytes):", *hexdump(envelope.body)]
    told = list(_told(body, "body", "", 0))
    if len(told) > MOST_LINES:
        told[MOST_LINES:] = [f"... and {len(told) - MOST_LINES} lines more"]
    return [*lines, *told]


def hexdump(data: bytes) -> list[str]:
    """Lines of 16 bytes in hexadecimal; bytes that read as text are shown as dots."""
    shown = data[:MOST_BYTES]
    hidden = {place for found in _READS_AS_TEXT.finditer(shown) for place in range(*found.span())}
    lines = []
    for start in range(0, len(shown), 16):
        row = range(start, min(start + 16, len(shown)))
        cells = (".." if place in hidden else f"{shown[place]:02x}" for place in row)
        lines.append(f"  {start:04x}  {' '.join(cells)}")
    if len(data) > MOST_BYTES:
        lines.append(f"  ... and {len(data) - MOST_BYTES} bytes more")
    return lines


def _outside(envelope: Envelope) -> list[str]:
    sealed = "sealed personal fields travelled beside it" if envelope.personal_hash else ""
    return [
        f"kind: {_text('kind', envelope.kind)}, version {envelope.version}",
        f"id: {_text('id', envelope.fact_id)}",
        f"written: {_moment(envelope.at_ms)} by the till's clock",
        f"after: {envelope.previous.hex()}",
        *([sealed] if sealed else []),
    ]


def _moment(ms: int) -> str:
    try:
        return datetime.fromtimestamp(ms // 1000, tz=UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return f"{ms} ms"


def _told(value: Any, name: str, parent: str, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, dict):
        yield f"{indent}{name}:"
        for key, each in value.items():
            yield from _told(each, _key(key), name, depth + 1)
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for number, each in enumerate(value):
            yield from _told(each, f"{name} {number + 1}", parent, depth)
    elif isinstance(value, list):
        cells = ", ".join(_plain(each, name, parent) for each in value)
        yield f"{indent}{name}: [{cells}]"
    else:
        yield f"{indent}{name}: {_plain(value, name, parent)}"


def _key(key: object) -> str:
    return key if isinstance(key, str) and _HARMLESS.fullmatch(key) else "..."


def _plain(value: Any, name: str, parent: str) -> str:
    if isinstance(value, str):
        return f'"{value}"' if (name, parent) == ("name", "article") else _text(name, value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    return type(value).__name__


def _text(name: str, value: str) -> str:
    if not value:
        return "empty"
    if _SHOWN.fullmatch(name) and _HARMLESS.fullmatch(value):
        return value
    return f"a text of {len(value)} characters"
