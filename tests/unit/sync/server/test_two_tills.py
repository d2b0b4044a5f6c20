"""Facts of tills that could not see each other add up at the server; what was given twice is named and put right."""

from dataclasses import replace

import pytest
from sqlalchemy import insert

from pos_app.domain.loyalty.decision import PointsWish, Wishes
from pos_app.domain.loyalty.member_view import MemberView
from sync.server.book.ledger import Movement, Purse, earn
from sync.server.book.members import publish_members
from sync.server.book.referrals import note_referral
from sync.server.desk.leasing import Risked, risked
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.slate.at_once import AtOnce
from tests.stage.goods import BEANS, CAPPUCCINO, CINNAMON_BUN
from tests.stage.loyalty import HEAD, when
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop
from tests.unit.sync.server.two_tills import EARNS, sends, under

COFFEES = '[[stamp_card]]\nid = "kaffe"\nname = "Kaffe"\nstamps = 5\ngoods = { categories = ["kaffe"] }\n'
NEXT_TIME = """
[[coupon]]
id = "next"
words = "Next time 10 %"
issued = "sale"
[[offer]]
id = "next-off"
words = "10 %"
effect = "basket-percent"
percent = "10"
when = { coupon = "next" }
"""


def points(shop: Shop, member_id: str = MEMBER, account: str = "points") -> int:
    """What the member has, after an audit: spendable less owed."""
    have, owed, _ = audit(shop.database).get((member_id, account), (0, 0, 0))
    return have - owed


def adjustments(shop: Shop) -> list[str]:
    """Why points were taken back, in order."""
    return [row.rule for row in shop.rows(tables.posting_group, kind="adjustment")]


def test_stamps_of_two_tills_add_up_to_a_free_coffee_at_the_next_sale(shop: Shop) -> None:
    one, two = under(shop, COFFEES)
    view = shop.member_view()
    one.sell((CAPPUCCINO, 2000), view=view)
    two.sell((CAPPUCCINO, 3000), view=view)
    sends(two, one)
    assert [(card.card, card.stamps) for card in shop.member_view().stamps] == [("kaffe", 5)]
    assert [change.free for change in one.sell((CAPPUCCINO, 1000)).stamps] == [1]
    sends(one)
    assert [card.stamps for card in shop.member_view().stamps] == [0]
    assert shop.flags() == set()


def test_a_card_that_two_tills_filled_alone_is_flagged_and_filled_up_again(shop: Shop) -> None:
    one, two = under(shop, COFFEES)
    one.sell((CAPPUCCINO, 5000))
    sends(one)
    view = shop.member_view()
    for counter in (one, two):
        counter.sell((CAPPUCCINO, 1000), view=view)
    sends(one, two)
    assert shop.flags() == {"stamps-overdrawn"}
    assert [row.stamps for row in shop.rows(books.stamp_card)] == [-5]
    assert [card.stamps for card in shop.member_view().stamps] == [0]
    audit(shop.database)


def test_a_coupon_used_at_two_tills_is_flagged_and_stays_used(shop: Shop) -> None:
    one, two = under(shop, EARNS + NEXT_TIME)
    one.sell(CAPPUCCINO)
    sends(one)
    view = shop.member_view()
    (held,) = view.coupons
    assert len(held.number) == 10
    shown = Wishes(coupons=(held.number,))
    for counter in (one, two):
        used = counter.sell(BEANS, view=view, wishes=shown)
        assert [each.number for each in used.coupons_used] == [held.number]
    sends(one, two)
    assert shop.flags() == {"coupon-used-twice"}
    assert [each.number for each in shop.member_view().coupons if each.used] == [held.number]


def test_an_open_code_may_be_used_again_and_is_counted(shop: Shop) -> None:
    one, two = under(shop, EARNS + NEXT_TIME.replace('issued = "sale"', 'code = "SPRING"'))
    for counter in (one, two):
        counter.sell(BEANS, wishes=Wishes(coupons=("SPRING",)))
    sends(one, two)
    assert shop.flags() == set()
    assert [(row.rule_id, row.amount) for row in shop.rows(books.usage)] == [("coupon:next", 2)]


def test_a_coupon_that_nobody_issued_is_flagged(shop: Shop) -> None:
    one, _ = under(shop, EARNS + NEXT_TIME)
    one.sell(CAPPUCCINO)
    sends(one)
    view = shop.member_view()
    forged = replace(view, coupons=(replace(view.coupons[0], number="1234567890"),))
    one.sell(BEANS, view=forged, wishes=Wishes(coupons=("1234567890",)))
    sends(one)
    assert shop.flags() == {"coupon-unknown"}


CLAIMS = EARNS + '[[code]]\nid = "pack"\nwords = "Pack"\npoints = 50\nstarts_with = "PK"\n'


def test_a_code_claimed_at_two_tills_pays_once(shop: Shop) -> None:
    one, two = under(shop, CLAIMS)
    before, view = points(shop), shop.member_view()
    one.visit(Wishes(claims=("PK-1",)), view=view)
    two.visit(Wishes(claims=("PK-1",)), view=view)
    two.visit(Wishes(claims=("PK-2",)), view=view)
    sends(one, two)
    assert points(shop) == before + 100
    assert shop.flags() == {"code-claimed-twice"}
    assert adjustments(shop) == ["code-claimed-twice"]
    assert set(shop.member_view().codes_claimed) == {"PK-1", "PK-2"}
    again = one.visit(Wishes(claims=("PK-1",)))
    assert not again.postings


CAPPED = '[[earn]]\npoints = 1\nper = "1.00"\ncap = [{ points = 60, period = "day" }]\n'


def test_what_two_tills_gave_over_a_cap_is_taken_back_by_name(shop: Shop) -> None:
    one, two = under(shop, CAPPED)
    before, view = points(shop), shop.member_view()
    for counter in (one, two):
        assert counter.sell(CAPPUCCINO, view=view).points_earned == 49
    sends(one, two)
    assert points(shop) == before + 60
    assert (shop.flags(), adjustments(shop)) == ({"cap-passed"}, ["cap"])
    assert one.sell(CAPPUCCINO).points_earned == 0
    assert one.sell(CAPPUCCINO, at=when("2026-03-02"), view=shop.member_view()).points_earned == 49


def test_what_was_taken_back_does_not_count_towards_the_tier(shop: Shop) -> None:
    tiers = '[[tier]]\ncode = "gull"\nname = "Gull"\nfrom_points = 70\n'
    one, two = under(shop, CAPPED + tiers)
    view = shop.member_view()
    for counter in (one, two):
        counter.sell(CAPPUCCINO, view=view)
    sends(one, two)
    stands = shop.member_view().standing("p")
    assert (stands.qualifying, stands.tier) == (60, None)


TASK = """
[[challenge]]
id = "both"
words = "Coffee and cake"
task = "categories"
goal = 2
points = 100
"""


def test_a_challenge_reached_at_two_tills_is_rewarded_once(shop: Shop) -> None:
    one, two = under(shop, EARNS + TASK)
    before, view = points(shop), shop.member_view()
    for counter in (one, two):
        counter.sell(CAPPUCCINO, CINNAMON_BUN, view=view)
    sends(one, two)
    assert points(shop) == before + 2 * 94 + 100
    assert (shop.flags(), adjustments(shop)) == ({"challenge-twice"}, ["challenge-twice"])


def test_progress_of_two_tills_adds_up_and_the_next_sale_is_rewarded(shop: Shop) -> None:
    one, two = under(shop, EARNS + TASK)
    view = shop.member_view()
    one.sell(CAPPUCCINO, view=view)
    two.sell(CINNAMON_BUN, view=view)
    sends(one, two)
    (held,) = shop.member_view().challenges
    assert (held.count, held.seen, held.done) == (2, ("bakst", "kaffe"), False)
    assert [each.done for each in one.sell(CAPPUCCINO).challenges] == [True]


def test_a_friend_who_buys_at_two_tills_is_rewarded_once_and_so_is_the_referrer(shop: Shop) -> None:
    one, two = under(shop, EARNS + "[referral]\nreferrer_points = 200\nfriend_points = 100\n")
    with shop.database.write() as connection:
        key = {"company_id": shop.company.company_id, "member_id": MEMBER}
        note_referral(connection, shop.company.company_id, OTHER, MEMBER, 0)
        connection.execute(insert(books.member_history), {**key, "joined_on": "2026-02-28"})
        publish_members(connection, shop.company.company_id, [MEMBER], shop.clock())
    before, view = points(shop), shop.member_view()
    assert view.referred_by is not None
    assert view.purchases == 0
    for counter in (one, two):
        counter.sell(CAPPUCCINO, view=view)
    sends(one, two)
    assert points(shop) == before + 2 * 49 + 100
    assert points(shop, OTHER) == 200
    assert shop.flags() == {"referral-twice"}
    assert adjustments(shop) == ["referral-twice"] * 2
    told = shop.member_view().referred_by
    assert told is not None
    assert (told.rewarded, told.friends) == (True, 1)


def test_two_tills_that_each_stay_below_a_tier_reach_it_together(shop: Shop) -> None:
    one, two = under(shop, EARNS + '[[tier]]\ncode = "gull"\nname = "Gull"\nfrom_points = 90\n')
    view = shop.member_view()
    for counter in (one, two):
        assert not counter.sell(CAPPUCCINO, view=view).tier_changes
    sends(one, two)
    stands = shop.member_view().standing("p")
    assert (stands.tier, stands.qualifying) == ("gull", 98)


def test_a_tier_reached_at_two_tills_gives_its_coupon_once(shop: Shop) -> None:
    tiers = '[[tier]]\ncode = "gull"\nname = "Gull"\nfrom_points = 40\ncoupon = "next"\n'
    one, two = under(shop, EARNS + NEXT_TIME.replace('issued = "sale"\n', "") + tiers)
    view = shop.member_view()
    for counter in (one, two):
        assert [each.code for each in counter.sell(CAPPUCCINO, view=view).coupons_issued] == ["next"]
    sends(one, two)
    assert [each.code for each in shop.member_view().coupons] == ["next"]
    assert shop.flags() == {"reward-twice"}


YEARLY = '[[offer]]\nid = "gift"\nwords = "Gift"\neffect = "percent"\npercent = "10"\nonce = "year"\n'


def test_a_gift_of_the_year_had_at_two_tills_is_flagged(shop: Shop) -> None:
    one, two = under(shop, EARNS + YEARLY)
    view = shop.member_view()
    for counter in (one, two):
        assert counter.sell(CAPPUCCINO, view=view).line_effects
    sends(one, two)
    assert shop.flags() == {"limit-passed"}
    assert not one.sell(CAPPUCCINO).line_effects


def test_a_sale_dated_in_the_future_is_flagged_and_its_points_count_from_today(shop: Shop) -> None:
    one, _ = under(shop, EARNS + '[expiry]\nwhen = "after-earning"\nmonths = 1\n')
    one.sell(CAPPUCCINO, at=when("2031-01-01"))
    sends(one)
    assert shop.flags() == {"future-date"}
    lot = shop.rows(tables.lot, member_id=MEMBER, programme_id="p")[-1]
    assert (lot.earned_on, lot.expires_on) == ("2026-03-01", "2026-04-01")
    assert shop.member_view().last_purchase_on == "2026-03-01"


def test_a_card_of_another_company_gets_nothing(shop: Shop) -> None:
    one, _ = under(shop, EARNS)
    before = points(shop)
    one.sell(CAPPUCCINO, view=replace(shop.member_view(), company_id="somebody-else"))
    sends(one)
    assert points(shop) == before
    assert shop.flags() == {"other-company"}


def test_points_given_and_converted_on_a_visit_leave_through_their_own_buckets(shop: Shop) -> None:
    more = '[[cause]]\ncode = "forest"\nname = "Forest"\nper_points = 10\n'
    more += '[[partner]]\ncode = "air"\nname = "Air"\naccount = "miles"\nour_points = 10\ntheir_points = 3\n'
    one, _ = under(shop, EARNS + more)
    with shop.database.write() as connection:
        key = {"company_id": shop.company.company_id, "member_id": MEMBER}
        connection.execute(insert(books.partner_link), {**key, "partner": "air", "linked_ms": 0})
        publish_members(connection, shop.company.company_id, [MEMBER], shop.clock())
    one.visit(Wishes(gives=(PointsWish("p", "forest", 100),), converts=(PointsWish("p", "air", 200),)))
    sends(one)
    assert (points(shop), points(shop, account="miles")) == (200, 60)
    buckets = {
        row.bucket: row.points for row in shop.rows(tables.posting, account="points") if row.points > 0
    }
    assert (buckets["donated"], buckets["converted"]) == (100, 200)
    assert [(each.account, each.points) for each in shop.member_view().holdings] == [
        ("points", 200),
        ("miles", 60),
    ]
    assert shop.flags() == set()


def test_bounded_points_given_at_two_tills_at_once_are_counted_where_they_were_not_there(shop: Shop) -> None:
    one, two = under(shop, EARNS + '[[cause]]\ncode = "forest"\nname = "Forest"\nper_points = 10\n')
    for counter in (one, two):
        counter.visit(Wishes(gives=(PointsWish("p", "forest", 400),)))
    sends(one, two)
    assert points(shop) == 500 - 2 * 400
    assert "overspent" in shop.flags()
    with shop.database.read() as connection:
        assert risked(connection, shop.company) == [Risked("beyond-hold", "", 1, 300, None)]


def test_a_visit_is_not_a_purchase(shop: Shop) -> None:
    one, _ = under(shop, CLAIMS)
    one.visit(Wishes(claims=("PK-9",)))
    sends(one)
    assert shop.rows(books.member_history, member_id=MEMBER) == []


def test_lots_points_die_without_a_purchase_and_live_on_with_each(shop: Shop) -> None:
    one, _ = under(shop, EARNS + '[expiry]\nwhen = "after-inactivity"\nmonths = 6\nwarn_days = 10\n')
    one.sell(CAPPUCCINO)
    sends(one)
    shop.clock.ms = when("2026-06-01").at_ms
    one.sell(CAPPUCCINO, at=when("2026-06-01"))
    sends(one)
    ends = {row.expires_on for row in shop.rows(tables.lot, member_id=MEMBER, programme_id="p")}
    assert ends == {"2026-12-01"}
    shop.clock.ms = when("2026-12-01").at_ms
    assert view_now(shop).holdings[0].expires_on == "2026-12-01"
    shop.clock.ms = when("2026-12-02").at_ms
    assert view_now(shop).points == 500, "dead lots are no longer told, whether or not they were written off"


def test_hold_gives_no_points_of_a_lot_that_died_yesterday(shop: Shop) -> None:
    one, _ = under(shop, EARNS)
    with shop.database.write() as connection:
        purse = Purse(shop.company.company_id, OTHER, "points")
        earn(
            AtOnce(connection, purse.company_id),
            purse,
            Movement("g", "p", "", 0),
            100,
            earned_on="2026-01-01",
            expires_on="2026-02-28",
        )
    assert shop.hold(one.till, "r1", 1, OTHER).outcome == "too-few-points"


def view_now(shop: Shop) -> MemberView:
    """The member as the books stand by the clock now."""
    with shop.database.write() as connection:
        publish_members(connection, shop.company.company_id, [MEMBER], shop.clock())
    return shop.member_view()


@pytest.mark.parametrize("turn", [1, -1])
def test_server_order_of_two_tills_facts_makes_no_difference(shop: Shop, turn: int) -> None:
    one, two = under(shop, CAPPED + COFFEES + NEXT_TIME + TASK)
    view = shop.member_view()
    one.sell(CAPPUCCINO, CINNAMON_BUN, view=view)
    two.sell((CAPPUCCINO, 3000), view=view, at=when("2026-03-02"))
    shop.clock.ms = when("2026-03-02", "20:00").at_ms
    sends(*(one, two)[::turn])
    told = shop.member_view()
    assert (told.points, [card.stamps for card in told.stamps], told.purchases) == (
        500 + 60 + 60 + 100,
        [4],
        2,
    )
    assert told.last_purchase_on == "2026-03-02"
    assert [(each.count, each.seen) for each in told.challenges] == [(2, ("bakst", "kaffe"))]
    assert len(told.coupons) == 2


def test_a_new_programme_comes_with_where_each_member_stands_in_it(shop: Shop) -> None:
    ladder = '[[tier]]\ncode = "one"\nname = "One"\nfrom_points = 500\n'
    assert [each.programme_id for each in shop.member_view().standings] == ["poeng"]
    shop.import_texts(programmes=HEAD + EARNS + ladder)
    stands = shop.member_view().standing("p")
    assert (stands.tier, stands.qualifying) == (None, 0), "not what another programme counts"


def test_facts_never_rejected_rules_unknown_here_leave_points_and_a_flag(shop: Shop) -> None:
    one, _ = under(shop, CLAIMS)
    before, view = points(shop), shop.member_view()
    one.visit(Wishes(claims=("PK-1",)), view=view)
    one.visit(Wishes(claims=("PK-1",)), view=view)
    with shop.database.write() as connection:
        connection.execute(tables.programme.delete())
    sends(one)
    assert points(shop) == before + 100
    assert shop.flags() == {"replay-unknown-programme", "code-claimed-twice"}
