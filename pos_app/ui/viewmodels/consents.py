"""What a member agrees to: how each consent stands, and the question that is put before it changes."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QObject, Signal

from pos_app.domain.errors import CannotSell, Refused
from pos_app.domain.members import Member
from pos_app.domain.visit import ConsentChanged
from pos_app.services.consenting import ConsentNow, change_consent, consents_of
from pos_app.services.ports import Ports
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.member_desk_state import ConsentState
from pos_app.ui.viewmodels.member_sheet import CONSENT_KEY
from pos_app.ui.viewmodels.panel_state import SheetRow
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)


def consent_rows(services: Ports, member: Member, words: Words) -> tuple[SheetRow, ...]:
    """Every consent of the member as their panel lists it."""
    return tuple(
        SheetRow(
            name_of(each),
            standing_of(each, words),
            tone="good" if each.given else "quiet",
            key=f"{CONSENT_KEY}{each.consent}",
            on=each.given,
        )
        for each in consents_of(services, member)
    )


def name_of(each: ConsentNow) -> str:
    """The wording; where the shop no longer asks, what it was about."""
    if each.wording:
        return each.wording
    if each.partner:
        known = QCoreApplication.translate("Consents", "Known as a member to {partner}")
        return known.format(partner=each.partner)
    gone = QCoreApplication.translate("Consents", "{consent}: the shop no longer asks for it")
    return gone.format(consent=each.consent)


def standing_of(each: ConsentNow, words: Words) -> str:
    """Whether the member agrees, and since when."""
    if not each.given:
        return QCoreApplication.translate("Consents", "not agreed")
    if not each.since_ms:
        return QCoreApplication.translate("Consents", "agreed")
    when = words.when(each.since_ms)
    if each.reworded:
        return QCoreApplication.translate("Consents", "agreed {when}, to an earlier wording").format(
            when=when
        )
    return QCoreApplication.translate("Consents", "agreed {when}").format(when=when)


class ConsentModel(QObject):
    """Asks about one consent of the member on the sale. The wording is read to them before anything is written."""

    changed = Signal(object)
    """:class:`ConsentState`"""
    done = Signal(str)
    """A sentence: it is on the disk."""

    def __init__(
        self, ports: TillPorts, store: Worker, sale: SellingModel, words: Words, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._sale = sale
        self._words = words
        self._cashier_id = ""
        self._asked: ConsentNow | None = None
        self._notice = ""
        self.busy = False

    def begin(self, cashier_id: str, key: str) -> None:
        """Ask about the consent whose row was touched."""
        self._cashier_id, self._notice, self._asked = cashier_id, "", None
        member, code = self._sale.member, key.removeprefix(CONSENT_KEY)
        if member is not None:
            found = consents_of(self._ports.services, member)
            self._asked = next((each for each in found if each.consent == code), None)
        self.show()

    def accept(self) -> None:
        """The member answered: write it."""
        services, member, asked, cashier_id = (
            self._ports.services,
            self._sale.member,
            self._asked,
            self._cashier_id,
        )
        if self.busy or member is None or asked is None:
            return
        self.busy = True
        self.show()
        self._store.run(
            lambda: change_consent(services, cashier_id, member, asked), self._written, self._failed
        )

    def _written(self, changed: ConsentChanged) -> None:
        self.busy = False
        asked, self._asked = self._asked, None
        self._sale.refresh()
        told = self.tr("Agreed, and recorded.")
        if changed.given and asked is not None and asked.brings:
            more = self.tr("{coupon} comes from the server.").format(coupon=asked.brings)
            told = f"{told} {more}"
        if not changed.given:
            told = self.tr("Withdrawn, and recorded. It holds here from now on.")
        self.done.emit(told)

    def _failed(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, CannotSell):
            self._sale.stopped.emit(error)
        elif not isinstance(error, Refused):
            log.error("a consent could not be written", exc_info=error)
        self._notice = (
            sentence(error) if isinstance(error, Refused) else self.tr("Nothing was written. Try again.")
        )
        self.show()

    def show(self) -> None:
        """Tell the panel."""
        asked = self._asked
        if asked is None:
            return
        standing = standing_of(asked, self._words)
        brings = ""
        if asked.brings and not asked.given:
            brings = self.tr("It brings, once: {coupon}").format(coupon=asked.brings)
        self.changed.emit(
            ConsentState(
                ask=self.tr("Does the member no longer agree?")
                if asked.given
                else self.tr("Does the member agree?"),
                read=self.tr("This is what it is about:")
                if asked.given
                else self.tr("Read this to the member:"),
                wording=name_of(asked),
                standing=standing[:1].upper() + standing[1:],
                given=asked.given,
                brings=brings,
                notice=self._notice,
                accept_text=self.tr("Withdraw") if asked.given else self.tr("They agree"),
                can_accept=not self.busy,
            )
        )
