"""The line is down: what the cashier sees of leases, and what a member can use all the same (LEASE, CLASSES)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.gift_card import account_of, holder_of_card
from pos_app.domain.tender import TenderKind
from pos_app.services.holding import HoldAnswer, HoldOutcome
from pos_app.services.leases import KeptCard
from pos_app.ui.inbox import Link
from pos_app.ui.views.panels.redeem import RedeemPanel
from tests.gui.till import Till
from tests.stage import goods, loyal_shop
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, TOAST_CODE, Stage
from tests.stage.gift_cards import CARD
from tests.stage.leases import HOUR_MS, LEASE, kept
from tests.stage.loyal_shop import COUPON

HARD = "\N{NO-BREAK SPACE}"


@pytest.fixture
def offline(till: Till, stage: Stage) -> Till:
    """Ada on the counter with 183,00 to pay; the line is down, and 300 of her 1240 points are kept here."""
    stage.leases.keep(kept(300))
    till.report(Link.OFFLINE, 0)
    till.scan(CAPPUCCINO_CODE, BUN_CODE, TOAST_CODE)
    till.window.models.sale.set_member(stage.members.people[0])
    till.settle()
    return till


def use_points(till: Till, points: str) -> None:
    till.press(Qt.Key.Key_F5)
    till.type(points)
    till.press(Qt.Key.Key_Return)


def said_in_panel(till: Till) -> str:
    """What the points panel says under its number."""
    panel = till.panel
    assert isinstance(panel, RedeemPanel)
    labels = (panel.most, panel.why, panel.notice)
    return " ".join(label.text() for label in labels if label.isVisible()).replace(HARD, " ")


def card_says(till: Till) -> str:
    card = till.window.models.member.card()
    assert card is not None
    return card.progress_text.replace(HARD, " ")


def test_lease_the_panel_says_how_much_may_be_used_now_until_when_and_why_not_more(offline: Till) -> None:
    offline.press(Qt.Key.Key_F5)
    told = said_in_panel(offline)
    assert "Høyst 300 p = 30,00 kr" in told
    assert "Uten nett: 300 p av 1 240 p er holdt av her til onsdag 14:02. Resten trenger nett." in told


def test_stale_label_the_member_card_says_what_is_usable_beside_the_balance_and_its_time(
    offline: Till,
) -> None:
    card = offline.window.models.member.card()
    assert card is not None
    assert card.points_text.replace(HARD, " ") == "1 240 p"
    assert card.as_of_text.startswith("per 13:02")
    assert "uten nett: 300 p kan brukes" in card_says(offline)
    offline.report(Link.ONLINE, 0)
    assert "uten nett" not in card_says(offline)


def test_lease_points_are_used_and_the_sale_is_paid_with_the_line_down(offline: Till, stage: Stage) -> None:
    use_points(offline, "300")
    assert offline.to_pay == "153,00"
    assert (stage.holds.held, stage.securing.asked) == ([], []), "nobody was asked"
    offline.type("153")
    offline.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    points, cash = sale.tenders
    assert (points.kind, points.points, points.lease_id) == (TenderKind.POINTS, 300, LEASE)
    assert cash.kind is TenderKind.CASH
    assert stage.leases.taken[points.redemption_id].used
    assert offline.deck.name == "done"


def test_lease_what_was_used_is_not_there_for_the_next_sale(offline: Till, stage: Stage) -> None:
    use_points(offline, "200")
    offline.type("163")
    offline.press(Qt.Key.Key_Return)
    offline.scan(CAPPUCCINO_CODE)
    offline.window.models.sale.set_member(stage.members.people[0])
    offline.settle()
    assert "uten nett: 100 p kan brukes" in card_says(offline)
    use_points(offline, "200")
    assert "Høyst 100 poeng kan brukes nå." in said_in_panel(offline)


def test_lease_points_given_back_may_be_used_again(offline: Till, stage: Stage) -> None:
    use_points(offline, "300")
    offline.window.models.payment.give_back()
    offline.settle()
    assert stage.leases.taken == {}
    assert offline.to_pay == "183,00"
    offline.press(Qt.Key.Key_Escape)
    use_points(offline, "300")
    assert offline.to_pay == "153,00"


def test_lease_nothing_kept_here_is_explained_and_nothing_can_be_accepted(till: Till, stage: Stage) -> None:
    till.report(Link.OFFLINE, 0)
    till.scan(CAPPUCCINO_CODE)
    till.window.models.sale.set_member(stage.members.people[0])
    till.settle()
    use_points(till, "100")
    assert "denne kassen holder ikke av medlemmets poeng" in said_in_panel(till)
    assert not till.panel.primary.isEnabled()  # type: ignore[union-attr]
    assert till.window.models.sale.tenders == ()
    assert "uten nett: poeng venter på nett" in card_says(till)


@pytest.mark.parametrize(
    ("hours", "ahead_ms", "told"),
    [
        (0, 0, "Denne kassen holdt av poeng til 14:02; etter det trenger de nett."),
        (72, None, "Kassens klokke er stilt tilbake"),
    ],
)
def test_lease_that_may_not_be_used_says_why(
    till: Till, stage: Stage, hours: int, ahead_ms: int | None, told: str
) -> None:
    stage.leases.keep(kept(300, hours=hours))
    stage.leases.ahead_ms = ahead_ms
    till.report(Link.OFFLINE, 0)
    till.scan(CAPPUCCINO_CODE)
    till.window.models.sale.set_member(stage.members.people[0])
    till.settle()
    till.press(Qt.Key.Key_F5)
    assert told in said_in_panel(till)


def test_lease_a_line_that_breaks_while_it_is_asked_takes_the_lease(till: Till, stage: Stage) -> None:
    stage.leases.keep(kept(300))
    stage.holds.answer = HoldAnswer(HoldOutcome.NO_ANSWER)
    till.scan(CAPPUCCINO_CODE)
    till.window.models.sale.set_member(stage.members.people[0])
    till.settle()
    use_points(till, "300")
    (tender,) = till.window.models.sale.tenders
    assert tender.lease_id == LEASE


def test_lease_points_of_another_store_say_when_they_come_back(till: Till, stage: Stage) -> None:
    until = goods.AT_MS + 50 * HOUR_MS
    stage.holds.answer = HoldAnswer(HoldOutcome.TOO_FEW_POINTS, 40, goods.AT_MS, until, leased=1_200)
    till.scan(CAPPUCCINO_CODE)
    till.window.models.sale.set_member(stage.members.people[0])
    till.settle()
    use_points(till, "200")
    told = said_in_panel(till)
    assert "En annen butikk holder av disse poengene" in told
    assert "senest tirsdag 16:02" in told


def test_a_server_that_refuses_this_till_is_asked_and_its_no_counts(till: Till, stage: Stage) -> None:
    stage.leases.keep(kept(300))
    stage.holds.answer = HoldAnswer(HoldOutcome.REFUSED, detail="frozen")
    till.report(Link.REFUSED, 0)
    till.scan(CAPPUCCINO_CODE)
    till.window.models.sale.set_member(stage.members.people[0])
    till.settle()
    use_points(till, "300")
    assert len(stage.holds.held) == 1
    assert till.window.models.sale.tenders == ()
    assert stage.leases.taken == {}


def test_floor_a_little_is_risked_where_the_programme_says_so(till: Till, stage: Stage) -> None:
    usual = goods.programme()
    limits = replace(usual.offline, floor_redemption=100, floor_member=100, floor_till=500)
    stage.programmes.programmes = (replace(usual, offline=limits),)
    till.report(Link.OFFLINE, 0)
    till.scan(CAPPUCCINO_CODE)
    till.window.models.sale.set_member(stage.members.people[0])
    till.settle()
    assert "uten nett: 100 p kan brukes" in card_says(till)
    use_points(till, "100")
    (tender,) = till.window.models.sale.tenders
    assert tender.is_floor


def test_the_banner_says_what_still_works(offline: Till) -> None:
    offline.window.models.messages.hush()
    assert offline.said == (
        "Ingen forbindelse siden 14:02. Du kan selge, gi poeng og bruke det som er holdt av her."
    )


def test_a_member_s_sheet_tells_the_lease(offline: Till) -> None:
    offline.press(Qt.Key.Key_F4)
    titles = [view.row.title.replace(HARD, " ") for view in offline.panel.area.rows]  # type: ignore[attr-defined]
    assert titles[0] == "Uten nett: 300 p av 1 240 p er holdt av her til onsdag 14:02. Resten trenger nett."


def test_a_killed_till_has_its_points_tender_back(
    make_till: Callable[..., Till], offline: Till, stage: Stage
) -> None:
    use_points(offline, "300")
    again = make_till(stage=stage).sign_in()
    assert again.to_pay == "153,00"
    again.type("153")
    again.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    assert sale.tenders[0].lease_id == LEASE


# ---- things


@pytest.fixture
def loyal(make_till: Callable[..., Till]) -> Till:
    """The line is down; this till decides what Ada uses up. Her coupon for a free bun is on the sale."""
    shop = loyal_shop.stage()
    shop.leases.keep(kept(0, things=True))
    till = make_till(stage=shop).sign_in()
    till.report(Link.OFFLINE, 0)
    till.window.models.sale.set_member(shop.members.people[0])
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.scan(COUPON)
    return till


def test_classes_a_coupon_works_with_the_line_down_where_this_till_keeps_the_member(loyal: Till) -> None:
    assert loyal.to_pay == "49,00"
    loyal.type("50")
    loyal.press(Qt.Key.Key_Return)
    (sale,) = loyal.stage.store.kept.sales
    assert [used.number for used in sale.decision.coupons_used] == [COUPON]
    assert sale.lease_id == LEASE
    assert loyal.stage.securing.asked == []
    assert loyal.said == "Betalt. Kvittering 1."


def test_classes_a_sale_that_is_parked_lets_go_of_the_lease(loyal: Till) -> None:
    loyal.press(Qt.Key.Key_Return)
    assert list(loyal.stage.leases.taken)
    loyal.press(Qt.Key.Key_Escape)
    loyal.press(Qt.Key.Key_F6)
    assert loyal.stage.leases.taken == {}
    assert loyal.stage.securing.let_go_of == []


def test_classes_a_long_payment_does_not_lose_what_is_taken_from_a_lease(loyal: Till) -> None:
    loyal.type("20")
    loyal.press(Qt.Key.Key_Return)
    loyal.stage.clock.at_ms += 20 * 60_000
    loyal.type("29")
    loyal.press(Qt.Key.Key_Return)
    (sale,) = loyal.stage.store.kept.sales
    assert sale.lease_id == LEASE
    assert loyal.said == "Betalt. Kvittering 1.", "nothing lapsed"


# ---- gift cards


def test_lease_a_gift_card_pays_with_the_line_down(till: Till, stage: Stage) -> None:
    holder = holder_of_card(f"id-of-{CARD}")
    stage.leases.keep(kept(5_000, account=account_of("NOK"), holder=holder, card=KeptCard("2029-03-01")))
    stage.gift_cards.offline = True
    till.report(Link.OFFLINE, 0)
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.window.controller.gift_cards.pay()  # type: ignore[union-attr]
    till.settle()
    till.scan(CARD)
    assert till.to_pay == "44,00"
    (tender,) = till.window.models.sale.tenders
    assert (tender.amount_minor, tender.lease_id) == (5_000, LEASE)


def test_lease_with_the_outside_line_down_the_hubs_points_are_used(till: Till, stage: Stage) -> None:
    stage.hub.lease_id, stage.hub.points = "hub-lease", 300
    till.report(Link.OFFLINE, 0, hub=True)
    assert "butikkens eget nett virker. Poeng kan brukes." in till.said
    till.scan(CAPPUCCINO_CODE, BUN_CODE, TOAST_CODE)
    till.window.models.sale.set_member(stage.members.people[0])
    till.settle()
    assert "poeng fra butikkens eget nett" in card_says(till)
    use_points(till, "400")
    assert "butikken holder 300 av medlemmets poeng" in said_in_panel(till)
    till.press(Qt.Key.Key_Escape)
    use_points(till, "300")
    assert till.to_pay == "153,00"
    assert stage.hub.points == 0


def test_the_banner_follows_the_hub(till: Till) -> None:
    till.report(Link.OFFLINE, 0)
    assert "butikkens eget nett" not in till.said
    till.report(Link.OFFLINE, 0, hub=True)
    assert "butikkens eget nett" in till.said
