"""Whose it is: the holder of what is known by its id alone. The books are split by member, so they are not searched for
an id; it is looked up here, by itself (``holder_key``), and then in one book.

An id is somebody's once and for ever, as far as nobody lets go of it: the row is what makes it unique.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, insert, select

from sync.server.schema.dialects import among, put_if_new, upsert
from sync.server.schema.key_tables import holder_key

_WHOSE = select(holder_key.c.holder_id).where(
    holder_key.c.company_id == bindparam("company"), holder_key.c.name == bindparam("name")
)
_AT_ONCE = 400


def a_redemption(redemption_id: str) -> str:
    """The name of a hold."""
    return f"hold/{redemption_id}"


def a_coupon(number: str) -> str:
    """The name of a coupon."""
    return f"coupon/{number}"


def a_code(code: str) -> str:
    """The name of a code on a pack."""
    return f"code/{code}"


def a_card(card_hash: bytes) -> str:
    """The name of a member card."""
    return f"card/{card_hash.hex()}"


def a_lease(lease_id: str) -> str:
    """The name of a lease."""
    return f"lease/{lease_id}"


def a_claim(sale_id: str) -> str:
    """The name of a sale whose points were claimed afterwards."""
    return f"claim/{sale_id}"


def a_friend(member_id: str) -> str:
    """The name of a member as somebody's friend: theirs who brought them."""
    return f"friend/{member_id}"


def a_secured(thing: str) -> str:
    """The name of a thing that anybody could have: whoever secured it last."""
    return f"secured/{thing}"


def whose(connection: Connection, company_id: str, name: str) -> str | None:
    """The holder of what is called that; None where it is nobody's."""
    return connection.execute(_WHOSE, {"company": company_id, "name": name}).scalar_one_or_none()


def whose_are(connection: Connection, company_id: str, names: Iterable[str]) -> dict[str, str]:
    """The holder of each of these names that is somebody's."""
    wanted = sorted(names)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = connection.execute(
            select(holder_key.c.name, holder_key.c.holder_id).where(
                holder_key.c.company_id == company_id,
                among(holder_key.c.name, wanted[start : start + _AT_ONCE]),
            )
        )
        found |= {row.name: row.holder_id for row in rows}
    return found


def becomes(connection: Connection, company_id: str, name: str, holder_id: str) -> None:
    """It is theirs from now on. Raises :class:`~sqlalchemy.exc.IntegrityError` where it is somebody's."""
    connection.execute(insert(holder_key), _row(company_id, name, holder_id))


def becomes_if_free(connection: Connection, company_id: str, name: str, holder_id: str) -> bool:
    """It is theirs from now on, unless it is somebody's; whether it was free."""
    return put_if_new(connection, holder_key, _row(company_id, name, holder_id))


def passes_to(connection: Connection, company_id: str, name: str, holder_id: str) -> None:
    """It is theirs from now on, whosever it was."""
    connection.execute(
        upsert(holder_key).on_conflict_do_update(
            index_elements=["company_id", "name"], set_={"holder_id": holder_id}
        ),
        _row(company_id, name, holder_id),
    )


def is_nobodys(connection: Connection, company_id: str, names: Iterable[str]) -> None:
    """It is nobody's any more."""
    wanted = sorted(names)
    for start in range(0, len(wanted), _AT_ONCE):
        connection.execute(
            delete(holder_key).where(
                holder_key.c.company_id == company_id,
                among(holder_key.c.name, wanted[start : start + _AT_ONCE]),
            )
        )


def _row(company_id: str, name: str, holder_id: str) -> dict[str, str]:
    return {"company_id": company_id, "name": name, "holder_id": holder_id}
