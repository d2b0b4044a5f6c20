"""The cash drawer on the screen: open with a float, cash in and out, a blind count, hand-over, X and Z.

Everything is written on the store thread; what it prints goes to the printer once it is durable (DURABLE-FIRST). What
stands on the pages is made in :mod:`drawer_pages`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_app.domain.denominations import Pieces, denominations
from pos_app.domain.drawer import CashReason, DrawerCount, DrawerRules, OpenDrawer, owner_for
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.money import parse_amount
from pos_app.domain.rights import Wish
from pos_app.services import drawers, period_printing, period_reports
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels import drawer_state as at
from pos_app.ui.viewmodels.drawer_outcome import Done
from pos_app.ui.viewmodels.drawer_pages import DrawerNow, DrawerPages
from pos_app.ui.viewmodels.drawer_rights import takes
from pos_app.ui.viewmodels.entry import Ask
from pos_app.ui.viewmodels.refusals import sentence
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
    handed_over = Signal()
    """Somebody else has the drawer, and has to sign in."""
    stopped = Signal(object)

    def __init__(self, ports: TillPorts, store: Worker, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._words = words
        self._currency = ports.services.counter.store.currency
        self.cashier_id = self.approved_by = ""
        self._now = DrawerNow()
        self._pages = DrawerPages(ports, words, self._now, self)

    @property
    def _rules(self) -> DrawerRules:
        return self._ports.services.drawer_rules or drawers.USUAL_RULES

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._now.busy

    @property
    def page(self) -> str:
        """The name of the page in sight."""
        return self._now.page

    # ---- pages ----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Look whether a drawer is open, and show what can be done."""
        services, now = self._ports.services, self._now
        now.page, now.notice, now.act, now.me = at.HOME, "", "", self.cashier_id
        now.session = now.coming_id = ""
        self._run(lambda: drawers.open_drawers(services), self._found)

    def _found(self, found: tuple[OpenDrawer, ...]) -> None:
        mine = owner_for(self._rules, self.cashier_id)
        self._now.drawer = next((each for each in found if each.opening.owner == mine), None)
        self._now.others = tuple(each for each in found if each.opening.owner != mine)
        self.asking.emit(None, "")

    def choose(self, key: str) -> None:
        """An act of the first page was touched, a reason, or who takes over."""
        now = self._now
        if now.busy:
            return
        if now.page in (at.CASH, at.WHY):
            now.reason, now.notice = key, ""
            self.show()
        elif now.page == at.WHO:
            now.coming_id = key
            self.show()
        elif key == at.AGAIN:
            self._print()
        else:
            self._begin(key)

    def count(self, session_id: str) -> None:
        """Count that drawer for the last time, whoever's it is."""
        self._begin(f"{at.CLOSE}:{session_id}")

    def _begin(self, act: str) -> None:
        now = self._now
        act, _, now.session = act.partition(":")
        now.act, now.amount, now.reason, now.notice, now.left = act, "", "", "", None
        if act in (at.FLOAT, at.CLOSE):
            self._begin_count()
        elif act == at.HAND:
            now.page = at.WHO
            now.coming_id = next((each.cashier_id for each in self._pages.may_come()), "")
        elif act == at.X:
            services, cashier_id, who = self._ports.services, self.cashier_id, self.approved_by
            self._run(lambda: period_reports.x_report(services, cashier_id, approved_by=who), self._finished)
        elif act == at.Z:
            now.page = at.SURE
        else:
            now.page = at.CASH
            self.asking.emit(Ask(self.tr("Amount"), self._currency.exponent, 12), "")
        self.show()

    def _begin_count(self) -> None:
        now = self._now
        now.page, now.row, now.notice = at.COUNT, 0, ""
        counting = (now.act, now.session, "" if now.left is None else now.coming_id)
        if now.counting != counting:
            now.counting, now.typed = counting, {}
        self._ask_row()
        if now.left is None:
            self._open_to_count()

    def _open_to_count(self) -> None:
        """Nobody counts a shut drawer: it opens as soon as that is journalled."""
        services, cashier_id = self._ports.services, self.cashier_id

        def opening() -> tuple[str, object]:
            event = drawers.open_without_sale(services, cashier_id, CashReason.COUNT)
            return period_printing.document_of(services, event)

        self._store.run(opening, lambda made: self.printing.emit(*made), self._failed)

    def back(self) -> None:
        """To the first page; a count that differs goes back to its rows."""
        now = self._now
        if now.page == at.WHY and now.act != at.HAND:
            now.page, now.notice = at.COUNT, ""
            self._ask_row()
            self.show()
        else:
            self.begin()

    # ---- typing ---------------------------------------------------------------------------------------------

    def type(self, text: str) -> None:
        """The keypad's number changed."""
        now = self._now
        if now.page == at.CASH:
            now.amount = text
        elif now.page == at.COUNT:
            now.typed[denominations(self._currency.code)[now.row]] = text
        else:
            return
        now.notice = ""
        self.show()

    def select(self, row: int) -> None:
        """A kind of note or coin was touched, or the arrows led there."""
        now = self._now
        last = len(denominations(self._currency.code)) - 1
        if now.page == at.COUNT and not now.busy:
            now.row = min(max(row, 0), last)
            self._ask_row()
            self.show()

    def step(self, by: int) -> None:
        """Another row, reason or person."""
        now = self._now
        if now.page == at.COUNT:
            self.select(now.row + by)
            return
        keys = [each.value for each in at.REASONS.get(now.act, ())]
        chosen = now.reason
        if now.page == at.WHO:
            keys, chosen = [each.cashier_id for each in self._pages.may_come()], now.coming_id
        elif now.page not in (at.CASH, at.WHY):
            return
        if keys:
            row = keys.index(chosen) + by if chosen in keys else 0
            self.choose(keys[min(max(row, 0), len(keys) - 1)])

    @property
    def has_next_row(self) -> bool:
        """Whether Enter goes on to another kind of note or coin."""
        return self._now.page == at.COUNT and self._now.row < len(denominations(self._currency.code)) - 1

    def _ask_row(self) -> None:
        value = denominations(self._currency.code)[self._now.row]
        caption = self.tr("Pieces of {value}").format(value=self._words.short_amount(value))
        self.asking.emit(Ask(caption, 0, 5), self._now.typed.get(value, ""))

    def takes(self, act: str = "") -> tuple[Wish, str] | None:
        """The right that Enter takes now, or a touch on an act of this page; ``None`` for none."""
        return takes(self._now.page, act or self._now.act, self._pages.amount_minor, self._words)

    # ---- doing ----------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """The large button."""
        now = self._now
        if now.busy:
            return
        services, me, rules = self._ports.services, self.cashier_id, self._rules
        who, reason, then = self.approved_by, now.reason, self._finished
        try:
            if now.page == at.CASH:
                amount = parse_amount(now.amount or "0", self._currency)
                why = reason or (CashReason.SAFE.value if now.act == at.DROP else "")
                move = _MOVES[now.act]
                self._run(lambda: move(services, me, amount, why, rules, approved_by=who), then)
            elif now.act == at.HAND and now.page != at.TOLD:
                self._hand_over()
            elif now.page == at.COUNT and now.act == at.FLOAT:
                pieces = self._pages.pieces
                self._run(lambda: drawers.open_drawer(services, me, pieces, rules), then)
            elif now.page in (at.COUNT, at.WHY):
                self._close(self._pages.pieces)
            elif now.page == at.SURE:
                self._run(lambda: period_reports.z_report(services, me, approved_by=who), then)
            elif now.page == at.TOLD:
                self._done()
        except Refused as refusal:
            self._refused(refusal)

    def _done(self) -> None:
        handed, self._now.act = self._now.act == at.HAND, ""
        self.begin()
        if handed:
            self.handed_over.emit()

    def _close(self, pieces: tuple[Pieces, ...]) -> None:
        services, cashier_id, rules = self._ports.services, self.cashier_id, self._rules
        reason, session = self._now.reason if self._now.page == at.WHY else "", self._now.session
        who = self.approved_by

        def close() -> DrawerCount:
            return drawers.close_drawer(
                services, cashier_id, pieces, rules, reason=reason, session_id=session, approved_by=who
            )

        self._run(close, self._finished)

    def _hand_over(self) -> None:
        """Who comes, what the one who leaves counts, what the other counts; then both are written at once."""
        now, services, me, rules = self._now, self._ports.services, self.cashier_id, self._rules
        coming, reason, who = now.coming_id, now.reason if now.page == at.WHY else "", self.approved_by
        if now.page == at.WHO and not rules.hand_over_counted:
            now.page = at.SURE
            self.show()
        elif now.page == at.WHO:
            self._begin_count()
            self.show()
        elif now.page == at.SURE:
            self._run(lambda: drawers.hand_over_uncounted(services, me, coming, rules)[1], self._finished)
        elif now.left is None:
            now.left = self._pages.pieces
            self._begin_count()
            self.show()
        else:
            left, counted = now.left, self._pages.pieces

            def both() -> DrawerCount:
                closed, _ = drawers.hand_over(
                    services, me, left, coming, counted, rules, reason=reason, approved_by=who
                )
                return closed

            self._run(both, self._finished)

    def _run(self, work: Callable[[], object], then: Callable[..., None]) -> None:
        self._now.busy = True

        def done(result: object) -> None:
            self._now.busy = False
            then(result)
            self.show()

        self._store.run(work, done, self._failed)

    def _finished(self, done: Done) -> None:
        now = self._now
        now.done, now.page, now.notice = done, at.TOLD, ""
        now.counting, now.left = ("", "", ""), None
        self.asking.emit(None, "")
        self._print()

    def _print(self) -> None:
        services, done = self._ports.services, self._now.done
        if done is None:
            return

        self._store.run(
            lambda: period_printing.document_of(services, done),
            lambda made: self.printing.emit(*made),
            self._failed,
        )

    def _failed(self, error: Exception) -> None:
        self._now.busy = False
        if isinstance(error, Refused):
            self._refused(error)
        elif isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("the drawer failed", exc_info=error)
            self._now.notice = self.tr("Something went wrong in the till. Nothing was written.")
            self.show()

    def _refused(self, refusal: Refused) -> None:
        now = self._now
        if refusal.reason is Refusal.COUNT_DIFFERS:
            now.page = at.WHY
            self.asking.emit(None, "")
        elif now.page == at.SURE:
            now.page = at.HOME
        now.notice = sentence(refusal)
        self.show()
        if refusal.reason is Refusal.COUNT_NEEDS_APPROVAL:
            self.far_off.emit(int(refusal.facts.get("away", 0)))

    def show(self) -> None:
        """Tell the panel."""
        self.changed.emit(self._pages.page())
