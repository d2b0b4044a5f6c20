"""The hub's own small file: the leases that it keeps, what it handed out, and the store's tills with their keys.

Nothing of a lease is deleted: a server that was restored may tell of it as open, and has to hear that it is not
(EPOCH). Times are ms UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

metadata = MetaData()

lease = Table(
    "lease",
    metadata,
    Column("lease_id", Text, primary_key=True),
    Column("holder_id", Text, nullable=False),
    Column("message", LargeBinary, nullable=False),  # as the server told it last, counters apart
    Column("things", Integer, nullable=False),
    Column("cursor", Integer, nullable=False),
    Column("term_ms", Integer, nullable=False),
    Column("recalled", Integer, nullable=False),
    Column("closed", Integer, nullable=False),  # the server's word
    Column("given_up", Integer, nullable=False),  # the hub's word ...
    Column("told", Integer, nullable=False),  # ... that the server has heard
    Index("lease_of_holder", "holder_id"),
)

lease_member = Table(
    "lease_member",
    metadata,
    Column("member_id", Text, primary_key=True),
    Column("lease_id", Text, ForeignKey("lease.lease_id"), primary_key=True),
)

leased_points = Table(
    "leased_points",
    metadata,
    Column("lease_id", Text, ForeignKey("lease.lease_id"), primary_key=True),
    Column("account", Text, primary_key=True),
    Column("granted", Integer, nullable=False),  # the server's counter
    Column("returned", Integer, nullable=False),  # the hub's ...
    Column("told", Integer, nullable=False),  # ... of which the server has heard so much
    CheckConstraint("0 <= told AND told <= returned AND returned <= granted", name="leased_points_counted"),
)

part = Table(  # handed out: a redemption's points, or one thing for a basket
    "part",
    metadata,
    Column(
        "part_id", Text, primary_key=True
    ),  # the redemption's id (LEASE-ONCE), or the keeping's and the thing's key
    Column("lease_id", Text, nullable=False),  # "" for what was let go before it was asked for
    Column("account", Text, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("till_id", Text, nullable=False),
    Column("basket_id", Text, nullable=False),  # for whose sale things are kept ...
    Column("keeping_id", Text, nullable=False),  # ... and by which question
    Column("freed", Integer, nullable=False),
    Column("at_ms", Integer, nullable=False),
    CheckConstraint("amount >= 0 AND freed IN (0, 1)", name="part_counted"),
    Index("part_of_lease", "lease_id", "account"),
    Index("part_of_basket", "basket_id", sqlite_where=text("basket_id <> ''")),
    Index("part_of_keeping", "keeping_id", sqlite_where=text("keeping_id <> ''")),
)

state = Table(
    "state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("epoch", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column(
        "listed", Text, nullable=False
    ),  # the last lease that the server was told of in this epoch; "~" for all
    Column("server_ms", Integer, nullable=False),  # the server's clock showed this ...
    Column("hub_ms", Integer, nullable=False),  # ... when the hub's showed that
    CheckConstraint("id = 1", name="state_only_one"),
)

TRIGGERS = (
    """CREATE TRIGGER part_within BEFORE INSERT ON part WHEN NEW.amount > 0 AND NEW.freed = 0
AND NEW.amount > coalesce((SELECT granted - returned FROM leased_points
    WHERE lease_id = NEW.lease_id AND account = NEW.account), 0)
    - (SELECT coalesce(sum(amount), 0) FROM part
       WHERE lease_id = NEW.lease_id AND account = NEW.account AND freed = 0)
BEGIN SELECT RAISE(ABORT, 'LEASE: never more is handed out than was granted and not given back'); END""",
    """CREATE TRIGGER part_once_update BEFORE UPDATE ON part
WHEN NEW.freed < OLD.freed OR NEW.amount IS NOT OLD.amount OR NEW.lease_id IS NOT OLD.lease_id
    OR NEW.account IS NOT OLD.account OR NEW.till_id IS NOT OLD.till_id OR NEW.basket_id IS NOT OLD.basket_id
BEGIN SELECT RAISE(ABORT, 'LEASE-ONCE: what was handed out is handed out once'); END""",
    """CREATE TRIGGER part_once_delete BEFORE DELETE ON part
BEGIN SELECT RAISE(ABORT, 'LEASE-ONCE: what was handed out is remembered'); END""",
    """CREATE TRIGGER leased_points_grow BEFORE UPDATE ON leased_points
WHEN NEW.granted < OLD.granted OR NEW.returned < OLD.returned OR NEW.granted - NEW.returned <
    (SELECT coalesce(sum(amount), 0) FROM part
     WHERE lease_id = NEW.lease_id AND account = NEW.account AND freed = 0)
BEGIN SELECT RAISE(ABORT, 'LEASE: counters only grow, and nothing is given back that was handed out'); END""",
)
