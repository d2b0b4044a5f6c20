"""What the basket costs and earns right now, and how many points may be used on it."""

from dataclasses import replace

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.loyalty.decision import Wishes
from pos_app.domain.money import EUR
from pos_app.domain.tender import TenderKind
from pos_app.services.quoting import context_now, quote, quote_asked, redeemable_programme, redemption_room
from tests.stage import goods, loyal_shop
from tests.stage.counter import FakeProgrammes, Stage

WINTER_MIDNIGHT_UTC = 1_767_222_000_000
"""31 December 2025, 23:00 UTC: the new year in Oslo."""


def test_a_quote_without_a_member_has_money_and_no_points() -> None:
    quoted = quote(Stage().services(), goods.basket(goods.CAPPUCCINO, goods.BEER), None)
    assert quoted.priced.total_minor == 4900 + 4290
    assert quoted.settlement.due_minor == 9190
    assert quoted.decision.points_earned == 0


def test_a_member_earns_in_the_quote_what_the_sale_will_post() -> None:
    ports = Stage().services()
    basket = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN, member_id=goods.MEMBER_ID)
    quoted = quote(ports, basket, goods.known_member())
    assert quoted.decision.points_earned == 117  # 94.00 at 125 %


def test_tenders_taken_so_far_are_held_against_the_total() -> None:
    basket = goods.basket(goods.CAPPUCCINO)
    quoted = quote(Stage().services(), basket, None, [tenders.card(2000, "1")])
    assert (quoted.settlement.due_minor, quoted.settlement.is_paid) == (2900, False)
    assert quote(Stage().services(), basket, None, [tenders.cash(5000)]).settlement.change_minor == 100


def test_what_points_pay_for_earns_none() -> None:
    ports = Stage().services()
    basket = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN, member_id=goods.MEMBER_ID)
    paid = [tenders.points(4000, 400, "r")]
    quoted = quote(ports, basket, goods.known_member(), paid)
    assert quoted.decision.points_earned == 67  # 54.00 at 125 %
    assert quoted.decision.points_redeemed == 400


def test_an_empty_basket_costs_nothing() -> None:
    quoted = quote(Stage().services(), goods.basket(), None)
    assert (quoted.priced.total_minor, quoted.settlement.due_minor) == (0, 0)


def test_the_business_date_is_the_store_s_and_not_greenwich_s() -> None:
    stage = Stage()
    stage.clock.at_ms = WINTER_MIDNIGHT_UTC
    context = context_now(stage.services())
    assert (context.business_date, context.offset_minutes) == ("2026-01-01", 60)
    stage.clock.at_ms -= 1
    assert context_now(stage.services()).business_date == "2025-12-31"


def test_the_context_says_whose_sale_it_is_and_where() -> None:
    context = context_now(Stage().services())
    assert (context.company_id, context.store_id, context.channel) == (goods.COMPANY, goods.STORE, "till")
    assert (context.currency, context.at_ms) == ("NOK", goods.AT_MS)


def test_points_are_used_in_the_first_programme_of_this_currency_that_redeems() -> None:
    stage = Stage()
    euro = goods.programme(programme_id="euro", currency="EUR")
    earn_only = goods.programme(programme_id="stamps", redemption=None)
    first, second = goods.programme(programme_id="first"), goods.programme(programme_id="second")
    stage.programmes = FakeProgrammes([euro, earn_only, first, second])
    assert redeemable_programme(stage.services()) == first
    stage.currency = EUR
    assert redeemable_programme(stage.services()) == euro


@pytest.mark.parametrize(
    ("spendable", "to_pay_minor", "most"),
    [(1240, 9400, 900), (1240, 100_000, 1200), (99, 9400, 0), (-5, 9400, 0), (1240, 0, 0), (1240, -1, 0)],
)
def test_the_room_is_bounded_by_points_and_by_money(spendable: int, to_pay_minor: int, most: int) -> None:
    found = redemption_room(Stage().services(), spendable, to_pay_minor)
    assert found is not None
    assert (found.most_points, found.most_minor) == (most, most * 10)


def test_no_programme_that_redeems_is_no_room() -> None:
    stage = Stage()
    stage.programmes = FakeProgrammes([replace(goods.programme(), redemption=None)])
    assert redemption_room(stage.services(), 1000, 10_000) is None
    stage.programmes = FakeProgrammes([])
    assert redemption_room(stage.services(), 1000, 10_000) is None


def test_a_quote_never_changes_its_tenders() -> None:
    taken = [tenders.cash(100)]
    quote(Stage().services(), goods.basket(goods.CAPPUCCINO), None, taken)
    assert [tender.kind for tender in taken] == [TenderKind.CASH]


def test_classes_without_the_network_what_would_be_used_up_waits_and_accruals_stay() -> None:
    ports, ada = loyal_shop.stage().services(), loyal_shop.ada()
    basket = goods.basket((goods.CAPPUCCINO, 3000), goods.CINNAMON_BUN, member_id=goods.MEMBER_ID)
    asked = Wishes(coupons=(loyal_shop.COUPON, loyal_shop.OPEN_CODE))
    online, same = quote_asked(ports, basket, ada, asked, network_down=False)
    assert same == asked
    offline, waits = quote_asked(ports, basket, ada, asked, network_down=True)
    assert waits.withheld == (f"coupon:{loyal_shop.COUPON}", "stamp:venner:coffee")
    # The bun and one coffee are not free; the code that anybody may use still takes its tenth.
    assert online.priced.total_minor == (2 * 4900) * 9 // 10
    assert offline.priced.total_minor == (3 * 4900 + 4500) * 9 // 10
    (stamps,) = offline.decision.stamps
    assert (stamps.added, stamps.free, stamps.after) == (3, 0, 7)
    assert offline.decision.points_earned > online.decision.points_earned
