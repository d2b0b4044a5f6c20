"""Tells a keyboard-wedge scanner from a person, key by key.

A wedge scanner types: its keys go to whatever has the focus, and its Enter presses whatever is the default.
So the application's event filter shows every key to a `WedgeDetector` first and does what the verdict says.
A scanner sends its keys a few milliseconds apart and ends with Enter or Tab; nobody types six keys in a row
that fast. Keys are held while they could be the beginning of a scan and are given back, all of them and in
order, as soon as they cannot: a person loses nothing but `max_gap_ms`.

How the event filter uses it (Qt-free here; `token` carries the toolkit's own key event):

- On each key press with text, and on Enter and Tab: `verdict = detector.key(text, at_ms, is_suffix,
  token)`. Take `at_ms` from the event itself (`QKeyEvent.timestamp()`), so that a busy interface thread
  distorts nothing.
- Ignore bare modifier presses. For auto-repeat, keys with Ctrl, Alt or Meta, arrows, function keys and
  Backspace: call `detector.interrupt()`, replay its keys, and let the event pass.
- If `verdict.passes_through`, let the event go its way. Otherwise swallow it, and post `verdict.keys` again
  in order, marked so that the filter lets them pass. Swallow a key's release when its press was swallowed.
- If `verdict.scan` is not `None`, it is a scan. If `verdict.refused` is not `None`, play the refusal.
- Restart a single-shot timer of `detector.wait_ms` after each verdict with `verdict.holding`; on timeout call
  `detector.idle(last_at_ms + detector.wait_ms)` and treat its verdict in the same way.
"""

from __future__ import annotations

from msgspec import Struct

from drivers.scanners.frames import LONGEST_SCAN


class HeldKey(Struct, frozen=True):
    """One key press. `token` is whatever the caller gave, for replaying it."""

    text: str
    at_ms: int
    is_suffix: bool
    token: object = None


class Verdict(Struct, frozen=True):
    """What to do now.

    `keys` are typed by a person and must reach the focused widget in this order. `scan` is a complete scan,
    `refused` the text of one that went wrong, because it `is_too_long` or was cut off. `holding` says that
    keys are still held, so a timer must run. `passes_through` is true when the key just shown is the only one
    in `keys`: nothing needs replaying.
    """

    keys: tuple[HeldKey, ...] = ()
    scan: str | None = None
    refused: str | None = None
    is_too_long: bool = False
    holding: bool = False
    passes_through: bool = False


class WedgeDetector:
    """Pure and incremental; one instance for the whole application.

    `prefix` is what the scanner is set to send before each code (empty: none). `max_gap_ms` is the longest
    pause between two keys of a scan, `min_length` the fewest characters a scan has, prefix not counted. A
    burst longer than `max_length` is noise: it is refused and the rest of it goes nowhere.
    """

    def __init__(
        self, prefix: str = "", max_gap_ms: int = 35, min_length: int = 6, max_length: int = LONGEST_SCAN
    ) -> None:
        if max_gap_ms < 1 or min_length < 2 or max_length < min_length:
            raise ValueError("max_gap_ms >= 1 and 2 <= min_length <= max_length")
        self._prefix = prefix
        self._max_gap_ms = max_gap_ms
        self._min_length = min_length
        self._max_length = max_length
        self._held: list[HeldKey] = []
        self._last_ms = 0
        self._draining = False

    @property
    def wait_ms(self) -> int:
        """How long the caller's timer waits from now before it calls `idle`."""
        return self._gap_ms + 1

    @property
    def _gap_ms(self) -> int:
        # Once this many keys came at a scanner's speed it is a scanner, and its suffix may take its time: a
        # late Enter that pressed a button would be worse than a pause no person can have caused.
        return self._max_gap_ms * (3 if len(self._held) >= self._min_length else 1)

    def key(self, text: str, at_ms: int, is_suffix: bool, token: object = None) -> Verdict:
        """Show one key press to the detector. `text` is what it would type; Enter and Tab are `is_suffix`."""
        pressed = HeldKey(text, at_ms, is_suffix, token)
        late = at_ms - self._last_ms > self._gap_ms
        self._last_ms = at_ms
        if self._draining:
            if not late:
                return Verdict(holding=True)
            self._draining = False
        released, refused = self._give_up() if late else ((), None)
        if is_suffix:
            return self._end(pressed, released, refused)
        self._held.append(pressed)
        if len(self._held) > self._max_length + len(self._prefix):
            noise = _text(self._take())
            self._draining = True
            return Verdict(released, refused=noise, is_too_long=True, holding=True)
        return Verdict(released, refused=refused, holding=True)

    def idle(self, at_ms: int) -> Verdict:
        """It is `at_ms` and no key came: give back what is held if its time is over."""
        if at_ms - self._last_ms <= self._gap_ms:
            return Verdict(holding=bool(self._held) or self._draining)
        return self.interrupt()

    def interrupt(self) -> Verdict:
        """A key that no scanner sends was pressed: give back what is held, before that key acts."""
        self._draining = False
        released, refused = self._give_up()
        return Verdict(released, refused=refused)

    def _end(self, suffix: HeldKey, released: tuple[HeldKey, ...], refused: str | None) -> Verdict:
        held = self._take()
        typed, burst = self._split(held)
        if burst:
            return Verdict(released + typed, scan=_text(burst), refused=refused)
        keys = (*released, *held, suffix)
        return Verdict(keys, refused=refused, passes_through=len(keys) == 1)

    def _give_up(self) -> tuple[tuple[HeldKey, ...], str | None]:
        """The held keys as typing; but after its own prefix it was a scanner, and its half code types
        nothing.
        """
        held = self._take()
        if self._prefix:
            typed, burst = self._split(held)
            if burst:
                return typed, _text(burst)
        return held, None

    def _take(self) -> tuple[HeldKey, ...]:
        held = tuple(self._held)
        self._held.clear()
        return held

    def _split(self, held: tuple[HeldKey, ...]) -> tuple[tuple[HeldKey, ...], tuple[HeldKey, ...]]:
        """What a person typed before the scan, and the scan without its prefix; an empty scan if it is
        none.
        """
        width = len(self._prefix)
        for at in range(len(held) - width - self._min_length + 1):
            if _text(held[at : at + width]) == self._prefix:
                return held[:at], held[at + width :]
        return held, ()


def _text(keys: tuple[HeldKey, ...]) -> str:
    return "".join(key.text for key in keys)
