"""What the server remembers of a member between two sales: the part of the books that is not points.

Each table is keyed by company and member. Rows come from facts and from the days' run, and can be made anew from
them; amounts count what the rule's programme counts. Days are ISO texts in the company's zone, times ms UTC.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from sync.server.tables import _id, _number, _text, metadata

member_history = Table(
    "member_history",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _text("joined_on", ""),
    _number("purchases", default=0),
    _text("last_purchase_on", ""),
    _id("household_id"),  # "" for none; points, holds and lots are then the household's
)

member_birthday = Table(  # personal: goes when the member is erased
    "member_birthday",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _number("month"),
    _number("day"),
)

qualifying_gain = Table(  # what counts towards a tier, by day: a window is a sum of these
    "qualifying_gain",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("programme_id", key=True),
    Column(
        "source", Text, primary_key=True, nullable=False
    ),  # the fact it came with, "/return" behind a return's
    _text("on_day"),
    _number("amount"),
)

membership = Table(
    "membership",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("programme_id", key=True),
    _id("code", key=True),
    Column("source", Text, primary_key=True, nullable=False),
    _text("step"),
    _text("from_day"),
    _text("to_day"),
    _number("from_ms"),
    _number("to_ms"),
    _number("cancelled_ms", default=0),
    _number("ended_ms", default=0),  # taken back by a return or a withdrawal
)

stamp_card = Table(
    "stamp_card",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("programme_id", key=True),
    _id("card", key=True),
    _number("stamps"),  # may be below zero where two offline tills both filled it
    _text("day", ""),
    _number("stamped_that_day", default=0),
)

stamp_move = Table(
    "stamp_move",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("programme_id", key=True),
    _id("card", key=True),
    Column("source", Text, primary_key=True, nullable=False),
    _number("stamps"),  # after less before, so that moves add up in any order
    _number("added"),
    _number("free"),
)

coupon = Table(
    "coupon",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("number", key=True),
    _id("programme_id"),
    _id("code"),
    _text("rule"),
    _text("from_day", ""),
    _text("to_day", ""),
    _text("source"),
    _number("issued_ms"),
    _text("used_by", ""),  # the fact that used it
    _number("used_ms", default=0),
    _number("taken_back_ms", default=0),
    Index("coupon_by_number", "company_id", "number", unique=True),
)

challenge = Table(
    "challenge",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("programme_id", key=True),
    _id("challenge", key=True),
    _id("period_start", key=True),
    _number("count"),
    _text("seen", ""),  # the distinct things, one a line
    _text("done_by", ""),  # the fact whose sale reached it
)

usage = Table(  # caps, limits, once-a-year offers, claimed codes of a kind
    "usage",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("programme_id", key=True),
    _id("rule_id", key=True),
    _id("period", key=True),
    _id("period_start", key=True),
    _number("amount"),
)

claimed_code = Table(  # single use everywhere
    "claimed_code",
    metadata,
    _id("company_id", key=True),
    Column("code", Text, primary_key=True, nullable=False),
    _id("member_id"),
    _text("source"),
    _number("claimed_ms"),
    Index("claimed_code_by_member", "company_id", "member_id"),
)

bought = Table(
    "bought",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("article_id", key=True),
    _number("times"),
)

consent = Table(
    "consent",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("consent", key=True),
    _number("given_ms", key=True),
    _text("wording"),
    _number("withdrawn_ms", default=0),
)

segment_member = Table(
    "segment_member",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("segment", key=True),
)

partner_link = Table(
    "partner_link",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("partner", key=True),
    _number("linked_ms"),
)

referral = Table(
    "referral",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),  # the friend
    _id("referrer_id"),
    _number("at_ms"),
    _text("rewarded_by", ""),  # the fact of the first purchase
    _number("reversed", default=0),
    Index("referral_by_referrer", "company_id", "referrer_id"),
)

draw_entry = Table(
    "draw_entry",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("programme_id", key=True),
    _id("draw", key=True),
    Column("source", Text, primary_key=True, nullable=False),
    _text("on_day"),
)

household = Table(
    "household",
    metadata,
    _id("company_id", key=True),
    _id("household_id", key=True),
    _id("owner_id"),
    _number("made_ms"),
)

secured = Table(  # things that are used up, held for a till until its sale comes (CLASSES)
    "secured",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("thing", key=True),  # a Consumption's key
    _id("till_id", key=True),
    _number("amount"),
    _text("period", ""),
    _text("period_start", ""),
    _number("expires_ms"),
)
