"""The members of the replica in use: the port ``Members``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pos_app.domain.members import Member
from pos_app.storage import replica_sql as sql
from pos_app.storage.own_records import OwnRecords
from pos_app.storage.replica_lookup import Lookup
from pos_app.storage.statement import Statement
from sync.protocol.v1.compact import card_key, keys_at, pack_id, short_of, unpack_id, ways_of
from sync.protocol.v1.member_views import agreed_of, decode_known, view_of
from sync.protocol.v1.numbers import number_hash


class ReplicaMembers:
    """The port on the open replica. Numbers are looked up by their keyed hash: the till does not hold them.

    Of most members of a large company this till has a brief row only (``Member.whole`` is false): found by card and by
    id, not by phone or name. Whom the replica does not know may have joined here: ``own`` knows. What was decided here
    since the server last heard of it is laid over every view (STALE-LABEL: points that may be spent stay as the server
    said them).
    """

    def __init__(self, replica: Lookup, card_secret: bytes, own: OwnRecords) -> None:
        self._replica = replica
        self._card_secret = card_secret
        self._own = own

    def cursor(self) -> int:
        """Up to which of the server's changes they are known; 0 for none."""
        row = self._replica.row(sql.CURSOR)
        return int(row[0]) if row else 0

    def by_card(self, card_number: str) -> Member | None:
        """The member who holds that card."""
        digest = self._digest(card_number)
        found = next(iter(self._by_digest(sql.MEMBERS_BY_CARD, digest)), None) or self._brief_by_card(digest)
        return self._seen(found or self._joined_here(self._own.by_card(card_number)))

    def by_token(self, token: str) -> Member | None:
        """The member whom a QR names: a company's mark (it is taken off by then) and the card number."""
        return self.by_card(token)

    def by_id(self, member_id: str) -> Member | None:
        """The member with that pseudonymous id."""
        return self._seen(self._told(member_id) or self._own.by_id(member_id))

    def search(self, text: str, limit: int = 20) -> list[Member]:
        """Members whose name has words beginning so, or whose whole phone or card number is ``text``."""
        if any(character.isdigit() for character in text):
            digest = self._digest(text)
            found = [
                *self._by_digest(sql.MEMBERS_BY_PHONE, digest),
                *self._by_digest(sql.MEMBERS_BY_CARD, digest),
            ]
            if not found and (brief := self._brief_by_card(digest)):
                found = [brief]
        else:
            found = [_member(row) for row in self._replica.matching(sql.MEMBERS_MATCHING, text, limit)]
        joined_here = [each for each in self._own.search(text) if self._joined_here(each)]
        return [seen for each in (*joined_here, *found)[:limit] if (seen := self._seen(each)) is not None]

    def _joined_here(self, member: Member | None) -> Member | None:
        """The member, unless the replica knows them by now: then the server's word counts, also about the card."""
        return None if member is None or self._told(member.view.member_id) else member

    def _told(self, member_id: str) -> Member | None:
        """What the server told of a member."""
        packed = pack_id(member_id)
        row = self._replica.row(sql.MEMBER_BY_ID, (packed,))
        if row:
            return _member(row)
        for (way,) in self._replica.rows(sql.BRIEF_WAYS, ways_of(packed)):
            row = self._replica.row(sql.BRIEF_BETWEEN, (*keys_at(way), packed))
            if row:
                return _brief(row)
        return None

    def _seen(self, member: Member | None) -> Member | None:
        """The member with this till's own decisions laid over their view."""
        since = self._own.decisions_since(member.view.member_id) if member else []
        if member is None or not since:
            return member
        from pos_app.domain.loyalty.since import agreed_since, seen_since

        return replace(member, view=seen_since(member.view, since), agreed=agreed_since(member.agreed, since))

    def _digest(self, text: str) -> bytes:
        """The hash of a card or phone number; empty where ``text`` is none."""
        if not any(character.isdigit() for character in text):
            return b""
        return number_hash(self._card_secret, text)

    def _by_digest(self, statement: Statement, digest: bytes) -> list[Member]:
        if not digest:
            return []
        return [_member(row) for row in self._replica.rows(statement, (short_of(digest), digest))]

    def _brief_by_card(self, digest: bytes) -> Member | None:
        row = self._replica.row(sql.BRIEF_BY_CARD, (card_key(digest),)) if digest else None
        return _brief(row) if row else None


def _member(row: tuple[Any, ...]) -> Member:
    member_id, name, card_number_end, points, qualifying, tier, as_of_ms, blocked, personal_key, known = row
    told = decode_known(known)
    view = view_of(unpack_id(member_id), points, qualifying, tier, as_of_ms, told)
    return Member(view, name, card_number_end, bool(blocked), personal_key, agreed_of(told))


def _brief(row: tuple[Any, ...]) -> Member:
    member_id, points, qualifying, tier, standing, as_of_s = row
    view = view_of(unpack_id(member_id), points, qualifying, tier, as_of_s * 1000, None)
    return Member(view, "", blocked=bool(standing & 1), whole=False)
