"""Another till's receipt at the window: the server is asked; it answers with a receipt like any other, or not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.errors import Refusal, Refused
from pos_app.services.elsewhere_ports import SaleElsewhere
from tests.gui.test_returning import returns, shown
from tests.gui.till import Till
from tests.stage.counter import Stage
from tests.unit.services.test_returned_elsewhere import back_there, elsewhere


class Server:
    """What it says, and what it was asked."""

    def __init__(self, says: SaleElsewhere | Refusal) -> None:
        self.says = says
        self.asked: list[str] = []

    def ask(self, sale_id: str) -> SaleElsewhere:
        self.asked.append(sale_id)
        if isinstance(self.says, Refusal):
            raise Refused(self.says)
        return self.says


def opened(server: Server) -> Till:
    return Till(Stage(elsewhere=server)).sign_in()


def test_a_receipt_of_another_till_is_asked_for_and_taken_back() -> None:
    told = elsewhere()
    server = Server(SaleElsewhere(told.sale, (back_there(told.sale),), told.body))
    till = opened(server)
    till.scan(f"TR1:{told.sale.sale_id}")
    assert server.asked == [told.sale.sale_id]
    assert "1-1042" in shown(till).receipt_text
    till.press(Qt.Key.Key_Down)
    till.press(Qt.Key.Key_Plus)
    till.press(Qt.Key.Key_Plus)
    assert shown(till).refusal, "one of the two cups came back there"
    till.press(Qt.Key.Key_Return)
    [back] = returns(till)
    assert (back.sale_id, [each.amount_minor for each in back.tenders]) == (told.sale.sale_id, [12_900])
    till.close()


@pytest.mark.parametrize(
    ("refusal", "said"),
    [(Refusal.RETURN_SERVER_AWAY, "serveren svarer ikke"), (Refusal.RETURN_OTHER_SHOP, "Denne butikken")],
)
def test_without_an_answer_or_of_another_shop_a_sentence_says_what_to_do(refusal: Refusal, said: str) -> None:
    till = opened(Server(refusal))
    till.scan(f"TR1:{elsewhere().sale.sale_id}")
    assert (shown(till).step, returns(till)) == ("receipt", [])
    assert said in shown(till).refusal
    till.close()
