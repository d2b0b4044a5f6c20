"""Somebody becomes a member at the counter: a fact without a name, and the person beside it (FORGETTABLE)."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.sale import Seller


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What a member agreed to: the programmes' word for it, and the wording they were shown."""

    consent: str
    wording: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A member who joined here. It stands in the journal for ever, so it names nobody: ``member_id`` is made by the
    till (UUIDv7), ``joined_on`` is the store's local day, ``referrer_id`` the member whose code was shown.
    """

    enrolment_id: str
    member_id: str
    seller: Seller
    at_ms: int
    offset_minutes: int
    joined_on: str
    consents: tuple[ConsentGiven, ...] = ()
    referrer_id: str = ""


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
