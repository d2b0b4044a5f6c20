"""STALE-LABEL of who is not known whole: what a sale gives them is told, and no count that only the server knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.members import Member
from pos_app.domain.tender import card
from pos_app.services.quoting import quote
from pos_app.services.receipts import document_for
from pos_app.services.selling import sell
from pos_app.services.whole_members import only_known
from tests.stage import goods, loyal_shop
from tests.stage.counter import Stage

BASKET = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN, member_id=goods.MEMBER_ID, basket_id="b1")


def brief(member: Member) -> Member:
    view = member.view
    bare = MemberView(view.member_id, view.points, view.qualifying_points, view.tier, view.as_of_ms)
    return Member(bare, "", whole=False)


def printed(stage: Stage, member: Member) -> str:
    """The receipt of a sale to that member, printed with whom the till knows by then."""
    ports = stage.services()
    due = quote(ports, BASKET, member).settlement.due_minor
    sold = sell(ports, "ingrid", BASKET, member, [card(due, "1")])
    return repr(document_for(ports, sold.job).blocks).replace(r"\xa0", " ")


def test_a_whole_members_receipt_tells_how_many_stamps_they_have() -> None:
    stage = loyal_shop.stage()
    assert "Kaffekort" in printed(stage, stage.members.people[0])


@pytest.mark.parametrize("known_by_then", [False, True])
def test_stale_label_a_brief_members_receipt_tells_points_and_no_stamps(known_by_then: bool) -> None:
    stage = loyal_shop.stage()
    ada = stage.members.people[0]
    made = brief(ada)
    stage.members.people = [ada if known_by_then else made]
    told = printed(stage, made)
    assert "Kaffekort" not in told
    assert "poeng" in told.lower()
    (sold,) = stage.store.kept.sales
    assert sold.decision.stamps, "the sale has them, and the server counts them"


def test_what_is_told_of_a_whole_members_decision_is_all_of_it() -> None:
    stage = loyal_shop.stage()
    ada = stage.members.people[0]
    decision = quote(stage.services(), BASKET, ada).decision
    assert only_known(decision, ada) is decision
    assert only_known(decision, None) is decision
    assert only_known(decision, replace(ada, whole=False)).stamps == ()
