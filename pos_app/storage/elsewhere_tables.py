"""Sales of other tills that goods came back of here, as the server told them: the return names its sale, and its
receipt and the tax office's file say what the goods were.
"""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table, Text

from pos_app.storage.metadata import metadata

sale_elsewhere = Table(
    "sale_elsewhere",
    metadata,
    Column("sale_id", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""The body of the sale's own record, only ever added (IMMUTABLE)."""

ELSEWHERE_TRIGGERS = tuple(
    f"CREATE TRIGGER sale_elsewhere_immutable_{verb.lower()} BEFORE {verb} ON sale_elsewhere\n"
    f"BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of sale_elsewhere is a fact'); END"
    for verb in ("UPDATE", "DELETE")
)
