"""More sales on one card than a member earns on in a day: the screen says so before anything is paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos_app.domain.loyalty.member_view import Used
from pos_app.domain.loyalty.sales_limit import SALES_RULE
from pos_app.domain.loyalty.settings import Settings
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import CAPPUCCINO_CODE, Stage


def test_the_till_says_that_a_sale_too_many_earns_nothing(make_till: Callable[..., Till]) -> None:
    stage = Stage()
    programme = replace(goods.programme(), settings=Settings(most_sales_a_day=2))
    stage.programmes.programmes = (programme,)
    used = (Used(programme.programme_id, SALES_RULE, "day", "2026-03-01", 2),)
    stage.members.people = [goods.known_member(replace(goods.member(), used=used))]
    till = make_till(stage=stage).sign_in()
    till.window.models.sale.set_member(stage.members.people[0])
    till.scan(CAPPUCCINO_CODE)
    (note, *_) = till.selling.basket.totals.shown.notes
    assert note.text == "Ingenting å tjene på dette salget: et medlem tjener på høyst 2 salg om dagen"
    assert note.tone == "look"
