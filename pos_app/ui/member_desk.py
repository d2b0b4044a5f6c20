"""The acts of the members' desk: joining, visits without goods, memberships, the points of an earlier receipt."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.ports import Code
from pos_app.ui.viewmodels.entry import Ask


class MemberDesk(QObject):
    """Everything a member may want that is no purchase."""

    def __init__(self, models: Models, deck: PanelDeck, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self.cashier_id = ""

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
        self.deck.open("join", Ask(self.tr("Phone"), 0, 15))
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
        self.models.messages.say("good", self.tr("{name} is a member and on the sale.").format(name=name))
        self.models.status.count_waiting()
