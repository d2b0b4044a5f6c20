"""Cash in the drawer: float, paid in and out, drops to the safe, counts, hand-over. Each is durable when it returns.

Who counts is never told beforehand what should be in the drawer. Whether somebody may do what they ask for is for the
caller to know: ``approved_by`` is the cashier id of whoever allowed it, "" where nobody had to. All of it runs on the
store thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.denominations import Pieces, worth_minor
from pos_app.domain.drawer import (
    CashReason,
    CountPurpose,
    DrawerCount,
    DrawerRules,
    OpenDrawer,
    check_difference,
    check_reason,
    owner_for,
    same_count,
)
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.money import LARGEST_MINOR
from pos_app.services.counter_events import event_now
from pos_app.services.quoting import context_now

if TYPE_CHECKING:
    from pos_app.services.drawer_ports import DrawerBook
    from pos_app.services.ports import Ports
    from pos_app.services.till_store import UnitOfWork

USUAL_RULES = DrawerRules()


def open_drawers(ports: Ports) -> tuple[OpenDrawer, ...]:
    """All drawers of this till that nobody closed, whoever's they are."""
    with ports.store.unit_of_work() as work:
        return tuple(work.drawers.open_drawers())


def drawer_of(ports: Ports, cashier_id: str, rules: DrawerRules = USUAL_RULES) -> OpenDrawer | None:
    """The open drawer that this cashier uses; none where nobody opened it."""
    with ports.store.unit_of_work() as work:
        return _find(work.drawers, owner_for(rules, cashier_id))


def open_drawer(
    ports: Ports,
    cashier_id: str,
    pieces: Sequence[Pieces],
    rules: DrawerRules = USUAL_RULES,
    *,
    approved_by: str = "",
) -> DrawerCount:
    """Begin with a float, counted into a drawer that stands open (:func:`open_without_sale`).

    Raises :class:`Refused` ``DRAWER_OPEN_ALREADY``.
    """
    owner = owner_for(rules, cashier_id)
    with ports.store.unit_of_work() as work:
        if _find(work.drawers, owner) is not None:
            raise Refused(Refusal.DRAWER_OPEN_ALREADY)
        count = _count(ports, cashier_id, CountPurpose.OPENED, ports.ids.new_id(), owner, pieces)
        count = replace(count, approved_by=approved_by)
        work.drawers.add_count(count)
        work.commit()
    return count


def pay_in(
    ports: Ports,
    cashier_id: str,
    amount_minor: int,
    reason: str,
    rules: DrawerRules = USUAL_RULES,
    *,
    approved_by: str = "",
) -> CounterEvent:
    """Cash comes into the drawer that is no sale (change from the bank). Refused as :func:`pay_out`."""
    return _move(ports, cashier_id, CounterEventKind.PAID_IN, amount_minor, reason, rules, approved_by)


def pay_out(
    ports: Ports,
    cashier_id: str,
    amount_minor: int,
    reason: str,
    rules: DrawerRules = USUAL_RULES,
    *,
    approved_by: str = "",
) -> CounterEvent:
    """Cash leaves the drawer (milk from the shop next door).

    Raises :class:`Refused`: ``CASH_NOT_POSITIVE``, ``AMOUNT_TOO_LARGE``, ``CASH_REASON_NEEDED``, ``DRAWER_NOT_OPEN``,
    and ``DRAWER_HOLDS_LESS`` where there cannot be so much in it.
    """
    return _move(ports, cashier_id, CounterEventKind.PAID_OUT, -amount_minor, reason, rules, approved_by)


def drop(
    ports: Ports,
    cashier_id: str,
    amount_minor: int,
    reason: str = CashReason.SAFE,
    rules: DrawerRules = USUAL_RULES,
    *,
    approved_by: str = "",
) -> CounterEvent:
    """Cash goes from the drawer to the safe. Refused as :func:`pay_out`."""
    return _move(ports, cashier_id, CounterEventKind.DROP, -amount_minor, reason, rules, approved_by)


def open_without_sale(ports: Ports, cashier_id: str, reason: str, *, approved_by: str = "") -> CounterEvent:
    """Journal that the drawer is opened without a sale; only after that may it open (DURABLE-FIRST).

    Raises :class:`Refused` ``CASH_REASON_NEEDED``.
    """
    said = check_reason(reason)
    with ports.store.unit_of_work() as work:
        event = _pulse(ports, work, cashier_id, "", approved_by, said)
        work.commit()
    return event


def check_drawer(
    ports: Ports,
    cashier_id: str,
    pieces: Sequence[Pieces],
    rules: DrawerRules = USUAL_RULES,
    *,
    reason: str = "",
) -> DrawerCount:
    """Count the drawer between two sales; it goes on. Any difference is recorded, and asks for nothing."""
    with ports.store.unit_of_work() as work:
        drawer = _need(work.drawers, owner_for(rules, cashier_id))
        count = replace(
            _counted(ports, work, cashier_id, CountPurpose.CHECKED, drawer, pieces), reason=reason.strip()
        )
        work.drawers.add_count(count)
        work.commit()
    return count


def close_drawer(
    ports: Ports,
    cashier_id: str,
    pieces: Sequence[Pieces],
    rules: DrawerRules = USUAL_RULES,
    *,
    reason: str = "",
    approved_by: str = "",
    session_id: str = "",
) -> DrawerCount:
    """Count the drawer for the last time, and close it; it had to be open for that (:func:`open_without_sale`).

    ``session_id`` names another cashier's (who went home).

    Raises :class:`Refused` ``DRAWER_NOT_OPEN``, ``COUNT_DIFFERS`` (count again, or say why) and
    ``COUNT_NEEDS_APPROVAL``.
    """
    with ports.store.unit_of_work() as work:
        drawer = _need(work.drawers, owner_for(rules, cashier_id), session_id)
        count = _close(ports, work, cashier_id, drawer, pieces, rules, reason, approved_by)
        work.commit()
    return count


def hand_over(
    ports: Ports,
    leaving_id: str,
    leaving: Sequence[Pieces],
    coming_id: str,
    coming: Sequence[Pieces],
    rules: DrawerRules = USUAL_RULES,
    *,
    reason: str = "",
    approved_by: str = "",
) -> tuple[DrawerCount, DrawerCount]:
    """One cashier leaves, another goes on with the same money: both count it, then the first drawer is closed and the
    second opened, in one transaction.

    Raises :class:`Refused` ``COUNTS_DISAGREE`` where they counted different sums, else as :func:`close_drawer` and
    :func:`open_drawer`.
    """
    same_count(tuple(leaving), tuple(coming))
    with ports.store.unit_of_work() as work:
        drawer = _need(work.drawers, owner_for(rules, leaving_id))
        closed = _close(ports, work, leaving_id, drawer, leaving, rules, reason, approved_by)
        owner = owner_for(rules, coming_id)
        if _find(work.drawers, owner) is not None:
            raise Refused(Refusal.DRAWER_OPEN_ALREADY)
        taken = _count(ports, coming_id, CountPurpose.TAKEN_OVER, ports.ids.new_id(), owner, coming)
        taken = replace(taken, from_session=closed.session_id)
        work.drawers.add_count(taken)
        work.commit()
    return closed, taken


def hand_over_uncounted(
    ports: Ports, leaving_id: str, coming_id: str, rules: DrawerRules = USUAL_RULES
) -> tuple[DrawerCount, DrawerCount]:
    """One cashier leaves, another goes on with the money as it is: where a shop does not have it counted. What is over
    or short then shows when the one who came counts. Raises :class:`Refused` as :func:`hand_over`.
    """
    with ports.store.unit_of_work() as work:
        drawer = _need(work.drawers, owner_for(rules, leaving_id))
        closed = _counted(ports, work, leaving_id, CountPurpose.CLOSED, drawer, ())
        money = max(closed.expected_minor, 0)
        closed = replace(closed, counted_minor=money, reason=CashReason.NOT_COUNTED.value)
        work.drawers.add_count(closed)
        owner = owner_for(rules, coming_id)
        if _find(work.drawers, owner) is not None:
            raise Refused(Refusal.DRAWER_OPEN_ALREADY)
        taken = _count(ports, coming_id, CountPurpose.TAKEN_OVER, ports.ids.new_id(), owner, ())
        taken = replace(
            taken,
            counted_minor=money,
            expected_minor=money,
            reason=CashReason.NOT_COUNTED.value,
            from_session=closed.session_id,
        )
        work.drawers.add_count(taken)
        work.commit()
    return closed, taken


def _close(
    ports: Ports,
    work: UnitOfWork,
    cashier_id: str,
    drawer: OpenDrawer,
    pieces: Sequence[Pieces],
    rules: DrawerRules,
    reason: str,
    approved_by: str,
) -> DrawerCount:
    count = _counted(ports, work, cashier_id, CountPurpose.CLOSED, drawer, pieces)
    said = check_difference(count.difference_minor, rules, reason, approved_by)
    count = replace(count, reason=said, approved_by=approved_by)
    work.drawers.add_count(count)
    return count


def _move(
    ports: Ports,
    cashier_id: str,
    kind: CounterEventKind,
    amount_minor: int,
    reason: str,
    rules: DrawerRules,
    approved_by: str,
) -> CounterEvent:
    is_in = kind is CounterEventKind.PAID_IN
    if (amount_minor <= 0) if is_in else (amount_minor >= 0):
        raise Refused(Refusal.CASH_NOT_POSITIVE)
    if abs(amount_minor) > LARGEST_MINOR:
        raise Refused(Refusal.AMOUNT_TOO_LARGE)
    said = check_reason(reason)
    with ports.store.unit_of_work() as work:
        drawer = _need(work.drawers, owner_for(rules, cashier_id))
        if not is_in and drawer.opening.counted_minor + work.drawers.moved_minor(drawer) + amount_minor < 0:
            raise Refused(Refusal.DRAWER_HOLDS_LESS)
        event = event_now(
            ports,
            cashier_id,
            kind,
            amount_minor=amount_minor,
            reason=said,
            subject=drawer.session_id,
            approved_by=approved_by,
        )
        work.add_counter_event(event)
        _pulse(ports, work, cashier_id, event.event_id, approved_by)
        work.commit()
    return event


def _pulse(
    ports: Ports, work: UnitOfWork, cashier_id: str, subject: str, approved_by: str, reason: str = ""
) -> CounterEvent:
    """The drawer opens without a sale or a return: that is counted."""
    event = event_now(
        ports,
        cashier_id,
        CounterEventKind.DRAWER_OPENED,
        reason=reason,
        subject=subject,
        approved_by=approved_by,
    )
    work.add_counter_event(event)
    return event


def _find(book: DrawerBook, owner: str) -> OpenDrawer | None:
    return next((each for each in book.open_drawers() if each.opening.owner == owner), None)


def _need(book: DrawerBook, owner: str, session_id: str = "") -> OpenDrawer:
    if session_id:
        found = next((each for each in book.open_drawers() if each.session_id == session_id), None)
    else:
        found = _find(book, owner)
    if found is None:
        raise Refused(Refusal.DRAWER_NOT_OPEN)
    return found


def _counted(
    ports: Ports,
    work: UnitOfWork,
    cashier_id: str,
    purpose: CountPurpose,
    drawer: OpenDrawer,
    pieces: Sequence[Pieces],
) -> DrawerCount:
    count = _count(ports, cashier_id, purpose, drawer.session_id, drawer.opening.owner, pieces)
    return replace(count, expected_minor=drawer.opening.counted_minor + work.drawers.moved_minor(drawer))


def _count(
    ports: Ports,
    cashier_id: str,
    purpose: CountPurpose,
    session_id: str,
    owner: str,
    pieces: Sequence[Pieces],
) -> DrawerCount:
    now = context_now(ports)
    counted = worth_minor(pieces)
    if counted > LARGEST_MINOR:
        raise Refused(Refusal.AMOUNT_TOO_LARGE)
    return DrawerCount(
        ports.ids.new_id(),
        session_id,
        purpose,
        ports.counter.seller(cashier_id),
        owner,
        now.at_ms,
        now.offset_minutes,
        now.business_date,
        now.currency,
        tuple(pieces),
        counted,
        counted,
    )
