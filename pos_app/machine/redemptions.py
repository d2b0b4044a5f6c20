"""Holding points, and whatever else a sale uses up, over the network: wired when the first customer wants to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from pos_app.domain.errors import TillError
from pos_app.services.holding import HoldAnswer, HoldOutcome, Holds, Securing, Wanted
from pos_app.services.leases import NO_HUB, HubAnswer, HubCard, KeptCard

_LOG = logging.getLogger(__name__)


if TYPE_CHECKING:  # a protocol takes a fraction of a millisecond of every start
    from pos_app.services.lease_ports import HubLine

    class LineToHub(HubLine, Protocol):
        """The port over a line that can hang up."""

        def close(self) -> None:
            """Hang up."""

    class HoldLine(Holds, Protocol):
        """The port over a line that can hang up."""

        def close(self) -> None:
            """Hang up."""

    class SecuringLine(Securing, Protocol):
        """The port over a line that can hang up."""

        def close(self) -> None:
            """Hang up."""


class LateHolds:
    """The port ``Holds`` that makes the real one when it is first needed: HTTP and TLS cost the start 100 ms."""

    def __init__(self, make: Callable[[], HoldLine]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._made: HoldLine | None = None

    def hold(
        self, redemption_id: str, member_id: str, account: str, points: int, *, given_back: bool = False
    ) -> HoldAnswer:
        """See the port. A till without its device key holds nothing and says why; it goes on selling."""
        try:
            holds = self._real()
        except TillError as error:
            return HoldAnswer(HoldOutcome.REFUSED, detail=str(error))
        return holds.hold(redemption_id, member_id, account, points, given_back=given_back)

    def void(self, redemption_id: str) -> None:
        """See the port. A hold that can not be let go runs out by itself."""
        try:
            holds = self._real()
        except TillError as error:
            _LOG.info("a hold could not be let go: %s", error)
            return
        holds.void(redemption_id)

    def close(self) -> None:
        """Hang up, where a line was ever made; it may be made again."""
        with self._making:
            made, self._made = self._made, None
        if made is not None:
            made.close()

    def _real(self) -> HoldLine:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made


class LateSecuring:
    """The port ``Securing``, made when it is first needed."""

    def __init__(self, make: Callable[[], SecuringLine]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._made: SecuringLine | None = None

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

    def close(self) -> None:
        """Hang up, where a line was ever made; it may be made again."""
        with self._making:
            made, self._made = self._made, None
        if made is not None:
            made.close()

    def _real(self) -> SecuringLine:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made


class LateHub:
    """The port ``HubLine``, made when it is first needed; a till without its device key has no hub. ``things_lease``
    looks into the till's own file.
    """

    def __init__(self, make: Callable[[], LineToHub], things_lease: Callable[[str], str]) -> None:
        self._make = make
        self._things_lease = things_lease
        self._making = threading.Lock()
        self._made: LineToHub | None = None

    def take(
        self, redemption_id: str, member_id: str, account: str, points: int, *, hurry: bool = False
    ) -> HubAnswer:
        """See the port."""
        hub = self._real()
        if hub is None:
            return HubAnswer(why=NO_HUB)
        return hub.take(redemption_id, member_id, account, points, hurry=hurry)

    def take_card(
        self, redemption_id: str, card_id: str, currency: str, most_minor: int, *, hurry: bool = False
    ) -> HubCard:
        """See the port."""
        hub = self._real()
        if hub is None:
            return HubCard(why=NO_HUB)
        return hub.take_card(redemption_id, card_id, currency, most_minor, hurry=hurry)

    def secure(
        self, member_id: str, basket_id: str, wants: Sequence[Wanted], cursor: int, *, hurry: bool = False
    ) -> dict[str, str]:
        """See the port."""
        hub = self._real()
        if hub is None:
            return {want.key: NO_HUB for want in wants}
        return hub.secure(member_id, basket_id, wants, cursor, hurry=hurry)

    def things_lease(self, basket_id: str) -> str:
        """See the port."""
        return self._things_lease(basket_id)

    def free(self, redemption_id: str) -> None:
        """See the port."""
        hub = self._real()
        if hub is not None:
            hub.free(redemption_id)

    def let_go(self, basket_id: str) -> None:
        """See the port."""
        hub = self._real()
        if hub is not None:
            hub.let_go(basket_id)

    def is_there(self) -> bool:
        """See the port."""
        hub = self._real()
        return hub is not None and hub.is_there()

    def close(self) -> None:
        """Hang up, where a line was ever made; what was told to nobody yet is still told when it is used again."""
        if self._made is not None:
            self._made.close()

    def _real(self) -> LineToHub | None:
        with self._making:
            if self._made is None:
                try:
                    self._made = self._make()
                except TillError as error:
                    _LOG.info("the store's hub can not be asked: %s", error)
            return self._made


def hold_answer(
    outcome: str, balance: int, as_of_ms: int, expires_ms: int, detail: str, leased: int = 0
) -> HoldAnswer:
    """The port's answer from the words of the wire."""
    return HoldAnswer(HoldOutcome(outcome), balance, as_of_ms, expires_ms, detail, leased)


def hub_card(
    lease_id: str = "",
    why: str = "",
    held_minor: int = 0,
    left_minor: int = 0,
    expires_on: str = "",
    single_purpose_vat: tuple[str, int] | None = None,
) -> HubCard:
    """The hub's answer from the words of the wire."""
    if why:
        return HubCard(why=why)
    card = KeptCard(expires_on, single_purpose_vat is not None, *(single_purpose_vat or ()))
    return HubCard(lease_id, "", held_minor, left_minor, card)
