"""Members as tills are told of them: everything that a rule may ask, out of the books as they stand now.

Whole views, for many members in a handful of queries. What can no longer matter is left out: closed periods, coupons
long used up or past, purchases that no rule asks about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, Row, Table, case, func, select

from pos_app.domain.loyalty.member_view import (
    Holding,
    MemberView,
    ReferredBy,
    Standing,
)
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.held_things import (
    Books,
    bought_before,
    by_member,
    challenges_held,
    codes_claimed,
    coupons_held,
    memberships_held,
    stamps_held,
    used_now,
)
from sync.server.book.holders import holders_of
from sync.server.book.standings import Kept, qualifying
from sync.server.calendar.company_days import company_day
from sync.server.programmes import DEFAULT_ACCOUNT, in_force
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.schema.dialects import among
from sync.server.whose import a_friend, whose_are


def member_views(
    connection: Connection, company_id: str, member_ids: Sequence[str], now_ms: int
) -> dict[str, MemberView]:
    """Whole views of these members, known to the company or not, as the books stand at ``now_ms``.

    ``points`` are what unexpired lots hold (by the company's own day) less what is owed, so they may be negative.
    """
    if not member_ids:
        return {}
    found = Books(
        connection,
        company_id,
        member_ids,
        holders_of(connection, company_id, member_ids),
        in_force(connection, company_id),
        company_day(connection, company_id, now_ms),
        now_ms,
    )
    lead = found.programmes[0] if found.programmes else None
    account = lead.account if lead else DEFAULT_ACCOUNT
    holdings, standings, history = _holdings(found, account), _standings(found), _history(found)
    memberships, stamps, coupons = memberships_held(found), stamps_held(found), coupons_held(found)
    challenges, used, bought, codes = (
        challenges_held(found),
        used_now(found),
        bought_before(found),
        codes_claimed(found),
    )
    partners = _names(found, books.partner_link, "partner")
    segments = _names(found, books.segment_member, "segment")
    consents, referred, born = _consents(found), _referred(found), _birthdays(found)
    views = {}
    for member_id in member_ids:
        held = holdings.get(found.holders[member_id], ())
        stands = standings.get(member_id, ())
        first = next((each for each in stands if lead and each.programme_id == lead.programme_id), None)
        past = history.get(member_id)
        month, day = born.get(member_id, (0, 0))
        views[member_id] = MemberView(
            member_id=member_id,
            points=next((each.points for each in held if each.account == account), 0),
            qualifying_points=first.qualifying if first else 0,
            tier=_tier_now(lead, first) if lead and first else None,
            as_of_ms=now_ms,
            holdings=held,
            standings=stands,
            memberships=memberships.get(member_id, ()),
            stamps=stamps.get(member_id, ()),
            coupons=coupons.get(member_id, ()),
            challenges=challenges.get(member_id, ()),
            used=used.get(member_id, ()),
            bought=bought.get(member_id, ()),
            birthday_month=month,
            birthday_day=day,
            joined_on=past.joined_on if past else "",
            purchases=past.purchases if past else None,
            last_purchase_on=past.last_purchase_on if past else "",
            partners=partners.get(member_id, ()),
            segments=segments.get(member_id, ()),
            consents=consents.get(member_id, ()),
            referred_by=referred.get(member_id),
            codes_claimed=codes.get(member_id, ()),
        )
    return views


def _tier_now(programme: Programme, standing: Standing) -> str | None:
    if standing.tier:
        return standing.tier
    implied = programme.tier_at(standing.qualifying)
    return implied.code if implied else None


def _holdings(found: Books, lead_account: str) -> dict[str, tuple[Holding, ...]]:
    """By holder; one account with nothing expiring is said by ``points`` alone where it is the first."""
    lot, today = tables.lot, found.today.isoformat()
    whose = sorted(set(found.holders.values()))
    parcels: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for row in found.connection.execute(
        select(lot.c.member_id, lot.c.account, lot.c.expires_on, func.sum(lot.c.points_left).label("points"))
        .where(
            *found.of(lot, whose),
            lot.c.points_left > 0,
            (lot.c.expires_on == "") | (lot.c.expires_on >= today),
        )
        .group_by(lot.c.member_id, lot.c.account, lot.c.expires_on)
    ):
        parcels[row.member_id, row.account].append((row.expires_on, int(row.points)))
    balance = tables.balance
    owed = {
        (row.member_id, row.account): row.debt
        for row in found.connection.execute(
            select(balance.c.member_id, balance.c.account, balance.c.debt).where(*found.of(balance, whose))
        )
    }
    holdings: dict[str, list[Holding]] = defaultdict(list)
    for holder, account in sorted(
        owed.keys() | parcels.keys(), key=lambda key: (key[1] != lead_account, key)
    ):
        parts = parcels.get((holder, account), [])
        points = sum(each for _, each in parts) - owed.get((holder, account), 0)
        last, ending = _ending(found, account, parts)
        holdings[holder].append(Holding(account, points, ending, last))
    return {holder: tuple(each) for holder, each in holdings.items()}


def _ending(found: Books, account: str, parts: Sequence[tuple[str, int]]) -> tuple[str, int]:
    """The nearest last day of a lot and what is lost after it, where the programme warns of it by now."""
    warned = [each.expiry.warn_days for each in found.programmes if each.account == account]
    last = min((day for day, _ in parts if day), default="")
    if not last or not warned or last > (found.today + timedelta(days=max(warned))).isoformat():
        return "", 0
    return last, sum(points for day, points in parts if day == last)


def _standings(found: Books) -> dict[str, tuple[Standing, ...]]:
    tiered = [programme for programme in found.programmes if programme.tiers]
    if not tiered:
        return {}
    table = tables.standing
    kept = {
        (row.member_id, row.programme_id): Kept(row.tier or None, row.until)
        for row in found.connection.execute(select(table).where(*found.of(table)))
    }
    standings: dict[str, tuple[Standing, ...]] = {}
    for programme in tiered:
        name = programme.programme_id
        counted = qualifying(found.connection, found.company_id, found.ids, programme, found.today)
        for member_id in found.ids:
            stands = kept.get((member_id, name), Kept())
            each = Standing(name, stands.tier, counted.get(member_id, 0), stands.until)
            standings[member_id] = (*standings.get(member_id, ()), each)
    return standings


def _history(found: Books) -> dict[str, Row[tuple[object, ...]]]:
    table = books.member_history
    return {row.member_id: row for row in found.connection.execute(select(table).where(*found.of(table)))}


def _birthdays(found: Books) -> dict[str, tuple[int, int]]:
    table = books.member_birthday
    rows = found.connection.execute(select(table).where(*found.of(table)))
    return {row.member_id: (row.month, row.day) for row in rows}


def _names(found: Books, table: Table, column: str) -> dict[str, tuple[str, ...]]:
    name = table.c[column]
    rows = found.connection.execute(select(table.c.member_id, name).where(*found.of(table)).order_by(name))
    return by_member((row[0], row[1]) for row in rows)


def _consents(found: Books) -> dict[str, tuple[str, ...]]:
    table = books.consent
    rows = found.connection.execute(
        select(table.c.member_id, table.c.consent)
        .where(*found.of(table), table.c.withdrawn_ms == 0)
        .distinct()
        .order_by(table.c.consent)
    )
    return by_member((row.member_id, row.consent) for row in rows)


def _referred(found: Books) -> dict[str, ReferredBy]:
    """Who brought them, with how many friends that member was rewarded for."""
    table, segment = books.referral, books.segment_member
    brought = whose_are(found.connection, found.company_id, map(a_friend, found.ids))
    if not brought:
        return {}
    referrers = sorted(set(brought.values()))
    rows = found.connection.execute(
        select(table).where(
            table.c.company_id == found.company_id,
            table.c.referrer_id.in_(referrers),
            among(table.c.member_id, found.ids),
        )
    ).all()
    counts = found.connection.execute(
        select(table.c.referrer_id, func.sum(case((table.c.reversed == 0, 1), else_=0)))
        .where(
            table.c.company_id == found.company_id,
            table.c.referrer_id.in_(referrers),
            table.c.rewarded_by != "",
        )
        .group_by(table.c.referrer_id)
    )
    friends = {referrer: int(count) for referrer, count in counts}
    named = {each.referral.ambassador_segment for each in found.programmes if each.referral} - {""}
    ambassadors = set(
        found.connection.execute(
            select(segment.c.member_id).where(*found.of(segment, referrers), segment.c.segment.in_(named))
        ).scalars()
        if named
        else ()
    )
    return {
        row.member_id: ReferredBy(
            row.referrer_id,
            friends.get(row.referrer_id, 0),
            is_ambassador=row.referrer_id in ambassadors,
            rewarded=bool(row.rewarded_by),
        )
        for row in rows
    }
