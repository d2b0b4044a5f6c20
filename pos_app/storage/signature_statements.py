"""The statements of signatures for a tax office, as texts in :mod:`signature_sql` (see :mod:`till_statements`)."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from pos_app.storage.signature_tables import signing_key, transaction_signature
from pos_app.storage.statements import Prepared, insert_all

_LAST = select(func.max(transaction_signature.c.receipt_number)).scalar_subquery()
LAST_SIGNATURE = Prepared(
    select(transaction_signature.c.signature).where(transaction_signature.c.receipt_number == _LAST)
)
ADD_SIGNATURE = insert_all(transaction_signature)
VERSION_OF_KEY = Prepared(
    select(signing_key.c.version).where(signing_key.c.public_key == bindparam("public_key"))
)
LAST_KEY_VERSION = Prepared(select(func.max(signing_key.c.version)))
ADD_KEY = insert_all(signing_key)
KEYS = Prepared(select(signing_key.c.version, signing_key.c.public_key).order_by(signing_key.c.version))
SIGNATURE_OF_RECORD = Prepared(
    select(
        transaction_signature.c.receipt_number,
        transaction_signature.c.signature,
        transaction_signature.c.key_version,
    ).where(transaction_signature.c.sequence == bindparam("of_record"))
)
COUNT_SIGNATURES = Prepared(select(func.count()).select_from(transaction_signature))
