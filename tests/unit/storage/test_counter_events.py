"""What happens at the counter that is no sale: journalled, chained, never changed, found again by what it was about."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.verify import verify_database
from sync.protocol.v1 import counter_facts
from tests.stage.counter_facts import paid_out
from tests.stage.tills import KEY, open_store, sell
from tests.unit.storage.test_verify import tamper


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTillStore]:
    with closing(open_store(tmp_path)) as opened:
        yield opened


def happen(store: SqliteTillStore, *events: CounterEvent) -> list[int]:
    with store.unit_of_work() as uow:
        sequences = [uow.add_counter_event(each) for each in events]
        uow.commit()
    return sequences


def test_dense_seq_counter_events_share_the_chain_with_sales(store: SqliteTillStore, tmp_path: Path) -> None:
    sell(store)
    assert happen(store, paid_out(1), paid_out(2)) == [2, 3]
    sell(store)
    report = verify_database(tmp_path, KEY)
    assert report.ok, report.problem
    assert (report.records, report.sales) == (4, 2)


def test_what_happened_with_a_sale_is_found_by_its_id(store: SqliteTillStore) -> None:
    happen(store, paid_out(1), paid_out(2, subject="sale-7"), paid_out(3, subject="sale-8"))
    with store.unit_of_work() as uow:
        assert uow.counter_events_of("sale-7") == [paid_out(2, subject="sale-7")]
        assert uow.counter_events_of("") == []


def test_chain_the_verifier_names_an_event_whose_row_was_changed(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    sell(store)
    happen(store, paid_out())
    tamper(tmp_path, "UPDATE counter_event SET amount_minor = -100")
    report = verify_database(tmp_path, KEY)
    assert (report.ok, report.bad_sequence) == (False, 2)


def test_a_kind_of_a_newer_till_keeps_its_word_and_reads_as_other() -> None:
    body = msgspec.msgpack.decode(counter_facts.encode_counter_event(paid_out()))
    newer = msgspec.msgpack.encode({**body, "kind": "drawer-weighed"})
    assert counter_facts.read_counter_event(newer).kind == "drawer-weighed"
    assert counter_facts.decode_counter_event(newer).kind is CounterEventKind.OTHER
