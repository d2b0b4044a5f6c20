"""Reading what a newer server says: unknown fields are passed over by every decoder, unknown kinds of rows by this.

A till that passed rows over has to be told of them again once it knows their kind: whoever teaches it one raises
``REPLICA_SCHEMA``, and the replica is loaded anew.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from sync.protocol.v1.messages import Changes, Row

Message = TypeVar("Message")

_row: msgspec.msgpack.Decoder[Row] = msgspec.msgpack.Decoder(Row)
_KINDS = frozenset(str(each.__struct_config__.tag) for each in Row.__args__)


class _Tagged(msgspec.Struct):
    type: str


class _RawChanges(msgspec.Struct, kw_only=True):
    cursor: int
    more: bool
    epoch: str
    rows: tuple[msgspec.Raw, ...]


def decode_newer(body: bytes, kind: type[Message]) -> Message:
    """The message; raises :class:`msgspec.MsgspecError` for bytes that are none, rows of an unknown kind apart."""
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except msgspec.ValidationError:
        if not issubclass(kind, Changes):
            raise
        said = msgspec.msgpack.decode(body, type=_RawChanges)
        return kind(cursor=said.cursor, more=said.more, epoch=said.epoch, rows=known_rows(said.rows))


def known_rows(raw: tuple[msgspec.Raw, ...]) -> tuple[Row, ...]:
    """The rows of those kinds that are known here, in their order. A broken one of them is still an error."""
    return tuple(_row.decode(each) for each in raw if _kind_of(each) in _KINDS)


def _kind_of(raw: msgspec.Raw) -> str:
    return msgspec.msgpack.decode(raw, type=_Tagged).type
