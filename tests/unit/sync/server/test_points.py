"""Points: conservation, lots, holds, debt, suspense, tiers, replay."""

from dataclasses import replace

import pytest

from pos_app.domain.loyalty.decision import MemberView, PostingKind, TierChange
from pos_app.domain.loyalty.programme import ProgrammePin
from sync.server.book.ledger import Movement, Purse, balance_of, earn, open_with, redeem
from sync.server.holding.holds import TERM_MS
from sync.server.problems import Declined
from sync.server.schema import tables
from sync.server.slate.at_once import AtOnce
from tests.stage import goods
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import MEMBER, OTHER, PROGRAMME_TEXT, FakeTill, Shop


def balance(shop: Shop, member_id: str = MEMBER) -> tuple[int, int, int]:
    """The member's points, debt and suspense after an audit."""
    return audit(shop.database).get((member_id, "points"), (0, 0, 0))


def test_conservation_opening_earning_and_redeeming_sum_to_zero(shop: Shop) -> None:
    till = shop.till()
    assert balance(shop) == (500, 0, 0)
    shop.hold(till, "r1", 300)
    till.sell(member=shop.member_view(), redeem=("r1", 300))
    assert shop.taken(till).fates == ()
    assert balance(shop) == (500 - 300 + 64, 0, 0)


def test_conservation_a_sale_of_a_member_nobody_knows_posts_all_the_same(shop: Shop) -> None:
    till = shop.till()
    till.sell(member=MemberView("stranger", 0, 0, None, 0))
    assert "member-unknown" in shop.taken(till).fates[0].detail
    assert balance(shop, "stranger") == (94, 0, 0)
    assert all(getattr(row, "member_id", "") != "stranger" for row in shop.changes().rows)


def test_lots_earning_makes_a_lot_with_its_date(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view())
    shop.taken(till)
    lots = {row.lot_id: row for row in shop.rows(tables.lot, member_id=MEMBER)}
    lot = lots[f"{sale.sale_id}/0"]
    assert (lot.earned_on, lot.expires_on, lot.points, lot.points_left) == ("2026-03-01", "", 94, 94)


def test_lots_spending_takes_earliest_expiry_then_earliest_earned_then_posting_id(shop: Shop) -> None:
    purse = Purse(shop.company.company_id, "lots", "points")
    given = [
        ("for-ever", "2026-01-01", ""),
        ("late", "2026-01-01", "2027-12-31"),
        ("soon-b", "2026-02-01", "2026-12-31"),
        ("soon-z", "2026-01-01", "2026-12-31"),
        ("soon-c", "2026-02-01", "2026-12-31"),
    ]
    with shop.database.write() as connection:
        for lot_id, earned_on, expires_on in given:
            movement = Movement(lot_id, "poeng", "", 0)
            earn(
                AtOnce(connection, purse.company_id),
                purse,
                movement,
                10,
                earned_on=earned_on,
                expires_on=expires_on,
            )
        for number in range(5):
            redeem(
                AtOnce(connection, purse.company_id),
                purse,
                Movement(f"spend-{number}", "poeng", "", 0),
                9,
                at_most=100,
            )
    order: dict[str, list[tuple[str, int]]] = {row.group_id: [] for row in shop.rows(tables.lot_use)}
    for row in shop.rows(tables.lot_use):
        order[row.group_id].append((row.lot_id, row.points))
    assert sorted(order["spend-0"]) == [("soon-z", 9)]
    assert sorted(order["spend-1"]) == [("soon-b", 8), ("soon-z", 1)]
    assert sorted(order["spend-2"]) == [("soon-b", 2), ("soon-c", 7)]
    assert sorted(order["spend-3"]) == [("late", 6), ("soon-c", 3)]
    assert sorted(order["spend-4"]) == [("for-ever", 5), ("late", 4)]
    audit(shop.database)


def test_hold_keeps_points_from_others_until_it_is_voided(shop: Shop) -> None:
    one, two = shop.till(1), shop.till(2)
    held = shop.hold(one, "r1", 400)
    assert (held.outcome, held.balance, held.expires_ms) == ("held", 100, shop.clock() + TERM_MS)
    few = shop.hold(two, "r2", 200)
    assert (few.outcome, few.balance) == ("too-few-points", 100)
    assert shop.void(one, "r1").outcome == "voided"
    assert shop.hold(two, "r2", 200).outcome == "held"


def test_hold_is_idempotent_by_redemption_id(shop: Shop) -> None:
    till = shop.till()
    first = shop.hold(till, "r1", 400)
    shop.clock.ms += 1000
    again = shop.hold(till, "r1", 400)
    assert (again.outcome, again.balance, again.expires_ms) == ("held", first.balance, first.expires_ms)
    assert shop.count(tables.hold) == 1


@pytest.mark.parametrize("changed", [{"points": 300}, {"member_id": OTHER}, {"account": "other"}])
def test_hold_same_id_other_bytes_is_422(shop: Shop, changed: dict[str, object]) -> None:
    till = shop.till()
    shop.hold(till, "r1", 400)
    with pytest.raises(Declined) as declined:
        shop.hold(till, "r1", **{"points": 400, **changed})  # type: ignore[arg-type]
    assert (declined.value.status, declined.value.problem.code) == (422, "same-id-other-bytes")


def test_hold_of_another_till_under_the_same_id_is_422(shop: Shop) -> None:
    shop.hold(shop.till(1), "r1", 400)
    with pytest.raises(Declined):
        shop.hold(shop.till(2), "r1", 400)


def test_hold_runs_out_by_the_servers_clock(shop: Shop) -> None:
    till = shop.till()
    shop.hold(till, "r1", 400)
    shop.clock.ms += TERM_MS - 1
    assert shop.hold(till, "r2", 400).outcome == "too-few-points"
    shop.clock.ms += 1
    assert shop.hold(till, "r2", 400).outcome == "held"
    gone = shop.hold(till, "r1", 400)
    assert (gone.outcome, gone.balance) == ("refused", 100)
    assert "run out" in gone.detail


def test_hold_voided_before_its_request_arrives_is_never_granted(shop: Shop) -> None:
    till = shop.till()
    assert shop.void(till, "r1").outcome == "voided"
    assert shop.hold(till, "r1", 100).outcome == "refused"
    assert shop.hold(till, "r2", 500).outcome == "held"


def test_hold_of_another_till_or_of_a_paid_sale_cannot_be_voided(shop: Shop) -> None:
    one, two = shop.till(1), shop.till(2)
    shop.hold(one, "r1", 100)
    assert shop.void(two, "r1").outcome == "refused"
    one.sell(member=shop.member_view(), redeem=("r1", 100))
    shop.taken(one)
    assert shop.void(one, "r1").outcome == "refused"
    assert shop.hold(one, "r1", 100).outcome == "refused"


@pytest.mark.parametrize("points", [0, -1, 10**9 + 1])
def test_hold_of_impossible_points_is_refused(shop: Shop, points: int) -> None:
    with pytest.raises(Declined) as declined:
        shop.hold(shop.till(), "r1", points)
    assert declined.value.status == 422


def test_hold_for_nobody_or_a_blocked_member_is_refused(shop: Shop) -> None:
    till = shop.till()
    assert shop.hold(till, "r1", 10, member_id="nobody").outcome == "refused"
    with shop.database.write() as connection:
        connection.execute(tables.member.update().values(blocked=1))
    assert shop.hold(till, "r2", 10).outcome == "refused"


def test_hold_is_settled_once_by_the_sale_that_used_it(shop: Shop) -> None:
    till = shop.till()
    shop.hold(till, "r1", 200)
    till.sell(member=shop.member_view(), redeem=("r1", 200))
    till.sell(member=shop.member_view(), redeem=("r1", 200))
    reply = shop.taken(till)
    assert [(fate.sequence, fate.detail) for fate in reply.fates] == [(2, "redemption-twice")]
    points, debt, suspense = balance(shop)
    assert (points, debt, suspense) == (500 - 200 + 2 * 74, 0, 200)


def test_hold_missing_puts_the_redemption_in_suspense_and_flags_it(shop: Shop) -> None:
    till = shop.till()
    till.sell(member=shop.member_view(), redeem=("never-asked", 200))
    assert shop.taken(till).fates[0].detail == "redemption-without-hold"
    assert balance(shop) == (500 + 74, 0, 200)
    assert shop.hold(till, "never-asked", 200).outcome == "refused"


def test_hold_of_another_member_puts_the_redemption_in_suspense(shop: Shop) -> None:
    till = shop.till()
    shop.hold(till, "r1", 200)
    till.sell(member=shop.member_view(OTHER), redeem=("r1", 200))
    assert shop.taken(till).fates[0].detail == "redemption-of-another"
    assert balance(shop, OTHER) == (74, 0, 200)
    assert balance(shop) == (500, 0, 0)


def test_hold_that_ran_out_is_still_paid_from_what_is_free(shop: Shop) -> None:
    till = shop.till()
    shop.hold(till, "r1", 200)
    till.sell(member=shop.member_view(), redeem=("r1", 200))
    shop.clock.ms += TERM_MS
    assert shop.taken(till).fates[0].detail == "redemption-late"
    assert balance(shop) == (500 - 200 + 74, 0, 0)


def test_hold_for_fewer_points_than_redeemed_is_flagged(shop: Shop) -> None:
    till = shop.till()
    shop.hold(till, "r1", 100)
    till.sell(member=shop.member_view(), redeem=("r1", 200))
    assert shop.taken(till).fates[0].detail == "redemption-differs"
    assert balance(shop) == (500 - 200 + 74, 0, 0)


def overspend(shop: Shop, one: FakeTill, two: FakeTill) -> None:
    """Till one's hold runs out, two spends the points, then one's sale arrives."""
    shop.hold(one, "r1", 400)
    one.sell(member=shop.member_view(), redeem=("r1", 400))
    shop.clock.ms += TERM_MS
    shop.hold(two, "r2", 500)
    shop.taken(one)


def test_clawback_overspent_points_become_debt_and_never_touch_anothers_hold(shop: Shop) -> None:
    one, two = shop.till(1), shop.till(2)
    overspend(shop, one, two)
    assert "overspent" in shop.flags()
    earned = 54
    assert balance(shop) == (500, 400 - earned, 0)
    two.sell(member=shop.member_view(), redeem=("r2", 500))
    assert shop.taken(two).fates == ()
    assert balance(shop)[0] == 0


def test_clawback_takes_from_later_earning_until_the_debt_is_gone(shop: Shop) -> None:
    one, two = shop.till(1), shop.till(2)
    overspend(shop, one, two)
    shop.void(two, "r2")
    debts = [balance(shop)[1]]
    for _ in range(6):
        two.sell(member=shop.member_view())
        shop.taken(two)
        debts.append(balance(shop)[1])
    assert debts == sorted(debts, reverse=True)
    assert debts[-1] == 0
    issued = -sum(row.points for row in shop.rows(tables.posting, bucket="issued"))
    assert balance(shop) == (500 - 400 + issued, 0, 0)


def test_clawback_debt_is_not_spendable(shop: Shop) -> None:
    one, two = shop.till(1), shop.till(2)
    overspend(shop, one, two)
    shop.void(two, "r2")
    points, debt, _ = balance(shop)
    assert shop.member_view().points == points - debt
    assert shop.hold(two, "r3", points - debt + 1).outcome == "too-few-points"
    assert shop.hold(two, "r4", points - debt).outcome == "held"


def test_redemption_above_every_limit_is_not_posted_but_flagged(shop: Shop) -> None:
    till = shop.till()
    sale = till.make_sale(member=shop.member_view())
    huge = replace(sale.decision.postings[0], points=10**12)
    till.sell(replace(sale, decision=replace(sale.decision, postings=(huge,))))
    shop.taken(till)
    assert "posting-out-of-range" in shop.flags()
    assert balance(shop) == (500, 0, 0)


def test_tier_rises_at_the_sale_that_crosses_the_line_and_tills_are_told(shop: Shop) -> None:
    till = shop.till()
    before = shop.changes().cursor
    assert shop.member_view().tier == "medlem"
    till.sell(member=shop.member_view())
    till.sell(member=replace(shop.member_view(), qualifying_points=994))
    assert shop.taken(till).fates == ()
    [row] = shop.changes(before).rows
    assert (row.member_id, row.tier, row.qualifying_points, row.points) == (MEMBER, "gull", 1088, 688)  # type: ignore[union-attr]


def test_tier_reached_by_two_offline_tills_together_is_reached(shop: Shop) -> None:
    one, two = shop.till(1), shop.till(2)
    one.sell(member=shop.member_view())
    two.sell(member=shop.member_view())
    shop.taken(one)
    assert shop.member_view().tier == "medlem"
    shop.taken(two)
    assert shop.member_view().tier == "gull"


def test_tier_that_a_till_promised_is_kept_and_flagged(shop: Shop) -> None:
    till = shop.till()
    sale = till.make_sale(member=shop.member_view(OTHER))
    change = TierChange("poeng", "medlem", "gull")
    till.sell(replace(sale, decision=replace(sale.decision, tier_changes=(change,))))
    shop.taken(till)
    assert {"tier-ahead-of-ledger", "replay-differs"} <= shop.flags()
    assert shop.member_view(OTHER).tier == "gull"


def test_replay_the_same_rules_over_the_recorded_inputs_agree(shop: Shop) -> None:
    till = shop.till()
    till.sell(member=shop.member_view())
    till.sell(
        till.make_sale(
            goods.basket(goods.BEER, goods.BANITSA, (goods.BEANS, 342), age_confirmed=20),
            member=shop.member_view(OTHER),
        )
    )
    assert shop.taken(till).fates == ()


def test_replay_a_difference_is_flagged_and_points_stay_as_the_customer_was_told(shop: Shop) -> None:
    till = shop.till()
    sale = till.make_sale(member=shop.member_view())
    assert sale.decision.postings[0].kind is PostingKind.EARN
    generous = replace(sale.decision.postings[0], points=1000)
    till.sell(replace(sale, decision=replace(sale.decision, postings=(generous,))))
    assert "replay-differs" in shop.taken(till).fates[0].detail
    [flag] = [row for row in shop.rows(tables.review) if row.code == "replay-differs"]
    assert "[1000]" in flag.detail
    assert "[94]" in flag.detail
    assert balance(shop) == (1500, 0, 0)


@pytest.mark.parametrize("pin", [ProgrammePin("poeng", 9, "0" * 64), ProgrammePin("poeng", 1, "0" * 64)])
def test_replay_of_rules_never_published_is_flagged(shop: Shop, pin: ProgrammePin) -> None:
    till = shop.till()
    sale = till.make_sale(member=shop.member_view())
    till.sell(replace(sale, decision=replace(sale.decision, programmes=(pin,))))
    assert "replay-unknown-programme" in shop.taken(till).fates[0].detail


def test_replay_uses_the_pinned_version_after_a_newer_one_was_published(shop: Shop) -> None:
    till = shop.till()
    till.sell(member=shop.member_view())
    shop.import_texts(
        programmes=PROGRAMME_TEXT.replace("version = 1", "version = 2").replace("points = 1", "points = 5")
    )
    till.sell(member=shop.member_view())
    assert shop.taken(till).fates == ()


def test_ledger_posts_a_group_once_only(shop: Shop) -> None:
    from sqlalchemy.exc import IntegrityError

    purse = Purse(shop.company.company_id, MEMBER, "points")
    with pytest.raises(IntegrityError), shop.database.write() as connection:
        open_with(
            AtOnce(connection, purse.company_id),
            purse,
            Movement("opening", "poeng", "import", 0),
            500,
            "2026-01-01",
        )
    with shop.database.read() as connection:
        assert balance_of(connection, purse).points == 500
