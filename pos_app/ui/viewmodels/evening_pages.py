"""The texts of the end-of-day screen, made from how far the closing has come."""

from __future__ import annotations

from dataclasses import replace

from msgspec import Struct
from PySide6.QtCore import QObject

from pos_app.domain.day_close import Outcome
from pos_app.domain.errors import Refused
from pos_app.domain.money import parse_amount
from pos_app.services.evening import DayAnswer, SoFar, Step
from pos_app.ui.inbox import Link, LinkReport
from pos_app.ui.ports import TillPorts
from pos_app.ui.viewmodels import evening_state as at
from pos_app.ui.viewmodels.drawer_state import DrawerState
from pos_app.ui.viewmodels.evening_state import EveningState, Mark, StepRow
from pos_app.ui.viewmodels.evening_words import EveningWords
from pos_app.ui.viewmodels.state import Choice
from pos_app.ui.viewmodels.words import Words

DOWN = frozenset({Link.OFFLINE, Link.REFUSED, Link.ERROR})


class EveningNow(Struct):
    """How far somebody has come, beside what the till's records say (``so_far``).

    ``seen``: the open matters were looked at; ``cards_left_out`` and ``copy_left_out``: those steps are left out today.
    ``broken`` names a record that is not as it was written, ``copy_failed`` says why there is no copy. ``waiting`` of
    ``waited`` records are yet to reach the server; ``answers`` is what it said of the days.
    """

    so_far: SoFar | None = None
    seen: bool = False
    cards_left_out: bool = False
    copy_left_out: bool = False
    amount: str = ""
    terminal: str = ""
    broken: str = ""
    copy_failed: str = ""
    waited: int = 0
    waiting: int = 0
    answers: tuple[DayAnswer, ...] = ()
    link: LinkReport = LinkReport(Link.STARTING)
    notice: str = ""
    busy: bool = False

    @property
    def is_readable(self) -> bool:
        """Whether the journal's records can be summed."""
        return self.so_far is None or self.so_far.is_readable

    def take(self, so_far: SoFar) -> None:
        """What was found. How far the terminal's sum was off is still told when the Z has closed over it."""
        before = self.so_far
        if before is not None and not so_far.has_period:
            so_far = replace(so_far, cards_off=before.cards_off, has_cards=before.has_cards)
        self.so_far, self.amount = so_far, ""
        self.waiting = so_far.matters.records
        self.waited = max(self.waited, self.waiting)

    @property
    def step(self) -> Step | None:
        """The first step that is not done; ``None`` once all are."""
        so_far = self.so_far
        assert so_far is not None
        if not so_far.is_readable:
            return Step.PERIOD
        if not self.seen and has_matters(so_far) and so_far.has_period:
            return Step.MATTERS
        if so_far.drawers:
            return Step.COUNT
        if so_far.has_period:
            compared = so_far.cards_off is not None or self.cards_left_out or not so_far.has_cards
            return Step.PERIOD if compared else Step.CARDS
        if so_far.z is not None and not so_far.is_saved and not self.copy_left_out:
            return Step.COPY
        if self.waiting and so_far.z is not None:
            return Step.SEND
        return Step.CONFIRM if so_far.days else None


def has_matters(so_far: SoFar) -> bool:
    """Whether a manager should look at something before closing."""
    found = so_far.matters
    return bool(found.parked or found.prints or found.cards)


class EveningPages(QObject):
    """``state`` is what the screen shows; ``drawer`` is the page of a count that is going on."""

    def __init__(
        self, ports: TillPorts, words: Words, now: EveningNow, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._words = words
        self._now = now
        self._currency = ports.services.counter.store.currency
        self._said = EveningWords(words, self)

    def state(self, drawer: DrawerState | None) -> EveningState:
        """The steps, and the page of the one that is being done."""
        now = self._now
        if now.so_far is None:
            return EveningState(self.tr("End of day"), page=DrawerState(text=self.tr("One moment.")))
        progress = None
        if now.step is Step.SEND and not self.is_left_to_the_till:
            progress = 1000 - 1000 * now.waiting // max(now.waited, now.waiting, 1)
        return EveningState(
            self.tr("End of day · {day}").format(day=self._words.day(now.so_far.day)),
            tuple(self._row(number, step) for number, step in enumerate(Step, 1)),
            drawer or self._page(now.step),
            progress,
        )

    @property
    def is_left_to_the_till(self) -> bool:
        """Whether the server cannot be reached now: the rest happens by itself."""
        no_answer = any(each.found.outcome is Outcome.NO_ANSWER for each in self._now.answers)
        return self._now.link.link in DOWN or no_answer

    @property
    def amount_minor(self) -> int | None:
        """What was typed as the terminal's sum."""
        try:
            return parse_amount(self._now.amount, self._currency) if self._now.amount else None
        except Refused:
            return None

    # ---- the steps ------------------------------------------------------------------------------------------

    def _row(self, number: int, step: Step) -> StepRow:
        mark = self._mark(step)
        assert self._now.so_far is not None
        note = self._said.note(step, self._now.so_far, mark)
        if step in (Step.COPY, Step.CHECKPOINT) and mark in ("look", "stop"):
            note = self.tr("Not made")
        elif step is Step.SEND and mark in ("now", "look"):
            note = self.tr("%n record(s) to go", "", self._now.waiting)
        elif step is Step.CONFIRM and mark == "look":
            note = self.tr("When the line is back")
        elif step is Step.CONFIRM and mark == "stop":
            note = self.tr("The server has it otherwise")
        return StepRow(number, self._said.title(step), note, mark)

    def _mark(self, step: Step) -> Mark:
        now, so_far = self._now, self._now.so_far
        assert so_far is not None
        order = list(Step)
        at_step = order.index(now.step) if now.step is not None else len(order)
        place = order.index(step)
        differs = any(not each.is_confirmed for each in now.answers) and not self.is_left_to_the_till
        if step in (Step.COPY, Step.CHECKPOINT) and (now.broken or now.copy_failed):
            return "stop"
        if step in (Step.SEND, Step.CONFIRM) and place >= at_step and self.is_left_to_the_till:
            return "look" if at_step >= order.index(Step.SEND) else "todo"
        if step is Step.CONFIRM and place == at_step and differs:
            return "stop"
        if not so_far.is_readable:
            return "stop" if place == at_step else "todo"
        if place == at_step or (now.step is Step.COPY and step is Step.CHECKPOINT):
            return "now"
        if place > at_step:
            return "todo"
        is_off = step is Step.CARDS and (so_far.cards_off or now.cards_left_out)
        is_open = step is Step.MATTERS and has_matters(so_far)
        is_unsaved = step in (Step.COPY, Step.CHECKPOINT) and now.copy_left_out
        return "look" if is_off or is_open or is_unsaved else "done"

    # ---- the pages ------------------------------------------------------------------------------------------

    def _page(self, step: Step | None) -> DrawerState:
        pages = {
            Step.MATTERS: self._matters,
            Step.COUNT: self._drawers,
            Step.CARDS: self._cards,
            Step.PERIOD: self._period,
            Step.COPY: self._copy,
            Step.SEND: self._send,
            Step.CONFIRM: self._confirm,
        }
        return pages[step]() if step in pages else self._closed()

    def _matters(self) -> DrawerState:
        assert self._now.so_far is not None
        return DrawerState(
            self.tr("Look at this first"),
            "\n\n".join(self._said.matters(self._now.so_far.matters)),
            notice=self._now.notice,
            tone="look",
            primary_text=self.tr("Go on"),
            can_accept=not self._now.busy,
        )

    def _drawers(self) -> DrawerState:
        assert self._now.so_far is not None
        names = {each.cashier_id: each.name for each in self._ports.services.staff.cashiers()}
        acts = []
        for each in self._now.so_far.drawers:
            opening = each.opening
            since = self._words.time(opening.at_ms)
            said = self.tr("The drawer, open since {time}").format(time=since)
            if opening.owner:
                name = names.get(opening.owner, opening.owner)
                said = self.tr("{name}'s drawer, open since {time}").format(name=name, time=since)
            acts.append(Choice(f"{at.DRAWER}{each.session_id}", said, icon="cash"))
        return DrawerState(
            self.tr("Count the drawer") if len(acts) == 1 else self.tr("Count the drawers"),
            self.tr("Each drawer is counted and closed before the period is. It opens when you begin."),
            choices=tuple(acts),
            acts=True,
            notice=self._now.notice,
            primary_text=self.tr("Count"),
            can_accept=not self._now.busy,
        )

    def _cards(self) -> DrawerState:
        now, so_far = self._now, self._now.so_far
        assert so_far is not None
        has_terminal = self._ports.services.card_terminal is not None
        text = self.tr("Close the day on the card terminal and type the total of its slip.")
        choices = [Choice(at.NOT_NOW, self.tr("Leave it out today"), icon="next")]
        if has_terminal:
            text = self.tr("Have the terminal close its day, or type the total of its slip.")
            choices.insert(0, Choice(at.TERMINAL, self.tr("Ask the terminal"), icon="card"))
        if now.terminal:
            text = f"{now.terminal} {text}" if not now.busy else now.terminal
        return DrawerState(
            self.tr("Card slips against the till"),
            text,
            self._words.money(self.amount_minor or 0),
            choices=tuple(choices),
            acts=True,
            notice=now.notice,
            primary_text=self.tr("Compare"),
            can_accept=not now.busy and self.amount_minor is not None,
        )

    def _period(self) -> DrawerState:
        so_far = self._now.so_far
        assert so_far is not None
        if not so_far.is_readable:
            return DrawerState(
                self.tr("The day cannot be closed"),
                self._said.unreadable(so_far.broken),
                acts=True,
                tone="stop",
                primary_text=self.tr("Done"),
                can_accept=True,
            )
        text = self.tr("It closes the period, with everything sold since the last one. It cannot be undone.")
        lines = [text]
        if so_far.cards_off:
            away = self._words.money(abs(so_far.cards_off))
            more = self.tr("The card terminal has {amount} more than the till. It is written down; go on.")
            less = self.tr("The card terminal has {amount} less than the till. It is written down; go on.")
            lines.insert(0, (more if so_far.cards_off > 0 else less).format(amount=away))
        number = (so_far.z.number if so_far.z else 0) + 1
        return DrawerState(
            self.tr("Z report {number}").format(number=number),
            "\n\n".join(lines),
            notice=self._now.notice or (self._said.changed(so_far.broken) if so_far.broken else ""),
            primary_text=self.tr("Close the day"),
            can_accept=not self._now.busy,
        )

    def _copy(self) -> DrawerState:
        now = self._now
        if not now.broken and not now.copy_failed:
            return DrawerState(
                self.tr("A safe copy"),
                self.tr("The till's data are copied, and every page of the copy is checked."),
                notice=now.notice,
            )
        text = self.tr("There is no copy of this day yet: {why}").format(why=now.copy_failed)
        choices = [
            Choice(at.AGAIN, self.tr("Try again"), icon="undo"),
            Choice(at.WITHOUT, self.tr("Go on without a copy"), icon="next"),
        ]
        if now.broken:
            text = self._said.broken(now.broken)
            choices = [Choice(at.WITHOUT, self.tr("Go on without a copy"), icon="next")]
        return DrawerState(
            self.tr("The day is closed, but not safe yet"),
            text,
            choices=tuple(choices),
            acts=True,
            tone="stop",
        )

    def _send(self) -> DrawerState:
        if self.is_left_to_the_till:
            return self._later()
        now = self._now
        gone = max(now.waited - now.waiting, 0)
        count = self.tr("{gone} of {all} records are with the server.")
        return DrawerState(
            self.tr("To the server"),
            count.format(gone=gone, all=max(now.waited, now.waiting))
            + "\n\n"
            + self.tr("You need not wait: close this screen, and the till goes on by itself."),
            choices=(Choice(at.LATER, self.tr("Do not wait"), icon="next"),),
            acts=True,
        )

    def _confirm(self) -> DrawerState:
        if self.is_left_to_the_till:
            return self._later()
        wrong = [each for each in self._now.answers if not each.is_confirmed]
        if not wrong:
            return DrawerState(
                self.tr("The server compares"),
                self.tr("It holds its own count of the day, and the last record's hash, against the till's."),
            )
        text = "\n\n".join(self._said.answer(each) for each in wrong)
        return DrawerState(
            self.tr("The day is closed, but not confirmed"),
            text,
            choices=(Choice(at.AGAIN, self.tr("Ask again"), icon="undo"),),
            acts=True,
            tone="stop",
            primary_text=self.tr("Done"),
            can_accept=True,
        )

    def _later(self) -> DrawerState:
        text = self.tr(
            "Everything is written down and kept here. When the line is back, tomorrow if it must be, the till asks "
            "the server by itself and says that the day is confirmed. You can switch the till off and go home."
        )
        return DrawerState(
            self.tr("The day is closed"),
            "\n\n".join(
                part for part in (text, self._said.why_not(self._now.answers, self._now.link)) if part
            ),
            self._big(),
            "look",
            choices=(Choice(at.STATUS, self.tr("What is wrong?"), icon="network"),),
            acts=True,
            primary_text=self.tr("Done"),
            can_accept=True,
        )

    def _closed(self) -> DrawerState:
        so_far = self._now.so_far
        assert so_far is not None
        text = self.tr("The server has the same counts, the same money and the same last record. Good night!")
        if so_far.z is None:
            text = self.tr("Nothing has happened on this till yet. There is nothing to close.")
        return DrawerState(
            self.tr("The day is closed and confirmed") if so_far.z else self.tr("Nothing to close"),
            text,
            self._big(),
            "good",
            notice=self.tr("There is no copy of this day.") if self._now.copy_left_out else "",
            tone="look",
            primary_text=self.tr("Done"),
            can_accept=True,
        )

    def _big(self) -> str:
        assert self._now.so_far is not None
        z = self._now.so_far.z
        return f"Z {z.number} · {self._words.money(z.totals.net_minor)}" if z is not None else ""
