"""What the panel of the card terminal shows; see :mod:`state` for the rules of these values."""

from __future__ import annotations

from msgspec import Struct

from pos_app.ui.viewmodels.state import Choice, Tone


class TerminalState(Struct, frozen=True):
    """The amount, what is going on or what came of it, and what can be done now. ``asks_slip``: a slip's number can be
    typed.
    """

    heading: str = ""
    amount_text: str = ""
    text: str = ""
    tone: Tone = "quiet"
    detail: str = ""
    choices: tuple[Choice, ...] = ()
    asks_slip: bool = False
    slip: str = ""
