"""Rights at the counter: may this cashier, and if not, who allows it on the spot.

The basket stays where it is and nobody signs out. Who asked and who allowed stands in the fact of what was done
(``approved_by``), not in a fact of its own: an approval that led to nothing says nothing.
"""

from __future__ import annotations

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Cashier
from pos_app.domain.rights import Approval, Role, Wish, allow, may_allow, may_alone, role_of, roles_in_force
from pos_app.services.ports import Ports
from pos_app.services.signing_in import check_pin


def roles(ports: Ports) -> tuple[Role, ...]:
    """The company's roles, and the usual ones that it does not define."""
    return roles_in_force(ports.staff.roles(), ports.counter.store.currency)


def cashier(ports: Ports, cashier_id: str) -> Cashier:
    """Somebody of this shop by id. Whoever is no more among the staff may what a cashier may."""
    for each in ports.staff.cashiers():
        if each.cashier_id == cashier_id:
            return each
    return Cashier(cashier_id, cashier_id, "")


def own_right(ports: Ports, wish: Wish, asked_by: str) -> Approval | None:
    """The cashier's own right to do it, or ``None`` where somebody has to allow it. Takes microseconds."""
    role = role_of(roles(ports), cashier(ports, asked_by))
    return Approval(wish, asked_by) if may_alone(role, wish) else None


def who_may(ports: Ports, wish: Wish, asked_by: str) -> list[Cashier]:
    """Those who may allow it, by name; whoever asks is not among them."""
    known = roles(ports)
    return [
        each
        for each in ports.staff.cashiers()
        if each.cashier_id != asked_by and may_allow(role_of(known, each), wish)
    ]


def approve(ports: Ports, wish: Wish, *, asked_by: str, allowed_by: Cashier, pin: str) -> Approval:
    """Somebody allows it with their PIN.

    Slow on purpose: off the interface thread. Raises :class:`Refused` as
    :func:`~pos_app.services.signing_in.check_pin` and :func:`~pos_app.domain.rights.allow` do, once that is journalled:
    who tries PINs is seen. The PIN is looked at first: whoever does not know it learns nothing about anybody's rights.
    """
    try:
        check_pin(ports, allowed_by, pin)
        return allow(roles(ports), wish, cashier(ports, asked_by), allowed_by)
    except Refused:
        _journal_refused(ports, wish, asked_by, allowed_by)
        raise


def approve_by_card(ports: Ports, wish: Wish, *, asked_by: str, card_number: str) -> Approval:
    """Somebody allows it with their own card.

    Raises :class:`Refused` ``APPROVER_CARD_UNKNOWN``, and as :func:`~pos_app.domain.rights.allow` does.
    """
    found = ports.staff.by_card(card_number.strip())
    if found is None:
        raise Refused(Refusal.APPROVER_CARD_UNKNOWN)
    return allow(roles(ports), wish, cashier(ports, asked_by), found)


def _journal_refused(ports: Ports, wish: Wish, asked_by: str, allowed_by: Cashier) -> None:
    """What was asked for, by whom, and in whose name somebody tried to allow it."""
    from pos_app.domain.counter_event import CounterEventKind
    from pos_app.services.counter_events import event_now

    refused = event_now(
        ports,
        asked_by,
        CounterEventKind.APPROVAL_REFUSED,
        amount_minor=wish.amount_minor,
        reason=wish.right.value,
        subject=allowed_by.cashier_id,
    )
    with ports.store.unit_of_work() as work:
        work.add_counter_event(refused)
        work.commit()
