"""The protocol as an OpenAPI document, made from the messages themselves.

It lies in ``openapi.json`` beside this module, which the server hands out at that address.
``python -m sync.protocol.v1.openapi`` writes it anew, and a test holds it fresh.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from sync.protocol import versions
from sync.protocol.v1 import (
    day_messages,
    gift_card_messages,
    key_messages,
    lease_messages,
    member_messages,
    messages,
    recovery_messages,
    sale_messages,
    signing,
    snapshot_messages,
)
from sync.protocol.v1.problems import Code

FILE = Path(__file__).with_name("openapi.json")

_ANYBODY: dict[int, tuple[Code, ...]] = {
    400: (Code.MALFORMED,),
    413: (Code.TOO_LARGE,),
    415: (Code.MALFORMED,),
    422: (Code.MALFORMED,),
    429: (Code.BUSY,),
    500: (Code.INTERNAL,),
    503: (Code.BUSY,),
}
_SIGNED: dict[int, tuple[Code, ...]] = {
    **_ANYBODY,
    401: (Code.UNKNOWN_TILL, Code.BAD_SIGNATURE, Code.CLOCK, Code.NONCE_SEEN),
    403: (Code.REVOKED,),
    409: (Code.FROZEN,),
}
_PUSHED: dict[int, tuple[Code, ...]] = {
    **_SIGNED,
    409: (Code.FROZEN, Code.FORK, Code.GAP),
    422: (Code.SAME_ID_OTHER_BYTES, Code.CHAIN_BROKEN, Code.MALFORMED),
}
_PIECE: dict[int, tuple[Code, ...]] = {**_SIGNED, 404: (Code.NOT_FOUND,)}
_RECOVERED: dict[int, tuple[Code, ...]] = {
    **_SIGNED,
    403: (Code.REVOKED, Code.KEY_DIFFERS),
    404: (Code.NOT_FOUND,),
    409: (Code.FROZEN, Code.GAP),
}
_ENROLLED: dict[int, tuple[Code, ...]] = {
    **_ANYBODY,
    403: (Code.KEY_DIFFERS,),
    404: (Code.CODE_UNKNOWN,),
    409: (Code.CODE_USED, Code.ONE_HUB),
    410: (Code.CODE_EXPIRED,),
}

_WHOLE = {"type": "integer", "minimum": 0}


@dataclass(frozen=True)
class Route:
    """One question that the server answers."""

    method: str
    path: str
    says: str
    asked: type[msgspec.Struct] | None
    answer: type[msgspec.Struct]
    refusals: dict[int, tuple[Code, ...]]
    query: tuple[tuple[str, dict[str, Any]], ...] = ()

    @property
    def is_signed(self) -> bool:
        """Whether the till signs it: all but the one by which it gets its place."""
        return self.asked is not messages.Enrol


ROUTES = (
    Route(
        "post", "/v1/enrol", "A till asks for its place with a one-time code.", messages.Enrol, messages.Enrolled,
        _ENROLLED,
    ),
    Route(
        "get", "/v1/presence", "The server is there, and how far it is with this till.", None, messages.Presence,
        _SIGNED,
    ),
    Route("post", "/v1/records", "Take a batch of journal records.", messages.Push, messages.PushReply, _PUSHED),
    Route(
        "get", "/v1/changes", "The next rows after a cursor.", None, messages.Changes, _SIGNED,
        (("cursor", {**_WHOLE, "maximum": 2**62}), ("limit", {"type": "integer", "minimum": 1, "maximum": 5000})),
    ),
    Route(
        "get", "/v1/day", "What the server has of one business day of this till.", None, day_messages.DayTold, _SIGNED,
        (("date", {"type": "string", "format": "date"}), ("sequence", {**_WHOLE, "maximum": 2**62})),
    ),
    Route(
        "get", "/v1/snapshot", "What a new till loads first.", None, snapshot_messages.Snapshot, _SIGNED,
        (("format", {"type": "integer", "minimum": 1, "maximum": 2**31}),),
    ),
    Route(
        "get", "/v1/snapshot/piece", "One piece of it.", None, snapshot_messages.SnapshotPiece, _PIECE,
        (("of", {"type": "string"}), ("number", {**_WHOLE, "maximum": 2**31})),
    ),
    Route("post", "/v1/holds", "Hold points.", messages.HoldRequest, messages.HoldReply, _SIGNED),
    Route("post", "/v1/holds/void", "Let held points go.", messages.HoldVoid, messages.HoldReply, _SIGNED),
    Route(
        "post", "/v1/gift-cards", "Hold a gift card's money, or say what is on it.",
        gift_card_messages.GiftCardHold, gift_card_messages.GiftCardReply, _SIGNED,
    ),
    Route("post", "/v1/secure", "Keep what a sale would use up.", messages.Secure, messages.Secured, _SIGNED),
    Route("post", "/v1/secure/void", "Let that go.", messages.SecureVoid, messages.Secured, _SIGNED),
    Route(
        "post", "/v1/leases", "What a keeper has, and what it gave back.",
        lease_messages.LeaseReport, lease_messages.LeaseAnswer, _SIGNED,
    ),
    Route(
        "post", "/v1/members", "All of a member who stands at the counter.",
        member_messages.MemberAsked, member_messages.MemberTold, _SIGNED,
    ),
    Route(
        "post", "/v1/sales", "A sale of another till, to take its goods back.",
        sale_messages.SaleAsked, sale_messages.SaleTold, _SIGNED,
    ),
    Route("post", "/v1/keys", "A till's next key.", key_messages.NewKey, key_messages.KeyReply, _SIGNED),
    Route(
        "get", "/v1/recovery/key", "What the keys beside day's copies are sealed to.", None,
        recovery_messages.RecoveryKey, _SIGNED,
    ),
    Route(
        "post", "/v1/recovery/keys", "Open a dead till's sealed keys for the one in its place.",
        recovery_messages.KeysAsked, recovery_messages.KeysTold, _RECOVERED,
    ),
    Route(
        "post", "/v1/recovery/done", "All that was found of a dead till was sent.",
        recovery_messages.RecoveryDone, recovery_messages.RecoveryClosed, _RECOVERED,
    ),
)  # fmt: skip


def document() -> dict[str, Any]:
    """The whole document."""
    kinds: list[type[msgspec.Struct]] = [
        kind for route in ROUTES for kind in (route.asked, route.answer) if kind is not None
    ]
    every: list[type[msgspec.Struct]] = list(dict.fromkeys([*kinds, messages.Problem]))
    refs, schemas = msgspec.json.schema_components(every, ref_template="#/components/schemas/{name}")
    names = {kind: ref["$ref"] for kind, ref in zip(every, refs, strict=True)}
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method] = _operation(route, names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Trofast: a till and its company's server",
            "version": str(messages.VERSION),
            "summary": "Signed, repeatable requests. Bodies are msgpack maps.",
            "description": _ABOUT,
        },
        "paths": paths,
        "components": {
            "schemas": {name: _tidied(schema) for name, schema in sorted(schemas.items())},
            "securitySchemes": {"signature": _SIGNATURE},
        },
    }


_ABOUT = (
    "A body is the msgpack form of the JSON shown here; a string with `contentEncoding: base64` is msgpack's `bin`. "
    "Fields that somebody does not know are passed over. Bodies may be compressed (`Content-Encoding: zstd`, `gzip`); "
    f"`{versions.HEADER}` in every answer names the versions spoken. A client acts on a refusal's code, never on its "
    "sentence. An address of another version is answered with 426 and `update-till` or `update-server`."
)
_SIGNATURE = {
    "type": "apiKey",
    "in": "header",
    "name": signing.SIGNATURE,
    "description": (
        "Base64 of the till's Ed25519 signature over `trofast-request-v1`, a zero byte, and the msgpack array of: "
        "method, path with query as sent, SHA-256 of the body as it travels, company, till, time, nonce. "
        f"Beside it: `{signing.COMPANY}`, `{signing.TILL}`, `{signing.AT_MS}` (ms UTC, at most "
        f"{signing.SKEW_MS // 60_000} minutes off), `{signing.NONCE}` (32 hex digits, each used once)."
    ),
}


def _operation(route: Route, names: dict[type[msgspec.Struct], str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": route.path.removeprefix("/v1/").replace("/", "-"),
        "summary": route.says,
        "parameters": [
            {"name": name, "in": "query", "required": False, "schema": schema} for name, schema in route.query
        ],
        "responses": {
            "200": {"description": "Done.", "content": _content(names[route.answer])},
            **{
                str(status): {
                    "description": "Refused: " + ", ".join(f"`{code}`" for code in codes) + ".",
                    "content": _content(names[messages.Problem]),
                }
                for status, codes in sorted(route.refusals.items())
            },
        },
        "security": [{"signature": []}] if route.is_signed else [],
    }
    if route.asked is not None:
        made["requestBody"] = {"required": True, "content": _content(names[route.asked])}
    return made


def _content(ref: str) -> dict[str, Any]:
    return {messages.CONTENT_TYPE: {"schema": {"$ref": ref}}}


def _tidied(schema: Any) -> Any:
    """The schema with bounds for what msgpack and a database can hold, and its docstring as one paragraph without the
    marks of our own documentation.
    """
    if isinstance(schema, list):
        return [_tidied(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _tidied(each) for key, each in schema.items()}
    if made.get("type") == "integer":
        made = {"minimum": -(2**63), "maximum": 2**63 - 1, **made}
    if made.get("contentEncoding") == "base64":
        made["format"] = "byte"
    if isinstance(made.get("description"), str):
        said = made["description"]
        for mark in (":class:", ":func:", ":mod:", "~", "``"):
            said = said.replace(mark, "`" if mark == "``" else "")
        made["description"] = " ".join(said.split())
    return made


def written() -> str:
    """The document as the file has it."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
