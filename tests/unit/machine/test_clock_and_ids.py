"""The store's zone over a change of clocks, ids in the order of their birth, and PIN hashes."""

from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

import pytest
from argon2 import PasswordHasher

from pos_app.machine.clock import SystemClock
from pos_app.machine.ids import Uuid7Ids
from pos_app.machine.pins import Argon2Pins


def ms(*parts: int) -> int:
    year, month, day, hour, minute, second = parts
    return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()) * 1000


@pytest.mark.parametrize(
    ("zone", "at_ms", "minutes"),
    [
        ("Europe/Oslo", ms(2026, 3, 29, 0, 59, 59) + 999, 60),
        ("Europe/Oslo", ms(2026, 3, 29, 1, 0, 0), 120),
        ("Europe/Oslo", ms(2026, 10, 25, 0, 59, 59) + 999, 120),
        ("Europe/Oslo", ms(2026, 10, 25, 1, 0, 0), 60),
        ("Europe/Sofia", ms(2026, 7, 1, 12, 0, 0), 180),
        ("Asia/Seoul", ms(2026, 7, 1, 12, 0, 0), 540),
        ("America/St_Johns", ms(2026, 1, 1, 12, 0, 0), -210),
        ("Asia/Kathmandu", ms(2026, 1, 1, 12, 0, 0), 345),
    ],
)
def test_the_offset_is_the_store_s_at_that_very_moment(zone: str, at_ms: int, minutes: int) -> None:
    assert SystemClock(zone).offset_minutes(at_ms) == minutes


def test_the_clock_gives_whole_milliseconds_of_now() -> None:
    before = datetime.now(UTC).timestamp()
    now = SystemClock("Europe/Oslo").now_ms()
    assert isinstance(now, int)
    assert int(before * 1000) <= now <= int(datetime.now(UTC).timestamp() * 1000) + 1


def test_a_zone_that_is_none_is_refused_at_the_start_and_not_at_the_first_sale() -> None:
    with pytest.raises(KeyError):
        SystemClock("Europe/Nowhere")


def test_id_at_birth_ids_are_uuid7_each_newer_than_the_one_before() -> None:
    ids = Uuid7Ids()
    made = [ids.new_id() for _ in range(2000)]
    assert all(older < newer for older, newer in pairwise(made))
    assert {(UUID(each).version, len(each)) for each in made} == {(7, 36)}


def test_a_pin_matches_its_hash_and_no_other() -> None:
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("1234")
    pins = Argon2Pins()
    assert pins.matches(hashed, "1234")
    for other in ("1235", "", "1234 ", "１２３４"):
        assert not pins.matches(hashed, other)


@pytest.mark.parametrize(
    "damaged", ["", "1234", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$AAAA$", "$2b$12$x", "æ"]
)
def test_a_damaged_hash_matches_nothing(damaged: str) -> None:
    assert not Argon2Pins().matches(damaged, "1234")
    assert not Argon2Pins().matches(damaged, damaged)
