"""The bytes of a member's code: taken apart exactly as they were put together, or refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.member_code import (
    MARK,
    MOST_BYTES,
    MOST_DIGITS,
    Kind,
    Token,
    bytes_of,
    company_tag,
    key_id,
    read_code,
    read_token,
    text_of,
)

UUID = "0190b5a0-1111-7000-8000-000000000042"
MEMBER_IDS = st.one_of(
    st.uuids().map(str),
    st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", min_size=1, max_size=64),
)
SIGNATURE = st.binary(min_size=64, max_size=64)


@st.composite
def tokens(draw: st.DrawFn) -> Token:
    kind = draw(st.sampled_from(Kind))
    return Token(
        kind=kind,
        company_tag=draw(st.binary(min_size=4, max_size=4)),
        key_id=draw(st.binary(min_size=4, max_size=4)),
        token_id=draw(st.binary(min_size=8, max_size=8)),
        issued_s=draw(st.integers(0, 2**32 - 1)),
        ends_s=draw(st.integers(0, 2**32 - 1)),
        member_id=draw(MEMBER_IDS),
        phone_key=draw(st.binary(min_size=32, max_size=32)) if kind is Kind.ROTATING else b"",
    )


def reason_of(text: str) -> Refusal:
    with pytest.raises(Refused) as caught:
        read_code(text)
    return caught.value.reason


@given(st.binary(min_size=1, max_size=MOST_BYTES))
def test_bytes_come_back_from_their_digits(raw: bytes) -> None:
    text = text_of(raw)
    assert bytes_of(text) == raw
    assert len(text) <= MOST_DIGITS
    assert text.isascii()
    assert text.isdigit()


@given(tokens(), SIGNATURE, SIGNATURE, st.integers(0, 2**32 - 1))
def test_a_code_comes_back_as_it_was_made(token: Token, signature: bytes, proof: bytes, step: int) -> None:
    raw = token.body() + signature
    assert read_token(raw) == (token, signature)
    if token.kind is Kind.ROTATING:
        shown = read_code(text_of(raw + step.to_bytes(4, "big") + proof))
        assert (shown.token, shown.signature, shown.step, shown.proof) == (token, signature, step, proof)
    else:
        assert read_code(text_of(raw)).token == token


@given(tokens(), SIGNATURE, st.data())
def test_no_part_of_a_code_is_a_code(token: Token, signature: bytes, data: st.DataObject) -> None:
    raw = token.body() + signature + (bytes(68) if token.kind is Kind.ROTATING else b"")
    text = text_of(raw)
    cut = data.draw(st.integers(0, len(text) - 1))
    assert reason_of(text[:cut]) in {Refusal.MEMBER_CODE_DAMAGED, Refusal.MEMBER_CODE_OTHER_KIND}
    shorter = data.draw(st.integers(1, len(raw) - 1))
    assert reason_of(text_of(raw[:shorter])) is Refusal.MEMBER_CODE_DAMAGED
    assert reason_of(text_of(raw + b"\0")) is Refusal.MEMBER_CODE_DAMAGED


@given(st.binary(max_size=MOST_BYTES + 40))
def test_random_bytes_are_refused_and_never_raise_anything_else(raw: bytes) -> None:
    assert reason_of(text_of(raw)).value.startswith("member_code_")


@given(
    st.one_of(st.text(max_size=700), st.text("0123456789", max_size=700).map(lambda digits: MARK + digits))
)
def test_random_text_is_refused_and_never_raises_anything_else(text: str) -> None:
    assert reason_of(text).value.startswith("member_code_")


@given(tokens(), SIGNATURE, st.integers(0, 255), st.sampled_from([0, 1]))
def test_a_header_that_asks_for_another_algorithm_is_never_looked_into(
    token: Token, signature: bytes, other: int, at: int
) -> None:
    raw = bytearray(token.body() + signature + (bytes(68) if token.kind is Kind.ROTATING else b""))
    if (at == 0 and other == 1) or (at == 1 and other in {1, 2}):
        other = 3
    raw[at] = other
    assert reason_of(text_of(bytes(raw))) is Refusal.MEMBER_CODE_OTHER_KIND


@pytest.mark.parametrize("digits", [MOST_DIGITS + 1, 10_000, 1_000_000])
def test_what_is_longer_than_any_code_is_refused_unread(digits: int) -> None:
    assert reason_of(MARK + "9" * (digits - len(MARK))) is Refusal.MEMBER_CODE_TOO_LONG


def test_a_number_too_large_for_its_width_is_refused() -> None:
    text = text_of(b"\xff" * 107)
    assert reason_of(MARK + "9" * (len(text) - len(MARK))) is Refusal.MEMBER_CODE_DAMAGED


@pytest.mark.parametrize("foreign", ["²" * 300, "٣" * 300, "１" * 300])
def test_only_plain_digits_are_digits(foreign: str) -> None:
    assert reason_of(MARK + foreign) is Refusal.MEMBER_CODE_DAMAGED


def test_a_members_own_id_has_at_most_64_letters() -> None:
    with pytest.raises(ValueError, match="1 to 64"):
        Token(Kind.SIGNED, bytes(4), bytes(4), bytes(8), 0, 1, "x" * 65).body()


def test_a_uuid_takes_17_bytes_and_a_code_fits_a_phones_screen() -> None:
    signed = Token(Kind.SIGNED, bytes(4), bytes(4), bytes(8), 0, 1, UUID)
    assert len(text_of(signed.body() + bytes(64))) == 264
    rotating = Token(Kind.ROTATING, bytes(4), bytes(4), bytes(8), 0, 1, UUID, bytes(32))
    assert len(text_of(rotating.body() + bytes(64 + 4 + 64))) == 507


def test_companies_and_keys_have_names_of_four_bytes() -> None:
    assert len(company_tag("kaffehuset")) == len(key_id(bytes(32))) == 4
    assert company_tag("kaffehuset") != company_tag("Kaffehuset")
    assert key_id(bytes(32)) != key_id(b"\1" + bytes(31))
