"""What the server remembers of a member between two sales: the part of the books that is not points.

Each table is keyed by company and member. Rows come from facts and from the days' run, and can be made anew from
them; amounts count what the rule's programme counts. Days are ISO texts in the company's zone, times ms UTC.
"""

from __future__ import annotations

from sqlalchemy import Index, Table

from sync.server.schema.columns import id_column, metadata, number_column, text_column

member_history = Table(
    "member_history",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    text_column("joined_on", ""),
    number_column("purchases", default=0),
    text_column("last_purchase_on", ""),
    text_column("household_id", ""),  # "" for none; points, holds and lots are then the household's
    Index("member_history_by_joining", "company_id", "joined_on"),
    Index("member_history_by_last_purchase", "company_id", "last_purchase_on"),
)

member_store = Table(  # a store that a member has to do with: its tills are told of them whole
    "member_store",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("store_id", key=True),
    text_column("last_day"),
    Index("member_store_by_day", "company_id", "last_day"),
)

member_birthday = Table(  # personal: goes when the member is erased
    "member_birthday",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    number_column("month"),
    number_column("day"),
    Index("member_birthday_by_day", "company_id", "month", "day"),
)

qualifying_gain = Table(  # what counts towards a tier, by day: a window is a sum of these
    "qualifying_gain",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("programme_id", key=True),
    text_column("source", key=True),  # the fact it came with, "/return" behind a return's
    text_column("on_day"),
    number_column("amount"),
)

membership = Table(
    "membership",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("programme_id", key=True),
    id_column("code", key=True),
    text_column("source", key=True),
    text_column("step"),
    text_column("from_day"),
    text_column("to_day"),
    number_column("from_ms"),
    number_column("to_ms"),
    number_column("cancelled_ms", default=0),
    number_column("ended_ms", default=0),  # taken back by a return or a withdrawal
    text_column("outcome", ""),  # after its last day: renewed, cancelled, lapsed, trial-over
    Index("membership_by_end", "company_id", "outcome", "to_day"),
)

stamp_card = Table(
    "stamp_card",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("programme_id", key=True),
    id_column("card", key=True),
    number_column("stamps"),  # may be below zero where two offline tills both filled it
    text_column("day", ""),
    number_column("stamped_that_day", default=0),
)

stamp_move = Table(
    "stamp_move",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("programme_id", key=True),
    id_column("card", key=True),
    text_column("source", key=True),
    number_column("stamps"),  # after less before, so that moves add up in any order
    number_column("added"),
    number_column("free"),
)

coupon = Table(
    "coupon",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("number", key=True),
    id_column("programme_id"),
    id_column("code"),
    text_column("rule"),
    text_column("from_day", ""),
    text_column("to_day", ""),
    text_column("source"),
    number_column("issued_ms"),
    text_column("used_by", ""),  # the fact that used it
    number_column("used_ms", default=0),
    number_column("taken_back_ms", default=0),
    Index("coupon_by_source", "company_id", "member_id", "source"),
)

challenge = Table(
    "challenge",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("programme_id", key=True),
    id_column("challenge", key=True),
    id_column("period_start", key=True),
    number_column("count"),
    text_column("seen", ""),  # the distinct things, one a line
    text_column("done_by", ""),  # the fact whose sale reached it
)

usage = Table(  # caps, limits, once-a-year offers, claimed codes of a kind
    "usage",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),  # or the household, where the programme caps it
    id_column("programme_id", key=True),
    id_column("rule_id", key=True),
    id_column("period", key=True),
    id_column("period_start", key=True),
    number_column("amount"),
)

usage_move = Table(  # what each fact added to it
    "usage_move",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("programme_id", key=True),
    id_column("rule_id", key=True),
    id_column("period", key=True),
    id_column("period_start", key=True),
    text_column("source", key=True),
    number_column("amount"),
)

claimed_code = Table(  # single use everywhere
    "claimed_code",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    text_column("code", key=True),
    text_column("source"),
    number_column("claimed_ms"),
)

bought = Table(
    "bought",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("article_id", key=True),
    number_column("times"),
)

consent = Table(
    "consent",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("consent", key=True),
    number_column("given_ms", key=True),
    text_column("wording"),
    number_column("withdrawn_ms", default=0),
)

segment_member = Table(
    "segment_member",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("segment", key=True),
    text_column("since", ""),  # the day on which its conditions were met; "" where a person put them in
)

purchase = Table(  # what segments look back at, one row for each purchase, as much of it as was kept
    "purchase",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    text_column("source", key=True),
    text_column("on_day"),
    number_column("spent_minor"),
    text_column("parts"),  # [article, category, minor units] of each article, as JSON
    Index("purchase_by_day", "company_id", "on_day"),
)

partner_link = Table(
    "partner_link",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("partner", key=True),
    number_column("linked_ms"),
)

referral = Table(
    "referral",
    metadata,
    id_column("company_id", key=True),
    id_column("referrer_id", key=True),
    id_column("member_id", key=True),  # the friend
    number_column("at_ms"),
    text_column("rewarded_by", ""),  # the fact of the first purchase
    number_column("reversed", default=0),
)

draw_entry = Table(
    "draw_entry",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("programme_id", key=True),
    id_column("draw", key=True),
    text_column("source", key=True),
    text_column("on_day"),
)

household = Table(
    "household",
    metadata,
    id_column("company_id", key=True),
    id_column("household_id", key=True),
    id_column("owner_id"),
    number_column("made_ms"),
)

secured = Table(  # things that are used up, held for a till until its sale comes (CLASSES)
    "secured",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    text_column("thing", key=True),  # a Consumption's key
    id_column("till_id", key=True),
    number_column("amount"),
    text_column("period", ""),
    text_column("period_start", ""),
    number_column("expires_ms"),
    id_column("hold_id"),  # the hold behind points that move; "" for anything else
)
