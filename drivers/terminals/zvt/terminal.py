"""A terminal that speaks ZVT: the port :class:`~drivers.terminals.terminal.PaymentTerminal` over TCP.

Approved is what the terminal said in a whole, readable status information with the amount that it was asked for, and
completed. Declined is a clear no, or a command that never left. Everything else is unknown.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from dataclasses import replace

from drivers.settings import TerminalSettings
from drivers.state import READY, Cause, Condition, DeviceState
from drivers.terminals.terminal import Outcome, Reason, Told, Verdict, nobody_listens
from drivers.terminals.zvt import apdu, codes, fields
from drivers.terminals.zvt.apdu import Apdu
from drivers.terminals.zvt.dialogue import Heard, Listen, Silence, Waits, hold, status_fields
from drivers.terminals.zvt.fields import Unreadable, bcd
from drivers.terminals.zvt.line import LineBroke, NotReached, ZvtLine

_LOG = logging.getLogger(__name__)
_INTERMEDIATE_STATUS = 0x08
"""The one wish of our registration: tell how far a payment is. The terminal prints its own slips."""
_TELL_AND_PRINT_NOTHING = 0x03
"""Service byte of a repeated receipt: the status information, without paper."""
_FIELDS_THERE = frozenset((0x06, 0x19, 0x29, 0x49, 0xF0))
_FAULTS = (LineBroke, Silence, NotReached)


class ZvtTerminal:
    """One terminal at one address. All but :meth:`cancel` is called on one thread at a time."""

    def __init__(self, settings: TerminalSettings, currency: str) -> None:
        self.name = settings.name
        self._settings = settings
        self._currency = currency
        self._password = bcd(int(settings.password), 3)
        self._quick = Waits(settings.ack_ms / 1000, settings.ack_ms / 1000, settings.ack_ms * 3 / 1000)
        self._money = Waits(settings.ack_ms / 1000, settings.silence_ms / 1000, settings.longest_ms / 1000)
        self._line: ZvtLine | None = None
        self._out = threading.Event()

    # ---- what moves money -----------------------------------------------------------------------------------

    def pay(self, amount_minor: int, currency: str, intent_id: str, told: Told = nobody_listens) -> Outcome:
        """See the port. Sent once, whatever happens."""
        data = _amount(amount_minor, currency)
        return self._move("payment", apdu.AUTHORISATION, data, (amount_minor, currency), intent_id, told)

    def refund(
        self, amount_minor: int, currency: str, intent_id: str, told: Told = nobody_listens
    ) -> Outcome:
        """See the port. Sent once, whatever happens."""
        data = self._password + _amount(amount_minor, currency)
        return self._move("refund", apdu.REFUND, data, (amount_minor, currency), intent_id, told)

    def reverse(self, receipt_no: str, amount_minor: int, currency: str) -> Outcome:
        """See the port. A receipt that is reversed already is declined with that reason."""
        if not (receipt_no.isascii() and receipt_no.isdecimal() and len(receipt_no) <= 4):
            return Outcome(Verdict.DECLINED, Reason.NOT_POSSIBLE, detail="no receipt number of this terminal")
        data = self._password + bytes((fields.RECEIPT,)) + bcd(int(receipt_no), 2)
        return self._move(
            "reversal", apdu.REVERSAL, data, (amount_minor, currency), receipt_no, nobody_listens
        )

    def cancel(self) -> None:
        """See the port."""
        self._out.set()

    def _move(
        self, what: str, control: bytes, data: bytes, asked: tuple[int, str], known_as: str, told: Told
    ) -> Outcome:
        self._out.clear()
        try:
            line = self._ready_line()
        except (*_FAULTS, Unreadable) as error:
            self._hang_up()
            return Outcome(Verdict.DECLINED, _never_left(error), detail=str(error))
        heard = Heard()
        try:
            hold(
                line,
                Apdu(control, data),
                self._money,
                heard,
                progress=_telling(told),
                wants_out=self._out.is_set,
            )
            outcome = judged(heard, *asked)
        except _FAULTS as error:
            self._hang_up()
            outcome = Outcome(Verdict.UNKNOWN, _broke(error), detail=str(error))
        except Unreadable as error:
            outcome = Outcome(Verdict.UNKNOWN, Reason.BAD_ANSWER, detail=str(error))
        _LOG.info("%s %s: %s, %s %s", what, known_as, outcome.verdict, outcome.reason, outcome.detail)
        return outcome

    # ---- what moves nothing ---------------------------------------------------------------------------------

    def last_outcome(self) -> Outcome:
        """See the port. A terminal that is in the middle of something has no last outcome yet."""
        data = self._password + bytes((fields.SERVICE, _TELL_AND_PRINT_NOTHING))
        try:
            if (why := self._why_not_ready()) is not Reason.NONE:
                return Outcome(Verdict.UNKNOWN, why, detail="the terminal is not at rest")
            heard = self._asked(apdu.REPEAT_RECEIPT, data)
            if not heard.statuses:
                code = heard.refused if heard.refused is not None else heard.aborted
                busy_code = code is not None and codes.reason_of(code) is Reason.BUSY
                return Outcome(Verdict.UNKNOWN, Reason.BUSY if busy_code else Reason.NOTHING_STORED)
            return judged(heard)
        except _FAULTS as error:
            self._hang_up()
            return Outcome(Verdict.UNKNOWN, _broke(error), detail=str(error))
        except Unreadable as error:
            return Outcome(Verdict.UNKNOWN, Reason.BAD_ANSWER, detail=str(error))

    def _why_not_ready(self) -> Reason:
        """Why the terminal is not at rest; one that does not know the question is believed to be."""
        heard = self._asked(apdu.STATUS_ENQUIRY, self._password)
        code = heard.refused or heard.aborted or status_code(heard.completion)
        if not code or heard.refused == apdu.UNKNOWN_COMMAND:
            return Reason.NONE
        return codes.reason_of(code)

    def end_of_day(self) -> Outcome:
        """See the port. It moves no customer's money, and is asked again by whoever wants to know. A total that can
        not be read is none: the batch is closed all the same.
        """
        heard = Heard()
        try:
            hold(self._ready_line(), Apdu(apdu.END_OF_DAY, self._password), self._money, heard)
        except (*_FAULTS, Unreadable) as error:
            self._hang_up()
            return Outcome(Verdict.UNKNOWN, _broke(error), detail=str(error))
        code = heard.refused if heard.refused is not None else heard.aborted
        if code is not None:
            return Outcome(Verdict.DECLINED, codes.reason_of(code), detail=f"code {code:02x}")
        return Outcome(Verdict.APPROVED, total_minor=_total(heard))

    def state(self) -> DeviceState:
        """See the port."""
        try:
            heard = self._asked(apdu.STATUS_ENQUIRY, self._password)
        except NotReached as error:
            return DeviceState(Condition.GONE, Cause.UNREACHABLE, str(error))
        except Silence as error:
            self._hang_up()
            return DeviceState(Condition.GONE, Cause.NO_ANSWER, str(error))
        except (LineBroke, Unreadable) as error:
            self._hang_up()
            return DeviceState(Condition.GONE, Cause.BAD_ANSWER, str(error))
        code = heard.refused or heard.aborted or status_code(heard.completion)
        if not code or heard.refused == apdu.UNKNOWN_COMMAND:
            return READY
        if codes.reason_of(code) is Reason.PAPER_OUT:
            return DeviceState(Condition.TROUBLE, Cause.PAPER_OUT)
        if codes.reason_of(code) is Reason.BUSY:
            return READY
        return DeviceState(Condition.TROUBLE, Cause.HARDWARE_ERROR, f"status {code:02x}")

    def close(self) -> None:
        """See the port. The terminal is told, so that it may be used by hand."""
        if self._line is not None:
            with contextlib.suppress(LineBroke):
                self._line.send(Apdu(apdu.LOG_OFF))
                self._line.receive(self._quick.ack_s)
        self._hang_up()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _asked(self, control: bytes, data: bytes) -> Heard:
        """Ask for something that moves nothing; once more on a new line where the kept one was gone."""
        kept = self._line is not None
        try:
            heard = Heard()
            hold(self._ready_line(), Apdu(control, data), self._quick, heard)
        except LineBroke:
            self._hang_up()
            if not kept:
                raise
            heard = Heard()
            hold(self._ready_line(), Apdu(control, data), self._quick, heard)
        return heard

    def _ready_line(self) -> ZvtLine:
        """A line on which this till is registered. Raises what a line raises, and :class:`Unreadable` where the
        terminal does not take this till.
        """
        if self._line is not None:
            return self._line
        settings = self._settings
        line = ZvtLine(settings.host, settings.port, self._quick.ack_s)
        try:
            heard = Heard()
            data = self._password + bytes((_INTERMEDIATE_STATUS,)) + bcd(codes.CURRENCIES[self._currency], 2)
            hold(line, Apdu(apdu.REGISTRATION, data), self._quick, heard)
            if not heard.ended:
                raise Unreadable(f"registration refused: {heard.refused or heard.aborted}")
        except BaseException:
            line.close()
            raise
        self._line = line
        return line


def status_code(completion: bytes) -> int:
    """How the terminal is, from the end of a status enquiry: its first byte, 0 for ready. Where fields stand there
    instead (a software version, an identification), the terminal names no trouble.
    """
    if not completion or completion[0] in _FIELDS_THERE:
        return 0
    return completion[0]


def judged(heard: Heard, amount_minor: int | None = None, currency: str = "") -> Outcome:
    """What it means. With ``amount_minor`` it must be about exactly that. Raises :class:`Unreadable`."""
    if heard.refused is not None:
        return Outcome(
            Verdict.DECLINED, codes.reason_of(heard.refused), detail=f"refused {heard.refused:02x}"
        )
    said = status_fields(heard)
    if said is None:
        if heard.aborted is not None:
            return Outcome(
                Verdict.DECLINED, codes.reason_of(heard.aborted), detail=f"aborted {heard.aborted:02x}"
            )
        return Outcome(Verdict.UNKNOWN, Reason.BAD_ANSWER, detail="it is done, and says not with what")
    outcome = _told_by(said)
    if outcome.verdict is not Verdict.APPROVED:
        return outcome
    if heard.aborted is not None:
        detail = f"approved, then aborted {heard.aborted:02x}"
        return replace(outcome, verdict=Verdict.UNKNOWN, reason=Reason.BAD_ANSWER, detail=detail)
    if not outcome.receipt_no:
        return replace(outcome, verdict=Verdict.UNKNOWN, reason=Reason.BAD_ANSWER, detail="no receipt number")
    if amount_minor is not None and not _is_about(said, amount_minor, currency):
        return replace(outcome, verdict=Verdict.UNKNOWN, reason=Reason.OTHER_AMOUNT)
    return outcome


def _is_about(said: dict[int, bytes], amount_minor: int, currency: str) -> bool:
    """Whether amount and, where it is named, currency are those that were asked for."""
    in_currency = fields.number_of(said[fields.CURRENCY]) if fields.CURRENCY in said else None
    return (
        fields.AMOUNT in said
        and fields.number_of(said[fields.AMOUNT]) == amount_minor
        and in_currency in (None, codes.CURRENCIES[currency])
    )


def _told_by(said: dict[int, bytes]) -> Outcome:
    """One status information as an outcome, before anything is held against it."""
    if fields.RESULT not in said:
        raise Unreadable("a status without a result")
    result = said[fields.RESULT][0]
    name = fields.text_of(said.get(fields.CARD_NAME, b""))
    kind = said.get(fields.CARD_KIND, b"\0")[0]
    return Outcome(
        Verdict.DECLINED if result else Verdict.APPROVED,
        codes.reason_of(result) if result else Reason.NONE,
        fields.number_of(said[fields.AMOUNT]) if fields.AMOUNT in said else 0,
        _digits(said, fields.RECEIPT),
        _digits(said, fields.TRACE),
        _digits(said, fields.TERMINAL_ID),
        (codes.kind_name(kind) or name)[:24],
        fields.card_end(said.get(fields.CARD_NUMBER, b"")),
        f"result {result:02x}" if result else "",
    )


def _total(heard: Heard) -> int | None:
    try:
        said = status_fields(heard)
        return fields.number_of(said[fields.AMOUNT]) if said and fields.AMOUNT in said else None
    except Unreadable as error:
        _LOG.info("the total of the terminal's day can not be read: %s", error)
        return None


def _digits(said: dict[int, bytes], number: int) -> str:
    if number not in said:
        return ""
    fields.number_of(said[number])
    return said[number].hex()


def _amount(amount_minor: int, currency: str) -> bytes:
    return (
        bytes((fields.AMOUNT,))
        + bcd(amount_minor, 6)
        + bytes((fields.CURRENCY,))
        + bcd(codes.CURRENCIES[currency], 2)
    )


def _telling(told: Told) -> Listen:
    def tell(data: bytes) -> None:
        if data:
            told(codes.progress_of(data[0]))

    return tell


def _never_left(error: Exception) -> Reason:
    return Reason.NOT_POSSIBLE if isinstance(error, Unreadable) else Reason.UNREACHABLE


def _broke(error: Exception) -> Reason:
    if isinstance(error, NotReached):
        return Reason.UNREACHABLE
    return Reason.NO_ANSWER if isinstance(error, Silence) else Reason.LINE_BROKE
