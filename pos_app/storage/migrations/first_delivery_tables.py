"""What the first release made for goods handed out on an account. Frozen, like all of schema 1."""

from __future__ import annotations

DELIVERY_STATEMENTS = (
    """CREATE TABLE delivery (
    sequence INTEGER NOT NULL,
    number INTEGER NOT NULL,
    CONSTRAINT delivery_key PRIMARY KEY (sequence),
    CONSTRAINT delivery_number_once UNIQUE (number),
    CONSTRAINT delivery_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
) STRICT""",
    """CREATE TRIGGER delivery_immutable_update BEFORE UPDATE ON delivery
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of delivery is a fact'); END""",
    """CREATE TRIGGER delivery_immutable_delete BEFORE DELETE ON delivery
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of delivery is a fact'); END""",
    """CREATE TRIGGER delivery_dense BEFORE INSERT ON delivery
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM delivery)
BEGIN SELECT RAISE(ABORT, 'DENSE-SEQ: a delivery takes the next delivery number'); END""",
)
