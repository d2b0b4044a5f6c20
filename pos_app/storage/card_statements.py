"""The statements on what the card terminal was asked for, defined over its table; the till runs their texts in
:mod:`card_sql`. After a change run ``python -m pos_app.storage.write_sql``.
"""

from __future__ import annotations

from sqlalchemy import bindparam, func, literal_column, select, update

from pos_app.storage.card_tables import card_intent
from pos_app.storage.statements import Prepared, insert_all

_COLUMNS = [column for column in card_intent.c if column.name != "sequence"]
_UNFINISHED = card_intent.c.state.in_(
    [literal_column(f"'{state}'") for state in ("asked", "unknown", "approved", "reversing")]
)

ASK = insert_all(card_intent)
ONE = Prepared(select(*_COLUMNS).where(card_intent.c.intent_id == bindparam("intent")))
UNFINISHED = Prepared(
    select(*_COLUMNS).where(_UNFINISHED).order_by(card_intent.c.at_ms, card_intent.c.intent_id)
)
OPEN = Prepared(
    select(func.count())
    .select_from(card_intent)
    .where(
        card_intent.c.state.in_([literal_column(f"'{state}'") for state in ("asked", "unknown", "reversing")])
    )
)
NOTE = Prepared(
    update(card_intent)
    .values(
        state=bindparam("new_state"),
        reason=bindparam("why"),
        receipt_no=bindparam("receipt"),
        trace_no=bindparam("trace"),
        card_type=bindparam("kind"),
        card_end=bindparam("end"),
        settled=bindparam("how"),
        settled_by=bindparam("who"),
    )
    .where(card_intent.c.intent_id == bindparam("intent"), _UNFINISHED)
)
KNOWN_NUMBERS = Prepared(
    select(card_intent.c.intent_id).where(
        card_intent.c.receipt_no == bindparam("receipt"), card_intent.c.trace_no == bindparam("trace")
    )
)
USE = Prepared(
    update(card_intent)
    .values(state=literal_column("'used'"), sequence=bindparam("by_sequence"))
    .where(
        card_intent.c.intent_id == bindparam("intent"),
        card_intent.c.amount_minor == bindparam("amount"),
        card_intent.c.state == literal_column("'approved'"),
        card_intent.c.purpose == bindparam("of_purpose"),
    )
)
