"""One transaction for everything about a sale, and what the database itself refuses."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.basket import add_article
from pos_app.domain.loyalty.decision import Posting
from pos_app.domain.tender import cash
from pos_app.services.till_store import (
    OpenBasket,
    ParkedBasket,
    PersonalFields,
    PinAttempts,
    PrintJob,
    PrintKind,
    PrintState,
    TillStore,
)
from pos_app.storage.driver import IntegrityError
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.tables import FACTS
from sync.protocol.envelope import FIRST_PREVIOUS, open_envelope
from sync.protocol.v1 import facts
from tests.stage import counter_facts, drawers, goods, returns
from tests.stage.tills import ADA, fact_id, nth_sale, open_store, receipt_job, sell, sell_many


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTillStore]:
    opened = open_store(tmp_path)
    yield opened
    opened.close()


def count(store: SqliteTillStore, table: str) -> int:
    return int(store.database.sql(f"SELECT count(*) FROM {table}")[0][0])


PARTS = ("journal", "sale", "sale_line", "tender", "posting", "personal", "member_key", "print_job")


def test_one_tx_a_committed_sale_has_all_its_parts(store: SqliteTillStore) -> None:
    port: TillStore = store
    sale = nth_sale(1, member=goods.member())
    with port.unit_of_work() as uow:
        assert uow.add_sale(sale, ADA, receipt_job(sale)) == 1
        uow.commit()
    assert [count(store, part) for part in PARTS] == [1, 1, 2, 1, 1, 1, 1, 1]


def test_one_tx_leaving_without_commit_leaves_nothing(store: SqliteTillStore) -> None:
    sale = nth_sale(1, member=goods.member())
    with store.unit_of_work() as uow:
        uow.save_open_basket(OpenBasket(sale.basket))
        uow.commit()
    with store.unit_of_work() as uow:
        uow.add_sale(sale, ADA, receipt_job(sale))
    assert [count(store, part) for part in PARTS] == [0] * len(PARTS)
    with store.unit_of_work() as uow:
        assert uow.open_basket() == OpenBasket(sale.basket)


def test_one_tx_an_error_in_the_last_part_leaves_nothing_of_the_others(store: SqliteTillStore) -> None:
    sale = nth_sale(1)
    job = replace(receipt_job(sale), fact_id="no such sale")
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), store.unit_of_work() as uow:
        uow.add_sale(sale, None, job)
    assert [count(store, part) for part in PARTS] == [0] * len(PARTS)
    assert sell(store).receipt_number == 1


def test_one_tx_a_unit_of_work_that_is_over_refuses_more(store: SqliteTillStore) -> None:
    with store.unit_of_work() as uow:
        uow.commit()
        with pytest.raises(RuntimeError, match="over"):
            uow.save_open_basket(None)
        with pytest.raises(RuntimeError, match="over"):
            uow.commit()


def test_durable_first_a_sale_is_there_for_another_connection_when_commit_returns(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    sale = sell(store)
    store.close()
    again = open_store(tmp_path)
    with again.unit_of_work() as uow:
        assert uow.sale(sale.sale_id) == sale
        assert uow.last_sale() == sale
    again.close()


def test_a_sale_forgets_its_own_open_basket_and_no_other(store: SqliteTillStore) -> None:
    sale = nth_sale(1)
    other = OpenBasket(goods.basket(goods.BOOK, basket_id=fact_id(7)), (cash(10_000),))
    with store.unit_of_work() as uow:
        uow.save_open_basket(other)
        uow.add_sale(sale, None, None)
        assert uow.open_basket() == other
        uow.save_open_basket(OpenBasket(sale.basket))
        uow.commit()
    second = replace(nth_sale(2), basket=sale.basket)
    with store.unit_of_work() as uow:
        uow.add_sale(second, None, None)
        assert uow.open_basket() is None


def test_id_at_birth_the_same_sale_is_stored_once(store: SqliteTillStore) -> None:
    sale = sell(store)
    with pytest.raises(IntegrityError, match=r"journal\.id"), store.unit_of_work() as uow:
        uow.add_sale(replace(sale, receipt_number=2), None, None)


def test_id_at_birth_the_record_carries_the_id_it_was_born_with(store: SqliteTillStore) -> None:
    sale = sell(store)
    with store.unit_of_work() as uow:
        uow.add_signed_in(fact_id(9), "ingrid", goods.AT_MS)
        uow.commit()
    rows = store.database.sql("SELECT id, kind, envelope FROM journal ORDER BY sequence")
    assert [(row[0], row[1]) for row in rows] == [(sale.sale_id, "sale"), (fact_id(9), "signed-in")]
    assert [open_envelope(row[2]).fact_id for row in rows] == [sale.sale_id, fact_id(9)]


def test_dense_seq_sequences_and_receipt_numbers_have_no_gap_after_undone_work(
    store: SqliteTillStore,
) -> None:
    sell(store)
    with store.unit_of_work() as uow:
        uow.add_sale(nth_sale(2), None, None)
    sell(store)
    with store.unit_of_work() as uow:
        assert uow.add_signed_in(fact_id(3), "ingrid", goods.AT_MS) == 3
        uow.commit()
    sell(store)
    assert store.database.sql("SELECT sequence FROM journal ORDER BY 1") == [(1,), (2,), (3,), (4,)]
    assert store.database.sql("SELECT receipt_number FROM sale ORDER BY 1") == [(1,), (2,), (3,)]


@pytest.mark.parametrize("sequence", [1, 3, 0, -5, 10**12])
def test_dense_seq_the_database_refuses_a_gap(store: SqliteTillStore, sequence: int) -> None:
    sell(store)
    head = store.database.sql("SELECT hash FROM journal")[0][0]
    with pytest.raises(IntegrityError, match="DENSE-SEQ"):
        store.database.sql(
            "INSERT INTO journal VALUES (?, 'x', 'sale', 1, ?, ?, x'00')", (sequence, head, bytes(32))
        )


@pytest.mark.parametrize("receipt_number", [1, 3, 0])
def test_dense_seq_the_database_refuses_a_gap_in_receipt_numbers(
    store: SqliteTillStore, receipt_number: int
) -> None:
    sell(store)
    with pytest.raises(IntegrityError, match="DENSE-SEQ"), store.unit_of_work() as uow:
        uow.add_sale(replace(nth_sale(2), receipt_number=receipt_number), None, None)


def test_chain_each_record_names_the_hash_of_the_one_before(store: SqliteTillStore) -> None:
    sell_many(store, 5)
    before = FIRST_PREVIOUS
    for previous, digest, envelope in store.database.sql(
        "SELECT previous, hash, envelope FROM journal ORDER BY sequence"
    ):
        assert hashlib.sha256(envelope).digest() == digest
        assert previous == open_envelope(envelope).previous == before
        before = digest


def test_chain_the_database_refuses_a_record_that_follows_nothing(store: SqliteTillStore) -> None:
    sell(store)
    with pytest.raises(IntegrityError, match="CHAIN"):
        store.database.sql(
            "INSERT INTO journal VALUES (2, 'x', 'sale', 1, ?, ?, x'00')", (bytes(32), bytes(32))
        )


@pytest.mark.parametrize("table", [table.name for table in FACTS])
def test_immutable_the_database_refuses_to_change_or_delete_a_fact(
    store: SqliteTillStore, table: str
) -> None:
    sell(store, member=goods.member(), personal=ADA)
    with store.unit_of_work() as uow:
        uow.add_visit(counter_facts.visit())
        uow.add_cancellation(counter_facts.cancelled())
        uow.add_consent_change(counter_facts.consent())
        uow.add_counter_event(counter_facts.paid_out())
        until = uow.drawers.add_count(drawers.counted())
        uow.drawers.add_report(drawers.empty_report(0, until))
        uow.add_return(returns.returned(goods.sale(receipt_number=1, member_view=goods.member())))
        uow.commit()
    column = store.database.sql(f"SELECT name FROM pragma_table_info('{table}') ORDER BY cid DESC LIMIT 1")[
        0
    ][0]
    for change in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"REPLACE INTO {table} SELECT * FROM {table}",
    ):
        with pytest.raises(IntegrityError, match=r"IMMUTABLE|DENSE-SEQ|CHAIN|ONE-DRAWER|CLOSED-STAYS"):
            store.database.sql(change)
    assert count(store, table) >= 1


def test_no_float_can_enter_a_money_column(store: SqliteTillStore) -> None:
    sell(store)
    with pytest.raises(IntegrityError, match="REAL"):
        store.database.sql("INSERT INTO tender VALUES (1, 9, 'cash', 49.5, '', 0, '')")


def test_opaque_envelope_the_body_is_exactly_what_the_codec_made(store: SqliteTillStore) -> None:
    sale = sell(store, member=goods.member(), personal=ADA)
    envelope = open_envelope(store.database.sql("SELECT envelope FROM journal")[0][0])
    assert envelope.body == facts.encode_sale(sale)
    assert (envelope.version, envelope.company_id, envelope.till_id) == (1, goods.COMPANY, goods.TILL)
    assert envelope.at_ms == sale.context.at_ms


def test_a_sale_of_another_till_is_refused(store: SqliteTillStore) -> None:
    sale = nth_sale(1)
    foreign = replace(sale, seller=replace(sale.seller, till_id="another"))
    with pytest.raises(ValueError, match="till that made it"), store.unit_of_work() as uow:
        uow.add_sale(foreign, None, None)


def test_forgettable_the_journal_holds_no_name(store: SqliteTillStore) -> None:
    sell(store, member=goods.member(), personal=ADA)
    envelope, sealed = store.database.sql(
        "SELECT envelope, sealed FROM journal JOIN personal USING (sequence)"
    )[0]
    assert b"Ada" not in envelope
    assert b"Ada" not in sealed
    assert open_envelope(envelope).personal_hash != b""


def test_forgettable_the_name_is_there_until_the_member_is_forgotten(store: SqliteTillStore) -> None:
    sale = sell(store, member=goods.member(), personal=ADA)
    plain = sell(store)
    with store.unit_of_work() as uow:
        assert uow.personal_name(sale.sale_id) == "Ada Nordmann"
        assert uow.personal_name(plain.sale_id) == ""
    store.forget_member(goods.MEMBER_ID)
    with store.unit_of_work() as uow:
        assert uow.personal_name(sale.sale_id) == ""
        assert uow.sale(sale.sale_id) == sale


def test_forgettable_a_sale_already_on_the_counter_does_not_bring_the_key_back(
    store: SqliteTillStore,
) -> None:
    store.forget_member(goods.MEMBER_ID)
    sale = sell(store, member=goods.member(), personal=ADA)
    assert count(store, "member_key") == count(store, "personal") == 0
    with store.unit_of_work() as uow:
        assert uow.personal_name(sale.sale_id) == ""


def test_forgettable_equal_names_do_not_have_equal_hashes(store: SqliteTillStore) -> None:
    for _ in range(2):
        sell(store, member=goods.member(), personal=ADA)
    hashes = {
        open_envelope(row[0]).personal_hash for row in store.database.sql("SELECT envelope FROM journal")
    }
    assert len(hashes) == 2


@pytest.mark.parametrize("key", [b"", b"short"])
def test_a_sale_never_fails_for_a_name_without_a_key(store: SqliteTillStore, key: bytes) -> None:
    sale = sell(store, member=goods.member(), personal=PersonalFields(goods.MEMBER_ID, "Ada", key))
    with store.unit_of_work() as uow:
        assert uow.sale(sale.sale_id) == sale
        assert uow.personal_name(sale.sale_id) == ""


def test_a_member_whose_key_was_renewed_keeps_both_names_readable(store: SqliteTillStore) -> None:
    first = sell(store, member=goods.member(), personal=ADA)
    second = sell(store, member=goods.member(), personal=replace(ADA, personal_key=bytes(32)))
    with store.unit_of_work() as uow:
        assert uow.personal_name(first.sale_id) == uow.personal_name(second.sale_id) == "Ada Nordmann"


def test_pending_points_and_waiting_counts_follow_the_acknowledgement(store: SqliteTillStore) -> None:
    sales = sell_many(store, 4)
    with store.unit_of_work() as uow:
        uow.add_signed_in(fact_id(3), "ingrid", goods.AT_MS)
        uow.commit()
    earned = [sale.decision.points_earned for sale in sales]
    with store.unit_of_work() as uow:
        assert (uow.waiting_records(), uow.waiting_sales()) == (5, 4)
        assert uow.pending_points(goods.MEMBER_ID) == sum(earned) > 0
        assert uow.pending_points("nobody") == 0
    store.database.sql("INSERT INTO sync_state VALUES (1, 3, 'a', 3)")
    with store.unit_of_work() as uow:
        assert (uow.waiting_records(), uow.waiting_sales()) == (2, 1)
        assert uow.pending_points(goods.MEMBER_ID) == earned[3] == 0


def test_pending_points_count_redeemed_ones_down(store: SqliteTillStore) -> None:
    bought = goods.basket(goods.BOOK)
    paid = (tenders.points(1000, 100, fact_id(1)), tenders.card(23_900, "1"))
    sale = goods.sale(bought, pay=paid, member_view=goods.member(), receipt_number=1)
    postings: tuple[Posting, ...] = sale.decision.postings
    with store.unit_of_work() as uow:
        uow.add_sale(sale, None, None)
        assert uow.pending_points(goods.MEMBER_ID) == sum(posting.points for posting in postings)
    assert any(posting.points < 0 for posting in postings)


def test_the_open_basket_comes_back_with_its_tenders(store: SqliteTillStore) -> None:
    kept = OpenBasket(
        goods.basket(
            goods.KIMCHI_TOAST, (goods.BEANS, 342), goods.BEER, member_id=goods.MEMBER_ID, age_confirmed=18
        ),
        (cash(5000),),
    )
    with store.unit_of_work() as uow:
        assert uow.open_basket() is None
        uow.save_open_basket(OpenBasket(goods.basket(goods.BOOK)))
        uow.save_open_basket(kept)
        uow.commit()
    with store.unit_of_work() as uow:
        assert uow.open_basket() == kept
        uow.save_open_basket(None)
        assert uow.open_basket() is None


def test_a_kept_basket_that_cannot_be_read_is_logged_and_selling_goes_on(
    store: SqliteTillStore, caplog: pytest.LogCaptureFixture
) -> None:
    store.database.sql("INSERT INTO open_basket VALUES (1, 'b', x'c1c1')")
    with store.unit_of_work() as uow:
        assert uow.open_basket() is None
    assert "can not be read" in caplog.text
    sell(store)


def test_parked_baskets_come_back_once_oldest_first(store: SqliteTillStore) -> None:
    first = ParkedBasket(fact_id(1), goods.basket(goods.BOOK), 100, "ingrid", "rød jakke")
    second = ParkedBasket(fact_id(2), add_article(goods.basket(goods.BEER), goods.BANITSA), 50, "ola")
    with store.unit_of_work() as uow:
        uow.park(first)
        uow.park(second)
        assert uow.parked() == [second, first]
        assert uow.unpark(first.parked_id) == first
        assert uow.unpark(first.parked_id) is None
        assert uow.parked() == [second]


def test_print_tristate_jobs_that_are_not_settled_are_found_oldest_first(store: SqliteTillStore) -> None:
    first, second = sell(store), sell(store)
    jobs = [receipt_job(first), receipt_job(second)]
    copy = PrintJob(fact_id(5), first.sale_id, PrintKind.COPY, PrintState.QUEUED, 1, open_drawer=True)
    with store.unit_of_work() as uow:
        assert uow.print_jobs() == jobs
        uow.add_print_job(copy)
        uow.set_print_state(jobs[0].job_id, PrintState.CONFIRMED)
        uow.set_print_state(jobs[1].job_id, PrintState.SENT_UNKNOWN)
        assert uow.print_jobs() == [copy, replace(jobs[1], state=PrintState.SENT_UNKNOWN)]
        assert uow.print_jobs(first.sale_id) == [copy, replace(jobs[0], state=PrintState.CONFIRMED)]
        uow.set_print_state(copy.job_id, PrintState.GIVEN_UP)
        assert [job.job_id for job in uow.print_jobs()] == [jobs[1].job_id]


def test_print_tristate_an_unknown_job_is_our_own_bug(store: SqliteTillStore) -> None:
    with pytest.raises(LookupError), store.unit_of_work() as uow:
        uow.set_print_state("nothing", PrintState.CONFIRMED)


def test_print_tristate_the_database_knows_no_other_state(store: SqliteTillStore) -> None:
    sale = sell(store)
    with pytest.raises(IntegrityError, match="print_job_tristate"):
        store.database.sql(f"UPDATE print_job SET state = 'maybe' WHERE fact_id = '{sale.sale_id}'")


def test_wrong_pins_are_remembered_over_a_restart(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.unit_of_work() as uow:
        assert uow.pin_attempts("ingrid") == PinAttempts()
        uow.set_pin_attempts("ingrid", PinAttempts(2))
        uow.set_pin_attempts("ingrid", PinAttempts(3, 99))
        uow.commit()
    store.close()
    again = open_store(tmp_path)
    with again.unit_of_work() as uow:
        assert uow.pin_attempts("ingrid") == PinAttempts(3, 99)
    again.close()
