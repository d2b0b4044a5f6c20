"""What came of an act at the drawer, in words."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pos_app.domain.counter_event import CounterEvent
from pos_app.domain.drawer import CashReason, CountPurpose, DrawerCount
from pos_app.domain.period_report import PeriodReport, ReportKind
from pos_app.ui.viewmodels.state import Tone
from pos_app.ui.viewmodels.words import Words

Done = CounterEvent | DrawerCount | PeriodReport
"""What is written down at the drawer."""


class Outcome(QObject):
    """Says it once it is durable; what was over or short is told here for the first time."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def told(self, done: Done | None) -> tuple[str, str, str, Tone]:
        """Title, what happened, the figure, and how good it is."""
        money = self._words.money
        if isinstance(done, PeriodReport):
            title = (
                self.tr("Z report {number}") if done.kind is ReportKind.Z else self.tr("X report {number}")
            )
            sales = done.totals.sales
            text = self.tr("%n sale(s), returns {returns}", "", sales.count).format(
                returns=money(done.totals.returns.amount_minor)
            )
            return title.format(number=done.number), text, money(done.totals.net_minor), "good"
        if isinstance(done, DrawerCount):
            if done.purpose is CountPurpose.OPENED:
                return self.tr("The drawer is open"), self.tr("Float"), money(done.counted_minor), "good"
            if done.reason == CashReason.NOT_COUNTED:
                return self.tr("The drawer is handed over"), self.tr("Nobody counted it."), "", "good"
            away = done.difference_minor
            text = self.tr("Counted {amount}.").format(amount=money(done.counted_minor))
            if not away:
                return self.tr("The drawer is closed"), text, self.tr("Exact"), "good"
            said = self.tr("{amount} over") if away > 0 else self.tr("{amount} short")
            return self.tr("The drawer is closed"), text, said.format(amount=money(abs(away))), "look"
        amount = abs(done.amount_minor) if done is not None else 0
        title = self.tr("It is written down")
        return title, "", money(amount) if amount else "", "good"
