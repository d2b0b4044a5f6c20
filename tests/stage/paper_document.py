"""Documents for tests of the drivers: their own dataclasses, of the shape the drivers ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A block without fields: rule, logo, cut, drawer."""

    kind: str


@dataclass(frozen=True)
class Text:
    text: str
    align: str = "left"
    bold: bool = False
    size: int = 1
    kind: str = "text"


@dataclass(frozen=True)
class Columns:
    left: str
    right: str
    bold: bool = False
    size: int = 1
    kind: str = "columns"


@dataclass(frozen=True)
class Blank:
    lines: int = 1
    kind: str = "blank"


@dataclass(frozen=True)
class Box:
    lines: Sequence[Text | Columns]
    most_rows: int = 0
    worth: Sequence[int] = ()
    kind: str = "box"


@dataclass(frozen=True)
class Qr:
    data: str
    caption: str = ""
    kind: str = "qr"


@dataclass(frozen=True)
class Barcode:
    data: str
    kind: str = "barcode"


AnyBlock = Mark | Text | Columns | Blank | Box | Qr | Barcode


@dataclass(frozen=True)
class Paper:
    blocks: Sequence[AnyBlock]
    title: str = "kvittering"
    language: str = "nb"


RULE, CUT, DRAWER, LOGO = Mark("rule"), Mark("cut"), Mark("drawer"), Mark("logo")

RECEIPT_QR = "TR1:01900000-0000-7000-8000-000000000042"
RECEIPT_DIGITS = "00010000000042"


def whole_receipt() -> Paper:
    """A receipt with everything a receipt can have, in three scripts."""
    return Paper(
        [
            Text("Fjord & Fjell AS", "centre", bold=True, size=2),
            Blank(),
            Text("Torggata 12, 0181 Oslo", "centre"),
            Text("Org.nr 987 654 321 MVA", "centre"),
            Blank(2),
            Columns("Kvittering 1-000042", "21.11.2026 14:05"),
            Columns("Kasse 1", "Ekspedient: Åse"),
            RULE,
            Columns("Kaffe Guji økologisk 250 g", "129,00"),
            Columns("Jarlsberg skivet, i løsvekt", "89,90"),
            Text("  0,342 kg × 262,90"),
            Columns("Кафе „Гуджи“ 250 г, прясно изпечено", "112,00"),
            Columns("이디야 커피 구지 예가체프 스페셜 블렌드 원두 250g", "129,00"),
            Columns("Pant 3,00 × 4", "12,00"),
            Columns("Medlemsrabatt 10 %", "−12,90"),
            RULE,
            Blank(),
            Columns("Totalt NOK", "459,00", bold=True, size=2),
            Blank(),
            Columns("Bankkort  **** 4711", "400,00"),
            Columns("Poeng 5 900", "59,00"),
            Blank(),
            Columns("MVA       Grunnlag", "Beløp", bold=True),
            Columns("25 %        120,00", "30,00"),
            Columns("15 %        268,70", "40,30"),
            Columns("0 %          12,00", "0,00"),
            Blank(),
            Box(
                [
                    Text("Trofast – Gullmedlem", bold=True),
                    Columns("Opptjent på dette kjøpet", "+ 45 poeng"),
                    Columns("Brukt", "− 5 900 poeng"),
                    Columns("Saldo", "1 245 poeng", bold=True),
                    Text("kl. 14:05, ett kjøp venter på nett"),
                ]
            ),
            Blank(),
            Qr(RECEIPT_QR, "Skann for kvittering og retur"),
            Blank(),
            Barcode(RECEIPT_DIGITS),
            Blank(),
            Text("Åpent kjøp i 30 dager mot kvittering."),
            Text("Takk for handelen!"),
            Blank(),
            CUT,
            DRAWER,
        ]
    )
