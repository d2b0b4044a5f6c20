"""A till whose own journal does not fit together: what it made is kept, and a person puts it into the books."""

from collections.abc import Callable
from typing import Any

import pytest

from sync.protocol.v1 import facts
from sync.protocol.v1.problems import Code
from sync.server.care import histories
from sync.server.care.side_by_side import forks
from sync.server.desk.refusal import NotDone
from sync.server.schema import tables
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import FakeTill, Shop

FROZEN_NOW = "a till's journal does not fit together; the till is frozen"


def changed(till: FakeTill) -> Code:
    """Four sales; the bytes of the second are others than they were when the third was made."""
    till.sell()
    till.sell()
    now, till.hashes[1] = till.hashes[1], bytes(32)
    till.sell()
    till.hashes[1] = now
    till.sell()
    return Code.CHAIN_BROKEN


def doubled(till: FakeTill) -> Code:
    """Five records; the third has the id of the first, with other bytes."""
    sale = till.sell()
    till.sell()
    till.write(facts.SALE, facts.encode_sale(sale), fact_id=sale.sale_id)
    till.sell()
    till.sell()
    return Code.SAME_ID_OTHER_BYTES


def take_in(shop: Shop, till: FakeTill, *, unchained: bool = False) -> histories.TakenIn:
    with shop.database.write() as connection:
        return histories.take_in(
            *(connection, shop.company, till.place.till_id),
            by="Ingrid",
            reason="the disk was bad",
            now_ms=shop.clock(),
            unchained=unchained,
        )


@pytest.mark.parametrize("broken", [changed, doubled])
def test_facts_never_rejected_what_stands_behind_a_broken_place_is_kept_and_taken_in_once(
    shop: Shop, expected_logs: Any, broken: Callable[[FakeTill], Code]
) -> None:
    expected_logs.say(FROZEN_NOW)
    till = shop.till()
    code = broken(till)
    assert (shop.declined(till).problem.code, shop.count(tables.sale)) == (code, 2)
    assert shop.rows(tables.till)[0].frozen == "", "what stands before it is acknowledged first"
    assert shop.taken(till, 1, 2).acked == 2
    declined = shop.declined(till, 3)
    assert (declined.problem.code, declined.problem.acked) == (code, 2)
    till.sell()
    assert shop.declined(till, 3).problem.code == Code.FROZEN
    assert {row.envelope for row in shop.rows(tables.quarantine)} == set(till.envelopes[2:])
    with shop.database.read() as connection:
        [found] = forks(connection, shop.company.company_id)
    assert (found.frozen, [place.sequence for place in found.places][-1]) == (code, len(till.envelopes))

    doubles = 1 if broken is doubled else 0
    assert take_in(shop, till) == histories.TakenIn(own=0, others=3, left=0)
    assert (shop.count(tables.sale), shop.flags()) == (5, set())
    [taken] = [row for row in shop.rows(tables.till) if row.till_id.endswith("~1")]
    assert (taken.frozen, taken.acked, taken.sales) == ("copy", len(till.envelopes), 3)
    assert [row.envelope for row in shop.rows(tables.record, till_id=taken.till_id)] == till.envelopes[
        2 + doubles :
    ]
    open_still = [row.reason for row in shop.rows(tables.quarantine) if not row.settled_ms]
    assert open_still == [code] * doubles
    audit(shop.database)
    with pytest.raises(NotDone, match="kept aside"):
        take_in(shop, till)
    till.sell()
    shop.declined(till, len(till.envelopes))
    assert take_in(shop, till) == histories.TakenIn(own=0, others=1, left=0), "and it goes on from there"
    assert len(shop.rows(tables.till)) == 2


def test_fork_what_follows_nothing_is_taken_in_on_a_persons_word_alone(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    till = shop.till()
    till.sell()
    copy = till.twin()
    till.sell()
    shop.taken(till)
    for _ in range(3):
        copy.sell()
    assert shop.declined(copy, 3).problem.code == Code.FORK
    assert "forked" in caplog.text
    with pytest.raises(NotDone, match="--unchained"):
        take_in(shop, till)
    assert take_in(shop, till, unchained=True) == histories.TakenIn(own=0, others=2, left=0)
    assert shop.count(tables.sale) == 4
    shop.declined(copy, 2, 2)
    assert take_in(shop, till) == histories.TakenIn(own=0, others=1, left=0), (
        "and the rest when it comes after all"
    )
    assert (shop.count(tables.sale), shop.flags()) == (5, set())
    audit(shop.database)


def test_a_till_with_a_broken_journal_is_not_thawed_but_enrolled_anew(shop: Shop, expected_logs: Any) -> None:
    expected_logs.say(FROZEN_NOW)
    till = shop.till()
    till.sell()
    till.write(previous=bytes(32))
    shop.declined(till)
    shop.taken(till, 1, 1)
    shop.declined(till, 2)
    with shop.database.write() as connection, pytest.raises(NotDone, match="enrol the machine anew"):
        histories.thaw(
            *(connection, shop.company, till.place.till_id),
            by="Ingrid",
            reason="it looks well again",
            copy_is_gone=True,
            now_ms=shop.clock(),
        )
