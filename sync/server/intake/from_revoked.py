"""What is still taken from a till that was reported lost or stolen.

Whoever has the till has its key and can set its clock, so no record proves when it was made. What is stored already is
safe: nobody can change it. Of the rest a person says up to which time the till was in honest hands; what its records
date until then is taken, each flagged, and everything from the first later one on is kept aside. Nothing is taken where
nobody said so. The person may decide later, or otherwise: the till, if it still comes, is then taken at that word.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from sync.server.intake.arrivals import Arrival
from sync.server.intake.replay import Flag
from sync.server.schema.till_tables import revoked_till

FLAG = Flag("till-revoked", "came after the till was reported lost or stolen; its time is the till's word")


def taken_of(
    connection: Connection, company_id: str, till_id: str, fresh: list[Arrival]
) -> tuple[list[Arrival], Sequence[Arrival], list[Flag]]:
    """Of new records: those that are taken, those that are not, and the flags of each that is."""
    revoked = revoked_till.c
    until_ms = connection.execute(
        select(revoked.sales_until_ms).where(revoked.company_id == company_id, revoked.till_id == till_id)
    ).scalar_one_or_none()
    if until_ms is None:
        return fresh, (), []
    for place, arrival in enumerate(fresh):
        if arrival.envelope is None or arrival.envelope.at_ms > until_ms:
            return fresh[:place], fresh[place:], [FLAG]
    return fresh, (), [FLAG]
