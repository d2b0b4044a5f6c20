"""Compression: what goes in comes out, and nothing grows beyond what was allowed."""

import gzip
from contextlib import suppress

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.compression import GrowsTooLarge, NotUnpacked, accepts, coding_of, gunzip, pack, unpack

MOST = 10_000


@given(st.binary(max_size=5_000))
def test_what_is_packed_comes_out_as_it_was(content: bytes) -> None:
    assert unpack(pack(content), most_bytes=MOST) == content
    assert gunzip(gzip.compress(content), most_bytes=MOST) == content


@given(st.binary(max_size=200))
def test_noise_is_never_more_than_an_error_of_ours(noise: bytes) -> None:
    for read in (unpack, gunzip):
        with suppress(NotUnpacked):
            assert len(read(noise, most_bytes=MOST)) <= MOST


def test_a_bomb_is_not_unpacked() -> None:
    bomb = bytes(50_000_000)
    unknown_size = zstandard.ZstdCompressor(write_content_size=False).compress(bomb)
    for read, packed in ((unpack, pack(bomb)), (unpack, unknown_size), (gunzip, gzip.compress(bomb))):
        assert len(packed) < 100_000
        with pytest.raises(NotUnpacked):
            read(packed, most_bytes=MOST)
    with pytest.raises(GrowsTooLarge):
        unpack(pack(bomb), most_bytes=MOST)
    with pytest.raises(GrowsTooLarge):
        gunzip(gzip.compress(bomb), most_bytes=MOST)


def test_a_frame_that_lies_about_its_size_is_an_error() -> None:
    honest = bytearray(pack(b"a" * 300))
    at = honest.index((300 - 256).to_bytes(2, "little"))  # two bytes, less 256 (RFC 8878, 3.1.1.1.4)
    honest[at : at + 2] = (20).to_bytes(2, "little")
    with pytest.raises(NotUnpacked):
        unpack(bytes(honest), most_bytes=MOST)


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_half_a_frame_and_more_than_one_are_errors(cut: int) -> None:
    content = b"".join(b"%d" % number for number in range(200))
    for read, packed in ((unpack, pack(content)), (gunzip, gzip.compress(content))):
        for wrong in (packed[:-cut], packed + packed, packed + b"x" * cut):
            with pytest.raises(NotUnpacked):
                read(wrong, most_bytes=MOST)


def test_headers_say_what_is_packed_and_who_reads_it() -> None:
    assert coding_of({"content-encoding": " ZSTD "}) == "zstd"
    assert coding_of({}) == ""
    for said, reads in (
        ("zstd, gzip", True),
        ("gzip, ZSTD;q=0.5", True),
        ("zstd;q=0", False),
        ("gzip", False),
        ("", False),
        ("zstdx", False),
    ):
        assert accepts({"accept-encoding": said}) is reads
