"""What the first release made for signatures. Frozen, like all of schema 1."""

from __future__ import annotations

SIGNATURE_STATEMENTS = (
    """CREATE TABLE signing_key (
    version INTEGER NOT NULL,
    public_key TEXT NOT NULL,
    CONSTRAINT signing_key_key PRIMARY KEY (version),
    CONSTRAINT signing_key_once UNIQUE (public_key),
    CONSTRAINT signing_key_counted CHECK (version >= 1)
) STRICT""",
    """CREATE TABLE transaction_signature (
    sequence INTEGER NOT NULL,
    receipt_number INTEGER NOT NULL,
    signature TEXT NOT NULL,
    key_version INTEGER NOT NULL,
    CONSTRAINT transaction_signature_key PRIMARY KEY (sequence),
    CONSTRAINT transaction_signature_once UNIQUE (receipt_number),
    CONSTRAINT transaction_signature_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence),
    CONSTRAINT transaction_signature_of_signing_key FOREIGN KEY(key_version) REFERENCES signing_key (version)
) STRICT""",
    """CREATE TRIGGER signing_key_immutable_update BEFORE UPDATE ON signing_key
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of signing_key is a fact'); END""",
    """CREATE TRIGGER signing_key_immutable_delete BEFORE DELETE ON signing_key
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of signing_key is a fact'); END""",
    """CREATE TRIGGER transaction_signature_immutable_update BEFORE UPDATE ON transaction_signature
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of transaction_signature is a fact'); END""",
    """CREATE TRIGGER transaction_signature_immutable_delete BEFORE DELETE ON transaction_signature
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of transaction_signature is a fact'); END""",
    """CREATE TRIGGER signing_key_dense BEFORE INSERT ON signing_key
WHEN NEW.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM signing_key)
BEGIN SELECT RAISE(ABORT, 'a new key takes the next version'); END""",
    """CREATE TRIGGER transaction_signature_in_order BEFORE INSERT ON transaction_signature
WHEN NEW.receipt_number <= (SELECT coalesce(max(receipt_number), 0) FROM transaction_signature)
BEGIN SELECT RAISE(ABORT, 'CHAIN: a signature follows the one before'); END""",
)
