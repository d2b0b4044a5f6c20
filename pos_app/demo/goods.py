"""Everything on the demo shop's shelves and quick keys, the same at every run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, count, zip_longest

from pos_app.demo import names_bg, names_en, names_ko, names_nb
from pos_app.demo.codes import article_code, case_code
from pos_app.demo.families import NO_VAT, VAT_12, VAT_15, VAT_25, Family
from pos_app.domain.catalogue import Category, Protection, Unit, VatRate

CATEGORIES = (
    Category("kaffe", "Kaffe", "#8A5A34"),
    Category("bakst", "Bakst", "#C07B12"),
    Category("lunsj", "Lunsj", "#B0382F"),
    Category("kaldt", "Kaldt", "#2F6EA8"),
    Category("gaver", "Gaver", "#6B4A9C"),
)
_SHELF_COLOURS = {category.category_id: category.colour for category in CATEGORIES}
CASE_PIECES = 6


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One article as it stands in the CSV file. ``codes`` are (code, pieces); ``price_minor`` None asks for it."""

    article_id: str
    name: str
    price_minor: int | None
    vat: VatRate
    category_id: str
    colour: str
    unit: Unit = Unit.PIECE
    minimum_age: int = 0
    protection: Protection | None = None
    codes: tuple[tuple[str, int], ...] = ()
    item_reference: str = ""
    quick_position: int = 0

    @property
    def code(self) -> str:
        """The code of one piece; "" for what only a scale's label or a key can sell."""
        return next((code for code, pieces in self.codes if pieces == 1), "")


@dataclass(frozen=True, slots=True)
class _Key:
    """A quick key: name, price in øre (``None`` asks), colour, and what is out of the ordinary."""

    name: str
    price_minor: int | None
    colour: str
    vat: VatRate = VAT_15
    protection: Protection | None = None
    minimum_age: int = 0


QUICK_KEYS: dict[str, tuple[_Key, ...]] = {
    "kaffe": (
        _Key("Filterkaffe", 3600, "#7A4B28"),
        _Key("Cappuccino", 4900, "#A9713F"),
        _Key("Flat white", 5200, "#C08A50"),
        _Key("Americano", 4200, "#593823"),
        _Key("Kanelbolle", 4500, "#B87A1A"),
        _Key("Баница", 5800, "#3F7D3F"),
        _Key("김치 토스트", 8900, "#B0382F", VAT_25),
        _Key("Skolebolle", 4200, "#C9A400"),
        _Key("Iskaffe", 5500, "#2F6EA8"),
        _Key("Te", 3900, "#3B8270"),
        _Key("Brownie", 4800, "#6B3A2E"),
        _Key("Gavekort", None, "#6B4A9C", NO_VAT, Protection.GIFT_CARD),
    ),
    "bakst": (
        _Key("Croissant", 3900, "#C9A400"),
        _Key("Kardemommebolle", 4500, "#B87A1A"),
        _Key("Rosinbolle", 3600, "#8F5F1C"),
        _Key("Eplekake", 5900, "#B0382F"),
        _Key("Мекица", 3500, "#3F7D3F"),
        _Key("호떡 따뜻한", 4900, "#6B3A2E"),
        _Key("Cheese scone", 4400, "#C08A50"),
        _Key("Vaffel", 4900, "#B87A1A"),
    ),
    "lunsj": (
        _Key("Dagens suppe", 12900, "#B0382F", VAT_25),
        _Key("Rekesmørbrød", 16900, "#C0603A", VAT_25),
        _Key("Kyllingsalat", 15900, "#3F7D3F", VAT_25),
        _Key("Toast ost og skinke", 9900, "#B87A1A", VAT_25),
        _Key("Шопска салата", 11900, "#3B8270", VAT_25),
        _Key("비빔밥", 17900, "#8F2F28", VAT_25),
        _Key("Soup of the day to go", 10900, "#B0382F"),
    ),
    "kaldt": (
        _Key("Fatøl 0,4 l", 9900, "#C9A400", VAT_25, Protection.ALCOHOL, 18),
        _Key("Eplemost i glass", 4900, "#3F7D3F"),
        _Key("Айрян в чаша", 3900, "#5F7F9C"),
        _Key("식혜 한 잔", 4500, "#C08A50"),
        _Key("Lemonade", 4900, "#C9A400"),
        _Key("Kildevann på flaske", 3900, "#2F6EA8"),
    ),
    "gaver": (
        _Key("Bærepose papir", 450, "#8F5F1C", VAT_25, Protection.CARRIER_BAG),
        _Key("Bærepose stoff", 4900, "#3B8270", VAT_25, Protection.CARRIER_BAG),
        _Key("Pant 2,00", 200, "#5F7F9C", NO_VAT, Protection.DEPOSIT),
        _Key("Pant 3,00", 300, "#5F7F9C", NO_VAT, Protection.DEPOSIT),
        _Key("Trikkebillett", 4200, "#2F6EA8", VAT_12),
        _Key("Resirkulert kopp", 2900, "#3F7D3F", VAT_25),
    ),
}

_SHELVES = (names_nb, names_bg, names_ko, names_en)
_FIRST_SHELF_NUMBER = 1000
_FIRST_ITEM_REFERENCE = 411


@cache
def articles(most: int = 1200) -> tuple[DemoArticle, ...]:
    """The first ``most`` articles: quick keys, then weighed goods, then shelf goods of all four languages in turn.

    Raises ``ValueError`` when the demo shop does not have so many.
    """
    found = tuple(_all())
    if most > len(found):
        raise ValueError(f"the demo shop has {len(found)} articles")
    return found[:most]


def article(name: str) -> DemoArticle:
    """The demo article of that name; ``KeyError`` when there is none."""
    return _by_name()[name]


@cache
def _by_name() -> dict[str, DemoArticle]:
    return {found.name: found for found in _all()}


def _all() -> Iterator[DemoArticle]:
    yield from _quick_keys()
    yield from _weighed_goods()
    yield from _shelf_goods()


def _quick_keys() -> Iterator[DemoArticle]:
    numbers = count(1)
    for category_id, keys in QUICK_KEYS.items():
        for position, key in enumerate(keys, start=1):
            number = next(numbers)
            yield DemoArticle(
                article_id=f"k{number:03}",
                name=key.name,
                price_minor=key.price_minor,
                vat=key.vat,
                category_id=category_id,
                colour=key.colour,
                minimum_age=key.minimum_age,
                protection=key.protection,
                codes=((article_code(number), 1),),
                quick_position=position,
            )


def _weighed_goods() -> Iterator[DemoArticle]:
    beans = Family(
        "kaffe", (("Kaffebønner Etiopia", 39800), ("Kaffebønner Kenya", 42800)), unit=Unit.KILOGRAM
    )
    families = (beans, *chain.from_iterable(shelf.WEIGHED for shelf in _SHELVES))
    # Prices per kilogram stay as they were written.
    goods = ((family, name, price) for family in families for name, price in family.heads)
    for reference, (family, name, price_minor) in enumerate(goods, start=_FIRST_ITEM_REFERENCE):
        yield DemoArticle(
            article_id=f"v{reference:06}",
            name=name,
            price_minor=price_minor,
            vat=family.vat,
            category_id=family.category_id,
            colour=_SHELF_COLOURS[family.category_id],
            unit=family.unit,
            item_reference=f"{reference:06}",
        )


def _shelf_goods() -> Iterator[DemoArticle]:
    """Languages in turn, and families in turn within each, so that a small demo has something of everything."""
    in_turn = _in_turn(_in_turn(_family_goods(family) for family in shelf.FAMILIES) for shelf in _SHELVES)
    for number, (family, name, price_minor) in enumerate(in_turn, start=_FIRST_SHELF_NUMBER):
        codes = [(article_code(number), 1)]
        if number % 9 == 0 and family.minimum_age == 0:
            codes.append((case_code(number), CASE_PIECES))
        yield DemoArticle(
            article_id=f"a{number:05}",
            name=name,
            price_minor=price_minor,
            vat=family.vat,
            category_id=family.category_id,
            colour=_SHELF_COLOURS[family.category_id],
            unit=family.unit,
            minimum_age=family.minimum_age,
            protection=family.protection,
            codes=tuple(codes),
        )


def _family_goods(family: Family) -> Iterator[tuple[Family, str, int]]:
    for name, price_minor in family.goods():
        yield family, name, price_minor


def _in_turn(
    several: Iterable[Iterator[tuple[Family, str, int]]],
) -> Iterator[tuple[Family, str, int]]:
    """One from each that has any left, over and over."""
    for row in zip_longest(*several):
        yield from (good for good in row if good is not None)
