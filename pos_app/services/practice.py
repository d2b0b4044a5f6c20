"""What a till to practise on reaches: the shop's goods and rules, a store that is thrown away, and nobody outside.

Nothing is signed for a tax office, and no card is charged. There are no members and no money of theirs: a card that is
shown is nobody's, a gift card cannot be had, and a PIN that is typed is taken without a look at it, so that practice is
no place to try PINs out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pos_app.domain.members import Member
from pos_app.services.gift_cards import GiftCardAnswer, GiftCardOutcome
from pos_app.services.holding import HoldAnswer, HoldOutcome, Wanted
from pos_app.services.lease_ports import Leases
from pos_app.services.leases import NoHub
from pos_app.services.ports import NOBODY_TO_ASK, Ports
from pos_app.services.till_store import TillStore

_FEWEST_DIGITS = 4


class Nobody:
    """The port ``Members`` where nobody is one."""

    def cursor(self) -> int:
        """Nothing is known."""
        return 0

    def by_card(self, card_number: str) -> Member | None:
        """Nobody."""
        return None

    def by_token(self, token: str) -> Member | None:
        """Nobody."""
        return None

    def by_id(self, member_id: str) -> Member | None:
        """Nobody."""
        return None

    def search(self, text: str, limit: int = 20) -> list[Member]:
        """Nobody."""
        return []


class NothingHeld:
    """The ports ``Holds`` and ``Securing`` where nobody is asked for anything."""

    def hold(
        self, redemption_id: str, member_id: str, account: str, points: int, *, given_back: bool = False
    ) -> HoldAnswer:
        """Nothing is held."""
        return HoldAnswer(HoldOutcome.NO_ANSWER)

    def void(self, redemption_id: str) -> None:
        """Nothing was held."""

    def secure(self, member_id: str, wants: Sequence[Wanted]) -> dict[str, str]:
        """Nothing is secured."""
        return {want.key: "offline" for want in wants}

    def let_go(self, member_id: str) -> None:
        """Nothing was kept."""


class NoGiftCards:
    """The port ``GiftCards`` whose cards have nothing on them."""

    def card_id(self, number: str) -> str:
        """An id that is no card's."""
        return f"practice-{number[-4:]}"

    def hold(self, redemption_id: str, card_id: str, currency: str, most_minor: int) -> GiftCardAnswer:
        """Nothing is held."""
        return GiftCardAnswer(GiftCardOutcome.NO_ANSWER)


class AnyPin:
    """The port ``PinCheck`` that tells nobody whether a PIN is right."""

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether it could be a PIN at all."""
        return len(pin) >= _FEWEST_DIGITS


def practice_ports(real: Ports, store: TillStore, leases: Leases) -> Ports:
    """The ports of a till to practise on, over ``store`` and its (empty) ``leases``."""
    nothing = NothingHeld()
    return replace(
        real,
        members=Nobody(),
        pins=AnyPin(),
        store=store,
        holds=nothing,
        securing=nothing,
        gift_cards=NoGiftCards(),
        leases=leases,
        hub=NoHub(),
        whole_members=NOBODY_TO_ASK,
        books=None,
        prices=None,
        elsewhere=None,
        slips=None,
        accounts=None,
        card_terminal=None,
    )
