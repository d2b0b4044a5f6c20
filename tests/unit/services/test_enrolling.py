"""Joining at the counter: one durable fact, and the member is there at once, offline too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain.enrolment import ConsentGiven, Person
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import ReferredBy
from pos_app.domain.loyalty.play_rules import Referral
from pos_app.domain.loyalty.status_rules import Consent
from pos_app.services import enrolling
from pos_app.services.quoting import quote
from tests.stage import goods
from tests.stage.counter import FakeProgrammes, Stage
from tests.unit.services.conftest import Till

CARD, PHONE = "9578000000000904", "92000001"
KARI = Person("Kari Nordmann", CARD, PHONE)
ALERTS = ConsentGiven("sale-alerts", "You may send me sale alerts by e-mail.")


def reason(till: Till, person: Person, **more: object) -> Refusal:
    before = till.records()
    with pytest.raises(Refused) as caught:
        enrolling.enrol(till.ports, "ingrid", person, **more)  # type: ignore[arg-type]
    assert till.records() == before
    return caught.value.reason


def asking(stage: Stage) -> Stage:
    """The shop asks new members for a consent."""
    asked = replace(goods.programme(), consents=(Consent(ALERTS.consent, ALERTS.wording),))
    stage.programmes.programmes = (asked, replace(asked, programme_id="other"))
    return stage


def test_durable_first_a_member_is_returned_only_after_the_commit(till: Till) -> None:
    member = enrolling.enrol(till.ports, "ingrid", KARI)
    assert till.records() == 1
    assert (member.display_name, member.card_number_end, len(member.personal_key)) == (
        "Kari Nordmann",
        "0904",
        32,
    )
    assert member.view.as_of_ms == goods.AT_MS


def test_a_disk_that_is_full_makes_no_member() -> None:
    stage = Stage()
    stage.store.fail = CannotSell("disk_full", "the disk is full")
    with pytest.raises(CannotSell):
        enrolling.enrol(stage.services(), "ingrid", KARI)
    assert stage.services().members.by_card(CARD) is None


def test_the_first_sale_earns_for_somebody_who_joined_a_moment_ago(till: Till) -> None:
    member = enrolling.enrol(till.ports, "ingrid", KARI)
    basket = goods.basket(goods.CAPPUCCINO, member_id=member.view.member_id)
    assert quote(till.ports, basket, member).decision.points_earned == 49


def test_forgettable_the_fact_names_nobody() -> None:
    stage = Stage()
    enrolling.enrol(stage.services(), "ingrid", replace(KARI, birthday_month=2, birthday_day=29))
    (joined,) = stage.store.kept.joined.values()
    told = repr(joined.enrolment)
    assert not any(word in told for word in ("Kari", CARD, PHONE, "birthday"))
    assert joined.person == replace(KARI, birthday_month=2, birthday_day=29)


def test_two_members_never_share_a_key() -> None:
    ports = Stage().services()
    keys = {enrolling.enrol(ports, "ingrid", Person(f"Kari {n}")).personal_key for n in range(5)}
    assert len(keys) == 5


def test_a_card_or_phone_that_is_somebody_s_is_refused(till: Till) -> None:
    enrolling.enrol(till.ports, "ingrid", KARI)
    stage = till.stage
    if stage.store.kept.joined:
        assert reason(till, replace(KARI, phone="")) is Refusal.CARD_TAKEN
        assert reason(till, replace(KARI, card_number="")) is Refusal.PHONE_TAKEN
    assert reason(till, replace(KARI, card_number="0042")) is Refusal.CARD_TAKEN


def test_only_a_wording_that_is_asked_now_can_be_agreed_to() -> None:
    stage = asking(Stage())
    ports = stage.services()
    assert enrolling.consents_asked(ports) == (ALERTS,)
    member = enrolling.enrol(ports, "ingrid", KARI, [ALERTS])
    assert member.view.consents == ("sale-alerts",)
    (joined,) = stage.store.kept.joined.values()
    assert joined.enrolment.consents == (ALERTS,)
    with pytest.raises(Refused) as caught:
        enrolling.enrol(ports, "ingrid", Person("Ola"), [ConsentGiven("sale-alerts", "Anything at all.")])
    assert caught.value.reason is Refusal.NO_SUCH_CONSENT


def test_who_brought_them_stands_in_the_fact_and_both_are_rewarded_by_the_first_purchase() -> None:
    stage = Stage()
    rule = Referral(referrer_points=100, friend_points=50, ambassador_segment="stars", ambassador_percent=200)
    stage.programmes = FakeProgrammes([replace(goods.programme(), referral=rule)])
    stage.members.people = [goods.known_member(replace(goods.member(), segments=("stars",)))]
    ports = stage.services()
    friend = enrolling.find_referrer(ports, "0042")
    member = enrolling.enrol(ports, "ingrid", KARI, referrer=friend)
    assert member.view.referred_by == ReferredBy(goods.MEMBER_ID, is_ambassador=True)
    basket = goods.basket(goods.CAPPUCCINO)
    decision = evaluate(basket, (), member.view, stage.programmes.in_force(), goods.context())
    assert {(posting.member_id, posting.points) for posting in decision.postings} >= {
        ("", 50),
        (goods.MEMBER_ID, 200),
    }


def test_nobody_brings_themselves_and_a_friend_must_be_known() -> None:
    stage = Stage()
    ports = stage.services()
    for number, person, why in (
        (CARD, KARI, Refusal.SELF_REFERRAL),
        (f"{PHONE[:4]} {PHONE[4:]}", KARI, Refusal.SELF_REFERRAL),
        ("9578000000009999", KARI, Refusal.REFERRER_UNKNOWN),
        ("", None, Refusal.REFERRER_UNKNOWN),
    ):
        with pytest.raises(Refused) as caught:
            enrolling.find_referrer(ports, number, person)
        assert caught.value.reason is why
    blocked = replace(goods.known_member(), blocked=True)
    stage.members.people = [blocked]
    with pytest.raises(Refused) as caught:
        enrolling.find_referrer(ports, "0042")
    assert caught.value.reason is Refusal.REFERRER_UNKNOWN
    with pytest.raises(Refused) as caught:
        enrolling.enrol(ports, "ingrid", KARI, referrer=blocked)
    assert caught.value.reason is Refusal.REFERRER_UNKNOWN
