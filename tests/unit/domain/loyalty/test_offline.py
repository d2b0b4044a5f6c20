"""The ``[offline]`` table: what may be used while the line is down, and what nobody could explain is refused."""

from __future__ import annotations

import pytest

from pos_app.domain.loyalty.offline import Offline
from pos_app.domain.loyalty.programme_check import check_programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from tests.stage.loyalty import HEAD, HEAD_LINES

EARN = '[[earn]]\npoints = 1\nper = "1.00"\n'
PAYS = '[redemption]\nblock = 100\nvalue = "1.00"\nminimum = 200\n'
FLOORS = "floor_redemption = {}\nfloor_member = {}\nfloor_till = {}\n"


def problems(offline: str, rest: str = "") -> list[tuple[int, str]]:
    text = HEAD + "[offline]\n" + offline + EARN + rest
    return [(found.line - HEAD_LINES, found.words) for found in check_programme(text, "p.toml")]


def test_lease_all_free_points_are_lent_for_three_days_and_nothing_is_risked_where_nothing_is_said() -> None:
    said = programme_from_text(HEAD + EARN, "p.toml").offline
    assert said == Offline(100, 72, 48, 0, 0, 0)
    assert (said.term_ms, said.grace_ms, said.has_floor) == (259_200_000, 172_800_000, False)


def test_lease_every_key_is_read() -> None:
    text = "share_percent = 50\nterm_hours = 24\ngrace_hours = 12\n" + FLOORS.format(200, 400, 1000)
    said = programme_from_text(HEAD + "[offline]\n" + text + EARN + PAYS, "p.toml").offline
    assert said == Offline(50, 24, 12, 200, 400, 1000)
    assert said.has_floor


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("grace_hours = 0\n", 2, "another's already"),
        ("grace_hours = 721\n", 2, "looked for by a person"),
        ("term_hours = 721\n", 2, "anywhere else for a month"),
        ("term_hours = 0\n", 2, "from 1 to"),
        ("share_percent = 101\n", 2, "from 0 to 100"),
        ("floor_redemption = 200\n", 1, "leaves the risk open"),
        ("floor_redemption = 200\nfloor_member = 200\n", 1, "leaves the risk open"),
        (FLOORS.format(400, 200, 1000), 1, "in rising order"),
        (FLOORS.format(200, 1000, 400), 1, "in rising order"),
        (FLOORS.format(100, 200, 400), 2, "floor_redemption = 200 or more"),
        (FLOORS.format(2000, 2000, 2000), 2, "more than a manager may give"),
    ],
)
def test_floor_and_lease_what_nobody_could_explain_is_refused_with_its_line(
    text: str, line: int, words: str
) -> None:
    found = problems(text, PAYS)
    assert [each for each in found if each[0] == line and words in each[1]], found


def test_floor_where_no_points_pay_says_nothing() -> None:
    assert [
        words for _, words in problems(FLOORS.format(200, 200, 200)) if "no points pay at a till" in words
    ]
    assert problems(FLOORS.format(200, 400, 1000), PAYS) == []
