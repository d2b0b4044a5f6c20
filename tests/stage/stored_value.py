"""A sale in which money goes onto a gift card and comes from others, and points lower the price: every field filled."""

from __future__ import annotations

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import add_article
from pos_app.domain.catalogue import Protection
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.loyalty.settings import RedeemedPoints, Settings
from pos_app.domain.pricing import OUTSIDE_VAT
from pos_app.domain.sale import Sale
from tests.stage import goods

SALE_ID = "0190b5a0-0000-7000-8000-0000000005b8"
LOAD = goods.article("Gavekort", None, vat=OUTSIDE_VAT, protection=Protection.GIFT_CARD)


def every_kind() -> Sale:
    """Coffee and toast for 138.00, 20.00 of it in points, with 500.00 for a gift card."""
    bought = goods.basket(goods.CAPPUCCINO, goods.KIMCHI_TOAST)
    card = GiftCard("ab" * 16, "4242", "2029-03-01")
    bought = add_article(bought, LOAD, price_minor=50_000, gift_card=card)
    single = GiftCard("cd" * 16, "0016", "2027-12-31", goods.VAT_25, 3_000, goods.AT_MS)
    plain = GiftCard("ef" * 16, "0012", "2028-06-30", None, 0, goods.AT_MS)
    pay = (
        tenders_of.points(2_000, 200, "redemption-points"),
        tenders_of.gift_card(2_500, "redemption-single", single),
        tenders_of.gift_card(1_500, "redemption-plain", plain),
        tenders_of.registered_card(7_800, "004711"),
        tenders_of.cash(50_000),
    )
    reduces = goods.programme(settings=Settings(redeemed_points=RedeemedPoints.PRICE_REDUCTION))
    return goods.sale(bought, pay=pay, member_view=goods.member(), programmes=[reduces], sale_id=SALE_ID)
