"""The statements about leases, for the till and for its sync child, defined over the tables.

Both run their texts in :mod:`lease_sql`, which are made from here by ``python -m pos_app.storage.write_sql``.
"""

from __future__ import annotations

from sqlalchemy import ColumnClause, bindparam, case, delete, func, literal_column, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from pos_app.storage.lease_tables import (
    floor_taken,
    hub_asked,
    lease,
    lease_member,
    lease_state,
    lease_taken,
    leased_points,
    store_hub,
)
from pos_app.storage.statements import Prepared, insert_all
from pos_app.storage.tables import sync_state

_ZERO: ColumnClause[int] = literal_column("0")
_ONE: ColumnClause[int] = literal_column("1")
_HELD = lease_taken.c.sequence.is_(None)
_IS_OPEN = (lease.c.closed == _ZERO) & (lease.c.given_up == _ZERO)
_ACKED = func.coalesce(select(sync_state.c.acked).scalar_subquery(), _ZERO)

# ---- what the till looks at

_LEASE = select(
    lease.c.lease_id,
    lease.c.holder_id,
    lease.c.things,
    lease.c.cursor,
    lease.c.term_ms,
    lease.c.card_expires_on,
    lease.c.card_is_single_purpose,
    lease.c.card_vat_code,
    lease.c.card_vat_basis_points,
).where(_IS_OPEN)
OF_HOLDER = Prepared(_LEASE.where(lease.c.holder_id == bindparam("holder")).order_by(lease.c.lease_id))
OF_MEMBER = Prepared(
    _LEASE.join(lease_member, lease_member.c.lease_id == lease.c.lease_id)
    .where(lease_member.c.member_id == bindparam("member"))
    .order_by(lease.c.lease_id)
)
OPEN_LEASE = Prepared(_LEASE.where(lease.c.lease_id == bindparam("lease")))
_TAKEN = (
    select(func.coalesce(func.sum(lease_taken.c.amount), _ZERO))
    .where(lease_taken.c.lease_id == leased_points.c.lease_id)
    .where(lease_taken.c.account == leased_points.c.account)
    .scalar_subquery()
)
POINTS_OF = Prepared(
    select(leased_points.c.account, leased_points.c.granted, leased_points.c.returned, _TAKEN)
    .where(leased_points.c.lease_id == bindparam("lease"))
    .order_by(leased_points.c.account)
)
HEARD = Prepared(select(lease_state.c.server_ms, lease_state.c.till_ms))
CLOCK_RUNS = Prepared(
    update(lease_state).values(
        server_ms=bindparam("estimated_ms"),
        till_ms=bindparam("at_ms"),
    )
)

# ---- taking

TAKE = insert_all(lease_taken)
TAKEN = Prepared(
    select(lease_taken.c.lease_id, lease_taken.c.account, lease_taken.c.amount, lease_taken.c.sequence).where(
        lease_taken.c.taken_id == bindparam("taken")
    )
)
FREE = Prepared(delete(lease_taken).where(lease_taken.c.taken_id == bindparam("taken"), _HELD))
LET_GO = Prepared(delete(lease_taken).where(lease_taken.c.basket_id == bindparam("basket"), _HELD))
THINGS_LEASE = Prepared(
    select(lease_taken.c.lease_id).where(lease_taken.c.basket_id == bindparam("basket"), _HELD)
)
RISK = insert_all(floor_taken)
RISKED = Prepared(
    select(
        func.coalesce(
            func.sum(
                case((floor_taken.c.member_id == bindparam("member"), floor_taken.c.points), else_=_ZERO)
            ),
            _ZERO,
        ),
        func.coalesce(func.sum(floor_taken.c.points), _ZERO),
    )
)
# Of a spell that goes on something was sold; else it begins now.
SPELL = Prepared(
    select(
        func.coalesce(
            select(func.min(floor_taken.c.spell_after))
            .where(floor_taken.c.sequence.is_not(None))
            .scalar_subquery(),
            _ACKED,
        )
    )
)
SPELL_OF = Prepared(
    select(floor_taken.c.spell_after).where(floor_taken.c.redemption_id == bindparam("redemption"))
)
FREE_RISKED = Prepared(
    delete(floor_taken).where(
        floor_taken.c.redemption_id == bindparam("redemption"), floor_taken.c.sequence.is_(None)
    )
)

# ---- with the sale

USE = Prepared(
    update(lease_taken)
    .values(sequence=bindparam("by_sequence"))
    .where(lease_taken.c.taken_id == bindparam("taken"), _HELD)
)
USE_THINGS = Prepared(
    update(lease_taken)
    .values(sequence=bindparam("by_sequence"))
    .where(
        lease_taken.c.lease_id == bindparam("lease"), lease_taken.c.basket_id != literal_column("''"), _HELD
    )
)
USE_RISKED = Prepared(
    update(floor_taken)
    .values(sequence=bindparam("by_sequence"))
    .where(
        floor_taken.c.redemption_id == bindparam("redemption"),
        floor_taken.c.sequence.is_(None),
    )
)

# ---- after a crash

HELD = Prepared(select(lease_taken.c.taken_id, lease_taken.c.basket_id).where(_HELD))
HELD_RISKED = Prepared(select(floor_taken.c.redemption_id).where(floor_taken.c.sequence.is_(None)))

# ---- what the sync child tells and hears

STATE = Prepared(select(lease_state.c.epoch, lease_state.c.revision, lease_state.c.listed))
_state = insert(lease_state)
SET_STATE = Prepared(
    _state.on_conflict_do_update(
        index_elements=["id"],
        set_={
            name: _state.excluded[name] for name in ("epoch", "revision", "listed", "server_ms", "till_ms")
        },
    )
)
_lease_row = insert(lease)
KEEP_LEASE = Prepared(
    _lease_row.on_conflict_do_update(
        index_elements=["lease_id"],
        set_={
            **{
                name: _lease_row.excluded[name]
                for name in (
                    "holder_id",
                    "things",
                    "cursor",
                    "term_ms",
                    "grace_ms",
                    "revision",
                    "card_expires_on",
                    "card_is_single_purpose",
                    "card_vat_code",
                    "card_vat_basis_points",
                )
            },
            "recalled": func.max(lease.c.recalled, _lease_row.excluded.recalled),
            "closed": func.max(lease.c.closed, _lease_row.excluded.closed),
        },
    )
)
MEMBERS_GONE = Prepared(delete(lease_member).where(lease_member.c.lease_id == bindparam("lease")))
KEEP_MEMBER = insert_all(lease_member)
_points = insert(leased_points)
KEEP_POINTS = Prepared(
    _points.on_conflict_do_update(
        index_elements=["lease_id", "account"],
        set_={"granted": func.max(leased_points.c.granted, _points.excluded.granted)},
    )
)
GIVE_BACK = Prepared(
    update(leased_points)
    .values(returned=leased_points.c.granted - _TAKEN)
    .where(leased_points.c.lease_id == bindparam("lease"))
)
RECALL = Prepared(
    update(lease).values(recalled=literal_column("1")).where(lease.c.lease_id == bindparam("lease"))
)
IS_GIVEN_UP = Prepared(
    select(lease.c.given_up).where(lease.c.lease_id == bindparam("lease"), lease.c.closed == _ZERO)
)
RECALLED = Prepared(select(lease.c.lease_id).where(lease.c.recalled == _ONE, _IS_OPEN))
UNSETTLED = Prepared(
    select(func.count())
    .select_from(lease_taken)
    .where(lease_taken.c.lease_id == bindparam("lease"))
    .where(or_(_HELD, lease_taken.c.sequence > _ACKED))
)
GIVE_UP = Prepared(
    update(lease).values(given_up=literal_column("1")).where(lease.c.lease_id == bindparam("lease"))
)
_UNTOLD_POINTS = select(leased_points.c.lease_id).where(leased_points.c.told < leased_points.c.returned)
UNTOLD = Prepared(
    select(lease.c.lease_id, lease.c.given_up).where(
        or_(lease.c.told < lease.c.given_up, lease.c.lease_id.in_(_UNTOLD_POINTS))
    )
)
RETURNED = Prepared(
    select(leased_points.c.account, leased_points.c.returned)
    .where(leased_points.c.lease_id == bindparam("lease"))
    .order_by(leased_points.c.account)
)
TOLD_POINTS = Prepared(
    update(leased_points)
    .values(told=bindparam("returned"))
    .where(leased_points.c.lease_id == bindparam("lease"), leased_points.c.account == bindparam("account"))
)
TOLD_CLOSED = Prepared(
    update(lease).values(told=literal_column("1")).where(lease.c.lease_id == bindparam("lease"))
)
NOTHING_TOLD = Prepared(update(lease).values(told=literal_column("0")))
NO_POINTS_TOLD = Prepared(update(leased_points).values(told=literal_column("0")))
TO_LIST = Prepared(
    select(
        lease.c.lease_id,
        lease.c.holder_id,
        lease.c.things,
        lease.c.cursor,
        lease.c.term_ms,
        lease.c.grace_ms,
        lease.c.revision,
        lease.c.recalled,
        lease.c.card_expires_on,
        lease.c.card_is_single_purpose,
        lease.c.card_vat_code,
        lease.c.card_vat_basis_points,
    )
    .where(_IS_OPEN, lease.c.lease_id > bindparam("listed"))
    .order_by(lease.c.lease_id)
)
MEMBERS_OF = Prepared(
    select(lease_member.c.member_id)
    .where(lease_member.c.lease_id == bindparam("lease"))
    .order_by(lease_member.c.member_id)
)
LAST_USED = Prepared(select(func.coalesce(func.max(lease_taken.c.sequence), _ZERO)))
SPELL_OVER = Prepared(delete(floor_taken).where(floor_taken.c.sequence.is_not(None)))

# ---- the store's hub

HUB = Prepared(select(store_hub.c.hub_id, store_hub.c.public_key))
NO_HUB = Prepared(delete(store_hub))
KEEP_HUB = insert_all(store_hub)

# ---- what the store's hub was asked for

_OPEN_THERE = hub_asked.c.sequence.is_(None) & (hub_asked.c.over == _ZERO)
ASK_HUB = Prepared(insert(hub_asked).on_conflict_do_nothing(index_elements=["asked_id"]))
HUB_IS_ASKED = Prepared(
    select(hub_asked.c.asked_id).where(hub_asked.c.asked_id == bindparam("asked"), _OPEN_THERE)
)
HUB_GRANTED = Prepared(
    update(hub_asked)
    .values(lease_id=bindparam("lease"))
    .where(hub_asked.c.asked_id == bindparam("asked"), _OPEN_THERE)
)
HUB_THINGS_LEASE = Prepared(
    select(hub_asked.c.lease_id).where(
        hub_asked.c.basket_id == bindparam("basket"),
        hub_asked.c.lease_id != literal_column("''"),
        _OPEN_THERE,
    )
)
HUB_OVER = Prepared(
    update(hub_asked).values(over=_ONE).where(hub_asked.c.asked_id == bindparam("asked"), _OPEN_THERE)
)
HUB_BASKET_OVER = Prepared(
    update(hub_asked).values(over=_ONE).where(hub_asked.c.basket_id == bindparam("basket"), _OPEN_THERE)
)
HUB_USE = Prepared(
    update(hub_asked)
    .values(sequence=bindparam("by_sequence"))
    .where(hub_asked.c.asked_id == bindparam("asked"), _OPEN_THERE)
)
HUB_USE_THINGS = Prepared(
    update(hub_asked)
    .values(sequence=bindparam("by_sequence"))
    .where(
        hub_asked.c.basket_id == bindparam("basket"), hub_asked.c.lease_id == bindparam("lease"), _OPEN_THERE
    )
)
HUB_OPEN = Prepared(select(hub_asked.c.asked_id, hub_asked.c.basket_id).where(_OPEN_THERE))
HUB_TO_LET_GO = Prepared(
    select(hub_asked.c.asked_id, hub_asked.c.basket_id)
    .where(hub_asked.c.over == _ONE)
    .order_by(hub_asked.c.basket_id != bindparam("first"), hub_asked.c.asked_id)
)
HUB_HEARD = Prepared(
    delete(hub_asked).where(hub_asked.c.asked_id == bindparam("asked"), hub_asked.c.over == _ONE)
)
