"""Numbers, amounts and times as the screen says them: the one formatter with this till's currency and zone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pos_app.domain import formatting
from pos_app.domain.catalogue import Article, Unit
from pos_app.services.ports import Ports
from pos_app.ui.marks import QT_TRANSLATE_NOOP

_DAY_MS = 86_400_000
_WEEK_MS = 6 * _DAY_MS
"""Beyond it a weekday could be taken for an earlier one."""
_THURSDAY = 3
"""The first of January 1970."""
_WEEKDAYS = (
    QT_TRANSLATE_NOOP("Words", "Monday"),
    QT_TRANSLATE_NOOP("Words", "Tuesday"),
    QT_TRANSLATE_NOOP("Words", "Wednesday"),
    QT_TRANSLATE_NOOP("Words", "Thursday"),
    QT_TRANSLATE_NOOP("Words", "Friday"),
    QT_TRANSLATE_NOOP("Words", "Saturday"),
    QT_TRANSLATE_NOOP("Words", "Sunday"),
)


class Words:
    """The formatter of :mod:`pos_app.domain.formatting`, bound to a till and to the language of its screen."""

    def __init__(self, ports: Ports, language: str) -> None:
        self._clock = ports.clock
        self.currency = ports.counter.store.currency
        self.locale = formatting.locale_for(language)

    @property
    def separator(self) -> str:
        """The decimal sign, or nothing for a currency without decimals."""
        return self.locale.decimal_sign if self.currency.exponent else ""

    def amount(self, minor: int) -> str:
        """Money without its currency: on this screen there is only one."""
        return formatting.amount(minor, self.currency, self.locale)

    def money(self, minor: int) -> str:
        """Money with its currency."""
        return formatting.money(minor, self.currency, self.locale)

    def short_amount(self, minor: int) -> str:
        """Money without decimals where they are zeros: for the quick-cash keys."""
        unit = 10**self.currency.exponent
        if minor % unit:
            return self.amount(minor)
        return formatting.points(minor // unit, self.locale)

    def quantity(self, milli: int, unit: Unit) -> str:
        """How many, or how much."""
        return formatting.quantity(milli, unit, self.locale)

    def price_of(self, article: Article) -> str:
        """The article's price with its unit; a dash where it is asked for."""
        if article.price_minor is None:
            return "–"
        return formatting.unit_price(article.price_minor, article.unit, self.currency, self.locale)

    def unit_price(self, minor: int, unit: Unit) -> str:
        """The price of one unit."""
        return formatting.unit_price(minor, unit, self.currency, self.locale)

    def percent(self, basis_points: int) -> str:
        """A rate."""
        return formatting.percent(basis_points, self.locale)

    def count(self, number: int) -> str:
        """A whole number, grouped."""
        return formatting.points(number, self.locale)

    def points(self, number: int) -> str:
        """Points with their short name."""
        return QCoreApplication.translate("Words", "{count} p").format(count=self.count(number))

    def now_ms(self) -> int:
        """The till's clock."""
        return self._clock.now_ms()

    def clock(self) -> str:
        """The time now."""
        return self.time(self.now_ms())

    def time(self, at_ms: int) -> str:
        """The local time of an instant."""
        return formatting.time_of_day(at_ms, self._clock.offset_minutes(at_ms))

    def when(self, at_ms: int) -> str:
        """The time alone while it is of today, else date and time."""
        offset = self._clock.offset_minutes(at_ms)
        if formatting.same_day(at_ms, self.now_ms(), offset):
            return formatting.time_of_day(at_ms, offset)
        return formatting.date_time(at_ms, offset, self.locale)

    def until(self, at_ms: int) -> str:
        """A time to come: the time alone while it is today, the weekday within a week, else date and time."""
        offset, now_ms = self._clock.offset_minutes(at_ms), self.now_ms()
        if formatting.same_day(at_ms, now_ms, offset) or not 0 < at_ms - now_ms < _WEEK_MS:
            return self.when(at_ms)
        weekday = ((at_ms + offset * 60_000) // _DAY_MS + _THURSDAY) % 7
        day = QCoreApplication.translate("Words", _WEEKDAYS[weekday])
        return f"{day} {formatting.time_of_day(at_ms, offset)}"

    def day(self, iso: str) -> str:
        """An ISO date as the screen writes it."""
        return formatting.iso_date(iso, self.locale)
