"""The rows of ``replica-N.db``: what the server told this till about goods, members, staff, programmes and the store.

Nothing here is a fact: it can be fetched again. It is kept small, because a till holds every member: ids that are UUIDs
take 16 bytes, numbers stand only as keyed hashes, the words to search by are an index without content, and members who
have nothing to do with this store have a brief row.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.types import UserDefinedType

replica_metadata = MetaData(naming_convention={"pk": "%(table_name)s_key"})


class _Id(UserDefinedType[Any]):
    """An id as :func:`pack_id` makes it: bytes or text."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The column's type in a STRICT table."""
        return "ANY"


progress = Table(
    "progress",
    replica_metadata,
    Column("id", Integer, primary_key=True),
    Column("cursor", Integer, nullable=False),
    CheckConstraint("id = 1", name="progress_only_one"),
    sqlite_strict=True,
)
"""Up to which change the rows are; written in the transaction of the rows, so that a crash can skip none."""

loading = Table(
    "loading",
    replica_metadata,
    Column("id", Integer, primary_key=True),
    Column("snapshot_id", Text, nullable=False),
    Column("done", Integer, nullable=False),
    CheckConstraint("id = 1", name="loading_only_one"),
    sqlite_strict=True,
)
"""Which snapshot the replica is being filled from, and how many of its pieces are in."""

store = Table(
    "store",
    replica_metadata,
    Column("id", Integer, primary_key=True),
    Column("row", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="store_only_one"),
    sqlite_strict=True,
)

category = Table(
    "category",
    replica_metadata,
    Column("category_id", Text, primary_key=True, nullable=False),
    Column("name", Text, nullable=False),
    Column("colour", Text, nullable=False),
    Column("position", Integer, nullable=False),
    sqlite_strict=True,
)

article = Table(
    "article",
    replica_metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", _Id, nullable=False),
    Column("name", Text, nullable=False),
    Column("price_minor", Integer),
    Column("vat_code", Text, nullable=False),
    Column("vat_basis_points", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("category_id", Text, nullable=False),
    Column("minimum_age", Integer, nullable=False),
    Column("protection", Text),
    Column("colour", Text, nullable=False),
    Column("item_reference", Text, nullable=False),
    Column("quick_position", Integer, nullable=False),
    Column("content_milli", Integer, nullable=False),
    Column("content_measure", Text, nullable=False),
    UniqueConstraint("article_id", name="article_once"),
    Index("article_by_item_reference", "item_reference", sqlite_where=literal_column("item_reference <> ''")),
    Index(
        "article_quick_keys",
        "category_id",
        "quick_position",
        sqlite_where=literal_column("quick_position > 0"),
    ),
    sqlite_strict=True,
)

code = Table(
    "code",
    replica_metadata,
    Column("code", Text, primary_key=True, nullable=False),
    Column("article", Integer, nullable=False),
    Column("pieces", Integer, nullable=False),
    CheckConstraint("pieces > 0", name="code_means_some"),
    Index("code_of_article", "article"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

article_prices = Table(
    "article_prices",
    replica_metadata,
    Column("row_id", Text, primary_key=True, nullable=False),
    Column("row", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""Prices that were set beside an article's own, in the bytes of the wire: few, and read all at once."""

account_month = Table(
    "account_month",
    replica_metadata,
    Column("row_id", Text, primary_key=True, nullable=False),
    Column("row", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""What accounts of the whole company came to, in the bytes of the wire: a row for each and month."""

member = Table(
    "member",
    replica_metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", _Id, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("card_number_end", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("qualifying_points", Integer, nullable=False),
    Column("tier", Text),
    Column("as_of_ms", Integer, nullable=False),
    Column("blocked", Integer, nullable=False),
    Column("personal_key", LargeBinary, nullable=False),
    Column("phone_hash", LargeBinary, nullable=False),
    Column("card_hashes", LargeBinary, nullable=False),
    Column("known", LargeBinary, nullable=False),
    UniqueConstraint("member_id", name="member_once"),
    sqlite_strict=True,
)
"""``known`` is what else the rules may ask, in the bytes of the wire; empty where there is nothing."""

number = Table(
    "number",
    replica_metadata,
    Column("short", Integer, primary_key=True),
    Column("member", Integer, primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""The way from a card or phone number to its members: four bytes of the number's hash, the whole of which stands in
the member's row (``card_hashes`` holds 16 bytes for each card). One phone may serve a household."""

brief_member = Table(
    "brief_member",
    replica_metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", _Id, nullable=False),
    Column("points", Integer, nullable=False),
    Column("qualifying_points", Integer, nullable=False),
    Column("standing", Integer, nullable=False),
    Column("as_of_s", Integer, nullable=False),
    sqlite_strict=True,
)
"""Members who have nothing to do with this store, which are nearly all of a large company: a row for each card, at the
place that the card's hash says (``compact.card_key``), so that a scan reads one page. Who is in ``member`` too counts
there: the till asked for them, and the changes that will take them out of here are on their way. ``standing`` is tier
and block, ``as_of_s`` is in seconds.

Of the 60 bytes that a member of a million may take, this row has 41 to 44 (9 for its place, 16 for the id, 4 for the
time, 2 to 5 for points and tier, 10 for SQLite), ``brief_way`` 11, encryption 2 in a hundred of both; the rest is for
the few who are in ``member`` with 200 to 300 each, their numbers and the words of their names.
"""

brief_way = Table(
    "brief_way",
    replica_metadata,
    Column("way", Integer, primary_key=True),
    sqlite_strict=True,
)
"""From a member's id to their places in ``brief_member`` (``compact.way_to``)."""

tier = Table(
    "tier",
    replica_metadata,
    Column("number", Integer, primary_key=True),
    Column("tier", Text, nullable=False),
    UniqueConstraint("tier", name="tier_once"),
    CheckConstraint("number > 0", name="tier_numbered"),
    sqlite_strict=True,
)
"""The tiers' codes by the number that ``standing`` gives them."""


cashier = Table(
    "cashier",
    replica_metadata,
    Column("cashier_id", Text, primary_key=True, nullable=False),
    Column("name", Text, nullable=False),
    Column("pin_hash", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("card_hash", LargeBinary, nullable=False),
    sqlite_strict=True,
)

role = Table(
    "role",
    replica_metadata,
    Column("role_id", Text, primary_key=True, nullable=False),
    Column("row", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""The company's roles as the server sends them: few, and read only when somebody does what not everybody may."""

programme = Table(
    "programme",
    replica_metadata,
    Column("programme_id", Text, primary_key=True, nullable=False),
    Column("version", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("text", Text, nullable=False),
    sqlite_strict=True,
)

programme_text = Table(
    "programme_text",
    replica_metadata,
    Column("programme_id", Text, primary_key=True, nullable=False),
    Column("version", Integer, primary_key=True, nullable=False),
    Column("text", Text, nullable=False),
    Column("from_ms", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Every version that was ever published, and when: goods that come back are looked at under the rules they were sold
under, and what members paid last month is reckoned under those of last month.
"""

issuer_key = Table(
    "issuer_key",
    replica_metadata,
    Column("key_id", Text, primary_key=True, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("from_ms", Integer, nullable=False),
    Column("until_ms", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""What the company signs member codes with. A till holds public keys only: nothing on it can make a code."""

revoked_code = Table(
    "revoked_code",
    replica_metadata,
    Column("whose", Text, primary_key=True, nullable=False),
    Column("to_s", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


def _words(rows: str, name: str) -> list[str]:
    """A search index beside the table ``rows`` that no write can forget, because triggers keep it.

    Diacritics are folded away, any script is split into words; neither the text nor the places of its words are kept
    a second time. Without ``secure-delete`` a deleted name would live on in the index until a merge happens to pass
    by (FORGETTABLE).
    """
    words = f"{rows}_words"
    drop = f"INSERT INTO {words}({words}, rowid, name) VALUES ('delete', OLD.id, OLD.{name});"  # noqa: S608  our names
    add = f"INSERT INTO {words}(rowid, name) VALUES (NEW.id, NEW.{name});"  # noqa: S608  our names
    return [
        f"""CREATE VIRTUAL TABLE {words}
USING fts5(name, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 2')""",
        f"INSERT INTO {words}({words}, rank) VALUES ('secure-delete', 1)",  # noqa: S608  our names
        f"CREATE TRIGGER {words}_added AFTER INSERT ON {rows} BEGIN {add} END",
        f"CREATE TRIGGER {words}_gone AFTER DELETE ON {rows} BEGIN {drop} END",
        f"""CREATE TRIGGER {words}_changed AFTER UPDATE OF {name} ON {rows}
WHEN OLD.{name} IS NOT NEW.{name} BEGIN {drop} {add} END""",
    ]


REPLICA_EXTRA = (*_words("article", "name"), *_words("member", "display_name"))
