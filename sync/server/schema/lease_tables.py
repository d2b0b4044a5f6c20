"""Leases: what members may use up without the server, lent to one keeper for a while (LEASE), and what is known of
stores, keepers and epochs for it.

Keys begin with the company, then whose purse it is, so that a distributed engine splits them where it splits the
ledger; what a keeper is asked for when it reports stands by keeper too. Points are whole, times ms UTC by the server's
clock, days ISO.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Table

from sync.server.schema.columns import id_column, metadata, number_column, only_where, text_column

lease = Table(
    "lease",
    metadata,
    id_column("company_id", key=True),
    id_column("holder_id", key=True),  # a member, a household, or gift-card:ID
    id_column("lease_id", key=True),
    id_column("keeper_id"),  # a till's id
    id_column("store_id"),
    text_column("members", ""),  # who may use it, one id a line
    number_column("things", default=0),  # the keeper alone decides what else they use up
    number_column("cursor", default=0),
    number_column("made_ms"),
    number_column("term_ms"),
    number_column("free_ms"),  # term and grace: what is left is anybody's then
    number_column("revision"),
    number_column("recalled_ms", default=0),
    number_column("closing_ms", default=0),  # the keeper uses nothing under it any more ...
    number_column("closing_head", default=0),  # ... once its journal is here up to this sequence
    text_column("closing_baskets", ""),  # ... and for a hub once these tills' sales are here, one id a line
    id_column("held_epoch"),  # the epoch in which it was granted, or listed by its keeper
    text_column("state", "open"),
    number_column("ended_ms", default=0),
    text_column("ended_by", ""),
    text_column("reason", ""),
    Index("lease_by_end", "company_id", "state", "free_ms"),
)

keeper_lease = Table(  # the same by keeper: what is asked of it when it reports; changed with the lease
    "keeper_lease",
    metadata,
    id_column("company_id", key=True),
    id_column("keeper_id", key=True),
    id_column("lease_id", key=True),
    id_column("holder_id"),
    number_column("revision"),
    text_column("state", "open"),
    number_column("term_ms"),
    number_column("recalled_ms", default=0),
    number_column("closing_ms", default=0),
    number_column("closing_head", default=0),
    Index("keeper_lease_by_revision", "company_id", "keeper_id", "revision"),
    Index("keeper_lease_by_term", "company_id", "keeper_id", "term_ms", **only_where("state = 'open'")),
)

lease_points = Table(  # outstanding: granted less the other three
    "lease_points",
    metadata,
    id_column("company_id", key=True),
    id_column("holder_id", key=True),
    id_column("lease_id", key=True),
    id_column("account", key=True),
    number_column("granted"),  # only the server writes it
    number_column("returned", default=0),  # only the keeper's word moves it
    number_column("settled", default=0),  # facts
    number_column("freed", default=0),  # what was left when it ended
    CheckConstraint(
        "granted >= 0 AND returned >= 0 AND settled >= 0 AND freed >= 0", name="lease_counters_not_negative"
    ),
    CheckConstraint("granted - returned - settled - freed >= 0", name="lease_not_overdrawn"),
)

lease_use = Table(  # every redemption that names a lease or the floor, or went beyond the books, once
    "lease_use",
    metadata,
    id_column("company_id", key=True),
    id_column("holder_id", key=True),
    text_column("use_id", key=True),  # the redemption id, or the posting group of points that move
    id_column("lease_id"),  # "" where none stood behind it
    id_column("account"),
    text_column("source"),
    id_column("till_id"),
    number_column("points"),
    number_column("settled"),  # out of the lease
    number_column("beyond"),  # beyond the books, for ``cause`` (BOUNDED)
    text_column("cause", ""),
    number_column("at_ms"),
    text_column("member_id", ""),  # whose card was shown, where it was risked (FLOOR)
    number_column(
        "floor_after", default=-1
    ),  # the till's offline spell began after this record; -1 where nothing was
    Index("lease_use_by_lease", "company_id", "lease_id"),
    Index("lease_use_by_cause", "company_id", "cause"),
)

floor_use = Table(  # the same of what was risked, by till and spell: what the floor is counted from
    "floor_use",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    number_column("floor_after", key=True),
    text_column("use_id", key=True),
    text_column("member_id"),
    number_column("points"),
)

lease_keeper = Table(
    "lease_keeper",
    metadata,
    id_column("company_id", key=True),
    id_column("keeper_id", key=True),
    id_column("store_id"),
    number_column("revision", default=0),
    number_column("wants", default=1),
    id_column("epoch"),  # in which it has listed all leases that it holds
    number_column("reported_ms", default=0),
    number_column("clean_ms", default=0),  # when all that it had sold was here
    number_column("handed_out", default=0),  # by a hub: how many parts were with its tills, as it said last
)

lease_awaited = Table(  # who has to report before a restored server lends or holds again (EPOCH)
    "lease_awaited",
    metadata,
    id_column("company_id", key=True),
    id_column("keeper_id", key=True),
    text_column("state"),
    text_column("given_up_by", ""),
    text_column("reason", ""),
    number_column("at_ms", default=0),
    Index("lease_awaited_by_state", "company_id", "state"),
)

lease_home = Table(  # where a holder is at home, and whether somebody should look what could be lent
    "lease_home",
    metadata,
    id_column("company_id", key=True),
    id_column("holder_id", key=True),
    id_column("store_id"),
    id_column("keeper_id"),
    number_column("due", default=1),
    number_column("not_before_ms", default=0),  # after a recall others come first
    Index("lease_home_by_keeper", "company_id", "keeper_id"),
)

home_due = (
    Table(  # the same by keeper: whom it should look at when it reports next; who moved since is passed over
        "home_due",
        metadata,
        id_column("company_id", key=True),
        id_column("keeper_id", key=True),
        id_column("holder_id", key=True),
        number_column("not_before_ms", default=0),
        number_column("touched", default=1),  # how often, in this row's time
    )
)

store_visit = Table(  # where a member was served, by day: the last 90 days
    "store_visit",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("store_id", key=True),
    id_column("day", key=True),
    number_column("visits"),
    number_column("last_ms"),
    id_column("till_id"),  # that served them last that day
)

suspense_decision = Table(  # what a person decided about points that waited for one
    "suspense_decision",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    text_column("group_id", key=True),  # the posting that put them there
    text_column("outcome"),  # paid, or cancelled
    text_column("decided_group", ""),  # the posting that took them out
    number_column("points"),
    text_column("decided_by"),
    text_column("reason"),
    number_column("at_ms"),
)
