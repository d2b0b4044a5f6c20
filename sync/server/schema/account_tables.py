"""What accounts come to, day by day: points that expired, and what members have left in all. It grows by a row for each
account and day, and lets a report say what the company owes without adding up every purse.
"""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import id_column, metadata, number_column

account_day = Table(
    "account_day",
    metadata,
    id_column("company_id", key=True),
    id_column("account", key=True),
    id_column("day", key=True),  # ISO, local to the company
    number_column("expired", default=0),  # written off because its last day was over
    number_column("outstanding", default=0),  # what lots hold at the day's end
    number_column("debt", default=0),  # overspent, to be recovered from later earning
    number_column("suspense", default=0),  # redeemed without a hold, waiting for a person
    number_column("summed_ms", default=0),  # when the last three were complete, or 0
)
