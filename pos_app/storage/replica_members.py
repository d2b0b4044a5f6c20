"""The members of the replica in use: the port ``Members``."""

from __future__ import annotations

from typing import Any

from pos_app.domain.members import Member
from pos_app.storage import replica_sql as sql
from pos_app.storage.replica_keys import pack_id, short_of, unpack_id
from pos_app.storage.replica_lookup import Lookup
from pos_app.storage.statement import Statement
from sync.protocol.v1.member_views import decode_known, view_of
from sync.protocol.v1.numbers import number_hash


class ReplicaMembers:
    """The port on the open replica. Numbers are looked up by their keyed hash: the till does not hold them."""

    def __init__(self, replica: Lookup, card_secret: bytes) -> None:
        self._replica = replica
        self._card_secret = card_secret

    def by_card(self, card_number: str) -> Member | None:
        """The member who holds that card."""
        return next(iter(self._by_number(sql.MEMBERS_BY_CARD, card_number)), None)

    def by_token(self, token: str) -> Member | None:
        """The member whom a QR names: a company's mark (it is taken off by then) and the card number."""
        return self.by_card(token)

    def by_id(self, member_id: str) -> Member | None:
        """The member with that pseudonymous id."""
        row = self._replica.row(sql.MEMBER_BY_ID, (pack_id(member_id),))
        return _member(row) if row else None

    def search(self, text: str, limit: int = 20) -> list[Member]:
        """Members whose name has words beginning so, or whose whole phone or card number is ``text``."""
        if any(character.isdigit() for character in text):
            return [
                *self._by_number(sql.MEMBERS_BY_PHONE, text),
                *self._by_number(sql.MEMBERS_BY_CARD, text),
            ][:limit]
        return [_member(row) for row in self._replica.matching(sql.MEMBERS_MATCHING, text, limit)]

    def _by_number(self, statement: Statement, text: str) -> list[Member]:
        if not any(character.isdigit() for character in text):
            return []
        digest = number_hash(self._card_secret, text)
        return [_member(row) for row in self._replica.rows(statement, (short_of(digest), digest))]


def _member(row: tuple[Any, ...]) -> Member:
    member_id, name, card_number_end, points, qualifying, tier, as_of_ms, blocked, personal_key, known = row
    view = view_of(unpack_id(member_id), points, qualifying, tier, as_of_ms, decode_known(known))
    return Member(view, name, card_number_end, bool(blocked), personal_key)
