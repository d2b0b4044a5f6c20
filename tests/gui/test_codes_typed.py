"""What is typed as a code keeps the zero in front: a card's number, a telephone's, a slip's."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.tender import TenderKind
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, Stage


def test_a_card_or_phone_that_begins_with_zero_is_looked_for_as_it_was_typed(till: Till) -> None:
    till.controller.find_member()
    for digit in "0047":
        till.deck.press(digit)
    assert till.panel.field.text() == "0047"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("way", "kind"), [("card", TenderKind.CARD), ("mobile", TenderKind.MOBILE)])
def test_a_slip_s_number_is_booked_as_it_stands_on_the_slip(
    till: Till, stage: Stage, way: str, kind: TenderKind
) -> None:
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_Return)
    till.controller.desk.payment_chosen(way)
    till.settle()
    till.type("0012")
    till.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    assert [(each.kind, each.slip_reference) for each in sale.tenders] == [(kind, "0012")]
