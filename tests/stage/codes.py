"""Member codes in tests: an issuer, what a till was told of it, and the time."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pos_app.domain.member_code import (
    IssuerKey,
    Kind,
    TillTime,
    Token,
    company_tag,
    issued_bytes,
    key_id,
    text_of,
)
from pos_app.machine.signatures import Ed25519Signatures
from pos_app.services.member_codes import MemberCodes
from tests.stage import goods
from tests.stage.phone import Phone

DAY_S = 86_400


@dataclass
class CodeIssuer:
    """What the server does, with a key that is always the same."""

    company_id: str = goods.COMPANY
    seed: bytes = bytes(range(32))
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public_key(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        return key_id(self.public_key)

    def token(
        self,
        member_id: str,
        *,
        at_ms: int = goods.AT_MS,
        days: int = 365,
        phone: Phone | None = None,
    ) -> Token:
        """A token that is not signed yet."""
        return Token(
            kind=Kind.ROTATING if phone else Kind.SIGNED,
            company_tag=company_tag(self.company_id),
            key_id=self.key_id,
            token_id=next(self.numbers).to_bytes(8, "big"),
            issued_s=at_ms // 1000,
            ends_s=at_ms // 1000 + days * DAY_S,
            member_id=member_id,
            phone_key=phone.public_key if phone else b"",
        )

    def sign(self, token: Token) -> bytes:
        """The token with this issuer's signature."""
        body = token.body()
        return body + self.private.sign(issued_bytes(self.company_id, body))

    def card(self, member_id: str, *, at_ms: int = goods.AT_MS, days: int = 365) -> str:
        """The text of a signed code."""
        return text_of(self.sign(self.token(member_id, at_ms=at_ms, days=days)))

    def phone(self, member_id: str, *, at_ms: int = goods.AT_MS, days: int = 365, seed: int = 7) -> Phone:
        """A phone with a token for that member."""
        phone = Phone(self.company_id, bytes((seed,)) * 32)
        phone.take(self.sign(self.token(member_id, at_ms=at_ms, days=days, phone=phone)))
        return phone


class ToldOfCodes:
    """The port ``Issuers``: what a test says the server told."""

    def __init__(self, *issuers: CodeIssuer) -> None:
        self.keys = {each.key_id: IssuerKey(each.public_key, 0) for each in issuers}
        self.revoked: dict[str, int] = {}

    def issuer_key(self, key_id: bytes) -> IssuerKey | None:
        return self.keys.get(key_id)

    def revoked_to_s(self, token_id: bytes, member_id: str) -> int:
        names = (f"token/{token_id.hex()}", f"member/{member_id}")
        return max(self.revoked.get(name, -1) for name in names)

    def retire(self, issuer: CodeIssuer, until_ms: int) -> None:
        """Another key took over."""
        self.keys[issuer.key_id] = replace(self.keys[issuer.key_id], until_ms=until_ms)


class TimeByHand:
    """The port ``ServerTime``."""

    def __init__(self, now_ms: int = goods.AT_MS, *, is_checked: bool = True) -> None:
        self.now_ms = now_ms
        self.is_checked = is_checked

    def now(self) -> TillTime:
        return TillTime(self.now_ms, self.is_checked)


@dataclass
class CodeStage:
    """A till that knows one issuer."""

    issuer: CodeIssuer = field(default_factory=CodeIssuer)
    time: TimeByHand = field(default_factory=TimeByHand)
    told: ToldOfCodes = field(init=False)
    judge: MemberCodes = field(init=False)

    def __post_init__(self) -> None:
        self.told = ToldOfCodes(self.issuer)
        self.judge = MemberCodes(self.issuer.company_id, self.told, Ed25519Signatures(), self.time)
