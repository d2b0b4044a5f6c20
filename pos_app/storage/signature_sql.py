"""The statements of :mod:`signature_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

LAST_SIGNATURE = Written(
    """SELECT transaction_signature.signature FROM transaction_signature WHERE
transaction_signature.receipt_number = (SELECT max(transaction_signature.receipt_number) AS max_1
FROM transaction_signature)"""
)

ADD_SIGNATURE = Written(
    """INSERT INTO transaction_signature (sequence, receipt_number, signature, key_version) VALUES (?, ?,
?, ?)"""
)

VERSION_OF_KEY = Written("""SELECT signing_key.version FROM signing_key WHERE signing_key.public_key = ?""")

LAST_KEY_VERSION = Written("""SELECT max(signing_key.version) AS max_1 FROM signing_key""")

ADD_KEY = Written("""INSERT INTO signing_key (version, public_key) VALUES (?, ?)""")

KEYS = Written(
    """SELECT signing_key.version, signing_key.public_key FROM signing_key ORDER BY signing_key.version"""
)

SIGNATURE_OF_RECORD = Written(
    """SELECT transaction_signature.receipt_number, transaction_signature.signature,
transaction_signature.key_version FROM transaction_signature WHERE transaction_signature.sequence =
?"""
)

COUNT_SIGNATURES = Written("""SELECT count(*) AS count_1 FROM transaction_signature""")
