"""What a member wants beside goods: codes, an event, points for a cause or at a partner. Alone, or with a sale."""

from __future__ import annotations

import logging
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from pos_app.domain.basket import Basket
from pos_app.domain.errors import CannotSell, Refused
from pos_app.domain.loyalty.decision import Decision, Outcome, Reason, Wishes
from pos_app.domain.members import Member
from pos_app.domain.visit import Visit
from pos_app.services import securing, visiting, wishing
from pos_app.services.memberships import Running
from pos_app.services.till_store import OpenBasket
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.member_desk_state import VisitState
from pos_app.ui.viewmodels.member_questions import MembershipModel
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.state import Choice, ListEntry
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)


class VisitModel(QObject):
    """Wishes are the sale's own (undo, parking and a crash keep them); with an empty basket they are a visit."""

    changed = Signal(object)
    """:class:`VisitState`"""
    done = Signal(object)
    """The sentences of a visit that is on the disk, as a tuple of texts."""
    ride = Signal()
    """The wishes go with the sale: there are goods in the basket."""
    cancelling = Signal(str)
    """The key of a membership that the member wants to end."""

    def __init__(
        self,
        ports: TillPorts,
        store: Worker,
        line: Worker,
        sale: SellingModel,
        membership: MembershipModel,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._line = line
        self._sale = sale
        self._membership = membership
        self._words = words
        self._cashier_id = ""
        self._asking = ""
        self._points = ""
        self._notice = ""
        self._asked_server = self._refused_by_server = False
        self.busy = False
        self.watched = False
        """Whether the panel is open: only then is it told of every change."""
        sale.totals_changed.connect(self._sale_changed)

    def begin(self, cashier_id: str) -> None:
        """What is on the sale already, and what else there is."""
        self._cashier_id = cashier_id
        self._asking = self._points = self._notice = ""
        self.show()

    def _sale_changed(self, _: object) -> None:
        if self.watched and not self.busy:
            self.show()

    # ---- asking ---------------------------------------------------------------------------------------------

    def add_code(self, text: str) -> bool:
        """A code from a pack (or a coupon) that was typed; True when it is among the wishes now."""
        text = text.strip()
        if not text:
            return False
        sale = self._sale
        try:
            wishes = wishing.show_code(self._ports.services, sale.member, sale.wishes, text)
        except Refused as refused:
            self._refused(refused)
            return False
        return self._wish(wishes)

    def choose(self, key: str) -> None:
        """Something on offer was touched: an event at once, points after a number, a membership after a question."""
        found = self._offers().get(key)
        self._notice = ""
        if isinstance(found, visiting.Gathering):
            self._asking = ""
            self._wish(visiting.wish_event(self._sale.wishes, found.code))
        elif isinstance(found, visiting.Transfer):
            self._asking = "" if self._asking == key else key
            self._points = ""
            self.show()
        elif isinstance(found, Running):
            self.cancelling.emit(key)

    def set_points(self, text: str) -> None:
        """How many points for what was chosen, as typed."""
        if text != self._points:
            self._points, self._notice = text, ""
            self.show()

    def add_points(self) -> bool:
        """Enter after a number of points; True when they are among the wishes now."""
        found = self._offers().get(self._asking)
        if not isinstance(found, visiting.Transfer):
            return False
        typed = self._points.strip()
        points = int(typed) if typed.isascii() and typed.isdigit() else 0
        try:
            wishes = visiting.wish_points(self._sale.wishes, found, points)
        except Refused as refused:
            self._refused(refused)
            return False
        self._asking = self._points = ""
        return self._wish(wishes)

    def take_off(self, key: str) -> None:
        """A wish was touched: it is taken back."""
        self._wish(visiting.without(self._sale.wishes, key))

    def _wish(self, wishes: Wishes) -> bool:
        self._notice = ""
        done = self._sale.set_wishes(wishes)
        self.show()
        return done

    def _refused(self, refused: Refused) -> None:
        self._notice = sentence(refused)
        self.show()

    # ---- doing ----------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Enter: with goods in the basket the wishes wait for the payment; alone they are done now."""
        sale = self._sale
        if self.busy or sale.member is None:
            return
        if not sale.basket.is_empty:
            self.ride.emit()
            return
        member, decision = sale.member, sale.quote.decision
        self._asked_server = self._refused_by_server = False
        if not decision.consumes:
            self._write(member, sale.wishes)
            return
        services, basket_id, line_down = self._ports.services, sale.basket.basket_id, sale.line_down
        self._asked_server = True
        self._hold_still(still=True)
        self._line.run(
            lambda: securing.secure(services, member, decision, basket_id, line_down=line_down),
            self._secured,
            self._failed,
        )

    def _secured(self, withheld: dict[str, str]) -> None:
        member, wishes = self._sale.member, self._sale.wishes
        assert member is not None  # nothing changes while it is busy
        self._refused_by_server = any(why != securing.OFFLINE for why in withheld.values())
        self._write(member, replace(wishes, withheld=tuple(sorted({*wishes.withheld, *withheld}))))

    def _write(self, member: Member, wishes: Wishes) -> None:
        services, basket, cashier_id = self._ports.services, self._sale.basket, self._cashier_id
        after = visiting.goes_on_with(services, basket)
        self._hold_still(still=True)
        self._store.run(
            lambda: visiting.visit(services, cashier_id, basket, member, wishes, after),
            lambda visit: self._visited(visit, after),
            self._failed,
        )

    def _visited(self, visit: Visit, after: Basket) -> None:
        sentences = self._sentences(visit.decision)
        self._hold_still(still=False)
        self._sale.start_next(OpenBasket(after))
        self._sale.refresh()
        self.done.emit(sentences)

    def _failed(self, error: Exception) -> None:
        self._hold_still(still=False)
        if self._asked_server:
            services, member, basket_id = (
                self._ports.services,
                self._sale.member,
                self._sale.basket.basket_id,
            )
            self._line.run(lambda: securing.let_go(services, member, basket_id))
        if isinstance(error, visiting.NothingGiven):
            told = " ".join(dict.fromkeys(self._told(reason) for reason in error.reasons))
            self._notice = sentence(Refused(error.reason, told=told))
        elif isinstance(error, Refused):
            self._notice = sentence(error)
        elif isinstance(error, CannotSell):
            self._sale.stopped.emit(error)
        else:
            log.error("a visit could not be written", exc_info=error)
            self._notice = self.tr("Nothing was done: the wishes are still here. Try again.")
        self.show()

    def _hold_still(self, *, still: bool) -> None:
        self.busy = self._sale.busy = still
        self.show()

    # ---- showing --------------------------------------------------------------------------------------------

    def _offers(self) -> dict[str, visiting.Gathering | visiting.Transfer | Running]:
        member = self._sale.member
        if member is None:
            return {}
        found = visiting.on_offer(self._ports.services, member)
        wished = self._sale.wishes.events
        return {
            **{
                f"event:{each.programme_id}:{each.code}": each
                for each in found.events
                if each.code not in wished
            },
            **{f"give:{each.programme_id}:{each.code}": each for each in found.causes},
            **{f"convert:{each.programme_id}:{each.code}": each for each in found.partners},
            **{
                f"membership:{each.programme_id}:{each.code}": each
                for each in found.memberships
                if not self._membership.has_ended(member.view.member_id, each)
            },
        }

    def show(self) -> None:
        """Tell the panel."""
        sale = self._sale
        offers = self._offers()
        asked = offers.get(self._asking)
        ask = ""
        if isinstance(asked, visiting.Transfer):
            ask = self.tr("How many points to {name}? {block} at a time, at most {most}.").format(
                name=asked.name, block=self._words.count(asked.block), most=self._words.count(asked.most)
            )
        self.changed.emit(
            VisitState(
                title=sale.member.display_name if sale.member else "",
                wished=self._wished(),
                offers=tuple(self._choice(key, each) for key, each in offers.items()),
                asking=self._asking if ask else "",
                ask_text=ask,
                notice=self.tr("Asking the server …") if self.busy else self._notice,
                notice_tone="quiet" if self.busy else "stop",
                accept_text=self.tr("Do it now") if sale.basket.is_empty else self.tr("With this sale"),
                can_accept=visiting.is_wished(sale.wishes) and not self.busy,
            )
        )

    def _wished(self) -> tuple[ListEntry, ...]:
        """Each wish with what it gives, or why it cannot be met."""
        sale = self._sale
        told = visiting.answers(self._ports.services, sale.wishes, sale.quote.decision)
        return tuple(
            ListEntry(key, self._name_of(key), self._answer(reason), self.tr("Take off"))
            for key, reason in told.items()
        )

    def _answer(self, reason: Reason | None) -> str:
        if reason is None:
            return self.tr("No programme here knows it.")
        return self._sale.explaining.reason(reason)

    def _name_of(self, key: str) -> str:
        kind, _, rest = key.partition(":")
        code = rest.rpartition(":")[2]
        wishes = self._sale.wishes
        match kind:
            case "claim":
                return self.tr("Code {code}").format(code=rest)
            case "event":
                return self.tr("Check in")
            case _:
                moved = wishes.gives if kind == "give" else wishes.converts
                points = sum(
                    wish.points for wish in moved if f"{kind}:{wish.programme_id}:{wish.code}" == key
                )
                return self._words.points(points) if points else code

    def _choice(self, key: str, each: visiting.Gathering | visiting.Transfer | Running) -> Choice:
        words = self._words
        if isinstance(each, visiting.Gathering):
            hint = f"+{words.points(each.points)}" if each.points else ""
            return Choice(key, self.tr("Check in: {name}").format(name=each.name), hint, icon="check")
        if isinstance(each, visiting.Transfer):
            chosen = key == self._asking
            if each.theirs:
                rate = f"{words.count(each.block)} → {words.count(each.theirs)}"
                return Choice(
                    key, self.tr("Move to {name}").format(name=each.name), rate, chosen, icon="points"
                )
            worth = f"{words.count(each.block)} → {words.money(each.value_minor)}" if each.value_minor else ""
            return Choice(key, self.tr("Give to {name}").format(name=each.name), worth, chosen, icon="points")
        until = self.tr("through {day}").format(day=words.day(each.to_day))
        return Choice(key, self.tr("Cancel {name}").format(name=each.name), until, icon="close")

    def _told(self, reason: Reason) -> str:
        """A reason in words. What the server would not let go is not a matter of the network."""
        if reason.why == "withheld" and self._refused_by_server:
            return self.tr("The server says no: it was used before, is full, or is somebody else's.")
        return self._sale.explaining.reason(reason)

    def _sentences(self, decision: Decision) -> tuple[str, ...]:
        """What was given first, then what was not and why."""
        return tuple(
            self._told(reason)
            for outcome in (Outcome.GAVE, Outcome.PASSED_BY)
            for reason in decision.reasons
            if reason.outcome is outcome
        )
