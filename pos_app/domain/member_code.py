"""What stands in a member's signed code: bytes that the company signed, shown as a QR of digits.

::

    1991 | the digits of  version 1 | kind 1 | company 4 | key 4 | token 8 | issued 4 | ends 4 | member 1+n
                       [phone's key 32] | issuer's signature 64 [| step 4 | phone's signature 64]

Numbers are unsigned, big-endian; times are whole seconds of UTC. What stands in brackets is in rotating codes alone.
A signed code is a card that cannot be made up. A rotating one is signed by the member's phone as well, anew every
:data:`STEP_S` seconds, so that a picture of it soon tells nothing.

Why digits: a QR packs them as tightly as bytes (its numeric mode), and they are the same on nearly every keyboard, with
Caps Lock and a foreign script too, so that a scanner which types cannot garble them. Why pieces of seven bytes: a code
that was cut off still begins as what it is, and can be told as cut off. Why one version byte: it means Ed25519 over
this layout and nothing else; nobody ever asks a code how it wants to be checked.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import IntEnum

from pos_app.domain.errors import Refusal, Refused

MARK = "1991"
"""Before the digits. GS1 gave 199 to nobody, so no goods begin so; a code has more digits than any card."""
VERSION = 1
KEY_BYTES, SIGNATURE_BYTES, TOKEN_BYTES = 32, 64, 8
STEP_S = 30
LONGEST_MEMBER = 64
MOST_BYTES = 26 + 1 + LONGEST_MEMBER + KEY_BYTES + SIGNATURE_BYTES + 4 + SIGNATURE_BYTES
MOST_DIGITS = 624
"""The mark and the digits of the longest code: whatever is longer is not looked into."""

_ISSUED = b"trofast-member-code-v1\0"
_SHOWN = b"trofast-member-code-shown-v1\0"
_HEAD = 26
_PIECE = 7
_WIDTHS = (0, 3, 5, 8, 10, 13, 15, 17)
"""How many digits so many bytes need."""
_SIZES = {width: size for size, width in enumerate(_WIDTHS)}
_DIGITS = re.compile("[0-9]+")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Kind(IntEnum):
    """What kind of code it is."""

    SIGNED = 1
    ROTATING = 2


@dataclass(frozen=True, slots=True)
class Token:
    """What the company said of a member. ``phone_key`` is the raw Ed25519 key of a rotating code, else empty;
    ``company_tag`` and ``key_id`` name the company and its key in few bytes.
    """

    kind: Kind
    company_tag: bytes
    key_id: bytes
    token_id: bytes
    issued_s: int
    ends_s: int
    member_id: str
    phone_key: bytes = b""

    def body(self) -> bytes:
        """The bytes of it, without the signature."""
        return b"".join(
            (
                bytes((VERSION, self.kind)),
                self.company_tag,
                self.key_id,
                self.token_id,
                self.issued_s.to_bytes(4, "big"),
                self.ends_s.to_bytes(4, "big"),
                _packed(self.member_id),
                self.phone_key,
            )
        )


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A public key of the company; it issued from ``from_ms`` until ``until_ms`` (0: it still does), ms UTC."""

    public_key: bytes
    from_ms: int
    until_ms: int = 0

    def could_issue(self, issued_s: int) -> bool:
        """Whether it was the company's to sign with then; a code is dated in whole seconds."""
        return self.from_ms // 1000 <= issued_s and (not self.until_ms or issued_s * 1000 <= self.until_ms)


@dataclass(frozen=True, slots=True)
class TillTime:
    """The time (ms UTC); ``is_checked`` says that it was held against the server's within the last day."""

    now_ms: int
    is_checked: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A code as it was shown: the token with its signature and, of a rotating one, the step it was shown in and the
    phone's signature over that.
    """

    token: Token
    signature: bytes
    step: int = 0
    proof: bytes = b""


def company_tag(company_id: str) -> bytes:
    """Four bytes by which a code of another company is told; the whole id is in what is signed."""
    return hashlib.sha256(b"trofast-company\0" + company_id.encode()).digest()[:4]


def key_id(public_key: bytes) -> bytes:
    """Four bytes that name a raw Ed25519 public key."""
    return hashlib.sha256(public_key).digest()[:4]


def issued_bytes(company_id: str, body: bytes) -> bytes:
    """What the issuer's signature covers: the whole company id and every byte of the token."""
    return _ISSUED + _counted(company_id) + body


def shown_bytes(company_id: str, token_id: bytes, step: int) -> bytes:
    """What the phone's signature covers: company, token and the step of :data:`STEP_S` seconds since 1970."""
    return _SHOWN + _counted(company_id) + token_id + step.to_bytes(4, "big")


def text_of(raw: bytes) -> str:
    """The text of a code's QR: the mark, then each seven bytes as a decimal number of 17 digits, and what is left over
    as one of as many digits as so many bytes need.
    """
    pieces = [raw[start : start + _PIECE] for start in range(0, len(raw), _PIECE)]
    return MARK + "".join(str(int.from_bytes(piece, "big")).zfill(_WIDTHS[len(piece)]) for piece in pieces)


def bytes_of(text: str) -> bytes:
    """The way back; :class:`Refused` ``MEMBER_CODE_TOO_LONG`` or ``MEMBER_CODE_DAMAGED``."""
    if len(text) > MOST_DIGITS:
        raise Refused(Refusal.MEMBER_CODE_TOO_LONG)
    digits = text.removeprefix(MARK)
    if len(digits) == len(text) or _DIGITS.fullmatch(digits) is None:
        raise Refused(Refusal.MEMBER_CODE_DAMAGED)
    pieces = [digits[start : start + _WIDTHS[_PIECE]] for start in range(0, len(digits), _WIDTHS[_PIECE])]
    return b"".join(_piece(piece) for piece in pieces)


def read_code(text: str) -> Shown:
    """Take a code's text apart without believing any of it.

    Raises :class:`Refused` ``MEMBER_CODE_TOO_LONG``, ``MEMBER_CODE_DAMAGED`` or ``MEMBER_CODE_OTHER_KIND``: another
    version or kind, and so perhaps another algorithm, is never looked into.
    """
    return _taken_apart(bytes_of(text))


def read_token(raw: bytes) -> tuple[Token, bytes]:
    """An issued token and its signature, as a phone keeps them; raises as :func:`read_code`."""
    token, rest = _token(raw)
    if len(rest) != SIGNATURE_BYTES:
        raise Refused(Refusal.MEMBER_CODE_DAMAGED)
    return token, rest


def _taken_apart(raw: bytes) -> Shown:
    token, rest = _token(raw)
    if token.kind is Kind.SIGNED:
        if len(rest) != SIGNATURE_BYTES:
            raise Refused(Refusal.MEMBER_CODE_DAMAGED)
        return Shown(token, rest)
    if len(rest) != SIGNATURE_BYTES + 4 + SIGNATURE_BYTES:
        raise Refused(Refusal.MEMBER_CODE_DAMAGED)
    signature, step, proof = rest[:SIGNATURE_BYTES], rest[SIGNATURE_BYTES:][:4], rest[-SIGNATURE_BYTES:]
    return Shown(token, signature, int.from_bytes(step, "big"), proof)


def _token(raw: bytes) -> tuple[Token, bytes]:
    if len(raw) <= _HEAD:
        raise Refused(Refusal.MEMBER_CODE_DAMAGED)
    if raw[0] != VERSION or raw[1] not in (*Kind,):
        raise Refused(Refusal.MEMBER_CODE_OTHER_KIND)
    kind = Kind(raw[1])
    member, at = _member(raw)
    key_ends = at + (KEY_BYTES if kind is Kind.ROTATING else 0)
    token = Token(
        kind=kind,
        company_tag=raw[2:6],
        key_id=raw[6:10],
        token_id=raw[10:18],
        issued_s=int.from_bytes(raw[18:22], "big"),
        ends_s=int.from_bytes(raw[22:26], "big"),
        member_id=member,
        phone_key=raw[at:key_ends],
    )
    return token, raw[key_ends:]


def _packed(member_id: str) -> bytes:
    """A UUID as a zero and its 16 bytes, any other id as its length and its ASCII letters."""
    if _UUID.fullmatch(member_id):
        return b"\0" + bytes.fromhex(member_id.replace("-", ""))
    letters = member_id.encode("ascii")
    if not 0 < len(letters) <= LONGEST_MEMBER:
        raise ValueError(f"a member's id has 1 to {LONGEST_MEMBER} letters")
    return bytes((len(letters),)) + letters


def _member(raw: bytes) -> tuple[str, int]:
    """The member's id, and where it ends."""
    size = raw[_HEAD]
    ends = _HEAD + 1 + (size or 16)
    packed = raw[_HEAD + 1 : ends]
    if size > LONGEST_MEMBER or ends > len(raw) or not (size == 0 or packed.isascii()):
        raise Refused(Refusal.MEMBER_CODE_DAMAGED)
    if size:
        return packed.decode("ascii"), ends
    text = packed.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}", ends


def _counted(text: str) -> bytes:
    letters = text.encode()
    return len(letters).to_bytes(2, "big") + letters


def _piece(digits: str) -> bytes:
    """The bytes of one number; no bytes have that many digits, or their digits say more than they can hold: damaged."""
    size, number = _SIZES.get(len(digits), 0), int(digits)
    if not size or number >> (8 * size):
        raise Refused(Refusal.MEMBER_CODE_DAMAGED)
    return number.to_bytes(size, "big")
