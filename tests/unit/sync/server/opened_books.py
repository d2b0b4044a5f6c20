"""A member whose books begin with whatever a view says of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, insert, update

from pos_app.domain.loyalty.calendar_days import lot_last_day
from pos_app.domain.loyalty.decision import MembershipStep
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.segment_rules import Purchase
from sync.server.book.ledger import OPENING as OPENED
from sync.server.book.ledger import REDEEMED, Movement, Purse, receive, spend
from sync.server.book.referrals import note_referral
from sync.server.book.standings import OPENING, add_gain, set_standing
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.slate.at_once import AtOnce
from sync.server.whose import a_coupon, becomes


def open_books(
    connection: Connection,
    company_id: str,
    programme: Programme,
    view: MemberView,
    day: date,
    history: Sequence[Purchase] = (),
) -> None:
    """The member joins the company's books on the morning of ``day``, as ``view`` and earlier purchases say of them."""
    key = {"company_id": company_id, "member_id": view.member_id}
    connection.execute(insert(tables.member), {**key, "joined_ms": 0})
    connection.execute(
        insert(tables.member_person),
        {**key, "display_name": "Me", "phone": "", "phone_hash": b"", "personal_key": b"k" * 32},
    )
    others = [each for each in view.holdings if each.account != programme.account]
    for account, points in [(programme.account, view.points), *((o.account, o.points) for o in others)]:
        _points(connection, key, programme, account, points, view, day)
    standing = view.standing(programme.programme_id)
    place = (AtOnce(connection, company_id), view.member_id, programme.programme_id)
    if standing.qualifying:
        add_gain(*place, OPENING, day, standing.qualifying)
    if standing.tier:
        set_standing(*place, standing.tier, standing.until)
    _things(connection, key, view)
    _person(connection, key, programme, view)
    for number, each in enumerate(history):
        parts = [(part.article_id, part.category_id, part.amount_minor) for part in each.parts]
        row = {**key, "source": f"before-{number}", "on_day": each.on_day, "parts": json.dumps(parts)}
        spent = sum(part.amount_minor for part in each.parts)
        connection.execute(insert(books.purchase), {**row, "spent_minor": spent})


def _points(
    connection: Connection,
    key: dict[str, str],
    programme: Programme,
    account: str,
    points: int,
    view: MemberView,
    day: date,
) -> None:
    purse = Purse(key["company_id"], view.member_id, account)
    movement = Movement(f"opening/{account}", programme.programme_id, "opening", 0)
    if points > 0:
        last = date.fromisoformat(view.last_purchase_on) if view.last_purchase_on else None
        ends = lot_last_day(programme.expiry, day, last) if account == programme.account else ""
        how = {"kind": "opening", "against": OPENED, "earned_on": day.isoformat(), "expires_on": ends}
        receive(AtOnce(connection, purse.company_id), purse, movement, points, **how)
    elif points < 0:
        spend(
            AtOnce(connection, purse.company_id),
            purse,
            movement,
            -points,
            kind="redeem",
            against=REDEEMED,
            at_most=0,
        )


def _things(connection: Connection, key: dict[str, str], view: MemberView) -> None:
    for number, term in enumerate(view.memberships):
        connection.execute(
            insert(books.membership),
            {
                **key,
                "programme_id": term.programme_id,
                "code": term.code,
                "source": f"opening-{number}",
                "step": (MembershipStep.TRIAL if term.is_trial else MembershipStep.JOINED).value,
                "from_day": term.from_day,
                "to_day": term.to_day,
                "from_ms": term.from_ms,
                "to_ms": term.to_ms,
            },
        )
    for card in view.stamps:
        row = {**key, "programme_id": card.programme_id, "card": card.card, "stamps": card.stamps}
        connection.execute(insert(books.stamp_card), row)
        opening = {**row, "source": "opening", "added": card.stamps, "free": 0}
        connection.execute(insert(books.stamp_move), opening)
    for number, held in enumerate(view.coupons):
        becomes(connection, key["company_id"], a_coupon(held.number), key["member_id"])
        connection.execute(
            insert(books.coupon),
            {
                **key,
                "number": held.number,
                "programme_id": held.programme_id,
                "code": held.code,
                "rule": "opening",
                "from_day": held.from_day,
                "to_day": held.to_day,
                "source": "opening",
                "issued_ms": number,
                "used_by": "before" if held.used else "",
            },
        )
    for article in view.bought:
        row = {**key, "article_id": article.article_id, "times": article.times}
        connection.execute(insert(books.bought), row)


def _person(connection: Connection, key: dict[str, str], programme: Programme, view: MemberView) -> None:
    if view.joined_on or view.purchases is not None or view.last_purchase_on:
        connection.execute(
            insert(books.member_history),
            {
                **key,
                "joined_on": view.joined_on,
                "purchases": view.purchases or 0,
                "last_purchase_on": view.last_purchase_on,
            },
        )
    if view.birthday_month:
        born = {**key, "month": view.birthday_month, "day": view.birthday_day}
        connection.execute(insert(books.member_birthday), born)
    for partner in view.partners:
        connection.execute(insert(books.partner_link), {**key, "partner": partner, "linked_ms": 0})
    for segment in view.segments:
        connection.execute(insert(books.segment_member), {**key, "segment": segment})
    for consent in view.consents:
        row = {**key, "consent": consent, "given_ms": 0, "wording": "Yes"}
        connection.execute(insert(books.consent), row)
    came = view.referred_by
    if came is None:
        return
    company_id, referral = key["company_id"], books.referral
    note_referral(connection, company_id, came.member_id, view.member_id, 0)
    for number in range(came.friends):
        friend = f"friend-{number}"
        note_referral(connection, company_id, came.member_id, friend, 0)
        rewarded = update(referral).where(referral.c.company_id == company_id, referral.c.member_id == friend)
        connection.execute(
            rewarded.where(referral.c.referrer_id == came.member_id).values(rewarded_by=f"before-{number}")
        )
    if came.is_ambassador and programme.referral:
        row = {"company_id": key["company_id"], "member_id": came.member_id}
        segment = programme.referral.ambassador_segment
        connection.execute(insert(books.segment_member), {**row, "segment": segment})
