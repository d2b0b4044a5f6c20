"""The sale on the counter as a property: whatever is scanned, shown, taken off and cut off from the network, undo
leads back exactly, and what is quoted, kept and sold are the same wishes.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import NO_WISHES, Wishes
from pos_app.services import selling
from pos_app.services.quoting import quote
from pos_app.services.securing import to_secure
from pos_app.services.till_store import OpenBasket
from pos_app.ui.inbox import Inbox, Link, LinkReport
from pos_app.ui.models import Models
from pos_app.ui.ports import Code
from pos_app.ui.viewmodels.selling import SellingModel
from tests.stage import goods, loyal_shop
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, TOAST_CODE, Stage
from tests.stage.loyal_shop import COUPON, LATER_COUPON, OPEN_CODE, PACK_CODE

Act = Callable[[SellingModel, Stage], object]


def _scan(text: str) -> Act:
    return lambda sale, stage: sale.scan(Code(text, "scanner"))


ACTS: dict[str, Act] = {
    **{
        text: _scan(text)
        for text in (CAPPUCCINO_CODE, BUN_CODE, TOAST_CODE, COUPON, LATER_COUPON, OPEN_CODE, PACK_CODE, "???")
    },
    "touch": lambda sale, stage: sale.touch_coupon(COUPON),
    "ada": lambda sale, stage: sale.set_member(stage.members.people[0]),
    "nobody": lambda sale, stage: sale.set_member(None),
    "more": lambda sale, stage: sale.step_quantity(1),
    "remove": lambda sale, stage: sale.remove_line(),
    "book": lambda sale, stage: sale.add(goods.BOOK),
}


def _asked(sale: SellingModel) -> tuple[Basket, tuple[str, ...], tuple[str, ...]]:
    return sale.basket, sale.wishes.coupons, sale.wishes.claims


def _same_decision(sale: SellingModel, stage: Stage) -> None:
    """What stands on the screen is what the services say of exactly this basket and these wishes."""
    again = quote(stage.services(), sale.basket, sale.member, (), sale.wishes)
    assert again.decision == sale.quote.decision
    if sale.network_down:
        assert to_secure(stage.services(), sale.quote.decision) == ()
    else:
        assert sale.wishes.withheld == ()


@example(["ada", PACK_CODE, "nobody"])
@given(st.lists(st.one_of(st.sampled_from(sorted(ACTS)), st.sampled_from(["down", "up"])), max_size=14))
def test_undo_leads_back_through_everything_and_the_quote_is_always_that_of_the_wishes(
    qapp: object, acts: list[str]
) -> None:
    stage = loyal_shop.stage()
    inbox = Inbox()
    models = Models(stage.ports(), inbox)
    try:
        sale = models.sale
        sale.restore()
        assert models.store.drain()
        seen = [_asked(sale)]
        for name in acts:
            if name in ACTS:
                ACTS[name](sale, stage)
            else:
                inbox.link.emit(LinkReport(Link.OFFLINE if name == "down" else Link.ONLINE))
            _same_decision(sale, stage)
            if _asked(sale) != seen[-1]:
                seen.append(_asked(sale))
        assert models.store.drain()
        kept = selling.restore_basket(stage.services())
        empty = sale.basket.is_empty and sale.basket.member_id is None and sale.wishes == NO_WISHES
        assert kept == (None if empty else OpenBasket(sale.basket, (), sale.wishes))
        for before in reversed(seen[:-1]):
            while _asked(sale) != before:
                known = len(sale._history)
                sale.undo()
                assert len(sale._history) < known, "undo went by what was there before"
            _same_decision(sale, stage)
        assert sale.basket.is_empty
        assert sale.wishes == Wishes()
    finally:
        models.stop()
