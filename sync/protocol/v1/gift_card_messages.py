"""Asking for a gift card's money, version 1: ``POST /v1/gift-cards`` :class:`GiftCardHold` -> :class:`GiftCardReply`.

What was held is let go like points, by ``POST /v1/holds/void`` with the same redemption id.
"""

from __future__ import annotations

import msgspec


class GiftCardHold(msgspec.Struct, frozen=True, kw_only=True):
    """Hold what the card has, and at most ``most_minor`` of it (HOLD). The redemption id is the idempotency key.

    ``card_id`` is the keyed hash of the card's number (hex). A ``most_minor`` of 0 only asks what is on the card.
    """

    redemption_id: str
    card_id: str
    currency: str
    most_minor: int


class GiftCardReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``outcome`` is ``held``, ``told`` (nothing was to be held), ``empty``, ``unknown``, ``expired`` or ``refused``.

    ``held_minor`` is held until ``expires_ms``; ``balance_minor`` is free after that at ``as_of_ms``. ``expires_on`` is
    the last day (ISO) of the money that ends first. A single-purpose card names its rate.

    ``leased_minor`` beside it are in a lease. With ``recalled`` the server has asked its keeper for them: another
    request a moment later may hold more. Where all of it is, ``expires_ms`` is when it comes free at the latest.
    A hub hands out of ``lease_id``.
    """

    outcome: str
    as_of_ms: int
    held_minor: int = 0
    balance_minor: int = 0
    expires_ms: int = 0
    expires_on: str = ""
    is_single_purpose: bool = False
    vat_code: str = ""
    vat_basis_points: int = 0
    detail: str = ""
    leased_minor: int = 0
    recalled: bool = False
    lease_id: str = ""
