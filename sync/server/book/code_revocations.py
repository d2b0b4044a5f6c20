"""The list of revoked member codes stays short: what has ended by itself, or whose member is erased, leaves it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, select

from sync.server.changes import gone, publish
from sync.server.schema.code_tables import member_code

_GRACE_S = 86_400
"""A till whose clock nobody has checked for a while may be late: what ended is kept on the list for another day."""


def drop_ended_codes(connection: Connection, company_id: str, now_s: int) -> None:
    """Forget codes that ended, and take them off the list that tills are told."""
    code = member_code.c
    ended = (code.company_id == company_id, code.ends_s < now_s - _GRACE_S)
    _drop(connection, company_id, ended)


def forget_codes_of(connection: Connection, company_id: str, member_id: str) -> None:
    """Forget the codes of a member who is erased: nobody can be found by them any more."""
    _drop(
        connection, company_id, (member_code.c.company_id == company_id, member_code.c.member_id == member_id)
    )


def _drop(connection: Connection, company_id: str, which: tuple[ColumnElement[bool], ...]) -> None:
    rows = connection.execute(select(member_code).where(*which)).all()
    if not rows:
        return
    connection.execute(delete(member_code).where(*which))
    lifted = [f"token/{row.token_id}" for row in rows if row.revoked_with == "token"]
    members = {row.member_id for row in rows if row.revoked_with == "member"}
    code = member_code.c
    still = connection.execute(
        select(code.member_id).where(
            code.company_id == company_id, code.revoked_with == "member", code.member_id.in_(members)
        )
    ).scalars()
    lifted += [f"member/{member_id}" for member_id in sorted(members - set(still))]
    publish(connection, company_id, [gone("revoked-code", whose) for whose in lifted])
