"""What a cashier is told who looks a price up, and what stands on the label at the shelf."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.basket import Basket, add_article
from pos_app.domain.catalogue import Article, Unit
from pos_app.domain.comparison_price import ComparisonPrice, comparison_price
from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.decision import MemberView
from pos_app.domain.price_history import PriceEntry, Reduction
from pos_app.domain.sale import reckon
from pos_app.domain.shelf_label import ShelfLabel
from pos_app.services.price_ports import PriceSources
from pos_app.services.quoting import context_now
from pos_app.services.shelf_prices import reduction

_ONE_MILLI = 1000


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """All about the price of an article now. ``offer_minor`` is what one costs everybody with the offers of today, and
    ``members_minor`` any member, each only where it is less; ``planned`` the next price that was set for a day to come.
    """

    article: Article
    code: str = ""
    comparison: ComparisonPrice | None = None
    reduction: Reduction | None = None
    offer_minor: int | None = None
    members_minor: int | None = None
    planned: PriceEntry | None = None


def price_facts(ports: PriceSources, article: Article) -> PriceFacts:
    """Look an article's price up, with all that belongs to it."""
    now_ms = ports.clock.now_ms()
    prices = ports.prices
    content = prices.content(article.article_id) if prices else None
    entries = prices.entries(article.article_id) if prices else ()
    coming = [each for each in entries if each.planned and each.from_ms > now_ms]
    usual = article.price_minor
    everybody = _one_costs(ports, article, None)
    members = _one_costs(ports, article, _any_member(ports))
    return PriceFacts(
        article,
        prices.code(article.article_id) if prices else "",
        comparison_price(article, usual, content),
        reduction(ports, article, now_ms),
        everybody if everybody is not None and usual is not None and everybody < usual else None,
        members if members is not None and everybody is not None and members < everybody else None,
        min(coming, key=lambda each: each.from_ms, default=None),
    )


def label_of(facts: PriceFacts) -> ShelfLabel:
    """What the shelf says of it. Offers of a day are no shelf prices: they come off at the counter."""
    return ShelfLabel(facts.article, facts.code, facts.comparison, facts.reduction, facts.members_minor)


def _any_member(ports: PriceSources) -> MemberView:
    """A member of whom nothing is special: no level, no coupon, no birthday, neither new nor long away."""
    context = context_now(ports)
    return MemberView(
        "any", 0, 0, None, context.at_ms, purchases=1000, last_purchase_on=context.business_date
    )


def _one_costs(ports: PriceSources, article: Article, member: MemberView | None) -> int | None:
    """What one piece (or kilogram) of it costs by itself; ``None`` where the cashier is asked."""
    from pos_app.domain.loyalty.engine import evaluate

    if article.price_minor is None:
        return None
    store = ports.counter.store
    quantity = _ONE_MILLI if article.unit is Unit.KILOGRAM else None
    try:
        basket = add_article(Basket("", store.currency, store.vat_included), article, quantity_milli=quantity)
    except Refused:
        return None
    decision = evaluate(basket, (), member, ports.programmes.in_force(), context_now(ports))
    priced, _ = reckon(basket, (), decision)
    return priced.lines[0].net_minor
