"""Baskets as bytes. They are state, but an update of the program must not lose the one on the counter, so they are
kept in the same frozen types as the facts.
"""

from __future__ import annotations

import logging
from dataclasses import replace

import msgspec

from pos_app.domain.basket import Basket, DepositSlip
from pos_app.domain.loyalty.decision import NO_WISHES, Wishes
from pos_app.domain.tender import Tender
from pos_app.services.till_store import OpenBasket
from sync.protocol.v1.facts import BasketV1, TenderV1
from sync.protocol.v1.loyalty_facts import WishesV1

_LOG = logging.getLogger(__name__)


class _StateV1(msgspec.Struct, frozen=True, array_like=True):
    version: int
    basket: BasketV1
    tenders: tuple[TenderV1, ...]
    wishes: WishesV1 = WishesV1()
    slips: tuple[tuple[str, int], ...] = ()
    """Deposit slips, by number and amount: a basket that became a fact has none."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_StateV1)


def encode_basket(basket: Basket, tenders: tuple[Tender, ...] = (), wishes: Wishes = NO_WISHES) -> bytes:
    """A basket, the tenders taken for it and what was asked for, as bytes."""
    return _encoder.encode(
        _StateV1(
            1,
            msgspec.convert(basket, BasketV1, from_attributes=True),
            tuple(msgspec.convert(each, TenderV1, from_attributes=True) for each in tenders),
            msgspec.convert(wishes, WishesV1, from_attributes=True),
            tuple((slip.number, slip.amount_minor) for slip in basket.slips),
        )
    )


def decode_basket(content: bytes) -> OpenBasket | None:
    """The way back; ``None``, with a line in the log, when the bytes are not ours (a bug, never a reason to stop)."""
    try:
        state = _decoder.decode(content)
        basket = msgspec.convert(state.basket, Basket, from_attributes=True)
        if state.slips:
            basket = replace(basket, slips=tuple(DepositSlip(*slip) for slip in state.slips))
        return OpenBasket(
            basket,
            tuple(msgspec.convert(each, Tender, from_attributes=True) for each in state.tenders),
            msgspec.convert(state.wishes, Wishes, from_attributes=True),
        )
    except msgspec.MsgspecError:
        _LOG.exception("a kept basket of %d bytes can not be read", len(content))
        return None
