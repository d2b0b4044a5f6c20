"""Writes the server's rows into a replica: one statement each, built once."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from pos_app.storage.database import Database
from pos_app.storage.replica_brief import has_brief, remove_brief, write_brief
from pos_app.storage.replica_statements import NUMBER
from pos_app.storage.replica_tables import (
    account_month,
    article,
    article_prices,
    cashier,
    category,
    code,
    issuer_key,
    member,
    number,
    programme,
    programme_text,
    progress,
    revoked_code,
    role,
    store,
)
from pos_app.storage.statements import Prepared
from sync.protocol.v1.account_messages import AccountMonthRow
from sync.protocol.v1.compact import article_values, member_values, pack_id, short_of
from sync.protocol.v1.member_messages import BriefMemberRow, MemberRow
from sync.protocol.v1.messages import (
    ArticleRow,
    CashierRow,
    CategoryRow,
    Gone,
    IssuerKeyRow,
    ProgrammeRow,
    RevokedCodeRow,
    RoleRow,
    Row,
    StoreRow,
)
from sync.protocol.v1.numbers import HASH_BYTES
from sync.protocol.v1.price_messages import ArticlePricesRow


def _upsert(table: Table, key: str) -> Prepared:
    """Insert a row, or change all of the one with the same ``key``; parameters in the order of the columns."""
    columns = [column.name for column in table.columns if column.name != "id" or key == "id"]
    statement = insert(table).values({name: bindparam(name) for name in columns})
    return Prepared(
        statement.on_conflict_do_update(
            index_elements=[key], set_={name: statement.excluded[name] for name in columns if name != key}
        )
    )


def _delete(table: Table, key: str) -> Prepared:
    return Prepared(delete(table).where(table.c[key] == bindparam("row")))


_PROGRESS = _upsert(progress, "id")
_CURSOR = Prepared(select(progress.c.cursor))
_STORE = _upsert(store, "id")
_CATEGORY = _upsert(category, "category_id")
_CASHIER = _upsert(cashier, "cashier_id")
_ROLE = _upsert(role, "role_id")
_ISSUER_KEY = _upsert(issuer_key, "key_id")
_REVOKED_CODE = _upsert(revoked_code, "whose")
_NEWEST = insert(programme)
_PROGRAMME = Prepared(
    _NEWEST.on_conflict_do_update(
        index_elements=["programme_id"],
        set_={name: _NEWEST.excluded[name] for name in ("version", "priority", "text")},
        where=_NEWEST.excluded.version >= programme.c.version,
    )
)
_PROGRAMME_TEXT = Prepared(insert(programme_text).on_conflict_do_nothing())
_ARTICLE = _upsert(article, "article_id")
_ARTICLE_AT = Prepared(select(article.c.id).where(article.c.article_id == bindparam("row")))
_ARTICLE_PRICES = _upsert(article_prices, "row_id")
_ACCOUNT_MONTH = _upsert(account_month, "row_id")
_CODE = _upsert(code, "code")
_CODES_GONE = _delete(code, "article")
_MEMBER = _upsert(member, "member_id")
_MEMBER_AT = Prepared(
    select(member.c.id, member.c.phone_hash, member.c.card_hashes).where(
        member.c.member_id == bindparam("row")
    )
)
_NUMBER_GONE = Prepared(
    delete(number).where(number.c.short == bindparam("of_number"), number.c.member == bindparam("of_member"))
)
_GONE = {
    "category": _delete(category, "category_id"),
    "article": _delete(article, "article_id"),
    "article-prices": _delete(article_prices, "row_id"),
    "account-month": _delete(account_month, "row_id"),
    "member": _delete(member, "member_id"),
    "cashier": _delete(cashier, "cashier_id"),
    "role": _delete(role, "role_id"),
    "programme": _delete(programme, "programme_id"),
    "issuer-key": _delete(issuer_key, "key_id"),
    "revoked-code": _delete(revoked_code, "whose"),
}


def read_cursor(database: Database) -> int:
    """Up to which change the replica is."""
    return database.number(_CURSOR)


def write_cursor(database: Database, cursor: int) -> None:
    """Note it, inside the transaction of the rows."""
    database.run(_PROGRESS, (1, cursor))


def write_rows(database: Database, rows: Sequence[Row]) -> None:
    """Write rows in their order inside the running transaction."""
    for row in rows:
        _write(database, row)


def has_member(database: Database, member_id: str) -> bool:
    """Whether there is a row of that member, whole or brief."""
    return database.row(_MEMBER_AT, (pack_id(member_id),)) is not None or has_brief(database, member_id)


def erased_members(rows: Sequence[Row]) -> list[str]:
    """The members whom these rows erase."""
    return [row.row_id for row in rows if isinstance(row, Gone) and row.kind == "member"]


def _write(database: Database, row: Row) -> None:
    match row:
        case ArticleRow():
            _write_article(database, row)
        case MemberRow():
            remove_brief(database, row.member_id)
            _write_member(database, row)
        case BriefMemberRow():
            _remove_member(database, pack_id(row.member_id))
            write_brief(database, row)
        case Gone():
            _remove(database, row)
        case StoreRow():
            database.run(_STORE, (1, msgspec.msgpack.encode(row)))
        case CategoryRow():
            database.run(_CATEGORY, (row.category_id, row.name, row.colour, row.position))
        case CashierRow():
            values = (row.cashier_id, row.name, row.pin_hash, row.member_id, row.role, row.card_hash)
            database.run(_CASHIER, values)
        case RoleRow():
            database.run(_ROLE, (row.role_id, msgspec.msgpack.encode(row)))
        case IssuerKeyRow():
            database.run(_ISSUER_KEY, (row.key_id, row.public_key, row.from_ms, row.until_ms))
        case RevokedCodeRow():
            database.run(_REVOKED_CODE, (row.whose, row.to_s))
        case ProgrammeRow():
            database.run(_PROGRAMME, (row.programme_id, row.version, row.priority, row.text))
            database.run(_PROGRAMME_TEXT, (row.programme_id, row.version, row.text, row.from_ms))
        case ArticlePricesRow():
            database.run(_ARTICLE_PRICES, (row.row_id, msgspec.msgpack.encode(row)))
        case AccountMonthRow():
            database.run(_ACCOUNT_MONTH, (row.row_id, msgspec.msgpack.encode(row)))


def _write_article(database: Database, row: ArticleRow) -> None:
    values = article_values(row)
    database.run(_ARTICLE, values)
    place = database.number(_ARTICLE_AT, values[:1])
    database.run(_CODES_GONE, (place,))
    database.run_many(_CODE, [(text, place, pieces) for text, pieces in row.codes])


def _write_member(database: Database, row: MemberRow) -> None:
    values = member_values(row)
    packed = pack_id(row.member_id)
    database.run_many(_NUMBER_GONE, _numbers(database, packed))
    database.run(_MEMBER, values)
    database.run_many(NUMBER, _numbers(database, packed))


def _remove_member(database: Database, packed: bytes | str) -> None:
    database.run_many(_NUMBER_GONE, _numbers(database, packed))
    database.run(_GONE["member"], (packed,))


def _numbers(database: Database, packed: bytes | str) -> list[tuple[int, int]]:
    """The rows of ``number`` that a member has now; none when there is no such member."""
    found = database.row(_MEMBER_AT, (packed,))
    if found is None:
        return []
    place, phone, cards = found
    digests = [cards[start : start + HASH_BYTES] for start in range(0, len(cards), HASH_BYTES)]
    return [(short_of(digest), place) for digest in (*digests, phone) if digest]


def _remove(database: Database, row: Gone) -> None:
    statement = _GONE.get(row.kind)
    if statement is None:
        return  # a till always has a store, and kinds of later versions are not kept here
    key = pack_id(row.row_id) if row.kind in {"article", "member"} else row.row_id
    if row.kind == "article":
        database.run(_CODES_GONE, (database.number(_ARTICLE_AT, (key,)),))
    elif row.kind == "member":
        remove_brief(database, row.row_id)
        _remove_member(database, key)
        return
    database.run(statement, (key,))
