"""Sealed keys open for one key alone, and show every change."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.recovery import (
    Envelope,
    NotOpened,
    TillKeys,
    key_id,
    new_key_pair,
    outside_of,
    seal,
    unseal,
)

PRIVATE, PUBLIC = new_key_pair()
KEYS = TillKeys(bytes(range(32)), bytes(range(32, 64)))
SEALED = seal(KEYS, company_id="kaffehuset", till_id="till-1", public_key=PUBLIC)


def test_what_was_sealed_is_opened_by_the_company_alone() -> None:
    outside = outside_of(SEALED)
    assert (outside.company_id, outside.till_id, outside.recipient) == (
        "kaffehuset",
        "till-1",
        key_id(PUBLIC),
    )
    assert unseal(SEALED, PRIVATE) == KEYS
    with pytest.raises(NotOpened, match="another company"):
        unseal(SEALED, new_key_pair()[0])
    assert KEYS.data_key not in SEALED
    assert KEYS.device_seed not in SEALED


def test_no_two_envelopes_are_alike() -> None:
    again = seal(KEYS, company_id="kaffehuset", till_id="till-1", public_key=PUBLIC)
    assert outside_of(again).ephemeral != outside_of(SEALED).ephemeral
    assert unseal(again, PRIVATE) == KEYS


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_any_changed_byte_is_noticed(at: int, change: int) -> None:
    wrong = bytearray(SEALED)
    wrong[at] ^= change
    with pytest.raises(NotOpened):
        unseal(bytes(wrong), PRIVATE)


@given(st.binary(max_size=200))
def test_noise_is_no_envelope(noise: bytes) -> None:
    with pytest.raises(NotOpened):
        outside_of(noise)


def test_an_envelope_cannot_be_handed_on_as_another_tills() -> None:
    outside = outside_of(SEALED)
    other = Envelope(
        outside.version, "kaffehuset", "till-2", outside.recipient, outside.ephemeral, outside.sealed
    )
    with pytest.raises(NotOpened, match="damaged"):
        unseal(msgspec.msgpack.encode(other), PRIVATE)


def test_a_later_form_is_named() -> None:
    outside = outside_of(SEALED)
    later = Envelope(
        9, outside.company_id, outside.till_id, outside.recipient, outside.ephemeral, outside.sealed
    )
    with pytest.raises(NotOpened, match="later release"):
        outside_of(msgspec.msgpack.encode(later))
