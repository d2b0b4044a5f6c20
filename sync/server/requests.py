"""The message in a body, and how answers and refusals are written; who asks is in :mod:`sync.server.asking`.

Bodies are msgpack. Whatever goes wrong is answered with a Problem: a :class:`~sync.server.problems.Declined` says its
own, a broken body is 400, a fault of ours is 500 and logged without anybody's data.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from urllib.parse import parse_qs

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException
from sqlalchemy.exc import DataError, DBAPIError

from sync.protocol import compression, versions
from sync.protocol.compression import coding_of
from sync.protocol.v1.messages import CONTENT_TYPE, Problem
from sync.protocol.v1.problems import Code
from sync.server.asking import HttpRequest
from sync.server.problems import Declined
from sync.server.writer import RETRY_AFTER_S

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes of a body, both as it travels and without its compression."""
SAYS = {"accept-encoding": f"{compression.ENCODING}, gzip", versions.HEADER: versions.offered()}
"""Said in every answer: how bodies may be compressed, and which versions are spoken here."""

log = logging.getLogger("trofast.server")
Message = TypeVar("Message")
_encoder = msgspec.msgpack.Encoder()


async def body_of(request: HttpRequest) -> bytes:
    """The body without its compression, at most :data:`LARGEST_BODY` of it. Ask who sends it first: nobody unknown has
    anything unpacked here.
    """
    body, coding = await request.body(), coding_of(request.headers)
    try:
        match coding:
            case "" | "identity":
                return body
            case compression.ENCODING:
                return compression.unpack(body, most_bytes=LARGEST_BODY)
            case "gzip":
                return compression.gunzip(body, most_bytes=LARGEST_BODY)
    except compression.GrowsTooLarge:
        raise Declined(413, Code.TOO_LARGE, f"at most {LARGEST_BODY} bytes in a request") from None
    except compression.NotUnpacked:
        raise Declined(400, Code.MALFORMED, "the body is not what its Content-Encoding says") from None
    raise Declined(415, Code.MALFORMED, "bodies may be compressed with zstd or gzip only")


def decoded(body: bytes, kind: type[Message]) -> Message:
    """The message in a body; :class:`Declined` 400 for anything else."""
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Declined(400, Code.MALFORMED, "the body is not a message of this version") from None


def asked_of(request: HttpRequest) -> dict[str, list[str]]:
    """What the query string says."""
    return parse_qs(request.scope["query_string"].decode("ascii", "replace"), keep_blank_values=True)


def whole(asked: dict[str, list[str]], name: str, default: int, *, at_least: int, at_most: int) -> int:
    """A number of the query; :class:`Declined` 400 when it is none within its bounds."""
    values = asked.get(name, [str(default)])
    text = values[0]
    digits = text.isascii() and text.isdigit() and len(text) <= 19
    if len(values) != 1 or not digits or not at_least <= int(text) <= at_most:
        raise Declined(400, Code.MALFORMED, f"{name} must be a whole number from {at_least} to {at_most}")
    return int(text)


def business_date(asked: dict[str, list[str]], name: str) -> str:
    """A day of the query, as ISO says it; :class:`Declined` 400 when it is none."""
    text = asked.get(name, [""])[0]
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Declined(400, Code.MALFORMED, f"{name} must be a day such as 2026-11-28") from None


def answer(message: msgspec.Struct, request: HttpRequest | None = None) -> Response[bytes]:
    """An answer of 200; packed where it is long and ``request`` says that its sender reads that."""
    body = _encoder.encode(message)
    if request is None or len(body) < compression.WORTH_IT or not compression.accepts(request.headers):
        return Response(body, media_type=CONTENT_TYPE, headers=SAYS)
    headers = {**SAYS, "content-encoding": compression.ENCODING, "vary": "accept-encoding"}
    return Response(compression.pack(body), media_type=CONTENT_TYPE, headers=headers)


def _problem(status: int, problem: Problem, retry_after_s: int | None = None) -> Response[bytes]:
    headers = SAYS if retry_after_s is None else {**SAYS, "retry-after": str(retry_after_s)}
    return Response(_encoder.encode(problem), status_code=status, media_type=CONTENT_TYPE, headers=headers)


def tell_declined(_request: HttpRequest, declined: Declined) -> Response[bytes]:
    """A refusal of ours."""
    return _problem(declined.status, declined.problem, declined.retry_after_s)


def tell_http_problem(request: HttpRequest, error: HTTPException) -> Response[bytes]:
    """What the framework refuses."""
    status = error.status_code
    if status >= 500:
        return tell_our_fault(request, error)
    asked = versions.version_asked(request.scope["path"])
    if asked is not None and asked not in versions.SPOKEN:
        return _problem(426, _another_version(asked))
    code = {404: Code.NOT_FOUND, 405: Code.NOT_FOUND, 413: Code.TOO_LARGE}.get(status, Code.MALFORMED)
    sentence = {
        Code.NOT_FOUND: "there is no such address here",
        Code.TOO_LARGE: f"at most {LARGEST_BODY} bytes in a request",
    }.get(code, "the request is not one of this version")
    return _problem(status, Problem(code=code, detail=sentence))


def tell_not_storable(_request: HttpRequest, _error: DataError) -> Response[bytes]:
    """A message that is well-formed and fits no database."""
    sentence = "it holds a number or a text that no database can keep"
    return _problem(422, Problem(code=Code.MALFORMED, detail=sentence))


def tell_storage_problem(_request: HttpRequest, error: DBAPIError) -> Response[bytes]:
    """The database does not do what it should."""
    log_refusal(error)
    problem = Problem(code=Code.BUSY, detail="the server cannot write now; try again soon")
    return _problem(503, problem, RETRY_AFTER_S)


def log_refusal(error: DBAPIError) -> None:
    """Say why the database refused, without the row that it quotes."""
    said = str(error.orig).partition("\n")[0]  # PostgreSQL quotes the row in the lines behind it
    log.error("the database refused", extra={"error": type(error.orig).__name__, "said": said})


def tell_our_fault(_request: HttpRequest, error: Exception) -> Response[bytes]:
    """A fault of ours."""
    log.error("a request failed", exc_info=error)
    return _problem(500, Problem(code=Code.INTERNAL, detail="the server has a fault; nothing was written"))


def _another_version(asked: int) -> Problem:
    if asked < min(versions.SPOKEN):
        return Problem(
            code=Code.UPDATE_TILL,
            detail=f"this server does not speak version {asked} any more; update the till, its sales are kept there",
        )
    return Problem(
        code=Code.UPDATE_SERVER,
        detail=f"this server does not speak version {asked} yet; update the server, the till keeps its sales",
    )


HOW_TROUBLE_IS_TOLD: dict[int | type[Exception], Callable[[HttpRequest, Any], Response[bytes]]] = {
    Declined: tell_declined,
    HTTPException: tell_http_problem,
    DataError: tell_not_storable,
    DBAPIError: tell_storage_problem,
    Exception: tell_our_fault,
}
"""What an application of ours does with whatever goes wrong; the first that fits."""
