"""What the desk and the days leave behind beside the books: who asked, who approved, which day was kept."""

from __future__ import annotations

from sqlalchemy import Index, Table

from sync.server.schema.columns import bytes_column, id_column, metadata, number_column, text_column

days_kept = Table(  # how far the days' run is
    "days_kept",
    metadata,
    id_column("company_id", key=True),
    text_column("day"),  # the last day that was kept to its end
    text_column("step", ""),  # within the day after it: what is being done, and for whom it is done already
    text_column("after", ""),
)

adjustment = (
    Table(  # why points were moved by hand; the movement itself stands in the ledger under ``group_id``
        "adjustment",
        metadata,
        id_column("company_id", key=True),
        id_column("member_id", key=True),
        text_column("group_id", key=True),
        text_column("account"),
        number_column("points"),
        text_column("reason"),
        text_column("asked_by"),
        text_column("approved_by"),
        number_column("at_ms"),
    )
)

late_claim = Table(  # a sale whose points were claimed afterwards: once, for ever
    "late_claim",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("sale_id", key=True),
    text_column("claim_id"),
    text_column("cashier_id"),
    text_column("claimed_on"),
    bytes_column("as_claimed"),  # the sale as if the card had been shown, for its returns
    Index("late_claim_by_member", "company_id", "member_id", "claimed_on"),
)

failed_payment = Table(  # a recurring payment that did not come through
    "failed_payment",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("programme_id", key=True),
    id_column("code", key=True),
    text_column("tried_on", key=True),
    text_column("term_ended_on"),
    text_column("reason", ""),
)

lost_card = Table(  # a number that nobody may use again
    "lost_card",
    metadata,
    id_column("company_id", key=True),
    bytes_column("card_hash", key=True),
    id_column("member_id"),
    text_column("number_end"),
    number_column("lost_ms"),
    Index("lost_card_by_member", "company_id", "member_id"),
)

draw_held = Table(  # a prize draw: the seed's SHA-256 is published first, the seed with the winners
    "draw_held",
    metadata,
    id_column("company_id", key=True),
    id_column("programme_id", key=True),
    id_column("draw", key=True),
    text_column("seed_hash"),
    text_column("seed"),
    number_column("published_ms"),
    text_column("beacon", ""),
    text_column("entries_hash", ""),
    number_column("entries", default=0),
    text_column("winners", ""),  # member ids, first prize first, one a line
    number_column("drawn_ms", default=0),
)
