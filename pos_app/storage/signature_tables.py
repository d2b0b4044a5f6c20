"""What is signed for a country's tax office: the public keys that signed here, and a signature beside each sale and
return. Both are facts; the text that was signed is made anew from the journal record.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from pos_app.storage.metadata import check, metadata

signing_key = Table(
    "signing_key",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("public_key", Text, nullable=False),
    UniqueConstraint("public_key", name="signing_key_once"),
    check("version >= 1", "signing_key_counted"),
    sqlite_strict=True,
)
"""Public halves, as PEM. The private one stands in a file of its own, and never here."""

transaction_signature = Table(
    "transaction_signature",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("receipt_number", Integer, nullable=False),
    Column("signature", Text, nullable=False),
    Column("key_version", Integer, ForeignKey("signing_key.version"), nullable=False),
    UniqueConstraint("receipt_number", name="transaction_signature_once"),
    sqlite_strict=True,
)

SIGNATURE_TRIGGERS = (
    *(
        f"CREATE TRIGGER {name}_immutable_{verb.lower()} BEFORE {verb} ON {name}\n"
        f"BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of {name} is a fact'); END"
        for name in ("signing_key", "transaction_signature")
        for verb in ("UPDATE", "DELETE")
    ),
    """CREATE TRIGGER signing_key_dense BEFORE INSERT ON signing_key
WHEN NEW.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM signing_key)
BEGIN SELECT RAISE(ABORT, 'a new key takes the next version'); END""",
    """CREATE TRIGGER transaction_signature_in_order BEFORE INSERT ON transaction_signature
WHEN NEW.receipt_number <= (SELECT coalesce(max(receipt_number), 0) FROM transaction_signature)
BEGIN SELECT RAISE(ABORT, 'CHAIN: a signature follows the one before'); END""",
)
