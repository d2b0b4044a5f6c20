"""Pulling: a first load aside and then swapped, changes into the replica in use, and no row lost to an interruption."""

import pytest

from sync.protocol.v1.messages import CategoryRow, Row
from tests.stage.bad_server import Mischief
from tests.unit.sync.client.conftest import Till


def categories(first: int, count: int) -> list[Row]:
    return [CategoryRow(f"category-{n}", f"Category {n}", "grey", n) for n in range(first, first + count)]


def test_a_first_load_is_built_aside_and_swapped_in_when_it_is_complete(till: Till) -> None:
    till.server.rows = categories(1, 8)

    summary = till.sync_once()

    assert (summary.pulled, summary.status.replica, summary.status.cursor) == (8, 1, 8)
    assert till.replica.writes == [(3, 3, True), (3, 6, True), (2, 8, True)]
    assert till.replica.rows == till.server.rows


def test_changes_go_into_the_replica_in_use(till: Till) -> None:
    till.server.rows = categories(1, 3)
    till.sync_once()
    till.server.rows += categories(4, 2)

    summary = till.sync_once()

    assert (summary.pulled, summary.status.replica) == (2, 1)
    assert till.replica.writes[-1] == (2, 5, False)
    assert till.replica.rows == till.server.rows


def test_nothing_new_writes_nothing(till: Till) -> None:
    till.server.rows = categories(1, 3)
    till.sync_once()
    writes = len(till.replica.writes)

    assert till.sync_once().pulled == 0
    assert len(till.replica.writes) == writes


def test_a_first_load_that_breaks_off_goes_on_where_it_stopped(till: Till) -> None:
    till.server.rows = categories(1, 7)
    till.server.misbehave("/v1/changes", Mischief.FAULT)
    assert till.sync_once().status.replica == 0
    till.server.misbehave("/v1/changes", Mischief.HALF_BODY, times=1)
    till.sync_once()
    till.server.behave()
    till.replica.begin_full()
    till.replica.apply(till.server.rows[:3], 3, full=True)

    summary = till.sync_once()

    assert summary.pulled == 4
    assert till.replica.rows == till.server.rows


def test_a_server_without_rows_makes_one_empty_replica_and_no_loop(till: Till) -> None:
    assert till.sync_once().status.replica == 1
    assert till.sync_once().exit_code == 0


@pytest.mark.parametrize(
    ("mischief", "code"),
    [
        (Mischief.NEVER_MOVES, "impossible"),
        (Mischief.HTML, "not_our_server"),
        (Mischief.GARBAGE, "unreadable"),
        (Mischief.HALF_BODY, "half_answer"),
        (Mischief.FAULT, "server_error"),
        (Mischief.STRANGE_CODING, "unreadable"),
    ],
)
def test_a_bad_page_leaves_the_replica_as_it_was_and_is_told(
    till: Till, mischief: Mischief, code: str
) -> None:
    till.server.rows = categories(1, 2)
    till.sync_once()
    before = list(till.replica.rows)
    till.server.rows += categories(3, 2)
    till.server.misbehave("/v1/changes", mischief)

    summary = till.sync_once()

    assert (summary.status.detail, summary.exit_code) == (code, 1)
    assert (till.replica.rows, till.replica.at) == (before, 2)


def test_herd_sales_before_everything_else(till: Till) -> None:
    till.journal.add(3)
    till.server.rows = categories(1, 4)

    till.sync_once()

    paths = [each.path for each in till.server.seen]
    assert paths.index("/v1/records") < paths.index("/v1/changes")


def test_a_refused_push_does_not_keep_new_prices_away(till: Till) -> None:
    till.journal.add(1)
    till.server.rows = categories(1, 4)
    till.server.misbehave("/v1/records", Mischief.FORK)

    summary = till.sync_once()

    assert (summary.status.detail, summary.pulled) == ("fork", 4)


def test_epoch_a_restored_server_loads_the_replica_anew_while_the_old_one_serves(till: Till) -> None:
    till.server.rows = categories(1, 5)
    till.sync_once()
    till.server.restore_from_backup(0)
    till.server.rows = categories(11, 4)
    till.server.misbehave("/v1/changes", Mischief.FAULT, times=1)

    broken_off = till.sync_once()
    assert till.replica.rows == categories(1, 5)
    assert broken_off.status.replica == 1

    summary = till.sync_once()
    assert (summary.status.replica, summary.status.cursor) == (2, 4)
    assert till.replica.rows == categories(11, 4)


def test_epoch_half_a_load_from_before_a_restoration_is_not_mixed_with_the_rest(till: Till) -> None:
    till.server.rows = categories(1, 9)

    real = till.server._changes

    def restore_after_the_first_page(cursor: int, limit: int) -> object:
        page = real(cursor, limit)
        if cursor == 0 and till.server.epoch == "epoch-1":
            till.server.epoch = "epoch-2"
            till.server.rows = categories(21, 9)
        return page

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(till.server), "_changes", lambda _, *asked: restore_after_the_first_page(*asked))
        till.sync_once()
    assert till.replica.rows == categories(21, 9)
