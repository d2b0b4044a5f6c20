"""What the panel for goods that come back shows; see :mod:`state` for the rules of these values."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from pos_app.ui.viewmodels.state import Choice, ListEntry, Tone

Step = Literal["receipt", "goods", "slips", "terminal", "done"]


class ReturnState(Struct, frozen=True):
    """How far the return is. ``refund_text`` is what goes back, ``ways`` how, ``reasons`` what else it does and why.

    ``todo`` is what to do now, in the colour of ``tone``; ``choices`` are the ways on while a card terminal has the
    word. ``asks_slip``: a slip's number can be typed.
    """

    step: Step = "receipt"
    receipt_text: str = ""
    rows: tuple[ListEntry, ...] = ()
    selected: str | None = None
    refund_text: str = ""
    is_invoiced: bool = False
    """Nothing goes back in money: the goods were on an account."""
    ways: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    todo: str = ""
    tone: Tone = "quiet"
    choices: tuple[Choice, ...] = ()
    instead: tuple[Choice, ...] = ()
    """What may be given in the place of the money, while goods are chosen."""
    asks_slip: bool = False
    slip: str = ""
    refusal: str = ""
    can_accept: bool = False
