"""Card on a terminal that the till asks itself: what it says, what came of it, and what a person has to settle.

Whatever waits for the terminal runs on a thread of its own; the sale is held still meanwhile. An approved payment is on
the disk before it is shown (DURABLE-FIRST), and one of which nobody knows is never asked for again (CARD-ONCE).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject, Signal

from pos_app.domain.card_intent import CardIntent, CardState, Settled
from pos_app.domain.errors import CannotSell, Refused
from pos_app.domain.tender import Tender, card
from pos_app.services import card_payments
from pos_app.services.card_payments import Recovered
from pos_app.ui.inbox import DeviceReport, Inbox
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels import card_shown, card_words
from pos_app.ui.viewmodels.card_state import TerminalState
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)
_MOST_ROUNDS = 50


class CardTerminalModel(QObject):
    """One question after the other. ``cashier_id`` is who settles what nobody knows."""

    changed = Signal(object)
    """:class:`TerminalState`"""
    wanted = Signal()
    """There is something to see in the panel."""
    approved = Signal(object)
    """:class:`Tender`: the terminal said yes, and that is on the disk."""
    settled = Signal(object)
    """:class:`Tender` by slip: a person says that it was paid."""
    over = Signal(str)
    """Nothing more to do here: ``slip``, ``other`` or the terminal (``now``) is to pay, or "" for nothing."""
    said = Signal(str, str)
    """tone, text"""
    matters_changed = Signal(str, str)
    """What waits for a person, and what to do; both "" where nothing does."""
    recovered = Signal()
    """What a crash left unfinished was looked at, and the basket has a payment back."""
    stopped = Signal(object)
    _progressed = Signal(str)

    def __init__(
        self,
        ports: TillPorts,
        store: Worker,
        inbox: Inbox,
        sale: SellingModel,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._sale = sale
        self._words = words
        self.cashier_id = ""
        self.asking = False
        self._amount_minor = 0
        self._matters: tuple[CardIntent, ...] = ()
        self._slip = ""
        self._is_first_look = True
        self._state = TerminalState()
        self._progressed.connect(self._progress)
        sale.restored.connect(self.look)
        inbox.device.connect(self._device_reported)

    @property
    def is_asked(self) -> bool:
        """Whether card payments go to the terminal; not while somebody practises."""
        return not self._ports.screen.training

    @cached_property
    def worker(self) -> Worker:
        """The thread that waits for the terminal."""
        return Worker("terminal", self)

    def drain(self, timeout_ms: int) -> bool:
        """Wait until nothing is asked (for tests)."""
        return "worker" not in self.__dict__ or self.worker.drain(timeout_ms)

    def stop(self) -> None:
        """Nobody waits any more; what was asked is on the disk."""
        if "worker" in self.__dict__:
            self.worker.stop(timeout_ms=100)

    # ---- paying ---------------------------------------------------------------------------------------------

    def begin(self, amount_minor: int) -> None:
        """Ask for this amount."""
        self._amount_minor = amount_minor
        self._when_kept(self._pay, _MOST_ROUNDS)

    def shows_matter(self) -> bool:
        """Whether something waits for a person, which is shown before anything else is asked."""
        if not self._matters or self.asking:
            return False
        self._slip = ""
        self.show_matter()
        return True

    def _when_kept(self, go: Callable[[], None], rounds: int) -> None:
        """The basket is on the disk before anybody is charged for it."""
        if self._sale.is_kept or not rounds:
            go()
            return
        again = rounds - 1
        self._store.run(lambda: None, lambda _: self._when_kept(go, again))

    def _pay(self) -> None:
        services, basket_id, minor = self._ports.services, self._sale.basket.basket_id, self._amount_minor
        self.hold(True)
        self._show_asking(self.tr("Asking the terminal …"))
        tell = self._progressed.emit
        self.worker.run(
            lambda: card_payments.pay(services, basket_id, minor, lambda now: tell(now.value)),
            self._paid,
            self._not_asked,
        )

    def cancel(self) -> None:
        """Ask the terminal to give up; its own answer says whether that came in time."""
        terminal = self._ports.services.card_terminal
        if self.asking and terminal is not None:
            terminal.device.cancel()
            self._show_asking(self.tr("Cancelling …"))

    def _progress(self, key: str) -> None:
        if self.asking:
            self._show_asking(card_words.progress(key))

    def _paid(self, intent: CardIntent) -> None:
        self.hold(False)
        if intent.state is CardState.APPROVED:
            from pos_app.domain.card_intent import tender_of

            self.approved.emit(tender_of(intent))
        elif intent.is_open:
            self._matters = (intent,)
            self._tell_matters()
            self.show_matter()
        else:
            self._show_declined(card_words.declined(intent.reason))
            self._free()

    def _not_asked(self, error: Exception) -> None:
        self.hold(False)
        if isinstance(error, Refused):
            self._show_declined(sentence(error))
        elif isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("the terminal could not be asked", exc_info=error)
            self._show_declined(self.tr("Something went wrong in the till. Look at the terminal."))
            self.look()
        self._free()

    def take_back(self, tender: Tender) -> None:
        """The sale did not want an approved payment after all."""
        self.give_back((tender,))

    # ---- giving back ----------------------------------------------------------------------------------------

    def give_back(self, tenders: tuple[Tender, ...]) -> None:
        """Reverse these on the terminal; each leaves the basket when the till knows that it is being given back."""
        services = self._ports.services
        self._amount_minor = sum(tender.amount_minor for tender in tenders)
        self.hold(True)
        self._show_asking(self.tr("The terminal takes the payment back …"), can_cancel=False)
        self.worker.run(
            lambda: [card_payments.give_back(services, tender.intent_id) for tender in tenders],
            self._given_back,
            self._not_given_back,
        )

    def _given_back(self, intents: list[CardIntent]) -> None:
        self.hold(False)
        gone = {intent.intent_id for intent in intents if intent.state is not CardState.APPROVED}
        left = tuple(tender for tender in self._sale.tenders if tender.intent_id not in gone)
        if left != self._sale.tenders:
            self._sale.set_tenders(left)
        if all(intent.state is CardState.REVERSED for intent in intents):
            self.said.emit("good", self.tr("The card payment was given back."))
            self.over.emit("")
            self._free()
        else:
            self.look()

    def _not_given_back(self, error: Exception) -> None:
        self.hold(False)
        if isinstance(error, CannotSell):
            self.stopped.emit(error)
            return
        if not isinstance(error, Refused):  # it ended otherwise meanwhile
            log.error("a card payment could not be given back", exc_info=error)
        self.look()

    # ---- what nobody knows ----------------------------------------------------------------------------------

    def look(self) -> None:
        """Ask the terminal what became of everything unfinished: at the start, and whenever the cashier wants to."""
        services = self._ports.services
        if services.card_terminal is None or self.asking:
            return
        basket_id = self._sale.basket.basket_id
        had = frozenset(tender.intent_id for tender in self._sale.tenders)
        self.hold(True)
        if self._matters:
            self._show_asking(self.tr("Asking the terminal what became of it …"), can_cancel=False)
        self.worker.run(
            lambda: card_payments.recover(services, basket_id, had), self._looked, self._not_looked
        )

    def _device_reported(self, report: DeviceReport) -> None:
        """The terminal is there again: what nobody knew may be known now."""
        waits = any(intent.is_open for intent in self._matters)
        if report.kind == "terminal" and report.key == "ready" and waits and not self._sale.busy:
            self.look()

    def _looked(self, found: Recovered) -> None:
        self.hold(False)
        before, self._matters = self._matters, found.matters
        is_first, self._is_first_look = self._is_first_look, False
        for intent in found.ended:
            self.said.emit("look", self._ended(intent))
        self._tell_matters()
        if found.tenders:
            self._bring_back(found.tenders)
        elif is_first and self._sale.tenders:
            self.recovered.emit()  # whoever signed in meanwhile could not go on with the payment
        elif self._matters and (before or self._is_here(self._matters[0])):
            self.show_matter()
        elif before and not self._matters:
            self._show_declined(self._ended(found.ended[-1]) if found.ended else self.tr("All is settled."))
        self._free()

    def _bring_back(self, tenders: tuple[Tender, ...]) -> None:
        try:
            self._sale.set_tenders((*self._sale.tenders, *tenders))
        except Refused:  # the basket is worth less by now
            self.give_back(tenders)
            return
        self.said.emit("good", self.tr("The terminal had approved the card: the payment is in the sale."))
        self.recovered.emit()

    def _not_looked(self, error: Exception) -> None:
        self.hold(False)
        if isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("nobody could look what became of a card payment", exc_info=error)

    def _ended(self, intent: CardIntent) -> str:
        amount = self._words.money(intent.amount_minor)
        if intent.state is CardState.REVERSED:
            return self.tr("A card payment of {amount} had no sale and was given back.").format(amount=amount)
        return card_words.declined(intent.reason)

    def _is_here(self, intent: CardIntent) -> bool:
        return intent.basket_id == self._sale.basket.basket_id

    def set_slip(self, text: str) -> None:
        """What was typed from the terminal's slip."""
        if self._state.asks_slip:
            self._slip = text
            self.show_matter()

    def settle(self, how: Settled) -> None:
        """The cashier says how it ended, and answers for it."""
        if not self._matters or self.asking:
            return
        services, intent, cashier_id = self._ports.services, self._matters[0], self.cashier_id
        self.worker.run(
            lambda: card_payments.settle(services, intent.intent_id, how, cashier_id),
            self._settled,
            self._not_given_back,
        )

    def _settled(self, intent: CardIntent) -> None:
        services, cashier_id = self._ports.services, intent.settled_by
        self._store.run(
            lambda: card_payments.journal_settled(services, cashier_id, intent), None, self._not_given_back
        )
        self._matters = tuple(each for each in self._matters if each.intent_id != intent.intent_id)
        self._tell_matters()
        if intent.settled == Settled.PAID_BY_SLIP:
            self.settled.emit(card(intent.amount_minor, self._slip))
        elif self._matters:
            self.show_matter()
        else:
            self.over.emit("other" if self._is_here(intent) else "")

    def heard(self, intent: CardIntent, *, waits: bool) -> None:
        """What became of something that was asked for elsewhere, and whether it waits for a person now."""
        others = tuple(each for each in self._matters if each.intent_id != intent.intent_id)
        self._matters = (intent, *others) if waits else others
        self._tell_matters()

    def _tell_matters(self) -> None:
        text = todo = ""
        if self._matters:
            intent = self._matters[0]
            text, todo = card_words.matter(intent, self._words.money)
        self.matters_changed.emit(text, todo)

    # ---- what is chosen in the panel ------------------------------------------------------------------------

    def choose(self, key: str) -> None:
        """Something in the panel was touched."""
        if key == "cancel":
            self.cancel()
        elif key == "again" and not self.asking:
            self._when_kept(self._pay, _MOST_ROUNDS)
        elif key == "look":
            self.look()
        elif key in ("slip", "other", "now"):
            self.over.emit(key)
        elif key in (*Settled,):
            self.settle(Settled(key))

    # ---- showing --------------------------------------------------------------------------------------------

    def hold(self, asking: bool) -> None:
        """The basket is still while the terminal is asked, for a payment or by whoever pays out."""
        self.asking = self._sale.busy = asking
        self._sale.show()
        if not asking:
            self._sale.keep()

    def release(self) -> None:
        """Whoever paid out is done with the terminal."""
        self.hold(False)
        self._free()

    def _free(self) -> None:
        """Scans that waited may go on, where nothing is paid."""
        if not self._sale.in_payment:
            self._sale.freed()

    def _tell(self, state: TerminalState) -> None:
        self._state = state
        self.changed.emit(state)

    def show(self) -> None:
        """Tell a panel that was just built."""
        self.changed.emit(self._state)

    def _show_asking(self, text: str, *, can_cancel: bool = True) -> None:
        self._tell(card_shown.asking(self._words.money(self._amount_minor), text, can_cancel=can_cancel))
        self.wanted.emit()

    def _show_declined(self, text: str) -> None:
        self._tell(card_shown.not_paid(self._words.money(self._amount_minor), text))
        self.wanted.emit()

    def show_matter(self) -> None:
        """What waits for a person, and what they can say about it."""
        intent = self._matters[0]
        may_pay = not self._sale.basket.is_empty and not any(each.is_open for each in self._matters)
        self._tell(
            card_shown.matter(
                intent, self._words.money, is_here=self._is_here(intent), slip=self._slip, may_pay=may_pay
            )
        )
        self.wanted.emit()
