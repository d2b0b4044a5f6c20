"""The label at a shelf: what an article costs, what a kilogram or litre of it costs, and its barcode.

Norway asks for price and comparison price at the shelf (price information regulation, no. 1066 of 14 November 2012). A
reduction is announced with the lowest price of the 30 days before it (:mod:`price_history`) and never otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    members_lowest: str
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
        "Laveste medlemspris 30 dager før: {price}",
        {**_METRIC, Measure.PIECE: "stk."},
    ),
    "en": LabelWords(
        "en",
        "Shelf label",
        "{price} per {measure}",
        "REDUCED PRICE",
        "Lowest price of the 30 days before: {price}",
        "Members pay {price}",
        "Members' lowest price of the 30 days before: {price}",
        {**_METRIC, Measure.PIECE: "piece"},
    ),
    "bg": LabelWords(
        "bg",
        "Етикет за рафт",
        "{price} за {measure}",
        "НАМАЛЕНА ЦЕНА",
        "Най-ниска цена за 30 дни преди това: {price}",
        "Цена за членове {price}",
        "Най-ниска за членове за 30 дни преди това: {price}",
        {**_METRIC, Measure.KILOGRAM: "кг", Measure.LITRE: "л", Measure.METRE: "м", Measure.PIECE: "бр."},
    ),
    "ko": LabelWords(
        "ko",
        "선반 라벨",
        "{measure}당 {price}",
        "할인 가격",
        "이전 30일 최저가: {price}",
        "회원가 {price}",
        "이전 30일 회원 최저가: {price}",
        {**_METRIC, Measure.PIECE: "개"},
    ),
}


@dataclass(frozen=True, slots=True)
class ShelfLabel:
    """What a label says. ``code`` is the article's own code, ``members_minor`` what any member pays for one where that
    is less, ``reduction`` what may be announced of the price, ``members_reduction`` of theirs.
    """

    article: Article
    code: str = ""
    comparison: ComparisonPrice | None = None
    reduction: Reduction | None = None
    members_minor: int | None = None
    members_reduction: Reduction | None = None


def label_words_for(language: str) -> LabelWords:
    """The words of a language tag; English for one we do not know."""
    return _WORDS.get(formatting.locale_for(language).language, _WORDS["en"])


def comparison_text(found: ComparisonPrice, store: Store, language: str) -> str:
    """``53,20 kr pr. kg``."""
    words = label_words_for(language)
    price = formatting.money(found.minor, store.currency, formatting.locale_for(words.language))
    return words.each.format(price=price, measure=words.measures[found.measure])


@dataclass(frozen=True, slots=True)
class LabelTexts:
    """A label in words, every text ready; what has nothing to say is empty."""

    name: str
    price: str
    comparison: str = ""
    reduced: str = ""
    lowest: str = ""
    members: str = ""
    members_lowest: str = ""
    code: str = ""


def label_texts(label: ShelfLabel, store: Store) -> LabelTexts:
    """What stands on it, in the shop's language. ``ValueError`` for an article without a price: there is nothing to
    tell.
    """
    article = label.article
    if article.price_minor is None:
        raise ValueError("an article without a price has no label")
    words = label_words_for(store.language)
    locale = formatting.locale_for(words.language)

    def money(minor: int) -> str:
        return formatting.money(minor, store.currency, locale)

    found, members = label.reduction, label.members_reduction
    return LabelTexts(
        article.name,
        money(article.price_minor),
        comparison_text(label.comparison, store, words.language) if label.comparison else "",
        words.reduced if found else "",
        words.lowest.format(price=money(found.lowest_minor)) if found else "",
        words.members.format(price=money(label.members_minor)) if label.members_minor is not None else "",
        words.members_lowest.format(price=money(members.lowest_minor)) if members else "",
        label.code,
    )


def label_document(label: ShelfLabel, store: Store) -> ReceiptDocument:
    """The label for the receipt printer. ``ValueError`` as :func:`label_texts` does."""
    words = label_words_for(store.language)
    title = f"{words.title}: {label.article.name}"
    return ReceiptDocument(tuple(_blocks(label_texts(label, store))), words.language, title)


def labels_document(labels: Sequence[ShelfLabel], store: Store) -> ReceiptDocument:
    """Several on one roll, each cut off. ``ValueError`` as :func:`label_texts` does."""
    words = label_words_for(store.language)
    blocks = tuple(block for label in labels for block in _blocks(label_texts(label, store)))
    return ReceiptDocument(blocks, words.language, f"{words.title}: {len(labels)}")


def _blocks(texts: LabelTexts) -> list[Block]:
    """Nothing is larger than the price."""
    blocks: list[Block] = [Text(texts.name, align="centre", bold=True), Blank()]
    if texts.reduced:
        blocks.append(Text(texts.reduced, align="centre", bold=True))
    blocks.append(Text(texts.price, align="centre", bold=True, size=2))
    blocks += [Text(each, align="centre") for each in (texts.comparison, texts.lowest) if each]
    if texts.members:
        blocks += [Rule(), Text(texts.members, align="centre", bold=True)]
        if texts.members_lowest:
            blocks.append(Text(texts.members_lowest, align="centre"))
    if is_barcode(texts.code):
        blocks += [Blank(), Barcode(texts.code)]
    elif texts.code:
        blocks += [Blank(), Text(texts.code, align="centre")]
    return [*blocks, Cut()]


def is_barcode(code: str) -> bool:
    """Whether a label has room for it as bars."""
    return code.isascii() and code.isdigit() and len(code) <= _DIGITS
