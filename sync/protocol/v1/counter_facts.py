"""The fact of a counter event, version 1: what happened at the till that is no sale.

Frozen like :mod:`sync.protocol.v1.facts`; whatever is no such body raises :class:`msgspec.ValidationError` or
``DecodeError``. ``kind`` is a word of :class:`~pos_app.domain.counter_event.CounterEventKind`; one that a newer till
wrote is kept as it stands, and reads as ``other`` in the domain.
"""

from __future__ import annotations

import msgspec

from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from sync.protocol.v1.facts import SellerV1

COUNTER_EVENT = "counter-event"


class CounterEventV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """What happened, by whom, when."""

    event_id: str
    kind: str
    seller: SellerV1
    at_ms: int
    offset_minutes: int
    business_date: str
    currency_code: str
    amount_minor: int = 0
    before_minor: int = 0
    reason: str = ""
    subject: str = ""
    approved_by: str = ""
    from_ms: int = 0


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(CounterEventV1)
_KINDS = frozenset(CounterEventKind)


def encode_counter_event(event: CounterEvent) -> bytes:
    """A counter event's body."""
    return _encoder.encode(msgspec.convert(event, CounterEventV1, from_attributes=True))


def read_counter_event(body: bytes) -> CounterEventV1:
    """The event as it was written, with the word of its kind."""
    try:
        return _decoder.decode(body)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError("the event holds what is no text, or too deep a nest") from error


def decode_counter_event(body: bytes) -> CounterEvent:
    """The event that a body says; a kind that is not known here is ``other``."""
    read = read_counter_event(body)
    if read.kind not in _KINDS:
        read = msgspec.structs.replace(read, kind=CounterEventKind.OTHER.value)
    return msgspec.convert(read, CounterEvent, from_attributes=True)
