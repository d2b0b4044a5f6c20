"""How old somebody is on a day, and dates of birth as they are typed from a card."""

from datetime import date

import pytest

from pos_app.domain.age_check import AgeCheck, AgeWay, born_by, checked, typed_birth
from pos_app.domain.basket import confirm_age
from pos_app.domain.errors import Refusal, Refused
from tests.stage.goods import BEER, basket

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("day", "years", "latest"),
    [
        (date(2026, 3, 1), 18, date(2008, 3, 1)),
        (date(2026, 2, 28), 18, date(2008, 2, 28)),  # whoever was born on the 29th turns 18 tomorrow
        (date(2024, 2, 29), 18, date(2006, 2, 28)),
        (date(2028, 2, 29), 20, date(2008, 2, 29)),
        (date(2026, 1, 1), 20, date(2006, 1, 1)),
    ],
)
def test_the_latest_date_of_birth(day: date, years: int, latest: date) -> None:
    assert born_by(day, years) == latest


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("010308", date(2008, 3, 1)),
        ("02.03.2008", date(2008, 3, 2)),
        ("310347", date(1947, 3, 31)),
        ("020326", date(1926, 3, 2)),  # tomorrow of this year is a hundred years ago
        ("29-02-2008", date(2008, 2, 29)),
    ],
)
def test_a_date_of_birth_as_it_stands_on_a_card(text: str, born: date) -> None:
    assert typed_birth(text, TODAY) == born


@pytest.mark.parametrize(
    "text", ["", "0103", "310208", "01032027", "01011900", "01132008", "0103080", "o10308"]
)
def test_what_is_no_date_of_birth(text: str) -> None:
    with pytest.raises(Refused) as caught:
        typed_birth(text, TODAY)
    assert caught.value.reason is Refusal.NOBODY_BORN_THEN


def test_a_typed_date_is_counted_and_never_kept() -> None:
    check = checked(18, TODAY, "ingrid", AgeWay.TYPED, "010308")
    assert check == AgeCheck(18, "2008-03-01", AgeWay.TYPED, "ingrid")
    with pytest.raises(Refused) as caught:
        checked(18, TODAY, "ingrid", AgeWay.TYPED, "020308")
    assert (caught.value.reason, caught.value.facts["day"]) == (Refusal.TOO_YOUNG, "2008-03-01")


def test_a_lower_limit_changes_nothing_and_a_higher_one_takes_its_place() -> None:
    twenty = checked(20, TODAY, "ingrid", AgeWay.SEEN)
    eighteen = checked(18, TODAY, "ola", AgeWay.EVIDENT)
    once = confirm_age(basket(BEER), 18, eighteen)
    assert (once.age_confirmed, once.age_check) == (18, eighteen)
    assert confirm_age(once, 20, twenty).age_check == twenty
    assert confirm_age(confirm_age(once, 20, twenty), 18, eighteen).age_check == twenty
