"""The desk: what members are on and hold, paid memberships by hand, settlement, and every point explained."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from pos_app.domain.enrolment import Person
from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.numbers import number_hash
from sync.server.book.ledger import Movement, Purse, spend
from sync.server.companies import Company
from sync.server.desk import adjusting, cards, households, lists, renewing, settling, telling
from sync.server.desk.refusal import NotDone
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.slate.at_once import AtOnce
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.calendar_stage import TODAY, give, noon_ms, rules
from tests.unit.sync.server.desk_stage import BY, EARN, do, refused
from tests.unit.sync.server.joining_stage import join
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop

# --- lists ----------------------------------------------------------------------------------------------------------


def test_a_consent_has_words_and_can_be_withdrawn(shop: Shop) -> None:
    assert do(shop, lists.give, OTHER, "news", "Yes, send me offers.")
    assert not do(shop, lists.give, OTHER, "news", "Yes, send me offers.")
    assert shop.member_view(OTHER).consents == ("news",)
    do(shop, lists.withdraw, OTHER, "news")
    assert shop.member_view(OTHER).consents == ()
    refused(shop, "has not agreed", lists.withdraw, OTHER, "news")
    refused(shop, "--wording must say", lists.give, OTHER, "news", "")
    [row] = shop.rows(books.consent)
    assert (row.wording, row.withdrawn_ms) == ("Yes, send me offers.", shop.clock())


def test_the_programmes_own_words_stand_for_its_consent(shop: Shop) -> None:
    rules(shop, EARN + '[[consent]]\nid = "news"\nwords = "Offers by e-mail"\n')
    do(shop, lists.give, OTHER, "news", "")
    assert [row.wording for row in shop.rows(books.consent)] == ["Offers by e-mail"]


def test_a_guest_list_comes_from_a_file_of_ids_and_card_numbers(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "guests.txt"
    path.write_text(f"# the opening\n\n{MEMBER}\n10000043\n1000 0043\n", encoding="utf-8")
    with shop.database.read() as connection:
        guests = lists.members_in_file(connection, shop.company, path)
    assert guests == [MEMBER, OTHER]
    listed = do(shop, lists.put_in_segment, "opening", guests)
    assert (listed.changed, listed.as_before) == (2, 0)
    assert shop.member_view(OTHER).segments == ("opening",)
    assert do(shop, lists.put_in_segment, "opening", guests).as_before == 2
    assert do(shop, lists.take_from_segment, "opening", [OTHER]).changed == 1
    assert shop.member_view(OTHER).segments == ()


def test_every_line_that_names_nobody_is_told_with_its_number(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "guests.txt"
    path.write_text(f"stranger\n{MEMBER}\n12345678\n", encoding="utf-8")
    with shop.database.read() as connection, pytest.raises(lists.WrongLines) as wrong:
        lists.members_in_file(connection, shop.company, path)
    assert [mistake.line for mistake in wrong.value.mistakes] == [1, 3]
    path.write_bytes(b"\xff\xfe\x00")
    with shop.database.read() as connection, pytest.raises(lists.WrongLines):
        lists.members_in_file(connection, shop.company, path)


PARTNER = EARN + (
    '[[partner]]\ncode = "fly"\nname = "Fly"\naccount = "fly"\nour_points = 100\ntheir_points = 50\n'
    'settlement = "2.00"\n[[cause]]\ncode = "trees"\nname = "Trees"\nper_points = 10\nvalue = "0.50"\n'
)


def test_a_partner_gets_nothing_without_consent(shop: Shop) -> None:
    rules(shop, PARTNER)
    refused(shop, "nothing without consent", lists.link_partner, OTHER, "fly", " ")
    refused(shop, "No programme has a partner", lists.link_partner, OTHER, "rail", "Yes.")
    assert do(shop, lists.link_partner, OTHER, "fly", "Fly may know my points.")
    view = shop.member_view(OTHER)
    assert (view.partners, view.consents) == (("fly",), ("partner-fly",))
    do(shop, lists.withdraw, OTHER, "partner-fly")
    assert shop.member_view(OTHER).partners == (), "the link rested on the consent"
    refused(shop, "not linked", lists.unlink_partner, OTHER, "fly")


# --- cards ----------------------------------------------------------------------------------------------------------


def test_a_lost_card_is_blocked_for_ever_and_the_balance_stays(shop: Shop) -> None:
    assert do(shop, cards.replace_card, MEMBER, lost="10000042", new="3000 0001") == 1
    secret = shop.company.card_secret
    [row] = [each for each in shop.changes().rows if isinstance(each, MemberRow) and each.member_id == MEMBER]
    assert row.card_hashes == (number_hash(secret, "30000001"),)
    assert shop.member_view().points == 500
    refused(shop, "was lost", cards.replace_card, OTHER, lost="", new="10000042")
    till = shop.till()
    finder = join(till, Person("Finder", "10000042"))
    shop.taken(till)
    assert shop.flags() == {"card-taken"}
    assert shop.count(tables.member_card, member_id=finder.member_id) == 0


@pytest.mark.parametrize(
    ("lost", "new", "words"),
    [
        ("", "", "Say which card"),
        ("99999999", "", "no card with that number"),
        ("", "10000043", "another member's"),
        ("", "12", "4 to 32 digits"),
    ],
)
def test_a_card_that_cannot_be_replaced_stays(shop: Shop, lost: str, new: str, words: str) -> None:
    refused(shop, words, cards.replace_card, MEMBER, lost=lost, new=new)


# --- memberships ----------------------------------------------------------------------------------------------------

PLUSS = EARN + (
    '[[membership]]\ncode = "pluss"\nname = "Pluss"\narticle = "pluss"\nmonths = 1\ngrace_days = 5\nretry_days = 7\n'
)


def test_a_renewal_follows_the_term_that_runs_and_comes_once(shop: Shop) -> None:
    rules(shop, PLUSS)
    how = {"code": "pluss", "programme_id": "klubb"}
    first = do(shop, renewing.renew, OTHER, reference="bank-1", **how)
    assert (first.from_day, first.to_day, first.course.stage) == ("2026-03-01", "2026-03-31", "active")
    assert do(shop, renewing.renew, OTHER, reference="bank-1", **how) == first
    second = do(shop, renewing.renew, OTHER, reference="bank-2", **how)
    assert (second.from_day, second.to_day, second.course.stage) == ("2026-04-01", "2026-04-30", "not-begun")
    assert [held.to_day for held in shop.member_view(OTHER).memberships] == ["2026-03-31", "2026-04-30"]


def test_a_payment_that_fails_has_its_stated_course(shop: Shop) -> None:
    rules(shop, PLUSS)
    how = {"code": "pluss", "programme_id": "klubb"}
    do(shop, renewing.renew, OTHER, **how)
    told = []
    for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 5), date(2026, 4, 6), date(2026, 4, 8)):
        shop.clock.ms = noon_ms(day)
        term = do(shop, renewing.payment_failed, OTHER, reason="no cover", **how)
        told.append((term.course.stage.name, term.course.has_benefits, term.failed))
    assert told == [
        ("ACTIVE", True, 1),
        ("RETRYING", True, 2),
        ("RETRYING", True, 3),
        ("RETRYING", False, 4),
        ("LAPSED", False, 5),
    ]
    shop.clock.ms = noon_ms(date(2026, 4, 9))
    assert do(shop, renewing.renew, OTHER, **how).from_day == "2026-04-09", "it lapsed, so it begins anew"


def test_a_payment_that_comes_while_it_is_tried_again_leaves_no_gap(shop: Shop) -> None:
    rules(shop, PLUSS)
    how = {"code": "pluss", "programme_id": "klubb"}
    do(shop, renewing.renew, OTHER, **how)
    shop.clock.ms = noon_ms(date(2026, 4, 7))
    assert do(shop, renewing.renew, OTHER, **how).from_day == "2026-04-01"


def test_a_membership_is_cancelled_or_withdrawn_from(shop: Shop) -> None:
    rules(shop, PLUSS)
    how = {"code": "pluss", "programme_id": "klubb"}
    refused(shop, "no membership", renewing.cancel, OTHER, **how)
    do(shop, renewing.renew, OTHER, **how)
    assert do(shop, renewing.cancel, OTHER, **how).course.stage.name == "NOT_RENEWED"
    refused(shop, "not cancelled yet", renewing.cancel, OTHER, **how)
    shop.clock.ms = noon_ms(date(2026, 3, 11))
    assert do(shop, renewing.withdraw_from, OTHER, **how) == 10
    assert shop.member_view(OTHER).memberships == ()
    do(shop, renewing.renew, OTHER, **how)
    shop.clock.ms = noon_ms(date(2026, 3, 30))
    refused(shop, "are over", renewing.withdraw_from, OTHER, **how)
    refused(shop, "has no membership 'gold'; it has pluss", renewing.renew, OTHER, **(how | {"code": "gold"}))


# --- settlement and points ------------------------------------------------------------------------------------------


def move(shop: Shop, kind: str, against: str, rule: str, points: int, name: str) -> None:
    with shop.database.write() as connection:
        spend(
            AtOnce(connection, shop.company.company_id),
            Purse(shop.company.company_id, OTHER, "klubb"),
            Movement(name, "klubb", name, shop.clock(), rule),
            points,
            kind=kind,
            against=against,
        )


def test_a_settlement_says_what_partners_and_causes_are_owed(shop: Shop) -> None:
    club = rules(shop, PARTNER)
    give(shop, club, OTHER, 1000, TODAY)
    move(shop, "convert", "converted", "fly", 300, "a")
    move(shop, "donate", "donated", "trees", 50, "b")
    move(shop, "donate", "donated", "trees", 20, "c")
    move(shop, "convert", "converted", "reward:x", 100, "d")
    shop.clock.ms = noon_ms(date(2026, 4, 1))
    move(shop, "donate", "donated", "trees", 30, "e")

    def owed(connection: Connection, company: Company, *, now_ms: int) -> list[settling.Owed]:
        return settling.settlement(connection, company, date(2026, 3, 1), date(2026, 3, 31))

    assert [(each.code, each.points, each.movements, each.amount_minor) for each in do(shop, owed)] == [
        ("trees", 70, 2, 350),
        ("fly", 300, 1, 600),
    ]
    with shop.database.read() as connection, pytest.raises(NotDone, match="is before"):
        settling.settlement(connection, shop.company, date(2026, 4, 1), date(2026, 3, 31))


def test_every_point_is_explained_and_the_lines_add_up_to_the_balance(shop: Shop) -> None:
    do(shop, adjusting.adjust, MEMBER, 100, **BY)
    till = shop.till()
    till.sell(member=shop.member_view())
    shop.hold(till, "r1", 300)
    till.sell(member=shop.member_view(), redeem=("r1", 300))
    shop.taken(till)
    [account] = do(shop, telling.tell_points, MEMBER)
    assert sum(moved.points for moved in account.movements) == account.balance - account.owed
    assert account.movements[-1].balance == account.balance == have_points(shop)
    words = [moved.words for moved in account.movements]
    assert any("brought along when the books began" in each for each in words)
    assert any("adjusted by hand: cold coffee (asked by Ingrid, approved by Jonas)" in each for each in words)
    assert any(each.startswith("used as payment") for each in words)
    assert sum(parcel.points for parcel in account.parcels) == account.balance


def have_points(shop: Shop) -> int:
    return audit(shop.database)[MEMBER, "points"][0]


def test_points_of_a_household_are_told_to_each_of_its_members(shop: Shop) -> None:
    shared = do(shop, households.make_household, MEMBER)
    do(shop, households.join_household, shared.household_id, OTHER)
    [account] = do(shop, telling.tell_points, OTHER)
    assert (account.holder, account.balance) == (shared.household_id, 500)
    assert "moved between a member and a household" in account.movements[0].words
    assert audit(shop.database)[MEMBER, "points"] == (0, 0, 0)
