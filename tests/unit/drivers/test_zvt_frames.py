"""ZVT's frames and fields: what is read back is what was written, however it is cut, and noise is never a field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.settings import SettingsError, TerminalSettings
from drivers.terminals.terminal import Verdict
from drivers.terminals.zvt import fields
from drivers.terminals.zvt.apdu import Apdu, BadFrame, FrameReader, encoded
from drivers.terminals.zvt.dialogue import Heard
from drivers.terminals.zvt.fields import Unreadable
from drivers.terminals.zvt.terminal import judged, status_code

controls = st.sampled_from([b"\x06\x0f", b"\x04\x0f", b"\x80\x00", b"\x06\xd3"])
frames = st.lists(st.builds(Apdu, controls, st.binary(max_size=600)), max_size=4)


@given(frames, st.lists(st.integers(1, 300), min_size=1, max_size=20))
def test_frames_come_out_as_they_went_in_however_the_line_cuts_them(
    sent: list[Apdu], cuts: list[int]
) -> None:
    wire = b"".join(encoded(frame) for frame in sent)
    reader, found, at = FrameReader(), [], 0
    while at < len(wire):
        size = cuts[at % len(cuts)]
        reader.feed(wire[at : at + size])
        at += size
        while (frame := reader.next()) is not None:
            found.append(frame)
    assert found == sent
    assert not reader.is_inside


def test_the_length_is_one_byte_up_to_254_and_three_from_255_on() -> None:
    assert encoded(Apdu(b"\x06\x0f", bytes(254)))[:4] == bytes.fromhex("060ffe00")
    assert encoded(Apdu(b"\x06\x0f", bytes(255)))[:5] == bytes.fromhex("060fffff00")
    assert encoded(Apdu(b"\x06\x0f", bytes(258)))[:5] == bytes.fromhex("060fff0201")


@pytest.mark.parametrize("noise", [b"\x7e\x01\x02", b"HTTP/1.1", b"\x06\x0f\xff\xff\xff"])
def test_noise_is_no_frame(noise: bytes) -> None:
    reader = FrameReader()
    reader.feed(noise)
    with pytest.raises(BadFrame):
        reader.next()


@given(st.binary(max_size=80))
def test_whatever_a_status_holds_it_is_read_or_unreadable_and_approves_nothing_else(data: bytes) -> None:
    try:
        outcome = judged(Heard(statuses=[data], ended=True), 500, "NOK")
    except Unreadable:
        return
    if outcome.verdict is Verdict.APPROVED:
        said = fields.read_fields(data)
        assert said[fields.RESULT] == b"\0"
        assert said[fields.AMOUNT] == fields.bcd(500, 6)
        assert len(said[fields.RECEIPT]) == 2


@given(st.integers(0, 999_999_999_999))
def test_amounts_are_twelve_digits(amount_minor: int) -> None:
    assert fields.number_of(fields.bcd(amount_minor, 6)) == amount_minor


@pytest.mark.parametrize(
    "wrong", ["0400", "8bf1", "8bf1fa41", "06", "0683", "27002705", "ff00", "2700" + "0b12345a"]
)
def test_a_field_that_is_cut_off_unknown_or_said_twice_is_unreadable(wrong: str) -> None:
    with pytest.raises(Unreadable):
        fields.number_of(fields.read_fields(bytes.fromhex(wrong))[fields.TRACE])


@pytest.mark.parametrize(
    ("completion", "code"), [("", 0), ("00", 0), ("cc", 0xCC), ("1900", 0), ("f0f0f1", 0)]
)
def test_the_terminals_status_is_the_first_byte_unless_fields_stand_there(completion: str, code: int) -> None:
    assert status_code(bytes.fromhex(completion)) == code


def test_of_a_card_number_only_the_end_is_read() -> None:
    assert fields.card_end(bytes.fromhex("eeeeeeeeeeee1234")) == "1234"
    assert fields.card_end(bytes.fromhex("eeeeeeeeeee1234f")) == "1234"
    assert fields.card_end(bytes.fromhex("eeeeeeeeeeeeeeee")) == ""
    assert fields.text_of(b"VISA \x81 Debit\x00") == "VISA Debit"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("host", {"kind": "zvt"}),
        ("password", {"password": "12345"}),
        ("port", {"port": 0}),
        ("kind", {"kind": "ifsf"}),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(field: str, values: dict[str, object]) -> None:
    with pytest.raises(SettingsError) as refused:
        TerminalSettings(**values)  # type: ignore[arg-type]
    assert refused.value.field == field
