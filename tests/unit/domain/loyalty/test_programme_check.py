"""`programme check`: every problem at once, with its line, in the trade's words, and what nobody could explain."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_check import check_programme
from pos_app.domain.loyalty.schema import programme_schema
from pos_app.domain.loyalty.shape import Kind, slots_of
from pos_app.domain.loyalty.toml_lines import Written, read_lines
from tests.stage.loyalty import HEAD, HEAD_LINES

SCHEMA = Path(__file__).parents[4] / "pos_app" / "help" / "programme.schema.json"
EARN = '[[earn]]\npoints = 1\nper = "1.00"\n'
CONSENT = '[[consent]]\nid = "news-by-mail"\nwords = "Yes, tell me by e-mail"\n'
BY_HAND = "[[segment]]\nid = 'x'\nwords = 'those on a list'\nby_hand = true\n"
COUPON = '[[coupon]]\nid = "c"\nwords = "C"\n'


VISIT_CARD = "[[stamp_card]]\nid = 's'\nname = 'S'\nstamps = 5\nstamp_for = 'visit'\nmost_a_day = 4\n"
CODE = "[[code]]\nid = '{}'\nwords = 'C'\npoints = 1\nstarts_with = '{}'\n"


def problems(text: str, protected: dict[str, Protection] | None = None) -> list[tuple[int, str]]:
    """Each problem with its line, counted from the first line after the programme's own keys."""
    return [
        (found.line - HEAD_LINES, found.words) for found in check_programme(HEAD + text, "p.toml", protected)
    ]


def offer(more: str = "", effect: str = 'effect = "percent"\npercent = "10"') -> str:
    """An offer of four lines and more."""
    return f'[[offer]]\nid = "o"\nwords = "O"\n{effect}\n{more}'


def test_a_sound_programme_has_no_problems() -> None:
    assert problems(EARN + offer()) == []


def test_every_problem_is_told_at_once_and_a_syntax_error_hides_nothing() -> None:
    text = (
        '[[earn]]\npoints = 1\nper = "1.00\nrounding = "up"\n'  # 3: an open quote, 4: no such rounding
        "[[offer]]\n"
        'id = "o"\nwords = "O"\neffect = "percent"\nprocent = "10"\n'  # 9
        '[[tier]\ncode = "a"\nname = "A"\nfrom_points = -1\n'  # 10: a spoilt header, 13
        'earn_percent = [\n[expiry]\nwhen = "after-earning"\n'  # 14: never closed; 15: months missing
    )
    lines = [line for line, _ in problems(text)]
    assert lines == [3, 4, 9, 10, 13, 14, 15]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[[earn]]\npoints = 1\n", 1, "exactly one of per"),
        ('[[earn]]\npoints = 1\nper = "1.00"\nper_visit = true\n', 1, "exactly one of per"),
        ('[[earn]]\npoints = 1000000000\nper = "1.00"\n', 2, "from 1 to 1000000"),
        ('[[earn]]\npoints = -5\nper = "1.00"\n', 2, "from 1 to"),
        (EARN + '[redemption]\nblock = 1\nvalue = "1.00"\n', 2, "worth as much as"),
        (EARN + '[redemption]\nblock = 1000\nvalue = "1.00"\npartial = "any-amount"\n', 7, "worth nothing"),
        (
            '[settings]\nredeemed_points = "price-reduction"\n'
            + EARN
            + 'base = "gross-of-redemption"\n[redemption]\nblock = 100\nvalue = "1.00"\n',
            6,
            "nobody earns on what was taken off",
        ),
        (
            '[settings]\ntier_crossing = "split"\n' + EARN + 'rounded = "line"\n',
            6,
            "no customer could add that up",
        ),
        ("[settings]\nredeemed_counts = true\n" + EARN, 2, "says nothing where points decide"),
        ('[settings]\nearns_on = ["tobacco"]\n' + EARN, 2, "tobacco never earns"),
        (EARN + '[expiry]\nwhen = "after-earning"\n', 4, "expire before they are issued"),
        (
            EARN
            + '[[tier]]\ncode = "a"\nname = "A"\nfrom_points = 5\n[[tier]]\ncode = "b"\nname = "B"\nfrom_points = 5\n',
            11,
            "leads upwards",
        ),
        (
            EARN + '[[tier]]\ncode = "a"\nname = "A"\n[[tier]]\ncode = "a"\nname = "B"\nfrom_points = 5\n',
            8,
            "no other tier",
        ),
        (EARN + '[[tier]]\ncode = "a"\nname = "A"\nfrom_spend = "5"\n', 4, "from_points, because"),
        (offer(effect='effect = "percent"'), 1, "effect percent needs it"),
        (offer('price = "5"\n'), 6, "price says nothing for effect percent"),
        (offer('currency = "EUR"\n'), 6, "no key 'currency' is known here"),
        (offer("when = { tiers = ['gull'] }\n"), 6, "no tier is called 'gull'"),
        (offer("when = { coupon = 'c' }\n"), 6, "no coupon is called 'c'"),
        (offer("when = { consents = ['e-mail'] }\n"), 6, "no consent is called 'e-mail'"),
        (CONSENT + offer("when = { consents = ['news-by-email'] }\n"), 9, "did you mean 'news-by-mail'?"),
        (CONSENT + CONSENT + EARN, 5, "no other consent has"),
        ("[[consent]]\nid = 'news-by-mail'\n" + EARN, 1, "words = "),
        (
            COUPON + "issued = 'consent'\nconsent = 'news-by-email'\n" + offer("when = { coupon = 'c' }\n"),
            5,
            "no consent is called 'news-by-email'",
        ),
        (
            offer(
                "when = { anyone = true, segments = ['x'] }\n[[segment]]\nid = 'x'\nwords = 'x'\nby_hand = true\n"
            ),
            6,
            "nobody could say who gets it",
        ),
        (offer("when = { from_date = 2026-03-02, to_date = 2026-03-01 }\n"), 6, "would never hold"),
        (offer('when = { from_time = "22:00", to_time = "02:00" }\n'), 6, "two rules"),
        (offer("when = { tenders = ['cash'] }\n"), 6, "changes while it is paid"),
        (offer("[[earn]]\nid = 'o'\npoints = 1\nper = '1.00'\n"), 2, "the name of another rule"),
        (offer("goods = { categories = ['tobacco'] }\n"), 6, "'tobacco' is tobacco: protected goods"),
        (offer("goods = { articles = ['a'], except_articles = ['a'] }\n"), 6, "both among the goods"),
        (offer(effect='effect = "bundle"\npieces = 1\nprice = "5"'), 5, "one piece is no bundle"),
        (offer(effect='effect = "cheapest-free"\npieces = 2\nfree_pieces = 2'), 6, "somebody has to pay"),
        (COUPON, 1, "would buy nothing"),
        (COUPON + 'issued = "tier"\n' + offer("when = { coupon = 'c' }\n"), 1, "together or not at all"),
        (
            COUPON + "when = { coupon = 'c' }\n" + offer("when = { coupon = 'c' }\n"),
            4,
            "needed to get itself",
        ),
        ("[referral]\nminimum = '5'\n", 1, "what does a referral give"),
        ("[[bonus]]\nid = 'b'\nwords = 'B'\npercent = 200\n", 1, "nothing to multiply"),
        (
            "[[challenge]]\nid = 'c'\nwords = 'C'\ntask = 'spend'\ngoal = 3\npoints = 1\n",
            1,
            "when is it reached",
        ),
        (
            (
                "[[access]]\nid = 'a'\ngoods = {articles = ['x']}\nwords = 'A'\n"
                "from_date = 2026-04-01\neveryone_from = 2026-03-01\n"
            ),
            5,
            "comes late",
        ),
        ("[[membership]]\ncode = 'm'\nname = 'M'\narticle = 'a'\ntrial_days = 30\n", 1, "together: how long"),
        ("[[stamp_card]]\nid = 's'\nname = 'S'\nstamps = 5\ncoupon = 'c'\n", 5, "no coupon is called 'c'"),
        (
            CODE.format("a", "X") + CODE.format("b", "XY"),
            10,
            "one code would count twice",
        ),
        ("", 1 - HEAD_LINES, "gives nothing"),
        ("earn = 3\n", 1, "tables [[earn]]"),
        ("[budget]\namount = 5\n", 2, "amount in quotes"),
        (EARN + "[birthday]\nwhole_month = true\ndays_after = 3\n", 4, "when does it begin"),
        (EARN + "[returns]\nlive_on_days = 3\n", 4, "together or not at all"),
        (offer() + "[settings]\nmost_sales_a_day = 3\n", 7, "nothing here is earned by buying"),
        (EARN + "[settings]\nmost_sales_a_day = 3\n" + VISIT_CARD, 11, "at most 3: on more sales than that"),
        (EARN + "[settings]\nmost_sales_a_day = -1\n", 5, "a whole number from 0"),
    ],
)
def test_each_mistake_has_its_line_and_its_words(text: str, line: int, words: str) -> None:
    found = problems(text)
    assert [at for at, said in found if words in said] == [line], found


def test_two_compounding_discounts_on_the_basket_need_an_order() -> None:
    both = '[settings]\nsecond_basket_discount = "compound"\n'
    both += "".join(
        f'[[offer]]\nid = "{name}"\nwords = "O"\neffect = "basket-percent"\npercent = "10"\npriority = 7\n'
        for name in "ab"
    )
    assert [line for line, _ in problems(both)] == [14]


def test_goods_that_the_catalogue_protects_are_named() -> None:
    (found,) = problems(offer("goods = { articles = ['pils'] }\n"), {"pils": Protection.ALCOHOL})
    assert found[1].startswith("'pils' is alcohol")


def test_the_published_schema_is_the_one_the_reader_follows() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == programme_schema(), (
        "write it anew: python -m pos_app.services.write_programme_schema"
    )


def test_every_key_has_a_sentence_for_editors() -> None:
    def tables(table: Any, seen: set[Any]) -> None:
        if table in seen:
            return
        seen.add(table)
        for slot in slots_of(table):
            if slot.kind is Kind.TABLE:
                tables(slot.of, seen)

    found: set[Any] = set()
    tables(Programme, found)
    silent = {
        f"{table.__name__}.{slot.field}"
        for table in found
        for slot in slots_of(table)
        if not slot.words and slot.field not in {"currency", "digest"}
    }
    assert not silent


def plain(written: Written) -> Any:
    """What was written, without its lines."""
    if isinstance(written.value, dict):
        return {name: plain(inner) for name, inner in written.value.items()}
    if isinstance(written.value, list):
        return [plain(inner) for inner in written.value]
    return written.value


KEYS = st.sampled_from(["a", "b", "c.d", '"e f"'])
VALUES = st.sampled_from(
    ['"x"', "1", "true", "[1, 2]", "[\n 1,\n # no\n 2 ]", "{x = 1, y = [2]}", '"""\nlong\n"""', "2026-03-01"]
)
STATEMENTS = st.one_of(
    st.builds("{} = {}".format, KEYS, VALUES),
    st.sampled_from(["[t]", "[t.u]", "[[l]]", "[l.v]", "# note", "", "[[l.w]]"]),
)


@given(st.lists(STATEMENTS, max_size=8))
def test_read_line_by_line_a_text_says_what_toml_says_or_both_refuse_it(statements: list[str]) -> None:
    text = "\n".join(statements)
    root, wrong = read_lines(text)
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert wrong
    else:
        assert wrong == []
        assert plain(root) == said


@given(st.text(max_size=200))
def test_any_text_at_all_gives_problems_and_never_a_crash(text: str) -> None:
    for problem in check_programme(text, "p.toml"):
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.words
