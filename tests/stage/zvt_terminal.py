"""A card terminal on a loopback port that speaks ZVT, and misbehaves on purpose.

Written from the protocol with bytes as they stand in it; it shares nothing with the driver. What it charged it
remembers over :meth:`ZvtStage.restart`, as a real one does.

``python -m tests.stage.zvt_terminal [PORT]`` lets a till be tried with it: type what is to go wrong next (``declines``,
``drops_after``, ``waits_for_card`` ...), ``unplug``, ``plug``, or nothing to see what was charged.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from dataclasses import dataclass
from enum import Enum, auto
from types import TracebackType
from typing import Self

ACK = bytes.fromhex("800000")


class Mischief(Enum):
    """What goes wrong with the next payment, reversal, refund or end of day."""

    NONE = auto()
    DECLINES = auto()
    REFUSES = auto()
    DROPS_BEFORE = auto()
    """Hangs up before anything is charged."""
    DROPS_AFTER = auto()
    """Charges, and hangs up without a word."""
    HALF_A_FRAME = auto()
    SAYS_IT_TWICE = auto()
    TWO_STORIES = auto()
    OTHER_AMOUNT = auto()
    OTHER_CURRENCY = auto()
    GARBAGE = auto()
    FALLS_SILENT = auto()
    """Charges, and says nothing more."""
    NO_PAPER = auto()
    NO_NUMBER = auto()
    ABORTS_AFTER_YES = auto()
    WAITS_FOR_CARD = auto()
    """Until it is asked to give up."""
    IS_SLOW = auto()
    ASKS_ODD_THINGS = auto()


@dataclass
class Booked:
    """What the terminal remembers of one transaction. ``kind`` is pay, refund or reversal."""

    kind: str
    receipt: int
    trace: int
    amount: int
    reversed: bool = False


class HangUp(Exception):
    """The terminal puts the line down here."""


class ZvtStage:
    """``with ZvtStage() as terminal``: listens on ``terminal.port``. ``mischief`` counts for one command."""

    def __init__(self, port: int = 0) -> None:
        self.mischief = Mischief.NONE
        self.booked: list[Booked] = []
        self.password = "000000"
        self.status = 0x00
        self.tells_last = True
        self.currency = "0578"
        self.commands: list[str] = []
        self.slow_s = 0.2
        self._next = 1
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._lines: list[socket.socket] = []
        self._listen(port)

    # ---- life

    def _listen(self, port: int) -> None:
        self._server = socket.create_server(("127.0.0.1", port))
        self.port = self._server.getsockname()[1]
        self._stop.clear()
        thread = threading.Thread(target=self._accept, args=(self._server,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def unplug(self) -> None:
        """Power goes: nobody listens, every line is dead."""
        self._stop.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        for thread in self._threads:
            thread.join(5)
        self._threads.clear()
        self._lines.clear()

    def restart(self) -> None:
        """Power is back; it remembers."""
        self.unplug()
        self._listen(self.port)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unplug()

    @property
    def charged(self) -> int:
        """What customers paid in all."""
        signs = {"pay": 1, "refund": -1, "reversal": 0}
        return sum(signs[each.kind] * each.amount for each in self.booked if not each.reversed)

    # ---- the line

    def _accept(self, server: socket.socket) -> None:
        while not self._stop.is_set():
            try:
                line, _ = server.accept()
            except OSError:
                return
            self._lines.append(line)
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(30)
        with contextlib.suppress(OSError, HangUp, ValueError):
            while True:
                control, data = self._frame(line)
                self.commands.append(control.hex())
                self._react(line, control, data)
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()

    def _frame(self, line: socket.socket) -> tuple[bytes, bytes]:
        head = self._exactly(line, 3)
        size = head[2]
        if size == 0xFF:
            low, high = self._exactly(line, 2)
            size = low + 256 * high
        return head[:2], self._exactly(line, size)

    def _exactly(self, line: socket.socket, count: int) -> bytes:
        got = b""
        while len(got) < count:
            piece = line.recv(count - len(got))
            if not piece:
                raise HangUp
            got += piece
        return got

    def _say(self, line: socket.socket, control: str, data: bytes = b"") -> None:
        """Send a frame and have it acknowledged."""
        assert len(data) < 255
        line.sendall(bytes.fromhex(control) + bytes([len(data)]) + data)
        answer, _ = self._frame(line)
        if answer[0] not in (0x80, 0x84):
            raise HangUp

    # ---- what it does

    def _react(self, line: socket.socket, control: bytes, data: bytes) -> None:
        what = control.hex()
        if what == "0600":
            line.sendall(ACK)
            if data[:3].hex() != self.password or data[4:6].hex() != self.currency:
                self._say(line, "061e", b"\x83")
            else:
                self._say(line, "060f", b"\x19\x00\x29\x12\x34\x56\x78\x49" + data[4:6])
        elif what == "0501":
            line.sendall(ACK)
            self._say(line, "060f", bytes([self.status]))
        elif what == "0620":
            self._repeat(line)
        elif what == "0601":
            self._move(line, "pay", int(data[1:7].hex()))
        elif what == "0631":
            self._move(line, "refund", int(data[4:10].hex()))
        elif what == "0630":
            self._reverse(line, int(data[4:6].hex()))
        elif what == "0650":
            self._end_of_day(line)
        elif what == "0602":
            line.sendall(ACK)
            self._say(line, "060f")
        elif what == "06b0":
            line.sendall(ACK)
        elif control[0] != 0x80:
            line.sendall(bytes.fromhex("848300"))

    def _end_of_day(self, line: socket.socket) -> None:
        """Tells what was in the batch, kind by kind, and begins a new one."""
        mischief, self.mischief = self.mischief, Mischief.NONE
        if mischief is Mischief.REFUSES:
            line.sendall(bytes.fromhex("849c00"))
            return
        line.sendall(ACK)
        if mischief is Mischief.DROPS_BEFORE:
            raise HangUp
        if mischief is Mischief.DECLINES:
            self._say(line, "061e", b"\x77")
            return
        total = max(self.charged, 0) + (100 if mischief is Mischief.OTHER_AMOUNT else 0)
        self.booked.clear()
        if mischief is Mischief.DROPS_AFTER:
            raise HangUp
        kinds = bytes.fromhex("00010004" + f"01{total:012d}" + "00000000000000" * 6)
        length = bytes(0xF0 | int(digit) for digit in f"{len(kinds):03d}")
        said = bytes.fromhex(f"04{total:012d}0c2205300d1129") + b"\x60" + length + kinds
        if mischief is Mischief.GARBAGE:
            said = b"\x04\xff\xff"
        if mischief is not Mischief.NO_NUMBER:
            self._say(line, "040f", said)
        self._say(line, "060f")

    def _repeat(self, line: socket.socket) -> None:
        if not self.booked or not self.tells_last:
            line.sendall(bytes.fromhex("848300"))
            return
        line.sendall(ACK)
        self._say(line, "040f", self._status(self.booked[-1]))
        self._say(line, "060f")

    def _reverse(self, line: socket.socket, receipt: int) -> None:
        found = next((each for each in self.booked if each.receipt == receipt and each.kind == "pay"), None)
        if found is None or found.reversed:
            line.sendall(ACK)
            self._say(line, "061e", b"\xb5" if found is None else b"\xb4")
            return
        self._move(line, "reversal", found.amount, found)

    def _move(self, line: socket.socket, kind: str, amount: int, undone: Booked | None = None) -> None:
        mischief, self.mischief = self.mischief, Mischief.NONE
        if mischief is Mischief.REFUSES:
            line.sendall(bytes.fromhex("849c00"))
            return
        line.sendall(ACK)
        with contextlib.suppress(OSError, HangUp):
            self._say(line, "04ff", b"\x0a\x01")
        if mischief is Mischief.ASKS_ODD_THINGS:
            self._say(line, "0401", bytes.fromhex("aa2611290c003000"))
            self._say(line, "06d1", b"\x00AUTORISERT")
            self._say(line, "06d3", b"\x06\x02\x07\x00")
        if mischief is Mischief.WAITS_FOR_CARD:
            while self._frame(line)[0].hex() != "06b0":
                pass
            line.sendall(ACK)
            self._say(line, "061e", b"\x6c")
            return
        if mischief is Mischief.NO_PAPER:
            self._say(line, "061e", b"\xcc")
            return
        if mischief is Mischief.DROPS_BEFORE:
            raise HangUp
        if mischief is Mischief.DECLINES:
            self._say(line, "040f", b"\x27\x05\x29\x12\x34\x56\x78")
            self._say(line, "061e", b"\x05")
            return
        with contextlib.suppress(OSError, HangUp):  # the bank is asked, whoever still listens
            if mischief is Mischief.IS_SLOW:
                for _ in range(3):
                    time.sleep(self.slow_s)
                    self._say(line, "04ff", b"\x04")
            self._say(line, "04ff", b"\x04")
        booked = Booked(kind, self._next, self._next + 1000, amount)
        self._next += 1
        self.booked.append(booked)
        if undone is not None:
            undone.reversed = True
        self._tell(line, booked, mischief)

    def _tell(self, line: socket.socket, booked: Booked, mischief: Mischief) -> None:
        if mischief is Mischief.DROPS_AFTER:
            raise HangUp
        if mischief is Mischief.FALLS_SILENT:
            self._frame(line)
            return
        if mischief is Mischief.GARBAGE:
            line.sendall(b"\x7e\x99GARBAGE")
            raise HangUp
        if mischief is Mischief.HALF_A_FRAME:
            status = self._status(booked)
            line.sendall(bytes.fromhex("040f") + bytes([len(status)]) + status[: len(status) // 2])
            raise HangUp
        self._say(line, "040f", self._status(booked, mischief))
        if mischief is Mischief.SAYS_IT_TWICE:
            self._say(line, "040f", self._status(booked))
        if mischief is Mischief.TWO_STORIES:
            self._say(line, "040f", b"\x27\x05")
        if mischief is Mischief.ABORTS_AFTER_YES:
            self._say(line, "061e", b"\xff")
        else:
            self._say(line, "060f")

    def _status(self, booked: Booked, mischief: Mischief = Mischief.NONE) -> bytes:
        amount = booked.amount + (100 if mischief is Mischief.OTHER_AMOUNT else 0)
        currency = "0840" if mischief is Mischief.OTHER_CURRENCY else self.currency
        receipt = "" if mischief is Mischief.NO_NUMBER else f"87{booked.receipt:04d}"
        name = b"\xf0\xf4VISA"
        return (
            bytes.fromhex(f"270004{amount:012d}49{currency}0b{booked.trace:06d}{receipt}0c1434120d1129")
            + bytes.fromhex("2912345678190522f0f8eeeeeeeeeeee12348a0a8b")
            + name
            + b"\x06\x04\x1f\x12\x01\x02"
        )


def main(port: int) -> None:
    """A terminal on a table, until the end of the input."""
    with ZvtStage(port) as terminal:
        print(f"listening on 127.0.0.1:{terminal.port}")
        for line in sys.stdin:
            word = line.strip().upper()
            if word == "UNPLUG":
                terminal.unplug()
            elif word == "PLUG":
                terminal.restart()
            elif word in Mischief.__members__:
                terminal.mischief = Mischief[word]
            for each in terminal.booked:
                print(f"{each.receipt:04d} {each.kind} {each.amount}{' reversed' if each.reversed else ''}")
            print(f"charged: {terminal.charged}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20007)
