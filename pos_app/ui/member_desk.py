"""The acts of the members' desk: joining, visits without goods, memberships, the points of an earlier receipt."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.ports import Code
from pos_app.ui.viewmodels.entry import Ask


class MemberDesk(QObject):
    """Everything a member may want that is no purchase."""

    member_wanted = Signal()
    return_wanted = Signal(str)
    """The id of a sale whose receipt was scanned while there is no member: its goods come back."""

    def __init__(self, models: Models, deck: PanelDeck, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self.cashier_id = ""
        self._is_claiming = False
        deck.opened.connect(self._watch)
        deck.closed.connect(lambda _: self._watch(""))
        models.sale.receipt_scanned.connect(self.claim)
        models.sale.member_proven.connect(self._proven)

    def _watch(self, name: str) -> None:
        """The model of the open panel follows every change. One that was never wanted is not made for this."""
        if name == "visit" or "visit" in vars(self.models):
            self.models.visit.watched = name == "visit"

    def _refuse(self, reason: Refusal) -> None:
        self.models.sale.refused.emit(Refused(reason))

    def _proven(self, name: str) -> None:
        """How the member was known: not by a number that anybody may have copied."""
        told = self.tr("{name} is on the sale: the code is genuine.")
        self.models.messages.say("good", told.format(name=name or self.tr("The member")))

    # ---- joining --------------------------------------------------------------------------------------------

    def offers(self, refused: Refused) -> bool:
        """A card that nobody holds is not a dead end: the panel for a new member opens with it."""
        card = str(refused.facts.get("card", ""))
        if refused.reason is not Refusal.UNKNOWN_MEMBER or not card or self.models.sale.in_payment:
            return False
        self.join(card_number=card)
        self.models.messages.say(
            "look", self.tr("Nobody has this card yet. Make them a member, or go on without (Esc).")
        )
        return True

    def join(self, *, card_number: str = "", typed: str = "") -> None:
        """The panel for a new member, with the card that was scanned or what was looked for."""
        if self.models.sale.in_payment:
            self.models.sale.blocked.emit()
            return
        self.deck.open("join", Ask(self.tr("Phone"), 0, 15, is_code=True))
        self.models.joining.begin(self.cashier_id, card_number, typed)
        panel = self.deck.current
        assert panel is not None
        panel.opened()

    def takes(self, code: Code) -> bool:
        """Whether a scan belongs to the open panel: the new member's card, or their friend's."""
        return self.deck.name == "join" and self.models.joining.take(code)

    def joined(self, member: Member) -> None:
        """The member is on the disk, and on the sale."""
        if self.deck.name == "join":
            self.deck.close()
        name = member.display_name or self.tr("The new member")
        on_sale = self.models.sale.member
        if on_sale is not None and on_sale.view.member_id == member.view.member_id:
            self.models.messages.say("good", self.tr("{name} is a member and on the sale.").format(name=name))
        else:  # a payment began meanwhile: what is being paid stays as it is
            self.models.messages.say(
                "look", self.tr("{name} is a member from the next sale on.").format(name=name)
            )
        self.models.status.count_waiting()

    # ---- without buying -------------------------------------------------------------------------------------

    def visit(self) -> None:
        """What the member wants beside goods; without one, who is it?"""
        if self.models.sale.in_payment:
            self.models.sale.blocked.emit()
        elif self.models.sale.member is None:
            self._refuse(Refusal.NO_MEMBER)
            self.member_wanted.emit()
        else:
            self.deck.open("visit")
            self.models.visit.begin(self.cashier_id)

    def visited(self, sentences: tuple[str, ...]) -> None:
        """It is on the disk: tell it, and be ready for what comes next."""
        self.deck.close()
        self.models.messages.say("good", " ".join(sentences))
        self.models.status.count_waiting()

    def ride(self) -> None:
        """The wishes stay on the sale and are done with its payment."""
        self.deck.close()
        self.models.messages.say("quiet", self.tr("It goes with this sale, and holds once the sale is paid."))

    def cancel_membership(self, key: str) -> None:
        """Ask before a membership is cancelled."""
        self.deck.open("membership")
        self.models.membership.begin(self.cashier_id, key)

    def consent(self, key: str) -> None:
        """Ask before a consent is given or withdrawn; not while the sale is being paid, which may hang on it."""
        if self.models.sale.in_payment:
            self.models.sale.blocked.emit()
            return
        self.deck.open("consent")
        self.models.consents.begin(self.cashier_id, key)

    def consented(self, text: str) -> None:
        """It is on the disk: back to the member, whose list shows it."""
        self.told(text)
        self.deck.open("sheet")
        self.models.sheet.show()

    def told(self, text: str) -> None:
        """Something was written: close its question and say so."""
        self.deck.close()
        self.models.messages.say("good", text)
        self.models.status.count_waiting()

    # ---- an earlier receipt ---------------------------------------------------------------------------------

    def claim(self, sale_id: str) -> None:
        """A receipt was scanned: for a member on an empty basket its points may be claimed, else goods come back."""
        sale = self.models.sale
        if sale.member is None:
            self.return_wanted.emit(sale_id)
        elif not sale.basket.is_empty:
            self._refuse(Refusal.RECEIPT_AFTER_BASKET)
        else:
            if not self._is_claiming:
                self._is_claiming = True
                self.models.claiming.asked.connect(self._ask_claim)
                self.models.claiming.refused.connect(self._not_claimed)
                self.models.claiming.done.connect(self.told)
            self.models.claiming.begin(self.cashier_id, sale_id)

    def _ask_claim(self) -> None:
        self.deck.open("claim")

    def _not_claimed(self, refused: Refused) -> None:
        if self.deck.name == "claim":
            self.deck.close()
        self.models.sale.refused.emit(refused)
