"""Twenty customers, as the demo plays them: what is scanned, what is typed, and how they pay.

Scans are the very strings a scanner sends. Typed texts are typed as they stand; an empty one leaves the field alone,
so that Enter takes what is due.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_app.demo.codes import price_label, weight_label
from pos_app.demo.goods import article
from pos_app.demo.people import members


class PayKind(StrEnum):
    """The key that is pressed for a payment."""

    CASH = "cash"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Pay:
    """One payment: ``typed`` is the amount as typed, "" for all that is due; ``slip`` the card terminal's number."""

    kind: PayKind
    typed: str = ""
    slip: str = ""


@dataclass(frozen=True, slots=True)
class Shop:
    """One customer.

    ``scans`` come in order. After them, on the last line: ``quantity_typed`` sets how many, ``discount_typed`` is
    a discount in per cent. ``is_of_age`` is what the cashier answers when the till asks; ``redeem_points`` are
    used before anything is paid. Whoever wants beer at an hour when none may be sold pays for the rest, and can.
    """

    scans: tuple[str, ...]
    member_card: str = ""
    quantity_typed: str = ""
    discount_typed: str = ""
    is_of_age: bool = False
    redeem_points: int = 0
    pay: tuple[Pay, ...] = (Pay(PayKind.CASH),)


_CARDS = tuple(member.card_number for member in members(12))


def _codes(*names: str) -> tuple[str, ...]:
    return tuple(article(name).code for name in names)


def _weighed(name: str, grams: int) -> str:
    return weight_label(article(name).item_reference, grams)


def _priced(name: str, price_minor: int) -> str:
    return price_label(article(name).item_reference, price_minor)


def _cash(typed: str = "") -> Pay:
    return Pay(PayKind.CASH, typed)


def _card(slip: str, typed: str = "") -> Pay:
    return Pay(PayKind.CARD, typed, slip)


BASKETS: tuple[Shop, ...] = (
    Shop(_codes("Cappuccino", "Kanelbolle"), _CARDS[0], pay=(_card("100201"),)),
    Shop(_codes("Filterkaffe"), pay=(_cash("50"),)),
    Shop(
        (
            *_codes("Cappuccino", "Cappuccino", "Kanelbolle", "김치 토스트"),
            _weighed("Kaffebønner Etiopia", 342),
        ),
        _CARDS[0],
        redeem_points=300,
        pay=(_cash("500"),),
    ),
    Shop(_codes("Баница", "Te"), _CARDS[1], pay=(_card("100202"),)),
    Shop(_codes("Pils 0,5 l", "Pant 2,00", "Crisps sea salt"), is_of_age=True, pay=(_card("100203"),)),
    Shop(
        (_weighed("Epler Aroma", 1240), _weighed("Gulrøtter", 855), *_codes("Helmelk")), pay=(_cash("200"),)
    ),
    Shop(_codes("Americano", "Skolebolle"), _CARDS[4], quantity_typed="3", pay=(_card("100204"),)),
    Shop(_codes("배추김치 500 g", "라면 매운맛", "라면 매운맛"), _CARDS[2], pay=(_cash("200"),)),
    Shop((_priced("Røkelaks", 12870), *_codes("Surdeigsbrød", "Rømme")), _CARDS[3], pay=(_card("100205"),)),
    Shop(_codes("Brownie", "Iskaffe"), discount_typed="10", pay=(_cash("100"),)),
    Shop(_codes("Dagens suppe", "Lemonade"), _CARDS[5], pay=(_card("100206", "100"), _cash())),
    Shop(_codes("Trikkebillett", "Flat white"), pay=(_cash("100"),)),
    Shop(
        _codes("Кисело мляко 400 г", "Лютеница 540 г", "Чубрица 20 пакетчета"), _CARDS[9], pay=(_cash("500"),)
    ),
    Shop(_codes("Bok: Kaffe ved elva innbundet", "Bærepose papir"), _CARDS[8], pay=(_card("100207"),)),
    Shop(_codes("Butter shortbread", "Earl Grey 25 bags", "Greeting card birthday"), pay=(_card("100208"),)),
    Shop(_codes("Filterkaffe", "Croissant"), _CARDS[6], quantity_typed="2", pay=(_cash("200"),)),
    Shop(_codes("Lysbrent Kenya Nyeri 250 g", "Kaffefilter"), _CARDS[7], pay=(_card("100209"),)),
    Shop(_codes("비빔밥", "식혜 한 잔"), _CARDS[10], pay=(_cash("500"),)),
    Shop(
        _codes("Fatøl 0,4 l", "Toast ost og skinke"),
        is_of_age=True,
        pay=(_card("100210", "50"), _cash("200")),
    ),
    Shop(
        _codes("Kaffekopp hvit", "Håndsåpe furunål"), _CARDS[0], discount_typed="15", pay=(_card("100211"),)
    ),
)
