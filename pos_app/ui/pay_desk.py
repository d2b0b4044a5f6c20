"""The acts of paying: typed cash, quick amounts, card, points, and what follows a sale that is safe on disk."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import Refusal
from pos_app.domain.tender import Tender, TenderKind
from pos_app.services.selling import Sold
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.viewmodels.entry import Ask


class PayDesk(QObject):
    """Everything between the last article and the change."""

    code_typed = Signal(str)
    """A number typed on the keypad that is too long to be money."""
    refused = Signal(object)
    member_wanted = Signal()
    gift_card_wanted = Signal()
    invoice_wanted = Signal()
    visit_wanted = Signal()
    """Nothing is to be paid, but the member on the empty basket asked for something."""

    def __init__(self, models: Models, deck: PanelDeck, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self._lapsed_text = ""
        models.payment.sold.connect(self._sold)
        models.payment.progressed.connect(self._progressed)
        models.payment.failed.connect(self._bug)
        models.securing.asking.connect(self._asking)
        models.securing.taken_out.connect(self._taken_out)
        models.securing.lapsed.connect(self._lapsed)
        models.redeem.held.connect(self._held)
        self._terminal = models.card_terminal
        if self._terminal is not None:
            self._terminal.wanted.connect(self._terminal_wanted)
            self._terminal.approved.connect(self._terminal_approved)
            self._terminal.settled.connect(models.payment.take_card)
            self._terminal.over.connect(self._terminal_over)
            self._terminal.said.connect(models.messages.say)
        models.redeem.filled.connect(models.entry.fill)

    def points(self) -> None:
        """How many points? Or why none can be used."""
        why_not = self.models.redeem.why_not()
        if why_not is not None:
            self.refused.emit(why_not)
            if why_not.reason is Refusal.NO_MEMBER:
                self.member_wanted.emit()
            return
        self.deck.open("redeem", Ask(self.tr("Points"), 0, 9), self.models.redeem.typed)
        self.models.redeem.begin()

    def use_points(self) -> None:
        """Enter in the points panel: they are held, once everything else is secured."""
        self.models.payment.begin(self.models.redeem.accept)

    def pay(self) -> None:
        """Enter on the selling screen, or Pay: typed money is cash, a typed code is a code, else choose how."""
        typed = self.models.entry.text
        if typed.isdigit() and len(typed) >= 8:
            self.models.entry.clear()
            self.code_typed.emit(typed)
            return
        if typed:
            self.models.entry.clear()
            self.models.payment.pay_cash_text(typed)
            return
        if self.deck.name == "done":
            self.deck.close()
            return
        sale = self.models.sale
        if sale.basket.is_empty and sale.member is not None and sale.asks_without_buying:
            self.visit_wanted.emit()
            return
        self.models.payment.begin(self._pay)

    def _pay(self) -> None:
        settlement = self.models.sale.quote.settlement
        if settlement.is_paid or settlement.due_minor < 0:
            self.models.payment.finish()
        else:
            self._choose_payment()

    def _choose_payment(self) -> None:
        self.deck.panel("payment")
        self.models.payment.show()
        self.deck.open("payment")

    def quick_cash(self, minor: int) -> None:
        """A ready-made amount was touched."""
        self.models.entry.clear()
        self.models.payment.pay_cash(minor)

    def card(self) -> None:
        """Card for what was typed, or for all that is left; a card payment that is not settled comes first."""
        if self._terminal is not None and self._terminal.shows_matter():
            return
        self.models.payment.begin(self._card)

    def registered_card(self) -> None:
        """The customer's stored-value card, on a terminal of its own; its slip has a number like a bank card's."""
        self.models.payment.begin(lambda: self._by_slip(TenderKind.REGISTERED_CARD))

    def mobile(self) -> None:
        """A payment from the customer's telephone, which shows a number for it."""
        self.models.payment.begin(lambda: self._by_slip(TenderKind.MOBILE))

    def _card(self) -> None:
        if self._terminal is None or not self._terminal.is_asked:
            self._by_slip()
            return
        minor = self.models.payment.card_amount(self.models.entry.text)
        if minor is not None:
            self.models.entry.clear()
            self._terminal.begin(minor)

    def _terminal_wanted(self) -> None:
        if self._terminal is not None and self.deck.name != "terminal":
            self.deck.panel("terminal")
            self._terminal.show()
            self.deck.open("terminal")

    def _terminal_approved(self, tender: Tender) -> None:
        if not self.models.payment.take_card(tender) and self._terminal is not None:
            self._terminal.take_back(tender)

    def _terminal_over(self, key: str) -> None:
        """The panel has nothing more to say: another way to pay, or none."""
        if key == "slip":
            self._by_slip()
        elif key == "now":
            self.models.payment.begin(self._card)
        elif key == "other":
            self.models.payment.begin(self._pay)
        elif self.deck.name == "terminal":
            self.deck.close()

    def _by_slip(self, kind: TenderKind = TenderKind.CARD) -> None:
        typed = self.models.entry.text
        if self.models.payment.begin_card(typed, kind):
            self.models.entry.clear()
            if kind is TenderKind.MOBILE:
                self.deck.open("mobile", Ask(self.tr("Number of the payment"), 0, 12, is_code=True))
            else:
                self.deck.open("card", Ask(self.tr("Slip number"), 0, 12, is_code=True))
            self.models.payment.show_card()

    def card_approved(self) -> None:
        """The terminal said yes."""
        self.models.payment.approve_card()

    def card_declined(self) -> None:
        """The terminal said no: choose another way."""
        self.models.messages.say("look", self.tr("Card declined. Nothing was paid; choose another payment."))
        self._choose_payment()

    def mobile_failed(self) -> None:
        """No payment came: choose another way."""
        self.models.messages.say("look", self.tr("No mobile payment came. Choose another payment."))
        self._choose_payment()

    def payment_entered(self, key: str) -> None:
        """Enter in the payment panel. Two Enters in a row never take cash that nobody typed."""
        if self.models.entry.text:
            self.payment_chosen("cash")
        elif key:
            self.payment_chosen(key)

    def payment_chosen(self, key: str) -> None:
        """A way to pay was touched."""
        if key == "cash":
            typed = self.models.entry.text
            self.models.entry.clear()
            if typed:
                self.models.payment.pay_cash_text(typed)
            else:
                self.models.payment.pay_cash()
        elif key == "card":
            self.card()
        elif key == "points":
            self.points()
        elif key in ("gift_card", "credit_note"):
            self.gift_card_wanted.emit()
        elif key == "invoice":
            self.invoice_wanted.emit()
        elif key == "registered_card":
            self.registered_card()
        elif key == "mobile":
            self.mobile()
        elif key == "give_back":
            self.models.payment.give_back()
            on_terminal = self.models.sale.tenders
            if on_terminal and self._terminal is not None:
                self._terminal.give_back(on_terminal)
            else:
                self.deck.close()

    def _held(self, tender: Tender) -> None:
        self.models.payment.take_held(tender)

    def _asking(self) -> None:
        self.models.messages.say("quiet", self.tr("Asking the server …"))

    def _taken_out(self, told: str) -> None:
        """Said before any money is taken; the amount may be another, so the way to pay is chosen anew."""
        self.models.messages.say("look", told)
        if self.models.payment.can_begin():  # else it has said why not, which matters more
            self._choose_payment()
            now = self.models.words.money(self.models.sale.quote.settlement.due_minor)
            told = self.tr("{told} To pay now: {amount}").format(told=told, amount=now)
            self.models.messages.say("look", told)

    def _lapsed(self, told: str) -> None:
        """Said with the receipt's number: nothing is to be done about it now."""
        self._lapsed_text = told

    def _progressed(self) -> None:
        self._choose_payment()
        left = self.models.words.money(self.models.sale.quote.settlement.due_minor)
        self.models.messages.say("quiet", self.tr("Left to pay: {amount}").format(amount=left))

    def _sold(self, sold: Sold) -> None:
        self.models.receipt.sold(sold)
        self.deck.open("done")
        self.models.receipt.show()
        self.models.status.count_waiting()
        told, self._lapsed_text = self._lapsed_text, ""
        paid = self.tr("Paid. Receipt {number}.").format(number=sold.sale.receipt_number)
        if sold.sale.delivery_number:
            from pos_app.domain.receipt import receipt_number

            number = receipt_number(sold.sale)
            paid = self.tr("Handed out as delivery {number}. The customer is sent an invoice.").format(
                number=number
            )
        self.models.messages.say("look" if told else "good", f"{paid} {told}".rstrip())

    def _bug(self) -> None:
        self.models.messages.say(
            "stop",
            self.tr("Something went wrong in the till. Nothing was paid; the basket is kept. Try again."),
        )
