"""The statements of :mod:`lease_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

OF_HOLDER = Written(
    """SELECT lease.lease_id, lease.holder_id, lease.things, lease.cursor, lease.term_ms,
lease.card_expires_on, lease.card_is_single_purpose, lease.card_vat_code,
lease.card_vat_basis_points FROM lease WHERE lease.closed = 0 AND lease.given_up = 0 AND
lease.holder_id = ? ORDER BY lease.lease_id"""
)

OF_MEMBER = Written(
    """SELECT lease.lease_id, lease.holder_id, lease.things, lease.cursor, lease.term_ms,
lease.card_expires_on, lease.card_is_single_purpose, lease.card_vat_code,
lease.card_vat_basis_points FROM lease JOIN lease_member ON lease_member.lease_id = lease.lease_id
WHERE lease.closed = 0 AND lease.given_up = 0 AND lease_member.member_id = ? ORDER BY lease.lease_id"""
)

OPEN_LEASE = Written(
    """SELECT lease.lease_id, lease.holder_id, lease.things, lease.cursor, lease.term_ms,
lease.card_expires_on, lease.card_is_single_purpose, lease.card_vat_code,
lease.card_vat_basis_points FROM lease WHERE lease.closed = 0 AND lease.given_up = 0 AND
lease.lease_id = ?"""
)

POINTS_OF = Written(
    """SELECT leased_points.account, leased_points.granted, leased_points.returned, (SELECT
coalesce(sum(lease_taken.amount), 0) AS coalesce_1 FROM lease_taken WHERE lease_taken.lease_id =
leased_points.lease_id AND lease_taken.account = leased_points.account) AS anon_1 FROM leased_points
WHERE leased_points.lease_id = ? ORDER BY leased_points.account"""
)

HEARD = Written("""SELECT lease_state.server_ms, lease_state.till_ms FROM lease_state""")

CLOCK_RUNS = Written("""UPDATE lease_state SET server_ms=?, till_ms=?""")

TAKE = Written(
    """INSERT INTO lease_taken (taken_id, lease_id, account, amount, basket_id, sequence) VALUES (?, ?, ?,
?, ?, ?)"""
)

TAKEN = Written(
    """SELECT lease_taken.lease_id, lease_taken.account, lease_taken.amount, lease_taken.sequence FROM
lease_taken WHERE lease_taken.taken_id = ?"""
)

FREE = Written("""DELETE FROM lease_taken WHERE lease_taken.taken_id = ? AND lease_taken.sequence IS NULL""")

LET_GO = Written(
    """DELETE FROM lease_taken WHERE lease_taken.basket_id = ? AND lease_taken.sequence IS NULL"""
)

THINGS_LEASE = Written(
    """SELECT lease_taken.lease_id FROM lease_taken WHERE lease_taken.basket_id = ? AND
lease_taken.sequence IS NULL"""
)

RISK = Written(
    """INSERT INTO floor_taken (redemption_id, member_id, points, spell_after, sequence) VALUES (?, ?, ?,
?, ?)"""
)

RISKED = Written(
    """SELECT coalesce(sum(CASE WHEN (floor_taken.member_id = ?) THEN floor_taken.points ELSE 0 END), 0) AS
coalesce_1, coalesce(sum(floor_taken.points), 0) AS coalesce_2 FROM floor_taken"""
)

SPELL = Written(
    """SELECT coalesce((SELECT min(floor_taken.spell_after) AS min_1 FROM floor_taken WHERE
floor_taken.sequence IS NOT NULL), coalesce((SELECT sync_state.acked FROM sync_state), 0)) AS
coalesce_1"""
)

SPELL_OF = Written("""SELECT floor_taken.spell_after FROM floor_taken WHERE floor_taken.redemption_id = ?""")

FREE_RISKED = Written(
    """DELETE FROM floor_taken WHERE floor_taken.redemption_id = ? AND floor_taken.sequence IS NULL"""
)

USE = Written(
    """UPDATE lease_taken SET sequence=? WHERE lease_taken.taken_id = ? AND lease_taken.sequence IS NULL"""
)

USE_THINGS = Written(
    """UPDATE lease_taken SET sequence=? WHERE lease_taken.lease_id = ? AND lease_taken.basket_id != '' AND
lease_taken.sequence IS NULL"""
)

USE_RISKED = Written(
    """UPDATE floor_taken SET sequence=? WHERE floor_taken.redemption_id = ? AND floor_taken.sequence IS
NULL"""
)

HELD = Written(
    """SELECT lease_taken.taken_id, lease_taken.basket_id FROM lease_taken WHERE lease_taken.sequence IS
NULL"""
)

HELD_RISKED = Written(
    """SELECT floor_taken.redemption_id FROM floor_taken WHERE floor_taken.sequence IS NULL"""
)

STATE = Written("""SELECT lease_state.epoch, lease_state.revision, lease_state.listed FROM lease_state""")

SET_STATE = Written(
    """INSERT INTO lease_state (id, epoch, revision, listed, server_ms, till_ms) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, revision = excluded.revision, listed =
excluded.listed, server_ms = excluded.server_ms, till_ms = excluded.till_ms"""
)

KEEP_LEASE = Written(
    """INSERT INTO lease (lease_id, holder_id, things, cursor, term_ms, grace_ms, revision, recalled,
closed, given_up, told, card_expires_on, card_is_single_purpose, card_vat_code,
card_vat_basis_points) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (lease_id)
DO UPDATE SET holder_id = excluded.holder_id, things = excluded.things, cursor = excluded.cursor,
term_ms = excluded.term_ms, grace_ms = excluded.grace_ms, revision = excluded.revision, recalled =
max(lease.recalled, excluded.recalled), closed = max(lease.closed, excluded.closed), card_expires_on
= excluded.card_expires_on, card_is_single_purpose = excluded.card_is_single_purpose, card_vat_code
= excluded.card_vat_code, card_vat_basis_points = excluded.card_vat_basis_points"""
)

MEMBERS_GONE = Written("""DELETE FROM lease_member WHERE lease_member.lease_id = ?""")

KEEP_MEMBER = Written("""INSERT INTO lease_member (member_id, lease_id) VALUES (?, ?)""")

KEEP_POINTS = Written(
    """INSERT INTO leased_points (lease_id, account, granted, returned, told) VALUES (?, ?, ?, ?, ?) ON
CONFLICT (lease_id, account) DO UPDATE SET granted = max(leased_points.granted, excluded.granted)"""
)

GIVE_BACK = Written(
    """UPDATE leased_points SET returned=(leased_points.granted - (SELECT coalesce(sum(lease_taken.amount),
0) AS coalesce_1 FROM lease_taken WHERE lease_taken.lease_id = leased_points.lease_id AND
lease_taken.account = leased_points.account)) WHERE leased_points.lease_id = ?"""
)

RECALL = Written("""UPDATE lease SET recalled=1 WHERE lease.lease_id = ?""")

IS_GIVEN_UP = Written("""SELECT lease.given_up FROM lease WHERE lease.lease_id = ? AND lease.closed = 0""")

RECALLED = Written(
    """SELECT lease.lease_id FROM lease WHERE lease.recalled = 1 AND lease.closed = 0 AND lease.given_up =
0"""
)

UNSETTLED = Written(
    """SELECT count(*) AS count_1 FROM lease_taken WHERE lease_taken.lease_id = ? AND (lease_taken.sequence
IS NULL OR lease_taken.sequence > coalesce((SELECT sync_state.acked FROM sync_state), 0))"""
)

GIVE_UP = Written("""UPDATE lease SET given_up=1 WHERE lease.lease_id = ?""")

UNTOLD = Written(
    """SELECT lease.lease_id, lease.given_up FROM lease WHERE lease.told < lease.given_up OR lease.lease_id
IN (SELECT leased_points.lease_id FROM leased_points WHERE leased_points.told <
leased_points.returned)"""
)

RETURNED = Written(
    """SELECT leased_points.account, leased_points.returned FROM leased_points WHERE leased_points.lease_id
= ? ORDER BY leased_points.account"""
)

TOLD_POINTS = Written(
    """UPDATE leased_points SET told=? WHERE leased_points.lease_id = ? AND leased_points.account = ?"""
)

TOLD_CLOSED = Written("""UPDATE lease SET told=1 WHERE lease.lease_id = ?""")

NOTHING_TOLD = Written("""UPDATE lease SET told=0""")

NO_POINTS_TOLD = Written("""UPDATE leased_points SET told=0""")

TO_LIST = Written(
    """SELECT lease.lease_id, lease.holder_id, lease.things, lease.cursor, lease.term_ms, lease.grace_ms,
lease.revision, lease.recalled, lease.card_expires_on, lease.card_is_single_purpose,
lease.card_vat_code, lease.card_vat_basis_points FROM lease WHERE lease.closed = 0 AND
lease.given_up = 0 AND lease.lease_id > ? ORDER BY lease.lease_id"""
)

MEMBERS_OF = Written(
    """SELECT lease_member.member_id FROM lease_member WHERE lease_member.lease_id = ? ORDER BY
lease_member.member_id"""
)

LAST_USED = Written("""SELECT coalesce(max(lease_taken.sequence), 0) AS coalesce_1 FROM lease_taken""")

SPELL_OVER = Written("""DELETE FROM floor_taken WHERE floor_taken.sequence IS NOT NULL""")

HUB = Written("""SELECT store_hub.hub_id, store_hub.public_key FROM store_hub""")

NO_HUB = Written("""DELETE FROM store_hub""")

KEEP_HUB = Written("""INSERT INTO store_hub (id, hub_id, public_key) VALUES (?, ?, ?)""")

ASK_HUB = Written(
    """INSERT INTO hub_asked (asked_id, basket_id, lease_id, over, sequence) VALUES (?, ?, ?, ?, ?) ON
CONFLICT (asked_id) DO NOTHING"""
)

HUB_IS_ASKED = Written(
    """SELECT hub_asked.asked_id FROM hub_asked WHERE hub_asked.asked_id = ? AND hub_asked.sequence IS NULL
AND hub_asked.over = 0"""
)

HUB_GRANTED = Written(
    """UPDATE hub_asked SET lease_id=? WHERE hub_asked.asked_id = ? AND hub_asked.sequence IS NULL AND
hub_asked.over = 0"""
)

HUB_THINGS_LEASE = Written(
    """SELECT hub_asked.lease_id FROM hub_asked WHERE hub_asked.basket_id = ? AND hub_asked.lease_id != ''
AND hub_asked.sequence IS NULL AND hub_asked.over = 0"""
)

HUB_OVER = Written(
    """UPDATE hub_asked SET over=1 WHERE hub_asked.asked_id = ? AND hub_asked.sequence IS NULL AND
hub_asked.over = 0"""
)

HUB_BASKET_OVER = Written(
    """UPDATE hub_asked SET over=1 WHERE hub_asked.basket_id = ? AND hub_asked.sequence IS NULL AND
hub_asked.over = 0"""
)

HUB_USE = Written(
    """UPDATE hub_asked SET sequence=? WHERE hub_asked.asked_id = ? AND hub_asked.sequence IS NULL AND
hub_asked.over = 0"""
)

HUB_USE_THINGS = Written(
    """UPDATE hub_asked SET sequence=? WHERE hub_asked.basket_id = ? AND hub_asked.lease_id = ? AND
hub_asked.sequence IS NULL AND hub_asked.over = 0"""
)

HUB_OPEN = Written(
    """SELECT hub_asked.asked_id, hub_asked.basket_id FROM hub_asked WHERE hub_asked.sequence IS NULL AND
hub_asked.over = 0"""
)

HUB_TO_LET_GO = Written(
    """SELECT hub_asked.asked_id, hub_asked.basket_id FROM hub_asked WHERE hub_asked.over = 1 ORDER BY
hub_asked.basket_id != ?, hub_asked.asked_id"""
)

HUB_HEARD = Written("""DELETE FROM hub_asked WHERE hub_asked.asked_id = ? AND hub_asked.over = 1""")
