"""The cash drawer on the screen: open with a float, cash in and out, a blind count, X and Z.

Everything is written on the store thread; what it prints goes to the printer once it is durable (DURABLE-FIRST).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_app.domain.denominations import Pieces, denominations, read_count, worth_minor
from pos_app.domain.drawer import CashReason, DrawerCount, DrawerRules, OpenDrawer, owner_for
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.money import parse_amount
from pos_app.domain.rights import Wish
from pos_app.services import drawers, period_printing, period_reports
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels import drawer_state as at
from pos_app.ui.viewmodels.drawer_outcome import Done, Outcome
from pos_app.ui.viewmodels.drawer_rights import takes
from pos_app.ui.viewmodels.drawer_state import DrawerState
from pos_app.ui.viewmodels.entry import Ask
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.state import Choice
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)

_MOVES = {at.PAY_IN: drawers.pay_in, at.PAY_OUT: drawers.pay_out, at.DROP: drawers.drop}


class DrawerModel(QObject):
    """One page after the other; nothing of what should be in the drawer is shown before it was counted."""

    changed = Signal(object)
    """:class:`DrawerState`"""
    asking = Signal(object, str)
    """The :class:`Ask` for the keypad (or ``None``), and what stands in it already."""
    printing = Signal(str, object)
    """An id and a :class:`ReceiptDocument` to print."""
    far_off = Signal(int)
    """The count is so far off (minor units) that somebody has to allow the drawer to be closed."""
    stopped = Signal(object)

    def __init__(self, ports: TillPorts, store: Worker, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._words = words
        self._currency = ports.services.counter.store.currency
        self.cashier_id = self.approved_by = ""
        self._drawer: OpenDrawer | None = None
        self._page, self._act = at.HOME, ""
        self._amount, self._reason, self._notice = "", "", ""
        self._typed: dict[int, str] = {}
        self._row = 0
        self._others: tuple[OpenDrawer, ...] = ()
        self._session = ""
        self._counting = ("", "")
        """Whose count stands in ``_typed``: closing the panel by mistake does not lose it."""
        self._outcome = Outcome(words, self)
        self._done: Done | None = None
        self.busy = False

    @property
    def _rules(self) -> DrawerRules:
        return self._ports.services.drawer_rules or drawers.USUAL_RULES

    # ---- pages ----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Look whether a drawer is open, and show what can be done."""
        services = self._ports.services
        self._page, self._notice, self._act = at.HOME, "", ""
        self._session = ""
        self._run(lambda: drawers.open_drawers(services), self._found)

    def _found(self, found: tuple[OpenDrawer, ...]) -> None:
        mine = owner_for(self._rules, self.cashier_id)
        self._drawer = next((each for each in found if each.opening.owner == mine), None)
        self._others = tuple(each for each in found if each.opening.owner != mine)
        self.asking.emit(None, "")

    def choose(self, key: str) -> None:
        """An act of the first page was touched, or a reason."""
        if self.busy:
            return
        if self._page in (at.CASH, at.WHY):
            self._reason, self._notice = key, ""
            self.show()
        elif key == at.AGAIN:
            self._print()
        else:
            self._begin(key)

    def _begin(self, act: str) -> None:
        act, _, self._session = act.partition(":")
        self._act, self._amount, self._reason, self._notice = act, "", "", ""
        if act in (at.FLOAT, at.CLOSE):
            self._page, self._row = at.COUNT, 0
            if self._counting != (act, self._session):
                self._counting, self._typed = (act, self._session), {}
            self._ask_row()
            self._open_to_count()
        elif act == at.X:
            services, cashier_id, who = self._ports.services, self.cashier_id, self.approved_by
            self._run(lambda: period_reports.x_report(services, cashier_id, approved_by=who), self._finished)
        elif act == at.Z:
            self._page = at.SURE
        else:
            self._page = at.CASH
            if act != at.NO_SALE:
                self.asking.emit(Ask(self.tr("Amount"), self._currency.exponent, 12), "")
        self.show()

    def _open_to_count(self) -> None:
        """Nobody counts a shut drawer: it opens as soon as that is journalled."""
        services, cashier_id = self._ports.services, self.cashier_id

        def opening() -> tuple[str, object]:
            event = drawers.open_without_sale(services, cashier_id, CashReason.COUNT)
            return period_printing.document_of(services, event)

        self._store.run(opening, lambda made: self.printing.emit(*made), self._failed)

    def back(self) -> None:
        """To the first page; a count that differs goes back to its rows."""
        if self._page == at.WHY:
            self._page, self._notice = at.COUNT, ""
            self._ask_row()
            self.show()
        else:
            self.begin()

    # ---- typing ---------------------------------------------------------------------------------------------

    def type(self, text: str) -> None:
        """The keypad's number changed."""
        if self._page == at.CASH:
            self._amount = text
        elif self._page == at.COUNT:
            self._typed[denominations(self._currency.code)[self._row]] = text
        else:
            return
        self._notice = ""
        self.show()

    def select(self, row: int) -> None:
        """A kind of note or coin was touched, or the arrows led there."""
        last = len(denominations(self._currency.code)) - 1
        if self._page == at.COUNT and not self.busy:
            self._row = min(max(row, 0), last)
            self._ask_row()
            self.show()

    def step(self, by: int) -> None:
        """Another row, or another reason."""
        reasons = at.REASONS.get(self._act, ())
        if self._page == at.COUNT:
            self.select(self._row + by)
        elif self._page in (at.CASH, at.WHY) and reasons:
            now = reasons.index(CashReason(self._reason)) + by if self._reason else 0
            self.choose(reasons[min(max(now, 0), len(reasons) - 1)].value)

    @property
    def has_next_row(self) -> bool:
        """Whether Enter goes on to another kind of note or coin."""
        return self._page == at.COUNT and self._row < len(denominations(self._currency.code)) - 1

    def _ask_row(self) -> None:
        value = denominations(self._currency.code)[self._row]
        caption = self.tr("Pieces of {value}").format(value=self._words.short_amount(value))
        self.asking.emit(Ask(caption, 0, 5), self._typed.get(value, ""))

    def _pieces(self) -> tuple[Pieces, ...]:
        return read_count(self._typed, self._currency.code)

    def takes(self, act: str = "") -> tuple[Wish, str] | None:
        """The right that Enter takes now, or a touch on an act of this page; ``None`` for none."""
        return takes(self._page, act or self._act, self._parsed(), self._words)

    # ---- doing ----------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """The large button."""
        if self.busy:
            return
        services, me, rules = self._ports.services, self.cashier_id, self._rules
        who, reason, then = self.approved_by, self._reason, self._finished
        try:
            if self._page == at.CASH and self._act == at.NO_SALE:
                self._run(lambda: drawers.open_without_sale(services, me, reason, approved_by=who), then)
            elif self._page == at.CASH:
                amount = parse_amount(self._amount or "0", self._currency)
                why = reason or (CashReason.SAFE.value if self._act == at.DROP else "")
                move = _MOVES[self._act]
                self._run(lambda: move(services, me, amount, why, rules, approved_by=who), then)
            elif self._page == at.COUNT and self._act == at.FLOAT:
                pieces = self._pieces()
                self._run(lambda: drawers.open_drawer(services, me, pieces, rules), then)
            elif self._page in (at.COUNT, at.WHY):
                self._close(self._pieces())
            elif self._page == at.SURE:
                self._run(lambda: period_reports.z_report(services, me, approved_by=who), then)
            elif self._page == at.TOLD:
                self.begin()
        except Refused as refusal:
            self._refused(refusal)

    def _close(self, pieces: tuple[Pieces, ...]) -> None:
        services, cashier_id, rules = self._ports.services, self.cashier_id, self._rules
        reason, session = self._reason if self._page == at.WHY else "", self._session
        who = self.approved_by

        def close() -> DrawerCount:
            return drawers.close_drawer(
                services, cashier_id, pieces, rules, reason=reason, session_id=session, approved_by=who
            )

        self._run(close, self._finished)

    def _run(self, work: Callable[[], object], then: Callable[..., None]) -> None:
        self.busy = True

        def done(result: object) -> None:
            self.busy = False
            then(result)
            self.show()

        self._store.run(work, done, self._failed)

    def _finished(self, done: Done) -> None:
        self._done, self._page, self._notice = done, at.TOLD, ""
        self._counting = ("", "")
        self.asking.emit(None, "")
        self._print()

    def _print(self) -> None:
        services, done = self._ports.services, self._done
        if done is None:
            return

        self._store.run(
            lambda: period_printing.document_of(services, done),
            lambda made: self.printing.emit(*made),
            self._failed,
        )

    def _failed(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, Refused):
            self._refused(error)
        elif isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("the drawer failed", exc_info=error)
            self._notice = self.tr("Something went wrong in the till. Nothing was written.")
            self.show()

    def _refused(self, refusal: Refused) -> None:
        if refusal.reason is Refusal.COUNT_DIFFERS:
            self._page = at.WHY
            self.asking.emit(None, "")
        elif self._page == at.SURE:
            self._page = at.HOME
        self._notice = sentence(refusal)
        self.show()
        if refusal.reason is Refusal.COUNT_NEEDS_APPROVAL:
            self.far_off.emit(int(refusal.facts.get("away", 0)))

    # ---- showing --------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Tell the panel."""
        pages = {
            at.HOME: self._home,
            at.CASH: self._cash,
            at.COUNT: self._count,
            at.WHY: self._why,
            at.SURE: self._sure,
            at.TOLD: self._told,
        }
        self.changed.emit(pages[self._page]())

    def _home(self) -> DrawerState:
        drawer, words = self._drawer, self._words
        text = self.tr("No drawer is open.")
        acts = [Choice(at.FLOAT, self.tr("Open with float"), icon="cash")]
        if drawer is not None:
            text = self.tr("Open since {time}.").format(time=words.when(drawer.opening.at_ms))
            acts = [
                Choice(at.PAY_IN, self.tr("Pay in"), icon="plus"),
                Choice(at.PAY_OUT, self.tr("Pay out"), icon="minus"),
                Choice(at.DROP, self.tr("To the safe"), icon="lock"),
                Choice(at.CLOSE, self.tr("Count and close"), icon="cash"),
            ]
        close = self.tr("Close {name}'s drawer")
        names = {each.cashier_id: each.name for each in self._ports.services.staff.cashiers()}
        for other in self._others:
            owner = other.opening.owner or other.opening.seller.cashier_id
            said = close.format(name=names.get(owner, owner))
            acts.append(Choice(f"{at.CLOSE}:{other.session_id}", said, icon="cash"))
        acts += [
            Choice(at.NO_SALE, self.tr("Open drawer only"), icon="cash"),
            Choice(at.X, self.tr("X report"), icon="printer"),
            Choice(at.Z, self.tr("Z report"), icon="printer"),
        ]
        return DrawerState(self.tr("Cash drawer"), text, choices=tuple(acts), acts=True, notice=self._notice)

    def _reasons(self) -> tuple[Choice, ...]:
        said = at.reason_texts()
        reasons = at.REASONS.get(self._act, ())
        return tuple(Choice(each.value, said[each], "", each.value == self._reason) for each in reasons)

    def _cash(self) -> DrawerState:
        titles = {
            at.PAY_IN: self.tr("Pay in"),
            at.PAY_OUT: self.tr("Pay out"),
            at.DROP: self.tr("To the safe"),
            at.NO_SALE: self.tr("Open drawer only"),
        }
        wants_amount, reasons = self._act != at.NO_SALE, self._reasons()
        text = self.tr("Type the amount on the keypad.")
        if reasons:
            text = self.tr("Type the amount, and choose what it is for.") if wants_amount else self.tr("Why?")
        return DrawerState(
            titles[self._act],
            text,
            self._words.money(self._parsed()) if wants_amount else "",
            choices=reasons,
            notice=self._notice,
            primary_text=self.tr("Open the drawer") if not wants_amount else titles[self._act],
            can_accept=not self.busy
            and bool(self._reason or not reasons)
            and (not wants_amount or self._parsed() > 0),
            can_go_back=True,
        )

    def _parsed(self) -> int:
        try:
            return parse_amount(self._amount or "0", self._currency)
        except Refused:
            return 0

    def _count(self) -> DrawerState:
        words, code = self._words, self._currency.code
        is_float = self._act == at.FLOAT
        return DrawerState(
            self.tr("Count the float") if is_float else self.tr("Count the drawer"),
            self.tr("Pieces of each. Enter goes on to the next."),
            words.money(worth_minor(self._pieces())),
            rows=at.count_rows(words, code, self._typed, self._row),
            notice=self._notice,
            primary_text=self.tr("Begin with this float") if is_float else self.tr("Close the drawer"),
            can_accept=not self.busy,
            can_go_back=True,
        )

    def _why(self) -> DrawerState:
        return DrawerState(
            self.tr("Count the drawer"),
            self._notice or sentence(Refused(Refusal.COUNT_DIFFERS)),
            self._words.money(worth_minor(self._pieces())),
            choices=self._reasons(),
            primary_text=self.tr("Close the drawer"),
            can_accept=not self.busy and bool(self._reason),
            can_go_back=True,
        )

    def _sure(self) -> DrawerState:
        return DrawerState(
            self.tr("Z report"),
            self.tr("It closes the period, with everything sold since the last one. It cannot be undone."),
            primary_text=self.tr("Close the period"),
            can_accept=not self.busy,
            can_go_back=True,
        )

    def _told(self) -> DrawerState:
        title, text, big, tone = self._outcome.told(self._done)
        again = (Choice(at.AGAIN, self.tr("Print once more"), icon="printer"),)
        prints = self._ports.printer is not None and self._act != at.NO_SALE
        notice = "" if self._ports.printer is not None else self.tr("This till has no printer.")
        return DrawerState(
            title,
            text,
            big,
            tone,
            choices=again if prints else (),
            acts=True,
            notice=self._notice or notice,
            primary_text=self.tr("Done"),
            can_accept=True,
        )
