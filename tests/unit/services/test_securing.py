"""CLASSES: a sale that would use something up asks the server first, or waits with it."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain.loyalty.decision import NO_WISHES, Consumption, Decision, StampChange, Wishes
from pos_app.domain.loyalty.member_view import CouponHeld, StampsHeld
from pos_app.services.holding import Wanted
from pos_app.services.quoting import quote, quote_asked
from pos_app.services.securing import let_go, secure, to_secure, withheld_offline
from tests.stage import goods
from tests.stage.counter import FakeProgrammes, Stage
from tests.stage.loyalty import off, rules, why

RULES = (
    '[[stamp_card]]\nid = "kaffe"\nname = "Kaffekort"\nstamps = 5\ngoods = { categories = ["kaffe"] }\n'
    '[[coupon]]\nid = "ti"\nwords = "Ti"\n[[coupon]]\nid = "apen"\nwords = "Vinter"\ncode = "VINTER"\n'
    '[[offer]]\nid = "o"\nwords = "Kupong"\neffect = "basket-percent"\npercent = "10"\nwhen = { coupon = "ti" }\n'
    '[[offer]]\nid = "v"\nwords = "Vinter"\neffect = "percent"\npercent = "5"\nwhen = { coupon = "apen" }\n'
    'goods = { categories = ["bakst"] }\n'
)
VIEW = replace(goods.member(), stamps=(StampsHeld("p", "kaffe", 5),), coupons=(CouponHeld("p", "ti", "T-1"),))
ADA = goods.known_member(VIEW)
SHOWN = Wishes(coupons=("T-1", "VINTER"))
BASKET = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN, member_id=goods.MEMBER_ID)
FREE_COFFEE = Wanted("stamp:p:kaffe", "p", "kaffe", 1, seen=5)
TEN_PERCENT = Wanted("coupon:T-1", "p", "o", 1)


def counter() -> Stage:
    return Stage(programmes=FakeProgrammes([rules(RULES)]))


def test_what_is_used_up_is_asked_for_with_the_stamps_that_were_seen() -> None:
    stage = counter()
    ports = stage.services()
    decision = quote(ports, BASKET, ADA, wishes=SHOWN).decision
    assert secure(ports, ADA, decision) == {}
    [(member_id, wants)] = stage.securing.asked
    assert member_id == goods.MEMBER_ID
    assert set(wants) == {FREE_COFFEE, TEN_PERCENT}


def test_a_basket_that_uses_nothing_up_asks_nobody() -> None:
    stage = counter()
    ports = stage.services()
    plain = replace(ADA, view=goods.member())
    assert secure(ports, plain, quote(ports, BASKET, plain).decision) == {}
    assert stage.securing.asked == []


def test_an_open_code_needs_nobodys_word() -> None:
    ports = counter().services()
    plain = replace(ADA, view=goods.member())
    decision = quote(ports, BASKET, plain, wishes=Wishes(coupons=("VINTER",))).decision
    assert off(decision)
    assert to_secure(ports, decision) == ()
    assert withheld_offline(ports, decision) == {}
    assert secure(ports, None, decision) == {}


def test_what_is_refused_is_withheld_and_the_basket_decided_again_says_so() -> None:
    stage = counter()
    ports = stage.services()
    stage.securing.refusals = {"coupon:T-1": "used"}
    refused = secure(ports, ADA, quote(ports, BASKET, ADA, wishes=SHOWN).decision)
    assert refused == {"coupon:T-1": "used"}
    again = quote(ports, BASKET, ADA, wishes=replace(SHOWN, withheld=tuple(refused))).decision
    assert to_secure(ports, again) == (FREE_COFFEE,)
    assert why(again, "coupon:T-1").why == "withheld"


def test_without_an_answer_everything_waits() -> None:
    stage = counter()
    ports = stage.services()
    stage.securing.offline = True
    decision = quote(ports, BASKET, ADA, wishes=SHOWN).decision
    assert secure(ports, ADA, decision) == {"stamp:p:kaffe": "offline", "coupon:T-1": "offline"}


def test_while_the_line_is_known_to_be_down_nothing_is_asked_and_all_but_open_codes_waits() -> None:
    stage = counter()
    ports = stage.services()
    asked = replace(SHOWN, withheld=())
    made, wishes = quote_asked(ports, BASKET, ADA, asked, network_down=True)
    assert stage.securing.asked == []
    assert set(wishes.withheld) == {"stamp:p:kaffe", "coupon:T-1"}
    assert {effect.offer_id for effect in made.decision.line_effects} == {"v"}
    assert why(made.decision, "stamp:kaffe").why == "withheld"
    back, same = quote_asked(ports, BASKET, ADA, asked, network_down=False)
    assert same == asked
    assert to_secure(ports, back.decision)


def test_member_prices_never_wait() -> None:
    stage = Stage(
        programmes=FakeProgrammes(
            [rules('[[offer]]\nid = "m"\nwords = "Medlem"\neffect = "percent"\npercent = "10"\n')]
        )
    )
    made, wishes = quote_asked(stage.services(), BASKET, ADA, NO_WISHES, network_down=True)
    assert off(made.decision)
    assert wishes == NO_WISHES


def test_two_rules_that_use_up_the_same_thing_want_both_amounts_once() -> None:
    twice = Decision(
        consumes=(
            Consumption("limit:p:sko", "p", "sko", 1, "month", "2026-03-01"),
            Consumption("limit:p:sko", "p", "sko", 2, "month", "2026-03-01"),
        )
    )
    assert to_secure(counter().services(), twice) == (
        Wanted("limit:p:sko", "p", "sko", 3, "month", "2026-03-01"),
    )


def test_a_card_that_owes_stamps_is_seen_as_empty() -> None:
    decision = Decision(
        consumes=(Consumption("stamp:p:kaffe", "p", "kaffe", 1),),
        stamps=(StampChange("p", "kaffe", 6, 1, -1, 0),),
    )
    assert to_secure(counter().services(), decision)[0].seen == 0


def test_nothing_of_a_members_is_used_up_without_the_member() -> None:
    stage = counter()
    decision = Decision(consumes=(Consumption("once:p:o", "p", "o", 1, "ever"),))
    assert secure(stage.services(), None, decision) == {"once:p:o": "no-member"}
    assert stage.securing.asked == []


def test_a_payment_that_is_broken_off_lets_go() -> None:
    stage = counter()
    let_go(stage.services(), ADA)
    let_go(stage.services(), None)
    assert stage.securing.let_go_of == [goods.MEMBER_ID]
