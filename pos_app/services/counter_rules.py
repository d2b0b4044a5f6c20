"""Rules at the counter that come from a country and not from the shop: sale hours, and how much cash may be taken.

A country's package says them (:func:`rules_for`); a store elsewhere has none. Times are the server's as far as the till
knows it (SERVER-ORDER): whoever sets the till's clock back sells nothing with it. Nobody can allow what they refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.tender import Settlement, Tender, TenderKind

if TYPE_CHECKING:  # nothing here is needed before the first scan
    from pos_app.domain.basket import Basket
    from pos_app.domain.catalogue import Article
    from pos_app.domain.norway.alcohol_hours import AlcoholHours
    from pos_app.domain.sale_hours import SaleHours
    from pos_app.services.ports import Ports

SOON_MINUTES = 30
"""So long before goods may not be sold any more the cashier is told, so that the sale is paid in time."""


class CounterRules:
    """What a store's country asks for. ``cash_from_minor`` or more is not taken in cash for one sale; 0: no limit."""

    cash_from_minor = 0

    def hours_of(self, article: Article) -> SaleHours | None:
        """The hours that bind an article, or ``None`` for what is sold at any time."""
        return None


class NorwegianRules(CounterRules):
    """Norway's, with the shop's own licence for alcohol. The calendar is loaded by the first article that it binds."""

    def __init__(self, licence: AlcoholHours | None = None) -> None:
        from pos_app.domain.norway.cash_limit import TOO_MUCH_MINOR

        self.cash_from_minor = TOO_MUCH_MINOR
        self._licence = licence

    def hours_of(self, article: Article) -> SaleHours | None:
        """Alcohol is bound."""
        if article.protection is None:
            return None
        from pos_app.domain.norway.alcohol_hours import USUAL_HOURS

        hours = self._licence or USUAL_HOURS
        return hours if hours.is_bound(article) else None


def rules_for(country: str, currency_code: str, licence: AlcoholHours | None = None) -> CounterRules | None:
    """The rules of a store there (ISO 3166), or none where they are not known here."""
    is_norway = (country.upper(), currency_code) == ("NO", "NOK")
    return NorwegianRules(licence) if is_norway else None


def check_article(ports: Ports, article: Article) -> None:
    """Raise :class:`Refused` where an article may not be sold at this time; see
    :func:`pos_app.domain.sale_hours.check_hours`.
    """
    hours = ports.rules.hours_of(article) if ports.rules is not None else None
    if hours is not None:
        from pos_app.domain.sale_hours import check_hours

        check_hours(hours, article, local_now(ports))


def check_basket(ports: Ports, basket: Basket) -> None:
    """The same for everything in a basket that is to be paid now; the refusal names the ``line``."""
    for line in basket.lines:
        if line.article.protection is not None:
            try:
                check_article(ports, line.article)
            except Refused as refused:
                raise Refused(refused.reason, **{**refused.facts, "line": line.line_id}) from refused


def closes_soon(ports: Ports, basket: Basket) -> str:
    """By when (local time, as it is read) this basket has to be paid, where that is near; else nothing."""
    if ports.rules is None:
        return ""
    from pos_app.domain.sale_hours import clock_text, open_until

    now = local_now(ports)
    ends = []
    for line in basket.lines:
        hours = ports.rules.hours_of(line.article)
        until = open_until(hours, line.article, now) if hours is not None else None
        if until is not None:
            ends.append(until)
    first = min(ends, default=None)
    if first is None or first - now > timedelta(minutes=SOON_MINUTES):
        return ""
    return clock_text(first.hour * 60 + first.minute)


def check_cash(ports: Ports, tenders: Sequence[Tender], settlement: Settlement) -> None:
    """Raise :class:`Refused` ``CASH_TOO_MUCH`` where a sale would be paid with more cash than may be taken. All cash of
    the sale counts together, less the change.
    """
    most = ports.rules.cash_from_minor if ports.rules is not None else 0
    if not most:
        return
    cash = sum(tender.amount_minor for tender in tenders if tender.kind is TenderKind.CASH)
    if cash - settlement.change_minor >= most:
        from pos_app.domain.formatting import locale_for, money

        store = ports.counter.store
        raise Refused(Refusal.CASH_TOO_MUCH, limit=money(most, store.currency, locale_for(store.language)))


def check_taken(ports: Ports, kind: TenderKind) -> None:
    """Raise :class:`Refused` ``TENDER_NOT_TAKEN`` for a way to pay that this shop does not take. Asked before a payment
    is begun, and not of one that was made: money that somebody has given is booked, whatever the settings say by then.
    """
    if kind not in ports.tenders_taken:
        raise Refused(Refusal.TENDER_NOT_TAKEN)


def local_now(ports: Ports) -> datetime:
    """The store's local time, by the server's clock as far as it is known. The zone in it is for show only."""
    now_ms = ports.member_codes.now_ms()
    offset = ports.clock.offset_minutes(now_ms)
    return datetime.fromtimestamp(now_ms // 1000, UTC) + timedelta(minutes=offset)
