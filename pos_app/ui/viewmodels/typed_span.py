"""Days that are typed: the first, then the last, as people write them; what is no day is refused in a sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pos_app.domain.report_span import LONGEST_DAYS, NoSuchSpan, ReportSpan, span_between, typed_day
from pos_app.ui.viewmodels import reports_state as at
from pos_app.ui.viewmodels.entry import Ask
from pos_app.ui.viewmodels.reports_state import ReportsState
from pos_app.ui.viewmodels.words import Words


class TypedSpan:
    """Asks for two days, one after the other."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._first = self._text = self._refusal = ""

    def ask(self) -> Ask:
        """What the keypad is to ask now."""
        translate = QCoreApplication.translate
        caption = translate("ReportsModel", "First day, DDMMYY")
        if self._first:
            caption = translate("ReportsModel", "Last day, DDMMYY")
        return Ask(caption, 0, 8, is_code=True)

    @property
    def refused(self) -> bool:
        """Whether what was typed is no day that will do."""
        return bool(self._refusal)

    def typed(self, text: str) -> None:
        """What was typed so far."""
        self._text, self._refusal = text, ""

    def accept(self) -> ReportSpan | None:
        """Take the day that was typed; the span once both are there. ``None`` where another is to be typed, or this one
        again.
        """
        translate = QCoreApplication.translate
        try:
            day = typed_day(self._text)
        except NoSuchSpan:
            self._refusal = translate(
                "ReportsModel",
                "That is no day. Type day, month and year in six or eight digits, such as 310326.",
            )
            return None
        if not self._first:
            self._first, self._text = day, ""
            return None
        if day < self._first:
            self._refusal = translate("ReportsModel", "The last day lies before the first. Type a later one.")
            return None
        try:
            return span_between(self._first, day)
        except NoSuchSpan:
            years = LONGEST_DAYS // 366
            self._refusal = translate(
                "ReportsModel", "That is more than {years} years. Type an earlier last day."
            ).format(years=years)
            return None

    def state(self) -> ReportsState:
        """The page."""
        translate = QCoreApplication.translate
        text = translate("ReportsModel", "Type the first day of the report, then Enter.")
        primary = translate("ReportsModel", "To the last day")
        if self._first:
            text = translate("ReportsModel", "Type the last day, which counts too, then Enter.")
            primary = translate("ReportsModel", "Take these days")
        return ReportsState(
            at.DAYS,
            translate("ReportsModel", "From one day to another"),
            span_text=f"{self._words.day(self._first)} –" if self._first else "",
            text=text,
            notice=self._refusal,
            tone="look" if self._refusal else "quiet",
            primary_text=primary,
            can_accept=bool(self._text),
            can_go_back=True,
        )
