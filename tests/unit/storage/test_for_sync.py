"""What the sync child does to the till's files: the outbox, the replica aside, and the members it has to forget."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.storage import replica_writer
from pos_app.storage.database import Database
from pos_app.storage.for_sync import SyncJournal, SyncReplica
from pos_app.storage.lock import AlreadyHeld
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.replica_files import current_number, numbers
from pos_app.storage.replica_rows import write_rows
from sync.client.ports import JournalSource, ReplicaSink
from sync.protocol.envelope import FIRST_PREVIOUS, open_envelope
from sync.protocol.v1.messages import CategoryRow, Gone, Record, RecordFate, Row
from tests.stage import goods
from tests.stage.replicas import SHOP, article_row, load, member_row, reader
from tests.stage.tills import ADA, KEY, MEMBER_KEY, PAGE, clear_pages, open_store, sell, sell_many


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTillStore]:
    with closing(open_store(tmp_path)) as opened:
        yield opened


@pytest.fixture
def outbox(store: SqliteTillStore, tmp_path: Path) -> Iterator[SyncJournal]:
    with closing(SyncJournal(tmp_path, KEY)) as opened:
        yield opened


def test_the_outbox_is_the_journal_in_sequence(store: SqliteTillStore, outbox: SyncJournal) -> None:
    port: JournalSource = outbox
    assert (port.head(), port.acked(), port.server_epoch()) == ((0, FIRST_PREVIOUS), 0, "")
    assert port.unacked(0, 10) == []
    sell_many(store, 5)
    batch = port.unacked(1, 3)
    assert [sequence for sequence, _, _ in batch] == [2, 3, 4]
    assert [open_envelope(envelope).sequence for _, envelope, _ in batch] == [2, 3, 4]
    assert [personal is not None for _, _, personal in batch] == [False, True, False]
    assert port.head()[0] == 5
    assert port.waiting_records() == port.waiting_sales() == 5
    for _, envelope, personal in batch:
        assert Record(envelope=envelope, personal=personal).envelope == envelope


def test_forgettable_the_personal_fields_travel_sealed(store: SqliteTillStore, outbox: SyncJournal) -> None:
    sell(store, member=goods.member(), personal=ADA)
    personal = outbox.unacked(0, 1)[0][2]
    assert personal is not None
    assert personal.member_id == goods.MEMBER_ID
    assert b"Ada" not in personal.sealed


def test_ack_is_not_delete_what_the_server_has_stays(store: SqliteTillStore, outbox: SyncJournal) -> None:
    sell_many(store, 5)
    outbox.mark_acked(3, "a")
    assert (outbox.acked(), outbox.server_epoch(), outbox.waiting_records()) == (3, "a", 2)
    assert len(outbox.unacked(0, 10)) == 5


def test_epoch_a_server_restored_from_a_backup_has_less_than_before(
    store: SqliteTillStore, outbox: SyncJournal
) -> None:
    sell_many(store, 5)
    outbox.mark_acked(5, "a")
    outbox.mark_acked(2, "b")
    assert (outbox.acked(), outbox.server_epoch(), outbox.waiting_sales()) == (2, "b", 3)


@pytest.mark.parametrize("sequence", [-1, 6])
def test_an_acknowledgement_of_what_is_not_there_is_refused(
    store: SqliteTillStore, outbox: SyncJournal, sequence: int
) -> None:
    sell_many(store, 5)
    with pytest.raises(ValueError, match="no record"):
        outbox.mark_acked(sequence, "a")
    assert outbox.acked() == 0


def test_poison_aside_fates_are_kept_for_a_person(store: SqliteTillStore, outbox: SyncJournal) -> None:
    sell_many(store, 2)
    first = RecordFate(sequence=2, fate="parked", detail="unknown kind")
    outbox.record_fates([first])
    outbox.record_fates([first, RecordFate(sequence=1, fate="flagged", detail="replay")])
    assert [(each.sequence, each.fate) for each in outbox.fates()] == [(1, "flagged"), (2, "parked")]


def test_only_one_sync_child_works_on_the_data(outbox: SyncJournal, tmp_path: Path) -> None:
    with pytest.raises(AlreadyHeld):
        SyncJournal(tmp_path, KEY)


# --- the replica


def test_a_first_load_is_built_aside_and_swapped_in(tmp_path: Path) -> None:
    with closing(SyncReplica(tmp_path, KEY)) as replica, closing(reader(tmp_path)) as till:
        port: ReplicaSink = replica
        assert (port.version(), port.cursor()) == (0, 0)
        port.begin_full()
        port.apply(SHOP, 50, full=True)
        assert (port.version(), port.cursor()) == (0, 50)
        assert not till.refresh()
        assert till.goods.size() == 0
        port.finish_full()
        assert (port.version(), port.cursor()) == (1, 50)
        assert till.refresh()
        assert (till.version, till.goods.size()) == (1, 3)


def test_a_load_that_broke_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    first = SyncReplica(tmp_path, KEY)
    first.begin_full()
    first.apply((article_row("A", codes=(("1", 1),)),), 7, full=True)
    first.close()
    with closing(SyncReplica(tmp_path, KEY)) as again:
        assert again.cursor() == 0
        again.begin_full()
        assert again.cursor() == 7
        again.apply((article_row("B", codes=(("2", 1),)),), 9, full=True)
        again.finish_full()
    with closing(reader(tmp_path)) as till:
        assert till.goods.by_code("1") is not None
        assert till.goods.by_code("2") is not None


def test_a_discarded_load_leaves_nothing(tmp_path: Path) -> None:
    with closing(load(tmp_path)) as replica:
        replica.begin_full()
        replica.apply((article_row("Half"),), 7, full=True)
        replica.discard()
        replica.discard()
        assert (replica.cursor(), numbers(tmp_path)) == (100, [1])
        replica.begin_full()
        assert replica.cursor() == 0


def test_a_new_load_replaces_all_and_removes_the_old_file(tmp_path: Path) -> None:
    with closing(load(tmp_path)) as replica, closing(reader(tmp_path)) as till:
        assert till.goods.size() == 3
        replica.begin_full()
        replica.apply((article_row("Only"),), 5, full=True)
        replica.finish_full()
        assert replica.version() == 2
        assert numbers(tmp_path) == [2]
        assert till.goods.size() == 3, "what is open stays readable"
        assert till.refresh()
        assert (till.version, till.goods.size()) == (2, 1)
        assert not till.refresh()


def test_changes_go_into_the_replica_in_use_and_are_noticed(tmp_path: Path) -> None:
    with closing(load(tmp_path)) as replica, closing(reader(tmp_path)) as till:
        dearer = article_row("Cappuccino", codes=(("7000000000012", 1),), price_minor=5200)
        replica.apply(
            (dearer, Gone(kind="article", row_id="kanelbolle"), Gone(kind="later", row_id="x")),
            101,
            full=False,
        )
        assert replica.cursor() == 101
        assert till.refresh()
        assert not till.refresh()
        found = till.goods.by_code("7000000000012")
        assert found is not None
        assert found.article.price_minor == 5200
        assert till.goods.by_code("7000000000029") is None
        assert till.goods.by_code("7000000000036") is None
        assert till.goods.search("kanel") == []


def test_a_name_that_changed_is_found_under_the_new_one_only(tmp_path: Path) -> None:
    with closing(load(tmp_path)) as replica, closing(reader(tmp_path)) as till:
        replica.apply((article_row("Espresso", article_id="cappuccino"),), 101, full=False)
        assert [article.name for article in till.goods.search("espr")] == ["Espresso"]
        assert till.goods.search("capp") == []


def test_a_code_that_moved_belongs_to_the_article_that_said_so_last(tmp_path: Path) -> None:
    with closing(load(tmp_path)) as replica, closing(reader(tmp_path)) as till:
        replica.apply((article_row("New", codes=(("7000000000012", 1),)),), 101, full=False)
        found = till.goods.by_code("7000000000012")
        assert found is not None
        assert found.article.name == "New"


def test_rows_and_cursor_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    with closing(load(tmp_path)) as replica, closing(reader(tmp_path)) as till:
        bad = article_row("Bad", codes=(("5", 0),))
        with pytest.raises(Exception, match="code_means_some"):
            replica.apply((article_row("Good", codes=(("4", 1),)), bad), 200, full=False)
        assert replica.cursor() == 100
        assert till.goods.by_code("4") is None


def test_a_large_page_is_written_in_bounded_transactions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def counted(database: Database, chunk: Sequence[Row]) -> None:
        sizes.append(len(chunk))
        write_rows(database, chunk)

    monkeypatch.setattr(replica_writer, "write_rows", counted)
    rows = tuple(CategoryRow(category_id=f"{n}", name="", colour="", position=n) for n in range(4_500))
    with closing(load(tmp_path, rows, cursor=77)) as replica:
        assert sizes == [2000, 2000, 500]
        assert replica.cursor() == 77


def test_an_empty_page_moves_the_cursor_also_back_to_0(tmp_path: Path) -> None:
    with closing(load(tmp_path)) as replica:
        replica.apply((), 0, full=False)
        assert (replica.cursor(), replica.version()) == (0, 1)


def test_forgettable_a_member_who_is_gone_is_forgotten_in_the_journals_database_too(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    sale = sell(store, member=goods.member(), personal=ADA)
    with closing(load(tmp_path)) as replica, closing(reader(tmp_path)) as till:
        assert len(till.members.search("ada")) == 1
        replica.apply((Gone(kind="member", row_id=goods.MEMBER_ID),), 101, full=False)
        assert till.members.search("ada") == []
    with store.unit_of_work() as uow:
        assert uow.personal_name(sale.sale_id) == ""
        assert uow.sale(sale.sale_id) == sale


def test_forgettable_the_key_is_on_no_page_of_the_file_and_not_in_its_log(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    sell(store, member=goods.member(), personal=ADA)
    store.database.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path = tmp_path / "till.db"
    assert MEMBER_KEY in clear_pages(path)
    store.forget_member(goods.MEMBER_ID)
    assert MEMBER_KEY not in clear_pages(path)
    assert (tmp_path / "till.db-wal").stat().st_size == 0
    store.close()


def test_forgettable_a_gone_member_in_a_first_load_is_forgotten_as_well(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    sale = sell(store, member=goods.member(), personal=ADA)
    load(tmp_path, (Gone(kind="member", row_id=goods.MEMBER_ID), member_row("Ola", member_id="b"))).close()
    with store.unit_of_work() as uow:
        assert uow.personal_name(sale.sale_id) == ""


def test_a_damaged_replica_counts_as_none_and_is_loaded_anew(tmp_path: Path) -> None:
    load(tmp_path).close()
    path = tmp_path / "replica-1.db"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with closing(reader(tmp_path)) as till:
        assert (till.version, till.goods.size()) == (0, 0)
        with closing(SyncReplica(tmp_path, KEY)) as replica:
            assert (replica.version(), replica.cursor()) == (0, 0)
            replica.begin_full()
            replica.apply(SHOP, 5, full=True)
            replica.finish_full()
            assert replica.version() == 2
        assert till.refresh()
        assert till.goods.size() == 3
    assert PAGE == 4096


def test_a_replica_of_another_schema_counts_as_none(tmp_path: Path) -> None:
    replica = load(tmp_path)
    assert replica._writer._current is not None
    replica._writer._current.sql("PRAGMA user_version = 99")
    replica.close()
    with closing(SyncReplica(tmp_path, KEY)) as again, closing(reader(tmp_path)) as till:
        assert (again.version(), till.version) == (0, 0)


@pytest.mark.parametrize("content", [b"", b"replica-7.db", b"../till.db", b"\xff", b"replica-0.db"])
def test_a_pointer_to_nothing_counts_as_none(tmp_path: Path, content: bytes) -> None:
    load(tmp_path).close()
    (tmp_path / "replica.current").write_bytes(content)
    assert current_number(tmp_path) == 0
    with closing(SyncReplica(tmp_path, KEY)) as again:
        again.begin_full()
        again.apply(SHOP, 5, full=True)
        again.finish_full()
        assert again.version() >= 1


def test_without_a_load_there_is_nowhere_to_write(tmp_path: Path) -> None:
    with closing(SyncReplica(tmp_path, KEY)) as replica:
        for full in (True, False):
            with pytest.raises(LookupError):
                replica.apply((), 1, full=full)
        with pytest.raises(LookupError):
            replica.finish_full()


def shown(store: SqliteTillStore) -> tuple[int, int]:
    """How many of Ada's decisions are laid over the replica, and her pending points."""
    with store.unit_of_work() as uow:
        return len(uow.decisions_since(goods.MEMBER_ID)), uow.pending_points(goods.MEMBER_ID)


def test_stale_label_what_the_server_has_stays_pending_until_it_told_it_back(
    store: SqliteTillStore, outbox: SyncJournal, tmp_path: Path
) -> None:
    with closing(load(tmp_path, cursor=100)) as replica:
        sales = [sell(store, member=goods.member()) for _ in range(3)]
        points = [sale.decision.points_earned for sale in sales]
        assert shown(store) == (3, sum(points))
        outbox.mark_acked(1, "a", 101)
        outbox.mark_acked(2, "a", 104)
        assert outbox.acked() == 2
        assert shown(store) == (3, sum(points))
        replica.apply((member_row(points=1300),), 103, full=False)
        assert shown(store) == (2, sum(points[1:]))
        replica.apply((), 104, full=False)
        assert shown(store) == (1, points[2])
        assert store.database.sql("SELECT count(*) FROM awaited") == [(0,)]


def test_stale_label_a_replica_that_was_faster_than_the_reply_shows_it_at_once(
    store: SqliteTillStore, outbox: SyncJournal, tmp_path: Path
) -> None:
    sell(store, member=goods.member())
    with closing(load(tmp_path, cursor=100)):
        outbox.mark_acked(1, "a", 100)
    assert shown(store) == (0, 0)


def test_stale_label_a_full_load_tells_everything_back(
    store: SqliteTillStore, outbox: SyncJournal, tmp_path: Path
) -> None:
    sell(store, member=goods.member())
    outbox.mark_acked(1, "a", 50)
    assert shown(store)[0] == 1
    load(tmp_path, cursor=100).close()
    assert shown(store) == (0, 0)


@pytest.mark.parametrize(("sequence", "epoch", "left"), [(1, "a", 1), (2, "b", 0), (1, "b", 1)])
def test_epoch_what_a_restored_server_lost_is_laid_over_again_and_nothing_else_waits(
    store: SqliteTillStore, outbox: SyncJournal, tmp_path: Path, sequence: int, epoch: str, left: int
) -> None:
    with closing(load(tmp_path, cursor=100)):
        sell(store, member=goods.member())
        sell(store, member=goods.member())
        outbox.mark_acked(2, "a", 500)
        assert shown(store)[0] == 2
        outbox.mark_acked(sequence, epoch, 20)
        assert shown(store)[0] == left
        assert store.database.sql("SELECT count(*) FROM awaited") == [(0,)]
