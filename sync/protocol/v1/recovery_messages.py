"""What a till asks for that takes the place of a dead one.

==============================  ===============================================================
``GET  /v1/recovery/key``       -> :class:`RecoveryKey`: what day's copies seal their keys to
``POST /v1/recovery/keys``      :class:`KeysAsked` -> :class:`KeysTold`
``POST /v1/recovery/done``      :class:`RecoveryDone` -> :class:`RecoveryClosed`
==============================  ===============================================================

Only the till that was enrolled in that one's place is answered, and only for thirty days. Asked again, it is the same.
"""

from __future__ import annotations

import msgspec


class RecoveryKey(msgspec.Struct, frozen=True, kw_only=True):
    """The public half of the company's recovery key, raw X25519."""

    public_key: bytes


class KeysAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Open ``sealed`` (``till.keys`` of a copy of till ``till_id``) and seal what is inside to ``answer_key``, a raw
    X25519 key of which nobody but the asking till has the other half.
    """

    till_id: str
    sealed: bytes
    answer_key: bytes


class KeysTold(msgspec.Struct, frozen=True, kw_only=True):
    """The same keys, sealed to the one who asked."""

    sealed: bytes


class RecoveryDone(msgspec.Struct, frozen=True, kw_only=True):
    """All that could be found of till ``till_id`` was sent, up to record ``through``: it will not come again."""

    till_id: str
    through: int


class RecoveryClosed(msgspec.Struct, frozen=True, kw_only=True):
    """The server has so many records of it (``acked``). ``awaited``: after a restore its word on leases is waited for
    still, and a named person has to give it up.
    """

    acked: int
    awaited: bool
