"""Paid memberships by hand: renewed, not paid, cancelled, withdrawn from.

There is no payment service here: somebody who collected a payment elsewhere says so. At the counter the article does
the same with a sale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import uuid_utils
from sqlalchemy import Connection, Row, insert, select, update

from pos_app.domain.loyalty.calendar_days import days_on, term_last_day
from pos_app.domain.loyalty.decision import MembershipStep
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.status_rules import Membership
from sync.server.book.members import publish_members
from sync.server.calendar.company_days import company_day, day_begins_ms, zone_of
from sync.server.calendar.membership_course import Course, course
from sync.server.companies import Company
from sync.server.desk.refusal import NotDone
from sync.server.desk.who import the_member, the_programme
from sync.server.intake.cancelling import cancel_membership
from sync.server.schema.desk_tables import failed_payment
from sync.server.schema.dialects import upsert
from sync.server.schema.member_tables import membership


@dataclass(frozen=True, slots=True)
class Term:
    """A membership's newest term, and where it is on the day that was asked."""

    from_day: str
    to_day: str
    course: Course
    failed: int = 0
    """How often a payment for the time after it has failed."""


def renew(
    connection: Connection,
    company: Company,
    written_member: str,
    *,
    code: str,
    now_ms: int,
    programme_id: str = "",
    reference: str = "",
) -> Term:
    """One more term has been paid: it follows the one that runs (or whose grace or tries run), or begins today. The
    same ``reference`` again changes nothing (KEY=EFFECT).
    """
    programme, terms, member = _meant(connection, company, written_member, programme_id, code)
    today = company_day(connection, company.company_id, now_ms)
    source = f"renewal/{reference or uuid_utils.uuid7()}"
    if not _has_source(connection, company, member, programme, terms, source):
        last = _newest(connection, company, member, programme, terms)
        first = _first_day(terms, last, today)
        to_day = term_last_day(terms, first)
        zone = zone_of(connection, company.company_id)
        had_one = last is not None and last.step != MembershipStep.TRIAL
        connection.execute(
            insert(membership),
            {
                **_key(company, member, programme, terms),
                "source": source,
                "step": (MembershipStep.RENEWED if had_one else MembershipStep.JOINED).value,
                "from_day": first.isoformat(),
                "to_day": to_day.isoformat(),
                "from_ms": day_begins_ms(zone, first),
                "to_ms": day_begins_ms(zone, days_on(to_day, 1)),
            },
        )
        publish_members(connection, company.company_id, [member], now_ms)
    return _term(connection, company, member, programme, terms, today)


def payment_failed(
    connection: Connection,
    company: Company,
    written_member: str,
    *,
    code: str,
    reason: str,
    now_ms: int,
    programme_id: str = "",
) -> Term:
    """A recurring payment did not come through: noted once a day; the stated course goes on (tries, grace, lapse)."""
    programme, terms, member = _meant(connection, company, written_member, programme_id, code)
    today = company_day(connection, company.company_id, now_ms)
    last = _newest(connection, company, member, programme, terms)
    if last is None:
        raise NotDone(f"{member} has no membership {code!r}.")
    connection.execute(
        upsert(failed_payment).on_conflict_do_nothing(),
        {
            **_key(company, member, programme, terms),
            "tried_on": today.isoformat(),
            "term_ended_on": last.to_day,
            "reason": " ".join(reason.split())[:200],
        },
    )
    return _term(connection, company, member, programme, terms, today)


def cancel(
    connection: Connection,
    company: Company,
    written_member: str,
    *,
    code: str,
    now_ms: int,
    programme_id: str = "",
) -> Term:
    """The membership is not to be renewed; its benefits stay to the end of what was paid."""
    programme, terms, member = _meant(connection, company, written_member, programme_id, code)
    today = company_day(connection, company.company_id, now_ms)
    name = programme.programme_id
    if not cancel_membership(connection, company.company_id, member, name, code, today, now_ms):
        raise NotDone(f"{member} has no membership {code!r} that runs and is not cancelled yet.")
    publish_members(connection, company.company_id, [member], now_ms)
    return _term(connection, company, member, programme, terms, today)


def withdraw_from(
    connection: Connection,
    company: Company,
    written_member: str,
    *,
    code: str,
    now_ms: int,
    programme_id: str = "",
) -> int:
    """A membership sold at a distance is withdrawn from within its days: it ends at once. Returns the days of the term
    that had passed, for the refund of the unused ones.
    """
    programme, terms, member = _meant(connection, company, written_member, programme_id, code)
    today = company_day(connection, company.company_id, now_ms)
    last = _newest(connection, company, member, programme, terms)
    if last is None or last.to_day < today.isoformat():
        raise NotDone(f"{member} has no membership {code!r} that runs.")
    passed = (today - date.fromisoformat(last.from_day)).days
    if passed > terms.withdrawal_days:
        raise NotDone(
            f"The {terms.withdrawal_days} days in which {terms.name} can be withdrawn from are over;"
            " cancel it instead."
        )
    connection.execute(
        update(membership)
        .where(
            *_mine(company, member, programme, terms),
            membership.c.source == last.source,
        )
        .values(ended_ms=now_ms, outcome="withdrawn")
    )
    publish_members(connection, company.company_id, [member], now_ms)
    return max(passed, 0)


def term_of(
    connection: Connection,
    company: Company,
    written_member: str,
    *,
    code: str,
    now_ms: int,
    programme_id: str = "",
) -> Term:
    """The membership's newest term and where it is today; raises :class:`NotDone` where there never was one."""
    programme, terms, member = _meant(connection, company, written_member, programme_id, code)
    today = company_day(connection, company.company_id, now_ms)
    return _term(connection, company, member, programme, terms, today)


def _meant(
    connection: Connection, company: Company, written_member: str, programme_id: str, code: str
) -> tuple[Programme, Membership, str]:
    programme = the_programme(connection, company, programme_id)
    terms = next((each for each in programme.memberships if each.code == code), None)
    if terms is None:
        known = ", ".join(each.code for each in programme.memberships) or "none"
        raise NotDone(f"{programme.programme_id} has no membership {code[:64]!r}; it has {known}.")
    return programme, terms, the_member(connection, company, written_member)


def _first_day(terms: Membership, last: Row[Any] | None, today: date) -> date:
    if last is None:
        return today
    ended = date.fromisoformat(last.to_day)
    patience = 0 if last.step == MembershipStep.TRIAL else max(terms.grace_days, terms.retry_days)
    return days_on(ended, 1) if today <= days_on(ended, patience) else today


def _term(
    connection: Connection,
    company: Company,
    member: str,
    programme: Programme,
    terms: Membership,
    today: date,
) -> Term:
    last = _newest(connection, company, member, programme, terms)
    if last is None:
        raise NotDone(f"{member} has no membership {terms.code!r}.")
    table = failed_payment
    failed = connection.execute(
        select(table.c.tried_on).where(
            table.c.company_id == company.company_id,
            table.c.member_id == member,
            table.c.programme_id == programme.programme_id,
            table.c.code == terms.code,
            table.c.term_ended_on == last.to_day,
        )
    ).all()
    now = course(
        terms,
        from_day=last.from_day,
        to_day=last.to_day,
        today=today,
        is_trial=last.step == MembershipStep.TRIAL,
        is_cancelled=last.cancelled_ms > 0,
    )
    return Term(last.from_day, last.to_day, now, len(failed))


def _newest(
    connection: Connection, company: Company, member: str, programme: Programme, terms: Membership
) -> Row[Any] | None:
    return connection.execute(
        select(membership)
        .where(*_mine(company, member, programme, terms), membership.c.ended_ms == 0)
        .order_by(membership.c.to_day.desc(), membership.c.source.desc())
        .limit(1)
    ).one_or_none()


def _has_source(
    connection: Connection,
    company: Company,
    member: str,
    programme: Programme,
    terms: Membership,
    source: str,
) -> bool:
    found = connection.execute(
        select(membership.c.to_day).where(
            *_mine(company, member, programme, terms), membership.c.source == source
        )
    ).first()
    return found is not None


def _mine(company: Company, member: str, programme: Programme, terms: Membership) -> list[Any]:
    return [membership.c[name] == value for name, value in _key(company, member, programme, terms).items()]


def _key(company: Company, member: str, programme: Programme, terms: Membership) -> dict[str, str]:
    return {
        "company_id": company.company_id,
        "member_id": member,
        "programme_id": programme.programme_id,
        "code": terms.code,
    }
