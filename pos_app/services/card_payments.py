"""A card payment from before the terminal is asked until its money is in a sale, or was never taken (INTENT-FIRST,
CARD-ONCE).

Every function here waits for the terminal, up to minutes: run them on the thread that is the terminal's own. What they
return is on the disk.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from drivers.terminals.terminal import Outcome, Reason, Told, Verdict, nobody_listens
from pos_app.domain.card_intent import (
    CardIntent,
    CardPurpose,
    CardState,
    Settled,
    tender_of,
)
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.tender import Tender
from pos_app.services.card_ports import CardTerminal
from pos_app.services.ports import Ports
from pos_app.services.till_store import OpenBasket

REVERSIBLE_MS = 12 * 60 * 60 * 1000
"""A terminal counts its receipts anew: what was paid longer ago is not reversed by its number, but by a person."""
NEVER_CAME = "never_came"
"""The reason of a payment that the terminal knows nothing of: nothing new happened there since before it was asked."""
TOO_OLD = "too_old"
_NOT_ASKED = {
    Reason.BUSY: Refusal.CARD_TERMINAL_BUSY,
    Reason.PAPER_OUT: Refusal.CARD_TERMINAL_PAPER,
}


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of everything that was left unfinished. ``tenders`` belong to the basket on the counter; of ``ended``
    a person is told once; ``matters`` wait for a person.
    """

    tenders: tuple[Tender, ...]
    ended: tuple[CardIntent, ...]
    matters: tuple[CardIntent, ...]


def pay(ports: Ports, basket_id: str, amount_minor: int, told: Told = nobody_listens) -> CardIntent:
    """Ask the terminal for money; returns how it ended, or that nobody knows.

    Raises :class:`~pos_app.domain.errors.Refused` before anything is asked: ``CARD_PAYMENT_OPEN`` while another one is
    not settled, ``CARD_TERMINAL_GONE``, ``..._BUSY`` or ``..._PAPER`` where the terminal can not be asked.
    """
    return _ask(ports, CardPurpose.PAYMENT, basket_id, amount_minor, told)


def refund_by_terminal(
    ports: Ports,
    sale_id: str,
    amount_minor: int,
    told: Told = nobody_listens,
    but: Collection[str] = (),
) -> CardIntent:
    """Have the terminal pay money out to a card, for goods of ``sale_id`` that come back; refused as :func:`pay` is.

    A terminal pays out before the return is written. Whoever is approved becomes used in the return's own transaction,
    as its tender (``returning.take_return``); where the power goes between, the next return of that sale with that
    amount has it, and nothing is paid out twice. ``but`` names those that the return has already. One that no return
    takes is a matter for a person (:func:`matters`).
    """
    for intent in _terminal(ports).intents.unfinished():
        same = (intent.basket_id, intent.amount_minor) == (sale_id, amount_minor)
        is_paid_out = intent.purpose is CardPurpose.REFUND and intent.state is CardState.APPROVED
        if same and is_paid_out and intent.intent_id not in but:
            return intent
    return _ask(ports, CardPurpose.REFUND, sale_id, amount_minor, told)


def look_again(ports: Ports, intent_id: str) -> CardIntent:
    """Ask the terminal what became of one that nobody knows; returns how it is now."""
    intent = _terminal(ports).intents.one(intent_id)
    if intent is None:
        raise Refused(Refusal.CARD_NOT_PAID)
    return _looked_at(ports, intent)


def recover(ports: Ports, basket_id: str, in_basket: Collection[str] = ()) -> Recovered:
    """Ask the terminal what became of everything unfinished: at the start, and whenever a person wants it looked at.

    What was approved for the basket on the counter is its tender (``in_basket`` names those that it has already); what
    was approved for a basket that is gone is reversed.
    """
    terminal = _terminal(ports)
    tenders: list[Tender] = []
    ended: list[CardIntent] = []
    for intent in terminal.intents.unfinished():
        now = _looked_at(ports, intent)
        here = now.basket_id == basket_id and now.purpose is CardPurpose.PAYMENT
        if now.state is CardState.APPROVED and here:
            if now.intent_id not in in_basket:
                tenders.append(tender_of(now))
            continue
        if now.state is CardState.APPROVED and now.purpose is CardPurpose.PAYMENT:
            tried = intent.state is CardState.REVERSING
            now = now if tried else _reverse(ports, now)
        if now.state in (CardState.DECLINED, CardState.REVERSED):
            ended.append(now)
    return Recovered(tuple(tenders), tuple(ended), matters(ports, basket_id))


def give_back(ports: Ports, intent_id: str) -> CardIntent:
    """Reverse an approved payment that its sale does not need; returns how it is now. What stays approved could not be
    reversed, and ``reason`` says why.
    """
    intent = _terminal(ports).intents.one(intent_id)
    if intent is None:
        raise Refused(Refusal.CARD_NOT_PAID)
    return _reverse(ports, intent) if intent.state is CardState.APPROVED else intent


def settle(ports: Ports, intent_id: str, how: Settled, cashier_id: str) -> CardIntent:
    """A person looked at the terminal and says how it ended. They answer for it: their id stands beside it.

    Raises :class:`~pos_app.domain.errors.Refused` ``CARD_NOT_PAID`` where it ended otherwise meanwhile.
    """
    intents = _terminal(ports).intents
    intent = intents.one(intent_id)
    if intent is not None:
        said = replace(intent, state=CardState.SETTLED, settled=str(how), settled_by=cashier_id)
        if intents.note(said):
            return said
    raise Refused(Refusal.CARD_NOT_PAID)


def journal_settled(ports: Ports, cashier_id: str, settled: CardIntent) -> None:
    """Journal what a person said of a card payment, and who. Run on the store thread."""
    from pos_app.domain.counter_event import CounterEventKind
    from pos_app.services.counter_events import event_now

    event = event_now(
        ports,
        cashier_id,
        CounterEventKind.OTHER,
        reason=f"card {settled.settled}",
        subject=settled.intent_id,
    )
    with ports.store.unit_of_work() as work:
        work.add_counter_event(event)
        work.commit()


def matters(ports: Ports, basket_id: str = "") -> tuple[CardIntent, ...]:
    """What a person has to see: nobody knows how it ended, or it moved money that no sale and no return has.

    ``basket_id`` is the basket on the counter: what was approved for it is no matter.
    """
    return tuple(
        intent
        for intent in _terminal(ports).intents.unfinished()
        if intent.is_open or intent.basket_id != basket_id or intent.purpose is CardPurpose.REFUND
    )


def still_paid(ports: Ports, found: OpenBasket | None) -> OpenBasket | None:
    """A kept basket without card tenders whose money is not there any more: it was being given back, or settled."""
    if found is None or ports.card_terminal is None:
        return found
    intents = ports.card_terminal.intents
    kept = tuple(tender for tender in found.tenders if _is_there(intents.one(tender.intent_id), tender))
    return found if kept == found.tenders else replace(found, tenders=kept)


# ---- one question


def _ask(ports: Ports, purpose: CardPurpose, basket_id: str, amount_minor: int, told: Told) -> CardIntent:
    terminal = _terminal(ports)
    _check_nothing_open(terminal)
    before = _done_last(terminal)
    intent = CardIntent(
        ports.ids.new_id(),
        purpose,
        basket_id,
        amount_minor,
        ports.counter.store.currency.code,
        CardState.ASKED,
        ports.clock.now_ms(),
        before,
    )
    if not terminal.intents.ask(intent):
        raise Refused(Refusal.CARD_PAYMENT_OPEN)
    ask = terminal.device.pay if purpose is CardPurpose.PAYMENT else terminal.device.refund
    outcome = ask(amount_minor, intent.currency, intent.intent_id, told)
    match outcome.verdict:
        case Verdict.APPROVED:
            return _approved(terminal, intent, outcome)
        case Verdict.DECLINED:
            return _noted(terminal, replace(intent, state=CardState.DECLINED, reason=str(outcome.reason)))
        case Verdict.UNKNOWN:
            unknown = replace(intent, state=CardState.UNKNOWN, reason=_why(outcome))
            return _looked_at(ports, _noted(terminal, unknown))


def _check_nothing_open(terminal: CardTerminal) -> None:
    """Raise :class:`Refused` ``CARD_PAYMENT_OPEN`` while nobody knows how another one ended."""
    if any(intent.is_open for intent in terminal.intents.unfinished()):
        raise Refused(Refusal.CARD_PAYMENT_OPEN)


def _done_last(terminal: CardTerminal) -> str:
    """The terminal's number for what it did last, before it is asked for anything new; "" where it names none."""
    last = terminal.device.last_outcome()
    if last.verdict is not Verdict.UNKNOWN or last.reason is Reason.NOTHING_STORED:
        return _number(last)
    raise Refused(_NOT_ASKED.get(last.reason, Refusal.CARD_TERMINAL_GONE))


def _looked_at(ports: Ports, intent: CardIntent) -> CardIntent:
    """How it is, once the terminal was asked for its last outcome where nobody knows."""
    terminal = _terminal(ports)
    if intent.state is CardState.REVERSING:
        return _reverse(ports, intent)
    if not intent.is_open:
        return intent
    last = terminal.device.last_outcome()
    if last.verdict is Verdict.DECLINED:
        return _noted(terminal, replace(intent, state=CardState.DECLINED, reason=str(last.reason)))
    if last.verdict is Verdict.UNKNOWN:
        return _unknown(terminal, intent, str(last.reason))
    if _number(last) == intent.before or terminal.intents.knows(
        last.receipt_no, last.trace_no, (intent.intent_id,)
    ):
        return _noted(terminal, replace(intent, state=CardState.DECLINED, reason=NEVER_CAME))
    if last.amount_minor != intent.amount_minor:
        return _unknown(terminal, intent, _other(last))
    return _approved(terminal, intent, last)


def _unknown(terminal: CardTerminal, intent: CardIntent, reason: str) -> CardIntent:
    """It stays unknown. The first reason is kept where the terminal can not be asked at all: it says more."""
    if intent.state is CardState.UNKNOWN and not reason.startswith(Reason.OTHER_AMOUNT):
        return intent
    return _noted(terminal, replace(intent, state=CardState.UNKNOWN, reason=reason))


def _approved(terminal: CardTerminal, intent: CardIntent, outcome: Outcome) -> CardIntent:
    return _noted(
        terminal,
        replace(
            intent,
            state=CardState.APPROVED,
            reason="",
            receipt_no=outcome.receipt_no,
            trace_no=outcome.trace_no,
            card_type=outcome.card_type,
            card_end=outcome.card_end,
        ),
    )


def _reverse(ports: Ports, intent: CardIntent) -> CardIntent:
    """Undo an approved payment by its number: asked again, a terminal says that it is undone already."""
    terminal = _terminal(ports)
    if ports.clock.now_ms() - intent.at_ms > REVERSIBLE_MS:
        return _noted(terminal, replace(intent, reason=TOO_OLD))
    reversing = _noted(terminal, replace(intent, state=CardState.REVERSING))
    if reversing.state is not CardState.REVERSING:
        return reversing
    outcome = terminal.device.reverse(intent.receipt_no, intent.amount_minor, intent.currency)
    if outcome.verdict is Verdict.APPROVED or outcome.reason is Reason.ALREADY_REVERSED:
        return _noted(terminal, replace(reversing, state=CardState.REVERSED, reason=""))
    state = CardState.APPROVED if outcome.verdict is Verdict.DECLINED else CardState.REVERSING
    return _noted(terminal, replace(reversing, state=state, reason=str(outcome.reason)))


def _noted(terminal: CardTerminal, intent: CardIntent) -> CardIntent:
    """Write it; where it has ended otherwise meanwhile (a person said so), that is how it is."""
    if terminal.intents.note(intent):
        return intent
    return terminal.intents.one(intent.intent_id) or intent


def _why(outcome: Outcome) -> str:
    return _other(outcome) if outcome.reason is Reason.OTHER_AMOUNT else str(outcome.reason)


def _other(outcome: Outcome) -> str:
    """The reason of an outcome about another amount, with that amount in minor units behind it."""
    return f"{Reason.OTHER_AMOUNT} {outcome.amount_minor}"


def _number(outcome: Outcome) -> str:
    found: Sequence[str] = (outcome.receipt_no, outcome.trace_no)
    return "/".join(found) if any(found) else ""


def _is_there(intent: CardIntent | None, tender: Tender) -> bool:
    return not tender.intent_id or (intent is not None and intent.state is CardState.APPROVED)


def _terminal(ports: Ports) -> CardTerminal:
    if ports.card_terminal is None:
        raise RuntimeError("this till has no terminal of its own")
    return ports.card_terminal
