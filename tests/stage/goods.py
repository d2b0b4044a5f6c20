"""Builders of everything a counter deals in, with sensible defaults: tests say only what they are about.

The shop is Kaffehuset Grünerløkka in Oslo; amounts are øre, quantities thousandths, times UTC milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, add_article, confirm_age, with_member
from pos_app.domain.catalogue import Article, Protection, Unit, VatRate
from pos_app.domain.deposit_slip import with_slips
from pos_app.domain.loyalty.decision import Context, MemberView
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.programme import USUAL_SETTINGS, EarnRule, Programme, RedemptionRule, Tier
from pos_app.domain.loyalty.settings import Settings
from pos_app.domain.members import Member
from pos_app.domain.money import NOK, Currency
from pos_app.domain.pricing import price
from pos_app.domain.sale import Sale, Seller, complete
from pos_app.domain.store import Store
from pos_app.domain.tender import Tender

VAT_25 = VatRate("3", 2500)
VAT_15 = VatRate("31", 1500)
VAT_12 = VatRate("33", 1200)
VAT_0 = VatRate("5", 0)

AT_MS = 1_772_370_120_000
"""1 March 2026, 14:02 in Oslo (13:02 UTC)."""

COMPANY, STORE, TILL = "kaffehuset", "grunerlokka", "0190b5a0-0000-7000-8000-000000000002"
MEMBER_ID = "0190b5a0-0000-7000-8000-00000000ada1"


def article(
    name: str = "Cappuccino",
    price_minor: int | None = 4900,
    *,
    article_id: str = "",
    vat: VatRate = VAT_15,
    unit: Unit = Unit.PIECE,
    protection: Protection | None = None,
    minimum_age: int = 0,
    category_id: str = "kaffe",
    colour: str = "#A9713F",
) -> Article:
    """An article; its id is made from its name unless given."""
    return Article(
        article_id or name.lower().replace(" ", "-"),
        name,
        price_minor,
        vat,
        unit,
        category_id,
        minimum_age,
        protection,
        colour,
    )


CAPPUCCINO = article()
CINNAMON_BUN = article("Kanelbolle", 4500, category_id="bakst")
KIMCHI_TOAST = article("김치 토스트", 8900, vat=VAT_25, category_id="lunsj")
BANITSA = article("Баница", 5800, category_id="bakst")
BEANS = article("Kaffebønner Etiopia", 39800, unit=Unit.KILOGRAM)
BEER = article(
    "Pils 0,5 l", 4290, vat=VAT_25, minimum_age=18, protection=Protection.ALCOHOL, category_id="drikke"
)
DEPOSIT = article("Pant", 200, vat=VAT_0, protection=Protection.DEPOSIT, category_id="drikke")
CARRIER_BAG = article("Bærepose", 450, vat=VAT_25, protection=Protection.CARRIER_BAG, category_id="kasse")
BOOK = article("Kaffekunst", 24900, vat=VAT_0, category_id="gaver")


def basket(
    *articles: Article | tuple[Article, int],
    currency: Currency = NOK,
    vat_included: bool = True,
    member_id: str | None = None,
    age_confirmed: int = 0,
    basket_id: str = "0190b5a0-0000-7000-8000-00000000ba51",
) -> Basket:
    """A basket of those articles, one of each, or ``(article, quantity_milli)``."""
    made = Basket(basket_id, currency, vat_included)
    for item in articles:
        what, quantity_milli = item if isinstance(item, tuple) else (item, 1000)
        made = add_article(made, what, quantity_milli=quantity_milli)
    return confirm_age(with_member(made, member_id), age_confirmed)


def member(
    member_id: str = MEMBER_ID,
    *,
    points: int = 1240,
    qualifying_points: int = 1240,
    tier: str | None = "solv",
    as_of_ms: int = AT_MS - 3_600_000,
) -> MemberView:
    """A member as a sale knows them: Ada Nordmann's pseudonymous side."""
    return MemberView(member_id, points, qualifying_points, tier, as_of_ms)


def known_member(view: MemberView | None = None, *, display_name: str = "Ada Nordmann") -> Member:
    """A member as the counter greets them."""
    return Member(view or member(), display_name, card_number_end="0042", personal_key=bytes(range(32)))


HUNDRED_FOR_TEN = RedemptionRule(block=100, value_minor=1000)


def programme(
    *,
    programme_id: str = "poeng",
    version: int = 1,
    currency: str = "NOK",
    account: str = "points",
    earn: EarnRule | None = None,
    tiers: tuple[Tier, ...] | None = None,
    redemption: RedemptionRule | None = HUNDRED_FOR_TEN,
    settings: Settings = USUAL_SETTINGS,
) -> Programme:
    """Grünerløkka Poeng: 1 point per 1.00, 100 points = 10.00, tiers Medlem, Sølv and Gull."""
    return Programme(
        programme_id=programme_id,
        version=version,
        name="Grünerløkka Poeng",
        currency=currency,
        account=account,
        digest="0" * 64,
        earns=(earn or EarnRule(points=1, per_minor=100),),
        tiers=TIERS if tiers is None else tiers,
        redemption=redemption,
        settings=settings,
    )


TIERS = (
    Tier("medlem", "Medlem", 0),
    Tier("solv", "Sølv", 1000, 125),
    Tier("gull", "Gull", 3000, 150),
)
TIER_NAMES = {tier.code: tier.name for tier in TIERS}


def context(*, at_ms: int = AT_MS, currency: str = "NOK", channel: str = "till") -> Context:
    """Where and when: this shop, 1 March 2026, 14:02 local time."""
    return Context(COMPANY, STORE, channel, currency, at_ms, 60, "2026-03-01")


def seller(*, till_number: int = 2, cashier_id: str = "ingrid") -> Seller:
    """Till 2, Ingrid's shift."""
    return Seller(COMPANY, STORE, TILL, till_number, cashier_id)


def store(*, language: str = "nb", currency: Currency = NOK) -> Store:
    """The shop as its receipts name it."""
    return Store(
        company_id=COMPANY,
        store_id=STORE,
        name="Kaffehuset Grünerløkka",
        organisation_number="999 888 777",
        address=("Thorvald Meyers gate 1", "0555 Oslo"),
        currency=currency,
        zone="Europe/Oslo",
        country="NO",
        language=language,
    )


def sale(
    of: Basket | None = None,
    *,
    pay: Sequence[Tender] | None = None,
    member_view: MemberView | None = None,
    programmes: Sequence[Programme] | None = None,
    receipt_number: int = 1042,
    sale_id: str = "0190b5a0-0000-7000-8000-0000000005a1",
    at: Context | None = None,
) -> Sale:
    """A completed sale, evaluated and settled as a till does it; paid by card unless ``pay`` says otherwise."""
    bought = of or basket(CAPPUCCINO, CINNAMON_BUN)
    if member_view is not None:
        bought = with_member(bought, member_view.member_id)
    when = at or context(currency=bought.currency.code)
    if pay is None:
        total = price(bought).total_minor - sum(slip.amount_minor for slip in bought.slips)
        pay = (tenders_of.card(total, "004711"),) if total else ()
    in_force = (programme(currency=bought.currency.code),) if programmes is None else tuple(programmes)
    return complete(
        sale_id=sale_id,
        receipt_number=receipt_number,
        seller=seller(),
        basket=bought,
        tenders=pay,
        member=member_view,
        decision=evaluate(bought, with_slips(bought, pay), member_view, in_force, when),
        context=when,
    )
