"""Money that goes back to cards for goods that came back: on the till's own terminal, or by a separate one's slip.

A terminal pays out before the return is written, and one that was paid out is never asked for again (CARD-ONCE): when
the power goes between, the next return of the same sale has it (``card_payments.refund_by_terminal``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QObject, Signal

from pos_app.domain.card_intent import CardIntent, CardState, Settled, tender_of
from pos_app.domain.errors import CannotSell, Refused
from pos_app.domain.loyalty.reversal import RefundTender
from pos_app.domain.returned import Slip
from pos_app.domain.tender import Tender, TenderKind
from pos_app.services import card_payments
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels import card_words
from pos_app.ui.viewmodels.card_terminal import CardTerminalModel
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.state import Choice, Tone
from pos_app.ui.viewmodels.words import Words

Phase = Literal["", "slip", "asking", "declined", "unknown"]
"""Nothing is asked; a slip's number is typed; the terminal has the word, said no, or nobody knows."""
log = logging.getLogger(__name__)


class CardRefunds(QObject):
    """One card after the other. ``paid`` holds what went back so far, in the order of the refund's cards."""

    changed = Signal()
    done = Signal()
    """Every card has its money, and the return can be written."""
    stopped = Signal(object)
    _progressed = Signal(str)

    def __init__(
        self,
        ports: TillPorts,
        store: Worker,
        terminal: CardTerminalModel | None,
        cashier_id: Callable[[], str],
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._terminal = terminal
        self._cashier_id = cashier_id
        self._words = words
        self._progressed.connect(self._progress)
        self.reset()

    def reset(self) -> None:
        """No card is spoken of."""
        self.phase: Phase = ""
        self.slip = ""
        self.text = ""
        self.paid: list[Slip] = []
        self._cards: tuple[RefundTender, ...] = ()
        self._sale_id = ""
        self._open: CardIntent | None = None

    @property
    def is_asking(self) -> bool:
        """Whether the terminal is asked now: nothing else may begin meanwhile."""
        return self.phase == "asking"

    @property
    def card(self) -> RefundTender | None:
        """Whose turn it is."""
        return self._cards[len(self.paid)] if len(self.paid) < len(self._cards) else None

    def begin(self, sale_id: str, cards: Sequence[RefundTender]) -> None:
        """Pay these out; :attr:`done` follows at once where there are none."""
        self.reset()
        self._sale_id, self._cards = sale_id, tuple(cards)
        self._next()

    def _next(self) -> None:
        card = self.card
        self.slip = ""
        if card is None:
            self.phase = ""
            self.done.emit()
        elif self._is_on_terminal(card):
            self._ask(card)
        else:
            self._by_slip()

    def _is_on_terminal(self, card: RefundTender) -> bool:
        return card.kind is TenderKind.CARD and self._terminal is not None and self._terminal.is_asked

    def _by_slip(self) -> None:
        self.phase, self.slip, self.text = "slip", "", ""
        self.changed.emit()

    # ---- on the till's own terminal -------------------------------------------------------------------------

    def _ask(self, card: RefundTender) -> None:
        terminal, services, sale_id = self._terminal, self._ports.services, self._sale_id
        assert terminal is not None
        had = [each.intent_id for each in self.paid if isinstance(each, Tender)]
        tell = self._progressed.emit
        self._wait(self.tr("Asking the terminal …"))
        terminal.worker.run(
            lambda: card_payments.refund_by_terminal(
                services, sale_id, card.amount_minor, lambda now: tell(now.value), had
            ),
            self._answered,
            self._not_asked,
        )

    def _wait(self, text: str) -> None:
        assert self._terminal is not None
        self._terminal.hold(True)
        self.phase, self.text = "asking", text
        self.changed.emit()

    def _progress(self, key: str) -> None:
        if self.is_asking:
            self.text = card_words.progress(key)
            self.changed.emit()

    def _answered(self, intent: CardIntent) -> None:
        assert self._terminal is not None
        self._terminal.release()
        self._open = intent if intent.is_open else None
        self._terminal.heard(intent, waits=intent.is_open)
        if intent.state is CardState.APPROVED:
            self.paid.append(tender_of(intent))
            self._next()
            return
        if intent.is_open:
            self.phase, self.text = "unknown", card_words.matter(intent, self._words.money)[0]
        else:
            self.phase, self.text = "declined", card_words.declined(intent.reason)
        self.changed.emit()

    def _not_asked(self, error: Exception) -> None:
        assert self._terminal is not None
        self._terminal.release()
        self.phase = "declined"
        if isinstance(error, Refused):
            self.text = sentence(error)
        elif isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("the terminal could not be asked for a refund", exc_info=error)
            self.text = self.tr("Something went wrong in the till. Look at the terminal.")
            self._terminal.look()
        self.changed.emit()

    # ---- what the cashier chooses ---------------------------------------------------------------------------

    def choices(self) -> tuple[Choice, ...]:
        """The ways on while the terminal has the word, or had it."""
        match self.phase:
            case "asking":
                return (Choice("cancel", self.tr("Cancel on the terminal"), icon="close"),)
            case "declined":
                return (
                    Choice("again", self.tr("Ask the terminal again"), icon="card"),
                    Choice("slip", self.tr("Key it yourself, by slip"), icon="printer"),
                )
            case "unknown":
                says = self.tr("The slip says that it was paid out")
                return (
                    Choice("look", self.tr("Ask the terminal again"), icon="card"),
                    Choice("paid_by_slip", says, enabled=bool(self.slip.strip()), icon="printer"),
                    Choice("not_charged", self.tr("Nothing was paid out"), icon="close"),
                )
        return ()

    @property
    def tone(self) -> Tone:
        """How much :attr:`text` matters."""
        return "stop" if self.phase in ("declined", "unknown") else "quiet"

    def set_slip(self, text: str) -> None:
        """The number typed from a slip."""
        if text != self.slip:
            self.slip = text
            self.changed.emit()

    def accept(self) -> None:
        """Enter: the slip's number was typed."""
        if self.phase == "slip" and self.slip.strip():
            self.paid.append(self.slip.strip())
            self._next()

    def choose(self, key: str) -> None:
        """A way on was touched."""
        card = self.card
        if key == "cancel" and self.is_asking:
            self._cancel()
        elif key == "again" and self.phase == "declined" and card is not None:
            self._ask(card)
        elif key == "slip" and self.phase == "declined":
            self._by_slip()
        elif key == "look" and self._open is not None:
            self._look(self._open)
        elif key in (Settled.PAID_BY_SLIP, Settled.NOT_CHARGED) and self._open is not None:
            self._settle(self._open, Settled(key))

    def _cancel(self) -> None:
        terminal = self._ports.services.card_terminal
        if terminal is not None:
            terminal.device.cancel()
            self.text = self.tr("Cancelling …")
            self.changed.emit()

    def _look(self, intent: CardIntent) -> None:
        services = self._ports.services
        assert self._terminal is not None
        self._wait(self.tr("Asking the terminal what became of it …"))
        self._terminal.worker.run(
            lambda: card_payments.look_again(services, intent.intent_id), self._answered, self._not_asked
        )

    def _settle(self, intent: CardIntent, how: Settled) -> None:
        """A person looked at the terminal, says how it ended, and answers for it."""
        if how is Settled.PAID_BY_SLIP and not self.slip.strip():
            return
        services, cashier_id = self._ports.services, self._cashier_id()
        assert self._terminal is not None
        self._wait(self.tr("Asking the terminal …"))
        self._terminal.worker.run(
            lambda: card_payments.settle(services, intent.intent_id, how, cashier_id),
            self._settled,
            self._not_asked,
        )

    def _settled(self, intent: CardIntent) -> None:
        assert self._terminal is not None
        self._terminal.release()
        self._open = None
        self._terminal.heard(intent, waits=False)
        services, cashier_id = self._ports.services, intent.settled_by
        self._store.run(lambda: card_payments.journal_settled(services, cashier_id, intent), None, self._bug)
        if intent.settled == Settled.PAID_BY_SLIP:
            self.paid.append(self.slip.strip())
            self._next()
            return
        self.phase, self.text = "declined", self.tr("Nothing was paid out.")
        self.changed.emit()

    def _bug(self, error: Exception) -> None:
        if isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("what a person said of a refund could not be journalled", exc_info=error)
