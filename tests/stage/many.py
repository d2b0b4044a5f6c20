"""Catalogues and member lists of any size, as the rows that the server sends: for benchmarks and load tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pos_app.demo import goods
from pos_app.demo.codes import article_code, card_number
from pos_app.demo.goods import DemoArticle
from pos_app.demo.people import GOLD_FROM, SILVER_FROM, member_name
from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.messages import ArticleRow
from sync.protocol.v1.numbers import number_hash

CARD_SECRET = bytes(range(32))
AS_OF_MS = 1_772_366_520_000


def many_articles(count: int) -> Iterator[ArticleRow]:
    """``count`` articles: the demo shop's own first, then the same goods in numbered lots with codes of their own."""
    stock = goods.articles()
    for article in stock[:count]:
        yield article_row(article)
    shelf = [article for article in stock if article.quick_position == 0 and not article.item_reference]
    for number in range(len(stock), count):
        article = shelf[number % len(shelf)]
        yield ArticleRow(
            article_id=f"m{number:06}",
            name=f"{article.name} {number // len(shelf)}",
            price_minor=(article.price_minor or 0) + number % 7 * 100,
            vat_code=article.vat.code,
            vat_basis_points=article.vat.basis_points,
            unit=article.unit.value,
            category_id=article.category_id,
            minimum_age=article.minimum_age,
            protection=article.protection.value if article.protection else None,
            colour=article.colour,
            codes=((many_code(number), 1),),
            item_reference="",
            quick_position=0,
        )


def many_code(number: int) -> str:
    """The code of the ``number``-th article, where that is beyond the demo shop's own."""
    return article_code(1_000_000 + number)


def article_row(article: DemoArticle) -> ArticleRow:
    """One of the demo shop's own articles as a row."""
    return ArticleRow(
        article_id=article.article_id,
        name=article.name,
        price_minor=article.price_minor,
        vat_code=article.vat.code,
        vat_basis_points=article.vat.basis_points,
        unit=article.unit.value,
        category_id=article.category_id,
        minimum_age=article.minimum_age,
        protection=article.protection.value if article.protection else None,
        colour=article.colour,
        codes=article.codes,
        item_reference=article.item_reference,
        quick_position=article.quick_position,
    )


def many_members(count: int, card_secret: bytes = CARD_SECRET) -> Iterator[MemberRow]:
    """``count`` members with one card each; the ``number``-th holds ``card_number(number + 1)``."""
    for number in range(count):
        card = card_number(number + 1)
        qualifying = number * 937 % 4200
        yield MemberRow(
            member_id=f"0190c0de-0000-7000-8000-{number + 1:012x}",
            display_name=member_name(number),
            card_hashes=(number_hash(card_secret, card),),
            phone_hash=number_hash(card_secret, f"+447700{number:06}"),
            card_number_end=card[-4:],
            points=number * 373 % (qualifying + 1),
            qualifying_points=qualifying,
            tier="gull" if qualifying >= GOLD_FROM else "solv" if qualifying >= SILVER_FROM else "medlem",
            as_of_ms=AS_OF_MS,
            blocked=False,
            personal_key=hashlib.sha256(card.encode()).digest(),
        )
