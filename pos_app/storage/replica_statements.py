"""The look-ups of a replica, defined over its tables.

The till runs their texts in :mod:`replica_sql`, which are made from here (see :mod:`till_statements`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Select, Text, bindparam, column, func, literal_column, or_, select, table, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.sql.selectable import TableClause

from pos_app.storage.replica_tables import (
    account_month,
    article,
    article_prices,
    brief_member,
    brief_way,
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
    tier,
)
from pos_app.storage.statements import Prepared

_ARTICLE = (
    article.c.article_id,
    article.c.name,
    article.c.price_minor,
    article.c.vat_code,
    article.c.vat_basis_points,
    article.c.unit,
    article.c.category_id,
    article.c.minimum_age,
    article.c.protection,
    article.c.colour,
)
_MEMBER = (
    member.c.member_id,
    member.c.display_name,
    member.c.card_number_end,
    member.c.points,
    member.c.qualifying_points,
    member.c.tier,
    member.c.as_of_ms,
    member.c.blocked,
    member.c.personal_key,
    member.c.known,
)
_BRIEF = (
    brief_member.c.member_id,
    brief_member.c.points,
    brief_member.c.qualifying_points,
    tier.c.tier,
    brief_member.c.standing,
    brief_member.c.as_of_s,
)


def _words(name: str) -> TableClause:
    return table(name, column("rowid"), column("name", Text), column(name, Text))


def _matching(found: Select[*tuple[Any, ...]], name: str, place: Column[int]) -> Prepared:
    words = _words(name)
    return Prepared(
        found.join_from(words, place.table, place == words.c.rowid)
        .where(words.c[name].op("MATCH")(bindparam("expression")))
        .suffix_with(text("LIMIT :most"))
    )


ARTICLE_BY_CODE = Prepared(
    select(*_ARTICLE, code.c.pieces)
    .join_from(code, article, article.c.id == code.c.article)
    .where(code.c.code == bindparam("code"))
)
ARTICLE_BY_ITEM_REFERENCE = Prepared(
    select(*_ARTICLE)
    .where(article.c.item_reference == bindparam("reference"), literal_column("item_reference <> ''"))
    .order_by(article.c.id)
)
ARTICLE_BY_ID = Prepared(select(*_ARTICLE).where(article.c.article_id == bindparam("row")))
ARTICLE_PRICE = Prepared(select(article.c.price_minor).where(article.c.article_id == bindparam("row")))
ARTICLE_CONTENT = Prepared(
    select(article.c.content_milli, article.c.content_measure).where(article.c.article_id == bindparam("row"))
)
ARTICLE_CODE = Prepared(
    select(code.c.code)
    .join_from(article, code, article.c.id == code.c.article)
    .where(article.c.article_id == bindparam("row"), code.c.pieces == literal_column("1"))
    .order_by(func.length(code.c.code).desc(), code.c.code)
)
ARTICLE_PRICES = Prepared(select(article_prices.c.row).order_by(article_prices.c.row_id))
ACCOUNT_MONTHS = Prepared(select(account_month.c.row).order_by(account_month.c.row_id))
ARTICLES = Prepared(select(func.count()).select_from(article))
ARTICLES_MATCHING = _matching(select(*_ARTICLE), "article_words", article.c.id)
CATEGORIES = Prepared(
    select(category.c.category_id, category.c.name, category.c.colour).order_by(
        category.c.position, category.c.category_id
    )
)
QUICK_KEYS = Prepared(
    select(*_ARTICLE)
    .where(article.c.category_id == bindparam("category"), literal_column("quick_position > 0"))
    .order_by(article.c.quick_position, article.c.name)
)

MEMBER_BY_ID = Prepared(select(*_MEMBER).where(member.c.member_id == bindparam("row")))
_BY_NUMBER = (
    select(*_MEMBER)
    .join_from(number, member, member.c.id == number.c.member)
    .where(number.c.short == bindparam("short"))
    .order_by(member.c.id)
)
MEMBERS_BY_PHONE = Prepared(_BY_NUMBER.where(member.c.phone_hash == bindparam("hash")))
MEMBERS_BY_CARD = Prepared(
    _BY_NUMBER.where(func.instr(member.c.card_hashes, bindparam("hash")) > literal_column("0"))
)
MEMBERS_MATCHING = _matching(select(*_MEMBER), "member_words", member.c.id)

_TIER_OF = tier.c.number == brief_member.c.standing.op(">>")(literal_column("1"))
BRIEF_BY_CARD = Prepared(
    select(*_BRIEF)
    .join_from(brief_member, tier, _TIER_OF, isouter=True)
    .where(brief_member.c.id == bindparam("key"))
)
BRIEF_WAYS = Prepared(
    select(brief_way.c.way)
    .where(brief_way.c.way >= bindparam("first"), brief_way.c.way <= bindparam("last"))
    .order_by(brief_way.c.way)
)
BRIEF_BETWEEN = Prepared(
    select(*_BRIEF)
    .join_from(brief_member, tier, _TIER_OF, isouter=True)
    .where(
        brief_member.c.id >= bindparam("first"),
        brief_member.c.id <= bindparam("last"),
        brief_member.c.member_id == bindparam("row"),
    )
    .order_by(brief_member.c.id)
)

NUMBER = Prepared(insert(number).on_conflict_do_nothing())
NEW_MEMBER = Prepared(
    insert(member).values({each.name: bindparam(each.name) for each in member.columns if each.name != "id"})
)
MEMBER_PLACE = Prepared(select(member.c.id).where(member.c.member_id == bindparam("row")))

_CASHIER = select(
    cashier.c.cashier_id, cashier.c.name, cashier.c.pin_hash, cashier.c.member_id, cashier.c.role
)
CASHIERS = Prepared(_CASHIER.order_by(cashier.c.name, cashier.c.cashier_id))
CASHIER_BY_CARD = Prepared(
    _CASHIER.where(cashier.c.card_hash == bindparam("card_hash")).order_by(cashier.c.cashier_id)
)
ROLES = Prepared(select(role.c.row).order_by(role.c.role_id))
PROGRAMMES = Prepared(
    select(programme.c.programme_id, programme.c.text).order_by(
        programme.c.priority, programme.c.programme_id
    )
)
PROGRAMME_VERSIONS = Prepared(
    select(
        programme_text.c.programme_id, programme_text.c.text, programme_text.c.from_ms, programme.c.priority
    )
    .join(programme, programme.c.programme_id == programme_text.c.programme_id)
    .order_by(programme_text.c.programme_id, programme_text.c.version)
)
PROGRAMME_OF_VERSION = Prepared(
    select(programme_text.c.text).where(
        programme_text.c.programme_id == bindparam("programme"),
        programme_text.c.version == bindparam("version"),
    )
)
ISSUER_KEY = Prepared(
    select(issuer_key.c.public_key, issuer_key.c.from_ms, issuer_key.c.until_ms).where(
        issuer_key.c.key_id == bindparam("key_id")
    )
)
REVOKED_TO = Prepared(
    select(func.max(revoked_code.c.to_s)).where(
        or_(revoked_code.c.whose == bindparam("token"), revoked_code.c.whose == bindparam("member"))
    )
)
CURSOR = Prepared(select(progress.c.cursor))
STORE = Prepared(select(store.c.row))
