"""A card terminal without a line, and the book of what it was asked without a file."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from drivers.state import READY, DeviceState
from drivers.terminals.terminal import Outcome, Progress, Reason, Told, Verdict, nobody_listens
from pos_app.domain.card_intent import CardIntent, CardState
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale

FINISHED = (CardState.DECLINED, CardState.REVERSED, CardState.USED, CardState.SETTLED)
GONE = Outcome(Verdict.UNKNOWN, Reason.UNREACHABLE)


@dataclass
class Transaction:
    """What a terminal remembers of one."""

    receipt_no: str
    trace_no: str
    amount_minor: int
    net_minor: int
    undone: bool = False


@dataclass
class FakeTerminal:
    """Charges, and says so. ``next`` is what becomes of the next payment or refund: ``approved``, ``declined``,
    ``lost`` (charged, and the line broke), ``not_lost`` (the line broke before anything), ``other`` (another amount).
    """

    booked: list[Transaction] = field(default_factory=list)
    next: str = "approved"
    reachable: bool = True
    can_reverse: bool = True
    reverses_unheard: bool = False
    answers_after: int | None = None
    """How often it still says what it did last; ``None`` for ever."""
    gate: threading.Event | None = None
    progress: Sequence[Progress] = (Progress.INSERT_CARD,)
    cancelled: bool = False
    day_total_minor: int | None = 0
    asked: list[tuple[str, int]] = field(default_factory=list)

    @property
    def charged(self) -> int:
        return sum(each.net_minor for each in self.booked)

    def pay(self, amount_minor: int, currency: str, intent_id: str, told: Told = nobody_listens) -> Outcome:
        return self._move(amount_minor, amount_minor, told)

    def refund(
        self, amount_minor: int, currency: str, intent_id: str, told: Told = nobody_listens
    ) -> Outcome:
        return self._move(amount_minor, -amount_minor, told)

    def _move(self, amount_minor: int, net_minor: int, told: Told) -> Outcome:
        self.asked.append(("pay" if net_minor > 0 else "refund", amount_minor))
        if not self.reachable:
            return Outcome(Verdict.DECLINED, Reason.UNREACHABLE)
        for each in self.progress:
            told(each)
        if self.gate is not None:
            assert self.gate.wait(10)
        then, self.next = self.next, "approved"
        if self.cancelled:
            self.cancelled = False
            return Outcome(Verdict.DECLINED, Reason.CANCELLED)
        if then == "declined":
            return Outcome(Verdict.DECLINED, Reason.CARD_DECLINED)
        if then == "not_lost":
            return Outcome(Verdict.UNKNOWN, Reason.LINE_BROKE)
        booked = self._book(amount_minor + (100 if then == "other" else 0), net_minor)
        if then == "lost":
            return Outcome(Verdict.UNKNOWN, Reason.LINE_BROKE)
        if then == "other":
            return replace(self._said(booked), verdict=Verdict.UNKNOWN, reason=Reason.OTHER_AMOUNT)
        return self._said(booked)

    def reverse(self, receipt_no: str, amount_minor: int, currency: str) -> Outcome:
        self.asked.append(("reverse", amount_minor))
        if not self.reachable:
            return Outcome(Verdict.DECLINED, Reason.UNREACHABLE)
        found = next((each for each in self.booked if each.receipt_no == receipt_no), None)
        if found is None or not self.can_reverse:
            return Outcome(Verdict.DECLINED, Reason.NOT_POSSIBLE)
        if found.undone:
            return Outcome(Verdict.DECLINED, Reason.ALREADY_REVERSED)
        found.undone = True
        booked = self._book(amount_minor, -found.net_minor)
        if self.reverses_unheard:
            self.reverses_unheard = False
            return Outcome(Verdict.UNKNOWN, Reason.LINE_BROKE)
        return self._said(booked)

    def last_outcome(self) -> Outcome:
        if not self.reachable or self.answers_after == 0:
            return GONE
        if self.answers_after:
            self.answers_after -= 1
        if not self.booked:
            return Outcome(Verdict.UNKNOWN, Reason.NOTHING_STORED)
        return self._said(self.booked[-1])

    def cancel(self) -> None:
        self.cancelled = True
        if self.gate is not None:
            self.gate.set()

    def end_of_day(self) -> Outcome:
        if not self.reachable:
            return Outcome(Verdict.UNKNOWN, Reason.UNREACHABLE)
        return Outcome(Verdict.APPROVED, total_minor=self.day_total_minor)

    def state(self) -> DeviceState:
        return READY

    def close(self) -> None:
        return None

    def _book(self, amount_minor: int, net_minor: int) -> Transaction:
        count = len(self.booked) + 1
        booked = Transaction(f"{count:04d}", f"{count + 1000:06d}", amount_minor, net_minor)
        self.booked.append(booked)
        return booked

    def _said(self, booked: Transaction) -> Outcome:
        return Outcome(
            Verdict.APPROVED,
            Reason.NONE,
            booked.amount_minor,
            booked.receipt_no,
            booked.trace_no,
            "12345678",
            "Visa",
            "1234",
        )


@dataclass
class FakeCardIntents:
    """The port in memory, with the rules of the file's triggers."""

    kept: dict[str, CardIntent] = field(default_factory=dict)

    def ask(self, intent: CardIntent) -> bool:
        if any(each.is_open for each in self.kept.values()):
            return False
        self.kept[intent.intent_id] = intent
        return True

    def note(self, intent: CardIntent) -> bool:
        if self.kept[intent.intent_id].state in FINISHED:
            return False
        self.kept[intent.intent_id] = intent
        return True

    def one(self, intent_id: str) -> CardIntent | None:
        return self.kept.get(intent_id)

    def unfinished(self) -> Sequence[CardIntent]:
        return [each for each in self.kept.values() if each.state not in FINISHED]

    def knows(self, receipt_no: str, trace_no: str, but: Collection[str] = ()) -> bool:
        return any(
            (each.receipt_no, each.trace_no) == (receipt_no, trace_no) and each.intent_id not in but
            for each in self.kept.values()
        )

    def used_by(self, fact: Sale | Return) -> None:
        """The sale, or the return, was committed."""
        for tender in fact.tenders:
            if tender.intent_id:
                found = self.kept[tender.intent_id]
                assert found.state is CardState.APPROVED
                self.kept[tender.intent_id] = replace(found, state=CardState.USED)
