"""Points claimed afterwards: a member forgot their card, and brings the receipt (LOYALTY §2).

The sale is decided again under the programmes that were in force then, now with the member, and what it *earns* is
posted under the sale's own id: once, for ever, and a return finds it as if the card had been shown. Prices stay as
they were paid: no discount, stamp, coupon or membership comes of a claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from pos_app.domain.basket import with_member
from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.calendar_days import local_day
from pos_app.domain.loyalty.decision import Decision, PostingKind, Wishes
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.sales_limit import REASON as SALES_LIMIT
from pos_app.domain.sale import Sale
from pos_app.domain.visit import LateClaim
from sync.protocol.envelope import Envelope
from sync.protocol.v1 import facts, member_facts
from sync.server.book.keeping import keep
from sync.server.book.members import is_erased, is_known
from sync.server.book.purchases import parts_of_sale
from sync.server.book.views import member_views
from sync.server.calendar.company_days import company_day
from sync.server.intake.awaiting import the_sale
from sync.server.intake.claimed_sales import earning_only
from sync.server.intake.effects import Effects, Place, check_own_card, check_seller
from sync.server.intake.returns import ids_of_returns, place_of_fact, sale_of
from sync.server.programmes import in_force_at
from sync.server.schema import tables
from sync.server.schema.desk_tables import late_claim
from sync.server.slate.at_once import AtOnce
from sync.server.whose import a_claim, becomes, whose

MOST_CLAIMS_A_DAY = 3
"""Receipts that one member may claim in a day: more are somebody else's."""


def apply_late_claim(connection: Connection, place: Place, envelope: Envelope) -> Effects:
    """Post what the claimed sale earns, or flag why not: ``claim-had-member``, ``claim-twice``, ``claim-too-old``,
    ``claim-limit``, ``claim-returned``, ``claim-member-unknown``, ``claim-differs``, ``claim-unknown-sale`` for one
    that is parked. A claim on the cashier's own sale is posted and flagged ``claim-own-sale``; one whose sale is still
    on its way waits for it.
    """
    claim = member_facts.decode_late_claim(envelope.body)
    effects = Effects()
    check_seller(place, claim.seller, effects)
    try:
        sale = sale_of(connection, place.company_id, claim.sale_id)
    except msgspec.MsgspecError:
        effects.flag("claim-unknown-sale", "the sale was parked when it came")
        return effects
    if sale is None:
        effects.awaits = the_sale(claim.sale_id)
        return effects
    rules = in_force_at(connection, place.company_id, min(sale.context.at_ms, place.now_ms))
    refusal = _why_not(connection, place, claim, sale)
    allowed = [each for each in rules if _in_time(connection, place, sale, each)]
    if not refusal and not allowed:
        refusal = ("claim-too-old", "the days in which the receipt may be claimed are over")
    if refusal:
        effects.flag(*refusal)
        return effects
    view = member_views(connection, place.company_id, [claim.member_id], place.now_ms)[claim.member_id]
    earned = _earned(sale, view, rules, {each.programme_id for each in allowed})
    if earned is None:
        effects.flag(
            "claim-differs", "the rules do not come to the prices that were paid; nothing was posted"
        )
        return effects
    if claim.seller.cashier_id and claim.seller.cashier_id == sale.seller.cashier_id:
        effects.flag("claim-own-sale", "the cashier who sold it also entered the claim")
    check_own_card(AtOnce(connection, place.company_id), claim.seller, claim.member_id, effects)
    as_claimed = replace(sale, basket=with_member(sale.basket, view.member_id), member=view, decision=earned)
    _note(connection, place, claim, as_claimed)
    keep(
        *(AtOnce(connection, place.company_id), place, view, earned, sale.context, claim.sale_id, effects),
        pinned=rules,
        articles=[line.article.article_id for line in sale.basket.lines],
        parts=parts_of_sale(sale),
    )
    return effects


def _why_not(connection: Connection, place: Place, claim: LateClaim, sale: Sale) -> tuple[str, str] | None:
    if whose(connection, place.company_id, a_claim(claim.sale_id)) is not None:
        return "claim-twice", "the points of this sale were claimed before"
    if sale.member is not None:
        return "claim-had-member", "the sale was made with a card; its points are that member's"
    if is_erased(connection, place.company_id, claim.member_id) or not is_known(
        connection, place.company_id, claim.member_id
    ):
        return "claim-member-unknown", "the company has no such member"
    if ids_of_returns(connection, place.company_id, claim.sale_id):
        return "claim-returned", "goods of this sale came back; a person has to look"
    today = company_day(connection, place.company_id, place.now_ms).isoformat()
    so_far = connection.execute(
        select(func.count()).where(
            late_claim.c.company_id == place.company_id,
            late_claim.c.member_id == claim.member_id,
            late_claim.c.claimed_on == today,
        )
    ).scalar_one()
    if so_far >= MOST_CLAIMS_A_DAY:
        return "claim-limit", f"a member claims at most {MOST_CLAIMS_A_DAY} receipts in a day"
    return None


def _in_time(connection: Connection, place: Place, sale: Sale, programme: Programme) -> bool:
    """Whether the programme still lets that day's receipts be claimed."""
    try:
        sold_on = local_day(sale.context.at_ms, sale.context.offset_minutes)
    except (ValueError, OverflowError):
        return False
    return (company_day(connection, place.company_id, place.came_ms or place.now_ms) - sold_on).days <= (
        programme.adjustments.claim_days
    )


def _earned(sale: Sale, view: MemberView, rules: Sequence[Programme], allowed: set[str]) -> Decision | None:
    """What the sale earns its member at the prices that were paid; ``None`` where those cannot be had."""
    plain = earning_only(sale, rules)
    shown = sale.context.wishes.coupons if sale.context.wishes else ()
    context = replace(sale.context, wishes=Wishes(coupons=shown) if shown else None)
    try:
        again = evaluate(with_member(sale.basket, view.member_id), sale.tenders, view, plain, context)
    except (Refused, ValueError, AssertionError):
        return None
    if again.line_effects != sale.decision.line_effects:
        return None
    return Decision(
        line_effects=again.line_effects,
        postings=tuple(
            posting
            for posting in again.postings
            if posting.kind is PostingKind.EARN and not posting.member_id and posting.programme_id in allowed
        ),
        tier_changes=tuple(each for each in again.tier_changes if each.programme_id in allowed),
        qualified=tuple(each for each in again.qualified if each.programme_id in allowed),
        caps=tuple(each for each in again.caps if each.programme_id in allowed),
        reasons=tuple(
            each for each in again.reasons if each.rule == SALES_LIMIT and each.programme_id in allowed
        ),
        programmes=tuple(programme.pin for programme in rules if programme.programme_id in allowed),
    )


def _note(connection: Connection, place: Place, claim: LateClaim, as_claimed: Sale) -> None:
    today = company_day(connection, place.company_id, place.now_ms).isoformat()
    sold_at = place_of_fact(connection, place.company_id, claim.sale_id)
    assert sold_at is not None  # the claim waits for its sale
    becomes(connection, place.company_id, a_claim(claim.sale_id), claim.member_id)
    connection.execute(
        insert(late_claim),
        {
            "company_id": place.company_id,
            "sale_id": claim.sale_id,
            "member_id": claim.member_id,
            "claim_id": claim.claim_id,
            "cashier_id": claim.seller.cashier_id,
            "claimed_on": today,
            "as_claimed": facts.encode_sale(as_claimed),
        },
    )
    connection.execute(
        update(tables.sale)
        .where(
            tables.sale.c.company_id == place.company_id,
            tables.sale.c.till_id == sold_at[0],
            tables.sale.c.sale_id == claim.sale_id,
        )
        .values(member_id=claim.member_id)
    )
