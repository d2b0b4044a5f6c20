"""What members agreed to: with the wording they were shown and its time, and until when (LOYALTY §6).

Tills that could not see each other tell in any order what a member said. What counts is what they said last, by the
time they said it: a yes from before a no, which comes in after it, is recorded and holds no more. Each yes is a row of
its own; a no ends every yes before it, or is a row that began and ended at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, delete, select, update

from pos_app.domain.enrolment import Agreed
from pos_app.domain.loyalty import occasions
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.coupons import issue_coupons
from sync.server.schema.dialects import among, put_if_new
from sync.server.schema.member_tables import consent as consents
from sync.server.schema.member_tables import partner_link

MOST_WORDING = 4000
MOST_CODE = 64
PARTNER_CONSENT = "partner-"
"""What the consent to being known by a partner is called, before the partner's code."""


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
    once, however often somebody withdraws and agrees again. ``False`` when nothing is new: they agree already.
    """
    code = consent[:MOST_CODE]
    if not code:
        return False
    at_ms = now_ms if agreed_ms is None else agreed_ms
    if agreed_ms is None and has_consent(connection, company_id, member_id, code):
        return False
    later_no = connection.execute(
        select(consents.c.withdrawn_ms)
        .where(*_said(company_id, member_id, code), consents.c.withdrawn_ms >= max(at_ms, 1))
        .order_by(consents.c.withdrawn_ms)
        .limit(1)
    ).scalar_one_or_none()
    new = _record(connection, (company_id, member_id, code), at_ms, wording, later_no or 0)
    for programme in programmes:
        issue_coupons(
            *(connection, company_id, member_id, occasions.consenting(programme, code, day).coupons),
            *(f"consent/{programme.programme_id}/{code}", now_ms),
        )
    return new


def withdraw_consent(
    connection: Connection,
    company_id: str,
    member_id: str,
    consent: str,
    now_ms: int,
    *,
    wording: str = "",
    withdrawn_ms: int | None = None,
) -> bool:
    """Record that the member no longer agrees (since ``withdrawn_ms``, or now); a link to a partner that rested on it
    is cut. ``False`` when there was nothing to withdraw: said at a till, that is recorded with its ``wording`` too.
    """
    code = consent[:MOST_CODE]
    at_ms = now_ms if withdrawn_ms is None else max(withdrawn_ms, 1)
    changed = connection.execute(
        update(consents)
        .where(
            *_said(company_id, member_id, code), consents.c.withdrawn_ms == 0, consents.c.given_ms <= at_ms
        )
        .values(withdrawn_ms=at_ms)
    )
    if changed.rowcount == 0 and withdrawn_ms is not None and code:
        _record(connection, (company_id, member_id, code), at_ms, wording, at_ms)
    if code.startswith(PARTNER_CONSENT) and not has_consent(connection, company_id, member_id, code):
        cut_link(connection, company_id, member_id, code.removeprefix(PARTNER_CONSENT))
    return changed.rowcount > 0


def cut_link(connection: Connection, company_id: str, member_id: str, partner: str) -> bool:
    """The partner gets nothing any more. ``False`` when the member was not linked to it."""
    cut = connection.execute(
        delete(partner_link).where(
            partner_link.c.company_id == company_id,
            partner_link.c.member_id == member_id,
            partner_link.c.partner == partner,
        )
    )
    return cut.rowcount > 0


def has_consent(connection: Connection, company_id: str, member_id: str, consent: str) -> bool:
    """Whether the member agrees now."""
    found = connection.execute(
        select(consents.c.given_ms)
        .where(*_said(company_id, member_id, consent), consents.c.withdrawn_ms == 0)
        .limit(1)
    ).first()
    return found is not None


def agreed_now(
    connection: Connection, company_id: str, member_ids: Sequence[str], programmes: Sequence[Programme]
) -> dict[str, tuple[Agreed, ...]]:
    """Since when these members agree to what, and whether ``programmes`` word that otherwise by now. Wordings
    themselves stay here: a till shows those that it would ask with.
    """
    if not member_ids:
        return {}
    words = {each.code: each.words for programme in reversed(programmes) for each in programme.consents}
    found: dict[str, dict[str, Agreed]] = {}
    for row in connection.execute(
        select(consents)
        .where(
            consents.c.company_id == company_id,
            among(consents.c.member_id, member_ids),
            consents.c.withdrawn_ms == 0,
        )
        .order_by(consents.c.consent, consents.c.given_ms)
    ):
        mine = found.setdefault(row.member_id, {})
        before = mine.get(row.consent)
        otherwise = row.wording != words.get(row.consent, row.wording)
        mine[row.consent] = Agreed(
            row.consent,
            before.given_ms if before else row.given_ms,
            otherwise and (before is None or before.reworded),
        )
    return {member_id: tuple(each.values()) for member_id, each in found.items()}


def _said(company_id: str, member_id: str, consent: str) -> tuple[ColumnElement[bool], ...]:
    return (
        consents.c.company_id == company_id,
        consents.c.member_id == member_id,
        consents.c.consent == consent,
    )


def _record(
    connection: Connection, key: tuple[str, str, str], at_ms: int, wording: str, withdrawn_ms: int
) -> bool:
    """A row of its own; the very same moment is said once."""
    company_id, member_id, code = key
    row = {
        "company_id": company_id,
        "member_id": member_id,
        "consent": code,
        "given_ms": at_ms,
        "wording": wording[:MOST_WORDING],
        "withdrawn_ms": withdrawn_ms,
    }
    return put_if_new(connection, consents, row)
