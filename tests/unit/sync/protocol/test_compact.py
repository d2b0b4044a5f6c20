"""Ids in their compact form: packed and unpacked without loss."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.v1.compact import pack_id, unpack_id


@given(st.uuids())
def test_a_uuid_takes_16_bytes_and_comes_back_as_it_was(made: uuid.UUID) -> None:
    assert pack_id(str(made)) == made.bytes
    assert unpack_id(made.bytes) == str(made)


@given(st.one_of(st.text(max_size=40), st.uuids().map(lambda made: str(made).upper()), st.uuids().map(str)))
def test_any_id_comes_back_as_it_was(text: str) -> None:
    assert unpack_id(pack_id(text)) == text


def test_what_only_looks_like_a_uuid_is_kept_as_text() -> None:
    canonical = "0190b5a0-0000-7000-8000-00000000ada1"
    for text in (
        canonical.replace("a", "A"),
        "{" + canonical[1:],
        canonical + "\n",
        canonical.replace("-", "_"),
    ):
        assert pack_id(text) == text
    assert isinstance(pack_id(canonical), bytes)
