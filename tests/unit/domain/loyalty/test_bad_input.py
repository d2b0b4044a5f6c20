"""Bad input, each with its named outcome: what `programme check` says of it, and what the engine does all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.basket import LARGEST_PRICE_MINOR, LARGEST_QUANTITY_MILLI
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.calendar_days import in_birthday_window, lot_last_day, tier_until
from pos_app.domain.loyalty.decision import NOTHING, Decision, Outcome, PointsWish, Reason, Wishes
from pos_app.domain.loyalty.earn_rules import BonusRule, EarnRule, Expires, Expiry
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import CouponHeld, ReferredBy
from pos_app.domain.loyalty.occasions import birthday, rewards
from pos_app.domain.loyalty.offer_rules import Reward, RewardTime
from pos_app.domain.loyalty.programme import Programme, Tier
from pos_app.domain.loyalty.programme_check import check_programme
from pos_app.domain.loyalty.redemption import room, value_of
from pos_app.domain.loyalty.settings import LeapBirthday
from pos_app.domain.loyalty.status_rules import Birthday, Qualifying, Window
from pos_app.domain.money import NOK
from pos_app.domain.visit import nothing_bought
from tests.stage.goods import CAPPUCCINO, article, basket, context, member, programme
from tests.stage.loyalty import HEAD, decide, nobody, off, rules, when, why

EARN = '[[earn]]\npoints = 1\nper = "1.00"\n'
LARGEST_LEDGER = 2**63 - 1


def said(text: str) -> list[str]:
    """What `programme check` says."""
    return [problem.words for problem in check_programme(HEAD + text, "p.toml")]


def rung(code: str, from_points: int) -> str:
    """A tier."""
    return f'[[tier]]\ncode = "{code}"\nname = "{code}"\nfrom_points = {from_points}\n'


# --- a tier ladder that is no ladder -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "second",
    [rung("gull", 100), rung("gull", 50), rung("solv", 200)],
    ids=["overlaps", "leads-down", "cyclic"],
)
def test_a_ladder_that_overlaps_leads_down_or_comes_back_is_not_published(second: str) -> None:
    (words,) = said(EARN + rung("solv", 100) + second)
    assert "leads upwards" in words or "no other tier has" in words


@given(st.permutations([Tier("a", "A", 100), Tier("b", "B", 100), Tier("c", "C", 300), Tier("a", "A", 500)]))
def test_under_any_ladder_a_member_climbs_at_most_once_and_never_down(tiers: list[Tier]) -> None:
    ladder = programme(tiers=tuple(tiers), redemption=None)
    decision = evaluate(
        basket(article(price_minor=40_000)), (), member(tier=None, qualifying_points=0), [ladder], context()
    )
    (change,) = decision.tier_changes
    assert change.before is None
    assert change.after == "c"


# --- a rate of 10^9 ------------------------------------------------------------------------------------------------


def test_a_rate_of_a_billion_is_named_and_so_is_one_that_hides_in_a_small_unit() -> None:
    assert any(
        "from 1 to 1000000" in words for words in said('[[earn]]\npoints = 1000000000\nper = "1.00"\n')
    )
    assert any("smallest coin" in words for words in said('[[earn]]\npoints = 1000000\nper = "0.01"\n'))
    assert said('[[earn]]\npoints = 1000\nper = "0.01"\n') == []


def test_the_largest_sale_at_the_largest_rate_still_fits_the_ledger() -> None:
    steepest = Programme(
        "p",
        1,
        "P",
        "NOK",
        earns=(EarnRule(1_000, 1),),
        bonuses=(BonusRule("mer", "Mer", percent=1_000),),
        tiers=(Tier("gull", "Gull", 0, 1_000),),
    )
    everything = basket((article(price_minor=LARGEST_PRICE_MINOR), LARGEST_QUANTITY_MILLI // 10_000 * 1000))
    decision = evaluate(everything, (), nobody(), [steepest], context())
    assert 10**13 < decision.points_earned < LARGEST_LEDGER


@pytest.mark.parametrize("issued", list(RewardTime))
def test_a_reward_for_a_single_point_gives_no_more_coupons_than_anybody_could_hold(
    issued: RewardTime,
) -> None:
    cheap = replace(programme(), rewards=(Reward(1, 500, "Reward", "reward", issued=issued),))
    given = rewards(cheap, 10**9, date(2026, 4, 1), issued)
    assert [each.points for each in given.postings] == [-1_000], "the rest is carried"
    assert len(given.coupons) == 1_000
    assert len(rewards(cheap, 999, date(2026, 4, 1), issued).coupons) == 999


# --- negative points -----------------------------------------------------------------------------------------------


def test_negative_points_are_refused_wherever_they_are_written_or_asked_for() -> None:
    assert any(
        "points = a whole number from 1" in words for words in said('[[earn]]\npoints = -5\nper = "1.00"\n')
    )
    assert any("points = a whole number from 0" in words for words in said(EARN + "[welcome]\npoints = -5\n"))
    with pytest.raises(Refused) as refused:
        value_of(programme(), -100, 500, 10_000)
    assert refused.value.reason is Refusal.POINTS_NOT_POSITIVE


def test_a_member_in_debt_earns_and_can_spend_nothing() -> None:
    in_debt = nobody(points=-300)
    assert room(programme(), in_debt.points, 10_000).most_points == 0
    wish = Wishes(gives=(PointsWish("p", "skog", 100), PointsWish("p", "skog", -100)))
    text = EARN + '[[cause]]\ncode = "skog"\nname = "Skog"\n'
    decision = decide(text, nothing_bought("v", NOK), view=in_debt, wishes=wish)
    assert [reason.why for reason in decision.reasons] == ["too-few-points", "whole-blocks"]
    assert (decision.postings, decision.consumes) == ((), ())
    assert decide(text, basket(CAPPUCCINO), view=in_debt).points_earned == 49


# --- an expiry before issue ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("expires", ["after-earning", "after-inactivity"])
def test_points_that_would_expire_before_they_are_issued_are_not_published(expires: str) -> None:
    assert any("before they are issued" in words for words in said(EARN + f'[expiry]\nwhen = "{expires}"\n'))


@given(
    st.dates(date(2000, 1, 1), date(9999, 12, 31)),
    st.none() | st.dates(date(2000, 1, 1), date(9999, 12, 31)),
    st.sampled_from(Expires),
    st.integers(1, 120),
    st.integers(0, 20),
)
def test_no_lot_ends_before_the_day_it_was_earned(
    earned: date, last_purchase: date | None, expires: Expires, months: int, years: int
) -> None:
    last = lot_last_day(Expiry(expires, months, years), earned, last_purchase)
    assert (last == "") is (expires is Expires.NEVER)
    assert not last or last >= earned.isoformat()


@given(st.dates(), st.sampled_from(Window), st.integers(0, 5), st.integers(0, 400))
def test_no_tier_ends_before_the_day_it_was_reached(
    reached: date, window: Window, years: int, days: int
) -> None:
    until = tier_until(Qualifying(window=window, keep_years=years, rolling_days=days), reached)
    assert not until or until >= reached.isoformat()


def test_a_coupon_that_ended_before_it_began_is_an_expired_one() -> None:
    held = CouponHeld("p", "c", "C1", from_day="2026-05-01", to_day="2026-02-01")
    decision = decide(
        COUPON, basket(CAPPUCCINO), view=nobody(coupons=(held,)), wishes=Wishes(coupons=("C1",))
    )
    assert why(decision, "coupon:C1").why == "coupon-expired"
    assert decision.line_effects == ()


# --- an offer in another currency ----------------------------------------------------------------------------------


def test_a_programme_in_another_currency_gives_nothing_and_is_not_pinned() -> None:
    euro = programme(programme_id="euro", currency="EUR")
    assert evaluate(basket(CAPPUCCINO), (), member(), [euro], context()) == NOTHING
    beside = evaluate(basket(CAPPUCCINO), (), member(), [euro, programme()], context())
    assert [pin.programme_id for pin in beside.programmes] == ["poeng"]
    assert beside == evaluate(basket(CAPPUCCINO), (), member(), [programme()], context())


def test_an_offer_cannot_name_a_currency_of_its_own() -> None:
    text = '[[offer]]\nid = "o"\nwords = "O"\neffect = "amount"\namount = "10.00"\ncurrency = "EUR"\n'
    assert any("no key 'currency' is known here" in words for words in said(text))


def test_an_amount_with_more_decimals_than_the_currency_is_named() -> None:
    won = HEAD.replace("NOK", "KRW") + '[[earn]]\npoints = 1\nper = "1.50"\n'
    assert any("at most 0 decimals" in problem.words for problem in check_programme(won, "p.toml"))


# --- a coupon used twice -------------------------------------------------------------------------------------------

COUPON = (
    '[[coupon]]\nid = "c"\nwords = "Kupong"\n'
    '[[offer]]\nid = "ti"\nwords = "Ti kroner"\neffect = "basket-amount"\namount = "10.00"\nwhen = { coupon = "c" }\n'
)


def test_a_coupon_shown_twice_is_used_once() -> None:
    held = nobody(coupons=(CouponHeld("p", "c", "C1"),))
    decision = decide(COUPON, basket(CAPPUCCINO), view=held, wishes=Wishes(coupons=("C1", "C1")))
    assert off(decision) == {1: 1000}
    assert [used.number for used in decision.coupons_used] == ["C1"]
    assert [each.key for each in decision.consumes] == ["coupon:C1"]


def test_a_coupon_that_was_used_before_gives_nothing_and_says_so() -> None:
    used = nobody(coupons=(CouponHeld("p", "c", "C1", used=True),))
    decision = decide(COUPON, basket(CAPPUCCINO), view=used, wishes=Wishes(coupons=("C1",)))
    assert why(decision, "coupon:C1").why == "coupon-used"
    assert (decision.line_effects, decision.coupons_used, decision.consumes) == ((), (), ())


def test_somebody_elses_coupon_gives_nothing_and_says_so() -> None:
    decision = decide(COUPON, basket(CAPPUCCINO), wishes=Wishes(coupons=("C1",)))
    assert why(decision, "coupon:C1").why == "coupon-unknown"
    assert decision.line_effects == ()


# --- a self-referral -----------------------------------------------------------------------------------------------


def test_nobody_refers_themselves() -> None:
    text = EARN + "[referral]\nreferrer_points = 100\nfriend_points = 50\n"
    me = nobody(purchases=0)
    itself = replace(me, referred_by=ReferredBy(me.member_id))
    decision = decide(text, basket(CAPPUCCINO), view=itself)
    assert decision.points_earned == 49
    assert why(decision, "referral:referral").why == "self-referral"
    friend = replace(me, referred_by=ReferredBy("another"))
    assert decide(text, basket(CAPPUCCINO), view=friend).points_earned == 49 + 50


# --- born on 29 February -------------------------------------------------------------------------------------------

BIRTHDAY = (
    '[[coupon]]\nid = "gave"\nwords = "Gave"\nissued = "birthday"\n'
    '[[offer]]\nid = "g"\nwords = "G"\neffect = "basket-amount"\namount = "1.00"\nwhen = { coupon = "gave" }\n'
    '[[offer]]\nid = "o"\nwords = "O"\neffect = "percent"\npercent = "10"\nwhen = { birthday = true }\n'
)


@pytest.mark.parametrize(
    ("setting", "day", "kept"),
    [
        ("28-february", "2026-02-28", True),
        ("28-february", "2026-03-01", False),
        ("28-february", "2028-02-28", False),
        ("28-february", "2028-02-29", True),
        ("1-march", "2026-02-28", False),
        ("1-march", "2026-03-01", True),
        ("1-march", "2028-02-29", True),
        ("1-march", "2028-03-01", False),
        ("28-february", "2100-02-28", True),
        ("1-march", "2100-03-01", True),
    ],
)
def test_29_february_is_kept_once_a_year_under_either_setting(setting: str, day: str, kept: bool) -> None:
    text = f'[settings]\nleap_birthday = "{setting}"\n' + BIRTHDAY
    born = nobody(birthday_month=2, birthday_day=29)
    assert bool(decide(text, basket(CAPPUCCINO), view=born, at=when(day)).line_effects) is kept
    assert bool(birthday(rules(text), 2, 29, date.fromisoformat(day)).coupons) is kept


@given(st.integers(-5, 50), st.integers(-5, 50), st.dates(), st.sampled_from(LeapBirthday))
def test_a_birthday_that_no_calendar_has_is_never_kept(
    month: int, day_of_month: int, today: date, leap: LeapBirthday
) -> None:
    try:
        date(2028, month, day_of_month)
    except ValueError:
        assert not in_birthday_window(month, day_of_month, today, Birthday(30, 30), leap)
        assert not birthday(rules(BIRTHDAY), month, day_of_month, today).coupons


# --- a sale dated in the future ------------------------------------------------------------------------------------


def test_a_sale_is_decided_by_its_own_date_however_far_away() -> None:
    text = EARN + (
        '[[offer]]\nid = "o"\nwords = "O"\neffect = "percent"\npercent = "10"\nwhen = { from_date = 2031-01-01 }\n'
    )
    assert decide(text, basket(CAPPUCCINO), at=when("2030-12-31")).line_effects == ()
    assert decide(text, basket(CAPPUCCINO), at=when("2031-01-01")).line_effects != ()


@pytest.mark.parametrize("at_ms", [-(2**63), -1, 0, 253_402_300_799_999, 253_402_300_800_000, 2**63 - 1])
def test_a_clock_that_is_broken_stops_no_sale(at_ms: int) -> None:
    text = EARN + (
        '[qualifying]\nwindow = "calendar-year"\n[expiry]\nwhen = "end-of-year"\n'
        + rung("solv", 10)
        + '[[coupon]]\nid = "neste"\nwords = "N"\nissued = "sale"\nfrom_days = 30\nvalid_days = 30\n'
        '[[offer]]\nid = "n"\nwords = "N"\neffect = "basket-percent"\npercent = "5"\nwhen = { coupon = "neste" }\n'
        '[[membership]]\ncode = "pluss"\nname = "Pluss"\narticle = "cappuccino"\nmonths = 12\n'
    )
    view = nobody(birthday_month=2, birthday_day=29)
    decision = evaluate(basket(CAPPUCCINO), (), view, [rules(text)], context(at_ms=at_ms))
    assert decision.points_earned == 49
    assert [change.after for change in decision.tier_changes] == ["solv"]
    assert len(decision.memberships) == len(decision.coupons_issued) == 1


# --- a card of another company -------------------------------------------------------------------------------------


def test_a_card_of_another_company_is_no_member_here() -> None:
    text = EARN + (
        '[[offer]]\nid = "alle"\nwords = "A"\neffect = "percent"\npercent = "10"\nwhen = { anyone = true }\n'
        '[[offer]]\nid = "medlem"\nwords = "M"\neffect = "percent"\npercent = "50"\nstack = "m"\n'
    )
    theirs = nobody(company_id="another", points=5000)
    decision = decide(text, basket(CAPPUCCINO), view=theirs)
    assert off(decision) == {1: 490}
    assert decision.postings == ()
    assert Reason("member", Outcome.PASSED_BY, why="other-company") in decision.reasons
    assert off(decide(text, basket(CAPPUCCINO), view=replace(theirs, company_id="kaffehuset"))) == {
        1: 490 + 2205
    }


def test_a_card_of_another_company_is_named_where_only_members_get_anything() -> None:
    decision = decide(EARN, basket(CAPPUCCINO), view=nobody(company_id="another"))
    assert decision == Decision(reasons=(Reason("member", Outcome.PASSED_BY, why="other-company"),))
