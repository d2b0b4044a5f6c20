"""HERD: waits that spread, double, end somewhere, and honour what the server asked for."""

import random

from hypothesis import given
from hypothesis import strategies as st

from sync.client.backoff import CEILING_MS, FIRST_MS, LONGEST_RETRY_AFTER_MS, Backoff
from sync.client.leg import STOPPED_MS, Leg, monotonic_ms
from sync.client.trouble import SyncTrouble


@given(st.integers(), st.integers(1, 60))
def test_herd_full_jitter_stays_between_nothing_and_a_doubling_ceiling(seed: int, failures: int) -> None:
    backoff = Backoff(random.Random(seed))
    waits = [backoff.after_failure() for _ in range(failures)]
    for nth, wait in enumerate(waits):
        assert 0 <= wait <= min(CEILING_MS, FIRST_MS * 2**nth)


def test_herd_a_thousand_tills_do_not_come_back_together() -> None:
    draw = random.Random(7)
    waits = [Backoff(draw).after_failure() for _ in range(1_000)]
    fullest = max(sum(start <= wait < start + 50 for wait in waits) for start in range(0, FIRST_MS, 50))
    assert fullest < 200


@given(st.integers(), st.integers(-5, 10**12))
def test_herd_retry_after_is_a_floor_within_reason(seed: int, asked: int) -> None:
    wait = Backoff(random.Random(seed)).after_failure(asked)
    floor = min(max(asked, 0), LONGEST_RETRY_AFTER_MS)
    assert floor <= wait <= floor + FIRST_MS


def test_herd_a_success_starts_from_the_shortest_wait_again() -> None:
    backoff = Backoff(random.Random(1))
    for _ in range(20):
        backoff.after_failure()
    backoff.after_success()
    assert backoff.after_failure() <= FIRST_MS


def test_what_only_a_person_can_mend_is_left_alone_for_minutes() -> None:
    leg = Leg()
    leg.failed(SyncTrouble("fork"))
    assert not leg.is_ready
    assert leg._ready_ms >= monotonic_ms() + STOPPED_MS - 1_000


def test_a_line_that_is_back_ends_the_waiting_for_it_but_not_for_a_busy_server() -> None:
    offline, busy = Leg(), Leg()
    offline.failed(SyncTrouble("unreachable", retry_after_ms=60_000))
    busy.failed(SyncTrouble("busy", retry_after_ms=60_000))
    offline.line_is_back(0)
    busy.line_is_back(0)
    assert offline.is_ready
    assert offline.trouble is None
    assert not busy.is_ready
