"""The change log: one growing cursor, newest version of each row, each till its own."""

from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.messages import (
    ArticleRow,
    CashierRow,
    Changes,
    Gone,
    StoreRow,
)
from sync.server.companies import create_company
from tests.unit.sync.server.stage import MEMBER, START_MS, Shop

ARTICLES = "article_id,name,price,vat_code,vat_percent,codes\n"
CASHIERS = "cashier_id,name,store_id,pin\n"


def names(changes: Changes) -> list[str]:
    return [row.name for row in changes.rows if isinstance(row, ArticleRow)]


def test_changes_first_load_has_everything_for_a_till_of_its_store(shop: Shop) -> None:
    shop.import_texts(articles=ARTICLES + "a1,Kaffe,49.00,3,25,\n", cashiers=CASHIERS + "c1,Ingrid,s1,1234\n")
    found = shop.changes()
    assert [type(row).__name__ for row in found.rows] == [
        "ProgrammeRow",
        "StoreRow",
        "MemberRow",
        "MemberRow",
        "ArticleRow",
        "CashierRow",
    ]
    assert not found.more


def test_changes_stores_and_cashiers_stay_within_their_store(shop: Shop) -> None:
    shop.import_texts(cashiers=CASHIERS + "c1,Ingrid,s1,1234\nc2,Ola,s2,1234\nc3,Kim,,1234\n")
    for store, staff in (("s1", {"c1", "c3"}), ("s2", {"c2", "c3"})):
        rows = shop.changes(store=store).rows
        assert {row.cashier_id for row in rows if isinstance(row, CashierRow)} == staff
        assert [row.store_id for row in rows if isinstance(row, StoreRow)] == [store]


def test_changes_another_company_sees_nothing_of_this_one(shop: Shop) -> None:
    with shop.database.write() as connection:
        other = create_company(connection, "other", "Other", "NOK", START_MS)
    assert Shop(shop.database, other, shop.folder).changes().rows == ()


def test_changes_after_a_cursor_are_only_what_changed_since(shop: Shop) -> None:
    shop.import_texts(articles=ARTICLES + "a1,Kaffe,49.00,3,25,\na2,Te,39.00,3,25,\n")
    cursor = shop.changes().cursor
    shop.import_texts(articles=ARTICLES + "a1,Kaffe,51.00,3,25,\na2,Te,39.00,3,25,\n")
    found = shop.changes(cursor)
    assert names(found) == ["Kaffe"]
    assert found.cursor > cursor
    assert shop.changes(found.cursor).rows == ()


def test_changes_pages_end_where_more_is_false_and_lose_nothing(shop: Shop) -> None:
    shop.import_texts(articles=ARTICLES + "".join(f"a{n},Vare {n},{n}.00,3,25,\n" for n in range(1, 24)))
    cursor, seen, pages = 0, list[object](), 0
    while True:
        found = shop.changes(cursor, limit=5)
        seen += found.rows
        cursor, pages = found.cursor, pages + 1
        if not found.more:
            break
    assert pages == 6
    assert tuple(seen) == shop.changes().rows
    assert cursor == shop.changes().cursor


def test_changes_a_row_that_changes_between_pages_comes_again_not_never(shop: Shop) -> None:
    lines = [f"a{n},Vare {n},{n}.00,3,25,\n" for n in range(1, 10)]
    shop.import_texts(articles=ARTICLES + "".join(lines))
    first = shop.changes(limit=7)
    shop.import_texts(articles=ARTICLES + "a1,Ny vare,1.00,3,25,\n")
    rest = shop.changes(first.cursor)
    assert "Ny vare" in names(rest)
    assert {*names(first), *names(rest)} >= {f"Vare {n}" for n in range(2, 10)}


def test_changes_what_is_removed_is_told_as_gone(shop: Shop) -> None:
    shop.import_texts(articles=ARTICLES + "a1,Kaffe,49.00,3,25,\na2,Te,39.00,3,25,\n")
    cursor = shop.changes().cursor
    shop.import_instead(articles=ARTICLES + "a1,Kaffe,49.00,3,25,\n")
    assert shop.changes(cursor).rows == (Gone(kind="article", row_id="a2"),)
    shop.import_texts(articles=ARTICLES + "a2,Te,39.00,3,25,\n")
    assert names(shop.changes(cursor)) == ["Te"]


def test_changes_a_cashier_who_moves_is_gone_from_the_old_store(shop: Shop) -> None:
    shop.import_texts(cashiers=CASHIERS + "c1,Ingrid,s1,1234\n")
    cursor = shop.changes().cursor
    shop.import_texts(cashiers=CASHIERS + "c1,Ingrid,s2,1234\n")
    assert shop.changes(cursor).rows == (Gone(kind="cashier", row_id="c1"),)
    assert [type(row) for row in shop.changes(cursor, store="s2").rows] == [CashierRow]


def test_changes_a_member_is_told_once_per_batch_however_many_sales(shop: Shop) -> None:
    till = shop.till()
    cursor = shop.changes().cursor
    for _ in range(5):
        till.sell(member=shop.member_view())
    shop.taken(till)
    [row] = shop.changes(cursor).rows
    assert isinstance(row, MemberRow)
    assert (row.member_id, row.points) == (MEMBER, 500 + 5 * 94)
