"""Members whom the till asks for: the question over the network, the answer kept in the replica."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.domain.errors import TillError
from sync.protocol.v1.numbers import number_hash

if TYPE_CHECKING:  # the first start asks for nobody
    from sync.client.whole_members import WholeMembersClient
    from sync.protocol.v1.member_messages import MemberTold

_LOG = logging.getLogger(__name__)


class LateWholeMembers:
    """The port ``WholeMembers``; its client is made when it is first needed: HTTP and TLS cost the start 100 ms."""

    def __init__(
        self, make: Callable[[], WholeMembersClient], folder: Path, key: bytes, card_secret: bytes
    ) -> None:
        self._make = make
        self._folder, self._key, self._card_secret = folder, key, card_secret
        self._making = threading.Lock()
        self._made: WholeMembersClient | None = None

    def ask(self, member_id: str) -> bool:
        """See the port. A till without its device key asks nobody; it goes on selling."""
        return self._keep(lambda client: client.ask(member_id))

    def ask_number(self, number: str) -> bool:
        """See the port."""
        if not any(character.isdigit() for character in number):
            return False
        digest = number_hash(self._card_secret, number)
        return self._keep(lambda client: client.ask(number_hash=digest))

    def close(self) -> None:
        """Hang up, where a line was ever made; it may be made again."""
        with self._making:
            made, self._made = self._made, None
        if made is not None:
            made.close()

    def _keep(self, ask: Callable[[WholeMembersClient], MemberTold | None]) -> bool:
        from pos_app.storage.replica_told import keep_told

        try:
            told = ask(self._real())
            return told is not None and keep_told(self._folder, self._key, told)
        except TillError as error:
            _LOG.info("a member could not be asked for, or not be kept: %s", type(error).__name__)
            return False

    def _real(self) -> WholeMembersClient:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made
