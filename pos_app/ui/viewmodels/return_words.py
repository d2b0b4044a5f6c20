"""A return in words: its receipt, its lines, how the money goes back, and what else it takes and gives."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pos_app.domain.basket import Line
from pos_app.domain.catalogue import Protection
from pos_app.domain.credit_note import note_minor
from pos_app.domain.exchange import may_pay_minor
from pos_app.domain.loyalty.reversal import RefundTender, Reversal
from pos_app.domain.returned import is_money
from pos_app.domain.tender import TenderKind
from pos_app.services.returning import OpenSale
from pos_app.ui.viewmodels.explaining import Explaining
from pos_app.ui.viewmodels.on_counter import OnCounter
from pos_app.ui.viewmodels.state import Choice, ListEntry
from pos_app.ui.viewmodels.words import Words

translate = QCoreApplication.translate
_MOST_REASONS = 6


class ReturnWords:
    """Bound to the till's formatter and the rules' sentences."""

    def __init__(self, words: Words, explaining: Explaining) -> None:
        self._words = words
        self._explaining = explaining

    def which(self, *, is_asking: bool) -> str:
        """What to do while no receipt is open."""
        if is_asking:
            return translate("ReturnWords", "Asking the server about this receipt …")
        return translate(
            "ReturnWords", "Scan the code at the foot of the receipt, or type the number after its hyphen."
        )

    def receipt(self, found: OpenSale) -> str:
        """Which receipt it is."""
        from pos_app.domain.receipt import receipt_number

        sale = found.sale
        return translate("ReturnWords", "Receipt {number}, {time}, {amount}").format(
            number=receipt_number(sale),
            time=self._words.when(sale.context.at_ms),
            amount=self._words.money(sale.priced.total_minor),
        )

    def rows(self, found: OpenSale, back: dict[int, int]) -> tuple[ListEntry, ...]:
        """Every line with what was bought, what came back before, and what comes back now."""
        return tuple(self._row(found, line, back.get(line.line_id, 0)) for line in found.sale.basket.lines)

    def _row(self, found: OpenSale, line: Line, back_milli: int) -> ListEntry:
        words, unit = self._words, line.article.unit
        left = found.left_milli[line.line_id]
        bought = translate("ReturnWords", "bought {quantity}").format(
            quantity=words.quantity(line.quantity_milli, unit)
        )
        notes = [bought]
        if line.article.protection is Protection.GIFT_CARD:
            notes = [translate("ReturnWords", "stays on the card")]
        elif left <= 0:
            notes = [translate("ReturnWords", "all of it came back before")]
        elif left < line.quantity_milli:
            came = words.quantity(line.quantity_milli - left, unit)
            notes.append(translate("ReturnWords", "{quantity} came back before").format(quantity=came))
        paid = next(each for each in found.sale.priced.lines if each.line_id == line.line_id)
        quantity = words.quantity(back_milli, unit)
        return ListEntry(
            str(line.line_id),
            line.article.name,
            " · ".join((*notes, words.money(paid.net_minor))),
            translate("ReturnWords", "{quantity} back").format(quantity=quantity) if back_milli else "–",
        )

    def ways(self, reversal: Reversal, *, on_note: bool = False) -> tuple[str, ...]:
        """How the money goes back, one sentence for each way it was paid; ``on_note`` puts it all on a credit note."""
        backs = [each for each in reversal.refund.tenders if each.amount_minor or each.points]
        if not on_note:
            return tuple(self._way(each) for each in backs)
        kept = tuple(self._way(each) for each in backs if not is_money(each.kind))
        amount = self._words.money(note_minor(reversal))
        return (
            *kept,
            translate("ReturnWords", "{amount} on a credit note, printed with the receipt").format(
                amount=amount
            ),
        )

    def note_choice(self, key: str, *, on_note: bool, may: bool) -> Choice:
        """A credit note instead of the money, or the money after all."""
        as_paid = translate("ReturnWords", "The money back as it was paid")
        note = translate("ReturnWords", "A credit note instead")
        return Choice(key, as_paid if on_note else note, enabled=may, icon="cash" if on_note else "tag")

    def _way(self, back: RefundTender) -> str:
        amount = self._words.money(back.amount_minor)
        if back.kind is TenderKind.CASH:
            return translate("ReturnWords", "{amount} in cash from the drawer").format(amount=amount)
        if back.kind is TenderKind.CARD:
            return translate("ReturnWords", "{amount} to the card (slip {slip} of the sale)").format(
                amount=amount, slip=back.slip_reference
            )
        if back.kind is TenderKind.REGISTERED_CARD:
            return translate("ReturnWords", "{amount} to the registered card (slip {slip})").format(
                amount=amount, slip=back.slip_reference
            )
        if back.kind is TenderKind.MOBILE:
            return translate("ReturnWords", "{amount} in the payment app (number {slip} of the sale)").format(
                amount=amount, slip=back.slip_reference
            )
        if back.kind is TenderKind.INVOICE:
            return translate("ReturnWords", "{amount} off what is invoiced; no money is handed out").format(
                amount=amount
            )
        if back.kind is TenderKind.GIFT_CARD:
            return translate("ReturnWords", "{amount} to the gift card").format(amount=amount)
        if back.kind is TenderKind.CREDIT_NOTE:
            return translate("ReturnWords", "{amount} on the credit note").format(amount=amount)
        return translate("ReturnWords", "{points} back to the member").format(
            points=self._words.points(back.points)
        )

    def exchange(self, reversal: Reversal, sale: OnCounter, key: str) -> tuple[Choice, ...]:
        """What it would mean to pay for the goods on the counter with these; nothing where none stand there."""
        worth = may_pay_minor(reversal)
        due = sale.quote.settlement.due_minor
        if not sale.basket.lines or due <= 0 or not worth:
            return ()
        left = due - worth
        if left == 0:
            text = translate("ReturnWords", "Exchange for what is on the counter")
        elif left > 0:
            text = translate("ReturnWords", "Exchange, {amount} to pay")
        else:
            text = translate("ReturnWords", "Exchange, {amount} back")
        return (Choice(key, text.format(amount=self._words.money(abs(left))), icon="basket"),)

    def is_invoiced(self, reversal: Reversal) -> bool:
        """Whether the goods were on an account, so that no money moves."""
        return any(each.kind is TenderKind.INVOICE for each in reversal.refund.tenders)

    def reasons(self, reversal: Reversal) -> tuple[str, ...]:
        """What else the return takes and gives, in the rules' own sentences."""
        told = (self._explaining.reason(each) for each in reversal.reasons)
        return tuple(dict.fromkeys(text for text in told if text))[:_MOST_REASONS]

    def on_the_terminal(self, back: RefundTender) -> str:
        """What is to be keyed on the card terminal, or paid back in the app, now."""
        if back.kind is TenderKind.MOBILE:
            return translate(
                "ReturnWords",
                "Pay {amount} back in the payment app (the sale's number was {slip}), and type that payment's number.",
            ).format(amount=self._words.money(back.amount_minor), slip=back.slip_reference)
        return translate(
            "ReturnWords", "Refund {amount} on the card terminal (the sale's slip was {slip})."
        ).format(amount=self._words.money(back.amount_minor), slip=back.slip_reference)
