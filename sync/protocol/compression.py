"""Zstandard, bounded: what is unpacked never grows beyond what the caller allows, whatever the bytes claim."""

from __future__ import annotations

import zstandard

ENCODING = "zstd"
"""Its name as a ``Content-Encoding`` (RFC 8878)."""

WORTH_IT = 512
"""Bytes from which compressing pays: less fits into a packet or two anyway."""
_UNKNOWN = -1


class NotUnpacked(ValueError):
    """Bytes that are not one whole frame, or that would grow too large."""


def pack(content: bytes, *, level: int = 3) -> bytes:
    """One frame, which says how large it was."""
    return zstandard.ZstdCompressor(level=level).compress(content)


def unpack(packed: bytes, *, most_bytes: int) -> bytes:
    """The content of one frame. Raises :class:`NotUnpacked`; memory is taken only when the size is within bounds."""
    try:
        size = zstandard.frame_content_size(packed)
        if size > most_bytes:
            raise NotUnpacked(f"it grows beyond {most_bytes} bytes")
        most = most_bytes if size == _UNKNOWN else size
        if most == 0:
            return b""
        return zstandard.ZstdDecompressor().decompress(packed, max_output_size=most, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise NotUnpacked(str(error)) from None
