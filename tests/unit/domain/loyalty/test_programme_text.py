"""A programme as an owner writes it, and every mistake with its file, its line and what was expected there."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.errors import BadFile
from pos_app.domain.loyalty.programme import EarnBase, EarnRule, Programme, RedemptionRule, Tier
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.money import Rounding

GOOD = """\
programme = "poeng"
version = 2
name = "Grünerløkka Poeng"
currency = "NOK"

[earn]
points = 1
per = "1,00"
rounding = "half-up"
base = "gross-of-redemption"
with_tax = false
minimum = "50.00"

[[tier]]
code = "solv"
name = "Sølv"
from_points = 1000

[[tier]]
code = "gull"
name = "Gull"
from_points = 3000
earn_percent = 150

[redemption]
block = 100
value = "10.00"
minimum = 200
"""
LINES = GOOD.splitlines()


def mistake(text: str) -> BadFile:
    """The mistake that reading `text` finds."""
    with pytest.raises(BadFile) as found:
        programme_from_text(text, "poeng.toml")
    assert found.value.path == "poeng.toml"
    return found.value


def with_line(number: int, line: str) -> str:
    """The good text with its `number`-th line changed."""
    return "\n".join([*LINES[: number - 1], line, *LINES[number:]])


def test_everything_a_programme_says_is_read() -> None:
    assert programme_from_text(GOOD, "poeng.toml") == Programme(
        programme_id="poeng",
        version=2,
        name="Grünerløkka Poeng",
        currency="NOK",
        account="points",
        digest=hashlib.sha256(GOOD.encode()).hexdigest(),
        earns=(
            EarnRule(
                1, 100, Rounding.HALF_UP, EarnBase.GROSS_OF_REDEMPTION, with_tax=False, minimum_minor=5000
            ),
        ),
        tiers=(Tier("solv", "Sølv", 1000), Tier("gull", "Gull", 3000, 150)),
        redemption=RedemptionRule(100, 1000, 200),
    )


def test_what_is_left_out_has_its_usual_value() -> None:
    text = 'programme = "p"\nversion = 1\nname = "P"\ncurrency = "KRW"\n[earn]\npoints = 1\nper = "1000"\n'
    found = programme_from_text(text, "p.toml")
    assert found.earns == (EarnRule(1, 1000, Rounding.FLOOR, EarnBase.NET_OF_REDEMPTION, with_tax=True),)
    assert (found.tiers, found.redemption, found.account) == ((), None, "points")


@pytest.mark.parametrize(
    ("number", "line", "expected"),
    [
        (1, 'programme = ""', "a-short-name"),
        (1, "programme = 7", "a-short-name"),
        (2, "version = 0", "from 1"),
        (2, 'version = "2"', "whole number"),
        (2, "version = true", "whole number"),
        (2, "version = 1.0", "whole number"),
        (4, 'currency = "JPY"', "DKK, EUR, GBP, KRW, NOK, SEK, USD"),
        (7, "points = 0", "from 1"),
        (7, "points = 99999999999", "whole number"),
        (8, "per = 1.00", "in quotes"),
        (8, 'per = "0"', "amount"),
        (8, 'per = "1.005"', "at most 2 decimals"),
        (8, 'per = "-1"', "amount"),
        (9, 'rounding = "up"', "floor, half-up, half-even"),
        (9, "rounding = 1", "floor, half-up, half-even"),
        (10, 'base = "net"', "gross-of-redemption"),
        (11, 'with_tax = "no"', "true or false"),
        (15, 'code = ""', "a-short-name"),
        (17, "from_points = -1", "from 0"),
        (20, 'code = "solv"', "no other tier"),
        (22, "from_points = 1000", "above"),
        (22, "from_points = 500", "above"),
        (23, "earn_percent = 0", "from 1"),
        (26, "block = 0", "from 1"),
        (27, 'value = "ti"', "amount"),
        (27, "value = []", "in quotes"),
        (28, 'minimum = "200"', "whole number"),
    ],
)
def test_a_bad_value_is_named_with_its_line(number: int, line: str, expected: str) -> None:
    found = mistake(with_line(number, line))
    assert found.line == number
    assert expected in found.expected


@pytest.mark.parametrize(
    ("number", "line", "nearest"),
    [
        (2, "versjon = 2", "'version'"),
        (7, "poins = 1", "'points'"),
        (17, "from_point = 1000", "'from_points'"),
        (23, "earn_procent = 150", "'earn_percent'"),
        (26, "blok = 100", "'block'"),
        (6, "[earning]", "'earn'"),
        (25, "[redemtion]", "'redemption'"),
    ],
)
def test_an_unknown_key_suggests_the_nearest(number: int, line: str, nearest: str) -> None:
    found = mistake(with_line(number, line))
    assert found.line == number
    assert f"did you mean {nearest}?" in found.expected


def test_an_unknown_key_like_no_other_lists_the_known_ones() -> None:
    assert (
        "known are account, base, cap, goods, id, minimum, per, "
        in mistake(with_line(9, "xyzzy = 1")).expected
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("programme = \n", 1),
        (with_line(8, 'per = "1,00'), 8),
        (with_line(16, 'code = "twice"'), 16),
        (with_line(6, "[earn"), 6),
        (GOOD + "[earn]\n", 29),
        (GOOD + "x = [\n", 29),
    ],
)
def test_what_is_not_toml_is_named_with_its_line(text: str, line: int) -> None:
    found = mistake(text)
    assert found.line == line
    assert "not TOML" in found.expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD.replace('per = "1,00"\n', ""), 6),
        (GOOD.replace('code = "gull"\n', ""), 19),
        (GOOD.replace("block = 100\n", ""), 25),
        (GOOD.replace('currency = "NOK"\n', ""), 1),
    ],
)
def test_a_missing_key_is_told_at_its_table(text: str, line: int) -> None:
    assert mistake(text).line == line


def test_a_table_that_is_missing_is_told() -> None:
    head, _, tail = GOOD.partition("[earn]\n")
    assert "gives nothing" in mistake(head + tail[tail.index("[[tier]]") :]).expected


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ('earn = {points = 0, per = "1.00"}', 5),
        ('earn.points = 0\nearn.per = "1.00"', 5),
        ('earn.per = "1.00"\nearn.points = 0', 6),
        ("earn = 3", 5),
    ],
)
def test_inline_and_dotted_tables_have_lines_too(written: str, line: int) -> None:
    head = "\n".join(LINES[:4])
    assert mistake(f"{head}\n{written}\n").line == line


def test_lines_are_counted_as_editors_count_them() -> None:
    odd = with_line(3, 'name = "P\u2028\u0085x" # \u2029').replace("\npoints = 1\n", "\npoints = 0\n")
    assert mistake(odd).line == 7
    assert mistake(odd.replace("\n", "\r\n")).line == 7


@pytest.mark.parametrize("monster", ["x = " + "[" * 5000, "version = " + "9" * 5000])
def test_toml_that_nobody_could_mean_is_refused_and_not_a_crash(monster: str) -> None:
    assert "nobody could mean" in mistake(monster).expected


def test_two_texts_that_differ_in_a_blank_are_two_versions() -> None:
    assert programme_from_text(GOOD, "p").digest != programme_from_text(GOOD + "\n", "p").digest


@given(st.integers(min_value=0, max_value=len(LINES) - 1), st.text(max_size=30))
def test_any_line_spoilt_in_any_way_is_a_programme_or_a_mistake_in_the_file(number: int, line: str) -> None:
    text = with_line(number + 1, line)
    try:
        found = programme_from_text(text, "poeng.toml")
    except BadFile as bad:
        told = bad
    else:
        assert found.digest == hashlib.sha256(text.encode()).hexdigest()
        return
    assert told.line is None or 1 <= told.line <= len(text.splitlines()) + 1
    assert told.expected


@given(st.integers(min_value=0, max_value=len(GOOD)))
def test_a_text_cut_anywhere_is_a_programme_or_a_mistake_in_the_file(at: int) -> None:
    try:
        programme_from_text(GOOD[:at], "poeng.toml")
    except BadFile as bad:
        told = bad
    else:
        return
    assert told.line is not None
    assert 1 <= told.line <= len(LINES)
