"""From an answer's bytes to the message it should be, or to what is wrong with it.

A captive portal, a proxy and a broken server all answer something: only a msgpack body of the right shape under the
right content type is the server speaking.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import msgspec

from sync.client.line import Answer
from sync.client.trouble import SyncTrouble, codes
from sync.protocol.v1.messages import CONTENT_TYPE, VERSION, Problem
from sync.protocol.v1.newer import decode_newer
from sync.protocol.v1.problems import Code
from sync.protocol.versions import HEADER, versions_said

Message = TypeVar("Message", bound=msgspec.Struct)

_BUSY = frozenset({429, 503})


def read(answer: Answer, kind: type[Message]) -> Message:
    """The message in an answer; raises :class:`SyncTrouble` with the code that fits."""
    if 300 <= answer.status < 400:
        raise SyncTrouble("redirect", status=answer.status)
    if answer.status >= 400:
        raise _refusal(answer)
    content_type = _content_type(answer)
    if content_type in {"text/html", "application/xhtml+xml"}:
        raise SyncTrouble("not_our_server", status=answer.status)
    if answer.status >= 300 or answer.status < 200 or content_type != CONTENT_TYPE:
        raise SyncTrouble("unreadable", status=answer.status, detail=f"content type {content_type[:40]!r}")
    try:
        return decode_newer(answer.body, kind)
    except msgspec.MsgspecError as error:
        raise SyncTrouble("unreadable", status=answer.status, detail=str(error)) from error


def _refusal(answer: Answer) -> SyncTrouble:
    problem = _problem(answer)
    code = _code(answer.status, problem)
    if code not in {"update_till", "update_server"}:
        code = _who_is_older(answer) or code
    now_ms = _date_ms(answer.headers.get("date", "")) if code == "clock" else 0
    return SyncTrouble(
        code,
        detail=problem.detail if problem else "",
        retry_after_ms=_retry_after_ms(answer),
        server_now_ms=(problem and problem.now_ms) or now_ms,
        acked=-1 if problem is None or problem.acked is None else problem.acked,
        status=answer.status,
    )


def _who_is_older(answer: Answer) -> str:
    """Where the server says which versions it speaks, and ours is none of them: which end is to be updated."""
    said = versions_said(answer.headers.get(HEADER, ""))
    if not said or VERSION in said:
        return ""
    return "update_till" if min(said) > VERSION else "update_server"


def _problem(answer: Answer) -> Problem | None:
    if _content_type(answer) != CONTENT_TYPE:
        return None
    try:
        return msgspec.msgpack.decode(answer.body, type=Problem)
    except msgspec.MsgspecError:
        return None


def _code(status: int, problem: Problem | None) -> str:
    if status in _BUSY:
        return "busy"
    if status >= 500:
        return "server_error"
    if problem is None:
        return "not_our_server"
    known = problem.code.replace("-", "_")
    return known if problem.code in set(Code) and known in codes() else "refused"


def _content_type(answer: Answer) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _retry_after_ms(answer: Answer) -> int:
    """Retry-After in its two forms (RFC 9110, 10.2.3): seconds, or a date, which is set against the answer's own."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:9]) * 1000
    until = _date_ms(text)
    if not until:
        return 0
    now = _date_ms(answer.headers.get("date", "")) or int(datetime.now(UTC).timestamp()) * 1000
    return max(0, until - now)


def _date_ms(text: str) -> int:
    """An HTTP date in ms UTC; 0 for none."""
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return 0
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()) * 1000
