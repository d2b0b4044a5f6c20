"""Who may join: what a person writes is put in order, or refused with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.enrolment import Enrolment, Person, checked, first_view
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.member_view import ReferredBy
from tests.stage import goods

ENROLMENT = Enrolment(
    "e1", "m1", goods.seller(), goods.AT_MS, 60, "2026-03-01", referrer_id="ada", by_ambassador=True
)


def reason(person: Person) -> Refusal:
    with pytest.raises(Refused) as caught:
        checked(person)
    return caught.value.reason


def test_numbers_are_kept_bare_and_names_with_single_blanks() -> None:
    written = Person("  Kari  Nordmann ", "9578 0000 0000 0102", "+47 920-00 (001)", 2, 29)
    assert checked(written) == Person("Kari Nordmann", "9578000000000102", "+4792000001", 2, 29)


def test_a_name_or_a_phone_is_enough_and_neither_is_not() -> None:
    assert checked(Person("Kari")) == Person("Kari")
    assert checked(Person("", phone="92000001")) == Person("", phone="92000001")
    assert reason(Person(" ", card_number="9578000000000102")) is Refusal.PERSON_UNNAMED


def test_a_number_typed_where_the_name_goes_is_the_phone() -> None:
    assert checked(Person("920 00 001")) == Person("", phone="92000001")


@pytest.mark.parametrize("name", ["이수진", "Ивайло Петров", "Åse-Marie O'Brien"])
def test_a_name_is_anybody_s(name: str) -> None:
    assert checked(Person(name)).name == name


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (Person("Kari\x1b[0m"), Refusal.PERSON_NAME_UNFIT),
        (Person("K" * 81), Refusal.PERSON_NAME_UNFIT),
        (Person("Kari", phone="1234"), Refusal.PHONE_UNFIT),
        (Person("Kari", phone="1" * 16), Refusal.PHONE_UNFIT),
        (Person("Kari", phone="920 00 00x"), Refusal.PHONE_UNFIT),
        (Person("Kari", phone="+"), Refusal.PHONE_UNFIT),
        (Person("!?", phone=""), Refusal.PHONE_UNFIT),
        (Person("Kari", phone="٩٢٠٠٠٠٠١"), Refusal.PHONE_UNFIT),
        (Person("Kari", card_number="KORT-1"), Refusal.CARD_UNFIT),
        (Person("Kari", card_number="9" * 41), Refusal.CARD_UNFIT),
    ],
)
def test_what_is_no_name_or_number_is_refused(person: Person, why: Refusal) -> None:
    assert reason(person) is why


def test_the_twenty_ninth_of_february_is_a_birthday_and_the_thirtieth_is_none() -> None:
    assert checked(Person("Kari", birthday_month=2, birthday_day=29)).birthday_day == 29
    for month, day in ((2, 30), (4, 31), (13, 1), (0, 1), (1, 0), (-1, -1)):
        assert reason(Person("Kari", birthday_month=month, birthday_day=day)) is Refusal.NO_SUCH_BIRTHDAY


@given(st.builds(Person, st.text(max_size=90), st.text(max_size=45), st.text(max_size=20)))
def test_a_person_is_refused_or_put_in_an_order_that_stays(person: Person) -> None:
    try:
        fit = checked(person)
    except Refused:
        return
    assert checked(fit) == fit


def test_a_new_member_has_bought_nothing_and_was_brought_by_somebody() -> None:
    view = first_view(ENROLMENT, Person("Kari", birthday_month=2, birthday_day=29))
    assert (view.member_id, view.points, view.purchases, view.joined_on) == ("m1", 0, 0, "2026-03-01")
    assert (view.birthday_month, view.birthday_day) == (2, 29)
    assert view.referred_by == ReferredBy("ada", is_ambassador=True)
