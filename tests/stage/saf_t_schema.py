"""The tax office's schema and code lists for SAF-T Cash Register: beside the checkout, and not ours to copy."""

from __future__ import annotations

import csv
from pathlib import Path

from pos_app.domain.norway.saf_t import NAMESPACE

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "saf-t"
SCHEMA = FOLDER / "Norwegian_SAF-T_Cash_Register_Schema_v_1.00.xsd"


def why_not() -> str:
    """Why no file can be held against the schema here; "" when it can."""
    return "" if SCHEMA.exists() else "shared/saf-t beside the checkout is not there"


def problems(file: Path) -> list[str]:
    """What the schema has against a file; nothing when it accepts it."""
    import xmlschema

    return [str(error.reason) for error in xmlschema.XMLSchema(SCHEMA).iter_errors(file)]


def code_list(number: str) -> set[str]:
    """The codes of ``PredefinedBasicID-NUMBER`` or, for "vat", of the standard tax codes."""
    name = "Standard_Tax_Codes.csv" if number == "vat" else f"PredefinedBasicID-{number}.csv"
    encoding = "utf-8" if number in ("13", "vat") else "iso-8859-1"
    with (FOLDER / name).open(encoding=encoding, newline="") as file:
        return {row[0] for row in list(csv.reader(file, delimiter=";"))[1:] if row}


def tag(name: str) -> str:
    """An element's name as ElementTree has it."""
    return f"{{{NAMESPACE}}}{name}"
