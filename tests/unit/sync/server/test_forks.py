"""What does not fit what is stored: gaps, forks, broken chains, ids that are taken, a server set back."""

from pathlib import Path
from typing import Any

import pytest

from sync.protocol.v1 import facts
from sync.protocol.v1.problems import Code
from sync.server.companies import new_epoch
from sync.server.schema import tables
from tests.unit.sync.server.stage import Shop

VECTORS = Path(__file__).resolve().parents[3] / "vectors" / "envelopes"


def test_dense_seq_a_gap_is_told_with_what_is_stored(shop: Shop) -> None:
    till = shop.till()
    for _ in range(4):
        till.write()
    shop.taken(till, 1, 1)
    declined = shop.declined(till, 3, 4)
    assert (declined.status, declined.problem.code, declined.problem.acked) == (409, Code.GAP, 1)
    assert shop.count(tables.record) == 1
    assert shop.taken(till, 2).acked == 4


def test_fork_another_record_at_a_stored_sequence_freezes_the_till(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    till = shop.till()
    till.write()
    clone = till.twin()
    till.sell()
    clone.sell()
    shop.taken(till)
    declined = shop.declined(clone)
    assert (declined.status, declined.problem.code, declined.problem.acked) == (409, Code.FORK, 2)
    assert "forked" in caplog.text
    assert shop.rows(tables.till)[0].frozen == "fork"
    kept = shop.rows(tables.quarantine)
    assert [(row.sequence, row.envelope) for row in kept] == [(2, clone.envelopes[1])]
    assert shop.count(tables.sale) == 1


def test_fork_is_seen_when_the_clone_only_goes_on_from_what_is_stored(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    till = shop.till()
    till.write()
    clone = till.twin()
    till.sell()
    shop.taken(till)
    clone.sell()
    clone.sell()
    assert shop.declined(clone, 3, 3).problem.code == Code.FORK
    assert "forked" in caplog.text


def test_fork_a_frozen_till_stays_frozen_and_what_it_sends_is_kept(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    till = shop.till()
    clone = till.twin()
    till.write()
    clone.write()
    shop.taken(till)
    shop.declined(clone)
    assert "forked" in caplog.text
    till.sell()
    for _ in range(2):
        assert shop.declined(till, 2).problem.code == Code.FROZEN
    assert {row.envelope for row in shop.rows(tables.quarantine)} == {clone.envelopes[0], till.envelopes[1]}
    assert shop.count(tables.record) == 1


def test_fork_a_frozen_till_is_asked_back_to_where_its_history_left_the_one_that_is_stored(
    shop: Shop, expected_logs: Any
) -> None:
    """What it had acknowledged before a restore lay on its disk alone, once its copy had filled the server again."""
    till = shop.till()
    for _ in range(3):
        till.write()
    clone = till.twin()
    for _ in range(300):
        till.write()
    for _ in range(400):
        clone.write()
    expected_logs.say("a till's journal has forked; the till is frozen")
    shop.taken(clone)
    assert shop.declined(till, 290).problem.code == Code.FORK
    asked = [289]
    while (behind := shop.declined(till, asked[-1] + 1).problem.acked or 0) < asked[-1]:
        asked.append(behind)

    assert asked == [289, 89, 0]
    assert {row.envelope for row in shop.rows(tables.quarantine)} == set(till.envelopes[3:])


def test_fork_a_frozen_till_that_goes_on_from_what_is_kept_is_asked_for_nothing_earlier(
    shop: Shop, expected_logs: Any
) -> None:
    till = shop.till()
    clone = till.twin()
    for each in (till, clone, clone, clone):
        each.write()
    expected_logs.say("a till's journal has forked; the till is frozen")
    shop.taken(till)
    shop.declined(clone, 1, 2)

    assert shop.declined(clone, 3).problem.acked == 1
    assert {row.envelope for row in shop.rows(tables.quarantine)} == set(clone.envelopes)


def test_fork_a_frozen_till_is_asked_for_what_is_missing_before_what_is_kept(
    shop: Shop, expected_logs: Any
) -> None:
    """The newest came first, the line broke, and the till began anew: what stood before it was never asked for."""
    till = shop.till()
    clone = till.twin()
    for each in (till, till, till, clone, clone, clone, clone):
        each.write()
    expected_logs.say("a till's journal has forked; the till is frozen")
    shop.taken(till)
    shop.declined(clone, 3, 3)

    assert shop.declined(clone, 4).problem.acked == 0
    assert {row.sequence for row in shop.rows(tables.quarantine)} == {3, 4}
    shop.declined(clone)
    assert shop.declined(clone, 4).problem.acked == 3
    assert {row.envelope for row in shop.rows(tables.quarantine)} == set(clone.envelopes)


def test_chain_a_record_that_does_not_follow_stops_the_batch_there(shop: Shop) -> None:
    till = shop.till()
    till.sell()
    till.write(previous=bytes(32))
    till.sell()
    declined = shop.declined(till)
    assert (declined.status, declined.problem.code, declined.problem.acked) == (422, Code.CHAIN_BROKEN, 1)
    assert shop.count(tables.record) == shop.count(tables.sale) == 1
    assert shop.rows(tables.till)[0].head == till.hashes[0]
    assert [row.envelope for row in shop.rows(tables.quarantine)] == [till.envelopes[1]]


@pytest.mark.parametrize("changed", [{"company_id": "x"}, {"till_id": "x"}, {"sequence": 7}])
def test_chain_a_record_that_names_another_place_is_not_taken(
    shop: Shop, expected_logs: Any, changed: dict[str, Any]
) -> None:
    expected_logs.say("a till's journal does not fit together; the till is frozen")
    till = shop.till()
    till.write(**changed)
    assert shop.declined(till).problem.code == Code.CHAIN_BROKEN
    assert shop.count(tables.record) == 0


def test_same_id_other_bytes_is_422_and_both_are_kept(shop: Shop, expected_logs: Any) -> None:
    expected_logs.say("a till's journal does not fit together; the till is frozen")
    till = shop.till()
    sale = till.sell()
    till.write()
    till.write(facts.SALE, facts.encode_sale(sale), fact_id=sale.sale_id)
    till.write()
    declined = shop.declined(till)
    assert (declined.status, declined.problem.code) == (422, Code.SAME_ID_OTHER_BYTES)
    assert declined.problem.acked == 2
    assert shop.rows(tables.record)[0].envelope == till.envelopes[0]
    assert [row.envelope for row in shop.rows(tables.quarantine)] == [till.envelopes[2]]
    again = shop.declined(till, 3)
    assert again.problem.code == Code.SAME_ID_OTHER_BYTES
    assert {row.envelope for row in shop.rows(tables.quarantine)} == set(till.envelopes[2:])


def test_same_id_other_bytes_is_seen_across_tills(shop: Shop, expected_logs: Any) -> None:
    expected_logs.say("a till's journal does not fit together; the till is frozen")
    one, two = shop.till(1), shop.till(2)
    one.write(fact_id="the-same")
    two.write(fact_id="the-same")
    shop.taken(one)
    assert shop.declined(two).problem.code == Code.SAME_ID_OTHER_BYTES


def test_epoch_is_in_every_reply_and_changes_when_asked(shop: Shop) -> None:
    till = shop.till()
    till.write()
    before = shop.taken(till).epoch
    with shop.database.write() as connection:
        after = new_epoch(connection, shop.company.company_id, shop.clock.ms)
    assert shop.taken(till).epoch == shop.changes().epoch == after != before


@pytest.mark.sqlite
def test_epoch_a_server_set_back_is_refilled_by_the_till(
    shop: Shop, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from sync.server.opening import open_database

    till = shop.till()
    till.sell(member=shop.member_view())
    shop.taken(till)
    backup = tmp_path_factory.mktemp("backup") / "server.db"
    with shop.database.read() as connection:
        raw = connection.connection.cursor()
        connection.rollback()
        raw.execute("VACUUM INTO ?", (str(backup),))
    for _ in range(3):
        till.sell(member=shop.member_view())
    shop.taken(till, 2)
    expected = shop.member_view().points
    cursor_of_the_till = shop.changes().cursor

    restored = Shop(open_database(backup), shop.company, backup.parent)
    try:
        with restored.database.write() as connection:
            new_epoch(connection, restored.company.company_id, restored.clock.ms)
        declined = restored.declined(till, 4, 4)
        assert (declined.problem.code, declined.problem.acked) == (Code.GAP, 1)
        assert restored.taken(till, 2).acked == 4
        assert restored.member_view().points == expected
        assert restored.count(tables.sale) == 4
        from_the_start = restored.changes(cursor_of_the_till + 1000)
        assert from_the_start.rows == restored.changes(0).rows
    finally:
        restored.database.close()
