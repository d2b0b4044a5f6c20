"""Frames of a serial scanner: cut right whatever the pieces, refused whole when they are not clean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanners.frames import BadFrame, Frame, FrameFault, FrameReader
from drivers.scanners.symbology import Symbology

EAN = b"7038010000010"


def faults(found: list[Frame | BadFrame]) -> list[FrameFault]:
    assert all(isinstance(frame, BadFrame) for frame in found)
    return [frame.fault for frame in found if isinstance(frame, BadFrame)]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_by_default_any_line_end_closes_a_frame_and_none_makes_an_empty_one(end: bytes) -> None:
    reader = FrameReader()
    assert reader.feed(EAN + end, 10) == [Frame(EAN.decode(), None)]
    assert reader.feed(EAN + end, 900) == [Frame(EAN.decode(), None)]


def test_a_tab_closes_a_frame_where_the_scanner_is_set_to_it() -> None:
    assert FrameReader(suffix=b"\t").feed(EAN + b"\t", 0) == [Frame(EAN.decode(), None)]


def test_a_scanner_that_sends_one_line_feed_more_than_agreed_does_no_harm() -> None:
    reader = FrameReader(suffix=b"\r")
    assert reader.feed(EAN + b"\r\n", 0) == [Frame(EAN.decode(), None)]
    assert reader.idle(1000) == []
    assert reader.feed(EAN + b"\r\n", 2000) == [Frame(EAN.decode(), None)]


def test_without_a_suffix_silence_closes_a_frame() -> None:
    reader = FrameReader(ends_when_idle=True)
    assert reader.feed(EAN[:6], 0) == []
    assert reader.feed(EAN[6:], 100) == []
    assert reader.idle(200) == []
    assert reader.idle(260) == [Frame(EAN.decode(), None)]


def test_a_prefix_is_taken_off_and_a_frame_without_it_refused() -> None:
    reader = FrameReader(prefix=b"\x02")
    assert reader.feed(b"\x02" + EAN + b"\r", 0) == [Frame(EAN.decode(), None)]
    assert faults(reader.feed(EAN + b"\r", 500)) == [FrameFault.NO_PREFIX]


@pytest.mark.parametrize(
    ("identifier", "symbology"),
    [
        ("]E0", Symbology.EAN),
        ("]E4", Symbology.EAN),
        ("]C0", Symbology.CODE_128),
        ("]C1", Symbology.GS1_128),
        ("]Q1", Symbology.QR),
        ("]Q3", Symbology.GS1_QR),
        ("]d2", Symbology.GS1_DATA_MATRIX),
        ("]d1", Symbology.DATA_MATRIX),
        ("]e0", Symbology.GS1_DATABAR),
        ("]X0", Symbology.OTHER),
    ],
)
def test_the_aim_identifier_is_stripped_and_kept(identifier: str, symbology: Symbology) -> None:
    assert FrameReader().feed(identifier.encode() + EAN + b"\r", 0) == [Frame(EAN.decode(), symbology)]


def test_fnc1_inside_gs1_data_survives_and_no_other_control_byte_does() -> None:
    assert FrameReader().feed(b"10AB\x1d21CD\r", 0) == [Frame("10AB\x1d21CD", None)]
    for byte in [*range(13), *range(14, 29), 30, 31, 127]:
        if byte != 10:
            assert faults(FrameReader().feed(b"12" + bytes([byte]) + b"34\r", 0)) == [
                FrameFault.CONTROL_CHARACTERS
            ]


def test_a_frame_cut_off_is_refused_and_never_completed_by_the_next_scan() -> None:
    reader = FrameReader()
    assert reader.feed(EAN[:7], 0) == []
    found = reader.feed(EAN + b"\r", 400)
    assert faults(found[:1]) == [FrameFault.TRUNCATED]
    assert found[1:] == [Frame(EAN.decode(), None)]


def test_four_kilobytes_of_noise_are_refused_once_and_sell_nothing() -> None:
    noise = bytes((at * 7919 + at // 3) % 256 for at in range(4096))
    assert b"\r" in noise
    assert b"\n" in noise
    reader = FrameReader()
    found: list[Frame | BadFrame] = []
    for at, piece in enumerate(pieces(noise)):
        found += reader.feed(piece, at)
    assert len(faults(found)) == 1
    assert reader.feed(EAN + b"\r", 1000) == [Frame(EAN.decode(), None)]


def pieces(data: bytes) -> list[bytes]:
    return [data[at : at + 64] for at in range(0, len(data), 64)]


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    reader = FrameReader(max_bytes=100)
    found: list[Frame | BadFrame] = []
    for at in range(1000):
        found += reader.feed(b"7" * 64, at)
    assert faults(found) == [FrameFault.TOO_LONG]
    assert len(reader._held) <= 164


def test_what_is_no_text_is_refused_and_its_sample_can_be_shown() -> None:
    (bad,) = FrameReader().feed(b"\xff\xfe\x80ab\r", 0)
    assert isinstance(bad, BadFrame)
    assert (bad.fault, bad.size) == (FrameFault.NOT_TEXT, 5)
    assert bad.sample.isprintable()


@given(st.lists(st.integers(1, 13), max_size=13), st.sampled_from([b"\r", b"\n", b"\r\n"]))
def test_a_frame_is_the_same_however_its_bytes_were_split(cuts: list[int], end: bytes) -> None:
    reader = FrameReader()
    stream = b"]E0" + EAN + end
    found: list[Frame | BadFrame] = []
    at = 0
    for clock, cut in enumerate([*cuts, len(stream)]):
        found += reader.feed(stream[at : at + cut], clock)
        at += cut
    found += reader.feed(stream[at:], 20)
    assert found == [Frame(EAN.decode(), Symbology.EAN)]


@given(st.binary(max_size=2000), st.integers(1, 64))
def test_no_bytes_whatever_break_the_reader_or_leave_control_characters_in_a_frame(
    data: bytes, size: int
) -> None:
    reader = FrameReader()
    found: list[Frame | BadFrame] = []
    for clock, at in enumerate(range(0, len(data), size)):
        found += reader.feed(data[at : at + size], clock)
    found += reader.idle(10_000)
    for frame in found:
        text = frame.text if isinstance(frame, Frame) else frame.sample
        assert text.replace("\x1d", "").isprintable() or isinstance(frame, Frame)
        assert not any(character < " " and character != "\x1d" for character in text)


@given(st.binary(max_size=600))
def test_after_any_noise_and_a_pause_the_next_scan_is_read(noise: bytes) -> None:
    reader = FrameReader()
    reader.feed(noise, 0)
    reader.idle(1000)
    assert reader.feed(EAN + b"\r", 1001)[-1] == Frame(EAN.decode(), None)


def test_the_longest_code_of_a_members_phone_arrives_whole_in_pieces_of_any_size() -> None:
    code = b"1991" + b"7" * 620
    reader = FrameReader(b"~", b"\r\n")
    found: list[Frame | BadFrame] = []
    for at, piece in enumerate(pieces(b"~]Q1" + code + b"\r\n")):
        found += reader.feed(piece, at)
    assert found == [Frame(code.decode(), Symbology.QR)]


def test_a_code_longer_than_any_is_refused_with_what_it_began_with() -> None:
    (bad,) = FrameReader().feed(b"1991" + b"7" * 2_000 + b"\r", 0)
    assert isinstance(bad, BadFrame)
    assert bad.fault is FrameFault.TOO_LONG
    assert bad.sample.startswith("1991777")
