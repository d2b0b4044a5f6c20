"""ZVT's numbers in our words: result codes, what the terminal waits for, card kinds, currencies."""

from __future__ import annotations

from drivers.terminals.terminal import Progress, Reason

_REASONS = {
    **dict.fromkeys((0x64, 0x65, 0x66, 0x72, 0x73, 0x7B, 0x7C, 0x7E), Reason.CARD_UNREADABLE),
    **dict.fromkeys((0x67, 0x68, 0x76, 0x79, 0x7A, 0xC5, 0xD2), Reason.CARD_NOT_TAKEN),
    **dict.fromkeys((0x6F, 0xC6, 0xCB), Reason.NOT_POSSIBLE),
    **dict.fromkeys((0x7D, 0x9B, 0xA1, 0xA3), Reason.HOST_UNREACHABLE),
    **dict.fromkeys((0x6A, 0x77, 0xB1, 0xB2, 0xF0), Reason.CLOSE_DAY_FIRST),
    **dict.fromkeys((0x9C, 0xA0), Reason.BUSY),
    **dict.fromkeys((0x83, 0xB5, 0x6B), Reason.NOT_POSSIBLE),
    0x6C: Reason.CANCELLED,
    0x6E: Reason.CARD_BLOCKED,
    0x71: Reason.CARD_DECLINED,
    0x78: Reason.CARD_EXPIRED,
    0xB4: Reason.ALREADY_REVERSED,
    0xCC: Reason.PAPER_OUT,
}
_PROGRESS = {
    0x01: Progress.PIN_PAD,
    0x02: Progress.PIN_PAD,
    0x04: Progress.HOST,
    0x05: Progress.REVERSING,
    0x0A: Progress.INSERT_CARD,
    0x0B: Progress.REMOVE_CARD,
}
_KINDS = {
    5: "girocard",
    6: "Mastercard",
    8: "American Express",
    10: "Visa",
    11: "Visa Electron",
    12: "Diners Club",
    13: "V PAY",
    14: "JCB",
    46: "Maestro",
}
CURRENCIES = {"NOK": 578, "EUR": 978, "SEK": 752, "DKK": 208, "GBP": 826, "USD": 840, "KRW": 410, "CHF": 756}
"""ISO 4217 numbers of the currencies that a till can trade in."""


def reason_of(code: int) -> Reason:
    """Why the terminal says no. 1 to 63 hexadecimal are the payment company's own codes."""
    if 0x01 <= code <= 0x63:
        return Reason.CARD_DECLINED
    return _REASONS.get(code, Reason.FAULT)


def progress_of(code: int) -> Progress:
    """What the terminal waits for."""
    return _PROGRESS.get(code, Progress.WAIT)


def kind_name(number: int) -> str:
    """The name of a card kind, "" where it is none that we know."""
    return _KINDS.get(number, "")
