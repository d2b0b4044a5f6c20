"""When a till may be updated, and what it tells of an update afterwards."""

from dataclasses import replace

import pytest

from pos_app.domain.program_update import (
    IDLE_MS,
    SENTENCES,
    NotNow,
    Standing,
    UpdateNote,
    UpdateState,
    not_now,
)

AT_MS = 1_800_000_000_000
CLOSED = Standing(basket=False, open_cards=0, sold_since_z=False, last_ms=AT_MS - 2 * IDLE_MS)
NOTE = UpdateNote("1.0", "1.1", UpdateState.CHECKED, "", AT_MS)


def asked(standing: Standing, *, window: bool = False, may_close: bool = False) -> NotNow | None:
    return not_now(standing, window_open=window, may_close_window=may_close, now_ms=AT_MS)


@pytest.mark.parametrize("may_close", [False, True])
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"basket": True}, NotNow.BASKET),
        ({"open_cards": 1}, NotNow.CARD),
        ({"sold_since_z": True}, NotNow.DAY),
    ],
)
def test_a_day_that_is_not_over_is_never_interrupted(
    change: dict[str, object], why: NotNow, may_close: bool
) -> None:
    standing = replace(CLOSED, **change)  # type: ignore[arg-type]
    assert asked(standing, may_close=may_close) is why
    assert asked(standing, window=True, may_close=may_close) is why


def test_a_closed_day_is_the_time_for_it_unless_somebody_is_there() -> None:
    assert asked(CLOSED) is None
    assert asked(CLOSED, window=True) is NotNow.WINDOW
    assert asked(CLOSED, window=True, may_close=True) is None
    assert asked(replace(CLOSED, last_ms=None), window=True, may_close=True) is None


@pytest.mark.parametrize("ago_ms", [0, IDLE_MS - 1, -IDLE_MS])
def test_a_window_that_was_used_a_moment_ago_is_not_closed(ago_ms: int) -> None:
    """Also when the clock was set back since: then nobody knows how long ago it was."""
    standing = replace(CLOSED, last_ms=AT_MS - ago_ms)
    assert asked(standing, window=True, may_close=True) is NotNow.IN_USE
    assert asked(standing) is None, "nobody is there where there is no window"


def test_each_reason_says_what_the_update_waits_for() -> None:
    assert set(SENTENCES) == set(NotNow)
    assert all("The update waits" in text or "the update waits" in text for text in SENTENCES.values())


@pytest.mark.parametrize(
    ("note", "version", "news"),
    [
        (NOTE, "1.1", UpdateState.CHECKED),
        (NOTE, "1.0", None),
        (replace(NOTE, before=""), "1.1", None),
        (replace(NOTE, before="1.1"), "1.1", None),
        (replace(NOTE, state=UpdateState.PREPARED), "1.0", None),
        (replace(NOTE, state=UpdateState.FAILED), "1.0", UpdateState.WAY_BACK),
        (replace(NOTE, state=UpdateState.WAY_BACK), "1.0", UpdateState.WAY_BACK),
        (replace(NOTE, state=UpdateState.WAY_BACK), "1.2", None),
        (replace(NOTE, state=UpdateState.FAILED, before="1.1"), "1.1", None),
    ],
)
def test_an_update_is_news_to_the_release_that_runs_after_it(
    note: UpdateNote, version: str, news: UpdateState | None
) -> None:
    assert note.news_for(version) is news
