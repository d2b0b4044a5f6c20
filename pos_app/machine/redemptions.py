"""Holding points, and whatever else a sale uses up, over the network: wired when the first customer wants to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pos_app.domain.errors import TillError
from pos_app.services.ports import HoldAnswer, HoldOutcome, Holds, Securing

if TYPE_CHECKING:
    from pos_app.services.securing import Wanted

_LOG = logging.getLogger(__name__)


class LateHolds:
    """The port ``Holds`` that makes the real one when it is first needed: HTTP and TLS cost the start 100 ms."""

    def __init__(self, make: Callable[[], Holds]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._made: Holds | None = None

    def hold(self, redemption_id: str, member_id: str, account: str, points: int) -> HoldAnswer:
        """See the port. A till without its device key holds nothing and says why; it goes on selling."""
        try:
            holds = self._real()
        except TillError as error:
            return HoldAnswer(HoldOutcome.REFUSED, detail=str(error))
        return holds.hold(redemption_id, member_id, account, points)

    def void(self, redemption_id: str) -> None:
        """See the port. A hold that can not be let go runs out by itself."""
        try:
            holds = self._real()
        except TillError as error:
            _LOG.info("a hold could not be let go: %s", error)
            return
        holds.void(redemption_id)

    def _real(self) -> Holds:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made


class LateSecuring:
    """The port ``Securing``, made when it is first needed."""

    def __init__(self, make: Callable[[], Securing]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._made: Securing | None = None

    def secure(self, member_id: str, wants: Sequence[Wanted]) -> dict[str, str]:
        """See the port. A till without its device key secures nothing; it goes on selling."""
        try:
            securing = self._real()
        except TillError as error:
            _LOG.info("nothing can be secured at the server: %s", error)
            return {want.key: "refused" for want in wants}
        return securing.secure(member_id, wants)

    def let_go(self, member_id: str) -> None:
        """See the port. What can not be let go comes free by itself."""
        try:
            securing = self._real()
        except TillError as error:
            _LOG.info("what was secured could not be let go: %s", error)
            return
        securing.let_go(member_id)

    def _real(self) -> Securing:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made


def hold_answer(outcome: str, balance: int, as_of_ms: int, expires_ms: int, detail: str) -> HoldAnswer:
    """The port's answer from the words of the wire."""
    return HoldAnswer(HoldOutcome(outcome), balance, as_of_ms, expires_ms, detail)
