"""The frame of everything that goes over a ZVT line: two bytes that say what it is, a length, the data.

A length below 255 is one byte; from 255 on it is `FF` and two bytes, the lower first. On TCP nothing else stands around
a frame.
"""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 16_384
"""Bytes of data that we take. A longer frame is noise: no answer that we ask for comes near it."""

ACKNOWLEDGED = b"\x80\x00"
REGISTRATION = b"\x06\x00"
AUTHORISATION = b"\x06\x01"
LOG_OFF = b"\x06\x02"
COMPLETION = b"\x06\x0f"
ABORTED = b"\x06\x1e"
"""The terminal gives up, with the code of the reason."""
REPEAT_RECEIPT = b"\x06\x20"
REVERSAL = b"\x06\x30"
REFUND = b"\x06\x31"
END_OF_DAY = b"\x06\x50"
ABORT = b"\x06\xb0"
"""The till asks the terminal to give up."""
PRINT_LINE = b"\x06\xd1"
PRINT_BLOCK = b"\x06\xd3"
STATUS_ENQUIRY = b"\x05\x01"
STATUS_INFORMATION = b"\x04\x0f"
INTERMEDIATE_STATUS = b"\x04\xff"

UNKNOWN_COMMAND = 0x83


class BadFrame(ValueError):
    """What came is no frame, or one that is longer than anything we ask for."""


@dataclass(frozen=True, slots=True)
class Apdu:
    """One frame. ``control`` is its two bytes of class and instruction."""

    control: bytes
    data: bytes = b""

    @property
    def is_refusal(self) -> bool:
        """Whether it is a negative acknowledgement (`84 xx`). `84 00` is an old way to say yes."""
        return self.control[0] == 0x84 and self.control[1] != 0

    @property
    def is_acknowledgement(self) -> bool:
        """Whether it says that the last frame was taken."""
        return self.control in (ACKNOWLEDGED, b"\x84\x00")


def encoded(apdu: Apdu) -> bytes:
    """The frame as bytes. Raises :class:`BadFrame` where it holds too much."""
    size = len(apdu.data)
    if size > LONGEST:
        raise BadFrame(f"{size} bytes in one frame")
    length = bytes([size]) if size < 0xFF else b"\xff" + size.to_bytes(2, "little")
    return apdu.control + length + apdu.data


class FrameReader:
    """Takes bytes as they come and gives whole frames. What is left when a line breaks is half a frame: see
    :attr:`is_inside`.
    """

    def __init__(self) -> None:
        self._held = b""

    def feed(self, received: bytes) -> None:
        """More bytes came."""
        self._held += received

    def next(self) -> Apdu | None:
        """The next whole frame, if it is there. Raises :class:`BadFrame` when what comes is none of ours."""
        held = self._held
        if held and held[0] not in (0x04, 0x05, 0x06, 0x08, 0x0F, 0x80, 0x84):
            raise BadFrame(f"a frame that begins with {held[0]:02x}")
        if len(held) < 3:
            return None
        at, size = 3, held[2]
        if size == 0xFF:
            if len(held) < 5:
                return None
            at, size = 5, int.from_bytes(held[3:5], "little")
        if size > LONGEST:
            raise BadFrame(f"a frame of {size} bytes")
        if len(held) < at + size:
            return None
        self._held = held[at + size :]
        return Apdu(held[:2], held[at : at + size])

    @property
    def is_inside(self) -> bool:
        """Whether a frame has begun and is not whole."""
        return bool(self._held)
