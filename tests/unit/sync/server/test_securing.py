"""CLASSES: what is used up is granted to one till at a time, by the books, until the sale, a void or its term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from pos_app.domain.loyalty.decision import Consumption, Decision, PointsWish, Posting, PostingKind, Wishes
from pos_app.domain.visit import Visit
from sync.protocol.v1 import member_facts
from sync.protocol.v1.messages import NotSecured, Secure
from sync.server.holding.holds import HoldState
from sync.server.holding.securing import TERM_MS, let_go, secure
from sync.server.problems import Declined
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.whose import a_code
from tests.stage import goods
from tests.unit.sync.server.securing_stage import (
    DAY,
    TODAY,
    ask,
    belongs,
    coupon,
    in_force,
    issue,
    put,
    settled,
    use,
    want,
    why,
)
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop
from tests.unit.sync.server.test_points import balance


@pytest.fixture(autouse=True)
def rules_in_force() -> Iterator[None]:
    with in_force():
        yield


def test_a_coupon_is_granted_to_the_first_till_and_free_again_when_it_lets_go(shop: Shop) -> None:
    first, second = shop.till(1), shop.till(2)
    issue(shop)
    reply = ask(shop, first, coupon())
    assert (reply.granted, reply.refused) == (("coupon:1",), ())
    assert reply.expires_ms == reply.as_of_ms + TERM_MS
    assert ask(shop, second, coupon()).refused == (NotSecured("coupon:1", "held-elsewhere"),)
    assert ask(shop, first).granted == ()
    assert ask(shop, second, coupon()).granted == ("coupon:1",)


def test_asking_again_grants_again_for_a_new_term(shop: Shop) -> None:
    till, other = shop.till(1), shop.till(2)
    issue(shop)
    ask(shop, till, coupon())
    shop.clock.ms += TERM_MS - 1
    assert ask(shop, till, coupon()).granted == ("coupon:1",)
    shop.clock.ms += TERM_MS - 1
    assert why(ask(shop, other, coupon())) == {"coupon:1": "held-elsewhere"}


def test_what_is_not_asked_for_again_is_let_go_and_a_term_ends_by_itself(shop: Shop) -> None:
    till, other = shop.till(1), shop.till(2)
    issue(shop, "1")
    issue(shop, "2")
    ask(shop, till, coupon("1"), coupon("2"))
    ask(shop, till, coupon("2"))
    assert ask(shop, other, coupon("1"), coupon("2")).granted == ("coupon:1",)
    shop.clock.ms += TERM_MS
    assert ask(shop, other, coupon("2")).granted == ("coupon:2",)
    assert {row.thing for row in shop.rows(books.secured)} == {"coupon:2"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"used_by": "a sale", "used_ms": 5}, "used"),
        ({"to_day": "2026-02-28"}, "expired"),
        ({"to_day": TODAY}, ""),
        ({"from_day": "2026-03-02"}, "not-yet"),
        ({"from_day": TODAY}, ""),
        ({"taken_back_ms": 5}, "unknown"),
        ({"member_id": OTHER}, "of-another"),
    ],
)
def test_a_coupon_is_judged_by_the_books(shop: Shop, more: dict[str, object], said: str) -> None:
    issue(shop, "1", **more)
    assert why(ask(shop, shop.till(), coupon())).get("coupon:1", "") == said


def test_a_coupon_nobody_issued_is_unknown_and_an_open_code_is_everybodys(shop: Shop) -> None:
    first, second = shop.till(1), shop.till(2)
    assert why(ask(shop, first, coupon("9"))) == {"coupon:9": "unknown"}
    for till in (first, second):
        assert ask(shop, till, want("coupon:VINTER", "v")).granted == ("coupon:VINTER",)


def test_a_code_is_claimed_once_by_whoever_is_first(shop: Shop) -> None:
    till, other = shop.till(1), shop.till(2)
    one = want("code:KAFFE-1", "pose", 1, DAY, TODAY)
    assert ask(shop, till, one).granted == ("code:KAFFE-1",)
    assert why(ask(shop, other, one, member_id=OTHER)) == {"code:KAFFE-1": "held-elsewhere"}
    ask(shop, till)
    belongs(shop, a_code("KAFFE-1"), MEMBER)
    put(shop, books.claimed_code, code="KAFFE-1", member_id=MEMBER, source="s", claimed_ms=1)
    assert why(ask(shop, other, one, member_id=OTHER)) == {"code:KAFFE-1": "used"}
    assert why(ask(shop, other, want("code:TE-1", "pose", 1, DAY, TODAY))) == {"code:TE-1": "unknown"}


def test_codes_of_a_day_are_counted_with_those_claimed_and_those_kept(shop: Shop) -> None:
    till = shop.till()
    use(shop, "pose", 1, DAY)
    wants = [want(f"code:KAFFE-{number}", "pose", 1, DAY, TODAY) for number in (1, 2)]
    reply = ask(shop, till, *wants)
    assert (reply.granted, why(reply)) == (("code:KAFFE-1",), {"code:KAFFE-2": "limit"})


@pytest.mark.parametrize("key", ["once:poeng:bursdag", "trial:poeng:bursdag"])
def test_once_is_once_over_all_tills(shop: Shop, key: str) -> None:
    till, other = shop.till(1), shop.till(2)
    one = want(key, "bursdag", 1, "ever")
    assert ask(shop, till, one).granted == (key,)
    assert why(ask(shop, other, one)) == {key: "held-elsewhere"}
    assert ask(shop, other, one, member_id=OTHER).granted == (key,)
    use(shop, "bursdag", 1, "ever", "")
    assert why(ask(shop, till, one)) == {key: "used"}


def test_a_trial_is_remembered_by_its_membership(shop: Shop) -> None:
    put(
        shop,
        books.membership,
        member_id=MEMBER,
        programme_id="poeng",
        code="plus",
        source="s",
        step="trial",
        from_day="2025-01-01",
        to_day="2025-01-30",
        from_ms=1,
        to_ms=2,
    )
    one = want("trial:poeng:plus", "plus", 1, "ever")
    assert why(ask(shop, shop.till(), one)) == {"trial:poeng:plus": "used"}


def test_a_purchase_limit_counts_what_was_bought_and_what_others_are_buying(shop: Shop) -> None:
    till, other = shop.till(1), shop.till(2)
    use(shop, "sko", 1)
    key = "limit:poeng:sko"
    assert why(ask(shop, till, want(key, "sko", 3, "month", TODAY))) == {key: "limit"}
    assert ask(shop, till, want(key, "sko", 1, "month", TODAY)).granted == (key,)
    assert why(ask(shop, other, want(key, "sko", 2, "month", TODAY))) == {key: "held-elsewhere"}
    assert ask(shop, other, want(key, "sko", 1, "month", TODAY)).granted == (key,)
    assert ask(shop, till, want(key, "sko", 1, "month", TODAY)).granted == (key,)


def test_an_event_is_for_its_guests_once(shop: Shop) -> None:
    till, key = shop.till(), "event:poeng:fest"
    one = want(key, "fest", 1, "ever")
    assert why(ask(shop, till, one)) == {key: "not-invited"}
    put(shop, books.segment_member, member_id=MEMBER, segment="vip")
    assert ask(shop, till, one).granted == (key,)
    use(shop, "fest", 1, "ever", "")
    assert why(ask(shop, till, one)) == {key: "used"}


@pytest.mark.parametrize(
    ("stamps", "seen", "free", "said"),
    [
        (5, 5, 1, ""),
        (4, 5, 1, "used"),
        (0, 0, 1, ""),
        (3, 3, 2, ""),
        (9, 12, 2, "used"),
        (10, 12, 2, ""),
    ],
)
def test_a_free_item_needs_the_stamps_that_the_till_saw(
    shop: Shop, stamps: int, seen: int, free: int, said: str
) -> None:
    put(shop, books.stamp_card, member_id=MEMBER, programme_id="poeng", card="kaffe", stamps=stamps)
    key = "stamp:poeng:kaffe"
    assert why(ask(shop, shop.till(), want(key, "kaffe", free, seen=seen))).get(key, "") == said


def test_two_tills_do_not_give_the_same_full_card_away(shop: Shop) -> None:
    put(shop, books.stamp_card, member_id=MEMBER, programme_id="poeng", card="kaffe", stamps=7)
    one = want("stamp:poeng:kaffe", "kaffe", 1, seen=7)
    assert ask(shop, shop.till(1), one).granted
    assert why(ask(shop, shop.till(2), one)) == {"stamp:poeng:kaffe": "held-elsewhere"}


def test_points_to_give_are_held_like_a_redemption_and_free_when_let_go(shop: Shop) -> None:
    till, other = shop.till(1), shop.till(2)
    give = want("points:cause:rode-kors", "cause:rode-kors", 400)
    assert ask(shop, till, give).granted
    assert shop.hold(other, "r1", 101).outcome == "too-few-points"
    assert why(ask(shop, other, give)) == {"points:cause:rode-kors": "too-few-points"}
    assert ask(shop, till, give).granted, "its own hold does not stand in its way"
    with shop.database.write() as connection:
        let_go(connection, shop.company.company_id, till.place.till_id, MEMBER)
    assert shop.hold(other, "r2", 500).outcome == "held"


def test_the_sale_settles_what_it_used_and_its_points_are_no_longer_held(shop: Shop) -> None:
    till = shop.till()
    issue(shop)
    ask(shop, till, coupon(), want("points:cause:rode-kors", "cause:rode-kors", 500))
    keys = settled(shop, till, "points:cause:rode-kors", "code:X")
    assert keys == {"points:cause:rode-kors"}
    [hold] = shop.rows(tables.hold)
    assert hold.state == HoldState.SETTLED
    assert {row.thing for row in shop.rows(books.secured)} == {"coupon:1"}
    assert settled(shop, till, "points:cause:rode-kors") == frozenset()
    assert balance(shop)[0] == 500


def test_a_visit_that_gives_points_away_uses_those_that_were_held_for_it(shop: Shop) -> None:
    till, key = shop.till(), "points:cause:rode-kors"
    ask(shop, till, want(key, "cause:rode-kors", 500))
    at = replace(
        goods.context(), wishes=Wishes(gives=(PointsWish("poeng", "rode-kors", 500),)), store_id="s1"
    )
    decision = Decision(
        postings=(Posting(PostingKind.DONATE, "poeng", "points", -500, "rode-kors"),),
        consumes=(Consumption(key, "poeng", "cause:rode-kors", 500),),
    )
    seller = replace(goods.seller(), till_id=till.place.till_id, store_id="s1", till_number=1)
    visit = Visit("0190b5a0-0000-7000-8000-0000000000f1", seller, shop.member_view(), at, decision)
    till.write(member_facts.VISIT, member_facts.encode_visit(visit), fact_id=visit.visit_id)
    shop.taken(till)
    assert shop.rows(books.secured) == []
    assert balance(shop)[:2] == (0, 0), "given whole, and nothing is owed"
    assert "overspent" not in shop.flags()


def test_another_members_and_another_tills_things_are_left_alone(shop: Shop) -> None:
    till, other = shop.till(1), shop.till(2)
    issue(shop)
    ask(shop, till, coupon())
    assert settled(shop, other, "coupon:1") == frozenset()
    assert settled(shop, till, "coupon:1", member_id=OTHER) == frozenset()
    ask(shop, other)
    assert len(shop.rows(books.secured)) == 1


def test_nothing_is_granted_to_somebody_unknown_blocked_or_erased(shop: Shop) -> None:
    till = shop.till()
    assert why(ask(shop, till, coupon(), member_id="nobody")) == {"coupon:1": "member-unknown"}
    for change, said in (({"blocked": 1}, "member-blocked"), ({"erased_ms": 5}, "member-unknown")):
        with shop.database.write() as connection:
            connection.execute(
                update(tables.member).where(tables.member.c.member_id == MEMBER).values(**change)
            )
        assert why(ask(shop, till, coupon("VINTER"))) == {"coupon:VINTER": said}


def test_a_kind_of_a_later_till_is_unknown(shop: Shop) -> None:
    assert why(ask(shop, shop.till(), want("wheel:poeng:x"))) == {"wheel:poeng:x": "unknown"}


@pytest.mark.parametrize(
    "asked",
    [
        Secure(member_id="", wants=()),
        Secure(member_id="m" * 65, wants=()),
        Secure(member_id=MEMBER, wants=(coupon(), coupon())),
        Secure(member_id=MEMBER, wants=tuple(coupon(str(number)) for number in range(201))),
        Secure(member_id=MEMBER, wants=(want("coupon:" + "9" * 250),)),
        Secure(member_id=MEMBER, wants=(want("coupon:1", amount=0),)),
        Secure(member_id=MEMBER, wants=(want("coupon:1", amount=10**9 + 1),)),
        Secure(member_id=MEMBER, wants=(want("coupon:1", seen=-1),)),
    ],
)
def test_an_impossible_request_is_declined(shop: Shop, asked: Secure) -> None:
    till_id = shop.till().place.till_id
    with shop.database.write() as connection, pytest.raises(Declined) as declined:
        secure(connection, shop.company.company_id, till_id, asked, shop.clock())
    assert declined.value.status == 422
