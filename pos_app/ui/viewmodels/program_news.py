"""What came of the program's last update: one quiet line for whoever looks after the day, once."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject

from pos_app.domain.members import Cashier
from pos_app.domain.rights import Right, Wish
from pos_app.services.approving import own_right
from pos_app.ui.messages import Messages
from pos_app.ui.ports import ProgramNews, TillPorts
from pos_app.ui.tasks import Worker

log = logging.getLogger(__name__)


class ProgramNewsModel(QObject):
    """Looks when somebody signs in who may close the day; a cashier has other things to do."""

    def __init__(
        self, ports: TillPorts, store: Worker, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._messages = messages
        self._was_asked = False

    def signed_in(self, cashier: Cashier) -> None:
        """Somebody signed in."""
        news = self._ports.program_news
        if news is None or self._was_asked:
            return
        if own_right(self._ports.services, Wish(Right.CLOSE_DAY), cashier.cashier_id) is None:
            return
        self._was_asked = True
        self._store.run(news, self._tell, lambda error: log.info("news of an update: %s", error))

    def _tell(self, news: ProgramNews | None) -> None:
        if news is None:
            return
        if news.failed:
            text = self.tr(
                "Version {failed} of Trofast did not work on this till. Version {version} goes on; nothing is lost."
            )
            self._messages.say("look", text.format(failed=news.failed, version=news.version), sound=False)
        else:
            text = self.tr("Trofast was updated: version {version} runs now.")
            self._messages.say("quiet", text.format(version=news.version), sound=False)
        self._store.run(news.told)
