"""Rights at the counter: asked on the spot, allowed by PIN or card, with one lock-out for both ways to use a PIN."""

from dataclasses import replace

import pytest

from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.rights import Approval, Grant, Right, Role, Wish
from pos_app.services import approving
from pos_app.services.signing_in import MOST_WRONG, sign_in
from tests.stage.counter import INGRID, MAJA, MAJAS_CARD
from tests.unit.services.conftest import Till

DRAWER = Wish(Right.OPEN_DRAWER)


@pytest.fixture(autouse=True)
def manager(till: Till) -> None:
    till.stage.staff.manager_comes()


def refusal(act: object) -> Refused:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return refused.value


def test_a_right_of_one_s_own_asks_nobody_and_another_one_asks_who_may(till: Till) -> None:
    small = Wish(Right.RETURN, 4_900)
    assert approving.own_right(till.ports, small, "ingrid") == Approval(small, "ingrid")
    assert approving.own_right(till.ports, DRAWER, "ingrid") is None
    assert [each.name for each in approving.who_may(till.ports, DRAWER, "ingrid")] == ["Maja"]
    assert approving.who_may(till.ports, DRAWER, "maja") == []


def test_a_pin_or_a_card_allows_and_says_who(till: Till) -> None:
    by_pin = approving.approve(till.ports, DRAWER, asked_by="ingrid", allowed_by=MAJA, pin="9876")
    by_card = approving.approve_by_card(till.ports, DRAWER, asked_by="ingrid", card_number=MAJAS_CARD)
    assert by_pin == by_card == Approval(DRAWER, "ingrid", "maja")
    unknown = refusal(
        lambda: approving.approve_by_card(till.ports, DRAWER, asked_by="ingrid", card_number="1")
    )
    assert unknown.reason is Refusal.APPROVER_CARD_UNKNOWN


def test_wrong_pins_count_together_with_those_of_signing_in_and_lock_both(till: Till) -> None:
    for _ in range(MOST_WRONG - 1):
        refusal(lambda: sign_in(till.ports, MAJA, "0"))

    def allow(pin: str) -> Approval:
        return approving.approve(till.ports, DRAWER, asked_by="ingrid", allowed_by=MAJA, pin=pin)

    assert refusal(lambda: allow("1")).reason is Refusal.PIN_LOCKED
    assert refusal(lambda: allow("9876")).reason is Refusal.PIN_LOCKED
    assert refusal(lambda: sign_in(till.ports, MAJA, "9876")).reason is Refusal.PIN_LOCKED
    till.stage.clock.at_ms += 61_000
    assert allow("9876").approved_by == "maja"
    with till.ports.store.unit_of_work() as work:
        tried = work.counter_events_of("maja")
    assert [(each.kind, each.reason, each.seller.cashier_id) for each in tried] == [
        (CounterEventKind.APPROVAL_REFUSED, "open-drawer", "ingrid")
    ] * 2


def test_nobody_allows_what_is_beyond_them_or_takes_two(till: Till) -> None:
    mine = refusal(
        lambda: approving.approve(till.ports, DRAWER, asked_by="ole", allowed_by=INGRID, pin="1234")
    )
    assert mine.reason is Refusal.APPROVER_MAY_NOT
    till.stage.staff.said = (Role("manager", grants=(Grant(Right.VOID, two_people=True),)),)
    blind = Wish(Right.VOID, 100)
    assert approving.own_right(till.ports, blind, "maja") is None
    own = refusal(lambda: approving.approve(till.ports, blind, asked_by="maja", allowed_by=MAJA, pin="9876"))
    assert own.reason is Refusal.APPROVER_IS_ASKER


def test_the_company_says_what_a_role_may(till: Till) -> None:
    till.stage.staff.said = (Role("cashier", "Kasse", (Grant(Right.OPEN_DRAWER),)),)
    assert approving.own_right(till.ports, DRAWER, "ingrid") is not None
    assert approving.own_right(till.ports, Wish(Right.RETURN, 1), "ingrid") is None
    till.stage.staff.people = [replace(INGRID, role="no-such-role")]
    assert approving.own_right(till.ports, DRAWER, "ingrid") is not None
