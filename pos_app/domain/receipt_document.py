"""A printable document that knows no printer: blocks from top to bottom, each told by its ``kind``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Text:
    """Text, wrapped at words; ``size`` 2 is twice as wide and twice as high."""

    text: str
    align: Align = "left"
    bold: bool = False
    size: int = 1
    kind: Literal["text"] = field(default="text", init=False)


@dataclass(frozen=True, slots=True)
class Columns:
    """Two texts on one row: ``left`` may wrap, ``right`` keeps to the right edge."""

    left: str
    right: str
    bold: bool = False
    size: int = 1
    kind: Literal["columns"] = field(default="columns", init=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""

    kind: Literal["rule"] = field(default="rule", init=False)


@dataclass(frozen=True, slots=True)
class Blank:
    """So many empty lines."""

    lines: int = 1
    kind: Literal["blank"] = field(default="blank", init=False)


@dataclass(frozen=True, slots=True)
class Box:
    """Lines in a frame of their own. Where they would wrap to more than ``most_rows`` (0 for no limit) on narrow paper,
    whole lines are left out: the lower a line's number in ``worth``, the sooner it is kept.
    """

    lines: tuple[Text | Columns, ...]
    most_rows: int = 0
    worth: tuple[int, ...] = ()
    kind: Literal["box"] = field(default="box", init=False)


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code of ``data``, with a caption under it."""

    data: str
    caption: str = ""
    kind: Literal["qr"] = field(default="qr", init=False)


@dataclass(frozen=True, slots=True)
class Barcode:
    """Digits as a barcode."""

    data: str
    kind: Literal["barcode"] = field(default="barcode", init=False)


@dataclass(frozen=True, slots=True)
class Logo:
    """The shop's logo, kept in the printer."""

    kind: Literal["logo"] = field(default="logo", init=False)


@dataclass(frozen=True, slots=True)
class Cut:
    """Cut the paper."""

    kind: Literal["cut"] = field(default="cut", init=False)


@dataclass(frozen=True, slots=True)
class DrawerPulse:
    """Open the cash drawer that hangs on the printer."""

    kind: Literal["drawer"] = field(default="drawer", init=False)


Block = Text | Columns | Rule | Blank | Box | Qr | Barcode | Logo | Cut | DrawerPulse


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One of a member's accounts as the server knew it at ``as_of_ms``, and what it has yet to hear of (STALE-LABEL).

    ``pending`` is earned less used, with its sign; ``offset_minutes`` is the store's offset at that time. ``name`` is
    "" for the account of the shop's points; an account in money counts minor units.
    """

    points: int
    as_of_ms: int
    offset_minutes: int
    pending: int
    account: str = "points"
    name: str = ""
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """What to print. ``title`` names it in a list of print jobs; ``language`` is the tag of its texts."""

    blocks: tuple[Block, ...]
    language: str
    title: str
