"""The leases that this till keeps, and what was taken from them: state, with the counters' own rules kept by triggers.

Rows of a lease stay when it is over: a server restored from a backup may tell of it as open, and has to hear that it
is not (EPOCH).
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, literal_column

from pos_app.storage.metadata import check, metadata

lease = Table(
    "lease",
    metadata,
    Column("lease_id", Text, primary_key=True, nullable=False),
    Column("holder_id", Text, nullable=False),
    Column("things", Integer, nullable=False),
    Column("cursor", Integer, nullable=False),
    Column("term_ms", Integer, nullable=False),
    Column("grace_ms", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("recalled", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
    Column("given_up", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("card_expires_on", Text, nullable=False),
    Column("card_is_single_purpose", Integer, nullable=False),
    Column("card_vat_code", Text, nullable=False),
    Column("card_vat_basis_points", Integer, nullable=False),
    check("things IN (0, 1) AND recalled IN (0, 1) AND closed IN (0, 1)", "lease_yes_or_no"),
    check("given_up IN (0, 1) AND told IN (0, 1) AND told <= given_up", "lease_told_what_is_given_up"),
    Index("lease_of_holder", "holder_id"),
    Index("lease_recalled", "lease_id", sqlite_where=literal_column("recalled = 1")),
    Index("lease_untold", "lease_id", sqlite_where=literal_column("told < given_up")),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""``closed`` is the server's word that it is over, ``given_up`` this till's (``told`` to the server). A gift card's
lease says what card it is; ``card_expires_on`` is "" for any other.
"""

lease_member = Table(
    "lease_member",
    metadata,
    Column("member_id", Text, primary_key=True, nullable=False),
    Column("lease_id", Text, ForeignKey("lease.lease_id"), primary_key=True, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

leased_points = Table(
    "leased_points",
    metadata,
    Column("lease_id", Text, ForeignKey("lease.lease_id"), primary_key=True, nullable=False),
    Column("account", Text, primary_key=True, nullable=False),
    Column("granted", Integer, nullable=False),
    Column("returned", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    check("0 <= told AND told <= returned AND returned <= granted", "leased_points_counted"),
    Index("leased_points_untold", "lease_id", sqlite_where=literal_column("told < returned")),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""``granted`` is the server's counter, ``returned`` this till's; ``told`` is how much of that the server has heard."""

lease_taken = Table(
    "lease_taken",
    metadata,
    Column("taken_id", Text, primary_key=True, nullable=False),
    Column("lease_id", Text, ForeignKey("lease.lease_id"), nullable=False),
    Column("account", Text, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("basket_id", Text, nullable=False),
    Column("sequence", Integer, ForeignKey("journal.sequence")),
    check("amount >= 0 AND (amount = 0) = (account = '')", "lease_taken_of_an_account"),
    Index("lease_taken_of_lease", "lease_id", "account", "amount"),
    Index("lease_taken_by", "sequence"),
    Index("lease_taken_held", "taken_id", sqlite_where=literal_column("sequence IS NULL")),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Held for a sale until ``sequence`` says which record used it. ``taken_id`` is the redemption's id (LEASE-ONCE), or
the basket's and the thing's key.
"""

floor_taken = Table(
    "floor_taken",
    metadata,
    Column("redemption_id", Text, primary_key=True, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("spell_after", Integer, nullable=False),
    Column("sequence", Integer, ForeignKey("journal.sequence")),
    check("points > 0", "floor_taken_counted"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Points risked without a lease in this offline spell (FLOOR), which began when the server had everything up to the
record ``spell_after``.
"""

lease_state = Table(
    "lease_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("epoch", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("listed", Text, nullable=False),
    Column("server_ms", Integer, nullable=False),
    Column("till_ms", Integer, nullable=False),
    check("id = 1", "lease_state_only_one"),
    sqlite_strict=True,
)
"""How far the server was heard. ``listed`` is the last lease that it was told of in this epoch ("~" when it was told of
all). At ``till_ms`` of this till's clock the server's showed ``server_ms``.
"""

store_hub = Table(
    "store_hub",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hub_id", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    check("id = 1 AND length(public_key) = 32", "store_hub_only_one"),
    sqlite_strict=True,
)
"""The store's hub, as the server names it: its raw Ed25519 key proves what it says in the shop's own network."""

hub_asked = Table(
    "hub_asked",
    metadata,
    Column("asked_id", Text, primary_key=True, nullable=False),
    Column("basket_id", Text, nullable=False),
    Column("lease_id", Text, nullable=False),
    Column("over", Integer, nullable=False),
    Column("sequence", Integer, ForeignKey("journal.sequence")),
    check("over IN (0, 1) AND (over = 0 OR sequence IS NULL)", "hub_asked_used_or_let_go"),
    Index("hub_asked_of_basket", "basket_id"),
    Index("hub_asked_by", "sequence"),
    Index("hub_asked_over", "asked_id", sqlite_where=literal_column("over = 1")),
    Index("hub_asked_open", "asked_id", sqlite_where=literal_column("over = 0 AND sequence IS NULL")),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""What the store's hub was asked for, written before it is asked: a redemption, or with ``basket_id`` the things of a
basket (``lease_id`` once they are granted). It ends in one of two ways, for ever: used by the record ``sequence``, or
``over``, and forgotten when the hub has heard that it is let go.
"""

LEASE_TRIGGERS = (
    """CREATE TRIGGER lease_taken_within BEFORE INSERT ON lease_taken
WHEN NEW.amount > coalesce((SELECT granted - returned FROM leased_points
    WHERE lease_id = NEW.lease_id AND account = NEW.account), 0)
    - (SELECT coalesce(sum(amount), 0) FROM lease_taken WHERE lease_id = NEW.lease_id AND account = NEW.account)
    AND NEW.amount > 0
BEGIN SELECT RAISE(ABORT, 'LEASE: never more is taken than was granted and not given back'); END""",
    """CREATE TRIGGER lease_taken_once_update BEFORE UPDATE ON lease_taken
WHEN OLD.sequence IS NOT NULL OR NEW.amount IS NOT OLD.amount OR NEW.lease_id IS NOT OLD.lease_id
    OR NEW.account IS NOT OLD.account
BEGIN SELECT RAISE(ABORT, 'LEASE-ONCE: what was taken is used once'); END""",
    """CREATE TRIGGER lease_taken_once_delete BEFORE DELETE ON lease_taken WHEN OLD.sequence IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'LEASE-ONCE: what was used is not free again'); END""",
    """CREATE TRIGGER leased_points_grow BEFORE UPDATE ON leased_points
WHEN NEW.granted < OLD.granted OR NEW.returned < OLD.returned OR NEW.granted - NEW.returned <
    (SELECT coalesce(sum(amount), 0) FROM lease_taken WHERE lease_id = NEW.lease_id AND account = NEW.account)
BEGIN SELECT RAISE(ABORT, 'LEASE: counters only grow, and nothing is given back that was taken'); END""",
    """CREATE TRIGGER hub_asked_once_update BEFORE UPDATE ON hub_asked
WHEN OLD.sequence IS NOT NULL OR OLD.over = 1 OR NEW.basket_id IS NOT OLD.basket_id
BEGIN SELECT RAISE(ABORT, 'LEASE-ONCE: what was used is not let go, and what was let go is not used'); END""",
    """CREATE TRIGGER hub_asked_once_delete BEFORE DELETE ON hub_asked WHEN OLD.over = 0
BEGIN SELECT RAISE(ABORT, 'LEASE-ONCE: what the hub may have handed out is remembered'); END""",
)
