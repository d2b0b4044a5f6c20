"""Is the customer old enough? The question, the ways to answer it, and what the answer is worth."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pos_app.domain.catalogue import Article
from pos_app.domain.errors import Refused
from pos_app.services.counter_rules import local_now
from pos_app.services.ports import Ports
from pos_app.ui.viewmodels.entry import Ask
from pos_app.ui.viewmodels.panel_state import AgeState
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.words import Words


class AgeModel(QObject):
    """One question for the highest limit in the basket. Whom the member's card belongs to answers nothing."""

    changed = Signal(object)
    """:class:`AgeState`"""

    def __init__(
        self, services: Ports, sale: SellingModel, words: Words, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._sale = sale
        self._words = words
        self.article: Article | None = None
        self._typed = ""
        self._refusal = ""

    def begin(self, article: Article) -> Ask:
        """Ask for that article's age; returns what the keypad may type."""
        self.article, self._typed, self._refusal = article, "", ""
        return Ask(self.tr("Date of birth, DDMMYY"), 0, 8, is_code=True)

    def typed(self, text: str) -> None:
        """What was typed so far."""
        self._typed, self._refusal = text, ""
        self.show()

    def accept(self, *, evident: bool = False) -> bool:
        """The cashier says yes: by the card, by the date that was typed, or because it is ``evident``. False where the
        date says otherwise.
        """
        from pos_app.domain.age_check import AgeWay, checked

        if self.article is None:
            return False
        way = AgeWay.EVIDENT if evident else AgeWay.TYPED if self._typed else AgeWay.SEEN
        today = local_now(self._services).date()
        try:
            check = checked(self.article.minimum_age, today, self._sale.cashier_id, way, self._typed)
        except Refused as refused:
            self._refusal = sentence(refused, self._words.day)
            self.show()
            return False
        self._sale.confirm_age(check)
        return True

    def show(self) -> None:
        """Tell the panel."""
        from pos_app.domain.age_check import born_by

        article = self.article
        if article is None:
            return
        latest = born_by(local_now(self._services).date(), article.minimum_age)
        limit = self.tr("At least {years} years old").format(years=article.minimum_age)
        self.changed.emit(
            AgeState(
                article.name,
                limit,
                self._words.day(latest.isoformat()),
                bool(self._typed),
                self._refusal,
            )
        )
