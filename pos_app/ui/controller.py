"""What each act does: keys, touches and reports from outside all end here, on the view models.

The window shows; the models know; this module is the switchboard between them. It holds no state of the sale.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Cashier
from pos_app.services.till_store import ParkedBasket
from pos_app.ui.age_desk import AgeDesk
from pos_app.ui.approval_desk import ApprovalDesk
from pos_app.ui.drawer_desk import DrawerDesk
from pos_app.ui.evening_desk import EveningDesk
from pos_app.ui.exception_desk import ExceptionDesk
from pos_app.ui.gift_card_desk import GiftCardDesk
from pos_app.ui.goods_desk import GoodsDesk
from pos_app.ui.inbox import Inbox
from pos_app.ui.invoice_desk import InvoiceDesk
from pos_app.ui.keys import Act
from pos_app.ui.member_desk import MemberDesk
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.pay_desk import PayDesk
from pos_app.ui.ports import Code
from pos_app.ui.price_desk import PriceDesk
from pos_app.ui.report_desk import ReportDesk
from pos_app.ui.return_desk import ReturnDesk
from pos_app.ui.slip_desk import SlipDesk
from pos_app.ui.viewmodels.entry import Ask
from pos_app.ui.viewmodels.member_sheet import ACT_KEY, CONSENT_KEY
from pos_app.ui.viewmodels.refusals import sentence

# A scan brings the cashier back to selling, except from these: a payment is going on there.
_STAY_OPEN = (
    "card",
    "mobile",
    "terminal",
    "redeem",
    "join",
    "visit",
    "gift_card",
    "invoice",
    "return",
    "unproven",
    "approval",
    "drawer",
)


class Controller(QObject):
    """``act`` does what a key or button of the table says."""

    search_wanted = Signal()
    search_done = Signal()
    lock_wanted = Signal()
    category_stepped = Signal(int)
    page_turned = Signal()
    palette_switched = Signal()

    def __init__(self, models: Models, deck: PanelDeck, inbox: Inbox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self.desk = PayDesk(models, deck, self)
        self.goods = GoodsDesk(models, deck, self)
        self.ages = AgeDesk(models, deck, self)
        self.members = MemberDesk(models, deck, self)
        self.gift_cards = GiftCardDesk(models, deck, self)
        self.approvals = ApprovalDesk(models, deck, self)
        self.returns = ReturnDesk(models, deck, self.approvals, self)
        self.exceptions = ExceptionDesk(models, deck, self.approvals, self)
        self.members.return_wanted.connect(self.returns.receipt)
        self.goods.right_wanted.connect(self.approvals.ask)
        self.prices = PriceDesk(models, deck, self.approvals, self.exceptions)
        self.slips = SlipDesk(models, self)
        self.exceptions.card_slip_wanted.connect(self.slips.card_slip)
        self.drawer = DrawerDesk(models, deck, self.approvals, self)
        self.reports = ReportDesk(models, deck, self.approvals, self)
        self.evening = EveningDesk(models, deck, self.approvals, self)
        self.drawer.lock_wanted.connect(self.lock_wanted)
        self.invoices = InvoiceDesk(models, deck, self.approvals, self)
        self.desk.gift_card_wanted.connect(self.gift_cards.pay)
        self.desk.invoice_wanted.connect(self.invoices.begin)
        self._signed_in = False
        self._connect(inbox)

    def _connect(self, inbox: Inbox) -> None:
        models = self.models
        self.deck.opened.connect(self._watch)
        self.deck.closed.connect(lambda _: self._watch(""))
        inbox.scanned.connect(self.scan)
        inbox.unreadable.connect(self._unreadable)
        inbox.said.connect(models.messages.say)
        inbox.catalogue_changed.connect(self._catalogue_changed)
        for model in (models.sale, models.payment, models.parked, models.receipt):
            model.refused.connect(self.refuse)
        models.sale.blocked.connect(self._blocked)
        models.sale.queued.connect(self._queued)
        self.goods.refused.connect(self.refuse)
        self.desk.refused.connect(self.refuse)
        self.desk.member_wanted.connect(self.find_member)
        self.members.member_wanted.connect(self.find_member)
        self.desk.visit_wanted.connect(self.members.visit)
        self.desk.code_typed.connect(lambda text: self.scan(Code(text, "typed")))
        models.parked.parked.connect(self._parked)
        models.parked.recalled.connect(self._recalled)
        models.receipt.unknown.connect(self._unknown_print)
        if models.card_terminal is not None:
            models.card_terminal.recovered.connect(self._card_recovered)

    def _watch(self, name: str) -> None:
        """Which panel is open: its model follows every change, the others keep still."""
        self.models.line_panel.watched = name == "line"
        self.models.sheet.watched = name == "sheet"
        self.models.redeem.watched = name == "redeem"
        self.models.status.watched = name == "status"

    # ---- who is here ----------------------------------------------------------------------------------------

    def signed_in(self, cashier: Cashier) -> None:
        """Somebody may sell now."""
        self._signed_in = True
        self.models.payment.cashier_id = self.models.parked.cashier_id = cashier.cashier_id
        self.models.sale.cashier_id = cashier.cashier_id
        for desk in (self.members, self.approvals, self.drawer, self.evening):
            desk.cashier_id = cashier.cashier_id
        if self.models.card_terminal is not None:
            self.models.card_terminal.cashier_id = cashier.cashier_id
        self.models.status.set_cashier(cashier.name)

    def _card_recovered(self) -> None:
        """A payment is in the sale again; before anybody signed in it waits for them."""
        if self._signed_in:
            self.desk.pay()

    def locked(self) -> None:
        """Nobody may sell until somebody signs in; the basket stays."""
        if self._signed_in:
            self.exceptions.signed_out(self.models.sale.cashier_id)
        self._signed_in = False
        self.deck.close()
        self.models.entry.clear()

    # ---- scans ----------------------------------------------------------------------------------------------

    def scan(self, code: Code) -> None:
        """A code from any scanner, or typed. The change of the last sale goes away with the first scan."""
        if not self._signed_in:
            self.refuse(Refused(Refusal.NOT_SIGNED_IN))
            return
        if self.deck.name == "age":
            self.models.messages.say("look", self.tr("Answer the age question first, then scan again."))
            return
        desks = (self.members, self.gift_cards, self.approvals, self.returns)
        if any(desk.takes(code) for desk in desks):
            return
        if not self.models.sale.in_payment and self.deck.name not in _STAY_OPEN:
            self.deck.close()
        self.models.sale.scan(code)

    def _unreadable(self, sample: str, cause: str) -> None:
        from pos_app.domain.member_code import MARK

        if cause == "too_long" and sample.startswith(MARK):
            self.refuse(Refused(Refusal.MEMBER_CODE_TOO_LONG))
        else:
            self.refuse(Refused(Refusal.UNREADABLE_SCAN, cause=cause, code=sample[:40]))

    def search_entered(self, text: str) -> None:
        """Enter in the search field: a number is a code, else the best hit."""
        text = text.strip()
        if not text:
            self.search_done.emit()
            return
        found = self.models.products.first_found()
        self.search_done.emit()
        if text.isascii() and text.isdigit() and len(text) >= 4:
            self.scan(Code(text, "typed"))
        elif found is not None:
            self.pick(found)
        else:
            self.scan(Code(text, "typed"))

    def pick(self, article_id: str) -> None:
        """A tile was touched."""
        if self.deck.name in ("done", "measure", "line"):
            self.deck.close()
        self.models.sale.pick(article_id)
        self.search_done.emit()

    def _queued(self, count: int) -> None:
        if count:
            self.models.messages.say("look", self.tr("%n scan(s) wait until this sale is paid.", "", count))

    def check_till(self) -> None:
        """The till looks at itself, and a panel tells."""
        self.deck.open("check")
        self.models.checking.look()

    # ---- acts -----------------------------------------------------------------------------------------------

    def act(self, name: str) -> None:
        """Do what the key table calls ``name``."""
        if not self._signed_in:
            return
        sale = self.models.sale
        does: dict[Act, Callable[[], object]] = {
            Act.HELP: self._help,
            Act.SEARCH: self._search,
            Act.CHECK_PRICE: self._check_price,
            Act.MEMBER: self._member,
            Act.JOIN: self.members.join,
            Act.VISIT: self.members.visit,
            Act.POINTS: self.desk.points,
            Act.PARK: self._park,
            Act.DISCOUNT: self.goods.open_discount,
            Act.LINE: self.goods.line,
            Act.CARD: self.desk.card,
            Act.MENU: lambda: self.deck.open("menu"),
            Act.RECEIPT: self._receipt,
            Act.DRAWER: self.drawer.open,
            Act.REPORTS: self.reports.open,
            Act.EVENING: self.evening.open,
            Act.LABELS: self.prices.labels,
            Act.LOCK: self.lock_wanted.emit,
            Act.RETURN: self.returns.begin,
            Act.VOID: self.exceptions.void,
            Act.OPEN_DRAWER: self.exceptions.open_drawer,
            Act.PRICE: self.exceptions.price,
            Act.TRAINING: self.exceptions.practise,
            Act.PROVISIONAL: self.slips.provisional,
            Act.UNDO: sale.undo,
            Act.REMOVE: self.goods.remove_line,
            Act.STATUS: lambda: self._show("status", self.models.status.watch),
            Act.MESSAGES: lambda: self._show("messages", self.models.show_messages),
            Act.PAY: self.desk.pay,
            Act.MORE: lambda: sale.step_quantity(1),
            Act.FEWER: lambda: sale.step_quantity(-1),
            Act.UP: lambda: sale.step_selection(-1),
            Act.DOWN: lambda: sale.step_selection(1),
            Act.CLOSE: self.escape,
            Act.NEXT_CATEGORY: lambda: self.category_stepped.emit(1),
            Act.PREVIOUS_CATEGORY: lambda: self.category_stepped.emit(-1),
            Act.NEXT_PAGE: self.page_turned.emit,
        }
        does[Act(name)]()

    def menu_chosen(self, key: str) -> None:
        """Something in the menu was touched."""
        self.deck.close()
        if key in {act.value for act in Act}:
            self.act(key)
        else:
            self.palette_switched.emit()

    def _show(self, name: str, show: Callable[[], None]) -> None:
        self.deck.open(name)
        show()

    def _help(self) -> None:
        self.deck.open("help")
        self.models.help.begin()

    def _search(self) -> None:
        self.deck.close()
        self.search_wanted.emit()

    def _check_price(self) -> None:
        self.deck.close()
        self.models.sale.checking_price = True
        self.models.messages.say("quiet", self.tr("Price check: scan or touch an article. It is not sold."))

    def _member(self) -> None:
        """The member on the sale; once more (or with nobody there), finding somebody."""
        if self.models.sale.member is None or self.deck.name == "sheet":
            self.find_member()
        else:
            self._show("sheet", self.models.sheet.show)

    def sheet_touched(self, key: str) -> None:
        """A row of the member panel: an act of the key table, a consent, or a coupon to use or take off."""
        act = key.removeprefix(ACT_KEY)
        if act != key:
            self.act(act)
        elif key.startswith(CONSENT_KEY):
            self.members.consent(key)
        else:
            self.models.sale.touch_coupon(key)

    def find_member(self) -> None:
        """Find somebody by card, phone or name."""
        self.deck.open("member", Ask(self.tr("Card or phone"), 0, 20, is_code=True))
        self.models.member.begin_search()

    def member_attached(self) -> None:
        """Enter in the member panel."""
        if self.models.member.attach():
            self.deck.close()

    def member_removed(self) -> None:
        """Take the member off the sale."""
        if self.models.sale.set_member(None):
            self.deck.close()

    def _park(self) -> None:
        if self.models.sale.basket.is_empty and not self.models.sale.in_payment:
            self.deck.open("parked")
            self.models.parked.begin()
        else:
            self.models.parked.park()

    def _parked(self, parked: ParkedBasket) -> None:
        self.deck.close()
        self.models.messages.say("good", self.tr("The sale is parked. F6 takes it back."))

    def _recalled(self) -> None:
        self.deck.close()
        self.models.messages.say("good", self.tr("The parked sale is on the counter again."))

    def _receipt(self) -> None:
        self.deck.open("done")
        self.models.receipt.show()

    def escape(self) -> None:
        """Close the panel, else clear what was typed, else the messages."""
        if self.deck.name:
            self.deck.close()
        elif self.models.entry.text:
            self.models.entry.clear()
        else:
            self.models.sale.checking_price = False
            self.models.sale.next_pieces = 1
            self.search_done.emit()
            self.models.messages.hush()

    # ---- telling --------------------------------------------------------------------------------------------

    def refuse(self, refused: Refused) -> None:
        """Say why something was not done; an age that is not checked is asked for at once."""
        if self.members.offers(refused):
            return
        sale = self.models.sale
        if refused.reason is Refusal.GOODS_REFUSED:
            line_id = int(refused.facts.get("line", 0))
            sale.select(line_id)
            told = sale.line_refusal(line_id)
            todo = self.tr("Del takes the line away.")
            self.models.messages.say("stop", f"{told}. {todo}" if told else sentence(refused))
            return
        told = sentence(refused, self.models.words.day)
        if "line" in refused.facts:
            sale.select(int(refused.facts["line"]))
            todo = self.tr("Del takes it away, F6 parks the sale.")
            if sale.tenders:
                todo = self.tr("Give back what was paid (Enter), then take the line away.")
            told = f"{told} {todo}"
        self.models.messages.say("stop", told)
        if refused.reason is Refusal.AGE_NOT_CONFIRMED:
            self.ages.ask_for_basket()

    def _blocked(self) -> None:
        self.models.messages.say(
            "look", self.tr("A payment has begun. Finish it, or give everything back first (Enter).")
        )

    def _unknown_print(self, job_id: str) -> None:
        self.deck.open("done")
        self.models.receipt.show()
        self.models.messages.say(
            "look", self.tr("The printer did not confirm the receipt. Look, then choose.")
        )

    def _catalogue_changed(self) -> None:
        self.models.products.refresh()
        self.models.sale.refresh()
