"""What the coupons of a member would take off this very basket."""

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import NO_WISHES, Wishes
from pos_app.services.quoting import quote
from pos_app.services.rewards import CouponWorth, coupons_worth
from tests.stage import goods, loyal_shop
from tests.stage.loyal_shop import COUPON, OPEN_CODE


def worths(basket: Basket, wishes: Wishes = NO_WISHES, more: str = "") -> tuple[CouponWorth, ...]:
    ports, ada = loyal_shop.stage(more).services(), loyal_shop.ada()
    return coupons_worth(ports, basket, ada, wishes, quote(ports, basket, ada, (), wishes))


def bun_and_coffee() -> Basket:
    return goods.basket(goods.CINNAMON_BUN, goods.CAPPUCCINO, member_id=goods.MEMBER_ID)


def test_a_coupon_says_what_it_would_take_off_before_it_is_used() -> None:
    (worth,) = worths(bun_and_coffee())
    assert (worth.coupon.number, worth.saves_minor, worth.why_not) == (COUPON, 4500, None)


def test_it_says_the_same_once_it_is_on_the_sale() -> None:
    (worth,) = worths(bun_and_coffee(), Wishes(coupons=(COUPON,)))
    assert worth.saves_minor == 4500


def test_the_one_worth_most_stands_first() -> None:
    shown = worths(bun_and_coffee(), Wishes(coupons=(OPEN_CODE,)))
    assert [(each.coupon.number, each.saves_minor) for each in shown] == [(COUPON, 4050), (OPEN_CODE, 940)]


def test_a_coupon_that_gives_nothing_here_says_why() -> None:
    (worth,) = worths(goods.basket(goods.CAPPUCCINO, member_id=goods.MEMBER_ID))
    assert worth.saves_minor == 0
    assert worth.why_not is not None
    assert worth.why_not.why == "coupon-not-needed"
