"""Which kind of symbol a scanner saw, as its AIM symbology identifier tells.

A scanner can be set to send three characters before each code: `]`, a letter for the symbology and a modifier
(ISO/IEC 15424). They are the only sure way to tell a GS1-128 from a Code 128 of an own article number.
"""

from __future__ import annotations

import re
from enum import StrEnum

AIM_IDENTIFIER = re.compile(r"\][A-Za-z][0-9A-Za-z]")


class Symbology(StrEnum):
    """The symbologies a shop meets, named by what their content means to a till."""

    EAN = "ean"
    """EAN-13, EAN-8, UPC-A and UPC-E: their content says which."""
    CODE_128 = "code_128"
    GS1_128 = "gs1_128"
    GS1_DATABAR = "gs1_databar"
    DATA_MATRIX = "data_matrix"
    GS1_DATA_MATRIX = "gs1_data_matrix"
    QR = "qr"
    GS1_QR = "gs1_qr"
    ITF = "itf"
    CODE_39 = "code_39"
    OTHER = "other"

    @property
    def carries_gs1(self) -> bool:
        """Whether the content is element strings of GS1 application identifiers."""
        return self in _GS1


_GS1 = frozenset({Symbology.GS1_128, Symbology.GS1_DATABAR, Symbology.GS1_DATA_MATRIX, Symbology.GS1_QR})

_EXACT = {
    "]C1": Symbology.GS1_128,
    "]d2": Symbology.GS1_DATA_MATRIX,
    "]Q3": Symbology.GS1_QR,
}

_BY_LETTER = {
    "A": Symbology.CODE_39,
    "C": Symbology.CODE_128,
    "E": Symbology.EAN,
    "I": Symbology.ITF,
    "Q": Symbology.QR,
    "d": Symbology.DATA_MATRIX,
    "e": Symbology.GS1_DATABAR,
}


def split_aim(text: str) -> tuple[str, Symbology | None]:
    """Take the AIM identifier off the front of `text`.

    Returns the text without it and the symbology, or the text as it was and `None` when it carries none.
    """
    found = AIM_IDENTIFIER.match(text)
    if found is None:
        return text, None
    identifier = found.group()
    symbology = _EXACT.get(identifier) or _BY_LETTER.get(identifier[1], Symbology.OTHER)
    return text[3:], symbology
