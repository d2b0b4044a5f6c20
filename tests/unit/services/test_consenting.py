"""A member gives or withdraws a consent at the counter: read, recorded with time and wording, in force at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain.enrolment import Agreed
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.loyalty.offer_rules import Coupon, Issued
from pos_app.domain.loyalty.since import agreed_since, seen_since
from pos_app.domain.loyalty.status_rules import Consent, Partner
from pos_app.domain.members import Member
from pos_app.services import consenting
from pos_app.services.consenting import ConsentNow
from tests.stage import goods
from tests.unit.services.conftest import Till, make_till

ALERTS = "Dere kan sende meg tilbud på e-post."
THANKS = Coupon("takk", "15 % av neste kjøp", issued=Issued.CONSENT, consent="alerts")
PROGRAMME = replace(
    goods.programme(),
    consents=(Consent("alerts", ALERTS), Consent("receipts", "Kvitteringer på e-post.")),
    coupons=(THANKS,),
    partners=(Partner("sky", "Skyselskapet"),),
)


@pytest.fixture
def shop(till: Till) -> Till:
    till.stage.programmes.programmes = (PROGRAMME,)
    return till


def ada(shop: Till) -> Member:
    """Ada as the members' port shows her: what was said here laid over what the server told."""
    found = shop.ports.members.by_id(goods.MEMBER_ID)
    assert found is not None
    with shop.ports.store.unit_of_work() as work:
        since = work.decisions_since(goods.MEMBER_ID)
    return replace(found, view=seen_since(found.view, since), agreed=agreed_since(found.agreed, since))


def asked(shop: Till, consent: str) -> ConsentNow:
    (found,) = [each for each in consenting.consents_of(shop.ports, ada(shop)) if each.consent == consent]
    return found


def test_every_consent_of_the_programmes_is_listed_with_its_wording_and_what_it_brings(shop: Till) -> None:
    assert consenting.consents_of(shop.ports, ada(shop)) == (
        ConsentNow("alerts", ALERTS, brings="15 % av neste kjøp"),
        ConsentNow("receipts", "Kvitteringer på e-post."),
    )


def test_a_consent_is_given_with_the_wording_that_was_read_and_holds_here_at_once(shop: Till) -> None:
    made = consenting.change_consent(shop.ports, "ingrid", ada(shop), asked(shop, "alerts"))
    assert (made.member_id, made.consent, made.wording, made.given) == (
        goods.MEMBER_ID,
        "alerts",
        ALERTS,
        True,
    )
    assert made.at_ms == shop.ports.clock.now_ms()
    assert ada(shop).view.consents == ("alerts",)
    now = asked(shop, "alerts")
    assert (now.given, now.since_ms) == (True, made.at_ms)
    assert shop.records() == 1


def test_a_consent_is_withdrawn_in_the_same_way_and_holds_no_more(shop: Till) -> None:
    consenting.change_consent(shop.ports, "ingrid", ada(shop), asked(shop, "alerts"))
    back = consenting.change_consent(shop.ports, "ingrid", ada(shop), asked(shop, "alerts"))
    assert (back.given, back.wording) == (False, ALERTS)
    assert (ada(shop).view.consents, ada(shop).agreed) == ((), ())
    assert shop.records() == 2


def test_what_was_read_must_be_what_is_asked_now(shop: Till) -> None:
    read = asked(shop, "alerts")
    changed = (Consent("alerts", "Another wording."),)
    shop.stage.programmes.programmes = (replace(PROGRAMME, consents=changed),)
    with pytest.raises(Refused) as caught:
        consenting.change_consent(shop.ports, "ingrid", ada(shop), read)
    assert caught.value.reason is Refusal.NO_SUCH_CONSENT
    with pytest.raises(Refused):
        consenting.change_consent(shop.ports, "ingrid", ada(shop), replace_given(asked(shop, "alerts")))
    assert shop.records() == 0


def replace_given(now: ConsentNow) -> ConsentNow:
    """As if the till's knowledge were older than the replica."""
    return ConsentNow(now.consent, now.wording, not now.given)


def test_what_the_shop_no_longer_asks_for_can_still_be_withdrawn(shop: Till) -> None:
    view = replace(goods.member(), consents=("old-club", "partner-sky"))
    shop.stage.members.people = [
        replace(goods.known_member(view), agreed=(Agreed("old-club", goods.AT_MS - 5, reworded=True),))
    ]
    left = consenting.consents_of(shop.ports, ada(shop))[2:]
    assert left == (
        ConsentNow("old-club", "", given=True, since_ms=goods.AT_MS - 5, reworded=True),
        ConsentNow("partner-sky", "", given=True, partner="Skyselskapet"),
    )
    made = consenting.change_consent(shop.ports, "ingrid", ada(shop), left[0])
    assert (made.consent, made.wording, made.given) == ("old-club", "", False)
    assert [each.consent for each in consenting.consents_of(shop.ports, ada(shop))[2:]] == ["partner-sky"]


def test_durable_first_a_full_disk_is_no_consent() -> None:
    shop = make_till(None)
    shop.stage.programmes.programmes = (PROGRAMME,)
    who, read = ada(shop), asked(shop, "alerts")
    shop.stage.store.fail = CannotSell("disk_full", "the disk is full")
    with pytest.raises(CannotSell):
        consenting.change_consent(shop.ports, "ingrid", who, read)
    assert shop.stage.store.kept.consents == []
