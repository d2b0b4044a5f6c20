"""Hypothesis strategies for whatever a counter may see: goods, baskets, tenders, members, programmes."""

from __future__ import annotations

from hypothesis import strategies as st

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, Discount, add_article, discount_basket, discount_line
from pos_app.domain.catalogue import Article, Protection, Unit
from pos_app.domain.loyalty.decision import MemberView
from pos_app.domain.loyalty.programme import EarnBase, EarnRule, Programme, RedemptionRule, Tier
from pos_app.domain.money import EUR, KRW, NOK, Rounding
from pos_app.domain.tender import Tender
from tests.stage.goods import AT_MS, MEMBER_ID, VAT_0, VAT_12, VAT_15, VAT_25, programme

currencies = st.sampled_from([NOK, EUR, KRW])
prices = st.integers(min_value=1, max_value=500_000)
roundings = st.sampled_from(list(Rounding))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Any article with a price, of nothing at times; about a fifth are protected."""
    protection = draw(st.sampled_from([None, None, None, None, *Protection])) if draw(st.booleans()) else None
    unit = draw(st.sampled_from([Unit.PIECE, Unit.PIECE, Unit.KILOGRAM]))
    number = draw(st.integers(min_value=1, max_value=999))
    return Article(
        f"a{number}",
        f"Vare {number}",
        draw(prices | st.just(0)),
        draw(st.sampled_from([VAT_25, VAT_15, VAT_12, VAT_0])),
        unit,
        protection=protection,
    )


@st.composite
def discounts(draw: st.DrawFn) -> Discount:
    """A discount that may be given: per cent or an amount."""
    if draw(st.booleans()):
        return Discount(basis_points=draw(st.integers(min_value=1, max_value=10_000)))
    return Discount(amount_minor=draw(st.integers(min_value=1, max_value=1_000_000)))


@st.composite
def baskets(draw: st.DrawFn, *, with_discounts: bool = True, least: int = 1) -> Basket:
    """A basket of up to eight additions, some by weight or label, some discounted."""
    made = Basket("b", draw(currencies), draw(st.booleans()))
    for article in draw(st.lists(articles(), min_size=least, max_size=8)):
        if article.unit is Unit.KILOGRAM:
            if not article.price_minor or draw(st.booleans()):
                grams = draw(st.integers(min_value=1, max_value=20_000))
                made = add_article(made, article, quantity_milli=grams)
            else:
                # No label says more than a hundred kilograms' worth.
                label = draw(st.integers(min_value=1, max_value=100 * (article.price_minor or 1)))
                made = add_article(made, article, label_amount_minor=label)
        else:
            pieces = draw(st.integers(min_value=1, max_value=12))
            made = add_article(made, article, quantity_milli=pieces * 1000)
        last = made.lines[-1]
        if with_discounts and not article.is_protected and draw(st.booleans()):
            made = discount_line(made, last.line_id, draw(discounts()))
    if with_discounts and draw(st.booleans()) and any(not line.article.is_protected for line in made.lines):
        made = discount_basket(made, draw(discounts()))
    return made


@st.composite
def tenders(draw: st.DrawFn) -> Tender:
    """Any one payment."""
    minor = draw(st.integers(min_value=1, max_value=200_000))
    kind = draw(st.sampled_from(["cash", "card", "points"]))
    if kind == "cash":
        return tenders_of.cash(minor)
    if kind == "card":
        return tenders_of.card(minor, "4711")
    return tenders_of.points(minor, draw(st.integers(min_value=1, max_value=10_000)), "r1")


@st.composite
def members(draw: st.DrawFn) -> MemberView:
    """A member of any tier, or of none yet."""
    return MemberView(
        MEMBER_ID,
        draw(st.integers(min_value=-500, max_value=50_000)),
        draw(st.integers(min_value=0, max_value=10_000)),
        draw(st.sampled_from([None, "medlem", "solv", "gull", "long-gone"])),
        AT_MS,
    )


@st.composite
def programmes(draw: st.DrawFn, currency: str = "NOK") -> Programme:
    """A programme of points, tiers and perhaps redemption, with any of the settings."""
    from_points = draw(st.lists(st.integers(min_value=0, max_value=5000), max_size=4, unique=True))
    tiers = tuple(
        Tier(f"t{n}", f"Nivå {n}", points, draw(st.integers(min_value=1, max_value=300)))
        for n, points in enumerate(sorted(from_points))
    )
    redemption = RedemptionRule(
        block=draw(st.integers(min_value=1, max_value=500)),
        value_minor=draw(st.integers(min_value=1, max_value=5000)),
        minimum=draw(st.integers(min_value=0, max_value=1000)),
    )
    return programme(
        currency=currency,
        earn=EarnRule(
            points=draw(st.integers(min_value=1, max_value=20)),
            per_minor=draw(st.integers(min_value=1, max_value=10_000)),
            rounding=draw(roundings),
            base=draw(st.sampled_from(list(EarnBase))),
            with_tax=draw(st.booleans()),
            minimum_minor=draw(st.sampled_from([0, 0, 5000, 100_000])),
        ),
        tiers=tiers,
        redemption=redemption if draw(st.booleans()) else None,
    )
