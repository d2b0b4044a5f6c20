"""What a driver can print: the shape of a document, not its meaning.

The application's receipt documents are made elsewhere, from dataclasses that know nothing of printers. They
fit because they have these attributes; `kind` says which block it is. Texts may hold anything a person can
type: whatever could act on a printer is made harmless here.
"""

# ruff: noqa: D102 - the docstring of each block describes its fields together

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

Align = Literal["left", "centre", "right"]


class Block(Protocol):
    """Any block. `kind` is one of text, columns, rule, blank, box, qr, barcode, logo, cut, drawer."""

    @property
    def kind(self) -> str:
        """Which of the block protocols below this is."""
        ...


class Document(Protocol):
    """A document to print, from top to bottom. `language` is a BCP 47 tag such as `nb`."""

    @property
    def title(self) -> str:
        """What it is called in a list of print jobs; never printed."""
        ...

    @property
    def language(self) -> str:
        """The language of its texts."""
        ...

    @property
    def blocks(self) -> Sequence[Block]:
        """Its blocks in the order they are printed."""
        ...


class TextBlock(Block, Protocol):
    """`text`: wrapped at words. `size` 2 is twice as wide and twice as high."""

    @property
    def text(self) -> str: ...
    @property
    def align(self) -> str: ...
    @property
    def bold(self) -> bool: ...
    @property
    def size(self) -> int: ...


class ColumnsBlock(Block, Protocol):
    """`columns`: the left part is wrapped beside the right part, which keeps to the right edge."""

    @property
    def left(self) -> str: ...
    @property
    def right(self) -> str: ...
    @property
    def bold(self) -> bool: ...
    @property
    def size(self) -> int: ...


class BlankBlock(Block, Protocol):
    """`blank`: as many empty lines."""

    @property
    def lines(self) -> int: ...


class BoxBlock(Block, Protocol):
    """`box`: text and columns blocks within a frame, on at most `most_rows` rows (0: as many as they need); `worth` has
    a number for each block, and the highest is left out first.
    """

    @property
    def lines(self) -> Sequence[Block]: ...
    @property
    def most_rows(self) -> int: ...
    @property
    def worth(self) -> Sequence[int]: ...


class QrBlock(Block, Protocol):
    """`qr`: a code with `data`, centred, and a caption under it (may be empty)."""

    @property
    def data(self) -> str: ...
    @property
    def caption(self) -> str: ...


class BarcodeBlock(Block, Protocol):
    """`barcode`: digits in Code 128, with the digits readable under the bars."""

    @property
    def data(self) -> str: ...


class DocumentError(ValueError):
    """A document that cannot be printed as it is: a bug of the caller, named by block and reason."""
