"""The demo company's members and cashiers: invented people with names in four languages.

Telephone numbers come from 07700 900000-900999, the range that the British regulator keeps for drama, so that no
number can ring anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pos_app.demo.codes import card_number

GIVEN_AND_FAMILY: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("Ada", "Ingrid", "Sigrid", "Nora", "Solveig", "Håkon", "Bjørn", "Øyvind", "Lars", "Åse"),
        ("Nordmann", "Lund", "Bakke", "Solberg", "Strøm", "Ødegård", "Haugen", "Viken", "Ås", "Moen"),
    ),
    (
        (
            "Мария",
            "Елена",
            "Десислава",
            "Цветана",
            "Йоана",
            "Георги",
            "Димитър",
            "Николай",
            "Стоян",
            "Христо",
        ),
        (
            "Караманчев",
            "Юруков",
            "Щерев",
            "Жечев",
            "Чакъров",
            "Балканов",
            "Гайдаров",
            "Росенов",
            "Заимов",
            "Яворов",
        ),
    ),
    (
        ("민준", "서연", "지우", "하은", "도윤", "수아", "예준", "지호", "은우", "윤서"),
        ("김", "이", "박", "최", "정", "강", "조", "윤", "장", "임"),
    ),
    (
        ("Alice", "George", "Harriet", "Oliver", "Rosie", "Thomas", "Edith", "Jack", "Imogen", "Henry"),
        (
            "Appleby",
            "Barrow",
            "Carter",
            "Dunmore",
            "Ellison",
            "Fairley",
            "Grant",
            "Hollis",
            "Irving",
            "Marlow",
        ),
    ),
)
_BULGARIAN, _KOREAN = 1, 2
_BULGARIAN_WOMEN = 5
"""So many of the Bulgarian given names are women's: their family names end in -а."""
SILVER_FROM, GOLD_FROM = 1000, 3000


@dataclass(frozen=True, slots=True)
class DemoMember:
    """One member as they stand in the CSV file; ``points`` may be spent, ``qualifying_points`` decide the tier."""

    member_id: str
    name: str
    card_number: str
    phone: str
    points: int
    qualifying_points: int
    tier: str


@dataclass(frozen=True, slots=True)
class DemoCashier:
    """One cashier. The PIN is printed in the manual: this is a demo."""

    cashier_id: str
    name: str
    pin: str
    role: str = "cashier"


CASHIERS = (
    DemoCashier("ingrid", "Ingrid", "2468"),
    DemoCashier("georgi", "Георги", "1357", "shift-leader"),
    DemoCashier("jiwoo", "지우", "8642", "manager"),
)


def members(most: int = 200) -> Iterator[DemoMember]:
    """The first ``most`` members, the four languages in turn. Ada Nordmann, gold, comes first."""
    yield _member(0, points=1240, qualifying_points=3260)
    for number in range(1, most):
        qualifying = number * 937 % 4200
        yield _member(number, points=number * 373 % (qualifying + 1), qualifying_points=qualifying)


def member_name(number: int) -> str:
    """The ``number``-th name: every given name with every family name before one comes again."""
    language, nth = number % len(GIVEN_AND_FAMILY), number // len(GIVEN_AND_FAMILY)
    given, family = GIVEN_AND_FAMILY[language]
    first = given[nth % len(given)]
    last = family[(nth + nth // len(given)) % len(family)]
    if language == _BULGARIAN and nth % len(given) < _BULGARIAN_WOMEN:
        last += "а"
    return f"{last}{first}" if language == _KOREAN else f"{first} {last}"


def _member(number: int, *, points: int, qualifying_points: int) -> DemoMember:
    tier = (
        "gull" if qualifying_points >= GOLD_FROM else "solv" if qualifying_points >= SILVER_FROM else "medlem"
    )
    return DemoMember(
        member_id=f"0190c0de-0000-7000-8000-{number + 1:012x}",
        name=member_name(number),
        card_number=card_number(number + 1),
        phone=f"+447700900{number:03}" if number < 1000 else "",
        points=points,
        qualifying_points=qualifying_points,
        tier=tier,
    )
