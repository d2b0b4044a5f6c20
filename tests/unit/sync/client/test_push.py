"""Pushing against a server that does everything wrong: nothing lost, nothing doubled, a sentence that says what."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.client.keys import DeviceKey
from sync.client.push import MOST_BYTES, MOST_RECORDS, Pusher
from sync.client.trouble import Link, SyncTrouble
from tests.stage.bad_server import BadServer, Mischief
from tests.unit.sync.client.conftest import Till

EXPECTED = {
    Mischief.UNKNOWN_TILL: ("unknown_till", Link.REFUSED),
    Mischief.FROZEN: ("frozen", Link.REFUSED),
    Mischief.FORK: ("fork", Link.REFUSED),
    Mischief.GAP: ("gap", Link.TROUBLE),
    Mischief.SAME_ID_OTHER_BYTES: ("same_id_other_bytes", Link.REFUSED),
    Mischief.STRANGE_REFUSAL: ("refused", Link.REFUSED),
    Mischief.FAULT: ("server_error", Link.TROUBLE),
    Mischief.BUSY: ("busy", Link.TROUBLE),
    Mischief.HTML: ("not_our_server", Link.TROUBLE),
    Mischief.HTML_FAULT: ("server_error", Link.TROUBLE),
    Mischief.HTML_REFUSAL: ("not_our_server", Link.TROUBLE),
    Mischief.REDIRECT: ("redirect", Link.TROUBLE),
    Mischief.HALF_BODY: ("half_answer", Link.TROUBLE),
    Mischief.LOST_REPLY: ("no_answer", Link.TROUBLE),
    Mischief.NOTHING: ("no_answer", Link.TROUBLE),
    Mischief.NOISE: ("not_http", Link.TROUBLE),
    Mischief.WRONG_TYPE: ("unreadable", Link.TROUBLE),
    Mischief.GARBAGE: ("unreadable", Link.TROUBLE),
    Mischief.EMPTY: ("unreadable", Link.TROUBLE),
    Mischief.OTHER_SHAPE: ("unreadable", Link.TROUBLE),
    Mischief.BOMB: ("too_big", Link.TROUBLE),
    Mischief.STRANGE_CODING: ("unreadable", Link.TROUBLE),
    Mischief.ACK_BEYOND: ("till_behind", Link.REFUSED),
    Mischief.ACK_NOTHING: ("impossible", Link.TROUBLE),
}


@pytest.mark.parametrize("mischief", EXPECTED, ids=lambda each: each.name.lower())
def test_a_bad_answer_loses_nothing_doubles_nothing_and_is_told(till: Till, mischief: Mischief) -> None:
    till.journal.add(5)
    till.server.misbehave("/v1/records", mischief)

    summary = till.sync_once()

    code, link = EXPECTED[mischief]
    assert (summary.status.detail, summary.status.link) == (code, link)
    assert summary.status.sentence.endswith(".")
    assert summary.exit_code == 1
    assert summary.status.waiting_records == 5
    assert till.journal.acked() == 0
    till.assert_nothing_lost_nothing_doubled()

    till.server.behave()
    assert till.sync_once().exit_code == 0
    assert till.server.effects == [1, 2, 3, 4, 5]
    assert till.journal.acked() == 5


@pytest.mark.parametrize("mischief", [Mischief.SILENT, Mischief.DRIP])
def test_a_server_that_never_finishes_an_answer_is_given_up_at_the_deadline(
    till: Till, mischief: Mischief, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.client.central.PUSH_MS", 300)
    till.journal.add(2)
    till.server.misbehave("/v1/records", mischief)

    summary = till.sync_once()

    assert (summary.status.detail, summary.exit_code) == ("timeout", 4)
    till.server.behave()
    assert till.sync_once().pushed == 2
    till.assert_nothing_lost_nothing_doubled()


def test_a_server_that_is_not_there_is_offline_and_loses_nothing(till: Till) -> None:
    till.journal.add(3)
    till.server.stop()

    summary = till.sync_once()

    assert (summary.status.link, summary.status.detail, summary.exit_code) == (Link.OFFLINE, "unreachable", 4)
    assert summary.status.waiting_sales == 3
    assert "kept on the till" in summary.status.sentence


def test_key_effect_resend_after_a_lost_reply_has_one_effect(till: Till) -> None:
    till.journal.add(4)
    till.server.misbehave("/v1/records", Mischief.LOST_REPLY, times=1)

    summary = till.sync_once()

    assert (summary.pushed, summary.exit_code) == (4, 0)
    assert till.server.batches == [(1, 4), (1, 4)]
    assert till.server.effects == [1, 2, 3, 4]


def test_key_effect_resend_in_a_larger_batch_after_an_interruption_has_one_effect(till: Till) -> None:
    till.journal.add(4)
    till.server.misbehave("/v1/records", Mischief.HALF_BODY, times=1)
    assert till.sync_once().pushed == 0
    till.journal.add(3)

    assert till.sync_once().pushed == 7
    assert till.server.effects == [1, 2, 3, 4, 5, 6, 7]


def test_signed_batch_of_at_most_200_records(till: Till) -> None:
    till.journal.add(450)

    assert till.sync_once().pushed == 450
    assert [last - first + 1 for first, last in till.server.batches] == [MOST_RECORDS, MOST_RECORDS, 50]


def test_signed_batch_of_at_most_one_megabyte_unless_a_single_record_is_larger(till: Till) -> None:
    till.journal.add(3, size=400_000)
    till.journal.add(1, size=1_500_000)
    till.journal.add(1)

    assert till.sync_once().pushed == 5
    assert till.server.batches == [(1, 2), (3, 3), (4, 4), (5, 5)]
    pushes = [each.size for each in till.server.seen if each.path == "/v1/records"]
    assert max(pushes[:2]) <= MOST_BYTES


def test_signed_batch_of_another_key_is_refused_and_told(till: Till) -> None:
    till.journal.add(1)
    till.server.public_key = bytes(32)

    summary = till.sync_once()

    assert (summary.status.detail, summary.exit_code) == ("bad_signature", 1)


def test_ack_is_not_delete_every_record_is_still_there_after_it_was_acknowledged(till: Till) -> None:
    till.journal.add(6)
    till.sync_once()

    assert till.journal.acked() == 6
    assert len(till.journal.unacked(0, 100)) == 6


def test_ack_is_not_delete_a_lie_about_more_than_was_sent_moves_no_mark(till: Till) -> None:
    till.journal.add(2)
    till.server.misbehave("/v1/records", Mischief.ACK_BEYOND)

    assert till.sync_once().status.detail == "till_behind"
    assert till.journal.marks[-1] == (0, "epoch-1")


def test_a_lie_within_the_journal_marks_only_what_was_sent(till: Till) -> None:
    till.journal.add(1_200)
    till.server.misbehave("/v1/records", Mischief.ACK_BEYOND, times=1)

    async def once(pusher: Pusher) -> None:
        await pusher.push_once()

    till.push(once)
    assert till.journal.acked() == MOST_RECORDS


def test_epoch_a_restored_server_is_filled_again_from_what_it_has(till: Till) -> None:
    till.journal.add(10)
    till.sync_once()
    till.server.restore_from_backup(4)
    till.journal.add(2)

    summary = till.sync_once()

    assert summary.exit_code == 0
    assert till.server.effects == list(range(1, 13))
    assert till.journal.marks[-1] == (12, "epoch-1-restored")
    assert (4, "epoch-1-restored") in till.journal.marks


def test_epoch_a_restored_server_is_noticed_in_the_middle_of_pushing(till: Till) -> None:
    till.journal.add(10)
    till.sync_once()
    till.journal.add(1)
    till.server.restore_from_backup(10)

    async def push_without_looking_first(pusher: Pusher) -> None:
        await pusher.push_once()
        await pusher.push_once()

    till.push(push_without_looking_first)
    assert till.journal.marks[-1] == (11, "epoch-1-restored")
    till.assert_nothing_lost_nothing_doubled()


def test_epoch_a_restored_server_that_a_copy_filled_sees_that_there_are_two(till: Till) -> None:
    """It has as many records as this till had acknowledged, and they are another's."""
    till.journal.add(6)
    till.sync_once()
    till.server.restore_from_backup(3)
    mine, till.journal.envelopes = till.journal.envelopes, till.journal.envelopes[:3]
    till.journal.marks = [(3, "epoch-1")]
    till.journal.add(5, size=10)
    till.sync_once()
    till.journal.envelopes, till.journal.marks = mine, [(6, "epoch-1")]

    summary = till.sync_once()

    assert (summary.status.detail, summary.exit_code) == ("fork", 1)
    assert summary.status.waiting_records > 0


def test_epoch_the_newest_record_is_shown_once_more_and_has_no_second_effect(till: Till) -> None:
    till.journal.add(6)
    till.sync_once()
    till.server.restore_from_backup(6)

    summary = till.sync_once()

    assert summary.exit_code == 0
    assert till.server.batches[-1] == (6, 6)
    assert till.journal.marks[-1] == (6, "epoch-1-restored")
    till.assert_nothing_lost_nothing_doubled()


def test_a_gap_is_refilled_from_what_the_server_has(till: Till) -> None:
    till.journal.add(10)
    till.sync_once()
    till.server.restore_from_backup(6)
    till.server.epoch = "epoch-1"
    till.journal.add(1)

    async def push_until_done(pusher: Pusher) -> None:
        while await pusher.push_once():
            pass

    till.push(push_until_done)
    assert till.server.batches[-2:] == [(11, 11), (7, 11)]
    assert till.server.effects == list(range(1, 12))


def test_herd_a_server_that_forgets_again_and_again_is_not_refilled_in_a_loop(till: Till) -> None:
    till.journal.add(3)
    till.sync_once()

    async def compare(pusher: Pusher) -> None:
        till.server.restore_from_backup(0)
        assert await pusher.reconcile()
        await pusher.push_once()
        till.server.restore_from_backup(0)
        with pytest.raises(SyncTrouble) as caught:
            await pusher.reconcile()
        assert caught.value.code == "impossible"
        assert caught.value.retry_after_ms > 0

    till.push(compare)


def test_fork_a_till_that_was_restored_from_an_old_copy_pushes_nothing(till: Till) -> None:
    till.journal.add(8)
    till.sync_once()
    till.journal.envelopes = till.journal.envelopes[:5]
    till.journal.marks = [(5, "epoch-1")]
    pushes = len(till.server.batches)

    summary = till.sync_once()

    assert (summary.status.detail, summary.exit_code) == ("till_behind", 1)
    assert len(till.server.batches) == pushes


def test_fork_a_till_from_an_old_copy_that_sold_since_shows_the_server_that_there_are_two(till: Till) -> None:
    """It used to keep what it sold to itself for ever, while its copy went on as if it were the only one."""
    till.journal.add(8)
    till.sync_once()
    till.journal.envelopes = till.journal.envelopes[:5]
    till.journal.marks = [(5, "epoch-1")]
    till.journal.add(1, size=10)

    summary = till.sync_once()

    assert (summary.status.detail, summary.exit_code) == ("fork", 1)
    assert len(till.server.stored) == 8


def test_fork_other_records_under_the_same_numbers_stop_the_pushing(till: Till) -> None:
    till.journal.add(2)
    till.sync_once()
    till.journal.envelopes.clear()
    till.journal.marks.clear()
    till.journal.add(3, size=10)

    summary = till.sync_once()

    assert (summary.status.detail, summary.exit_code) == ("fork", 1)
    assert len(till.server.stored) == 2


def test_poison_aside_parked_records_count_as_stored_and_are_kept_in_sight(till: Till) -> None:
    till.journal.add(3)
    till.server.parked = {2}

    summary = till.sync_once()

    assert (summary.pushed, summary.parked, summary.exit_code) == (3, 1, 0)
    assert till.journal.fates[2].fate == "parked"


def test_a_batch_that_is_too_large_for_the_server_is_sent_in_parts(till: Till) -> None:
    till.journal.add(100)
    till.server.misbehave("/v1/records", Mischief.TOO_LARGE, times=2)

    assert till.sync_once().pushed == 100
    assert till.server.batches[0] == (1, 6)


def test_a_batch_that_takes_too_long_is_sent_in_parts_the_next_time(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.client.central.PUSH_MS", 200)
    till.journal.add(100)
    till.server.misbehave("/v1/records", Mischief.SILENT, times=1)

    async def twice(pusher: Pusher) -> None:
        with pytest.raises(SyncTrouble):
            await pusher.push_once()
        await pusher.push_once()

    till.push(twice)
    assert till.server.batches == [(1, 25)]


def test_server_order_a_till_whose_clock_is_years_wrong_still_talks(till: Till) -> None:
    till.journal.add(1)
    till.server.clock_ahead_ms = 3 * 365 * 86_400_000

    assert till.sync_once().exit_code == 0
    assert till.server.effects == [1]


def test_same_id_other_bytes_stops_there_and_all_before_it_is_through(till: Till) -> None:
    till.journal.add(6)
    till.server.contested = 4

    summary = till.sync_once()

    assert (summary.status.detail, summary.exit_code) == ("same_id_other_bytes", 1)
    assert (summary.pushed, summary.status.waiting_records) == (3, 3)
    assert till.server.effects == [1, 2, 3]
    assert len(till.journal.envelopes) == 6


WHOLE = sorted(set(EXPECTED) - {Mischief.BOMB})


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from([None, *WHOLE]), st.booleans()), min_size=1, max_size=5
    )
)
def test_key_effect_resend_whatever_went_wrong_in_whatever_order(
    days: list[tuple[int, Mischief | None, bool]],
) -> None:
    key = DeviceKey(bytes(range(32)))
    with BadServer(key.public_key) as server:
        till = Till(server, key)
        for written, mischief, restored in days:
            till.journal.add(written)
            if restored:
                server.restore_from_backup(server.acked // 2)
            if mischief is not None:
                server.misbehave("/v1/records", mischief)
            till.sync_once()
            server.behave()
            till.assert_nothing_lost_nothing_doubled()
        till.sync_once()
        assert till.sync_once().exit_code == 0
        assert server.effects == list(range(1, len(till.journal.envelopes) + 1))
        assert till.journal.acked() == len(till.journal.envelopes)
