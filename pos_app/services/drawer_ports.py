"""What the services of drawers and periods need of the till's file (see :mod:`pos_app.services.till_store`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # nobody counts anything before the first paint
    from pos_app.domain.drawer import DrawerCount, OpenDrawer
    from pos_app.domain.period_report import PeriodReport
    from pos_app.domain.period_sum import PeriodFact


class DrawerBook(Protocol):
    """Drawers and periods, within the unit of work that it came from."""

    def add_count(self, count: DrawerCount) -> int:
        """Journal that a drawer was counted; returns the sequence."""

    def open_drawers(self) -> list[OpenDrawer]:
        """The drawers that nobody closed, in the order in which they were opened."""

    def moved_minor(self, drawer: OpenDrawer) -> int:
        """Cash that came into the drawer since it was opened, less what left it."""

    def last_z(self) -> PeriodReport | None:
        """The report that closed the last period."""

    def report(self, report_id: str) -> PeriodReport | None:
        """An X or Z report of this till."""

    def head(self) -> int:
        """The sequence of the journal's newest record."""

    def began_ms(self, after: int) -> int:
        """When the first record after ``after`` was made, by the till's clock; 0 where there is none."""

    def facts(self, after: int) -> Iterator[PeriodFact]:
        """What the period after that record is summed from, oldest first."""

    def add_report(self, report: PeriodReport) -> int:
        """Journal an X or Z report; returns its sequence. It must stand right behind its period."""
