"""What the first release made for leases. Frozen, like all of schema 1."""

from __future__ import annotations

LEASE_STATEMENTS = (
    """CREATE TABLE lease (
    lease_id TEXT NOT NULL,
    holder_id TEXT NOT NULL,
    things INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    term_ms INTEGER NOT NULL,
    grace_ms INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    recalled INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    given_up INTEGER NOT NULL,
    told INTEGER NOT NULL,
    card_expires_on TEXT NOT NULL,
    card_is_single_purpose INTEGER NOT NULL,
    card_vat_code TEXT NOT NULL,
    card_vat_basis_points INTEGER NOT NULL,
    CONSTRAINT lease_key PRIMARY KEY (lease_id),
    CONSTRAINT lease_yes_or_no CHECK (things IN (0, 1) AND recalled IN (0, 1) AND closed IN (0, 1)),
    CONSTRAINT lease_told_what_is_given_up CHECK (given_up IN (0, 1) AND told IN (0, 1) AND told <= given_up)
)
 WITHOUT ROWID,
 STRICT""",
    """CREATE INDEX lease_of_holder ON lease (holder_id)""",
    """CREATE INDEX lease_recalled ON lease (lease_id) WHERE recalled = 1""",
    """CREATE INDEX lease_untold ON lease (lease_id) WHERE told < given_up""",
    """CREATE TABLE lease_member (
    member_id TEXT NOT NULL,
    lease_id TEXT NOT NULL,
    CONSTRAINT lease_member_key PRIMARY KEY (member_id, lease_id),
    CONSTRAINT lease_member_of_lease FOREIGN KEY(lease_id) REFERENCES lease (lease_id)
)
 WITHOUT ROWID,
 STRICT""",
    """CREATE TABLE leased_points (
    lease_id TEXT NOT NULL,
    account TEXT NOT NULL,
    granted INTEGER NOT NULL,
    returned INTEGER NOT NULL,
    told INTEGER NOT NULL,
    CONSTRAINT leased_points_key PRIMARY KEY (lease_id, account),
    CONSTRAINT leased_points_counted CHECK (0 <= told AND told <= returned AND returned <= granted),
    CONSTRAINT leased_points_of_lease FOREIGN KEY(lease_id) REFERENCES lease (lease_id)
)
 WITHOUT ROWID,
 STRICT""",
    """CREATE INDEX leased_points_untold ON leased_points (lease_id) WHERE told < returned""",
    """CREATE TABLE lease_taken (
    taken_id TEXT NOT NULL,
    lease_id TEXT NOT NULL,
    account TEXT NOT NULL,
    amount INTEGER NOT NULL,
    basket_id TEXT NOT NULL,
    sequence INTEGER,
    CONSTRAINT lease_taken_key PRIMARY KEY (taken_id),
    CONSTRAINT lease_taken_of_an_account CHECK (amount >= 0 AND (amount = 0) = (account = '')),
    CONSTRAINT lease_taken_of_lease FOREIGN KEY(lease_id) REFERENCES lease (lease_id),
    CONSTRAINT lease_taken_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
)
 WITHOUT ROWID,
 STRICT""",
    """CREATE INDEX lease_taken_by ON lease_taken (sequence)""",
    """CREATE INDEX lease_taken_held ON lease_taken (taken_id) WHERE sequence IS NULL""",
    """CREATE INDEX lease_taken_of_lease ON lease_taken (lease_id, account, amount)""",
    """CREATE TABLE floor_taken (
    redemption_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    points INTEGER NOT NULL,
    spell_after INTEGER NOT NULL,
    sequence INTEGER,
    CONSTRAINT floor_taken_key PRIMARY KEY (redemption_id),
    CONSTRAINT floor_taken_counted CHECK (points > 0),
    CONSTRAINT floor_taken_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
)
 WITHOUT ROWID,
 STRICT""",
    """CREATE TABLE lease_state (
    id INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    revision INTEGER NOT NULL,
    listed TEXT NOT NULL,
    server_ms INTEGER NOT NULL,
    till_ms INTEGER NOT NULL,
    CONSTRAINT lease_state_key PRIMARY KEY (id),
    CONSTRAINT lease_state_only_one CHECK (id = 1)
)
 STRICT""",
    """CREATE TABLE store_hub (
    id INTEGER NOT NULL,
    hub_id TEXT NOT NULL,
    public_key BLOB NOT NULL,
    CONSTRAINT store_hub_key PRIMARY KEY (id),
    CONSTRAINT store_hub_only_one CHECK (id = 1 AND length(public_key) = 32)
)
 STRICT""",
    """CREATE TABLE hub_asked (
    asked_id TEXT NOT NULL,
    basket_id TEXT NOT NULL,
    lease_id TEXT NOT NULL,
    over INTEGER NOT NULL,
    sequence INTEGER,
    CONSTRAINT hub_asked_key PRIMARY KEY (asked_id),
    CONSTRAINT hub_asked_used_or_let_go CHECK (over IN (0, 1) AND (over = 0 OR sequence IS NULL)),
    CONSTRAINT hub_asked_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
)
 WITHOUT ROWID,
 STRICT""",
    """CREATE INDEX hub_asked_by ON hub_asked (sequence)""",
    """CREATE INDEX hub_asked_of_basket ON hub_asked (basket_id)""",
    """CREATE INDEX hub_asked_open ON hub_asked (asked_id) WHERE over = 0 AND sequence IS NULL""",
    """CREATE INDEX hub_asked_over ON hub_asked (asked_id) WHERE over = 1""",
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
