"""The desk: points moved by hand, and families that share an account."""

from __future__ import annotations

from datetime import date

import pytest

from sync.server.book.ledger import Movement, Purse, redeem
from sync.server.book.members import erase_member
from sync.server.desk import adjusting, households
from sync.server.schema import member_tables as books
from sync.server.schema.desk_tables import adjustment
from sync.server.slate.at_once import AtOnce
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.calendar_stage import TODAY, give, pass_days, rules
from tests.unit.sync.server.desk_stage import BY, EARN, do, refused
from tests.unit.sync.server.joining_stage import join
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop

# --- adjustments ----------------------------------------------------------------------------------------------------


def test_goodwill_is_posted_with_its_reason_and_both_names(shop: Shop) -> None:
    done = do(shop, adjusting.adjust, OTHER, 200, **BY)
    assert (done.points, done.balance, done.owed) == (200, 200, 0)
    assert shop.member_view(OTHER).points == 200
    assert shop.member_view(OTHER).qualifying_points == 0, "goodwill buys no tier"
    [row] = shop.rows(adjustment)
    assert (row.reason, row.asked_by, row.approved_by) == ("cold coffee", "Ingrid", "Jonas")
    assert audit(shop.database)[OTHER, "points"] == (200, 0, 0)


def test_key_effect_the_same_reference_moves_points_once(shop: Shop) -> None:
    for _ in range(2):
        assert do(shop, adjusting.adjust, OTHER, 200, reference="mail-4711", **BY).balance == 200
    refused(shop, "used before", adjusting.adjust, OTHER, 100, reference="mail-4711", **BY)


def test_points_are_taken_only_from_what_is_free(shop: Shop) -> None:
    assert shop.hold(shop.till(), "r1", 450).outcome == "held"
    refused(shop, "Only 50 points are free", adjusting.adjust, MEMBER, -51, **BY)
    assert do(shop, adjusting.adjust, MEMBER, -50, **BY).balance == 450
    audit(shop.database)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"approved_by": " ingrid "}, "must differ"),
        ({"approved_by": ""}, "--approved-by must say something"),
        ({"reason": " "}, "--reason must say why"),
        ({"programme_id": "no-such"}, "no programme 'no-such' here, but poeng"),
    ],
)
def test_an_adjustment_needs_a_reason_and_two_people(shop: Shop, changed: dict[str, str], words: str) -> None:
    refused(shop, words, adjusting.adjust, OTHER, 100, **(BY | changed))


@pytest.mark.parametrize("points", [0, 1001, -1001])
def test_an_adjustment_has_a_limit(shop: Shop, points: int) -> None:
    refused(shop, "must be 1 to 1000", adjusting.adjust, OTHER, points, **BY)


@pytest.mark.parametrize("written", ["stranger", "", "99999999"])
def test_nobody_is_adjusted_who_is_not_there(shop: Shop, written: str) -> None:
    refused(shop, "There is no member", adjusting.adjust, written, 100, **BY)


def test_a_member_is_found_by_card_number_as_it_is_written(shop: Shop) -> None:
    assert do(shop, adjusting.adjust, "1000 0042", 10, **BY).balance == 510


# --- households -----------------------------------------------------------------------------------------------------


def test_a_household_shares_what_each_brings_with_its_dates(shop: Shop) -> None:
    club = rules(shop, EARN + '[expiry]\nwhen = "after-earning"\nmonths = 1\n')
    give(shop, club, MEMBER, 30, TODAY)
    give(shop, club, OTHER, 70, date(2026, 3, 10))
    shared = do(shop, households.make_household, MEMBER)
    shared = do(shop, households.join_household, shared.household_id, OTHER)
    assert (shared.owner_id, shared.members) == (MEMBER, (MEMBER, OTHER))
    assert shop.member_view(MEMBER).points == shop.member_view(OTHER).points == 500
    audited = audit(shop.database)
    assert audited[shared.household_id, "klubb"] == (100, 0, 0)
    assert audited[MEMBER, "klubb"] == audited[OTHER, "klubb"] == (0, 0, 0)
    pass_days(shop, date(2026, 4, 2))
    assert audit(shop.database)[shared.household_id, "klubb"] == (70, 0, 0), (
        "the lot of 1 March kept its last day"
    )


def test_what_a_member_owes_comes_along(shop: Shop) -> None:
    company_id = shop.company.company_id
    with shop.database.write() as connection:
        redeem(
            AtOnce(connection, company_id),
            Purse(company_id, OTHER, "points"),
            Movement("x/0", "poeng", "x", 1),
            120,
            at_most=0,
        )
    shared = do(shop, households.make_household, MEMBER)
    do(shop, households.join_household, shared.household_id, OTHER)
    assert audit(shop.database)[shared.household_id, "points"] == (380, 0, 0)
    assert audit(shop.database)[OTHER, "points"] == (0, 0, 0)


def test_earning_and_holding_go_to_the_account_that_is_shared(shop: Shop) -> None:
    shared = do(shop, households.make_household, MEMBER)
    do(shop, households.join_household, shared.household_id, OTHER)
    till = shop.till()
    till.sell(member=shop.member_view(OTHER))
    shop.taken(till)
    assert audit(shop.database)[shared.household_id, "points"] == (594, 0, 0)
    assert shop.hold(till, "r1", 594, OTHER).outcome == "held"


def test_who_leaves_takes_nothing_where_the_account_keeps_the_points(shop: Shop) -> None:
    shared = do(shop, households.make_household, MEMBER)
    do(shop, households.join_household, shared.household_id, OTHER)
    left = do(shop, households.leave_household, OTHER)
    assert left.members == (MEMBER,)
    assert (shop.member_view(MEMBER).points, shop.member_view(OTHER).points) == (500, 0)


def test_who_leaves_takes_an_equal_share_where_the_programme_splits(shop: Shop) -> None:
    text = (
        'programme = "poeng"\nversion = 2\nname = "Poeng"\ncurrency = "NOK"\n'
        + EARN
        + '[household]\nleaving = "split"\nmost_members = 2\n'
    )
    shop.import_texts(programmes=text)
    do(shop, adjusting.adjust, MEMBER, 1, **BY)
    shared = do(shop, households.make_household, MEMBER)
    do(shop, households.join_household, shared.household_id, OTHER)
    till = shop.till()
    clara = join(till)
    shop.taken(till)
    refused(shop, "has 2 members already", households.join_household, shared.household_id, clara.member_id)
    do(shop, households.leave_household, OTHER)
    assert (shop.member_view(MEMBER).points, shop.member_view(OTHER).points) == (251, 250)
    assert audit(shop.database)[OTHER, "points"] == (250, 0, 0)


def test_the_last_one_to_leave_takes_everything(shop: Shop) -> None:
    do(shop, households.make_household, MEMBER)
    do(shop, households.leave_household, MEMBER)
    assert audit(shop.database)[MEMBER, "points"] == (500, 0, 0)


def test_an_owner_names_another_before_leaving(shop: Shop) -> None:
    shared = do(shop, households.make_household, MEMBER)
    do(shop, households.join_household, shared.household_id, OTHER)
    refused(shop, "name another owner first", households.leave_household, MEMBER)
    assert do(shop, households.own_household, shared.household_id, OTHER).owner_id == OTHER
    assert do(shop, households.leave_household, MEMBER).members == (OTHER,)


def test_nobody_shares_two_accounts_and_nothing_moves_under_a_payment(shop: Shop) -> None:
    till = shop.till()
    shop.hold(till, "r1", 10)
    refused(shop, "held for a payment", households.make_household, MEMBER)
    shop.void(till, "r1")
    shared = do(shop, households.make_household, MEMBER)
    refused(shop, "shares an account already", households.make_household, MEMBER)
    refused(shop, "no household 'nowhere'", households.join_household, "nowhere", OTHER)
    refused(shop, "shares no account", households.leave_household, OTHER)
    refused(shop, "is no member of", households.own_household, shared.household_id, OTHER)


def test_forgettable_erasing_one_leaves_the_account_and_another_owns_it(shop: Shop) -> None:
    shared = do(shop, households.make_household, MEMBER)
    do(shop, households.join_household, shared.household_id, OTHER)
    with shop.database.write() as connection:
        erase_member(connection, shop.company.company_id, MEMBER, shop.clock())
    assert shop.member_view(OTHER).points == 500
    assert [row.owner_id for row in shop.rows(books.household)] == [OTHER]
