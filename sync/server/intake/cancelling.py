"""A paid membership that is not to be renewed: its benefits stay to the end of what was paid."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select, update

from pos_app.domain.visit import MembershipCancelled
from sync.protocol.envelope import Envelope
from sync.protocol.v1 import member_facts
from sync.server.calendar.company_days import company_day
from sync.server.intake.awaiting import the_membership
from sync.server.intake.effects import Effects, Place, check_seller
from sync.server.schema.member_tables import membership


def apply_cancelled(connection: Connection, place: Place, envelope: Envelope) -> Effects:
    """Note a cancellation that was made at a till; one of a membership that nobody has sold yet waits for it."""
    cancelled = member_facts.decode_cancelled(envelope.body)
    effects = Effects()
    check_seller(place, cancelled.seller, effects)
    effects.members.add(cancelled.member_id)
    today = company_day(connection, place.company_id, place.now_ms)
    if not cancel_membership(
        *(connection, place.company_id, cancelled.member_id, cancelled.programme_id, cancelled.code),
        *(today, place.now_ms),
    ):
        if _once_had(connection, place, cancelled):
            effects.flag("membership-unknown", "there is no membership left that could be cancelled")
        else:
            effects.awaits = the_membership(cancelled.member_id, cancelled.programme_id, cancelled.code)
    return effects


def _once_had(connection: Connection, place: Place, cancelled: MembershipCancelled) -> bool:
    """Whether the member once had it."""
    had = connection.execute(
        select(membership.c.source)
        .where(
            membership.c.company_id == place.company_id,
            membership.c.member_id == cancelled.member_id,
            membership.c.programme_id == cancelled.programme_id,
            membership.c.code == cancelled.code,
        )
        .limit(1)
    ).first()
    return had is not None


def cancel_membership(
    connection: Connection,
    company_id: str,
    member_id: str,
    programme_id: str,
    code: str,
    today: date,
    now_ms: int,
) -> bool:
    """Cancel the terms of a membership that run on ``today`` or are yet to come. ``False`` when there is none, or all
    were cancelled before.
    """
    changed = connection.execute(
        update(membership)
        .where(
            membership.c.company_id == company_id,
            membership.c.member_id == member_id,
            membership.c.programme_id == programme_id,
            membership.c.code == code,
            membership.c.to_day >= today.isoformat(),
            membership.c.cancelled_ms == 0,
            membership.c.ended_ms == 0,
        )
        .values(cancelled_ms=now_ms)
    )
    return changed.rowcount > 0
