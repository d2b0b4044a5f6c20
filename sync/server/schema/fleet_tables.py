"""Which till belongs to which group, which release each group is offered, and where one failed."""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import id_column, metadata, number_column, text_column

till_group = Table(  # a till without a row is in no group, and hears of what everybody is offered
    "till_group",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    id_column("group_name"),
)

update_offer = Table(  # a row stays when it is withdrawn: who offered what, and until when
    "update_offer",
    metadata,
    id_column("company_id", key=True),
    id_column("version", key=True),
    id_column("group_name", key=True),  # "" for everybody
    number_column("not_before_ms"),
    number_column("hold_after"),  # as many tills of one group may fail before it is held
    number_column("offered_ms"),
    text_column("offered_by"),
    number_column("withdrawn_ms", default=0),
    text_column("withdrawn_by", ""),
)

update_hold = Table(  # what was held by itself, and who let it go on
    "update_hold",
    metadata,
    id_column("company_id", key=True),
    id_column("version", key=True),
    number_column("held_ms"),
    text_column("reason"),
    number_column("released_ms", default=0),
    text_column("released_by", ""),
    text_column("released_why", ""),
)

update_failure = Table(  # a till went back: the last time that it did so from that release
    "update_failure",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    id_column("version", key=True),
    text_column("outcome"),
    number_column("attempt_ms"),  # by the till's clock: the same attempt is told again and again
    number_column("failed_ms"),
)
