"""A sale of another till of the same store, with what came back of it, for the till that takes its goods back."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from sync.protocol.v1 import facts as facts_v1
from sync.protocol.v1 import return_facts
from sync.protocol.v1.sale_messages import SaleTold
from sync.server.intake.returns import body_of, ids_of_returns


def tell_sale(connection: Connection, company_id: str, store_id: str, sale_id: str) -> SaleTold:
    """The sale as its till wrote it; nothing where another store sold it, or none did that is known here. Changes
    nothing: two tills that ask at once both hear the same, and the later return is flagged (``returned-twice``).
    """
    body = body_of(connection, company_id, sale_id, facts_v1.SALE)
    try:
        sold_here = body is not None and facts_v1.decode_sale(body).seller.store_id == store_id
    except msgspec.MsgspecError:
        sold_here = False  # a person has to look at that record first
    if body is None or not sold_here:
        return SaleTold()
    returns = (
        body_of(connection, company_id, each, return_facts.RETURN)
        for each in ids_of_returns(connection, company_id, sale_id)
    )
    return SaleTold(sale=body, returns=tuple(each for each in returns if each is not None))
