"""Somebody becomes a member at the counter: a fact without a name, and the person beside it (FORGETTABLE)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.member_view import MemberView, ReferredBy
from pos_app.domain.sale import Seller

MOST_NAME_LETTERS = 80
FEWEST_PHONE_DIGITS, MOST_PHONE_DIGITS = 5, 15
"""E.164 has at most 15 digits; the shortest subscriber numbers in use have five."""
MOST_CARD_DIGITS = 40
_LEAP_YEAR = 2000
_BETWEEN_DIGITS = frozenset(" -./()\u00a0\u202f")


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What a member agreed to: the programmes' word for it, and the wording they were shown."""

    consent: str
    wording: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent in force: when it was given (UTC milliseconds), and whether the programmes word it otherwise by now."""

    consent: str
    given_ms: int
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A member who joined here. It stands in the journal for ever, so it names nobody: ``member_id`` is made by the
    till (UUIDv7), ``joined_on`` is the store's local day, ``referrer_id`` the member whose code was shown, and
    ``by_ambassador`` whether the till knew them as one.
    """

    enrolment_id: str
    member_id: str
    seller: Seller
    at_ms: int
    offset_minutes: int
    joined_on: str
    consents: tuple[ConsentGiven, ...] = ()
    referrer_id: str = ""
    by_ambassador: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who joined: personal data, sealed under the member's own key wherever it is kept. ``name`` is how the till greets
    them; a month and day of birth of 0 are not known.
    """

    name: str
    card_number: str = ""
    phone: str = ""
    birthday_month: int = 0
    birthday_day: int = 0


def checked(person: Person) -> Person:
    """The person as the company keeps them: blanks in order, phone and card number as bare digits (a phone may begin
    with a plus sign). A name of digits alone is the phone, where no phone was given.

    Raises :class:`~pos_app.domain.errors.Refused`: ``PERSON_UNNAMED`` without name and phone, ``PERSON_NAME_UNFIT``,
    ``PHONE_UNFIT``, ``CARD_UNFIT``, and ``NO_SUCH_BIRTHDAY`` for a day that no year has (29 February is one).
    """
    name = " ".join(person.name.split())
    phone = _digits(person.phone, Refusal.PHONE_UNFIT, plus=True)
    if name and not phone and not any(letter.isalpha() for letter in name):
        name, phone = "", _digits(name, Refusal.PHONE_UNFIT, plus=True)
    if not name and not phone:
        raise Refused(Refusal.PERSON_UNNAMED)
    if len(name) > MOST_NAME_LETTERS or not name.isprintable():
        raise Refused(Refusal.PERSON_NAME_UNFIT, most=MOST_NAME_LETTERS)
    if phone and not FEWEST_PHONE_DIGITS <= len(phone.removeprefix("+")) <= MOST_PHONE_DIGITS:
        raise Refused(Refusal.PHONE_UNFIT, typed=phone)
    card_number = _digits(person.card_number, Refusal.CARD_UNFIT)
    if len(card_number) > MOST_CARD_DIGITS:
        raise Refused(Refusal.CARD_UNFIT, typed=card_number)
    if (person.birthday_month, person.birthday_day) != (0, 0):
        try:
            date(_LEAP_YEAR, person.birthday_month, person.birthday_day)
        except ValueError:
            raise Refused(
                Refusal.NO_SUCH_BIRTHDAY, day=person.birthday_day, month=person.birthday_month
            ) from None
    return Person(name, card_number, phone, person.birthday_month, person.birthday_day)


def first_view(enrolment: Enrolment, person: Person) -> MemberView:
    """The new member as the till may know them until the server has heard of them: no points, no purchase yet."""
    brought = None
    if enrolment.referrer_id:
        brought = ReferredBy(enrolment.referrer_id, is_ambassador=enrolment.by_ambassador)
    return MemberView(
        enrolment.member_id,
        points=0,
        qualifying_points=0,
        tier=None,
        as_of_ms=enrolment.at_ms,
        birthday_month=person.birthday_month,
        birthday_day=person.birthday_day,
        joined_on=enrolment.joined_on,
        purchases=0,
        consents=tuple(given.consent for given in enrolment.consents),
        referred_by=brought,
    )


def first_agreed(enrolment: Enrolment) -> tuple[Agreed, ...]:
    """What the new member agreed to while joining."""
    return tuple(Agreed(given.consent, enrolment.at_ms) for given in enrolment.consents)


def _digits(text: str, unfit: Refusal, *, plus: bool = False) -> str:
    """Only what counts of a number that a person wrote with blanks, hyphens or brackets."""
    bare = "".join(letter for letter in text if letter not in _BETWEEN_DIGITS)
    sign = "+" if plus and bare.startswith("+") else ""
    digits = bare.removeprefix(sign)
    if (digits or sign) and not (digits.isascii() and digits.isdigit()):
        raise Refused(unfit, typed=text.strip())
    return sign + digits
