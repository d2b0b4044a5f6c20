"""Segments: who belongs, in the book in memory, in words, and what `programme check` says of those that cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.basket import with_member
from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty.condition import Goods
from pos_app.domain.loyalty.decision import Outcome, Reason
from pos_app.domain.loyalty.example_run import run_example
from pos_app.domain.loyalty.explain import Explainer
from pos_app.domain.loyalty.member_book import MemberBook
from pos_app.domain.loyalty.programme_check import check_programme
from pos_app.domain.loyalty.segment_rules import (
    Ago,
    Often,
    Part,
    Purchase,
    Segment,
    Spent,
    Window,
    belongs,
    count,
    parts_of,
    turns,
)
from pos_app.domain.loyalty.simulate import Behaviour, PastLine, PastSale, simulate
from pos_app.domain.money import NOK
from pos_app.domain.pricing import LineEffect
from tests.stage.goods import CAPPUCCINO, CINNAMON_BUN, article, basket
from tests.stage.loyalty import HEAD, HEAD_LINES, decide, nobody, rules

TODAY = date(2026, 3, 1)
OFFER = '[[offer]]\nid = "o"\nwords = "For us"\neffect = "percent"\npercent = "10"\nwhen = { segments = ["us"] }\n'
US = '[[segment]]\nid = "us"\nwords = "our best customers"\n'
BEST = US + "purchases = { at_least = 2, within_days = 7 }\n" + OFFER


def bought(*days_ago: int, amount_minor: int = 1000, article_id: str = "a") -> list[Purchase]:
    part = Part(article_id, "kaffe", amount_minor)
    return [Purchase((TODAY - timedelta(days=days)).isoformat(), (part,)) for days in days_ago]


def is_in(segment: Segment, history: list[Purchase], joined_on: str = "", last: str = "") -> bool:
    return belongs(segment, TODAY, joined_on, last, lambda window: count(history, window, TODAY))


# --- who belongs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("segment", "history", "is_one"),
    [
        (Segment("s", "s", Often(7, 2)), bought(0, 6), True),
        (Segment("s", "s", Often(7, 2)), bought(0, 7), False),
        (Segment("s", "s", Often(7, at_most=1)), bought(0, 7), True),
        (Segment("s", "s", Often(7, at_most=0)), bought(7), True),
        (Segment("s", "s", Often(7, 1, 1)), bought(), False),
        (Segment("s", "s", Often(7, 1, goods=Goods(articles=("b",)))), bought(0), False),
        (Segment("s", "s", Often(7, 1, goods=Goods(categories=("kaffe",)))), bought(0), True),
        (Segment("s", "s", Often(7, 1, goods=Goods(except_categories=("kaffe",)))), bought(0), False),
        (Segment("s", "s", spend=Spent(7, 2000)), bought(0, 6), True),
        (Segment("s", "s", spend=Spent(7, 2001)), bought(0, 6), False),
        (Segment("s", "s", spend=Spent(7, at_most_minor=1999)), bought(0, 6), False),
        (Segment("s", "s", Often(7, 2), Spent(7, 2001)), bought(0, 6), False),
        (Segment("s", "s", by_hand=True), bought(0), False),
    ],
)
def test_how_often_and_for_how_much_count_in_their_days(
    segment: Segment, history: list[Purchase], is_one: bool
) -> None:
    assert is_in(segment, history) is is_one


@pytest.mark.parametrize(
    ("rule", "day", "is_one"),
    [
        (Ago(5), "2026-02-24", True),
        (Ago(5), "2026-02-25", False),
        (Ago(5, 8), "2026-02-21", True),
        (Ago(5, 8), "2026-02-20", False),
        (Ago(0, 0), "2026-03-01", True),
        (Ago(0, 0), "2026-03-02", True),
        (Ago(5), "", False),
        (Ago(0, 8), "", False),
    ],
)
def test_how_long_ago_is_counted_from_today(rule: Ago, day: str, is_one: bool) -> None:
    assert is_in(Segment("s", "s", last_purchase=rule), [], last=day) is is_one
    assert is_in(Segment("s", "s", joined=rule), [], joined_on=day) is is_one


def test_a_purchase_counts_for_what_unprotected_goods_cost_with_vat_less_what_came_back() -> None:
    tobacco = article("Tobakk", 20_000, protection=Protection.TOBACCO)
    of = basket((CAPPUCCINO, 2000), tobacco, CINNAMON_BUN)
    less = [LineEffect(1, 800, "o", "O")]
    assert parts_of(of, less) == (
        Part("cappuccino", "kaffe", 9000),
        Part("kanelbolle", CINNAMON_BUN.category_id, 4500),
    )
    assert parts_of(of, less, {1: 1000, 3: 1000}) == (Part("cappuccino", "kaffe", 4500),)
    assert parts_of(basket(tobacco), ()) == ()
    [before_vat] = parts_of(replace(basket(CAPPUCCINO), vat_included=False), ())
    assert before_vat.amount_minor == 5635, "49.00 and 15 % of it"


some_segments = st.builds(
    Segment,
    st.just("s"),
    st.just("s"),
    st.none() | st.builds(Often, st.integers(1, 40), st.integers(0, 3), st.none() | st.integers(0, 3)),
    st.none() | st.builds(Spent, st.integers(1, 40), st.integers(0, 3000), st.none() | st.integers(0, 3000)),
    st.none() | st.builds(Ago, st.integers(0, 40), st.none() | st.integers(0, 40)),
    st.none() | st.builds(Ago, st.integers(0, 40), st.none() | st.integers(0, 40)),
)


@given(
    segment=some_segments,
    purchases=st.lists(st.integers(0, 90), max_size=5),
    joined=st.none() | st.integers(0, 90),
    day=st.integers(1, 90),
)
def test_only_the_days_that_a_segment_turns_on_move_somebody_who_does_nothing(
    segment: Segment, purchases: list[int], joined: int | None, day: int
) -> None:
    """The days' run looks at nobody else: a day it passes by must be one on which nothing changed."""

    def on(number: int) -> date:
        return TODAY + timedelta(days=number)

    known = [each for each in purchases if each < day]
    history = [Purchase(on(each).isoformat(), (Part("a", "k", 1000),)) for each in known]
    last = on(max(known)).isoformat() if known else ""
    began = on(joined).isoformat() if joined is not None and joined < day else ""

    def is_one(number: int) -> bool:
        return belongs(segment, on(number), began, last, lambda window: count(history, window, on(number)))

    turn = turns([segment])
    is_due = (
        any(day - each in turn.purchase for each in known)
        or (bool(known) and day - max(known) in turn.last_purchase)
        or (bool(began) and joined is not None and day - joined in turn.joined)
    )
    if not is_due:
        assert is_one(day) == is_one(day - 1)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5000)), max_size=12), st.integers(1, 60))
def test_a_longer_window_never_holds_less(sold: list[tuple[int, int]], days: int) -> None:
    history = [each for ago, amount in sold for each in bought(ago, amount_minor=amount)]
    short, long = (count(history, Window(each, Goods()), TODAY) for each in (days, days + 1))
    assert short[0] <= long[0]
    assert short[1] <= long[1]
    assert count(history, Window(61, Goods()), TODAY) == (len(sold), sum(amount for _, amount in sold))


# --- the book in memory, examples and the simulation ---------------------------------------------------------------


def test_the_sale_that_meets_the_conditions_counts_from_the_next_one() -> None:
    programme = rules(BEST)
    book = MemberBook(programme, nobody(), TODAY)
    of = with_member(basket(CAPPUCCINO), "me")
    took_off = []
    for _ in range(3):
        book.come(TODAY)
        decision = decide(programme, of, view=book.view(0))
        took_off.append(sum(each.amount_minor for each in decision.line_effects))
        book.apply(decision, ("cappuccino",), of)
    assert took_off == [0, 0, 490]
    book.come(TODAY + timedelta(days=6))
    assert book.view(0).segments == ("us",)
    book.come(TODAY + timedelta(days=7))
    assert book.view(0).segments == ()


def test_a_list_by_hand_stays_and_a_name_that_conditions_keep_is_theirs() -> None:
    book = MemberBook(rules(BEST), nobody(segments=("friends", "us")), TODAY)
    book.come(TODAY)
    assert book.view(0).segments == ("friends",)


def test_a_coupon_for_coming_in_is_of_the_day_on_which_they_came_in() -> None:
    programme = rules(ASLEEP)
    book = MemberBook(programme, nobody(last_purchase_on="2026-02-28"), TODAY)
    assert book.come(TODAY).coupons == []
    [coupon] = book.come(date(2026, 4, 1)).coupons
    assert (coupon.from_day, coupon.to_day) == ("2026-03-20", "2026-03-29")
    assert book.come(date(2026, 4, 2)).coupons == []


def test_the_simulation_sells_to_segments_as_the_till_would() -> None:
    line = PastLine(10_000, "cappuccino", "kaffe")
    sales = [PastSale(TODAY + timedelta(days=n), 600, "m", (line,)) for n in (0, 1, 2, 20)]
    done = simulate(sales, rules(BEST), Behaviour(), TODAY, TODAY + timedelta(days=30))
    assert done.discount_minor == 1000, "the third only: by the fourth nobody remembers"


def test_an_example_says_what_was_bought_before() -> None:
    text = BEST + (
        '[[example]]\nwords = "E"\nmember = { history = [\n'
        '{ on = 2026-02-27, spent = "10.00" }, { on = 2026-02-28, spent = "10.00" } ] }\n'
        '[[example.step]]\non = 2026-03-01\nbuy = [{ article = "a", price = "10.00" }]\n'
        'expect = { total = "9.00" }\n'
    )
    programme = rules(text)
    assert run_example(programme, programme.examples[0]) == []


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "NOK 4.90 off: For us, because you are among our best customers"),
        ("nb", "4,90 kr av: For us, fordi du er blant our best customers"),
        ("bg", "4,90 NOK отстъпка: For us, защото сте сред our best customers"),
        ("ko", "할인 NOK 4.90: For us (our best customers에 속하시기 때문입니다)"),
    ],
)
def test_what_a_segment_brings_is_told_with_its_reason(language: str, said: str) -> None:
    programme = rules(BEST)
    decision = decide(programme, basket(CAPPUCCINO), view=nobody(segments=("us",)))
    told = [each for _, each in Explainer([programme], NOK, language).reasons(decision)]
    plain = [each.replace("\u00a0", " ") for each in told]
    assert said.partition(": ")[2] in plain[0], plain


def test_several_groups_are_told_with_or_and_a_list_without_words_not_at_all() -> None:
    them = '[[segment]]\nid = "them"\nwords = "our neighbours"\nby_hand = true\n'
    both = rules(BEST.replace('["us"]', '["us", "them"]') + them)
    gave = Reason("offer:o", Outcome.GAVE, amount_minor=100, programme_id="p", words="For us")
    assert "our best customers or our neighbours" in Explainer([both], NOK, "en").reason(gave)
    assert "among" not in Explainer([rules(OFFER.replace("us", "x") + EVENT)], NOK, "en").reason(gave)


EVENT = '[[event]]\ncode = "e"\nname = "E"\nguests = "x"\non = 2026-03-01\n'
ASLEEP = (
    US
    + "last_purchase = { days_ago_at_least = 20 }\n"
    + '[[coupon]]\nid = "c"\nwords = "C"\nissued = "segment"\nsegment = "us"\nvalid_days = 10\n'
    + '[[offer]]\nid = "o"\nwords = "O"\neffect = "basket-percent"\npercent = "10"\nwhen = { coupon = "c" }\n'
)


# --- programme check ------------------------------------------------------------------------------------------------


def problems(text: str) -> list[tuple[int, str]]:
    return [(found.line - HEAD_LINES, found.words) for found in check_programme(HEAD + text, "p.toml")]


@pytest.mark.parametrize(
    "text",
    [
        BEST,
        ASLEEP,
        US + "by_hand = true\n" + OFFER,
        US + 'spend = { at_least = "5.00", at_most = "9.00", within_days = 1096 }\n' + OFFER,
        US + "purchases = { at_most = 0, within_days = 60 }\njoined = { days_ago_at_least = 60 }\n" + OFFER,
        OFFER.replace('["us"]', '["x"]') + EVENT,
        OFFER.replace('["us"]', '["x"]') + "[[access]]\nid = 'x'\nwords = 'X'\ndraw = true\ngoods = {}\n",
    ],
)
def test_what_can_be_explained_is_taken(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (US + OFFER, 1, "who belongs to it?"),
        (US + "by_hand = true\njoined = { days_ago_at_most = 3 }\n" + OFFER, 4, "who decides who belongs?"),
        (US + "by_hand = true\n[[earn]]\npoints = 1\nper = '1.00'\n", 1, "no rule asks for 'us'"),
        (US + "purchase = { at_least = 1, within_days = 7 }\n" + OFFER, 4, "did you mean 'purchases'?"),
        (US + "purchases = { at_lest = 1, within_days = 7 }\n" + OFFER, 4, "did you mean 'at_least'?"),
        (US + "purchases = { at_least = 1 }\n" + OFFER, 4, "within_days = "),
        (US + "purchases = { within_days = 7 }\n" + OFFER, 4, "this holds for everybody"),
        (US + "purchases = { at_least = 3, at_most = 2, within_days = 7 }\n" + OFFER, 4, "nobody could ever"),
        (US + "purchases = { at_least = 1, within_days = 1097 }\n" + OFFER, 4, "from 1 to 1096"),
        (US + "purchases = { at_least = 1, within_days = 0 }\n" + OFFER, 4, "from 1 to 1096"),
        (US + "spend = { within_days = 7 }\n" + OFFER, 4, "this holds for everybody"),
        (
            US + "spend = { at_least = '2.00', at_most = '1.00', within_days = 7 }\n" + OFFER,
            4,
            "at_most not below",
        ),
        (US + "spend = { at_least = 200, within_days = 7 }\n" + OFFER, 4, "in quotes"),
        (US + "last_purchase = {}\n" + OFFER, 4, "this holds for everybody"),
        (
            US + "last_purchase = { days_ago_at_least = 9, days_ago_at_most = 8 }\n" + OFFER,
            4,
            "days_ago_at_most not below days_ago_at_least",
        ),
        (US + "joined = { days_at_least = 9 }\n" + OFFER, 4, "no key 'days_at_least'"),
        (
            US
            + "last_purchase = { days_ago_at_least = 30 }\npurchases = { at_least = 1, within_days = 30 }\n"
            + OFFER,
            5,
            "within_days above days_ago_at_least = 30",
        ),
        (
            US
            + "last_purchase = { days_ago_at_least = 30 }\nspend = { at_least = '1.00', within_days = 9 }\n"
            + OFFER,
            5,
            "within_days above days_ago_at_least = 30",
        ),
        (
            US
            + "last_purchase = { days_ago_at_most = 9 }\npurchases = { at_most = 0, within_days = 10 }\n"
            + OFFER,
            4,
            "purchases allows none since",
        ),
        (
            US
            + "spend = { at_least = '1.00', within_days = 9 }\npurchases = { at_most = 0, within_days = 10 }\n"
            + OFFER,
            4,
            "no money is spent where purchases allows none",
        ),
        (
            US + "last_purchase = { days_ago_at_least = 9 }\njoined = { days_ago_at_most = 8 }\n" + OFFER,
            4,
            "days_ago_at_least not above days_ago_at_most = 8 of joined",
        ),
        (
            US + "purchases = { at_least = 1, within_days = 9, goods = { not_discounted = true } }\n" + OFFER,
            4,
            "not at how it was priced",
        ),
        (
            US
            + "purchases = { at_least = 1, within_days = 9, goods = { categories = ['tobacco'] } }\n"
            + OFFER,
            4,
            "'tobacco' is tobacco",
        ),
        (BEST.replace('["us"]', '["uss"]'), 10, "no segment is called 'uss'; did you mean 'us'?"),
        (
            OFFER.replace('["us"]', '["friends"]'),
            6,
            'a list of your own: [[segment]] id = "friends", by_hand = true',
        ),
        (BEST + US + "by_hand = true\n", 12, "a code that no other segment has"),
        (ASLEEP.replace('segment = "us"\n', ""), 5, "together or not at all"),
        (
            ASLEEP.replace('segment = "us"', 'segment = "use"'),
            9,
            "no segment is called 'use'; did you mean 'us'?",
        ),
        (
            ASLEEP.replace("last_purchase = { days_ago_at_least = 20 }", "by_hand = true"),
            9,
            "'us' is kept by hand",
        ),
        (
            BEST + "[[access]]\nid = 'us'\nwords = 'X'\ndraw = true\ngoods = {}\n",
            11,
            "is it won in the draw, or by buying?",
        ),
        (
            BEST
            + "[[example]]\nwords = 'E'\nmember = { segments = ['us'] }\n[[example.step]]\non = 2026-03-01\n",
            13,
            "'us' follows from what a member buys",
        ),
    ],
)
def test_what_nobody_could_explain_or_meet_is_told_with_its_line(text: str, line: int, words: str) -> None:
    found = problems(text)
    assert any(at == line and words in said for at, said in found), found
