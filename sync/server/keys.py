"""A till's new key: it takes the place of the one that asks for it, which dies when the till shows that it has the new.

Whatever is lost on the way, one of the two keys works: the former signs for a day, or until a request signed by the new
one says that the till has it. Asked again, the same key is no change (KEY=EFFECT).
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from litestar import Response, post
from sqlalchemy import Connection, insert, select, update

from sync.protocol.v1.key_messages import KeyReply, NewKey, proof_bytes
from sync.protocol.v1.problems import Code
from sync.server.asking import HttpRequest, server_of
from sync.server.auth import Caller, verifies
from sync.server.enrol import fingerprint
from sync.server.holding.hubs import tell_neighbours
from sync.server.problems import Declined
from sync.server.requests import answer, body_of, decoded
from sync.server.schema import tables
from sync.server.schema.till_tables import former_key

FORMER_MS = 24 * 60 * 60 * 1000
"""How long a former key may still sign: longer than a till is without its answer, shorter than a thief is patient."""


@post("/v1/keys", status_code=200)
async def new_key(request: HttpRequest) -> Response[bytes]:
    """Put another key in the place of the one that signs."""
    server = server_of(request)
    caller = await server.caller(request, hub_too=True)
    asked = decoded(await body_of(request), NewKey)
    return answer(
        await server.writer.write(lambda c: take_key(c, caller, asked, server.now_ms()), urgent=True)
    )


def take_key(connection: Connection, caller: Caller, asked: NewKey, now_ms: int) -> KeyReply:
    """Put it in force. Raises :class:`Declined`: 400 for what is no key, 401 where proof or caller are not good."""
    if len(asked.public_key) != 32 or len(asked.proof) != 64:
        raise Declined(
            400, Code.MALFORMED, "a raw Ed25519 key of 32 bytes and its signature of 64 are needed"
        )
    if not verifies(
        asked.public_key, asked.proof, proof_bytes(caller.company_id, caller.till_id, asked.public_key)
    ):
        raise Declined(401, Code.BAD_SIGNATURE, "the new key's proof is not good")
    Ed25519PublicKey.from_public_bytes(asked.public_key)
    in_force = _in_force(connection, caller)
    if asked.public_key != in_force:
        if caller.public_key != in_force or _was_before(connection, caller, asked.public_key):
            raise Declined(401, Code.BAD_SIGNATURE, "another key took the place of this one")
        connection.execute(
            insert(former_key),
            {
                "company_id": caller.company_id,
                "till_id": caller.till_id,
                "public_key": in_force,
                "replaced_ms": now_ms,
                "dies_ms": now_ms + FORMER_MS,
            },
        )
        till = tables.till
        connection.execute(
            update(till)
            .where(till.c.company_id == caller.company_id, till.c.till_id == caller.till_id)
            .values(public_key=asked.public_key)
        )
        tell_neighbours(connection, caller.company_id, caller.till_id, caller.store_id)
        return KeyReply(fingerprint=fingerprint(asked.public_key), former_until_ms=now_ms + FORMER_MS)
    until_ms = now_ms + FORMER_MS
    if caller.public_key == in_force:
        mine = (former_key.c.company_id == caller.company_id, former_key.c.till_id == caller.till_id)
        connection.execute(
            update(former_key).where(*mine, former_key.c.dies_ms > now_ms).values(dies_ms=now_ms)
        )
        until_ms = 0
    return KeyReply(fingerprint=fingerprint(in_force), former_until_ms=until_ms)


def _in_force(connection: Connection, caller: Caller) -> bytes:
    till = tables.till.c
    found: bytes = connection.execute(
        select(till.public_key)
        .where(till.company_id == caller.company_id, till.till_id == caller.till_id)
        .with_for_update()
    ).scalar_one()
    return found


def _was_before(connection: Connection, caller: Caller, public_key: bytes) -> bool:
    former = former_key.c
    found = connection.execute(
        select(former.dies_ms).where(
            former.company_id == caller.company_id,
            former.till_id == caller.till_id,
            former.public_key == public_key,
        )
    )
    return found.first() is not None
