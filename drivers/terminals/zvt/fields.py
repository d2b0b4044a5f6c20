"""What stands in a frame: fields, each with a number (BMP) and a length that its number implies; numbers are BCD.

A field of a number that is not in the table can not be stepped over, so that everything behind it is lost: such data
are unreadable as a whole, and are never taken for a yes.
"""

from __future__ import annotations

TIMEOUT = 0x01
SERVICE = 0x03
AMOUNT = 0x04
TLV = 0x06
TRACE = 0x0B
RESULT = 0x27
TERMINAL_ID = 0x29
CARD_NUMBER = 0x22
CURRENCY = 0x49
RECEIPT = 0x87
CARD_KIND = 0x8A
CARD_NAME = 0x8B

_FIXED = {
    0x01: 1,
    0x02: 1,
    0x03: 1,
    0x04: 6,
    0x05: 1,
    0x0B: 3,
    0x0C: 3,
    0x0D: 2,
    0x0E: 2,
    0x17: 2,
    0x19: 1,
    0x27: 1,
    0x29: 4,
    0x2A: 15,
    0x37: 3,
    0x3A: 2,
    0x3B: 8,
    0x3D: 3,
    0x49: 2,
    0x87: 2,
    0x88: 3,
    0x8A: 1,
    0x8C: 1,
    0xA0: 1,
    0xAA: 3,
    0xBA: 5,
    0xD0: 1,
    0xD2: 1,
    0xD3: 1,
}
_TWO_DIGITS = frozenset((0x22, 0x23, 0x2D, 0x8B, 0xA7, 0xD1))
_THREE_DIGITS = frozenset((0x24, 0x2E, 0x3C, 0x60, 0x9A, 0xAF))


class Unreadable(ValueError):
    """Data that are no fields, or a field whose number is none."""


def read_fields(data: bytes) -> dict[int, bytes]:
    """The fields by number; of one that comes twice both must say the same. Raises :class:`Unreadable`."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        number = data[at]
        begin, size = _extent(data, at + 1, number)
        value = data[begin : begin + size]
        if len(value) != size:
            raise Unreadable(f"field {number:02x} is cut off")
        if found.setdefault(number, value) != value:
            raise Unreadable(f"field {number:02x} says two things")
        at = begin + size
    return found


def _extent(data: bytes, at: int, number: int) -> tuple[int, int]:
    """Where the field's value begins and how long it is."""
    if number in _FIXED:
        return at, _FIXED[number]
    if number in _TWO_DIGITS or number in _THREE_DIGITS:
        digits = 2 if number in _TWO_DIGITS else 3
        said = data[at : at + digits]
        if len(said) != digits or any(byte & 0xF0 != 0xF0 or byte & 0x0F > 9 for byte in said):
            raise Unreadable(f"field {number:02x} has no length")
        return at + digits, int("".join(str(byte & 0x0F) for byte in said))
    if number == TLV:
        return _container(data, at)
    raise Unreadable(f"field {number:02x} is not known")


def _container(data: bytes, at: int) -> tuple[int, int]:
    """A TLV container's own length: one byte below 128, else `81` and one or `82` and two bytes, the higher first."""
    first = data[at : at + 1]
    if first and first[0] < 0x80:
        return at + 1, first[0]
    width = {b"\x81": 1, b"\x82": 2}.get(first)
    said = data[at + 1 : at + 1 + (width or 0)]
    if width is None or len(said) != width:
        raise Unreadable("a container has no length")
    return at + 1 + width, int.from_bytes(said, "big")


def bcd(number: int, size: int) -> bytes:
    """``number`` in ``size`` bytes of two digits each. Raises ``ValueError`` where it does not fit."""
    digits = f"{number:0{size * 2}d}"
    if number < 0 or len(digits) != size * 2:
        raise ValueError(f"{number} does not fit into {size} bytes of digits")
    return bytes.fromhex(digits)


def number_of(value: bytes) -> int:
    """The number that these digits make. Raises :class:`Unreadable`."""
    digits = value.hex()
    if not digits.isdecimal():
        raise Unreadable(f"{digits} is no number")
    return int(digits)


def card_end(value: bytes) -> str:
    """The last four digits of a card number, of which the terminal may have masked the others (`E`) and which `F` fills
    up. "" where they are masked too. The rest of it is never looked at.
    """
    end = value.hex().rstrip("f")[-4:]
    return end if len(end) == 4 and end.isdecimal() else ""


def text_of(value: bytes) -> str:
    """A text field: seven bits are the same in all of ZVT's character sets; the rest is shown as a blank."""
    shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else " " for byte in value)
    return " ".join(shown.split())
