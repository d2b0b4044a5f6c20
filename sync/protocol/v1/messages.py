"""Requests and replies of protocol version 1, as msgpack maps over HTTP.

==========================  ==============================================================
``POST /v1/enrol``          :class:`Enrol` -> :class:`Enrolled`; the only unsigned request
``GET  /v1/presence``       ``?clock=MS&waiting=N&software=TEXT&update=OUTCOME:RELEASE:MS``, what the till
                            knows of itself and each may be left out -> :class:`Presence`; small, asked
                            about every half second
``POST /v1/records``        :class:`Push` -> :class:`PushReply`
``GET  /v1/changes``        ``?cursor=N&limit=M`` -> :class:`Changes`
``POST /v1/holds``          :class:`HoldRequest` -> :class:`HoldReply`
``POST /v1/holds/void``     :class:`HoldVoid` -> :class:`HoldReply`
``POST /v1/secure``         :class:`Secure` -> :class:`Secured`
``POST /v1/secure/void``    :class:`SecureVoid` -> :class:`Secured`
``POST /v1/leases``         :mod:`sync.protocol.v1.lease_messages`
``POST /v1/members``        :mod:`sync.protocol.v1.member_messages`
==========================  ==============================================================

Every error is a :class:`Problem` with the HTTP status that fits.
"""

from __future__ import annotations

import msgspec

from sync.protocol.v1.account_messages import AccountMonthRow
from sync.protocol.v1.member_messages import BriefMemberRow, MemberRow
from sync.protocol.v1.price_messages import ArticlePricesRow

CONTENT_TYPE = "application/msgpack"
VERSION = 1


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was refused: a stable ``code`` and a sentence for a person.

    ``acked`` stands beside a refused push (codes ``gap``, ``fork`` ...): the last sequence the server has stored, so
    that the till knows from where to send. ``now_ms`` stands beside code ``clock``: the server's own time.
    """

    code: str
    detail: str
    acked: int | None = None
    now_ms: int | None = None


class Enrol(msgspec.Struct, frozen=True, kw_only=True):
    """A till asks to join with a one-time code; ``public_key`` is its raw Ed25519 key (32 bytes)."""

    code: str
    public_key: bytes
    software: str


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """The till's place. ``card_secret`` keys the hashes of card and phone numbers in the replica;
    ``fingerprint`` is the SHA-256 (hex, first 16) of the key the server stored: both ends show it.
    ``recovery_key`` (raw X25519) is what day's copies seal their keys to. A till in the place of a dead one
    (``replaces``, its id) numbers its receipts after ``receipts_from``.
    """

    company_id: str
    store_id: str
    till_id: str
    till_number: int
    card_secret: bytes
    fingerprint: str
    epoch: str
    recovery_key: bytes = b""
    replaces: str = ""
    receipts_from: int = 0


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """The server is there. ``cursor`` is the newest change it has; ``acked`` the till's last stored sequence;
    ``leases`` the newest revision of the leases that this caller keeps; ``wanted`` the release that this till is to
    run (``1.2.0``), "" where it hears of none.
    """

    epoch: str
    now_ms: int
    cursor: int
    acked: int
    leases: int = 0
    wanted: str = ""


class Personal(msgspec.Struct, frozen=True, kw_only=True):
    """Sealed personal fields of one record: readable only with the member's key (FORGETTABLE).

    SHA-256 over ``salt + sealed`` is the envelope's ``personal_hash``. ``sealed`` is nonce and ChaCha20-Poly1305
    ciphertext of UTF-8 text under the member's key, the fact id as associated data.

    ``new_key`` (32 bytes) stands beside an enrolment alone: the till made the member and their key. It is empty once
    the till was told to destroy it.
    """

    member_id: str
    salt: bytes
    sealed: bytes
    new_key: bytes = b""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One journal record as pushed."""

    envelope: bytes
    personal: Personal | None = None


class Push(msgspec.Struct, frozen=True, kw_only=True):
    """A batch of records in sequence, without a gap, signed once (SIGNED-BATCH).
    ``signature`` is Ed25519 over :func:`batch_bytes`; ``head`` is the hash of the last record.
    """

    company_id: str
    till_id: str
    first: int
    last: int
    head: bytes
    signature: bytes
    records: tuple[Record, ...]


class RecordFate(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a record that was not simply stored: ``parked`` (kept for a person), ``flagged``, or ``waiting``
    for a fact that is still on its way from another till.
    """

    sequence: int
    fate: str
    detail: str


class PushReply(msgspec.Struct, frozen=True, kw_only=True):
    """Everything up to ``acked`` is stored at the server, parked ones included. Whoever has pulled the changes up to
    ``cursor`` was told what that did to members (0: this server does not say).
    """

    acked: int
    epoch: str
    fates: tuple[RecordFate, ...] = ()
    cursor: int = 0


def batch_bytes(company_id: str, till_id: str, first: int, last: int, head: bytes) -> bytes:
    """What a batch signature covers."""
    return b"trofast-batch-v1\0" + msgspec.msgpack.encode((company_id, till_id, first, last, head))


class StoreRow(msgspec.Struct, frozen=True, tag="store"):
    """The till's own store."""

    store_id: str
    company_id: str
    name: str
    organisation_number: str
    address: tuple[str, ...]
    currency: str
    zone: str
    country: str
    language: str
    vat_included: bool


class CategoryRow(msgspec.Struct, frozen=True, tag="category"):
    """A tab of quick keys; ``position`` orders them."""

    category_id: str
    name: str
    colour: str
    position: int


class ArticleRow(msgspec.Struct, frozen=True, tag="article"):
    """An article with all its codes.

    ``codes`` are (code, pieces): GTIN-13/8 as digits, or an own number. ``item_reference`` is the number inside an
    in-store code, or "". ``quick_position`` above 0 makes it a quick key of its category. ``content_milli`` thousandths
    of ``content_measure`` are in one piece; 0 where nobody said so.
    """

    article_id: str
    name: str
    price_minor: int | None
    vat_code: str
    vat_basis_points: int
    unit: str
    category_id: str
    minimum_age: int
    protection: str | None
    colour: str
    codes: tuple[tuple[str, int], ...]
    item_reference: str
    quick_position: int
    content_milli: int = 0
    content_measure: str = ""


class CashierRow(msgspec.Struct, frozen=True, tag="cashier", omit_defaults=True):
    """Somebody who may sign in at this store; ``member_id`` is whose own card is theirs, if they have one. ``role`` is
    the id of one of the company's roles; ``card_hash`` (:func:`~sync.protocol.v1.numbers.number_hash`) is that of the
    card with which they allow what others may not.
    """

    cashier_id: str
    name: str
    pin_hash: str
    member_id: str = ""
    role: str = "cashier"
    card_hash: bytes = b""


class GrantV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A right, up to so much money (minor units) or so large a share (basis points); ``None``: no limit."""

    right: str
    up_to_minor: int | None = None
    up_to_bp: int | None = None
    two_people: bool = False


class RoleRow(msgspec.Struct, frozen=True, tag="role"):
    """What a role of the company may do at the counter. A right that a till does not know yet is passed over."""

    role_id: str
    name: str
    grants: tuple[GrantV1, ...]


class ProgrammeRow(msgspec.Struct, frozen=True, tag="programme"):
    """A programme's text as published at ``from_ms`` (UTC); ``priority`` orders programmes, lowest first."""

    programme_id: str
    version: int
    priority: int
    text: str
    from_ms: int = 0


class IssuerKeyRow(msgspec.Struct, frozen=True, tag="issuer-key"):
    """A public key (raw Ed25519) that the company signs member codes with, from ``from_ms`` until ``until_ms`` (0: it
    still does). ``key_id`` is :func:`pos_app.domain.member_code.key_id` as hex. A ``Gone`` one is trusted no more.
    """

    key_id: str
    public_key: bytes
    from_ms: int
    until_ms: int


class RevokedCodeRow(msgspec.Struct, frozen=True, tag="revoked-code"):
    """Member codes that count no more: ``whose`` is ``token/HEX``, or ``member/ID`` for all of a member's, issued up to
    ``to_s`` (s UTC). It goes when every such code would have ended by itself.
    """

    whose: str
    to_s: int


class Gone(msgspec.Struct, frozen=True, tag="gone"):
    """A row that is no more: ``kind`` is a row tag. A member who is gone is erased: the till destroys the key."""

    kind: str
    row_id: str


Row = (
    StoreRow
    | CategoryRow
    | ArticleRow
    | MemberRow
    | BriefMemberRow
    | CashierRow
    | RoleRow
    | ProgrammeRow
    | IssuerKeyRow
    | RevokedCodeRow
    | ArticlePricesRow
    | AccountMonthRow
    | Gone
)


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """A page of changes after the asked cursor. Ask again from ``cursor`` while ``more``."""

    cursor: int
    more: bool
    epoch: str
    rows: tuple[Row, ...]


class HoldRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Hold points for a redemption (HOLD). The redemption id is the idempotency key."""

    redemption_id: str
    member_id: str
    account: str
    points: int


class HoldVoid(msgspec.Struct, frozen=True, kw_only=True):
    """Let held points go."""

    redemption_id: str


class HoldReply(msgspec.Struct, frozen=True, kw_only=True):
    """``outcome`` is ``held``, ``too-few-points``, ``refused`` or ``voided``; ``balance`` is free after it.

    ``leased`` points beside it are in a lease. With ``recalled`` the server has asked its keeper for them: the same
    request a moment later may be held. Where there are too few, ``expires_ms`` is when they come free at the latest. A
    hub hands out of ``lease_id``.
    """

    outcome: str
    balance: int
    as_of_ms: int
    expires_ms: int = 0
    detail: str = ""
    leased: int = 0
    recalled: bool = False
    lease_id: str = ""


class Want(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that a sale would use up (CLASSES), as :class:`~sync.protocol.v1.loyalty_facts.ConsumptionV1` says it;
    ``seen`` is what the till went by: stamps on the card before the sale. Points that move away are of ``account``.
    """

    key: str
    programme_id: str
    rule: str
    amount: int
    period: str = ""
    period_start: str = ""
    seen: int = 0
    account: str = ""


class Secure(msgspec.Struct, frozen=True, kw_only=True):
    """All that a member's sale at this till would use up now. What was secured for it before and is not wanted any more
    is let go, so that asking again is safe. A hub must know for which basket, and how new (``cursor``) the view is;
    there ``keeping_id`` is the idempotency key.
    """

    member_id: str
    wants: tuple[Want, ...]
    basket_id: str = ""
    cursor: int = 0
    keeping_id: str = ""


class SecureVoid(msgspec.Struct, frozen=True, kw_only=True):
    """Let everything go that this till secured for a member; of a store's hub what it granted under ``keeping_id``."""

    member_id: str
    keeping_id: str = ""


class NotSecured(msgspec.Struct, frozen=True):
    """``why`` is a stable word: ``used``, ``held-elsewhere``, ``leased-elsewhere`` (asked back: it may be granted a
    moment later), ``restored`` (EPOCH), ``expired``, ``not-yet``, ``unknown``, ``of-another``, ``limit``,
    ``not-invited``, ``too-few-points``, ``member-unknown``, ``member-blocked``; of a hub those of its ``handing``.
    """

    key: str
    why: str


class Secured(msgspec.Struct, frozen=True, kw_only=True):
    """Which keys are this till's until ``expires_ms``, and which are not; a hub says under which lease."""

    granted: tuple[str, ...]
    refused: tuple[NotSecured, ...]
    as_of_ms: int
    expires_ms: int = 0
    lease_id: str = ""
