"""The pages of the drawer's panel: what stands on each, made from how far its model has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from PySide6.QtCore import QObject

from pos_app.domain.denominations import Pieces, read_count, worth_minor
from pos_app.domain.drawer import OpenDrawer
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.money import parse_amount
from pos_app.ui.ports import TillPorts
from pos_app.ui.viewmodels import drawer_state as at
from pos_app.ui.viewmodels.drawer_outcome import Done, Outcome
from pos_app.ui.viewmodels.drawer_state import DrawerState
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.state import Choice
from pos_app.ui.viewmodels.words import Words

if TYPE_CHECKING:
    from pos_app.domain.members import Cashier


class DrawerNow(Struct):
    """How far somebody has come at the drawer.

    ``me`` is the cashier id of who is here, ``drawer`` their own, ``others`` are the other open ones. ``typed`` holds
    what was typed beside each kind of note or coin, ``counting`` whose count that is: closing the panel by mistake does
    not lose it. In a hand-over ``coming_id`` takes over, and ``left`` is what the one who leaves has counted (``None``
    until then).
    """

    page: str = at.HOME
    me: str = ""
    act: str = ""
    session: str = ""
    amount: str = ""
    reason: str = ""
    notice: str = ""
    row: int = 0
    typed: dict[int, str] = field(default_factory=dict)
    counting: tuple[str, str, str] = ("", "", "")
    drawer: OpenDrawer | None = None
    others: tuple[OpenDrawer, ...] = ()
    coming_id: str = ""
    left: tuple[Pieces, ...] | None = None
    done: Done | None = None
    busy: bool = False


class DrawerPages(QObject):
    """``page`` makes the one in sight."""

    def __init__(self, ports: TillPorts, words: Words, now: DrawerNow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._words = words
        self._now = now
        self._currency = ports.services.counter.store.currency
        self._outcome = Outcome(words, self)

    def page(self) -> DrawerState:
        """Whatever page it is."""
        pages = {
            at.HOME: self._home,
            at.CASH: self._cash,
            at.COUNT: self._count,
            at.WHY: self._why,
            at.SURE: self._sure,
            at.WHO: self._who,
            at.TOLD: self._told,
        }
        return pages[self._now.page]()

    @property
    def amount_minor(self) -> int:
        """The typed amount in minor units; 0 while it is none."""
        try:
            return parse_amount(self._now.amount or "0", self._currency)
        except Refused:
            return 0

    @property
    def pieces(self) -> tuple[Pieces, ...]:
        """What was counted. Raises :class:`Refused` where something else than a number was typed."""
        return read_count(self._now.typed, self._currency.code)

    def may_come(self) -> list[Cashier]:
        """Who can take the cashier's drawer over: whoever has none of their own."""
        if self._now.drawer is None:
            return []
        taken = {self._now.me, *(each.opening.owner for each in self._now.others)}
        return [each for each in self._ports.services.staff.cashiers() if each.cashier_id not in taken]

    def name(self, cashier_id: str) -> str:
        """Somebody's name, or what is known of them."""
        names = {each.cashier_id: each.name for each in self._ports.services.staff.cashiers()}
        return names.get(cashier_id, cashier_id)

    # ---- one by one -----------------------------------------------------------------------------------------

    def _home(self) -> DrawerState:
        now = self._now
        text = self.tr("No drawer is open.")
        acts = [Choice(at.FLOAT, self.tr("Open with float"), icon="cash")]
        if now.drawer is not None:
            text = self._open_since(now.drawer)
            acts = [
                Choice(at.PAY_IN, self.tr("Pay in"), icon="plus"),
                Choice(at.PAY_OUT, self.tr("Pay out"), icon="minus"),
                Choice(at.DROP, self.tr("To the safe"), icon="lock"),
                Choice(at.CLOSE, self.tr("Count and close"), icon="cash"),
            ]
            if self.may_come():
                acts.append(Choice(at.HAND, self.tr("Hand over"), icon="member"))
        close = self.tr("Close {name}'s drawer")
        for other in now.others:
            owner = other.opening.owner or other.opening.seller.cashier_id
            said = close.format(name=self.name(owner))
            acts.append(Choice(f"{at.CLOSE}:{other.session_id}", said, icon="cash"))
        acts += [
            Choice(at.X, self.tr("X report"), icon="printer"),
            Choice(at.Z, self.tr("Z report"), icon="printer"),
        ]
        return DrawerState(self.tr("Cash drawer"), text, choices=tuple(acts), acts=True, notice=now.notice)

    def _open_since(self, drawer: OpenDrawer) -> str:
        since = self._words.when(drawer.opening.at_ms)
        if drawer.opening.owner:
            text = self.tr("{name}'s own drawer, open since {time}.")
            return text.format(name=self.name(drawer.opening.owner), time=since)
        return self.tr("One drawer for everybody, open since {time}.").format(time=since)

    def _reasons(self) -> tuple[Choice, ...]:
        said = at.reason_texts()
        reasons = at.REASONS.get(self._now.act, ())
        return tuple(Choice(each.value, said[each], "", each.value == self._now.reason) for each in reasons)

    def _cash(self) -> DrawerState:
        now = self._now
        titles = {
            at.PAY_IN: self.tr("Pay in"),
            at.PAY_OUT: self.tr("Pay out"),
            at.DROP: self.tr("To the safe"),
        }
        reasons = self._reasons()
        text = self.tr("Type the amount on the keypad.")
        if reasons:
            text = self.tr("Type the amount, and choose what it is for.")
        return DrawerState(
            titles[now.act],
            text,
            self._words.money(self.amount_minor),
            choices=reasons,
            notice=now.notice,
            primary_text=titles[now.act],
            can_accept=not now.busy and bool(now.reason or not reasons) and self.amount_minor > 0,
            can_go_back=True,
        )

    def _count(self) -> DrawerState:
        now, words = self._now, self._words
        title, primary = self.tr("Count the drawer"), self.tr("Close the drawer")
        text = self.tr("Pieces of each. Enter goes on to the next.")
        if now.act == at.FLOAT:
            title, primary = self.tr("Count the float"), self.tr("Begin with this float")
        elif now.act == at.HAND:
            is_first = now.left is None
            who = self.name(now.coming_id)
            title = self.tr("Count what you leave") if is_first else self.tr("{name} counts").format(name=who)
            primary = self.tr("Go on") if is_first else self.tr("Hand over")
            if not is_first:
                text = self.tr("The same money once more, without looking at the first count.")
        return DrawerState(
            title,
            text,
            words.money(worth_minor(self.pieces)),
            rows=at.count_rows(words, self._currency.code, now.typed, now.row),
            notice=now.notice,
            primary_text=primary,
            can_accept=not now.busy,
            can_go_back=True,
        )

    def _why(self) -> DrawerState:
        now = self._now
        return DrawerState(
            self.tr("Count the drawer"),
            now.notice or sentence(Refused(Refusal.COUNT_DIFFERS)),
            self._words.money(worth_minor(now.left or self.pieces)),
            choices=self._reasons(),
            primary_text=self.tr("Hand over") if now.act == at.HAND else self.tr("Close the drawer"),
            can_accept=not now.busy and bool(now.reason),
            can_go_back=True,
        )

    def _sure(self) -> DrawerState:
        now = self._now
        if now.act == at.HAND:
            text = self.tr(
                "{name} takes the drawer over as it is. Nobody counts it: what is missing shows later."
            )
            return DrawerState(
                self.tr("Hand over"),
                text.format(name=self.name(now.coming_id)),
                primary_text=self.tr("Hand over"),
                can_accept=not now.busy,
                can_go_back=True,
            )
        return DrawerState(
            self.tr("Z report"),
            self.tr("It closes the period, with everything sold since the last one. It cannot be undone."),
            primary_text=self.tr("Close the period"),
            can_accept=not now.busy,
            can_go_back=True,
        )

    def _who(self) -> DrawerState:
        choices = tuple(
            Choice(each.cashier_id, each.name, "", each.cashier_id == self._now.coming_id)
            for each in self.may_come()
        )
        return DrawerState(
            self.tr("Hand over"),
            self.tr("Who takes the drawer over?"),
            choices=choices,
            notice=self._now.notice,
            primary_text=self.tr("Go on"),
            can_accept=not self._now.busy and bool(self._now.coming_id),
            can_go_back=True,
        )

    def _told(self) -> DrawerState:
        now = self._now
        title, text, big, tone = self._outcome.told(now.done)
        if now.act == at.HAND:
            title = self.tr("{name} has the drawer").format(name=self.name(now.coming_id))
        again = (Choice(at.AGAIN, self.tr("Print once more"), icon="printer"),)
        prints = self._ports.printer is not None
        notice = "" if prints else self.tr("This till has no printer.")
        return DrawerState(
            title,
            text,
            big,
            tone,
            choices=again if prints else (),
            acts=True,
            notice=now.notice or notice,
            primary_text=self.tr("Done"),
            can_accept=True,
        )
