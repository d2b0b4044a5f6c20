"""What the card terminal's own end of day came to, as a sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pos_app.services.terminal_day import TerminalTotal
from pos_app.ui.marks import QT_TRANSLATE_NOOP

CONTEXT = "EveningTerminal"
_SAID: dict[str, str] = {
    "none": QT_TRANSLATE_NOOP(
        "EveningTerminal", "The terminal closed its day and does not say what was in it."
    ),
    "host_unreachable": QT_TRANSLATE_NOOP(
        "EveningTerminal", "The terminal does not reach the payment company and has not closed its day."
    ),
    "paper_out": QT_TRANSLATE_NOOP(
        "EveningTerminal", "The terminal is out of paper and has not closed its day."
    ),
    "busy": QT_TRANSLATE_NOOP("EveningTerminal", "The terminal is busy and has not closed its day."),
    "unreachable": QT_TRANSLATE_NOOP(
        "EveningTerminal", "The terminal does not answer. Check power and network."
    ),
}
_NO = QT_TRANSLATE_NOOP("EveningTerminal", "The terminal has not closed its day.")
_NOBODY_KNOWS = QT_TRANSLATE_NOOP(
    "EveningTerminal", "The line broke: look on the terminal whether it closed its day."
)


def terminal_sentence(found: TerminalTotal) -> str:
    """What it said; "" where it gave its total, which says enough."""
    if found.total_minor is not None:
        return ""
    key = found.reason.value
    told = _SAID.get(key, _NO if found.is_known else _NOBODY_KNOWS)
    return QCoreApplication.translate(CONTEXT, told)
