"""All view models of one till, made together because they lean on each other."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from pos_app.ui.inbox import Inbox, Link, LinkReport
from pos_app.ui.messages import Messages
from pos_app.ui.ports import TillPorts
from pos_app.ui.sound import Sounds
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.entry import Ask, EntryModel
from pos_app.ui.viewmodels.help import HelpModel
from pos_app.ui.viewmodels.line_panels import DiscountModel, LineModel, MeasureModel
from pos_app.ui.viewmodels.member import MemberModel
from pos_app.ui.viewmodels.member_sheet import MemberSheetModel
from pos_app.ui.viewmodels.panel_state import MessagesState
from pos_app.ui.viewmodels.parked import ParkedModel
from pos_app.ui.viewmodels.payment import PaymentModel
from pos_app.ui.viewmodels.products import ProductsModel
from pos_app.ui.viewmodels.receipt import ReceiptModel
from pos_app.ui.viewmodels.rewards import RedeemModel
from pos_app.ui.viewmodels.securing import SecuringModel
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.sign_in import SignInModel
from pos_app.ui.viewmodels.state import ListEntry
from pos_app.ui.viewmodels.status import StatusModel
from pos_app.ui.viewmodels.whole_member import WholeMemberModel
from pos_app.ui.viewmodels.words import Words

if TYPE_CHECKING:  # made when first wanted
    from pos_app.domain.members import Cashier
    from pos_app.services.ports import Ports
    from pos_app.ui.viewmodels.age import AgeModel
    from pos_app.ui.viewmodels.approval import ApprovalModel
    from pos_app.ui.viewmodels.card_terminal import CardTerminalModel
    from pos_app.ui.viewmodels.checking import CheckModel
    from pos_app.ui.viewmodels.consents import ConsentModel
    from pos_app.ui.viewmodels.drawer import DrawerModel
    from pos_app.ui.viewmodels.evening import EveningModel
    from pos_app.ui.viewmodels.gift_card import GiftCardModel
    from pos_app.ui.viewmodels.invoice import InvoiceModel
    from pos_app.ui.viewmodels.joining import JoiningModel
    from pos_app.ui.viewmodels.labels import LabelsModel
    from pos_app.ui.viewmodels.late_days import LateDaysModel
    from pos_app.ui.viewmodels.member_questions import ClaimModel, MembershipModel
    from pos_app.ui.viewmodels.price_check import PriceCheckModel
    from pos_app.ui.viewmodels.program_news import ProgramNewsModel
    from pos_app.ui.viewmodels.reasons import ReasonModel
    from pos_app.ui.viewmodels.reports import ReportsModel
    from pos_app.ui.viewmodels.returning import ReturnModel
    from pos_app.ui.viewmodels.unproven import UnprovenModel
    from pos_app.ui.viewmodels.visit import VisitModel


class Models(QObject):
    """``store`` is the thread that writes ``till.db``; ``line`` waits for the server, so that nothing else does."""

    messages_changed = Signal(object)
    """:class:`MessagesState`"""
    slip_printed = Signal(int)
    """A paper that is no receipt went to the printer; what it comes to."""

    def __init__(self, ports: TillPorts, inbox: Inbox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = Worker("store", self)
        self.beside: list[Worker] = []
        """Threads for what may take long and nobody at the counter waits for; made when first wanted."""
        self.line = Worker("line", self)
        words = self.words = Words(ports.services, ports.screen.language)
        exponent = words.currency.exponent
        received = Ask(QCoreApplication.translate("Models", "Received"), exponent, 14)
        self.entry = EntryModel(received, words.separator, self)
        self.messages = Messages(words.now_ms, Sounds(ports.screen.sounds), self)
        self.sale = SellingModel(ports, self.store, words, self)
        inbox.link.connect(self._link_reported)
        self.products = ProductsModel(ports, words, self)
        self.member = MemberModel(ports, self.store, self.sale, words, self)
        self.whole_member = WholeMemberModel(ports, self.sale, self)
        self.member.nobody_has.connect(self.whole_member.look_for)
        self.whole_member.known.connect(self.member.search_again)
        self.sheet = MemberSheetModel(ports, self.sale, self.member, words, self)
        self.redeem = RedeemModel(ports, self.line, self.sale, self.member, words, self)
        self.securing = SecuringModel(ports, self.line, self.sale, words, self)
        self.payment = PaymentModel(ports, self.store, self.line, self.sale, self.securing, words, self)
        self.card_terminal = self._make_card_terminal(ports, inbox) if ports.services.card_terminal else None
        self.receipt = ReceiptModel(
            ports, self.store, inbox, words, self.sale.explaining, lambda: self.sale.cashier_id, self
        )
        self.parked = ParkedModel(ports, self.store, self.sale, words, self)
        self.line_panel = LineModel(self.sale, words, self)
        self.measure = MeasureModel(self.sale, words, self)
        self.discount = DiscountModel(self.sale, words, self)
        self.sign_in = SignInModel(ports, self.store, self)
        self.status = StatusModel(ports, self.store, inbox, self.messages, words, self)
        if self.card_terminal is not None:
            self.card_terminal.matters_changed.connect(self.status.set_card_matter)
        self.help = HelpModel(ports.screen.language, self)
        if ports.program_news is not None:
            self.sign_in.signed_in.connect(self._tell_program_news)
        self._ports = ports
        self._inbox = inbox

    @property
    def services(self) -> Ports:
        """What the services reach for."""
        return self._ports.services

    @cached_property
    def joining(self) -> JoiningModel:
        """Who becomes a member; made when first wanted, because no start needs it."""
        from pos_app.ui.viewmodels.joining import JoiningModel

        made = JoiningModel(self._ports, self.store, self.sale, self)
        made.number_typed.connect(self.whole_member.look_for)
        self.whole_member.known.connect(made.number_known)
        return made

    def _make_card_terminal(self, ports: TillPorts, inbox: Inbox) -> CardTerminalModel:
        """Card on a terminal that the till asks itself; most tills' stands apart."""
        from pos_app.ui.viewmodels.card_terminal import CardTerminalModel

        return CardTerminalModel(ports, self.store, inbox, self.sale, self.words, self)

    def _link_reported(self, report: LinkReport) -> None:
        """Nothing is known while the line is being tried for the first time: then it is asked, and may not answer."""
        down = report.link not in (Link.STARTING, Link.ONLINE)
        self.sale.set_network(down, line_down=report.link is Link.OFFLINE, hub_answers=report.hub)
        if self.can_close_day and report.link is not Link.STARTING:
            self.late_days.reported(report)

    @cached_property
    def age(self) -> AgeModel:
        """How old a customer has to be."""
        from pos_app.ui.viewmodels.age import AgeModel

        return AgeModel(self._ports.services, self.sale, self.words, self)

    @cached_property
    def price_check(self) -> PriceCheckModel:
        """What an article costs, and all that belongs to it."""
        from pos_app.ui.viewmodels.price_check import PriceCheckModel

        return PriceCheckModel(self._ports.services, self.words, self)

    @cached_property
    def approval(self) -> ApprovalModel:
        """Somebody who allows what the cashier may not."""
        from pos_app.ui.viewmodels.approval import ApprovalModel

        made = ApprovalModel(self._ports, self.store, self)
        made.stopped.connect(self.sale.stopped)
        return made

    @cached_property
    def returning(self) -> ReturnModel:
        """Goods that come back."""
        from pos_app.ui.viewmodels.returning import ReturnModel

        made = ReturnModel(
            self._ports, self.store, self.sale, self.card_terminal, self.words, self.line, self
        )
        made.stopped.connect(self.sale.stopped)
        return made

    @cached_property
    def unproven(self) -> UnprovenModel:
        """Goods that come back without a receipt."""
        from pos_app.ui.viewmodels.unproven import UnprovenModel

        made = UnprovenModel(self._ports, self.store, self.sale, self.card_terminal, self.words, self)
        made.stopped.connect(self.sale.stopped)
        return made

    @cached_property
    def reasons(self) -> ReasonModel:
        """Why something out of the ordinary is done."""
        from pos_app.ui.viewmodels.reasons import ReasonModel

        return ReasonModel(self.words, self)

    @property
    def has_reports(self) -> bool:
        """Whether there is anything to report."""
        return self._ports.reports is not None

    @cached_property
    def reports(self) -> ReportsModel:
        """What the till sold."""
        from pos_app.ui.viewmodels.reports import ReportsModel

        self.beside.append(Worker("reports", self))
        return ReportsModel(self._ports, self.beside[-1], self.store, self.words, self)

    @cached_property
    def labels(self) -> LabelsModel:
        """Labels that shelves need."""
        from pos_app.ui.viewmodels.labels import LabelsModel

        self.beside.append(Worker("labels", self))
        return LabelsModel(self._ports, self.beside[-1], self.words, self)

    @cached_property
    def checking(self) -> CheckModel:
        """The till looks at itself; only where the status panel offers it."""
        from pos_app.ui.viewmodels.checking import CheckModel

        assert self._ports.checkup is not None
        self.beside.append(Worker("checkup", self, patience_ms=100))
        return CheckModel(self._ports.checkup, self.beside[-1], self)

    @property
    def is_practice(self) -> bool:
        """Whether nothing here is for real."""
        return self._ports.screen.training

    @property
    def can_practise(self) -> bool:
        """Whether a till to practise on can be set up."""
        return self._ports.practice is not None

    @property
    def can_print(self) -> bool:
        """Whether there is a printer."""
        return self._ports.printer is not None

    def open_drawer(self) -> bool:
        """Send the pulse; False where nothing can open a drawer."""
        drawer = self._ports.drawer
        if drawer is not None:
            drawer.open_drawer()
        return drawer is not None

    @cached_property
    def gift_card(self) -> GiftCardModel:
        """A gift card that is loaded, or pays."""
        from pos_app.ui.viewmodels.gift_card import GiftCardModel

        return GiftCardModel(self._ports, self.line, self.sale, self.words, self)

    @cached_property
    def invoice(self) -> InvoiceModel:
        """Goods on an account."""
        from pos_app.ui.viewmodels.invoice import InvoiceModel

        return InvoiceModel(self._ports, self.sale, self.words, self)

    @cached_property
    def drawer(self) -> DrawerModel:
        """The cash drawer, X and Z."""
        from pos_app.ui.viewmodels.drawer import DrawerModel

        return DrawerModel(self._ports, self.store, self.words, self)

    @cached_property
    def evening(self) -> EveningModel:
        """The end of the day."""
        from pos_app.ui.viewmodels.evening import EveningModel

        status = self.status
        made = EveningModel(
            self._ports, self.store, self.line, self._inbox, status.link, self.words, parent=self
        )
        made.changed.connect(self.late_days.want)
        return made

    @cached_property
    def late_days(self) -> LateDaysModel:
        """Days that were closed without the line; made with its first report."""
        from pos_app.ui.viewmodels.late_days import LateDaysModel

        worker = Worker("days", self, patience_ms=100)
        self.beside.append(worker)
        return LateDaysModel(self._ports, worker, self.messages, self.words, self._is_closing, self)

    def _tell_program_news(self, cashier: Cashier) -> None:
        """Its model waits for somebody who signs in."""
        self.program_news.signed_in(cashier)

    @cached_property
    def program_news(self) -> ProgramNewsModel:
        """What came of the program's last update; made when somebody signs in."""
        from pos_app.ui.viewmodels.program_news import ProgramNewsModel

        return ProgramNewsModel(self._ports, self.store, self.messages, self)

    def _is_closing(self) -> bool:
        return "evening" in vars(self) and self.evening.watched

    @property
    def can_close_day(self) -> bool:
        """Whether a day can be closed here: in practice there is none."""
        return self._ports.day_end is not None

    @cached_property
    def visit(self) -> VisitModel:
        """What a member wants beside goods."""
        from pos_app.ui.viewmodels.visit import VisitModel

        return VisitModel(
            self._ports, self.store, self.line, self.sale, self.membership, self.words, parent=self
        )

    @cached_property
    def membership(self) -> MembershipModel:
        """A membership that is to be cancelled."""
        from pos_app.ui.viewmodels.member_questions import MembershipModel

        return MembershipModel(self._ports, self.store, self.sale, self.words, self)

    @cached_property
    def consents(self) -> ConsentModel:
        """What the member on the sale agrees to."""
        from pos_app.ui.viewmodels.consents import ConsentModel

        return ConsentModel(self._ports, self.store, self.sale, self.words, self)

    @cached_property
    def claiming(self) -> ClaimModel:
        """A receipt whose points are asked for."""
        from pos_app.ui.viewmodels.member_questions import ClaimModel

        return ClaimModel(self._ports, self.store, self.sale, self.words, self)

    def show_messages(self) -> None:
        """Tell the message panel what was said."""
        entries = tuple(
            ListEntry(str(number), self.words.time(message.at_ms), message.text)
            for number, message in enumerate(self.messages.history)
        )
        text = "" if entries else self.tr("Nothing has been said yet.")
        self.messages_changed.emit(MessagesState(entries, text))

    def stop(self) -> None:
        """Finish what is being written, then end the threads."""
        self.status.stop()
        self.store.stop()
        self.line.stop(timeout_ms=100)
        self.whole_member.stop()
        for worker in self.beside:
            worker.stop()
        if self.card_terminal is not None:
            self.card_terminal.stop()
