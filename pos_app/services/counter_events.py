"""A counter event as it happens: where, when and by whom is filled in here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.counter_event import LONGEST_REASON, CounterEvent, CounterEventKind
from pos_app.services.quoting import context_now

if TYPE_CHECKING:
    from pos_app.services.ports import Ports


def event_now(
    ports: Ports,
    cashier_id: str,
    kind: CounterEventKind,
    *,
    amount_minor: int = 0,
    before_minor: int = 0,
    reason: str = "",
    subject: str = "",
    approved_by: str = "",
    from_ms: int = 0,
) -> CounterEvent:
    """The event, not yet written: ``UnitOfWork.add_counter_event`` does that, with whatever else belongs to it."""
    now = context_now(ports)
    return CounterEvent(
        ports.ids.new_id(),
        kind,
        ports.counter.seller(cashier_id),
        now.at_ms,
        now.offset_minutes,
        now.business_date,
        now.currency,
        amount_minor,
        before_minor,
        reason,
        subject,
        approved_by,
        from_ms,
    )


PROGRAM = "program"
"""What a changed program's event is about."""


def till_ran(ports: Ports, kind: CounterEventKind, version: str = "") -> None:
    """Journal that the till was started, or closed by a person; nobody has to be signed in. A till that lost its power
    leaves a start behind that no stop follows. Run on the store thread.

    ``version`` is the program's that was started, "" where it is not known: one other than before is journalled first
    (a new till's too, so that every record stands after the name of its program).
    """
    with ports.store.unit_of_work() as work:
        if version:
            earlier = work.counter_events_of(PROGRAM)
            if not earlier or earlier[-1].reason != version[:LONGEST_REASON]:
                kind_then = CounterEventKind.PROGRAM_CHANGED
                told = event_now(ports, "", kind_then, reason=version[:LONGEST_REASON], subject=PROGRAM)
                work.add_counter_event(told)
        work.add_counter_event(event_now(ports, "", kind))
        work.commit()
