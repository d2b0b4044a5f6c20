"""What the drawer panel shows: one page at a time, every text ready."""

from __future__ import annotations

from msgspec import Struct

from pos_app.ui.viewmodels.state import Choice, Tone


class CountRow(Struct, frozen=True):
    """One kind of note or coin: how many were counted, and what they are worth."""

    value_text: str
    count_text: str = ""
    worth_text: str = ""
    selected: bool = False
    is_note: bool = False


class DrawerState(Struct, frozen=True):
    """``choices`` are acts (``acts`` true) or reasons; ``rows`` are there while something is counted."""

    title: str = ""
    text: str = ""
    big_text: str = ""
    big_tone: Tone = "quiet"
    choices: tuple[Choice, ...] = ()
    acts: bool = False
    rows: tuple[CountRow, ...] = ()
    notice: str = ""
    tone: Tone = "stop"
    primary_text: str = ""
    can_accept: bool = False
    can_go_back: bool = False
