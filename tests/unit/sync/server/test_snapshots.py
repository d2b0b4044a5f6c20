"""Snapshots: the same as all pages, one for each store, kept while they are good for something, and nobody erased."""

import stat
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.storage.for_sync import SyncReplica
from sync.protocol.compression import unpack
from sync.protocol.v1.snapshot_messages import LARGEST_CONTENT, Snapshot, decode_content
from sync.server.book.members import erase_member
from sync.server.companies import create_company
from sync.server.snapshots.shelf import WAIT_MS, Shelf, forget_snapshots
from tests.stage.replicas import reader
from tests.stage.tills import KEY
from tests.unit.storage.test_snapshot_load import contents
from tests.unit.sync.server.stage import MEMBER, START_MS, Shop

ARTICLES = "article_id,name,price,vat_code,vat_percent,codes\n"
CASHIERS = "cashier_id,name,store_id,pin\nc1,Ingrid,s1,1234\nc2,Ola,s2,1234\n"


def goods(first: int, count: int, price: str = "10.00") -> str:
    return "".join(f"a{n},Vare {n},{price},3,25,{n + 1000}\n" for n in range(first, first + count))


@pytest.fixture
def shelf(shop: Shop) -> Shelf:
    shop.import_texts(articles=ARTICLES + goods(1, 60), cashiers=CASHIERS)
    return Shelf(shop.database, shop.folder / "snapshots", fewest_rows=10)


def load_pieces(shop: Shop, shelf: Shelf, made: Snapshot, folder: Path, store: str = "s1") -> None:
    """A till's load of that snapshot."""
    with closing(SyncReplica(folder, KEY)) as replica:
        replica.begin_full()
        for number in range(len(made.pieces)):
            packed = shelf.piece(shop.company.company_id, store, made.snapshot_id, number)
            assert packed is not None
            content = decode_content(unpack(packed, most_bytes=LARGEST_CONTENT))
            is_last = number + 1 == len(made.pieces)
            replica.apply_piece(made.snapshot_id, number, content, made.cursor if is_last else 0)
        replica.finish_full()


def load_pages(shop: Shop, folder: Path, store: str = "s1") -> None:
    with closing(SyncReplica(folder, KEY)) as replica:
        replica.begin_full()
        told = shop.changes(store=store)
        replica.apply(told.rows, told.cursor, full=True)
        replica.finish_full()


def made_now(shop: Shop, shelf: Shelf, store: str = "s1") -> Snapshot:
    made = shelf.make(shop.company.company_id, store)
    assert made is not None
    return made


@pytest.mark.parametrize("store", ["s1", "s2"])
def test_a_snapshot_says_what_all_pages_say(shop: Shop, shelf: Shelf, tmp_path: Path, store: str) -> None:
    shop.import_instead(articles=ARTICLES + goods(5, 50, "12.00"))
    pages, pieces = tmp_path / "pages", tmp_path / "pieces"
    for folder in (pages, pieces):
        folder.mkdir()
    load_pages(shop, pages, store)
    made = made_now(shop, shelf, store)
    load_pieces(shop, shelf, made, pieces, store)

    by_pages, by_pieces = contents(pages), contents(pieces)
    for name in ("article", "member", "number", "code"):
        # Places follow the order of arrival, which is another; what stands there is the same.
        assert len(by_pages.pop(name)) == len(by_pieces.pop(name)), name
    for each in [name for name in by_pages if " " in name]:
        assert len(by_pages.pop(each)) == len(by_pieces.pop(each)), each
    assert by_pieces == by_pages
    with closing(reader(pages)) as one, closing(reader(pieces)) as other:
        for code in range(1001, 1070):
            assert one.goods.by_code(str(code)) == other.goods.by_code(str(code))
        assert one.members.by_id(MEMBER) == other.members.by_id(MEMBER)
        assert one.staff.cashiers() == other.staff.cashiers()
        assert one.store() == other.store()


def test_the_first_who_asks_is_told_to_wait_and_then_all_get_the_same(shop: Shop, shelf: Shelf) -> None:
    company = shop.company.company_id
    first = shelf.offer(company, "s1")
    assert (first.pieces, first.wait_ms) == ((), WAIT_MS)
    for thread in shelf.at_work():
        thread.join()
    second = shelf.offer(company, "s1")
    assert second.pieces
    assert shelf.offer(company, "s1") == second
    assert Shelf(shop.database, shop.folder / "snapshots", fewest_rows=10).offer(company, "s1") == second


def test_a_small_shop_loads_by_pages(shop: Shop) -> None:
    shelf = Shelf(shop.database, shop.folder / "snapshots")
    offered = shelf.offer(shop.company.company_id, "s1")
    assert (offered.pieces, offered.wait_ms) == ((), 0)
    assert not (shop.folder / "snapshots").exists()


def test_a_snapshot_serves_until_a_tenth_of_the_rows_is_newer(shop: Shop, shelf: Shelf) -> None:
    made = made_now(shop, shelf)
    shop.import_texts(articles=ARTICLES + goods(1, 3, "11.00"))
    assert shelf.offer(shop.company.company_id, "s1") == made
    shop.import_texts(articles=ARTICLES + goods(4, 20, "11.00"))
    assert shelf.offer(shop.company.company_id, "s1").wait_ms == WAIT_MS
    for thread in shelf.at_work():
        thread.join()
    newer = shelf.offer(shop.company.company_id, "s1")
    assert newer.cursor > made.cursor
    assert shelf.piece(shop.company.company_id, "s1", made.snapshot_id, 0), "who loads the older goes on"


def test_forgettable_a_snapshot_with_somebody_who_was_erased_is_offered_no_more(
    shop: Shop, shelf: Shelf
) -> None:
    made = made_now(shop, shelf)
    with shop.database.write() as connection:
        assert erase_member(connection, shop.company.company_id, MEMBER, START_MS)
    assert shelf.offer(shop.company.company_id, "s1") != made
    for thread in shelf.at_work():
        thread.join()
    forget_snapshots(shop.folder / "snapshots")
    assert shelf.piece(shop.company.company_id, "s1", made.snapshot_id, 0) is None


def test_epoch_a_snapshot_from_before_a_restoration_is_offered_no_more(shop: Shop, shelf: Shelf) -> None:
    from sync.server.companies import new_epoch

    made = made_now(shop, shelf)
    with shop.database.write() as connection:
        new_epoch(connection, shop.company.company_id, shop.clock.ms)
    assert shelf.offer(shop.company.company_id, "s1").snapshot_id != made.snapshot_id
    for thread in shelf.at_work():
        thread.join()


def test_a_piece_is_handed_to_its_own_company_and_store_alone(shop: Shop, shelf: Shelf) -> None:
    with shop.database.write() as connection:
        other = create_company(connection, "other", "Other", "NOK", START_MS)
    made = made_now(shop, shelf)
    company = shop.company.company_id
    assert shelf.piece(company, "s1", made.snapshot_id, 0)
    assert shelf.piece(other.company_id, "s1", made.snapshot_id, 0) is None
    assert shelf.piece(company, "s2", made.snapshot_id, 0) is None
    assert shelf.piece(company, "s1", "../" + made.snapshot_id, 0) is None
    assert shelf.piece(company, "s1", made.snapshot_id, len(made.pieces)) is None


def test_what_lies_on_the_disk_is_for_the_server_s_user_alone_and_damage_is_not_handed_out(
    shop: Shop, shelf: Shelf
) -> None:
    made = made_now(shop, shelf)
    for path in (shop.folder / "snapshots").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    [kept] = (shop.folder / "snapshots").rglob("*.pieces")
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 1
    kept.write_bytes(content)
    told = [
        shelf.piece(shop.company.company_id, "s1", made.snapshot_id, number)
        for number in range(len(made.pieces))
    ]
    assert told.count(None) == 1
