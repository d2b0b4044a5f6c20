"""What the selling screen shows, as frozen values with every text already formatted.

Views compare and paint these; they never compute money, points or quantities. Whatever a text needs to
say (a currency, a time, a unit) is in the text. ``key`` fields are handed back with the signal when the
cashier touches the thing they belong to. They are structs and not dataclasses, because there are dozens of them and a
dataclass costs the better part of a millisecond when it is defined: time that every start would pay.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Tone = Literal["good", "look", "stop", "quiet"]
LineKind = Literal["goods", "reward", "deposit", "refused"]


class LineRow(Struct, frozen=True):
    """One basket line. ``note`` is the small second row: member price, price per kilo, reward reason."""

    key: str
    quantity_text: str
    name: str
    note: str
    amount_text: str
    kind: LineKind = "goods"


class BasketState(Struct, frozen=True):
    """The lines in order and the key of the selected one."""

    lines: tuple[LineRow, ...] = ()
    selected: str | None = None
    hint: str = ""
    """Shown in the middle of an empty basket."""


class StampRow(Struct, frozen=True):
    """One stamp card: how many of its stamps are there, and what is missing in words."""

    name: str
    filled: int
    total: int
    text: str


class MemberCard(Struct, frozen=True):
    """The member on the sale. STALE-LABEL: ``as_of_text`` says when the points were true, always."""

    initials: str
    name: str
    tier: str
    note: str
    points_text: str
    as_of_text: str
    stamp: StampRow | None = None
    progress_permille: int | None = None
    progress_text: str = ""

    def __post_init__(self) -> None:
        if self.points_text and not self.as_of_text:
            raise ValueError("a balance is never shown without its time")


class CategoryTab(Struct, frozen=True):
    """A group of quick keys."""

    category_id: str
    name: str


class ProductTile(Struct, frozen=True):
    """One quick key or search result. ``colour`` is ``#rrggbb`` from the catalogue."""

    article_id: str
    name: str
    price_text: str
    colour: str = "#5C6860"


class ProductsState(Struct, frozen=True):
    """The products zone: quick keys of one category, or what a search found."""

    tabs: tuple[CategoryTab, ...] = ()
    selected_tab: str = ""
    tiles: tuple[ProductTile, ...] = ()
    searching: bool = False
    nothing_text: str = ""
    """Shown instead of tiles when there are none."""


class NoteRow(Struct, frozen=True):
    """A small sentence: ``good`` for what is promised, ``look`` for what waits, ``quiet`` for what is nearly given.
    ``icon`` where it is not that of the tone.
    """

    text: str
    tone: Tone = "quiet"
    icon: str = ""


class TotalsState(Struct, frozen=True):
    """The foot of the basket. ``caption`` stands beside the amount, at most two ``notes`` under it, the rest above."""

    caption: str = ""
    to_pay_text: str = ""
    discount_text: str = ""
    vat_text: str = ""
    points_text: str = ""
    notes: tuple[NoteRow, ...] = ()


class QuickCash(Struct, frozen=True):
    """One ready-made cash amount, in minor units."""

    text: str
    minor: int


class EntryState(Struct, frozen=True):
    """The number field over the keypad: what is asked for and what has been typed."""

    caption: str = ""
    text: str = ""
    separator: str = ","
    """The decimal sign on the key; empty where a whole number is asked for."""
    money: bool = True
    """Whether what is typed would be cash: only then do the ready-made amounts stand over the keypad."""


class KeypadState(Struct, frozen=True):
    """Quick amounts and the large key at the foot of the keypad."""

    quick: tuple[QuickCash, ...] = ()
    pay_text: str = ""
    pay_enabled: bool = True


class StatusPill(Struct, frozen=True):
    """One word about the state of one thing, top right."""

    kind: str
    text: str
    tone: Tone


class HeaderState(Struct, frozen=True):
    """Who and where we are, how the things around us are, and the time."""

    shop: str = ""
    place: str = ""
    pills: tuple[StatusPill, ...] = ()
    clock: str = ""
    training: bool = False


class Banner(Struct, frozen=True):
    """A sentence across the top: which thing is down, what still works. ``action`` is its button's key."""

    tone: Tone
    text: str
    action: str = ""
    action_text: str = ""


class Choice(Struct, frozen=True):
    """Something to choose in a panel. ``hint`` is small and beside it, ``icon`` one of our drawings."""

    key: str
    text: str
    hint: str = ""
    selected: bool = False
    enabled: bool = True
    icon: str = ""


class ListEntry(Struct, frozen=True):
    """One row of a list in a panel."""

    key: str
    title: str
    note: str = ""
    right_text: str = ""
    right_note: str = ""


class StopState(Struct, frozen=True):
    """The till cannot sell: what happened, and what to do now, each a sentence or two."""

    title: str
    happened: str
    todo: str
    detail: str = ""
