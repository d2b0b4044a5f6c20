"""Memberships at the window: a trial that costs nothing, a term that is sold, and a second trial that is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.loyalty.decision import MembershipStep
from pos_app.domain.sale import Sale
from pos_app.ui.inbox import Link
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.club import club_member, club_programme
from tests.stage.counter import CAPPUCCINO_CODE, Stage

TRIAL_CODE, FEE_CODE = "7031290000077", "7031290000084"
TRIAL = goods.article("Prøv Kaffeklubben", 0, article_id="club-trial", vat=goods.VAT_25)
FEE = goods.article("Kaffeklubben, ett år", 39900, article_id="club-fee", vat=goods.VAT_25)


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.programmes.programmes = (club_programme(),)
    stage.members.people = [goods.known_member()]
    stage.catalogue.codes |= {TRIAL_CODE: TRIAL, FEE_CODE: FEE}
    return stage


@pytest.fixture
def till(stage: Stage) -> Iterator[Till]:
    made = Till(stage).sign_in()
    made.window.models.sale.set_member(stage.members.people[0])
    made.settle()
    yield made
    made.close()


def sold(till: Till) -> Sale:
    (sale,) = till.stage.store.kept.sales
    return sale


def test_a_trial_that_costs_nothing_is_sold_by_enter_alone_without_any_tender(till: Till) -> None:
    till.scan(TRIAL_CODE)
    assert (till.names, till.to_pay) == (["Prøv Kaffeklubben"], "0,00")
    till.press(Qt.Key.Key_Return)
    sale = sold(till)
    assert (sale.tenders, sale.settlement.is_paid, sale.priced.total_minor) == ((), True, 0)
    (change,) = sale.decision.memberships
    assert (change.step, change.from_day, change.to_day) == (MembershipStep.TRIAL, "2026-03-01", "2026-03-30")
    assert till.deck.name == "done"


def test_a_basket_of_nothing_opens_no_drawer_and_prints_its_receipt(till: Till) -> None:
    till.scan(TRIAL_CODE)
    till.press(Qt.Key.Key_Return)
    (job,) = till.stage.store.kept.jobs.values()
    assert not job.open_drawer
    assert till.stage.printer is not None
    (_, document) = till.stage.printer.taken[-1]
    assert "Prøv Kaffeklubben" in repr(document)


def test_cash_typed_for_nothing_is_handed_back_whole(till: Till) -> None:
    till.scan(TRIAL_CODE)
    till.type("100")
    till.press(Qt.Key.Key_Return)
    sale = sold(till)
    assert (sale.settlement.change_minor, sale.priced.total_minor) == (10_000, 0)


def test_a_card_is_not_charged_for_nothing(till: Till) -> None:
    till.scan(TRIAL_CODE)
    till.press(Qt.Key.Key_F9)
    assert till.deck.name != "card"
    assert till.stage.store.kept.sales == []


def test_nothing_and_something_are_paid_together(till: Till) -> None:
    till.scan(TRIAL_CODE, CAPPUCCINO_CODE)
    assert till.to_pay == "49,00"
    till.press(Qt.Key.Key_Return)
    assert till.stage.store.kept.sales == []  # there is something to pay: how?
    till.type("49")
    till.press(Qt.Key.Key_Return)
    assert sold(till).decision.points_earned == 61  # the trial's 0.00 earns nothing


def test_a_typed_price_is_never_nothing(till: Till) -> None:
    till.stage.catalogue.codes["7031290000091"] = goods.article("Gavekort", None, article_id="gift")
    till.scan("7031290000091")
    assert till.deck.name == "measure"
    till.type("0")
    till.press(Qt.Key.Key_Return)
    assert till.names == []


def test_the_trial_is_once_a_person_and_the_second_time_pay_says_why(stage: Stage, till: Till) -> None:
    stage.members.people = [club_member()]
    till.window.models.sale.set_member(None)
    till.window.models.sale.set_member(stage.members.people[0])
    till.scan(TRIAL_CODE)
    till.press(Qt.Key.Key_Return)
    assert till.stage.store.kept.sales == []


def test_a_paid_term_follows_the_one_that_runs_and_the_panel_shows_it_before_it_is_sold(
    stage: Stage, till: Till
) -> None:
    stage.members.people = [club_member()]
    till.window.models.sale.set_member(None)
    till.window.models.sale.set_member(stage.members.people[0])
    till.scan(FEE_CODE)
    till.press(Qt.Key.Key_F4)
    shown = till.window.models.sheet.state()
    rows = [row for section in shown.sections for row in section.rows]
    assert any("31.03.2027" in row.note for row in rows)
    till.press(Qt.Key.Key_Escape)
    till.type("399")
    till.press(Qt.Key.Key_Return)
    (change,) = sold(till).decision.memberships
    assert (change.step, change.from_day, change.to_day) == (
        MembershipStep.RENEWED,
        "2026-04-01",
        "2027-03-31",
    )


@pytest.mark.parametrize("code", [TRIAL_CODE, FEE_CODE])
def test_nobody_pays_for_a_membership_without_being_a_member(till: Till, code: str) -> None:
    till.controller.member_removed()
    till.scan(code)
    till.type("399")
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Return)
    assert till.stage.store.kept.sales == []
    assert till.window.models.sale.tenders == ()
    assert "Kaffeklubben" in till.said


def test_a_trial_waits_for_the_network_because_each_person_has_only_one(till: Till) -> None:
    till.report(Link.OFFLINE, 0)
    till.scan(TRIAL_CODE)
    till.press(Qt.Key.Key_Return)
    assert till.stage.store.kept.sales == []
    till.report(Link.ONLINE, 0)
    till.press(Qt.Key.Key_Return)
    assert sold(till).decision.memberships[0].step is MembershipStep.TRIAL


def test_the_server_is_asked_before_a_trial_for_nothing_is_sold(stage: Stage, till: Till) -> None:
    stage.securing.refusals = {"trial:poeng:club": "trial-used"}
    till.scan(TRIAL_CODE)
    till.press(Qt.Key.Key_Return)
    assert stage.store.kept.sales == []
    assert [want.key for _, wants in stage.securing.asked for want in wants] == ["trial:poeng:club"]
