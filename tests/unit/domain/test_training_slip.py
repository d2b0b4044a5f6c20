"""A slip of practice cannot be taken for a receipt: its words are the largest, and nothing on it can be scanned."""

import pytest

from pos_app.domain.receipt import receipt
from pos_app.domain.receipt_words import RECEIPT_WORDS, ReceiptWords
from pos_app.domain.training_slip import WORDS, training_slip
from tests.stage import goods


@pytest.mark.parametrize("words", RECEIPT_WORDS.values(), ids=lambda each: each.language)
def test_the_warning_is_twice_as_large_as_the_amount_and_stands_first_and_last(words: ReceiptWords) -> None:
    document = receipt(
        goods.sale(goods.basket(goods.CAPPUCCINO)),
        goods.store(),
        cashier_name="Ingrid",
        member_name="",
        programmes=(),
        balances=(),
        copy=False,
        words=words,
        open_drawer=True,
    )
    slip = training_slip(document)
    name, warning = WORDS[words.language]
    large = [block for block in slip.blocks if getattr(block, "size", 1) > 1]
    assert [getattr(block, "text", "") for block in large] == [warning, warning]
    assert (slip.blocks[0], slip.blocks[-2], slip.blocks[-1].kind) == (large[0], large[1], "cut")
    texts = [getattr(block, "text", "") or getattr(block, "left", "") for block in slip.blocks]
    assert name.upper() in texts
    assert words.title not in texts
    assert not {"qr", "logo", "drawer", "barcode"} & {block.kind for block in slip.blocks}
