"""Rows as the server sends them, with sensible defaults."""

from __future__ import annotations

from pathlib import Path

from pos_app.storage.for_sync import SyncReplica
from pos_app.storage.replica import ReplicaReader
from sync.protocol.v1.member_messages import MemberRow
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
from tests.stage.tills import KEY, MEMBER_KEY

CARD_SECRET = b"the company's card secret, 32 b."
ADA_CARD = "9578 0000 0000 0042"
ADA_PHONE = "+47 900 00 042"

PROGRAMME_TEXT = """\
programme = "poeng"
version = 1
name = "Grünerløkka Poeng"
currency = "NOK"

[earn]
points = 1
per = "1.00"
"""


def article_row(
    name: str = "Cappuccino",
    *,
    article_id: str = "",
    codes: tuple[tuple[str, int], ...] = (),
    price_minor: int | None = 4900,
    category_id: str = "kaffe",
    item_reference: str = "",
    quick_position: int = 0,
    minimum_age: int = 0,
    protection: str | None = None,
    unit: str = "piece",
) -> ArticleRow:
    """An article; its id is made from its name unless given."""
    return ArticleRow(
        article_id=article_id or name.lower(),
        name=name,
        price_minor=price_minor,
        vat_code="31",
        vat_basis_points=1500,
        unit=unit,
        category_id=category_id,
        minimum_age=minimum_age,
        protection=protection,
        colour="#A9713F",
        codes=codes,
        item_reference=item_reference,
        quick_position=quick_position,
    )


def member_row(
    display_name: str = "Ada Nordmann",
    *,
    member_id: str = goods.MEMBER_ID,
    cards: tuple[str, ...] = (ADA_CARD,),
    phone: str = ADA_PHONE,
    points: int = 1240,
    blocked: bool = False,
    personal_key: bytes = MEMBER_KEY,
) -> MemberRow:
    """A member as tills may hold them."""
    return MemberRow(
        member_id=member_id,
        display_name=display_name,
        card_hashes=tuple(number_hash(CARD_SECRET, card) for card in cards),
        phone_hash=number_hash(CARD_SECRET, phone) if phone else b"",
        card_number_end=cards[0][-4:] if cards else "",
        points=points,
        qualifying_points=points,
        tier="solv",
        as_of_ms=goods.AT_MS,
        blocked=blocked,
        personal_key=personal_key,
    )


STORE_ROW = StoreRow(
    store_id=goods.STORE,
    company_id=goods.COMPANY,
    name="Kaffehuset Grünerløkka",
    organisation_number="999 888 777",
    address=("Thorvald Meyers gate 1", "0555 Oslo"),
    currency="NOK",
    zone="Europe/Oslo",
    country="NO",
    language="nb",
    vat_included=True,
)
CASHIER_ROW = CashierRow(cashier_id="ingrid", name="Ingrid", pin_hash="$argon2id$")
PROGRAMME_ROW = ProgrammeRow(programme_id="poeng", version=1, priority=1, text=PROGRAMME_TEXT)
CATEGORY_ROWS = (
    CategoryRow(category_id="bakst", name="Bakst", colour="#C88A3A", position=2),
    CategoryRow(category_id="kaffe", name="Kaffe", colour="#A9713F", position=1),
)
SHOP: tuple[Row, ...] = (
    STORE_ROW,
    *CATEGORY_ROWS,
    article_row("Cappuccino", codes=(("7000000000012", 1), ("7000000000029", 6)), quick_position=2),
    article_row("Kanelbolle", codes=(("7000000000036", 1),), category_id="bakst", item_reference="00017"),
    article_row("Flat white", codes=(("7000000000043", 1), ("101", 1)), quick_position=1),
    member_row(),
    CASHIER_ROW,
    PROGRAMME_ROW,
)


def load(folder: Path, rows: tuple[Row, ...] = SHOP, *, cursor: int = 100) -> SyncReplica:
    """A replica in use with those rows; close what is returned."""
    replica = SyncReplica(folder, KEY)
    replica.begin_full()
    replica.apply(rows, cursor, full=True)
    replica.finish_full()
    return replica


def reader(folder: Path) -> ReplicaReader:
    """The till's side of it."""
    return ReplicaReader(folder, KEY, CARD_SECRET)
