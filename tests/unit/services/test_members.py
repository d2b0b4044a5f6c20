"""STALE-LABEL: what may be said of a member's points."""

from dataclasses import replace

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.basket import with_member
from pos_app.domain.loyalty.member_view import Holding
from pos_app.services.members import Standing, spendable_as_told, standing, still_spendable
from pos_app.services.selling import sell
from pos_app.storage.for_sync import SyncJournal
from tests.stage import goods
from tests.stage.counter import FakeProgrammes
from tests.stage.tills import KEY
from tests.unit.services.conftest import Till

ADA = goods.known_member()
TWO = with_member(goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN), goods.MEMBER_ID)


def test_stale_label_points_come_with_the_time_at_which_the_server_knew_them(till: Till) -> None:
    assert standing(till.ports, ADA) == Standing(1240, goods.AT_MS - 3_600_000, 0, 1240)


def test_stale_label_what_was_earned_here_is_pending_until_the_server_has_it(real_till: Till) -> None:
    for _ in range(2):
        sell(real_till.ports, "ingrid", TWO, ADA, [tenders.card(9400, "1")])
    assert standing(real_till.ports, ADA).pending == 2 * 117
    assert real_till.folder is not None
    outbox = SyncJournal(real_till.folder, KEY)
    outbox.mark_acked(1, "epoch")
    assert standing(real_till.ports, ADA).pending == 117
    outbox.mark_acked(2, "epoch")
    outbox.close()
    assert standing(real_till.ports, ADA).pending == 0


def test_stale_label_points_used_here_are_pending_too(real_till: Till) -> None:
    paid = [tenders.points(9000, 900, "r"), tenders.card(400, "1")]
    sell(real_till.ports, "ingrid", TWO, ADA, paid)
    now = standing(real_till.ports, ADA)
    assert now.pending == 5 - 900  # 4.00 earned at 125 %
    assert now.spendable == 1240 + now.pending


def test_another_member_s_points_are_not_pending_here(real_till: Till) -> None:
    sell(real_till.ports, "ingrid", TWO, ADA, [tenders.card(9400, "1")])
    somebody = goods.known_member(goods.member("0190b5a0-0000-7000-8000-00000000b0b0"))
    assert standing(real_till.ports, somebody).pending == 0


@pytest.mark.parametrize(
    ("points", "pending", "spendable"),
    [(1240, 0, 1240), (1240, 117, 1240), (1240, -500, 740), (100, -500, 0), (-50, 0, 0), (0, 300, 0)],
)
def test_points_earned_offline_are_not_to_spend_yet_and_points_used_are_gone(
    points: int, pending: int, spendable: int
) -> None:
    assert still_spendable(points, pending) == spendable


def test_stale_label_what_may_be_spent_is_what_the_programme_holds_that_redeems(real_till: Till) -> None:
    cups, miles = (
        goods.programme(programme_id="cups", account="cups", redemption=None),
        goods.programme(programme_id="miles", account="miles"),
    )
    ports = replace(real_till.ports, programmes=FakeProgrammes([cups, miles]))
    view = replace(ADA.view, points=5000, holdings=(Holding("miles", 950),))
    ada = goods.known_member(view)
    assert spendable_as_told(ports, ada) == 950
    paid = [tenders.points(9000, 900, "r"), tenders.card(400, "1")]
    sell(ports, "ingrid", TWO, ada, paid)
    now = standing(ports, ada)
    assert (now.points, now.spendable) == (5000, 950 - 900 + 5), (
        "5.00 earned there too, in one sum with what was used"
    )
