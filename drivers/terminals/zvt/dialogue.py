"""One command and all that the terminal says until it is done with it.

The till sends a command, the terminal acknowledges it and has the word: it tells how far it is, what came of it, and
that it is done or gave up. Each of its frames is acknowledged. Here nothing is judged; :mod:`terminal` does that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.terminals.zvt import apdu, fields
from drivers.terminals.zvt.apdu import Apdu
from drivers.terminals.zvt.line import LineBroke, ZvtLine

_SLICE_S = 0.1
"""How soon a wish to cancel is seen."""


class Silence(OSError):
    """The terminal did not answer within its time."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How long is waited, in seconds: ``ack_s`` for an acknowledgement (ZVT's T3), ``silence_s`` for the next frame
    of a running command (T4), ``longest_s`` for the whole of it.
    """

    ack_s: float
    silence_s: float
    longest_s: float


@dataclass(slots=True)
class Heard:
    """What the terminal said. ``refused`` is the code of a negative acknowledgement: then it did nothing at all.
    ``ended`` is ``True`` after its completion, ``aborted`` the code with which it gave up.
    """

    refused: int | None = None
    statuses: list[bytes] = field(default_factory=list)
    ended: bool = False
    aborted: int | None = None
    completion: bytes = b""


Listen = Callable[[bytes], None]


def hold(
    line: ZvtLine,
    command: Apdu,
    waits: Waits,
    heard: Heard,
    *,
    progress: Listen | None = None,
    wants_out: Callable[[], bool] | None = None,
) -> None:
    """Send ``command`` and listen until it is over; what is heard goes into ``heard``, also where this raises:
    :class:`~drivers.terminals.zvt.line.LineBroke` or :class:`Silence`.
    """
    line.send(command)
    answer = line.receive(waits.ack_s)
    if answer is None:
        raise Silence(0, "no acknowledgement")
    if answer.is_refusal:
        heard.refused = answer.control[1]
        return
    if not answer.is_acknowledgement:
        raise LineBroke(0, f"{answer.control.hex()} in place of an acknowledgement")
    _listen(line, waits, heard, progress, wants_out)


def _listen(
    line: ZvtLine,
    waits: Waits,
    heard: Heard,
    progress: Listen | None,
    wants_out: Callable[[], bool] | None,
) -> None:
    now = time.monotonic()
    end, quiet_until = now + waits.longest_s, now + waits.silence_s
    asked_out = False
    while not (heard.ended or heard.aborted is not None):
        now = time.monotonic()
        if now >= min(end, quiet_until):
            raise Silence(0, "the terminal does not come to an end")
        if wants_out is not None and not asked_out and wants_out():
            asked_out = True
            line.send(Apdu(apdu.ABORT))
        frame = line.receive(min(_SLICE_S, end - now, quiet_until - now))
        if frame is None:
            continue
        quiet_until = time.monotonic() + waits.silence_s
        _take(line, frame, heard, progress)


def _take(line: ZvtLine, frame: Apdu, heard: Heard, progress: Listen | None) -> None:
    if frame.is_acknowledgement or frame.is_refusal:
        return  # of our wish to cancel; whether it was granted shows at the end
    match frame.control:
        case apdu.STATUS_INFORMATION:
            heard.statuses.append(frame.data)
        case apdu.INTERMEDIATE_STATUS:
            if progress is not None:
                progress(frame.data)
        case apdu.COMPLETION:
            heard.ended, heard.completion = True, frame.data
        case apdu.ABORTED:
            heard.aborted = frame.data[0] if frame.data else 0xFF
        case apdu.PRINT_LINE | apdu.PRINT_BLOCK:
            pass  # the terminal's own slip: taken, so that it goes on, and kept nowhere
        case _:
            line.send(Apdu(bytes((0x84, apdu.UNKNOWN_COMMAND))))
            return
    line.send(Apdu(apdu.ACKNOWLEDGED))


def status_fields(heard: Heard) -> dict[int, bytes] | None:
    """What the status informations say together; ``None`` where there was none. Raises
    :class:`~drivers.terminals.zvt.fields.Unreadable` when one can not be read or two disagree.
    """
    if not heard.statuses:
        return None
    first, *more = (fields.read_fields(each) for each in heard.statuses)
    for other in more:
        for number in (fields.RESULT, fields.AMOUNT, fields.CURRENCY, fields.RECEIPT, fields.TRACE):
            if first.get(number) != other.get(number):
                raise fields.Unreadable(f"two status informations disagree on field {number:02x}")
    return first
