"""The first load from a snapshot: in pieces, resumable, checked, and by pages wherever a snapshot does not work."""

import pytest

from sync.client.central import Central
from sync.protocol.v1.messages import CategoryRow, Row
from sync.protocol.v1.snapshot_messages import Snapshot, SnapshotPiece
from tests.stage.bad_server import Mischief
from tests.unit.sync.client.conftest import Till

PIECE = "/v1/snapshot/piece"


def categories(first: int, count: int) -> list[Row]:
    return [CategoryRow(f"category-{n}", f"Category {n}", "grey", n) for n in range(first, first + count)]


def test_a_first_load_takes_the_snapshot_and_then_the_changes_since(till: Till) -> None:
    till.server.rows = categories(1, 11)
    till.server.piece_rows, till.server.snapshot_up_to = 4, 9

    summary = till.sync_once()

    assert (summary.status.replica, summary.status.cursor) == (1, 11)
    assert till.replica.writes == [(4, 0, True), (4, 0, True), (1, 9, True), (2, 11, True)]
    assert till.replica.rows == till.server.rows


def test_a_load_that_breaks_off_goes_on_with_the_piece_that_comes_next(till: Till) -> None:
    till.server.rows, till.server.piece_rows = categories(1, 8), 2
    asked = 0
    real = till.server._piece

    def twice(snapshot_id: str, number: int) -> object:
        nonlocal asked
        asked += 1
        if asked == 3:
            till.server.misbehave(PIECE, Mischief.HALF_BODY)
        return real(snapshot_id, number)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(till.server), "_piece", lambda _, *said: twice(*said))
        broken_off = till.sync_once()
    assert (broken_off.status.detail, broken_off.status.replica) == ("half_answer", 0)
    assert till.replica.loading[1] in {2, 3}
    done = till.replica.loading[1]
    till.server.behave()

    assert till.sync_once().status.replica == 1
    assert till.replica.rows == till.server.rows
    assert till.replica.writes[done:] == [(2, 0, True)] * (3 - done) + [(2, 8, True)]


def test_a_server_that_knows_no_snapshots_is_asked_for_pages(till: Till) -> None:
    till.server.rows = categories(1, 5)
    assert till.sync_once().status.replica == 1
    assert till.server.times_asked("/v1/snapshot") == 1
    assert till.server.times_asked(PIECE) == 0
    assert till.replica.rows == till.server.rows


def test_a_snapshot_that_is_there_no_more_is_begun_anew_from_the_next_one(till: Till) -> None:
    till.server.rows, till.server.piece_rows = categories(1, 6), 2
    real = till.server._piece

    def changed_after_the_first(snapshot_id: str, number: int) -> object:
        reply = real(snapshot_id, number)
        if len(till.server.rows) == 6:
            till.server.rows = categories(21, 7)
        return reply

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(till.server), "_piece", lambda _, *said: changed_after_the_first(*said))
        till.sync_once()
    assert till.replica.rows == categories(21, 7)


@pytest.mark.parametrize(
    "packed",
    [b"", b"noise", b"\x28\xb5\x2f\xfd\xa4\x00\x00\x00\x40" + b"\x00" * 40],
    ids=["nothing", "noise", "a frame that says it is a gigabyte"],
)
def test_a_piece_that_is_not_what_was_promised_is_never_written(
    till: Till, monkeypatch: pytest.MonkeyPatch, packed: bytes
) -> None:
    till.server.rows, till.server.piece_rows = categories(1, 6), 2

    async def wrong(_central: Central, _snapshot_id: str, _number: int) -> SnapshotPiece:
        return SnapshotPiece(packed=packed)

    monkeypatch.setattr(Central, "snapshot_piece", wrong)
    for _ in range(3):
        told = till.sync_once()
        assert (told.status.detail, told.status.replica) == ("impossible", 0)
        assert till.replica.writes == []


def test_after_three_wrong_pieces_a_till_that_follows_loads_by_pages(till: Till) -> None:
    """Whoever runs on keeps count; whoever begins anew counts anew."""
    till.server.rows, till.server.piece_rows = categories(1, 6), 2

    async def wrong(_central: Central, _snapshot_id: str, _number: int) -> SnapshotPiece:
        return SnapshotPiece(packed=b"noise")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Central, "snapshot_piece", wrong)
        troubles = till.pull_until_done()
    assert troubles == ["impossible"] * 3
    assert till.replica.rows == till.server.rows


def test_a_till_waits_while_the_snapshot_is_made_but_not_for_ever(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.server.rows, till.server.piece_rows = categories(1, 4), 2
    made = till.server._snapshot()
    answers = [Snapshot(cursor=0, epoch=made.epoch, wait_ms=1)] * 3 + [made]

    async def offered(_central: Central) -> Snapshot:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    monkeypatch.setattr(Central, "snapshot", offered)
    till.sync_once()
    assert till.replica.writes == [(2, 0, True), (2, 4, True)]

    till.replica.number, till.replica.at = 0, 0
    answers[:] = [Snapshot(cursor=0, epoch=made.epoch, wait_ms=1)]
    till.sync_once()
    assert till.replica.writes[-1] == (1, 4, True)
    assert till.replica.rows == till.server.rows


def test_epoch_a_server_that_was_restored_meanwhile_is_loaded_from_anew(till: Till) -> None:
    till.server.rows, till.server.piece_rows = categories(1, 4), 2
    real = till.server._changes

    def restored_before_the_changes(cursor: int, limit: int) -> object:
        if till.server.epoch == "epoch-1":
            till.server.epoch, till.server.rows = "epoch-2", categories(21, 5)
        return real(cursor, limit)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(till.server), "_changes", lambda _, *said: restored_before_the_changes(*said))
        till.sync_once()
    assert till.replica.rows == categories(21, 5)
