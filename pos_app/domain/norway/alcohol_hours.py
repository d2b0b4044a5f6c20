"""When alcohol may be sold in Norway (alkoholloven § 3-7 over the counter, § 4-4 for what is served).

Drinks of more than 2.5 and at most 4.7 per cent, over the counter: nowhere after 20:00 on weekdays and after 18:00 on
the day before a Sunday or a holiday, the day before Ascension excepted; not at all on Sundays, holidays, 1 May and
17 May. A municipality says what holds within that, for all or for one shop, and often less on Easter Eve, Whitsun Eve,
Christmas Eve and New Year's Eve. The law has no exception that anybody at a till could make, so there is none here.

What is served on the premises has hours of its own, on Sundays too: never between 03:00 and 06:00. Wine and spirits
over the counter are the state's shops' and no business of this till.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pos_app.domain.catalogue import Article, Protection
from pos_app.domain.norway.holidays import ascension, easter, is_holiday, is_kept_day
from pos_app.domain.sale_hours import Span

LATEST_WEEKDAY = 20 * 60
LATEST_BEFORE_HOLIDAY = 18 * 60
LATEST_SERVED = 27 * 60
"""03:00 of the next morning."""
EARLIEST_SERVED = 6 * 60


@dataclass(frozen=True, slots=True)
class AlcoholHours:
    """One shop's licence. Minutes after midnight; an eve of ``None`` is a day before a holiday like others.

    ``served_categories`` are article groups that are drunk on the premises. Raises ``ValueError`` for hours that the
    law does not let any municipality give.
    """

    from_minute: int = 8 * 60
    weekdays_until: int = LATEST_WEEKDAY
    before_holidays_until: int = LATEST_BEFORE_HOLIDAY
    easter_eve_until: int | None = None
    whitsun_eve_until: int | None = None
    christmas_eve_until: int | None = None
    new_years_eve_until: int | None = None
    served_categories: tuple[str, ...] = ()
    served_from: int = 8 * 60
    served_until: int = 25 * 60

    def __post_init__(self) -> None:
        eves = (
            self.easter_eve_until,
            self.whitsun_eve_until,
            self.christmas_eve_until,
            self.new_years_eve_until,
        )
        latest = max(self.before_holidays_until, *(each or 0 for each in eves))
        if self.weekdays_until > LATEST_WEEKDAY or latest > LATEST_BEFORE_HOLIDAY:
            raise ValueError(
                "no later than 20:00, and 18:00 before Sundays and holidays (alkoholloven § 3-7)"
            )
        if self.served_until > LATEST_SERVED or self.served_from < EARLIEST_SERVED:
            raise ValueError("nothing is served between 03:00 and 06:00 (alkoholloven § 4-4)")

    def is_bound(self, article: Article) -> bool:
        """Whether it is alcohol."""
        return article.protection is Protection.ALCOHOL

    def span(self, article: Article, day: date) -> Span | None:
        """When alcohol is sold, or served, on that day."""
        if article.category_id in self.served_categories:
            return Span(self.served_from, self.served_until)
        if is_holiday(day) or is_kept_day(day):
            return None
        return Span(self.from_minute, self._until(day))

    def _until(self, day: date) -> int:
        special = self._eve(day)
        if special is not None:
            return special
        tomorrow = day + timedelta(days=1)
        if is_holiday(tomorrow) and tomorrow != ascension(tomorrow.year):
            return self.before_holidays_until
        return self.weekdays_until

    def _eve(self, day: date) -> int | None:
        sunday = easter(day.year)
        named = {
            sunday - timedelta(days=1): self.easter_eve_until,
            sunday + timedelta(days=48): self.whitsun_eve_until,
            date(day.year, 12, 24): self.christmas_eve_until,
            date(day.year, 12, 31): self.new_years_eve_until,
        }
        return named.get(day)


USUAL_HOURS = AlcoholHours()
