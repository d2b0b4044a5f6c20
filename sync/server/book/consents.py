"""What members agreed to: with the wording they were shown and its time, and until when (LOYALTY §6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, insert, select, update

from pos_app.domain.loyalty import occasions
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.coupons import issue_coupons
from sync.server.schema.member_tables import consent as consents

MOST_WORDING = 4000


def give_consent(
    connection: Connection,
    company_id: str,
    member_id: str,
    consent: str,
    wording: str,
    programmes: Sequence[Programme],
    day: date,
    now_ms: int,
    *,
    agreed_ms: int | None = None,
) -> bool:
    """Record that the member agreed (at ``agreed_ms``, or now), and issue the coupon that a programme gives for it:
    once, however often somebody withdraws and agrees again. ``False`` when they agree already.
    """
    code = consent[:64]
    if not code or has_consent(connection, company_id, member_id, code):
        return False
    connection.execute(
        insert(consents),
        {
            "company_id": company_id,
            "member_id": member_id,
            "consent": code,
            "given_ms": now_ms if agreed_ms is None else agreed_ms,
            "wording": wording[:MOST_WORDING],
        },
    )
    for programme in programmes:
        issue_coupons(
            *(connection, company_id, member_id, occasions.consenting(programme, code, day).coupons),
            *(f"consent/{programme.programme_id}/{code}", now_ms),
        )
    return True


def withdraw_consent(
    connection: Connection, company_id: str, member_id: str, consent: str, now_ms: int
) -> bool:
    """Record that the member no longer agrees. ``False`` when they did not."""
    changed = connection.execute(
        update(consents)
        .where(
            consents.c.company_id == company_id,
            consents.c.member_id == member_id,
            consents.c.consent == consent,
            consents.c.withdrawn_ms == 0,
        )
        .values(withdrawn_ms=now_ms)
    )
    return changed.rowcount > 0


def has_consent(connection: Connection, company_id: str, member_id: str, consent: str) -> bool:
    """Whether the member agrees now."""
    found = connection.execute(
        select(consents.c.given_ms).where(
            consents.c.company_id == company_id,
            consents.c.member_id == member_id,
            consents.c.consent == consent,
            consents.c.withdrawn_ms == 0,
        )
    ).first()
    return found is not None
