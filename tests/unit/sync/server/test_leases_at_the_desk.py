"""What the desk does while something is lent: asked back first, written off by a name, or simply told."""

from __future__ import annotations

import pytest

from sync.server.book.members import erase_member
from sync.server.desk.adjusting import adjust
from sync.server.desk.cards import replace_card
from sync.server.desk.gift_cards import block, replace_gift_card
from sync.server.desk.households import join_household, leave_household, make_household
from sync.server.desk.leasing import give_up, leases_out, waiting, write_off
from sync.server.desk.refusal import Lent
from sync.server.desk.telling import tell_points
from sync.server.holding.leases import recall
from sync.server.schema.lease_tables import lease, store_visit
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.desk_stage import BY, do, refused
from tests.unit.sync.server.lease_stage import HOUR_MS, Keeper, at_home, counters, keeper, standing, states
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop
from tests.unit.sync.server.test_gift_cards import load

GIFT, NEW = "6006490000000004", "6006490000000103"


def lent_first(shop: Shop, home: Keeper, what: object, *arguments: object, **named: object) -> None:
    """The act is refused, its lease is asked back as the desk does it, and the keeper gives it back."""
    with pytest.raises(
        Lent, match=r"asked to give it back: try again in a minute\. If it does not"
    ) as refusal:
        do(shop, what, *arguments, **named)  # type: ignore[arg-type]
    with shop.database.write() as connection:
        recall(connection, refusal.value.company_id, refusal.value.holder_id, shop.clock())
    home.sync()


def test_lease_points_are_taken_by_hand_after_they_came_back(shop: Shop) -> None:
    home = at_home(shop)
    lent_first(shop, home, adjust, MEMBER, -50, **BY)
    assert do(shop, adjust, MEMBER, -50, **BY).balance == 544


def test_lease_points_given_by_hand_are_lent_too(shop: Shop) -> None:
    home = at_home(shop)
    assert do(shop, adjust, MEMBER, 50, **BY).balance == 644
    home.sync()
    assert standing(shop)["leased"] == 644


def test_lease_more_than_anybody_has_is_refused_and_nothing_is_asked_back(shop: Shop) -> None:
    at_home(shop)
    refused(shop, "lent to a till, or owed", adjust, MEMBER, -700, **BY)
    assert not any(row.recalled_ms for row in shop.rows(lease))


def test_lease_a_household_is_made_and_left_after_its_points_came_back(shop: Shop) -> None:
    home = at_home(shop)
    lent_first(shop, home, make_household, MEMBER)
    shared = do(shop, make_household, MEMBER)
    do(shop, join_household, shared.household_id, OTHER)
    shop.clock.ms += HOUR_MS
    home.sync()
    (out,) = home.leases.values()
    assert (out.holder_id, out.members) == (shared.household_id, (MEMBER, OTHER))
    assert standing(shop, shared.household_id)["leased"] == 594
    lent_first(shop, home, leave_household, OTHER)
    do(shop, leave_household, OTHER)
    shop.clock.ms += HOUR_MS
    home.sync()
    assert next(iter(home.leases.values())).members == (MEMBER,)
    audit(shop.database)


def test_lease_who_joins_a_household_is_told_to_its_keeper(shop: Shop) -> None:
    home = at_home(shop)
    lent_first(shop, home, make_household, MEMBER)
    shared = do(shop, make_household, MEMBER)
    shop.clock.ms += HOUR_MS
    home.sync()
    do(shop, join_household, shared.household_id, OTHER)
    home.sync()
    (out,) = home.leases.values()
    assert out.members == (MEMBER, OTHER)
    assert out.cursor == shop.changes().cursor, "by a view that knows of it"
    assert [row.holder_id for row in shop.rows(lease, state="open")] == [shared.household_id]


def test_lease_a_household_spends_from_its_lease(shop: Shop) -> None:
    home = at_home(shop)
    lent_first(shop, home, make_household, MEMBER)
    shared = do(shop, make_household, MEMBER)
    shop.clock.ms += HOUR_MS
    home.sync()
    named = home.take(100, shared.household_id)
    home.sell(100, lease_id=named)
    assert shop.taken(home.till, 2).fates == ()
    assert counters(shop, named)[2] == 100


def test_lease_an_erased_members_lease_is_asked_back_and_their_visits_are_forgotten(shop: Shop) -> None:
    home = at_home(shop)
    with shop.database.write() as connection:
        assert erase_member(connection, shop.company.company_id, MEMBER, shop.clock())
    home.sync()
    assert (states(shop), shop.count(store_visit)) == (["closed"], 0)
    shop.clock.ms += HOUR_MS
    home.sync()
    assert home.leases == {}


def test_lease_a_lost_cards_points_come_back_and_are_lent_anew_to_whoever_knows(shop: Shop) -> None:
    home = at_home(shop)
    do(shop, replace_card, MEMBER, lost="1000 0042", new="10000099")
    home.sync()
    assert states(shop) == ["closed"]
    shop.clock.ms += HOUR_MS
    home.sync()
    (out,) = home.leases.values()
    assert out.cursor == shop.changes().cursor


def test_lease_what_a_lost_phone_could_use_is_asked_back(shop: Shop) -> None:
    from sync.server.desk.member_codes import issue_code, revoke_codes_of

    home = at_home(shop)
    do(shop, issue_code, MEMBER)
    assert do(shop, revoke_codes_of, MEMBER) == 1
    home.sync()
    assert (states(shop), standing(shop)["free"]) == (["closed"], 594)


def test_lease_a_blocked_gift_card_is_asked_back_and_its_money_moves_after_it_came(shop: Shop) -> None:
    from pos_app.domain.gift_card import GiftCard
    from sync.protocol.v1.numbers import number_hash

    home = keeper(shop)
    card_id = number_hash(shop.company.card_secret, GIFT).hex()
    load(shop, home.till, 5_000, GiftCard(card_id, GIFT[-4:], "2029-03-01"))
    home.sync()
    assert len(home.leases) == 1
    lent_first(shop, home, replace_gift_card, GIFT, NEW)
    assert do(shop, replace_gift_card, GIFT, NEW).money[0].minor == 5_000
    load(
        shop,
        home.till,
        1_000,
        GiftCard(number_hash(shop.company.card_secret, NEW).hex(), NEW[-4:], "2029-03-01"),
    )
    home.sync()
    assert len(home.leases) == 1
    do(shop, block, NEW)
    home.sync()
    assert home.leases == {}
    shop.clock.ms += HOUR_MS
    home.sync()
    assert home.leases == {}, "a blocked card is lent to nobody"
    audit(shop.database)


def test_lease_written_off_by_a_name_and_once(shop: Shop) -> None:
    home = at_home(shop)
    (out,) = home.leases
    refused(shop, "--reason", write_off, out, by="Ingrid", reason=" ")
    refused(shop, "--by", write_off, out, by="", reason="lost")
    refused(shop, "no lease", write_off, "nonsense", by="Ingrid", reason="lost")
    assert do(shop, write_off, out, by="Ingrid", reason="lost at sea") == 594
    (row,) = shop.rows(lease)
    assert (row.state, row.ended_by, row.reason) == ("written-off", "Ingrid", "lost at sea")
    refused(shop, "over already", write_off, out, by="Ingrid", reason="again")
    home.sync()
    assert home.leases == {}
    audit(shop.database)


def test_lease_list_says_where_whose_and_until_when(shop: Shop) -> None:
    home = at_home(shop)
    with shop.database.read() as connection:
        (out,) = leases_out(connection, shop.company, written_member=MEMBER)
        assert leases_out(connection, shop.company, written_member=OTHER) == []
        assert leases_out(connection, shop.company, till_id="none") == []
        (told,) = tell_points(connection, shop.company, MEMBER, shop.clock())
    assert (out.till_id, out.store_id, out.till_number) == (home.till_id, "s1", 1)
    assert (out.holder_id, out.points, out.things) == (MEMBER, (("points", 594),), True)
    assert out.free_at == "2026-03-06 14:02"
    assert (told.balance, told.leased, told.held) == (594, 594, 0)


def test_epoch_nobody_is_awaited_before_a_restore(shop: Shop) -> None:
    home = at_home(shop)
    with shop.database.read() as connection:
        assert waiting(connection, shop.company) == []
    refused(shop, "Nobody waits", give_up, home.till_id, by="Ingrid")
