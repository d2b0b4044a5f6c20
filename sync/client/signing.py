"""Signs what the till sends: each request in its headers, each batch in its body (SIGNED-BATCH).

A till with a wrong clock still talks: the server's refusal says the server's time, from then on the requests carry the
till's clock plus the difference. Facts keep the till's own time: it is evidence (SERVER-ORDER).
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from pathlib import Path

from sync.client.keys import DeviceKey, other_key
from sync.protocol.v1.messages import batch_bytes
from sync.protocol.v1.signing import AT_MS, COMPANY, NONCE, SIGNATURE, TILL, request_bytes


class Signer:
    """Signs as one till. ``now_ms`` is the till's clock (ms UTC); in ``key_file`` a changed key is found."""

    def __init__(
        self,
        key: DeviceKey,
        company_id: str,
        till_id: str,
        now_ms: Callable[[], int],
        key_file: Path | None = None,
    ) -> None:
        self.company_id = company_id
        self.till_id = till_id
        self.offset_ms = 0
        """What the server's clock showed more than ours when it last said so."""
        self._key = key
        self._now_ms = now_ms
        self._key_file = key_file

    def headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        """The signature's headers of one request; each call draws a new nonce, so a repeat is no replay."""
        at_ms = self._now_ms() + self.offset_ms
        nonce = secrets.token_hex(16)
        signature = self._key.sign(
            request_bytes(
                method=method,
                target=target,
                body=body,
                company_id=self.company_id,
                till_id=self.till_id,
                at_ms=at_ms,
                nonce=nonce,
            )
        )
        return {
            COMPANY: self.company_id,
            TILL: self.till_id,
            AT_MS: str(at_ms),
            NONCE: nonce,
            SIGNATURE: base64.b64encode(signature).decode("ascii"),
        }

    def clock_ms(self) -> int:
        """The till's own clock, right or wrong."""
        return self._now_ms()

    def sign_batch(self, first: int, last: int, head: bytes) -> bytes:
        """The one signature of a batch (SIGNED-BATCH)."""
        return self._key.sign(batch_bytes(self.company_id, self.till_id, first, last, head))

    def learn_clock(self, server_now_ms: int) -> None:
        """Take the server's time as it was said just now."""
        self.offset_ms = server_now_ms - self._now_ms()

    def change_key(self) -> bool:
        """The server refused the key: sign with another that the till's files hold, where they do. Whether they did."""
        other = other_key(self._key_file, self._key.public_key) if self._key_file else None
        self._key = other or self._key
        return other is not None
