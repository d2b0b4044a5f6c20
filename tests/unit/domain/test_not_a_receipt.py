"""What could be taken for a receipt says that it is none, half as large again as the amount, on any paper."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from drivers.printers.escpos_render import render
from drivers.printers.picture import picture
from drivers.printers.profile import PrinterProfile
from pos_app.domain import tender as tenders
from pos_app.domain.card_slip import card_slip
from pos_app.domain.not_a_receipt import WARNINGS
from pos_app.domain.provisional_receipt import provisional_receipt
from pos_app.domain.receipt import receipt
from pos_app.domain.receipt_document import ReceiptDocument
from pos_app.domain.receipt_words import EN, NB, RECEIPT_WORDS, ReceiptWords
from pos_app.domain.training_slip import training_slip
from tests.stage import goods
from tests.stage.escpos_paper import Line, read_paper
from tests.stage.paper import on_paper, texts

BOUGHT = goods.basket(goods.CAPPUCCINO, (goods.BEANS, 342))
PAID = goods.sale(BOUGHT, pay=(tenders.card(18_512, "4711"),))
NARROW = PrinterProfile(columns=32, dots=384)
WIDE = PrinterProfile()


def provisional(words: ReceiptWords = NB) -> ReceiptDocument:
    return provisional_receipt(PAID, goods.store(), cashier_name="Ingrid", words=words)


def by_card(words: ReceiptWords = NB) -> ReceiptDocument:
    return card_slip(PAID, goods.store(), cashier_name="Ingrid", words=words)


def in_training(words: ReceiptWords = NB) -> ReceiptDocument:
    return training_slip(
        receipt(
            PAID,
            goods.store(),
            cashier_name="Ingrid",
            member_name="",
            programmes=(),
            balances=(),
            copy=False,
            words=words,
            open_drawer=True,
        )
    )


SLIPS = pytest.mark.parametrize("slip", [provisional, by_card, in_training])


@SLIPS
@pytest.mark.parametrize("profile", [WIDE, NARROW], ids=["80mm", "58mm"])
def test_the_printer_is_told_to_print_the_words_half_as_large_again_as_any_amount(
    slip: Callable[[], ReceiptDocument], profile: PrinterProfile
) -> None:
    paper = read_paper(render(slip(), profile), profile.dots)
    lines = [item for item in paper.items if isinstance(item, Line) and item.text.strip()]
    words = [line for line in lines if line.size > 1]
    assert " ".join(line.text.strip() for line in words) == " ".join([WARNINGS["nb"]] * 2)
    amounts = [line.size for line in lines if "185,12" in line.text]
    assert amounts
    assert 2 * min(line.size for line in words) >= 3 * max(amounts)
    assert (paper.qr_codes, paper.barcodes, paper.printed_logos, paper.pulses) == ([], [], [], [])
    assert (lines[0], lines[-1], paper.cuts) == (words[0], words[-1], 1)


@SLIPS
def test_in_the_picture_the_words_are_half_as_high_again_as_the_lines_with_amounts(
    slip: Callable[[], ReceiptDocument],
) -> None:
    """Read from the ink itself: the heights of the bands of print, the first of which are the words."""
    ink = Image.open(BytesIO(picture(slip(), WIDE, scale=1))).convert("L").point(lambda grey: grey < 128, "1")
    bands, top = [], None
    for row in range(ink.height):
        dark = ink.crop((0, row, ink.width, row + 1)).getbbox() is not None
        if dark and top is None:
            top = row
        elif not dark and top is not None:
            bands.append(row - top)
            top = None
    assert 2 * bands[0] >= 3 * sorted(bands)[len(bands) // 2]


@pytest.mark.parametrize("words", RECEIPT_WORDS.values(), ids=lambda each: each.language)
def test_it_is_neither_named_nor_numbered_as_a_receipt_in_any_language(words: ReceiptWords) -> None:
    for slip in (provisional(words), by_card(words)):
        said = texts(slip)
        assert said.count(WARNINGS[words.language]) == 2
        assert words.title not in said
        assert not any(text.startswith("TR1:") for text in said)
    assert not any("2-1042" in text for text in texts(provisional(words)))


def test_a_provisional_receipt_says_what_is_on_the_counter_and_that_it_is_not_paid() -> None:
    said = on_paper(provisional())
    for part in ("Foreløpig kvittering", "Cappuccino", "0,342 kg", "185,12", "MVA", "Ikke betalt ennå"):
        assert part in said
    assert "4711" not in said


def test_a_card_slip_names_the_payments_told_by_hand_and_no_others() -> None:
    by_terminal = tenders.Tender(tenders.TenderKind.CARD, 10_000, "99", intent_id="asked")
    sale = goods.sale(BOUGHT, pay=(by_terminal, tenders.card(8_512, "4711")))
    said = texts(card_slip(sale, goods.store(), cashier_name="", words=EN))
    assert ("4711" in said, "99" in said) == (True, False)
    with pytest.raises(ValueError, match="no card payment by hand"):
        card_slip(goods.sale(BOUGHT, pay=(tenders.cash(20_000),)), goods.store(), cashier_name="", words=EN)


def test_in_practice_a_provisional_receipt_is_a_training_slip_that_says_it_twice_and_not_four_times() -> None:
    slip = training_slip(provisional())
    said = texts(slip)
    assert said.count(WARNINGS["nb"]) == 2
    assert "TRENINGSKVITTERING" in said
    assert "Foreløpig kvittering" not in said
