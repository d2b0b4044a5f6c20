"""Things that a sale uses up, asked for at the server of a shop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

from sqlalchemy import Table, insert

from pos_app.domain.loyalty.decision import Consumption
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from sync.protocol.v1.messages import Secure, Secured, Want
from sync.server.holding import securing
from sync.server.holding.securing import secure, settle_secured
from sync.server.schema import member_tables as books
from sync.server.whose import a_coupon, becomes
from tests.unit.sync.server.stage import MEMBER, PROGRAMME_TEXT, FakeTill, Shop

DAY, TODAY = "day", "2026-03-01"
RULES = programme_from_text(
    PROGRAMME_TEXT
    + """
[[coupon]]
id = "ti"
words = "Ti prosent"
[[coupon]]
id = "apen"
words = "Vinter"
code = "VINTER"
[[offer]]
id = "o"
words = "Tilbud"
effect = "basket-percent"
percent = "10"
when = { coupon = "ti" }
[[offer]]
id = "v"
words = "Vinter"
effect = "basket-percent"
percent = "5"
when = { coupon = "apen" }
[[stamp_card]]
id = "kaffe"
name = "Kaffekort"
stamps = 5
goods = { categories = ["kaffe"] }
[[access]]
id = "sko"
words = "Sko"
goods = { articles = ["sko"] }
most_pieces = 3
period = "month"
[[code]]
id = "pose"
words = "Kode på posen"
points = 25
starts_with = "KAFFE-"
most_a_day = 2
[[cause]]
code = "rode-kors"
name = "Røde Kors"
per_points = 100
value = "1.00"
[[event]]
code = "fest"
name = "Fest"
on = 2026-03-01
guests = "vip"
""",
    "test",
)


@contextmanager
def in_force() -> Iterator[None]:
    """:data:`RULES` are the company's programme."""

    def rules(*_: object) -> tuple[Programme, ...]:
        return (RULES,)

    with patch.object(securing, "in_force", rules):
        yield


def want(key: str, rule: str = "", amount: int = 1, period: str = "", start: str = "", seen: int = 0) -> Want:
    return Want(key, "poeng", rule or key.rpartition(":")[2], amount, period, start, seen)


def coupon(number: str = "1") -> Want:
    return want(f"coupon:{number}", "o")


def ask(shop: Shop, till: FakeTill, *wants: Want, member_id: str = MEMBER) -> Secured:
    with shop.database.write() as connection:
        return secure(
            connection,
            shop.company.company_id,
            till.place.till_id,
            Secure(member_id=member_id, wants=wants),
            shop.clock(),
        )


def settled(shop: Shop, till: FakeTill, *keys: str, member_id: str = MEMBER) -> frozenset[str]:
    consumes = [Consumption(key, "poeng", "r", 1) for key in keys]
    with shop.database.write() as connection:
        return settle_secured(connection, shop.company.company_id, till.place.till_id, member_id, consumes)


def put(shop: Shop, table: Table, **values: object) -> None:
    with shop.database.write() as connection:
        connection.execute(insert(table), {"company_id": shop.company.company_id, **values})


def issue(shop: Shop, number: str = "1", **more: object) -> None:
    known: dict[str, object] = {
        "member_id": MEMBER,
        "number": number,
        "programme_id": "poeng",
        "code": "ti",
        "rule": "welcome",
        "source": number,
        "issued_ms": 1,
    }
    row = known | more
    belongs(shop, a_coupon(number), str(row["member_id"]))
    put(shop, books.coupon, **row)


def belongs(shop: Shop, name: str, member_id: str) -> None:
    """What is called that is the member's."""
    with shop.database.write() as connection:
        becomes(connection, shop.company.company_id, name, member_id)


def use(shop: Shop, rule_id: str, amount: int, period: str = "month", start: str = TODAY) -> None:
    put(
        shop,
        books.usage,
        member_id=MEMBER,
        programme_id="poeng",
        rule_id=rule_id,
        period=period,
        period_start=start,
        amount=amount,
    )


def why(reply: Secured) -> Mapping[str, str]:
    return {each.key: each.why for each in reply.refused}
