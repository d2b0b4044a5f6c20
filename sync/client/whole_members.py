"""Asking the server for all of a member who stands at the counter: an answer within two seconds, or none."""

from __future__ import annotations

from sync.client.patient import PATIENCE_MS, PatientLine
from sync.client.place import Place
from sync.client.trouble import SyncTrouble
from sync.protocol.v1.member_messages import MemberAsked, MemberTold


class WholeMembersClient:
    """The question over the network. Safe to use from any thread."""

    def __init__(self, place: Place) -> None:
        self._line = PatientLine(place, "whole-members")

    def ask(self, member_id: str = "", number_hash: bytes = b"") -> MemberTold | None:
        """Who is meant, whole; ``None`` without an answer. Never raises for the network. Asking again is safe: it says
        the same and changes nothing.
        """
        asked = MemberAsked(member_id=member_id, number_hash=number_hash)
        try:
            return self._line.within(lambda central: central.members(asked, deadline_ms=PATIENCE_MS))
        except SyncTrouble:
            return None

    def close(self) -> None:
        """Hang up. A client that was closed may be used again."""
        self._line.close()
