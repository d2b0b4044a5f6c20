"""Five wrong PINs lock a cashier out for a minute, also when the till is started again."""

from pathlib import Path

import pytest

from pos_app.domain.errors import Refusal, Refused
from pos_app.services.signing_in import LOCK_MS, MOST_WRONG, sign_in
from tests.stage.counter import INGRID, OLE
from tests.unit.services.conftest import Till


def wrong(till: Till, pin: str = "0000") -> Refused:
    with pytest.raises(Refused) as caught:
        sign_in(till.ports, INGRID, pin)
    return caught.value


def test_the_right_pin_lets_the_cashier_in_and_is_journaled(real_till: Till) -> None:
    assert sign_in(real_till.ports, INGRID, "1234") == INGRID
    assert real_till.records() == 1


def test_a_wrong_pin_says_how_many_tries_are_left(till: Till) -> None:
    stops = [wrong(till) for _ in range(MOST_WRONG - 1)]
    assert [stop.reason for stop in stops] == [Refusal.WRONG_PIN] * (MOST_WRONG - 1)
    assert [stop.facts["left"] for stop in stops] == [4, 3, 2, 1]


def test_the_fifth_wrong_pin_locks_and_then_the_right_one_waits_too(till: Till) -> None:
    stops = [wrong(till) for _ in range(MOST_WRONG)]
    assert (stops[-1].reason, stops[-1].facts["seconds"]) == (Refusal.PIN_LOCKED, 60)
    till.stage.clock.at_ms += 18_500
    stop = wrong(till, "1234")
    assert (stop.reason, stop.facts["seconds"]) == (Refusal.PIN_LOCKED, 42)


def test_a_lock_outlasts_a_restart_of_the_till(till: Till) -> None:
    for _ in range(MOST_WRONG):
        wrong(till)
    till.restart()
    assert wrong(till, "1234").reason is Refusal.PIN_LOCKED


def test_wrong_tries_outlast_a_restart_of_the_till(till: Till) -> None:
    for _ in range(MOST_WRONG - 1):
        wrong(till)
    till.restart()
    assert wrong(till).reason is Refusal.PIN_LOCKED


def test_a_lock_ends_by_itself_and_the_count_begins_anew(till: Till) -> None:
    for _ in range(MOST_WRONG):
        wrong(till)
    till.stage.clock.at_ms += LOCK_MS
    stop = wrong(till)
    assert (stop.reason, stop.facts["left"]) == (Refusal.WRONG_PIN, MOST_WRONG - 1)
    assert sign_in(till.ports, INGRID, "1234") == INGRID


def test_the_right_pin_forgets_the_wrong_ones(till: Till) -> None:
    for _ in range(MOST_WRONG - 1):
        wrong(till)
    sign_in(till.ports, INGRID, "1234")
    assert wrong(till).facts["left"] == MOST_WRONG - 1


def test_one_cashier_s_lock_is_not_another_s(till: Till) -> None:
    for _ in range(MOST_WRONG):
        wrong(till)
    assert sign_in(till.ports, OLE, "4321") == OLE


def test_wrong_pins_are_never_journaled(real_till: Till) -> None:
    for pin in ("0000", "12345", "", "1234 ", "١٢٣٤", "9" * 500):
        wrong(real_till, pin)
    assert real_till.records() == 0
    assert b"12345" not in b"".join(path.read_bytes() for path in _files(real_till))


def _files(till: Till) -> list[Path]:
    assert till.folder is not None
    return [path for path in till.folder.iterdir() if path.is_file()]


def test_a_clock_set_back_does_not_lock_for_ever(till: Till) -> None:
    """Whoever repairs a till's clock by years must not lock its cashier out by as much."""
    for _ in range(MOST_WRONG):
        wrong(till)
    till.stage.clock.at_ms -= 365 * 86_400_000
    assert sign_in(till.ports, INGRID, "1234") == INGRID
