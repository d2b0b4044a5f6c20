"""Personal fields beside the journal: keep them under the member's key, read them back, and forget a member."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.services.till_store import PersonalFields
from pos_app.storage import till_sql as sql
from pos_app.storage.database import Database
from pos_app.storage.sealing import MEMBER_KEY_BYTES, Sealed, open_text, seal_text


def seal_fields(database: Database, fields: PersonalFields | None, fact_id: str) -> Sealed | None:
    """Seal what a receipt says about a person; ``None`` when there is nothing, no key, or the member is erased.

    A sale never fails for a name: without a key the receipt's name is simply not kept.
    """
    if fields is None or not fields.display_name or len(fields.personal_key) != MEMBER_KEY_BYTES:
        return None
    if database.row(sql.IS_FORGOTTEN, (fields.member_id,)):
        return None
    return seal_text(fields.display_name, fields.personal_key, fact_id)


def keep_fields(database: Database, sequence: int, fields: PersonalFields, sealed: Sealed) -> None:
    """Write the sealed fields of a record and the key that opens them, inside the running transaction."""
    database.run(sql.KEEP_KEY, (fields.member_id, fields.personal_key))
    database.run(sql.KEEP_PERSONAL, (sequence, fields.member_id, sealed.salt, sealed.sealed))


def name_of_sale(database: Database, sale_id: str) -> str:
    """The name that the sale's receipt printed; "" when there was none or its key is gone."""
    for sealed, key in database.rows(sql.SEALED_OF_SALE, (sale_id,)):
        text = open_text(sealed, key, sale_id)
        if text is not None:
            return text
    return ""


def forget_members(database: Database, member_ids: Sequence[str]) -> None:
    """Destroy members' keys for good: in the file (secure_delete overwrites them) and in its write-ahead log.

    The journal and its chain stay as they are; the names sealed under those keys can never be read again. Doing it
    twice does no harm.
    """
    with database.writing():
        for member_id in member_ids:
            database.run(sql.NOTE_FORGOTTEN, (member_id,))
            database.run(sql.FORGET_KEY, (member_id,))
            database.run(sql.FORGET_LOCAL_MEMBER, (member_id,))
    database.sql("PRAGMA wal_checkpoint(TRUNCATE)")
