"""Starbucks Rewards at the till: two stars for each 1.00 that a registered card pays, and for nothing else."""

from __future__ import annotations

import pytest

from pos_app.commands.programme_files import gallery
from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import with_member
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.money import USD
from pos_app.domain.tender import Tender, TenderKind
from pos_app.services.receipts import document_for
from pos_app.services.selling import sell
from tests.stage import goods
from tests.stage.counter import Stage
from tests.stage.paper import on_paper

STARBUCKS = programme_from_text(dict(gallery())["starbucks-rewards"], "starbucks-rewards")
LATTE = goods.article("Latte", 750)


@pytest.mark.parametrize(
    ("pay", "stars"),
    [
        ((tenders_of.registered_card(750, "00471"),), 15),
        ((tenders_of.card(750, "00471"),), 0),
        ((tenders_of.cash(1_000),), 0),
        ((tenders_of.registered_card(500, "00471"), tenders_of.cash(250)), 10),
    ],
    ids=["registered", "bank card", "cash", "both"],
)
def test_stars_come_for_what_a_registered_card_paid(pay: tuple[Tender, ...], stars: int) -> None:
    stage = Stage(currency=USD, language="en")
    stage.programmes.programmes = (STARBUCKS,)
    ports = stage.services()
    bought = with_member(goods.basket(LATTE, currency=USD), goods.MEMBER_ID)
    sold = sell(ports, "ingrid", bought, goods.known_member(goods.member(tier=None)), pay)
    assert sold.sale.decision.points_earned == stars
    paper = on_paper(document_for(ports, sold.job))
    assert "Total                                $7.50 ** x2" in paper
    assert (f"+{stars} pts" in paper) is bool(stars)


def test_a_registered_card_needs_its_slip_like_any_card() -> None:
    with pytest.raises(Refused) as refused:
        tenders_of.registered_card(750, "  ")
    assert refused.value.reason is Refusal.SLIP_REFERENCE_NEEDED
    assert tenders_of.registered_card(750, " 00471 ") == Tender(TenderKind.REGISTERED_CARD, 750, "00471")
