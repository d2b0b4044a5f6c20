"""Paid memberships at the counter: what runs, what is cancelled, and that nobody pays who is no member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.basket import Basket, Line
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.services.ports import Ports
from pos_app.services.quoting import context_now, programmes_here

if TYPE_CHECKING:
    from pos_app.domain.loyalty.member_view import MembershipHeld
    from pos_app.domain.visit import MembershipCancelled


class Running(Struct, frozen=True):
    """A paid membership (or trial) that has not ended, with its last day; ``cancelled`` is not renewed."""

    programme_id: str
    code: str
    name: str
    to_day: str
    is_trial: bool = False
    cancelled: bool = False


def running(ports: Ports, member: Member) -> tuple[Running, ...]:
    """The member's memberships that have not ended, each once with the last day of its last term."""
    today = context_now(ports).business_date
    last: dict[tuple[str, str], MembershipHeld] = {}
    for held in member.view.memberships:
        key = (held.programme_id, held.code)
        if held.to_day >= today and (key not in last or held.to_day > last[key].to_day):
            last[key] = held
    return tuple(
        Running(name, terms.code, terms.name, held.to_day, held.is_trial, held.cancelled)
        for programme in programmes_here(ports)
        for terms in programme.memberships
        for (name, code), held in last.items()
        if (name, code) == (programme.programme_id, terms.code)
    )


def check_somebody_joins(ports: Ports, basket: Basket, member: Member | None) -> None:
    """Raise :class:`~pos_app.domain.errors.Refused` ``MEMBERSHIP_NEEDS_MEMBER`` when the basket holds a membership (or
    a trial) and nobody is there to have it: the fee would buy nothing.
    """
    if member is None and (line := membership_in(ports, basket)) is not None:
        raise Refused(Refusal.MEMBERSHIP_NEEDS_MEMBER, article=line.article.name)


def membership_in(ports: Ports, basket: Basket) -> Line | None:
    """The first line of a basket that is the fee of a membership, or a trial of one."""
    sold = {
        article
        for programme in programmes_here(ports)
        for terms in programme.memberships
        for article in (terms.article, terms.trial_article)
        if article
    }
    return next((line for line in basket.lines if line.article.article_id in sold), None)


def cancel_membership(
    ports: Ports, cashier_id: str, member: Member, programme_id: str, code: str
) -> MembershipCancelled:
    """A membership is not to be renewed; its benefits stay to the end of the term. Durable when it returns.

    Raises :class:`~pos_app.domain.errors.Refused`: ``NO_SUCH_MEMBERSHIP`` where none is running,
    ``MEMBERSHIP_ALREADY_CANCELLED`` with its last ``day``. Run on the store thread.
    """
    from pos_app.domain.visit import MembershipCancelled

    held = [each for each in running(ports, member) if (each.programme_id, each.code) == (programme_id, code)]
    if not held:
        raise Refused(Refusal.NO_SUCH_MEMBERSHIP)
    if held[0].cancelled:
        raise Refused(Refusal.MEMBERSHIP_ALREADY_CANCELLED, day=held[0].to_day)
    cancelled = MembershipCancelled(
        ports.ids.new_id(),
        ports.counter.seller(cashier_id),
        member.view.member_id,
        programme_id,
        code,
        ports.clock.now_ms(),
    )
    with ports.store.unit_of_work() as work:
        work.add_cancellation(cancelled)
        work.commit()
    return cancelled
