"""Groups of tills: who hears of a new release first."""

from __future__ import annotations

import re

from sqlalchemy import Connection, delete, insert, select

from sync.server.schema.fleet_tables import till_group
from sync.server.schema.till_tables import store_device

EVERYBODY = ""
"""The group of an offer that is for all tills."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


def is_group(name: str) -> bool:
    """Whether a group may be called that: small letters, digits and hyphens, at most 32."""
    return _NAME.fullmatch(name) is not None


def put_into(connection: Connection, company_id: str, till_id: str, group: str) -> None:
    """The till belongs to that group from now on, with "" to none."""
    mine = (till_group.c.company_id == company_id, till_group.c.till_id == till_id)
    connection.execute(delete(till_group).where(*mine))
    if group:
        connection.execute(
            insert(till_group), {"company_id": company_id, "till_id": till_id, "group_name": group}
        )


def group_of(connection: Connection, company_id: str, till_id: str) -> str:
    """The till's group, or ""."""
    found = connection.execute(
        select(till_group.c.group_name).where(
            till_group.c.company_id == company_id, till_group.c.till_id == till_id
        )
    ).scalar()
    return found or ""


def group_at(connection: Connection, company_id: str, store_id: str, till_number: int) -> str:
    """The group of the till that stood in this place before, or "": whoever takes its place goes on with it."""
    before = list(
        connection.execute(
            select(store_device.c.till_id).where(
                store_device.c.company_id == company_id,
                store_device.c.store_id == store_id,
                store_device.c.till_number == till_number,
            )
        ).scalars()
    )
    groups: dict[str, str] = {
        row.till_id: row.group_name
        for row in connection.execute(
            select(till_group.c.till_id, till_group.c.group_name).where(
                till_group.c.company_id == company_id, till_group.c.till_id.in_(before)
            )
        )
    }
    newest = max(before, default="")  # ids are UUIDv7: the largest was made last
    return groups.get(newest, "")
