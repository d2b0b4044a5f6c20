"""Cuts the byte stream of a serial scanner into frames, one per scan.

Bytes arrive in pieces of any size; a frame ends at its suffix. Whatever is no clean frame is reported as a
`BadFrame`, so that a cashier hears a refusal instead of wondering why nothing happened, and it is reported
once: after a bad frame everything up to the next quiet moment belongs to the same accident. A scanner cannot
send two codes within that time, line noise can.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from msgspec import Struct

from drivers.scanners.symbology import Symbology, split_aim

GROUP_SEPARATOR = "\x1d"
"""FNC1 inside GS1 data reaches us as this control character: the only one a code may hold."""

LINE_END = b""
"""The default suffix: CR, LF or CR LF, whichever the scanner sends."""

LONGEST_SCAN = 640
"""The longest scan that is taken: a member's code that a phone signs has 507 digits, the longest possible 624."""

_SAMPLE_CHARACTERS = 40


class FrameFault(StrEnum):
    """Why bytes did not make a frame."""

    TOO_LONG = "too_long"
    TRUNCATED = "truncated"
    """The scanner fell silent before the suffix."""
    CONTROL_CHARACTERS = "control_characters"
    NOT_TEXT = "not_text"
    """Not UTF-8: wrong baud rate or parity, or noise."""
    NO_PREFIX = "no_prefix"


class Frame(Struct, frozen=True):
    """One clean scan: its text without prefix, suffix and AIM identifier."""

    text: str
    symbology: Symbology | None


class BadFrame(Struct, frozen=True):
    """Bytes that were refused. `sample` is the beginning of them, safe to show and to log."""

    fault: FrameFault
    size: int
    sample: str


class FrameReader:
    r"""Incremental frame cutter. Pure: the caller supplies the time in milliseconds of any steady clock.

    `prefix` must open each frame when it is set. `suffix` ends it: `LINE_END`, or exactly the given bytes
    (`b"\r"`, `b"\t"`, ...). With `ends_when_idle` a frame ends when the line falls silent, for scanners that
    send no suffix. `max_bytes` is the longest frame accepted; `idle_ms` the silence after which an unfinished
    frame counts as cut off.
    """

    def __init__(
        self,
        prefix: bytes = b"",
        suffix: bytes = LINE_END,
        *,
        max_bytes: int = LONGEST_SCAN,
        idle_ms: int = 150,
        ends_when_idle: bool = False,
    ) -> None:
        if max_bytes < 1 or idle_ms < 1:
            raise ValueError("max_bytes and idle_ms must be at least 1")
        self._prefix = prefix
        self._suffix = suffix
        self._max_bytes = max_bytes
        self._idle_ms = idle_ms
        self._ends_when_idle = ends_when_idle
        self._held = bytearray()
        self._last_byte_ms = 0
        self._draining = False

    def feed(self, data: bytes, at_ms: int) -> list[Frame | BadFrame]:
        """Take bytes that arrived at `at_ms`; return the frames they completed, in order."""
        if not data:
            return self.idle(at_ms)
        found = self.idle(at_ms)
        self._last_byte_ms = at_ms
        if self._draining:
            return found
        self._held += data
        while (frame := self._take()) is not None:
            if not frame:
                continue
            judged = self._judge(frame)
            found.append(judged)
            if isinstance(judged, BadFrame):
                self._drain()
                return found
        if len(self._held) > self._max_bytes:
            found.append(self._refuse(FrameFault.TOO_LONG, bytes(self._held)))
            self._drain()
        return found

    def idle(self, at_ms: int) -> list[Frame | BadFrame]:
        """Tell the reader that it is `at_ms` now; call it whenever the line has been silent for a while."""
        if at_ms - self._last_byte_ms < self._idle_ms:
            return []
        self._draining = False
        return self._finish()

    def reset(self) -> list[Frame | BadFrame]:
        """The line broke: give up what is held, as `idle` would, and start clean."""
        self._draining = False
        held, self._held = bytes(self._held), bytearray()
        return [self._refuse(FrameFault.TRUNCATED, held)] if held else []

    def _drain(self) -> None:
        self._draining = True
        self._held.clear()

    def _finish(self) -> list[Frame | BadFrame]:
        held, self._held = bytes(self._held), bytearray()
        if not held.strip(b"\r\n"):
            return []
        if self._ends_when_idle:
            return [self._judge(held)]
        return [self._refuse(FrameFault.TRUNCATED, held)]

    def _take(self) -> bytes | None:
        """The bytes up to the next suffix, or `None` while it has not come."""
        if self._ends_when_idle:
            return None
        if self._suffix == LINE_END:
            ends = [at for at in (self._held.find(b"\r"), self._held.find(b"\n")) if at >= 0]
            if not ends:
                return None
            cut, width = min(ends), 1
        else:
            cut, width = self._held.find(self._suffix), len(self._suffix)
            if cut < 0:
                return None
        frame = bytes(self._held[:cut])
        del self._held[: cut + width]
        # A scanner set to CR LF while we wait for CR leaves its LF here; it is no part of the next code.
        return frame.strip(b"\r\n")

    def _judge(self, raw: bytes) -> Frame | BadFrame:
        if len(raw) > self._max_bytes:
            return self._refuse(FrameFault.TOO_LONG, raw)
        body = raw.strip(b"\r\n")
        if self._prefix:
            if not body.startswith(self._prefix):
                return self._refuse(FrameFault.NO_PREFIX, raw)
            body = body[len(self._prefix) :]
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return self._refuse(FrameFault.NOT_TEXT, raw)
        if any(is_control(character) for character in text):
            return self._refuse(FrameFault.CONTROL_CHARACTERS, raw)
        text, symbology = split_aim(text)
        if not text:
            return self._refuse(FrameFault.TRUNCATED, raw)
        return Frame(text, symbology)

    @staticmethod
    def _refuse(fault: FrameFault, raw: bytes) -> BadFrame:
        return BadFrame(fault, len(raw), printable_sample(raw.decode("utf-8", errors="replace")))


def is_control(character: str) -> bool:
    """Whether a character has no business in a code: control, format, surrogate, line or paragraph
    separator.
    """
    return character != GROUP_SEPARATOR and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def printable_sample(text: str) -> str:
    """The beginning of `text` with everything unprintable shown as a middle dot, for a message or the log."""
    shown = "".join(character if character.isprintable() else "·" for character in text[:_SAMPLE_CHARACTERS])
    return shown + "…" if len(text) > _SAMPLE_CHARACTERS else shown
