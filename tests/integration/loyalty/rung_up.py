"""A loyalty vector at a real till: programmes and member in the replica, goods rung up, sold into a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from drivers.scanners.codes import CodeRules, NumberForm, Scan
from pos_app.domain.basket import Basket, confirm_age
from pos_app.domain.catalogue import Unit
from pos_app.domain.loyalty.decision import NO_WISHES, Context, Wishes
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.members import Member
from pos_app.domain.tender import Tender, card
from pos_app.services import scanning
from pos_app.services.ports import Counter, Ports
from pos_app.services.quoting import quote
from pos_app.services.selling import new_basket
from pos_app.storage.opening import SqliteTillStore
from sync.protocol.v1.facts import ArticleV1
from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.member_views import known_of
from sync.protocol.v1.messages import ArticleRow, ProgrammeRow, Row
from sync.protocol.v1.numbers import number_hash
from tests.stage import goods
from tests.stage.counter import FakeClock, Stage
from tests.stage.loyalty_vectors import Vector
from tests.stage.replicas import CARD_SECRET, STORE_ROW, load, reader
from tests.stage.tills import MEMBER_KEY, open_store

CARD = "9578000000000102"
RULES = CodeRules(member_cards=(NumberForm("9578", 16),))


@dataclass(frozen=True)
class RungUp:
    """The counter with the vector's goods and member on it."""

    ports: Ports
    store: SqliteTillStore
    basket: Basket
    member: Member | None
    wishes: Wishes

    def pay(self, tenders: Sequence[Tender]) -> tuple[Tender, ...]:
        """Those tenders, and a card for whatever is left."""
        due = quote(self.ports, self.basket, self.member, tenders, self.wishes).settlement.due_minor
        return (*tenders, card(due, "004711")) if due else tuple(tenders)


@contextmanager
def at_a_till(folder: Path, vector: Vector) -> Iterator[RungUp]:
    """Load a till with what the vector needs, open it, scan the card and the goods."""
    store = open_store(folder)
    load(folder, tuple(_rows(vector))).close()
    replica = reader(folder)
    try:
        context = context_of(vector)
        ports = replace(
            Stage().services(),
            counter=Counter(replica.store(), goods.TILL, 2, context.channel),
            clock=FakeClock(context.at_ms),
            catalogue=replica.goods,
            members=replica.members,
            programmes=replica,
            staff=replica.staff,
            store=store,
        )
        basket, member = new_basket(ports), None
        if vector.member is not None:
            shown = scanning.scan(ports, basket, Scan(CARD), RULES)
            basket, member = shown.basket, shown.member
        basket = _with_goods(ports, basket, vector)
        yield RungUp(ports, store, basket, member, context.wishes or NO_WISHES)
    finally:
        replica.close()
        store.close()


def context_of(vector: Vector) -> Context:
    """Where and when the vector happens."""
    return msgspec.convert(vector.context, Context, from_attributes=True)


def basket_of(vector: Vector) -> Basket:
    """Its basket."""
    return msgspec.convert(vector.basket, Basket, from_attributes=True)


def view_of(vector: Vector) -> MemberView | None:
    """Its member."""
    return msgspec.convert(vector.member, MemberView, from_attributes=True) if vector.member else None


def tenders_of(vector: Vector) -> tuple[Tender, ...]:
    """What is paid with."""
    return tuple(msgspec.convert(each, Tender, from_attributes=True) for each in vector.tenders)


def _with_goods(ports: Ports, basket: Basket, vector: Vector) -> Basket:
    for number, line in enumerate(basket_of(vector).lines, 1):
        if line.article.unit is Unit.KILOGRAM:
            article = ports.catalogue.by_id(line.article.article_id)
            assert article is not None
            basket = scanning.add(basket, article, quantity_milli=line.quantity_milli).basket
        else:
            pieces = line.quantity_milli // 1000
            basket = scanning.scan(ports, basket, Scan(_code(number)), RULES, pieces=pieces).basket
    return confirm_age(basket, vector.basket.age_confirmed)


def _code(number: int) -> str:
    return f"A{number}"


def _rows(vector: Vector) -> Iterator[Row]:
    yield STORE_ROW
    for number, line in enumerate(vector.basket.lines, 1):
        yield _article(line.article, _code(number))
    for priority, (programme_id, text) in enumerate(programme_texts(vector), 1):
        yield ProgrammeRow(programme_id=programme_id, version=1, priority=priority, text=text)
    view = view_of(vector)
    if view is not None:
        yield MemberRow(
            member_id=view.member_id,
            display_name="Ada Nordmann",
            card_hashes=(number_hash(CARD_SECRET, CARD),),
            phone_hash=b"",
            card_number_end=CARD[-4:],
            points=view.points,
            qualifying_points=view.qualifying_points,
            tier=view.tier,
            as_of_ms=view.as_of_ms,
            blocked=False,
            personal_key=MEMBER_KEY,
            known=known_of(view),
        )


def programme_texts(vector: Vector) -> list[tuple[str, str]]:
    """Id and text of each programme, as published."""
    texts = ["\n".join(lines) + "\n" for lines in vector.programmes]
    return [(text.split('"')[1], text) for text in texts]


def _article(article: ArticleV1, code: str) -> ArticleRow:
    return ArticleRow(
        article_id=article.article_id,
        name=article.name,
        price_minor=article.price_minor,
        vat_code=article.vat.code,
        vat_basis_points=article.vat.basis_points,
        unit=article.unit,
        category_id=article.category_id,
        minimum_age=article.minimum_age,
        protection=article.protection,
        colour=article.colour,
        codes=((code, 1),),
        item_reference="",
        quick_position=0,
    )
