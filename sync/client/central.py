"""The server as the till sees it: the calls of protocol version 1, signed, with typed replies.

Every call may be repeated without harm (KEY=EFFECT), so two kinds of failure are mended here, once per call and within
its deadline: a line that the server had closed while idle, and a refused clock.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import msgspec

from pos_app.version import version
from sync.client.answers import Message, read
from sync.client.line import Line
from sync.client.signing import Signer
from sync.client.trouble import SyncTrouble
from sync.protocol.compression import ENCODING, WORTH_IT, pack
from sync.protocol.v1.day_messages import DayTold
from sync.protocol.v1.gift_card_messages import GiftCardHold, GiftCardReply
from sync.protocol.v1.key_messages import KeyReply, NewKey
from sync.protocol.v1.lease_messages import LeaseAnswer, LeaseReport
from sync.protocol.v1.member_messages import MemberAsked, MemberTold
from sync.protocol.v1.messages import (
    CONTENT_TYPE,
    Changes,
    HoldReply,
    HoldRequest,
    HoldVoid,
    Presence,
    Push,
    PushReply,
    Record,
    Secure,
    Secured,
    SecureVoid,
)
from sync.protocol.v1.recovery_messages import (
    KeysAsked,
    KeysTold,
    RecoveryClosed,
    RecoveryDone,
    RecoveryKey,
)
from sync.protocol.v1.sale_messages import SaleAsked, SaleTold
from sync.protocol.v1.snapshot_messages import FORMAT, LARGEST_PIECE, Snapshot, SnapshotPiece

PRESENCE_MS = 400
PUSH_MS = 20_000
CHANGES_MS = 30_000
LEASES_MS = 10_000
"""Deadlines. A push or a page may take its time on a slow line; presence has to be true within a second."""

_SMALL = 64 * 1024
_PUSH_REPLY = 1024 * 1024
_LEASES = 1024 * 1024
_PAGE = 32 * 1024 * 1024


def software() -> str:
    """Name and version of this program, as a query may hold it."""
    return f"trofast-{version()}" if version() else "trofast"


class Central:
    """Calls over one line. Every method raises :class:`SyncTrouble`."""

    def __init__(self, line: Line, signer: Signer) -> None:
        self._line = line
        self._signer = signer

    async def presence(
        self, *, deadline_ms: int = PRESENCE_MS, waiting: int | None = None, updated: str = ""
    ) -> Presence:
        """Ask whether the server is there, how far its changes go and how much of our journal it has. Beside it stands
        what the one in charge of the server wants to know: our own clock, our version, how many records wait here, and
        how our last update ended (``failed:1.2.0:MS``).
        """
        known = "" if waiting is None else f"&waiting={waiting}"
        known += f"&update={updated}" if updated else ""
        target = f"/v1/presence?clock={self._signer.clock_ms()}&software={software()}{known}"
        return await self._call("GET", target, None, Presence, deadline_ms, _SMALL)

    async def push(self, records: Sequence[Record], first: int, head: bytes) -> PushReply:
        """Push records without a gap from sequence ``first`` on, signed once; ``head`` is the last one's hash."""
        last = first + len(records) - 1
        batch = Push(
            company_id=self._signer.company_id,
            till_id=self._signer.till_id,
            first=first,
            last=last,
            head=head,
            signature=self._signer.sign_batch(first, last, head),
            records=tuple(records),
        )
        return await self._call("POST", "/v1/records", batch, PushReply, PUSH_MS, _PUSH_REPLY)

    async def changes(self, cursor: int, limit: int) -> Changes:
        """A page of at most ``limit`` changes after ``cursor``."""
        target = f"/v1/changes?cursor={cursor}&limit={limit}"
        return await self._call("GET", target, None, Changes, CHANGES_MS, _PAGE)

    async def day(self, business_date: str, sequence: int, *, deadline_ms: int) -> DayTold:
        """What the server has of a business day, and the hash that it has at ``sequence``."""
        target = f"/v1/day?date={business_date}&sequence={sequence}"
        return await self._call("GET", target, None, DayTold, deadline_ms, _SMALL)

    async def snapshot(self) -> Snapshot:
        """What a first load should begin with."""
        target = f"/v1/snapshot?format={FORMAT}"
        return await self._call("GET", target, None, Snapshot, CHANGES_MS, _PUSH_REPLY)

    async def snapshot_piece(self, snapshot_id: str, number: int) -> SnapshotPiece:
        """One piece of it; trouble ``not_found`` when the server has it no more."""
        target = f"/v1/snapshot/piece?of={snapshot_id}&number={number}"
        return await self._call("GET", target, None, SnapshotPiece, CHANGES_MS, LARGEST_PIECE + _SMALL)

    async def hold(self, request: HoldRequest, *, deadline_ms: int) -> HoldReply:
        """Hold points (HOLD)."""
        return await self._call("POST", "/v1/holds", request, HoldReply, deadline_ms, _SMALL)

    async def void(self, request: HoldVoid, *, deadline_ms: int) -> HoldReply:
        """Let held points go."""
        return await self._call("POST", "/v1/holds/void", request, HoldReply, deadline_ms, _SMALL)

    async def gift_card(self, request: GiftCardHold, *, deadline_ms: int) -> GiftCardReply:
        """Hold a gift card's money."""
        return await self._call("POST", "/v1/gift-cards", request, GiftCardReply, deadline_ms, _SMALL)

    async def sale(self, asked: SaleAsked, *, deadline_ms: int) -> SaleTold:
        """A sale of another till of the store."""
        return await self._call("POST", "/v1/sales", asked, SaleTold, deadline_ms, _PAGE)

    async def members(self, asked: MemberAsked, *, deadline_ms: int) -> MemberTold:
        """All of whoever stands at the counter."""
        return await self._call("POST", "/v1/members", asked, MemberTold, deadline_ms, _PUSH_REPLY)

    async def secure(self, request: Secure, *, deadline_ms: int) -> Secured:
        """Keep what a sale would use up for it (CLASSES)."""
        return await self._call("POST", "/v1/secure", request, Secured, deadline_ms, _SMALL)

    async def let_go(self, request: SecureVoid, *, deadline_ms: int) -> Secured:
        """Let go what was kept."""
        return await self._call("POST", "/v1/secure/void", request, Secured, deadline_ms, _SMALL)

    async def leases(self, report: LeaseReport) -> LeaseAnswer:
        """Tell what this till keeps for members and gives back, and hear what is new (LEASE)."""
        return await self._call("POST", "/v1/leases", report, LeaseAnswer, LEASES_MS, _LEASES)

    async def new_key(self, asked: NewKey) -> KeyReply:
        """Put another key in force; the request is signed by the one so far."""
        return await self._call("POST", "/v1/keys", asked, KeyReply, PUSH_MS, _SMALL)

    async def recovery_key(self) -> RecoveryKey:
        """What the keys beside day's copies are sealed to."""
        return await self._call("GET", "/v1/recovery/key", None, RecoveryKey, LEASES_MS, _SMALL)

    async def recovery_keys(self, asked: KeysAsked) -> KeysTold:
        """The keys of the dead till whose place this one took."""
        return await self._call("POST", "/v1/recovery/keys", asked, KeysTold, LEASES_MS, _SMALL)

    async def recovery_done(self, asked: RecoveryDone) -> RecoveryClosed:
        """All that was found of it was sent."""
        return await self._call("POST", "/v1/recovery/done", asked, RecoveryClosed, LEASES_MS, _SMALL)

    async def close(self) -> None:
        """Hang up."""
        await self._line.close()

    async def _call(
        self,
        method: str,
        target: str,
        message: msgspec.Struct | None,
        kind: type[Message],
        deadline_ms: int,
        most_bytes: int,
    ) -> Message:
        body = b"" if message is None else msgspec.msgpack.encode(message)
        due = time.monotonic_ns() // 1_000_000 + deadline_ms
        mended: set[str] = set()
        may_pack = len(body) >= WORTH_IT
        while True:
            left = due - time.monotonic_ns() // 1_000_000
            if left <= 0:
                raise SyncTrouble("timeout")
            is_packed = may_pack and self._line.takes_packed
            sent, sign = (pack(body), self._sign_packed) if is_packed else (body, self._sign)
            try:
                answer = await self._line.send(
                    method, target, sent, sign, deadline_ms=left, most_bytes=most_bytes
                )
                return read(answer, kind)
            except SyncTrouble as trouble:
                if is_packed and trouble.status in {400, 415}:
                    may_pack = False  # an older server took the place of one that reads packed bodies
                    continue
                if trouble.code in mended or not self._can_mend(trouble):
                    raise
                mended.add(trouble.code)

    def _can_mend(self, trouble: SyncTrouble) -> bool:
        if trouble.code == "clock" and trouble.server_now_ms:
            self._signer.learn_clock(trouble.server_now_ms)
            return True
        if trouble.code == "bad_signature":
            return self._signer.change_key()
        return trouble.code in {"no_answer", "nonce_seen"}

    def _sign(self, method: str, target: str, body: bytes) -> dict[str, str]:
        return {**self._signer.headers(method, target, body), "content-type": CONTENT_TYPE}

    def _sign_packed(self, method: str, target: str, body: bytes) -> dict[str, str]:
        """The signature covers the body as it travels."""
        return {**self._sign(method, target, body), "content-encoding": ENCODING}
