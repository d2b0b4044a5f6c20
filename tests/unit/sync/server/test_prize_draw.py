"""A draw that anybody can check, and the course of a membership: pure functions."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.loyalty.status_rules import Membership
from sync.server.calendar.membership_course import Stage, course
from sync.server.desk.prize_draw import Entry, commitment, draw

ENTRIES = st.lists(
    st.builds(Entry, st.sampled_from(["ada", "bo", "clara", "dina"]), st.uuids().map(str)), max_size=30
)


@given(ENTRIES, st.integers(0, 6), st.text(max_size=10), st.randoms(use_true_random=False))
def test_the_same_seed_and_entries_win_in_any_order(
    entries: list[Entry], prizes: int, beacon: str, random: st.DrawFn
) -> None:
    shuffled = entries[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    drawn = draw("seed", entries, prizes, beacon)
    assert draw("seed", shuffled + shuffled[:1], prizes, beacon) == drawn
    assert len(drawn.winners) == min(prizes, len({entry.member_id for entry in entries}))
    assert len(set(drawn.winners)) == len(drawn.winners), "one prize for each member"


def test_a_stranger_comes_to_the_same_winner_with_nothing_but_sha_256() -> None:
    entries = [Entry("ada", "sale-1"), Entry("ada", "sale-2"), Entry("bo", "sale-3")]
    by_hand = min(
        ("ada sale-1", "ada sale-2", "bo sale-3"),
        key=lambda entry: hashlib.sha256(f"a seed\n7 11 13\n{entry}".encode()).hexdigest(),
    )
    assert draw("a seed", entries, 1, "7 11 13").winners == (by_hand.split()[0],)
    assert commitment("a seed") == hashlib.sha256(b"a seed").hexdigest()
    listed = b"ada sale-1\nada sale-2\nbo sale-3\n"
    assert draw("a seed", entries, 1).entries_hash == hashlib.sha256(listed).hexdigest()


def test_a_beacon_changes_who_wins() -> None:
    entries = [Entry(f"member-{number}", "sale") for number in range(200)]
    assert draw("seed", entries, 3, "1").winners != draw("seed", entries, 3, "2").winners


def test_more_entries_win_more_often() -> None:
    entries = [Entry("ada", f"sale-{number}") for number in range(9)] + [Entry("bo", "sale-x")]
    won = sum(draw(f"seed {seed}", entries, 1).winners == ("ada",) for seed in range(300))
    assert 240 < won < 295


TERMS = Membership("pluss", "Pluss", "pluss", grace_days=5, retry_days=7)


@pytest.mark.parametrize(
    ("day", "stage", "has_benefits"),
    [
        (date(2026, 2, 28), Stage.NOT_BEGUN, False),
        (date(2026, 3, 31), Stage.ACTIVE, True),
        (date(2026, 4, 1), Stage.RETRYING, True),
        (date(2026, 4, 6), Stage.RETRYING, False),
        (date(2026, 4, 8), Stage.LAPSED, False),
    ],
)
def test_the_stated_course_of_a_payment_that_fails(day: date, stage: Stage, has_benefits: bool) -> None:
    found = course(TERMS, from_day="2026-03-01", to_day="2026-03-31", today=day)
    assert (found.stage, found.has_benefits) == (stage, has_benefits)
    assert (found.benefits_to, found.retried_to) == ("2026-04-05", "2026-04-07")


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2026, 3, 31), Stage.NOT_RENEWED),
        (date(2026, 4, 5), Stage.GRACE),
        (date(2026, 4, 6), Stage.ENDED),
    ],
)
def test_a_cancelled_membership_is_not_collected_again(day: date, stage: Stage) -> None:
    how = {"from_day": "2026-03-01", "to_day": "2026-03-31", "is_cancelled": True}
    assert course(TERMS, today=day, **how).stage is stage  # type: ignore[arg-type]


def test_a_trial_has_no_grace() -> None:
    found = course(TERMS, from_day="2026-03-01", to_day="2026-03-30", today=date(2026, 3, 31), is_trial=True)
    assert (found.stage, found.has_benefits) == (Stage.ENDED, False)
