"""A database that spreads over several hosts could hold the server's data: every key says where a row lies, every
statement asks only there, and nothing is said that such a database refuses. Neither Citus nor YugabyteDB runs here:
what they document is held to (``sync/server/README.md``, "Where rows live").
"""

import importlib
import io
import pkgutil
import re
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Select, Table, delete, exists, func, insert, inspect, select, tuple_, update
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.elements import ClauseElement

import sync.server.schema
from sync.server.migrations.versions import v0001_first_tables, v0002_fleet_tables, v0003_replacing_tables
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.schema.columns import metadata
from sync.server.schema.dialects import upsert
from sync.server.schema.placement import BY_ID, BY_MEMBER, BY_TILL, COMPANY, EVERYWHERE, split_by
from sync.server.slate import reading, writing
from tests.stage.carried_keys import GOOD, findings
from tests.stage.scans import REFUSED, SCANS, Watch
from tests.unit.sync.server.stage import Shop

for _each in pkgutil.iter_modules(sync.server.schema.__path__):
    importlib.import_module(f"sync.server.schema.{_each.name}")
SPLIT = sorted(name for name in metadata.tables if name not in EVERYWHERE)
README = Path(sync.server.schema.__file__).parents[1] / "README.md"
_REFUSED_IN_TABLES = re.compile(
    r"\b(REFERENCES|FOREIGN KEY|EXCLUDE|SERIAL|BIGSERIAL|GENERATED|IDENTITY|DEFERRABLE|INHERITS|TRIGGER|CREATE RULE"
    r"|CREATE SEQUENCE|UNLOGGED|TABLESPACE|PARTITION|DOMAIN|XML|CONCURRENTLY|GIN|GIST|INCLUDE|UNIQUE|CREATE TYPE"
    r"|CREATE FUNCTION)\b"
)
"""Foreign keys reach into other hosts' rows; a unique index beside the primary key would have to hold the column that
splits the table, and what is unique beyond it has a table of its own (``key_tables.py``).
"""
DIALECT = sqlalchemy.create_engine("postgresql+psycopg://").dialect
TYPES = {"BIGINT", "TEXT", "BYTEA", "VARCHAR"}


def test_every_table_is_placed_once() -> None:
    placed = [*BY_TILL, *BY_MEMBER, *BY_ID, *EVERYWHERE]
    assert sorted(placed) == sorted(metadata.tables)
    with pytest.raises(KeyError):
        split_by("a table that nobody placed")


@pytest.mark.parametrize("name", SPLIT)
def test_every_key_of_a_table_begins_with_the_company_and_holds_what_splits_it(name: str) -> None:
    table = metadata.tables[name]
    keys = [list(table.primary_key.columns.keys())]
    keys += [list(index.columns.keys()) for index in table.indexes if index.unique]
    for key in keys:
        assert key[0] == COMPANY, key
        assert split_by(name) in key, key
    for index in table.indexes:
        assert next(iter(index.columns.keys())) == COMPANY, index.name


@pytest.mark.parametrize("name", sorted({*BY_TILL, *BY_MEMBER}))
def test_what_grows_has_the_till_or_the_member_next_in_its_key(name: str) -> None:
    assert list(metadata.tables[name].primary_key.columns.keys())[1] == split_by(name)


@pytest.mark.sqlite
def test_the_keys_of_the_migrated_tables_are_the_keys_that_the_code_knows(shop: Shop) -> None:
    with shop.database.read() as connection:
        found = inspect(connection)
        for name, table in metadata.tables.items():
            made = found.get_pk_constraint(name)["constrained_columns"]
            assert made == list(table.primary_key.columns.keys()), name


def test_the_readme_says_where_rows_live() -> None:
    told = README.read_text(encoding="utf-8")
    for line in where_rows_live():
        assert line in told.splitlines(), line
    assert len(re.findall(r"^\| the .*by `", told, re.MULTILINE)) + told.count("| everywhere |") == len(
        where_rows_live()
    )


def where_rows_live() -> list[str]:
    """The rows of the README's table, as the mapping has it."""
    lines = []
    for kind, placed in (("the till", BY_TILL), ("the member", BY_MEMBER), ("the id itself", BY_ID)):
        by_column: Callable[[str], str] = dict(placed).__getitem__
        for column, names in groupby(sorted(placed, key=lambda name: (placed[name], name)), key=by_column):
            lines.append(f"| {kind}, by `{column}` | {', '.join(f'`{name}`' for name in names)} |")
    lines.append(f"| everywhere | {', '.join(f'`{name}`' for name in sorted(EVERYWHERE))} |")
    return lines


# --- what an engine refuses ------------------------------------------------------------------------------------------


def made_tables() -> str:
    """What the migrations say to PostgreSQL."""
    said = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": said}
    )
    with Operations.context(context):
        v0001_first_tables.upgrade()
        v0002_fleet_tables.upgrade()
        v0003_replacing_tables.upgrade()
    return said.getvalue()


def test_tables_are_made_of_what_an_engine_on_several_hosts_knows() -> None:
    known = [str(CreateTable(table).compile(dialect=DIALECT)) for table in metadata.tables.values()]
    known += [
        str(CreateIndex(index).compile(dialect=DIALECT))
        for table in metadata.tables.values()
        for index in table.indexes
    ]
    for said in (*known, made_tables()):
        assert _REFUSED_IN_TABLES.findall(said.upper()) == [], said
    types = {
        str(column.type).partition("(")[0] for table in metadata.tables.values() for column in table.columns
    }
    assert types <= {*TYPES, "BLOB"}


@pytest.mark.parametrize(
    "said", ["a BIGSERIAL", "UNIQUE (a)", "REFERENCES sale", "EXCLUDE USING gist (a WITH =)"]
)
def test_a_table_that_an_engine_would_refuse_is_seen(said: str) -> None:
    assert _REFUSED_IN_TABLES.findall(said.upper())


# --- statements ------------------------------------------------------------------------------------------------------

LOT, HOLD, SALE, LINE, TILL = tables.lot.c, tables.hold.c, tables.sale.c, tables.sale_line.c, tables.till.c
RULE = tables.programme.c
MINE = (LOT.company_id == "c", LOT.member_id == "m")
KEEPING: Mapping[str, ClauseElement] = {
    "one row": select(tables.lot).where(*MINE),
    "several members": select(tables.lot).where(LOT.company_id == "c", LOT.member_id.in_(["m", "n"])),
    "pairs": select(tables.lot).where(
        LOT.company_id == "c", tuple_(LOT.member_id, LOT.lot_id).in_([("m", "l")])
    ),
    "either way": select(tables.lot).where(
        LOT.company_id == "c", (LOT.member_id == "m") | (LOT.member_id == "n")
    ),
    "joined": select(tables.sale)
    .join(tables.sale_line, (LINE.company_id == SALE.company_id) & (LINE.till_id == SALE.till_id))
    .where(SALE.company_id == "c", SALE.till_id == "t"),
    "with a small table": select(tables.lot)
    .join(tables.programme, RULE.programme_id == LOT.programme_id)
    .where(*MINE),
    "of one book": select(tables.lot).where(
        *MINE, ~exists().where(HOLD.company_id == LOT.company_id, HOLD.member_id == LOT.member_id)
    ),
    "a change": update(tables.lot).where(*MINE).values(points_left=LOT.points_left - 1),
    "a removal": delete(tables.lot).where(*MINE),
    "a new row, or more of it": upsert(tables.balance).on_conflict_do_update(
        index_elements=["company_id", "member_id", "account"], set_={"points": tables.balance.c.points + 1}
    ),
    "locked": select(tables.company.c.cursor).where(tables.company.c.company_id == "c").with_for_update(),
    "new rows out of others": insert(tables.lot_use).from_select(
        ["company_id"], select(LOT.company_id).where(*MINE)
    ),
}
ASKING_ALL: Mapping[str, tuple[ClauseElement, tuple[str, ...]]] = {
    "of a company": (select(tables.lot).where(LOT.company_id == "c"), ("lot",)),
    "of every company": (select(tables.lot).where(LOT.member_id == "m"), ("lot",)),
    "below a member": (select(tables.lot).where(LOT.company_id == "c", LOT.member_id < "m"), ("lot",)),
    "but for a member": (select(tables.lot).where(LOT.company_id == "c", LOT.member_id != "m"), ("lot",)),
    "or anything": (
        select(tables.lot).where(LOT.company_id == "c", (LOT.member_id == "m") | (LOT.points > 0)),
        ("lot",),
    ),
    "counted": (select(func.count()).select_from(tables.sale).where(SALE.company_id == "c"), ("sale",)),
    "changed": (update(tables.lot).where(LOT.company_id == "c").values(points=0), ("lot",)),
    "removed": (delete(tables.hold).where(HOLD.company_id == "c", HOLD.redemption_id == "r"), ("hold",)),
    "inside": (
        select(tables.till).where(
            TILL.company_id == "c", TILL.till_id == select(SALE.till_id).scalar_subquery()
        ),
        ("sale", "till"),
    ),
    "taken over": (insert(tables.lot_use).from_select(["company_id"], select(LOT.company_id)), ("lot",)),
}
REFUSED_ONES: Mapping[str, tuple[ClauseElement, str]] = {
    "another key": (
        select(tables.sale)
        .join(tables.member, tables.member.c.member_id == SALE.member_id)
        .where(SALE.company_id == "c", SALE.till_id == "t", tables.member.c.company_id == "c"),
        "is joined to what lies on other hosts",
    ),
    "correlated on another key": (
        select(tables.lot).where(
            *MINE, exists().where(SALE.company_id == LOT.company_id, SALE.sale_id == LOT.lot_id)
        ),
        "sale is joined to what lies on other hosts",
    ),
    "locks on several hosts": (
        select(tables.lot).where(LOT.company_id == "c", LOT.member_id.in_(["m", "n"])).with_for_update(),
        "rows of lot on several hosts are locked",
    ),
    "a row that moves": (
        update(books.consent)
        .where(books.consent.c.company_id == "c", books.consent.c.member_id == "m")
        .values(member_id="n"),
        "a row of consent would move",
    ),
    "a row that moves when it is there": (
        upsert(tables.fact_key).on_conflict_do_update(index_elements=["company_id"], set_={"fact_id": "f"}),
        "a row of fact_key would move",
    ),
    "an advisory lock": (select(func.pg_advisory_xact_lock(1)), "an advisory lock"),
    "a volatile change": (
        update(tables.lot).where(*MINE).values(points=func.random()),
        "a change by a volatile function",
    ),
}


@pytest.mark.parametrize("name", KEEPING)
def test_a_statement_with_its_key_is_good(name: str) -> None:
    assert findings(KEEPING[name]) == GOOD


@pytest.mark.parametrize("name", ASKING_ALL)
def test_a_statement_without_its_key_asks_every_host(name: str) -> None:
    statement, asked = ASKING_ALL[name]
    assert findings(statement).without_key == asked


@pytest.mark.parametrize("name", REFUSED_ONES)
def test_what_an_engine_on_several_hosts_refuses_is_seen(name: str) -> None:
    statement, why = REFUSED_ONES[name]
    assert any(why in each for each in findings(statement).refused)


@pytest.mark.parametrize("name", sorted({*BY_TILL, *BY_MEMBER}))
def test_what_a_batch_reads_and_writes_together_carries_its_key(name: str) -> None:
    """It is handed to the driver as a text, so that no test could look at it as it runs."""
    table = metadata.tables[name]
    names = tuple(column.name for column in table.columns)
    others = tuple(column.name for column in table.columns if not column.primary_key)[:2]
    statements = [writing._insert_of(table, names), writing._delete_of(table)]
    statements += [writing._put_of(table, names, others), writing._put_of(table, names, others[:1])]
    if others:
        statements.append(writing._count_of(table, names, others))
    for statement in (*statements, reading._one(table), reading._theirs(table)):
        assert findings(statement) == GOOD, str(statement)


def asking_as(module: str) -> Callable[[Any, Select[Any]], None]:
    """A function of that module which runs a statement."""
    named: dict[str, Any] = {"__name__": module}
    exec("def asks(connection, statement):\n    connection.execute(statement)", named)
    found: Callable[[Any, Select[Any]], None] = named["asks"]
    return found


@pytest.mark.parametrize(
    ("module", "is_allowed"),
    [
        ("sync.server.intake.invented", False),
        ("sync.server.book.invented", False),
        ("sync.server.holding.invented", False),
        ("sync.server.changes", False),
        ("sync.server.desk.invented", True),
    ],
)
def test_a_new_scan_where_tills_wait_is_a_complaint(
    watch: Watch, shop: Shop, module: str, is_allowed: bool
) -> None:
    asks = asking_as(module)
    with shop.database.read() as connection:
        asks(connection, select(tables.lot).where(*MINE))
        assert not watch.complaints
        asks(connection, select(tables.lot).where(LOT.company_id == "c"))
    assert bool(watch.complaints) is not is_allowed
    watch.complaints.clear()


@pytest.mark.parametrize("name", sorted({*SCANS, *REFUSED}))
def test_who_is_allowed_to_ask_every_host_is_there(name: str) -> None:
    assert name not in {"sync.server", "sync.server.intake", "sync.server.book", "sync.server.holding"}
    assert pkgutil.resolve_name(name)
    for allowed in (SCANS, REFUSED):
        assert not any(name.startswith(f"{other}.") for other in allowed), "it is allowed twice"


def test_small_tables_are_small() -> None:
    """What every host has a copy of has no member, sale or record in its key."""
    for name in EVERYWHERE:
        table: Table = metadata.tables[name]
        assert not {"member_id", "holder_id", "sale_id", "sequence"} & set(table.primary_key.columns.keys())
