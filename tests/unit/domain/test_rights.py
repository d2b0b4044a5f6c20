"""Rights: what each role may alone, what it may allow, and what nobody does without a second person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Cashier
from pos_app.domain.money import CURRENCIES, NOK, Currency
from pos_app.domain.rights import (
    CASHIER,
    MANAGER,
    SHIFT_LEADER,
    Approval,
    Grant,
    Right,
    Role,
    Wish,
    allow,
    may_allow,
    may_alone,
    role_of,
    roles_in_force,
    usual_roles,
)

USUAL = usual_roles(NOK)
INGRID = Cashier("ingrid", "Ingrid", "")
SIV = Cashier("siv", "Siv", "", role=SHIFT_LEADER)
MAJA = Cashier("maja", "Maja", "", role=MANAGER)
TWO = Role(MANAGER, grants=(Grant(Right.VOID, two_people=True),))


def role(role_id: str) -> Role:
    return next(each for each in USUAL if each.role_id == role_id)


@pytest.mark.parametrize(
    ("wish", "alone"),
    [
        (Wish(Right.RETURN, 50_000), (CASHIER, SHIFT_LEADER, MANAGER)),
        (Wish(Right.RETURN, 50_001), (SHIFT_LEADER, MANAGER)),
        (Wish(Right.RETURN, 500_001), (MANAGER,)),
        (Wish(Right.DISCOUNT, basis_points=2_000), (CASHIER, SHIFT_LEADER, MANAGER)),
        (Wish(Right.DISCOUNT, basis_points=5_001), (MANAGER,)),
        (Wish(Right.OPEN_DRAWER), (SHIFT_LEADER, MANAGER)),
        (Wish(Right.COUNT_DIFFERENCE, -100_001), (MANAGER,)),
    ],
)
def test_each_role_may_alone_what_its_limit_reaches(wish: Wish, alone: tuple[str, ...]) -> None:
    assert tuple(each.role_id for each in USUAL if may_alone(each, wish)) == alone


@given(st.sampled_from([*Right]), st.integers(-(10**9), 10**9), st.integers(0, 10_000))
def test_whoever_may_alone_may_allow_and_a_higher_role_may_no_less(right: Right, minor: int, bp: int) -> None:
    wish = Wish(right, minor, bp)
    for each in USUAL:
        assert may_allow(each, wish) or not may_alone(each, wish)
    assert may_allow(role(MANAGER), wish)
    assert may_allow(role(SHIFT_LEADER), wish) or not may_allow(role(CASHIER), wish)


def test_an_approval_names_who_asked_and_who_allowed() -> None:
    wish = Wish(Right.OPEN_DRAWER)
    assert allow(USUAL, wish, INGRID, SIV) == Approval(wish, "ingrid", "siv")


@pytest.mark.parametrize(
    ("asked", "allowed", "wish", "reason"),
    [
        (INGRID, INGRID, Wish(Right.OPEN_DRAWER), Refusal.APPROVER_MAY_NOT),
        (INGRID, SIV, Wish(Right.RETURN, 500_001), Refusal.APPROVER_MAY_NOT),
        (MAJA, MAJA, Wish(Right.VOID, 100), Refusal.APPROVER_IS_ASKER),
    ],
)
def test_nobody_allows_beyond_their_role_or_for_themselves_what_takes_two(
    asked: Cashier, allowed: Cashier, wish: Wish, reason: Refusal
) -> None:
    with pytest.raises(Refused) as refused:
        allow(roles_in_force((TWO,), NOK) if asked is MAJA else USUAL, wish, asked, allowed)
    assert refused.value.reason is reason


def test_what_takes_two_is_nobody_s_alone_and_another_one_s_to_allow() -> None:
    roles = roles_in_force((TWO,), NOK)
    assert not may_alone(TWO, Wish(Right.VOID, 100))
    assert allow(roles, Wish(Right.VOID, 100), INGRID, MAJA).approved_by == "maja"


def test_a_company_s_own_roles_replace_ours_and_an_unknown_one_is_a_cashier() -> None:
    strict = Role(CASHIER, "Kasse", (Grant(Right.RETURN, 0),))
    trainee = Role("trainee", "Lærling")
    roles = roles_in_force((strict, trainee), NOK)
    assert role_of(roles, INGRID) is strict
    assert role_of(roles, Cashier("per", "Per", "", role="trainee")) is trainee
    assert role_of(roles, Cashier("per", "Per", "", role="gone")) is strict
    assert {each.role_id for each in roles} == {CASHIER, SHIFT_LEADER, MANAGER, "trainee"}


@pytest.mark.parametrize("currency", [*CURRENCIES.values(), Currency("XTS", 3, 1)], ids=lambda one: one.code)
def test_the_usual_limits_are_money_in_every_currency(currency: Currency) -> None:
    grant = usual_roles(currency)[0].grant(Right.RETURN)
    assert grant is not None
    assert (grant.up_to_minor or 0) >= 5 * 10**currency.exponent
