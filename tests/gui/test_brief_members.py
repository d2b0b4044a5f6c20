"""A member of whom the till knows little: shown honestly, asked for without a wait, whole when the answer is there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.members import Member
from pos_app.domain.tender import cash
from pos_app.ui.inbox import Link
from pos_app.ui.viewmodels.member_desk_state import JoinState
from pos_app.ui.viewmodels.panel_state import FindMemberState, MemberSheetState
from tests.gui.till import Till
from tests.stage import loyal_shop
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, Stage
from tests.stage.loyal_shop import COUPON

HARD = "\N{NO-BREAK SPACE}"
PHONE = "90000042"
UNKNOWN = "bare poeng og nivå er kjent her"


def brief(member: Member) -> Member:
    view = member.view
    bare = MemberView(view.member_id, view.points, view.qualifying_points, view.tier, view.as_of_ms)
    return Member(bare, "", whole=False)


@pytest.fixture
def shop() -> Stage:
    """Ada is known in brief at the till, and whole at the server."""
    made = loyal_shop.stage()
    ada = made.members.people[0]
    made.members.people = [brief(ada)]
    made.whole_members.people = {ada.view.member_id: ada, PHONE: ada}
    made.members.phones = {PHONE: ada.view.member_id}
    return made


@pytest.fixture
def till(make_till: Callable[..., Till], shop: Stage) -> Till:
    return make_till(stage=shop).sign_in()


def attach(till: Till, shop: Stage) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.window.models.sale.set_member(shop.members.people[0])
    till.settle()


def sheet(till: Till) -> MemberSheetState:
    return till.window.models.sheet.state()


def rows(state: MemberSheetState) -> str:
    return " ".join(f"{row.title} {row.note} {row.right}" for each in state.sections for row in each.rows)


def test_with_a_line_the_member_is_whole_before_anything_is_paid(till: Till, shop: Stage) -> None:
    attach(till, shop)
    card = till.window.models.member.card()
    assert card is not None
    assert card.name == "Ada Nordmann"
    assert card.stamp is not None
    assert shop.whole_members.asked == [shop.members.people[0].view.member_id]
    assert any(each.key == COUPON for section in sheet(till).sections for each in section.rows)


def test_stale_label_without_a_line_the_card_says_what_is_known_and_counts_no_stamps(
    till: Till, shop: Stage
) -> None:
    till.report(Link.OFFLINE, 0)
    attach(till, shop)
    card = till.window.models.member.card()
    assert card is not None
    assert (card.name, card.note, card.stamp) == ("Medlem", UNKNOWN, None)
    assert card.points_text.replace(HARD, " ") == "1 240 p"
    assert card.as_of_text.startswith("per ")
    assert shop.whole_members.asked == []


def test_stale_label_the_sheet_of_a_brief_member_tells_no_stamps_coupons_or_consents(
    till: Till, shop: Stage
) -> None:
    till.report(Link.OFFLINE, 0)
    attach(till, shop)
    state = sheet(till)
    assert "Navn, stempler, kuponger, tilbud og samtykker" in rows(state)
    assert [each.heading for each in state.sections] == ["Poeng og nivå", "Ikke kjent i denne kassen"]
    assert not any(row.key for each in state.sections for row in each.rows)


def test_classes_offline_a_brief_member_earns_and_is_given_nothing_that_is_used_up(
    till: Till, shop: Stage
) -> None:
    till.report(Link.OFFLINE, 0)
    attach(till, shop)
    decision = till.window.models.sale.quote.decision
    assert decision.points_earned > 0
    assert decision.coupons_used == ()
    assert decision.consumes == ()
    notes = " ".join(note.text for note in till.selling.basket.totals.shown.notes)
    assert "stempel" not in notes


def test_when_the_line_is_back_the_member_on_the_sale_is_asked_for(till: Till, shop: Stage) -> None:
    till.report(Link.OFFLINE, 0)
    attach(till, shop)
    till.report(Link.ONLINE, 0)
    till.settle()
    card = till.window.models.member.card()
    assert card is not None
    assert card.name == "Ada Nordmann"


def test_a_server_that_knows_no_more_is_asked_once_and_the_sale_goes_on(till: Till, shop: Stage) -> None:
    shop.whole_members.people = {}
    attach(till, shop)
    till.scan(BUN_CODE)
    till.settle()
    assert len(shop.whole_members.asked) == 1
    card = till.window.models.member.card()
    assert card is not None
    assert card.note == UNKNOWN


def test_an_answer_in_mid_payment_changes_nothing_of_what_is_being_paid(till: Till, shop: Stage) -> None:
    may_answer = shop.whole_members.may_answer = threading.Event()
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    sale = till.window.models.sale
    sale.set_member(shop.members.people[0])
    before = sale.quote.decision
    sale.set_tenders((cash(1_000),))
    may_answer.set()
    till.settle()
    assert len(shop.whole_members.asked) == 1
    assert sale.member is not None
    assert not sale.member.whole
    assert sale.quote.decision.line_effects == before.line_effects


def test_a_phone_that_nobody_here_has_is_asked_for_and_found(till: Till, shop: Stage) -> None:
    seen: list[FindMemberState] = []
    till.window.models.member.found_changed.connect(seen.append)
    till.window.models.member.search(PHONE[:-1])
    till.settle()
    assert shop.whole_members.asked == [], "half a number is nobody's"
    till.window.models.member.search(PHONE)
    assert [entry.title for entry in seen[-1].found] == []
    till.settle()
    assert shop.whole_members.asked == [PHONE]
    assert [entry.title for entry in seen[-1].found] == ["Ada Nordmann"]


def test_who_is_a_member_of_another_store_does_not_join_a_second_time(till: Till, shop: Stage) -> None:
    till.window.models.joining.begin("ingrid", "", "Ada N")
    said: list[JoinState] = []
    till.window.models.joining.changed.connect(said.append)
    till.window.models.joining.set_phone(PHONE)
    till.settle()
    till.window.models.joining.accept()
    till.settle()
    assert "telefonnummeret" in said[-1].notice
    assert shop.store.kept.joined == {}


def test_a_friend_of_another_store_is_found_by_their_phone(till: Till, shop: Stage) -> None:
    till.window.models.joining.begin("ingrid", "", "Bo Berg")
    said: list[JoinState] = []
    till.window.models.joining.changed.connect(said.append)
    till.window.models.joining.set_friend(PHONE)
    assert said[-1].friend_tone == "look"
    till.settle()
    assert "Ada Nordmann" in said[-1].friend_text


def test_offline_no_number_is_asked_for(till: Till, shop: Stage) -> None:
    till.report(Link.OFFLINE, 0)
    till.window.models.member.search(PHONE)
    till.settle()
    assert shop.whole_members.asked == []


def test_the_card_of_somebody_blocked_is_refused_in_brief_too(till: Till, shop: Stage) -> None:
    shop.members.people = [replace(shop.members.people[0], blocked=True)]
    till.report(Link.OFFLINE, 0)
    attach(till, shop)
    assert till.window.models.sale.member is None
