"""A large shop on one till's disk: 100 000 articles and 100 000 members in a replica, as its first load leaves it.

Made once in a run, by the same writer that the sync client uses. Everything in it follows from a number, so that any
code can be asked for without keeping a list.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pos_app.config import join
from pos_app.demo.codes import CARD_PREFIX, article_code, card_number
from pos_app.demo.programme import PROGRAMME_TOML
from pos_app.storage.replica_writer import ReplicaWriter
from sync.protocol.v1.loyalty_facts import StampsHeldV1
from sync.protocol.v1.member_messages import MemberKnown, MemberRow, brief_of
from sync.protocol.v1.messages import (
    ArticleRow,
    CashierRow,
    CategoryRow,
    ProgrammeRow,
    Row,
    StoreRow,
)
from sync.protocol.v1.numbers import number_hash
from tests.stage import goods

FULL, QUICK = 100_000, 1_000
KEY = bytes(range(32))
CARD_SECRET = bytes(range(1, 33))
DEVICE_KEY = bytes(range(2, 34))
_PAGE = 2_000
_TWO_YEARS_MS = 2 * 365 * 86_400_000
_CATEGORIES = ("Kaffe", "Bakst", "Lunsj", "Kaldt", "Gaver", "Frukt", "Husholdning", "Frost")
_MAKERS = (
    "Fjord",
    "Nordlys",
    "Bakgården",
    "Розова долина",
    "한강",
    "Old Mill",
    "Skogen",
    "Utsira",
    "Балкан",
    "서울",
)
_GOODS = (
    "kaffe", "te", "melk", "brød", "ost", "skinke", "syltetøy", "sjokolade", "кекс", "сирене", "мед", "лютеница",
    "김치", "라면", "두부", "biscuits", "oats", "marmalade", "crisps", "soap",
)  # fmt: skip
_KINDS = (
    "mørk",
    "lys",
    "økologisk",
    "grov",
    "fin",
    "røkt",
    "био",
    "домашен",
    "매운",
    "순한",
    "salted",
    "plain",
    "lemon",
)
_GIVEN = (
    "Ada",
    "Ingrid",
    "Håkon",
    "Øyvind",
    "Мария",
    "Георги",
    "Йоана",
    "민준",
    "서연",
    "Alice",
    "Henry",
    "Rosie",
)
_FAMILY = (
    "Nordmann",
    "Lund",
    "Ødegård",
    "Viken",
    "Юрукова",
    "Жечева",
    "김",
    "박",
    "Carter",
    "Hollis",
    "Moen",
)


@dataclass(frozen=True, slots=True)
class BigShop:
    """A till's folder. ``config`` is its till.toml, ``data`` where ``till.db`` and the replica lie. One member in
    ``one_in`` has to do with this store; of the others its tills are told in brief.
    """

    folder: Path
    articles: int
    members: int
    one_in: int = 1

    @property
    def config(self) -> Path:
        """The till's settings."""
        return self.folder / "till.toml"

    @property
    def data(self) -> Path:
        """Where the databases are."""
        return self.folder / "data"

    def codes(self, count: int, *, seed: int = 1) -> list[str]:
        """That many different article codes in an order that no cache expects, the same in every run."""
        numbers = random.Random(seed).sample(range(self.articles), min(count, self.articles))
        return [article_code(number) for number in numbers]

    def cards(self, count: int, *, seed: int = 1) -> list[str]:
        """That many different members' card numbers."""
        numbers = random.Random(seed).sample(range(self.members), min(count, self.members))
        return [card_number(number) for number in numbers]


def big_shop(folder: Path, *, quick: bool) -> BigShop:
    """The shop below ``folder``, made at the first call."""
    size = QUICK if quick else FULL
    shop = BigShop(folder / "shop", size, size)
    if not shop.config.exists():
        _make(shop)
    return shop


def a_copy(shop: BigShop, name: str) -> BigShop:
    """The same shop in a folder of its own, so that one measurement's sales are not another's start."""
    folder = shop.folder.parent / name
    folder.mkdir()
    copy = BigShop(folder, shop.articles, shop.members)
    copy.data.mkdir()
    _settings(copy)
    for path in shop.data.iterdir():
        shutil.copyfile(path, copy.data / path.name)
    return copy


def _make(shop: BigShop) -> None:
    shop.data.mkdir(parents=True)
    writer = ReplicaWriter(shop.data, KEY)
    writer.begin_full()
    cursor = 0
    rows = rows_of(shop)
    while page := list(islice(rows, _PAGE)):
        cursor += len(page)
        writer.apply(page, cursor, full=True)
    writer.finish_full()
    writer.close()
    _settings(shop)


def _settings(shop: BigShop) -> None:
    """What enrolment writes; nobody answers at that address, so the till works offline."""
    for name, secret in (("till.key", KEY), ("card.secret", CARD_SECRET), ("device.key", DEVICE_KEY)):
        path = shop.folder / name
        path.write_bytes(secret)
        path.chmod(0o600)
    shop.config.write_text(
        f'[codes]\nmember_card_prefix = "{CARD_PREFIX}"\nmember_card_length = 16\n', encoding="utf-8"
    )
    join(
        shop.config,
        server_url="http://127.0.0.1:9",
        company_id=goods.COMPANY,
        store_id=goods.STORE,
        till_id=goods.TILL,
        till_number=2,
    )


def rows_of(shop: BigShop) -> Iterator[Row]:
    """All that its server tells."""
    place = goods.store()
    yield StoreRow(
        place.store_id,
        place.company_id,
        place.name,
        place.organisation_number,
        place.address,
        place.currency.code,
        place.zone,
        place.country,
        place.language,
        place.vat_included,
    )
    for position, name in enumerate(_CATEGORIES, start=1):
        yield CategoryRow(f"c{position}", name, "#8A5A34", position)
    yield CashierRow("ingrid", "Ingrid", "")
    yield ProgrammeRow("grunerlokka-poeng", 1, 1, PROGRAMME_TOML)
    yield from map(_article, range(shop.articles))
    for number in range(shop.members):
        member = _member(number)
        yield member if number % shop.one_in == 0 else brief_of(member)


def _article(number: int) -> ArticleRow:
    maker = _MAKERS[number % len(_MAKERS)]
    what = _GOODS[number // 7 % len(_GOODS)]
    kind = _KINDS[number // 3 % len(_KINDS)]
    category = number % len(_CATEGORIES) + 1
    return ArticleRow(
        _id("article", number),
        f"{maker} {what} {kind} {number // 50} g",
        990 + number * 37 % 40_000,
        "31",
        1500,
        "piece",
        f"c{category}",
        0,
        None,
        "#8A5A34",
        ((article_code(number), 1),),
        "",
        number // len(_CATEGORIES) + 1 if number < 12 * len(_CATEGORIES) else 0,
    )


def _member(number: int) -> MemberRow:
    """Somebody of a company that has had members for years: a third have no points left, most never came near a tier,
    and who still comes has a card under way, consents and a day of birth.
    """
    card = card_number(number)
    luck = number * 7_919 % 100
    points = 0 if luck < 34 else number * 31 % 120 if luck < 55 else number * 37 % 4_000
    comes = luck >= 30
    return MemberRow(
        _id("member", number),
        f"{_GIVEN[number % len(_GIVEN)]} {_FAMILY[number // 5 % len(_FAMILY)]}",
        (number_hash(CARD_SECRET, card),),
        number_hash(CARD_SECRET, f"+4490{number:07}"),
        card[-4:],
        points,
        points + number % 500 if luck >= 50 else 0,
        "medlem" if luck < 90 else "sølv" if luck < 98 else "gull",
        goods.AT_MS - number * 15_553 % _TWO_YEARS_MS,
        blocked=False,
        personal_key=hashlib.sha256(b"personal key %d" % number).digest(),
        known=_known(number) if comes else None,
    )


def _known(number: int) -> MemberKnown:
    return MemberKnown(
        stamps=(StampsHeldV1("grunerlokka-poeng", "kaffe", number % 10),),
        birthday_month=number % 12 + 1,
        birthday_day=number % 28 + 1,
        joined_on=f"{2015 + number % 11}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        purchases=number % 90,
        last_purchase_on=f"2026-{number % 3 + 1:02}-{number % 28 + 1:02}",
        consents=("newsletter",) if number % 3 == 0 else (),
    )


def _id(kind: str, number: int) -> str:
    """An id in the form of a UUIDv7, always the same for the same thing."""
    tail = hashlib.sha256(f"{kind} {number}".encode()).hexdigest()
    return f"0190b5a0-{number // 65_536 % 65_536:04x}-7{tail[:3]}-8{tail[3:6]}-{tail[6:18]}"
