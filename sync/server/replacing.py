"""A till in the place of a dead one: it takes its number, opens its copies, and says when nothing more will come.

The new till has an identity and a journal of its own; the dead one's history is sent to its end under its own name and
key, and no record is ever added to it, so that there are never two (FORK).
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from sync.protocol.recovery import KEY_BYTES, NotOpened, new_key_pair, outside_of, seal, unseal
from sync.protocol.v1.problems import Code
from sync.protocol.v1.recovery_messages import (
    KeysAsked,
    KeysTold,
    RecoveryClosed,
    RecoveryDone,
)
from sync.server.auth import Caller
from sync.server.holding.lease_epochs import Awaited, state_of
from sync.server.problems import Declined
from sync.server.schema import tables
from sync.server.schema.dialects import upsert
from sync.server.schema.lease_tables import lease_awaited
from sync.server.schema.replacing_tables import recovery_key, replaced_till
from sync.server.schema.till_tables import revoked_till

TERM_MS = 30 * 24 * 60 * 60 * 1000
"""How long a replacement may open its predecessor's copies: a disk may be with a rescuer for weeks."""
MARGIN, STEP = 5_000, 10_000
"""A dead till may have printed receipts that nobody knows of: so many are left out, up to a round number."""


def numbers_begin(connection: Connection, company_id: str, till_id: str) -> int:
    """After which receipt number the till in that one's place begins. Numbers people read are the till's number in the
    store and a count, so two tills in one place must not count alike. There are no more receipts, and no more goods on
    account, than records; what was not sent yet is within the margin.
    """
    till = tables.till.c
    row = connection.execute(
        select(till.acked, till.last_receipt).where(till.company_id == company_id, till.till_id == till_id)
    ).one()
    known = int(max(row.acked, row.last_receipt))
    return -(-(known + MARGIN) // STEP) * STEP


def began_at(connection: Connection, company_id: str, till_id: str) -> int:
    """After which number a till that was enrolled just now begins: asked again, its first answer was lost."""
    till = tables.till.c
    found = connection.execute(
        select(till.last_receipt).where(till.company_id == company_id, till.till_id == till_id)
    ).scalar_one()
    return int(found)


def note_replaced(
    connection: Connection, company_id: str, till_id: str, by_till_id: str, *, by: str, now_ms: int
) -> None:
    """The till ``by_till_id`` stands in the place of ``till_id``; said again, the later word counts."""
    row = {
        "company_id": company_id,
        "till_id": till_id,
        "by_till_id": by_till_id,
        "decided_by": by,
        "at_ms": now_ms,
    }
    connection.execute(
        upsert(replaced_till).on_conflict_do_update(
            index_elements=["company_id", "till_id"],
            set_={"by_till_id": by_till_id, "decided_by": by, "at_ms": now_ms},
        ),
        row,
    )


def public_recovery_key(connection: Connection, company_id: str, now_ms: int) -> bytes:
    """What day's copies seal their keys to; the pair is made when it is first asked for."""
    key = recovery_key.c
    found = connection.execute(
        select(key.public_key).where(key.company_id == company_id)
    ).scalar_one_or_none()
    if found is not None:
        return bytes(found)
    private, public = new_key_pair()
    connection.execute(
        insert(recovery_key),
        {"company_id": company_id, "public_key": public, "private_key": private, "made_ms": now_ms},
    )
    return public


def open_keys(connection: Connection, caller: Caller, asked: KeysAsked, now_ms: int) -> KeysTold:
    """The keys of the till that the caller replaced, sealed to it. Raises :class:`Declined`: 404 for a till that it did
    not replace, or longer than :data:`TERM_MS` ago, 403 for another company's or another till's envelope, 400 for a
    damaged one.
    """
    _replaced(connection, caller, asked.till_id, now_ms)
    if len(asked.answer_key) != KEY_BYTES:
        raise Declined(400, Code.MALFORMED, "a raw X25519 key of 32 bytes is needed")
    key = recovery_key.c
    private = connection.execute(
        select(key.private_key).where(key.company_id == caller.company_id)
    ).scalar_one_or_none()
    try:
        outside = outside_of(asked.sealed)
        if (outside.company_id, outside.till_id) != (caller.company_id, asked.till_id):
            raise Declined(403, Code.KEY_DIFFERS, "these are the keys of another till")
        if private is None:
            raise Declined(403, Code.KEY_DIFFERS, "these keys are sealed to a key that is not here")
        keys = unseal(asked.sealed, bytes(private))
    except NotOpened as error:
        is_other = "another company" in str(error)
        raise Declined(
            403 if is_other else 400, Code.KEY_DIFFERS if is_other else Code.MALFORMED, str(error)
        ) from error
    return KeysTold(
        sealed=seal(keys, company_id=caller.company_id, till_id=asked.till_id, public_key=asked.answer_key)
    )


def close_recovery(
    connection: Connection, caller: Caller, asked: RecoveryDone, now_ms: int
) -> RecoveryClosed | Declined:
    """All that was found of the dead till is here: it is believed no more, and after a later restore nobody waits for
    it. What it keeps for members is not given back on this word (the copy may be older than its last sale): it is free
    at term and grace, as for any till that is gone.
    """
    by = _replaced(connection, caller, asked.till_id, now_ms)
    till = tables.till.c
    acked = connection.execute(
        select(till.acked).where(till.company_id == caller.company_id, till.till_id == asked.till_id)
    ).scalar_one()
    if acked < asked.through:
        return Declined(409, Code.GAP, f"the server has records up to {acked} alone", acked=acked)
    awaited = retire(connection, caller.company_id, asked.till_id, by=by, reason="replaced", now_ms=now_ms)
    mine = (replaced_till.c.company_id == caller.company_id, replaced_till.c.till_id == asked.till_id)
    connection.execute(
        update(replaced_till).where(*mine, replaced_till.c.recovered_ms == 0).values(recovered_ms=now_ms)
    )
    return RecoveryClosed(acked=acked, awaited=awaited)


def retire(
    connection: Connection, company_id: str, till_id: str, *, by: str, reason: str, now_ms: int
) -> bool:
    """Believe a till no more from now on; what it sold until now and may still send is taken, each flagged. A later
    restore does not wait for it: nothing is lent to it any more, so a backup from now on knows all that it keeps.
    Returns whether it is awaited now, after a restore: then only a named person may give it up (``lease give-up``).
    """
    revoked = revoked_till.c
    is_revoked = connection.execute(
        select(revoked.revoked_ms).where(revoked.company_id == company_id, revoked.till_id == till_id)
    ).first()
    if is_revoked is None:
        connection.execute(
            insert(revoked_till),
            {
                "company_id": company_id,
                "till_id": till_id,
                "revoked_ms": now_ms,
                "revoked_by": by,
                "reason": reason,
                "sales_until_ms": now_ms,
            },
        )
    if state_of(connection, company_id, till_id) is Awaited.AWAITED:
        return True
    connection.execute(
        upsert(lease_awaited).on_conflict_do_update(
            index_elements=["company_id", "keeper_id"],
            set_={"state": Awaited.GIVEN_UP, "given_up_by": by, "reason": reason, "at_ms": now_ms},
        ),
        {
            "company_id": company_id,
            "keeper_id": till_id,
            "state": Awaited.GIVEN_UP,
            "given_up_by": by,
            "reason": reason,
            "at_ms": now_ms,
        },
    )
    return False


def _replaced(connection: Connection, caller: Caller, till_id: str, now_ms: int) -> str:
    replaced = replaced_till.c
    row = connection.execute(
        select(replaced.decided_by, replaced.at_ms).where(
            replaced.company_id == caller.company_id,
            replaced.till_id == till_id,
            replaced.by_till_id == caller.till_id,
        )
    ).one_or_none()
    if row is None:
        raise Declined(404, Code.NOT_FOUND, "this till did not take that one's place")
    if now_ms - row.at_ms > TERM_MS:
        raise Declined(404, Code.NOT_FOUND, "it is too long ago; `trofast-server till replaced` says it anew")
    return str(row.decided_by)
