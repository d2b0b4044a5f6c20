"""The slip of an exchange: goods that came back and goods that were bought, on one paper and counted apart.

In Norway it is called Salgskvittering/Returkvittering and says all that either would say, each part with its own
number, its own sum and its own VAT (kassasystemforskriften §§ 2-8-4 and 2-8-5).
"""

from __future__ import annotations

from pos_app.domain.receipt import Beside, receipt_number
from pos_app.domain.receipt_document import Blank, Rule, Text
from pos_app.domain.receipt_words import ReceiptWords
from pos_app.domain.return_receipt import handed_back, return_half
from pos_app.domain.return_words import return_words_for
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale


def goods_back(returned: Return, taken_from: Sale, sale: Sale, words: ReceiptWords) -> Beside:
    """The half of the slip of ``sale`` that tells of ``returned``, goods of the sale ``taken_from``."""
    said = return_words_for(words.language)
    return Beside(
        title=said.both_title,
        number=f"{receipt_number(sale)}/{returned.receipt_number}",
        before=(
            *return_half(returned, taken_from, words),
            Blank(),
            Rule(),
            Text(said.part.format(title=words.title, number=receipt_number(sale)), bold=True),
        ),
        after=handed_back(returned, taken_from, words),
    )
