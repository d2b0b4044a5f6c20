"""How often one may ask: bursts are fine, a flood has to wait, and sales have an allowance of their own."""

import pytest

from sync.protocol.v1.problems import Code
from sync.server.limits import ASKING, ENROLLING, MEMBERS, MOST_BUCKETS, PUSHING, Limits
from sync.server.problems import Declined
from tests.unit.sync.server.stage import Clock


def asked(limits: Limits, path: str, till: str = "t") -> int:
    """0 when the question is taken, else the seconds to wait."""
    try:
        limits.of_till("c", till, path)
    except Declined as declined:
        return declined.retry_after_s or -1
    return 0


def test_herd_a_till_that_floods_waits_and_others_do_not() -> None:
    clock = Clock(1_000_000)
    limits = Limits(clock)
    assert [asked(limits, "/v1/holds") for _ in range(ASKING.at_once)] == [0] * ASKING.at_once
    assert asked(limits, "/v1/holds") == 1
    assert asked(limits, "/v1/holds", "another") == 0
    clock.ms += ASKING.every_ms
    assert [asked(limits, "/v1/holds") for _ in range(2)] == [0, 1]
    clock.ms += 10 * ASKING.every_ms
    assert [asked(limits, "/v1/secure") for _ in range(11)] == [0] * 10 + [1]


def test_herd_a_flood_is_told_to_come_back() -> None:
    limits = Limits(Clock())
    for _ in range(ASKING.at_once):
        limits.of_till("c", "t", "/v1/holds")
    with pytest.raises(Declined) as found:
        limits.of_till("c", "t", "/v1/holds")
    assert (found.value.status, found.value.problem.code, found.value.retry_after_s) == (429, Code.BUSY, 1)


def test_herd_sales_are_never_starved_by_what_else_a_till_asks() -> None:
    limits = Limits(Clock())
    while asked(limits, "/v1/holds") == 0:
        pass
    while asked(limits, "/v1/presence") == 0:
        pass
    while asked(limits, "/v1/changes") == 0:
        pass
    assert [asked(limits, "/v1/records") for _ in range(PUSHING.at_once)] == [0] * PUSHING.at_once


def test_herd_a_clock_that_stands_or_falls_back_gives_nothing_away() -> None:
    clock = Clock(1_000_000)
    limits = Limits(clock)
    while asked(limits, "/v1/holds") == 0:
        pass
    clock.ms -= 500_000
    assert asked(limits, "/v1/holds") > 0
    clock.ms += 10**9
    assert [asked(limits, "/v1/holds") for _ in range(ASKING.at_once + 1)][-1] > 0


def test_enrolment_codes_are_not_guessed_from_one_address() -> None:
    clock = Clock()
    limits = Limits(clock)
    for _ in range(ENROLLING.at_once):
        limits.of_address("203.0.113.7")
    with pytest.raises(Declined) as found:
        limits.of_address("203.0.113.7")
    assert found.value.retry_after_s == ENROLLING.every_ms // 1000
    limits.of_address("203.0.113.8")
    clock.ms += ENROLLING.every_ms
    limits.of_address("203.0.113.7")


def test_addresses_that_never_come_back_do_not_fill_the_memory() -> None:
    clock = Clock()
    limits = Limits(clock)
    for number in range(MOST_BUCKETS + 10):
        clock.ms += 1
        limits.of_address(str(number))
    assert len(limits._buckets) <= MOST_BUCKETS


def test_forgettable_a_stolen_till_cannot_read_a_companys_names_and_still_may_ask_for_points() -> None:
    clock = Clock()
    limits = Limits(clock)
    day_ms = 86_400_000
    assert [asked(limits, "/v1/members") for _ in range(MEMBERS.at_once)] == [0] * MEMBERS.at_once
    assert asked(limits, "/v1/members") > 0
    assert asked(limits, "/v1/holds") == 0
    assert day_ms // MEMBERS.every_ms < 20_000
