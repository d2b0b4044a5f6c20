"""What the first release made for sales of other tills. Frozen, like all of schema 1."""

from __future__ import annotations

ELSEWHERE_STATEMENTS = (
    """CREATE TABLE sale_elsewhere (
    sale_id TEXT NOT NULL,
    body BLOB NOT NULL,
    CONSTRAINT sale_elsewhere_key PRIMARY KEY (sale_id)
) WITHOUT ROWID, STRICT""",
    """CREATE TRIGGER sale_elsewhere_immutable_update BEFORE UPDATE ON sale_elsewhere
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of sale_elsewhere is a fact'); END""",
    """CREATE TRIGGER sale_elsewhere_immutable_delete BEFORE DELETE ON sale_elsewhere
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of sale_elsewhere is a fact'); END""",
)
