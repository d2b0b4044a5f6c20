"""Codes that the company signs for its members: issued, listed, revoked.

A code is kept nowhere: what is kept is its id, whose it is and how long it lives, so that it can be revoked.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, func, insert, select, update

from pos_app.domain.member_code import (
    KEY_BYTES,
    TOKEN_BYTES,
    Kind,
    Token,
    company_tag,
    issued_bytes,
)
from sync.protocol.v1.messages import RevokedCodeRow
from sync.server.book.code_revocations import drop_ended_codes
from sync.server.book.holders import holder_of
from sync.server.changes import Publication, publish
from sync.server.companies import Company
from sync.server.desk.issuer_keys import drop_old_keys, signing_key
from sync.server.desk.refusal import NotDone
from sync.server.desk.who import the_member
from sync.server.holding.leases import recall
from sync.server.schema.code_tables import member_code

USUAL_DAYS, MOST_DAYS = 365, 1_095
MOST_CODES = 20
"""That one member may hold at once: phones are lost, and nobody has so many."""
_DAY_S = 86_400
_SIGN = 0x80
_LOW_ORDER = frozenset(
    bytes.fromhex(written)
    for written in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)
"""Points of the curve under which one signature fits many messages (with either sign): a code that never changes."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code as it was issued: ``raw`` is the token with the issuer's signature. A signed one is shown as it is; a
    rotating one belongs on the phone whose key stands in it.
    """

    token_id: str
    member_id: str
    kind: Kind
    issued_s: int
    ends_s: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class ListedCode:
    """What is kept of a code; ``revoked_ms`` is 0 for one that counts."""

    token_id: str
    kind: Kind
    issued_s: int
    ends_s: int
    revoked_ms: int


def issue_code(
    connection: Connection,
    company: Company,
    written_member: str,
    *,
    now_ms: int,
    days: int = USUAL_DAYS,
    phone_key: bytes = b"",
) -> IssuedCode:
    """Sign a code for a member, good for ``days``; a rotating one where the phone's raw public key is given."""
    member = the_member(connection, company, written_member)
    if not 1 <= days <= MOST_DAYS:
        raise NotDone(f"--days must be a whole number from 1 to {MOST_DAYS}.")
    if phone_key:
        _check_phone_key(phone_key)
    _drop_what_ended(connection, company, now_ms)
    key = signing_key(connection, company, now_ms)
    held = list_codes(connection, company, member)
    if sum(not each.revoked_ms for each in held) >= MOST_CODES:
        raise NotDone(f"{member} has {MOST_CODES} codes already: revoke what is not used any more.")
    # Never in the second of a revocation, which counts whole seconds.
    newest_revoked_s = max((each.revoked_ms // 1000 for each in held), default=0)
    issued_s = max(now_ms // 1000, newest_revoked_s + 1)
    token = Token(
        kind=Kind.ROTATING if phone_key else Kind.SIGNED,
        company_tag=company_tag(company.company_id),
        key_id=bytes.fromhex(key.key_id),
        token_id=os.urandom(TOKEN_BYTES),
        issued_s=issued_s,
        ends_s=issued_s + days * _DAY_S,
        member_id=member,
        phone_key=phone_key,
    )
    body = token.body()
    name = token.token_id.hex()
    connection.execute(
        insert(member_code),
        {
            "company_id": company.company_id,
            "token_id": name,
            "member_id": member,
            "key_id": key.key_id,
            "kind": int(token.kind),
            "issued_s": issued_s,
            "ends_s": token.ends_s,
        },
    )
    raw = body + key.private.sign(issued_bytes(company.company_id, body))
    return IssuedCode(name, member, token.kind, issued_s, token.ends_s, raw)


def list_codes(connection: Connection, company: Company, written_member: str) -> list[ListedCode]:
    """A member's codes that have not ended, the newest first."""
    member = the_member(connection, company, written_member)
    code = member_code.c
    rows = connection.execute(
        select(member_code)
        .where(code.company_id == company.company_id, code.member_id == member)
        .order_by(code.issued_s.desc(), code.token_id)
    )
    return [
        ListedCode(row.token_id, Kind(row.kind), row.issued_s, row.ends_s, row.revoked_ms) for row in rows
    ]


def revoke_code(connection: Connection, company: Company, written_token: str, *, now_ms: int) -> None:
    """One code counts no more (a phone was lost)."""
    name = written_token.strip().lower()
    code = member_code.c
    mine = (code.company_id == company.company_id, code.token_id == name)
    row = connection.execute(select(member_code).where(*mine)).one_or_none()
    if row is None:
        raise NotDone(f"There is no code {written_token[:64]!r}: `member-code list` names a member's.")
    if row.revoked_ms:
        return
    connection.execute(
        update(member_code)
        .where(*mine, code.member_id == row.member_id)
        .values(revoked_ms=now_ms, revoked_with="token")
    )
    _tell(connection, company, f"token/{name}", row.issued_s)
    _ask_back(connection, company, row.member_id, now_ms)
    _drop_what_ended(connection, company, now_ms)


def revoke_codes_of(connection: Connection, company: Company, written_member: str, *, now_ms: int) -> int:
    """All codes that a member has now count no more; one issued afterwards does. Returns how many there were."""
    member = the_member(connection, company, written_member)
    code = member_code.c
    mine = (code.company_id == company.company_id, code.member_id == member, code.revoked_ms == 0)
    newest = connection.execute(select(func.max(code.issued_s)).where(*mine)).scalar()
    if newest is None:
        return 0
    to_s = max(now_ms // 1000, newest)
    changed = connection.execute(
        update(member_code).where(*mine).values(revoked_ms=to_s * 1000, revoked_with="member")
    )
    _tell(connection, company, f"member/{member}", to_s)
    _ask_back(connection, company, member, now_ms)
    _drop_what_ended(connection, company, now_ms)
    return changed.rowcount


def _ask_back(connection: Connection, company: Company, member_id: str, now_ms: int) -> None:
    """As with a lost card: what a till keeps for the member is lent anew when it knows what counts no more."""
    holder = holder_of(connection, company.company_id, member_id)
    recall(connection, company.company_id, holder, now_ms)


def _drop_what_ended(connection: Connection, company: Company, now_ms: int) -> None:
    drop_ended_codes(connection, company.company_id, now_ms // 1000)
    drop_old_keys(connection, company)


def _tell(connection: Connection, company: Company, whose: str, to_s: int) -> None:
    publish(
        connection,
        company.company_id,
        [Publication("revoked-code", whose, RevokedCodeRow(whose, to_s))],
    )


def _check_phone_key(key: bytes) -> None:
    """A key whose owner alone can sign with it, as far as a public key shows that."""
    unsigned = key[:-1] + bytes((key[-1] & ~_SIGN,))
    try:
        is_key = len(key) == KEY_BYTES and bool(Ed25519PublicKey.from_public_bytes(key))
    except (ValueError, UnsupportedAlgorithm):
        is_key = False
    if not is_key or unsigned in _LOW_ORDER:
        raise NotDone("--phone-key must be the raw Ed25519 public key of a phone, 64 hexadecimal digits.")
