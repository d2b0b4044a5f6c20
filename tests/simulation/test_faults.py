"""A run of some size: everything that can go wrong does, and the closing line says so in its one form."""

import re

import pytest

from tests.simulation.__main__ import main

FORM = (
    r"sales \d+, crashes \d+, replies lost \d+, duplicates sent \d+, offline redemptions \d+, bounded \d+,"
    r" lost 0, duplicated 0, points overspent 0, replays differing 0"
)
STORY = "torn|reordered|clock jumps|copied tills|restores|stolen tills|programme changes|unreachable"


@pytest.mark.timeout(600)  # twenty seconds of work, on however few processors
def test_with_eight_tills_and_two_days_every_fault_happens_and_nothing_is_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended_with = main(["--seed", "2", "--tills", "8", "--days", "2"])

    story, closing = capsys.readouterr().out.splitlines()
    assert re.fullmatch(FORM, closing), closing
    assert ended_with == 0
    told = dict(re.findall(rf"({STORY}) (\d+)", story)) | dict(
        re.findall(r"([a-z ]+) (\d+)(?:, |$)", closing)
    )
    happened = {name: int(times) for name, times in told.items() if not _is_wrong(name)}
    assert set(STORY.split("|")) <= happened.keys()
    assert all(happened.values()), happened


def test_a_figure_that_is_wrong_shows_in_the_line_and_in_how_it_ends(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended_with = main(["--seed", "1", "--tills", "2", "--days", "1", "--break", "facts-never-rejected"])

    said = capsys.readouterr().out.splitlines()
    assert ended_with == 1
    assert not re.fullmatch(FORM, said[-1])
    assert re.fullmatch(FORM.replace(" 0", r" \d+"), said[-1])
    assert any(
        "python -m tests.simulation --seed 1 --tills 2 --days 1 --break facts-never-rejected --story" in line
        for line in said
    )


def _is_wrong(name: str) -> bool:
    return name in {"lost", "duplicated", "points overspent", "replays differing"}
