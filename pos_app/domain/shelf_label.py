"""The label at a shelf: what an article costs, what a kilogram or litre of it costs, and its barcode.

Norway asks for price and comparison price at the shelf (price information regulation, no. 1066 of 14 November 2012). A
reduction is announced with the lowest price of the 30 days before it (:mod:`price_history`) and never otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos_app.domain import formatting
from pos_app.domain.catalogue import Article
from pos_app.domain.comparison_price import ComparisonPrice, Measure
from pos_app.domain.price_history import Reduction
from pos_app.domain.receipt_document import Barcode, Blank, Block, Cut, ReceiptDocument, Rule, Text
from pos_app.domain.store import Store

_DIGITS = 20
"""So many digits go into a barcode that a label is wide enough for."""


@dataclass(frozen=True, slots=True)
class LabelWords:
    """The words of one language; ``{price}`` and ``{measure}`` are filled in."""

    language: str
    title: str
    each: str
    reduced: str
    lowest: str
    members: str
    measures: Mapping[Measure, str]


_METRIC = {
    Measure.KILOGRAM: "kg",
    Measure.LITRE: "l",
    Measure.METRE: "m",
    Measure.SQUARE_METRE: "m²",
}
_WORDS = {
    "nb": LabelWords(
        "nb",
        "Hylleetikett",
        "{price} pr. {measure}",
        "NEDSATT PRIS",
        "Laveste pris siste 30 dager før: {price}",
        "Medlemspris {price}",
        {**_METRIC, Measure.PIECE: "stk."},
    ),
    "en": LabelWords(
        "en",
        "Shelf label",
        "{price} per {measure}",
        "REDUCED PRICE",
        "Lowest price of the 30 days before: {price}",
        "Members pay {price}",
        {**_METRIC, Measure.PIECE: "piece"},
    ),
    "bg": LabelWords(
        "bg",
        "Етикет за рафт",
        "{price} за {measure}",
        "НАМАЛЕНА ЦЕНА",
        "Най-ниска цена за 30 дни преди това: {price}",
        "Цена за членове {price}",
        {**_METRIC, Measure.KILOGRAM: "кг", Measure.LITRE: "л", Measure.METRE: "м", Measure.PIECE: "бр."},
    ),
    "ko": LabelWords(
        "ko",
        "선반 라벨",
        "{measure}당 {price}",
        "할인 가격",
        "이전 30일 최저가: {price}",
        "회원가 {price}",
        {**_METRIC, Measure.PIECE: "개"},
    ),
}


@dataclass(frozen=True, slots=True)
class ShelfLabel:
    """What a label says. ``code`` is the article's own code, ``members_minor`` what any member pays for one where that
    is less, ``reduction`` what may be announced.
    """

    article: Article
    code: str = ""
    comparison: ComparisonPrice | None = None
    reduction: Reduction | None = None
    members_minor: int | None = None


def label_words_for(language: str) -> LabelWords:
    """The words of a language tag; English for one we do not know."""
    return _WORDS.get(formatting.locale_for(language).language, _WORDS["en"])


def comparison_text(found: ComparisonPrice, store: Store, language: str) -> str:
    """``53,20 kr pr. kg``."""
    words = label_words_for(language)
    price = formatting.money(found.minor, store.currency, formatting.locale_for(words.language))
    return words.each.format(price=price, measure=words.measures[found.measure])


def label_document(label: ShelfLabel, store: Store) -> ReceiptDocument:
    """The label for the receipt printer. ``ValueError`` for an article without a price: there is nothing to tell."""
    article = label.article
    if article.price_minor is None:
        raise ValueError("an article without a price has no label")
    words = label_words_for(store.language)
    locale = formatting.locale_for(words.language)

    def money(minor: int) -> str:
        return formatting.money(minor, store.currency, locale)

    blocks: list[Block] = [Text(article.name, align="centre", bold=True, size=2), Blank()]
    if label.reduction is not None:
        blocks.append(Text(words.reduced, align="centre", bold=True))
    blocks.append(Text(money(article.price_minor), align="centre", bold=True, size=2))
    if label.comparison is not None:
        blocks.append(Text(comparison_text(label.comparison, store, words.language), align="centre"))
    if label.reduction is not None:
        lowest = words.lowest.format(price=money(label.reduction.lowest_minor))
        blocks.append(Text(lowest, align="centre"))
    if label.members_minor is not None:
        blocks += [Rule(), Text(words.members.format(price=money(label.members_minor)), "centre", bold=True)]
    if label.code.isascii() and label.code.isdigit() and len(label.code) <= _DIGITS:
        blocks += [Blank(), Barcode(label.code)]
    elif label.code:
        blocks += [Blank(), Text(label.code, align="centre")]
    return ReceiptDocument((*blocks, Cut()), words.language, f"{words.title}: {article.name}")
