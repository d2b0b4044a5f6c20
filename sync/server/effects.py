"""What applying a fact needs to know and what it leaves to say: where it comes from, what it did, what was odd."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos_app.domain.loyalty.programme import Programme
from sync.server.replay import Flag


class CannotApply(Exception):
    """A record that this server cannot read: an unknown kind or version. It is stored and parked."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact comes from and when the server got it (SERVER-ORDER: the server's clock, not the till's)."""

    company_id: str
    till_id: str
    store_id: str
    last_receipt: int
    now_ms: int
    programmes: tuple[Programme, ...]
    """Those in force now: a tier is settled under them, the sale itself is replayed under those it pins."""


@dataclass(slots=True)
class Effects:
    """What applying one fact did: the members it touched, the flags it raised, the sale's receipt number."""

    flags: list[Flag] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    receipt_number: int | None = None

    def flag(self, code: str, detail: str) -> None:
        """Something that a person should look at."""
        self.flags.append(Flag(code, detail))
