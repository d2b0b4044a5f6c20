"""Zstandard and gzip, bounded: what is unpacked never grows beyond what the caller allows, whatever the bytes claim."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import zstandard

ENCODING = "zstd"
"""Its name as a ``Content-Encoding`` (RFC 8878)."""

WORTH_IT = 512
"""Bytes from which compressing pays: less fits into a packet or two anyway."""
_UNKNOWN = -1


class NotUnpacked(ValueError):
    """Bytes that are not one whole frame, or that would grow too large."""


class GrowsTooLarge(NotUnpacked):
    """A frame whose content is larger than the caller allows."""


def coding_of(headers: Mapping[str, str]) -> str:
    """The compression that headers (names in lower case) say a body has; "" for none."""
    return headers.get("content-encoding", "").strip().lower()


def accepts(headers: Mapping[str, str]) -> bool:
    """Whether whoever sent these headers reads Zstandard."""
    codings = (each.partition(";") for each in headers.get("accept-encoding", "").split(","))
    return any(
        name.strip().lower() == ENCODING and quality.replace(" ", "") not in {"q=0", "q=0.0"}
        for name, _, quality in codings
    )


def pack(content: bytes, *, level: int = 3) -> bytes:
    """One frame, which says how large it was."""
    return zstandard.ZstdCompressor(level=level).compress(content)


def unpack(packed: bytes, *, most_bytes: int) -> bytes:
    """The content of one frame. Raises :class:`NotUnpacked`; memory is taken only when the size is within bounds."""
    try:
        size = zstandard.frame_content_size(packed)
        if size > most_bytes:
            raise GrowsTooLarge(f"it grows beyond {most_bytes} bytes")
        most = most_bytes if size == _UNKNOWN else size
        if most == 0:
            return b""
        return zstandard.ZstdDecompressor().decompress(packed, max_output_size=most, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise NotUnpacked(str(error)) from None


def gunzip(packed: bytes, *, most_bytes: int) -> bytes:
    """The content of one gzip member, for clients that know nothing newer. Raises :class:`NotUnpacked`."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(packed, most_bytes)
    except zlib.error as error:
        raise NotUnpacked(str(error)) from None
    if unpacker.unconsumed_tail:
        raise GrowsTooLarge(f"it grows beyond {most_bytes} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise NotUnpacked("it is not one whole member")
    return content
