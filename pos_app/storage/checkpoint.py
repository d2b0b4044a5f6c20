"""Checkpoints: what the journal's head was at some time, signed by the till.

A chain shows what was changed within it but not that its tail was cut. A checkpoint that has left the till does.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pos_app.domain.errors import BadFile

_FORM = "trofast-checkpoint-v1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a till's journal at ``at_ms``; ``public_key`` is the raw Ed25519 key of the till that signed."""

    company_id: str
    till_id: str
    sequence: int
    head: bytes
    at_ms: int
    public_key: bytes
    signature: bytes

    @property
    def statement(self) -> bytes:
        """What the signature covers."""
        return _statement(self.company_id, self.till_id, self.sequence, self.head, self.at_ms)

    @property
    def fingerprint(self) -> str:
        """What the server shows of the till's key: an auditor compares the two."""
        return hashlib.sha256(self.public_key).hexdigest()[:16]

    def is_genuine(self) -> bool:
        """Whether the key in it signed it. Whether that key is the till's, the server says."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(self.signature, self.statement)
        except (InvalidSignature, ValueError):
            return False
        return True


def make_checkpoint(
    *,
    company_id: str,
    till_id: str,
    sequence: int,
    head: bytes,
    at_ms: int,
    public_key: bytes,
    sign: Callable[[bytes], bytes],
) -> Checkpoint:
    """Sign the head of a journal with the till's device key."""
    signature = sign(_statement(company_id, till_id, sequence, head, at_ms))
    return Checkpoint(company_id, till_id, sequence, head, at_ms, public_key, signature)


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write it as JSON."""
    told = {
        "form": _FORM,
        "company_id": checkpoint.company_id,
        "till_id": checkpoint.till_id,
        "sequence": checkpoint.sequence,
        "head": checkpoint.head.hex(),
        "at_ms": checkpoint.at_ms,
        "public_key": base64.b64encode(checkpoint.public_key).decode(),
        "signature": base64.b64encode(checkpoint.signature).decode(),
    }
    path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def read_checkpoint(path: Path) -> Checkpoint:
    """Read it. Raises :class:`~pos_app.domain.errors.BadFile` for anything that is no checkpoint."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(str(path), None, f"a checkpoint that can be read ({error.strerror})") from error
    except ValueError as error:
        raise BadFile(str(path), getattr(error, "lineno", None), "a checkpoint as JSON") from error
    if not isinstance(told, dict) or told.get("form") != _FORM:
        raise BadFile(str(path), None, f'a checkpoint: JSON with "form": "{_FORM}"')
    try:
        return Checkpoint(
            company_id=_text(told["company_id"]),
            till_id=_text(told["till_id"]),
            sequence=_whole(told["sequence"]),
            head=bytes.fromhex(_text(told["head"])),
            at_ms=_whole(told["at_ms"]),
            public_key=base64.b64decode(_text(told["public_key"]), validate=True),
            signature=base64.b64decode(_text(told["signature"]), validate=True),
        )
    except (KeyError, ValueError, TypeError, binascii.Error) as error:
        raise BadFile(str(path), None, "a checkpoint with all its fields") from error


def _statement(company_id: str, till_id: str, sequence: int, head: bytes, at_ms: int) -> bytes:
    return _FORM.encode() + b"\0" + msgspec.msgpack.encode((company_id, till_id, sequence, head, at_ms))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise TypeError
    return value
