"""Deposit slips at the server: a slip is money once (SLIP-ONCE), and only here do two tills' sales meet.

The sales stand (FACTS-NEVER-REJECTED): the later one to arrive is flagged, whoever was first at the counter. A slip is
a store's own; another store's machine may print the same number.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from pos_app.domain.deposit_slip import SINGLE_USE_MS, slips_of
from pos_app.domain.sale import Sale
from sync.server.intake.effects import Effects, Place
from sync.server.schema.deposit_slip_tables import deposit_slip
from sync.server.turns import take_turns

_LONGEST = 64


def turn_of_slip(number: str) -> str:
    """The turn of whoever looks at a slip (see :mod:`sync.server.turns`)."""
    return f"deposit-slip:{number}"


def keep_deposit_slips(
    connection: Connection, place: Place, sale: Sale, fact_id: str, effects: Effects
) -> None:
    """Remember what slips a sale took; flag one that another sale of the store took within the days of its use."""
    slips = slips_of(sale)
    named = [slip for slip in slips if _is_number(slip.slip_reference) and slip.amount_minor > 0]
    if len(named) < len(slips):
        effects.flag("deposit-slip-unnamed", "a deposit slip has no number, or is worth nothing")
    take_turns(connection, place.company_id, [turn_of_slip(slip.slip_reference) for slip in named])
    at_ms, row = sale.context.at_ms, deposit_slip.c
    seen = set()
    for slip in named:
        number = slip.slip_reference
        earlier = connection.execute(
            select(row.till_id, row.receipt_number).where(
                row.company_id == place.company_id,
                row.number == number,
                row.store_id == place.store_id,
                row.at_ms > at_ms - SINGLE_USE_MS,
                row.at_ms < at_ms + SINGLE_USE_MS,
            )
        ).first()
        if earlier is not None:
            effects.flag(
                "deposit-slip-twice",
                f"slip {number} was taken before, by till {earlier.till_id} on receipt {earlier.receipt_number}",
            )
        if number in seen:
            continue
        seen.add(number)
        connection.execute(
            insert(deposit_slip),
            {
                "company_id": place.company_id,
                "number": number,
                "fact_id": fact_id,
                "store_id": place.store_id,
                "till_id": place.till_id,
                "receipt_number": sale.receipt_number,
                "at_ms": at_ms,
                "amount_minor": slip.amount_minor,
            },
        )


def _is_number(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and text.isprintable()
