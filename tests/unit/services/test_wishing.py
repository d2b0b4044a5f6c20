"""What a code that is no article may be: an open code, a coupon of this member, a code from a pack, or nothing."""

from dataclasses import replace

import pytest

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.decision import NO_WISHES, Wishes
from pos_app.services import wishing
from pos_app.services.parking import park, recall
from pos_app.services.selling import keep_basket, restore_basket
from tests.stage import goods, loyal_shop
from tests.stage.loyal_shop import COUPON, LATER_COUPON, OLD_COUPON, OPEN_CODE, PACK_CODE, USED_COUPON
from tests.unit.services.conftest import Till

ADA = loyal_shop.ada()
ASKED = Wishes(coupons=(COUPON, OPEN_CODE), claims=(PACK_CODE,))


def refusal(text: str, wishes: Wishes = NO_WISHES, *, with_member: bool = True) -> Refused:
    with pytest.raises(Refused) as caught:
        wishing.show_code(loyal_shop.stage().services(), ADA if with_member else None, wishes, text)
    return caught.value


def test_a_coupon_of_the_member_goes_among_the_wishes() -> None:
    ports = loyal_shop.stage().services()
    assert wishing.show_code(ports, ADA, NO_WISHES, COUPON) == Wishes(coupons=(COUPON,))


def test_an_open_code_is_known_however_it_is_typed_and_without_a_member() -> None:
    ports = loyal_shop.stage().services()
    assert wishing.show_code(ports, None, NO_WISHES, OPEN_CODE.lower()) == Wishes(coupons=(OPEN_CODE,))


def test_a_code_from_a_pack_is_claimed_by_a_member_only() -> None:
    ports = loyal_shop.stage().services()
    assert wishing.show_code(ports, ADA, NO_WISHES, PACK_CODE) == Wishes(claims=(PACK_CODE,))
    assert refusal(PACK_CODE, with_member=False).reason is Refusal.NO_MEMBER


@pytest.mark.parametrize(
    ("number", "reason", "day"),
    [
        (USED_COUPON, Refusal.COUPON_USED, None),
        (OLD_COUPON, Refusal.COUPON_EXPIRED, "2026-01-31"),
        (LATER_COUPON, Refusal.COUPON_NOT_YET, "2026-03-10"),
        ("4799999999", Refusal.COUPON_UNKNOWN, None),
        ("HELLO", Refusal.UNKNOWN_CODE, None),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(
    number: str, reason: Refusal, day: str | None
) -> None:
    refused = refusal(number)
    assert (refused.reason, refused.facts.get("day")) == (reason, day)


def test_a_coupon_without_its_member_asks_for_the_member() -> None:
    assert refusal(COUPON, with_member=False).reason is Refusal.COUPON_NEEDS_MEMBER


def test_the_same_coupon_and_the_same_code_are_taken_once() -> None:
    assert refusal(COUPON, ASKED).reason is Refusal.COUPON_ON_SALE
    assert refusal(PACK_CODE, ASKED).reason is Refusal.CODE_CLAIMED


def test_a_code_that_was_claimed_before_is_refused() -> None:
    stage = loyal_shop.stage(codes_claimed=(PACK_CODE,))
    with pytest.raises(Refused) as caught:
        wishing.show_code(stage.services(), stage.members.people[0], NO_WISHES, PACK_CODE)
    assert caught.value.reason is Refusal.CODE_CLAIMED


def test_what_is_taken_off_leaves_the_rest() -> None:
    assert wishing.take_off(ASKED, COUPON) == Wishes(coupons=(OPEN_CODE,), claims=(PACK_CODE,))
    assert wishing.take_off(ASKED, PACK_CODE) == Wishes(coupons=(COUPON, OPEN_CODE))


def test_another_member_keeps_open_codes_and_nothing_of_the_first() -> None:
    ports = loyal_shop.stage().services()
    somebody = goods.known_member(goods.member("0190b5a0-0000-7000-8000-0000000bebe0"))
    assert wishing.of_member(ports, somebody, ASKED) == Wishes(coupons=(OPEN_CODE,))
    assert wishing.of_member(ports, None, ASKED) == Wishes(coupons=(OPEN_CODE,))
    assert wishing.of_member(ports, ADA, ASKED) == Wishes(coupons=(COUPON, OPEN_CODE))


def test_what_was_asked_for_comes_back_after_a_crash(till: Till) -> None:
    basket = goods.basket(goods.CAPPUCCINO, member_id=goods.MEMBER_ID)
    withheld = replace(ASKED, withheld=(f"coupon:{COUPON}",))
    keep_basket(till.ports, basket, (), withheld)
    till.restart()
    found = restore_basket(till.ports)
    assert found is not None
    assert found.wishes == withheld


def test_a_parked_sale_keeps_what_was_asked_for_and_asks_the_server_anew(till: Till) -> None:
    basket = goods.basket(goods.CAPPUCCINO, member_id=goods.MEMBER_ID)
    parked = park(till.ports, "ingrid", basket, wishes=replace(ASKED, withheld=(f"coupon:{COUPON}",)))
    till.restart()
    assert recall(till.ports, parked.parked_id).wishes == ASKED
