"""A good central server, in memory: one company with one till, and every check that a real one makes.

It knows nothing of HTTP: a request goes in, a :class:`Reply` comes out. :mod:`tests.stage.bad_server` puts it on a
socket and misbehaves around it.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.client.keys import fingerprint
from sync.protocol.compression import pack, unpack
from sync.protocol.envelope import FIRST_PREVIOUS, open_envelope, seal
from sync.protocol.v1 import messages, signing
from sync.protocol.v1.gift_card_messages import GiftCardHold, GiftCardReply
from sync.protocol.v1.lease_messages import Lease, LeaseAnswer, LeaseReport
from sync.protocol.v1.member_messages import MemberAsked, MemberRow, MemberTold
from sync.protocol.v1.problems import Code
from sync.protocol.v1.snapshot_messages import Content, Snapshot, SnapshotPiece


@dataclass(slots=True)
class Reply:
    """An HTTP answer in the making."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": messages.CONTENT_TYPE})


@dataclass(slots=True)
class GoodServer:
    """``stored`` is the journal it has, ``effects`` each record's single effect, ``batches`` what was pushed.

    The record ``contested`` is refused: its id came before with other bytes. ``page`` is the most rows it gives.
    ``secured`` is what it keeps for a member's sale, ``used_up`` what it does not, with why; ``gift_cards`` have money
    by their ids; ``people`` are told whole. ``leases`` are this till's, ``reports`` what it said of them; ``leased``
    points of the balance are kept elsewhere, and come back once they were asked for ``comes_back_after`` times, which
    it ``recalls`` or not. It ``wanted`` a release to be run; ``presence_asked`` is the last query beside a question of
    presence. With ``piece_rows`` it has a snapshot of its rows up to ``snapshot_up_to``, else it is a
    server that knows no snapshots.
    """

    public_key: bytes
    company_id: str = "company-1"
    till_id: str = "till-1"
    epoch: str = "epoch-1"
    clock_ahead_ms: int = 0
    stored: dict[int, bytes] = field(default_factory=dict)
    effects: list[int] = field(default_factory=list)
    rows: list[messages.Row] = field(default_factory=list)
    page: int = 3
    piece_rows: int = 0
    takes_packed: bool = True
    packed_bodies: int = 0
    snapshot_up_to: int = 1_000
    parked: set[int] = field(default_factory=set)
    contested: int = 0
    held: dict[str, int] = field(default_factory=dict)
    balance: int = 500
    gift_cards: dict[str, int] = field(default_factory=dict)
    people: list[MemberRow] = field(default_factory=list)
    secured: dict[str, tuple[messages.Want, ...]] = field(default_factory=dict)
    used_up: dict[str, str] = field(default_factory=dict)
    leases: dict[str, Lease] = field(default_factory=dict)
    lease_revision: int = 0
    reports: list[LeaseReport] = field(default_factory=list)
    leased: int = 0
    comes_back_after: int = 0
    recalls: bool = True
    wanted: str = ""
    presence_asked: str = ""
    codes: dict[str, bytes | None] = field(default_factory=dict)
    batches: list[tuple[int, int]] = field(default_factory=list)
    _nonces: set[str] = field(default_factory=set)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def restore_from_backup(self, up_to: int) -> None:
        """Forget everything after that sequence, and say so by a new epoch (EPOCH)."""
        with self._lock:
            self.stored = {number: envelope for number, envelope in self.stored.items() if number <= up_to}
            self.effects = [number for number in self.effects if number <= up_to]
            self.epoch += "-restored"

    def grant(self, lease: Lease) -> Lease:
        """Keep a lease at this till, or change the one of that id."""
        with self._lock:
            self.lease_revision += 1
            made = msgspec.structs.replace(lease, revision=self.lease_revision)
            self.leases[lease.lease_id] = made
            return made

    def recall(self, lease_id: str) -> None:
        """Ask for a lease."""
        with self._lock:
            self.grant(msgspec.structs.replace(self.leases[lease_id], recalled=True))

    @property
    def acked(self) -> int:
        return max(self.stored, default=0)

    def answer(self, method: str, target: str, headers: Callable[[str], str], body: bytes) -> Reply:
        with self._lock:
            url = urlsplit(target)
            if url.path == "/v1/enrol":
                return self._enrol(body)
            if url.path == "/health":
                return Reply(200, b'{"status":"ok"}', {"Content-Type": "application/json"})
            refusal = self._check_signature(method, target, headers, body)
            if refusal is not None:
                return refusal
            if headers("content-encoding"):
                self.packed_bodies += self.takes_packed
                body = unpack(body, most_bytes=4_000_000) if self.takes_packed else b""
            if method == "POST" and not body:
                return problem(400, Code.MALFORMED)
            match method, url.path:
                case "GET", "/v1/presence":
                    self.presence_asked = url.query
                    return ok(self._presence())
                case "POST", "/v1/records":
                    return self._receive(msgspec.msgpack.decode(body, type=messages.Push))
                case "GET", "/v1/changes":
                    asked = parse_qs(url.query)
                    return ok(self._changes(int(asked["cursor"][0]), int(asked["limit"][0])))
                case "GET", "/v1/snapshot" | "/v1/snapshot/piece" if self.piece_rows:
                    asked = parse_qs(url.query)
                    return self._piece(asked.get("of", [""])[0], int(asked.get("number", ["0"])[0]))
                case "POST", question:
                    return self._question(question, body)
                case _:
                    return problem(404, "no-such-page")

    def _question(self, path: str, body: bytes) -> Reply:
        """What somebody waits for at the counter, and what keepers report."""
        match path:
            case "/v1/holds":
                return ok(self._hold(msgspec.msgpack.decode(body, type=messages.HoldRequest)))
            case "/v1/holds/void":
                self.held.pop(msgspec.msgpack.decode(body, type=messages.HoldVoid).redemption_id, None)
                return ok(messages.HoldReply(outcome="voided", balance=self._free(), as_of_ms=self._now_ms()))
            case "/v1/gift-cards":
                return ok(self._gift_card(msgspec.msgpack.decode(body, type=GiftCardHold)))
            case "/v1/members":
                return ok(self._members(msgspec.msgpack.decode(body, type=MemberAsked)))
            case "/v1/leases":
                return ok(self._leases(msgspec.msgpack.decode(body, type=LeaseReport)))
            case "/v1/secure":
                return ok(self._secure(msgspec.msgpack.decode(body, type=messages.Secure)))
            case "/v1/secure/void":
                asked_void = msgspec.msgpack.decode(body, type=messages.SecureVoid)
                return ok(self._secure(messages.Secure(member_id=asked_void.member_id, wants=())))
            case _:
                return problem(404, "no-such-page")

    def _now_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self.clock_ahead_ms

    def _free(self) -> int:
        return self.balance - self.leased - sum(self.held.values())

    def _presence(self) -> messages.Presence:
        return messages.Presence(
            epoch=self.epoch,
            now_ms=self._now_ms(),
            cursor=len(self.rows),
            acked=self.acked,
            leases=self.lease_revision,
            wanted=self.wanted,
        )

    def _leases(self, report: LeaseReport) -> LeaseAnswer:
        self.reports.append(report)
        if report.epoch != self.epoch:
            return LeaseAnswer(
                epoch=self.epoch, as_of_ms=self._now_ms(), revision=self.lease_revision, more=False
            )
        for lease in report.held:
            known = self.leases.get(lease.lease_id)
            if known is None or known.points != lease.points:
                self.grant(lease)
        for each in report.returned:
            known = self.leases[each.lease_id]
            back = dict(each.points)
            points = tuple(
                msgspec.structs.replace(own, returned=max(own.returned, back.get(own.account, 0)))
                for own in known.points
            )
            self.grant(msgspec.structs.replace(known, points=points, closed=known.closed or each.closed))
        news = sorted(
            (lease for lease in self.leases.values() if lease.revision > report.revision),
            key=lambda lease: lease.revision,
        )
        told, more = news[: self.page], len(news) > self.page
        revision = told[-1].revision if more else self.lease_revision
        return LeaseAnswer(
            epoch=self.epoch, as_of_ms=self._now_ms(), revision=revision, more=more, leases=tuple(told)
        )

    def _pieces(self) -> list[bytes]:
        rows = self.rows[: self.snapshot_up_to]
        parts = [rows[at : at + self.piece_rows] for at in range(0, len(rows), self.piece_rows)]
        return [pack(msgspec.msgpack.encode(Content(rows=tuple(part)))) for part in parts]

    def _snapshot(self) -> Snapshot:
        seals = tuple(hashlib.sha256(piece).digest() for piece in self._pieces())
        return Snapshot(cursor=min(len(self.rows), self.snapshot_up_to), epoch=self.epoch, pieces=seals)

    def _piece(self, snapshot_id: str, number: int) -> Reply:
        if not snapshot_id:
            return ok(self._snapshot())
        if snapshot_id != self._snapshot().snapshot_id:
            return problem(404, Code.NOT_FOUND)
        return ok(SnapshotPiece(packed=self._pieces()[number]))

    def _check_signature(
        self, method: str, target: str, headers: Callable[[str], str], body: bytes
    ) -> Reply | None:
        at_ms, nonce = int(headers(signing.AT_MS)), headers(signing.NONCE)
        covered = signing.request_bytes(
            method=method,
            target=target,
            body=body,
            company_id=self.company_id,
            till_id=self.till_id,
            at_ms=at_ms,
            nonce=nonce,
        )
        if not self._verifies(base64.b64decode(headers(signing.SIGNATURE)), covered):
            return problem(401, Code.BAD_SIGNATURE)
        if abs(at_ms - self._now_ms()) > signing.SKEW_MS:
            return problem(401, Code.CLOCK, now_ms=self._now_ms())
        if nonce in self._nonces:
            return problem(401, Code.NONCE_SEEN)
        self._nonces.add(nonce)
        return None

    def _verifies(self, signature: bytes, covered: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, covered)
        except InvalidSignature:
            return False
        return True

    def _receive(self, push: messages.Push) -> Reply:
        self.batches.append((push.first, push.last))
        covered = messages.batch_bytes(push.company_id, push.till_id, push.first, push.last, push.head)
        if not self._verifies(push.signature, covered) or len(push.records) != push.last - push.first + 1:
            return problem(401, Code.BAD_SIGNATURE)
        if push.first > self.acked + 1:
            return problem(409, Code.GAP, acked=self.acked)
        previous = FIRST_PREVIOUS
        if push.first > 1:
            previous = seal(open_envelope(self.stored[push.first - 1]))[1]
        fresh: dict[int, bytes] = {}
        for number, record in enumerate(push.records, push.first):
            envelope = open_envelope(record.envelope)
            if number == push.first and envelope.previous != previous:
                return problem(409, Code.FORK, acked=self.acked)
            assert (envelope.sequence, envelope.previous) == (number, previous), "CHAIN"
            previous = seal(envelope)[1]
            if number in self.stored and self.stored[number] != record.envelope:
                return problem(409, Code.FORK, acked=self.acked)
            if number not in self.stored:
                fresh[number] = record.envelope
        assert previous == push.head, "SIGNED-BATCH: the head is the last record's hash"
        if self.contested in fresh:
            fresh = {number: envelope for number, envelope in fresh.items() if number < self.contested}
            self.stored.update(fresh)
            self.effects.extend(fresh)
            return problem(422, Code.SAME_ID_OTHER_BYTES, acked=self.acked)
        self.stored.update(fresh)
        self.effects.extend(fresh)
        fates = tuple(
            messages.RecordFate(sequence=number, fate="parked", detail="of an unknown kind")
            for number in range(push.first, push.last + 1)
            if number in self.parked
        )
        return ok(messages.PushReply(acked=self.acked, epoch=self.epoch, fates=fates))

    def _changes(self, cursor: int, limit: int) -> messages.Changes:
        end = min(len(self.rows), cursor + min(limit, self.page))
        return messages.Changes(
            cursor=max(end, cursor),
            more=end < len(self.rows),
            epoch=self.epoch,
            rows=tuple(self.rows[cursor:end]),
        )

    def _hold(self, asked: messages.HoldRequest) -> messages.HoldReply:
        if asked.redemption_id not in self.held and asked.points > self._free():
            few = messages.HoldReply(
                outcome="too-few-points",
                balance=self._free(),
                as_of_ms=self._now_ms(),
                leased=self.leased,
                recalled=self.recalls and self.comes_back_after > 0,
            )
            if self.comes_back_after:
                self.comes_back_after -= 1
                self.leased = self.leased if self.comes_back_after else 0
            return few
        self.held[asked.redemption_id] = asked.points
        return messages.HoldReply(
            outcome="held",
            balance=self._free(),
            as_of_ms=self._now_ms(),
            expires_ms=self._now_ms() + 600_000,
        )

    def _comes_back(self) -> bool:
        """Whether what was asked back is here: it is asked for once more."""
        self.comes_back_after -= 1
        return self.comes_back_after <= 0

    def _members(self, asked: MemberAsked) -> MemberTold:
        meant = tuple(
            row
            for row in self.people
            if row.member_id == asked.member_id or asked.number_hash in (*row.card_hashes, row.phone_hash)
        )
        return MemberTold(members=meant, cursor=len(self.rows))

    def _gift_card(self, asked: GiftCardHold) -> GiftCardReply:
        if self.leased and not self._comes_back():
            return GiftCardReply(
                outcome="refused", as_of_ms=self._now_ms(), leased_minor=self.leased, recalled=self.recalls
            )
        if asked.card_id not in self.gift_cards:
            return GiftCardReply(outcome="unknown", as_of_ms=self._now_ms())
        taken = self.held.setdefault(
            asked.redemption_id, min(asked.most_minor, self.gift_cards[asked.card_id])
        )
        return GiftCardReply(
            outcome="held" if taken else "told",
            as_of_ms=self._now_ms(),
            held_minor=taken,
            balance_minor=self.gift_cards[asked.card_id] - taken,
            expires_on="2029-03-01",
        )

    def _secure(self, asked: messages.Secure) -> messages.Secured:
        if "leased-elsewhere" in self.used_up.values() and self._comes_back():
            self.used_up = {}
        refused = tuple(
            messages.NotSecured(want.key, self.used_up[want.key])
            for want in asked.wants
            if want.key in self.used_up
        )
        self.secured[asked.member_id] = tuple(want for want in asked.wants if want.key not in self.used_up)
        return messages.Secured(
            granted=tuple(want.key for want in self.secured[asked.member_id]),
            refused=refused,
            as_of_ms=self._now_ms(),
            expires_ms=self._now_ms() + 600_000,
        )

    def _enrol(self, body: bytes) -> Reply:
        asked = msgspec.msgpack.decode(body, type=messages.Enrol)
        if asked.code not in self.codes:
            return problem(404, Code.CODE_UNKNOWN)
        if self.codes[asked.code] not in {None, asked.public_key}:
            return problem(409, Code.CODE_USED)
        self.codes[asked.code] = self.public_key = asked.public_key
        return ok(
            messages.Enrolled(
                company_id=self.company_id,
                store_id="store-1",
                till_id=self.till_id,
                till_number=1,
                card_secret=bytes(32),
                fingerprint=fingerprint(asked.public_key),
                epoch=self.epoch,
            )
        )


def problem(status: int, code: str, acked: int | None = None, now_ms: int | None = None) -> Reply:
    return Reply(
        status,
        msgspec.msgpack.encode(messages.Problem(code=code, detail="because", acked=acked, now_ms=now_ms)),
    )


def ok(message: msgspec.Struct) -> Reply:
    """A message as its answer."""
    return Reply(200, msgspec.msgpack.encode(message))
