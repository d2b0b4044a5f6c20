"""The card terminal's own end of day: it closes its batch with the payment company and says what was in it.

Nothing of the till's day depends on it. A terminal that does not answer, or says something else than the till has, is
told and written down, and never holds up a closing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drivers.terminals.terminal import Reason, Verdict

if TYPE_CHECKING:
    from pos_app.services.ports import Ports


@dataclass(frozen=True, slots=True)
class TerminalTotal:
    """``total_minor`` is what the terminal's batch came to; ``None`` where it did not say. ``reason`` is why it did not
    close (``NONE`` where it did), ``is_known`` whether that is certain.
    """

    total_minor: int | None
    reason: Reason = Reason.NONE
    is_known: bool = True


def close_terminal_day(ports: Ports) -> TerminalTotal:
    """Ask for it. Waits for the terminal, up to minutes; run it on a thread that may."""
    assert ports.card_terminal is not None
    said = ports.card_terminal.device.end_of_day()
    return TerminalTotal(
        said.total_minor,
        Reason.NONE if said.verdict is Verdict.APPROVED else said.reason,
        said.verdict is not Verdict.UNKNOWN,
    )
