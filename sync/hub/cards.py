"""Handing out parts of a gift card's money to the store's tills (LEASE), each once (LEASE-ONCE): like points, but that
the card gives what it has, up to what is asked.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, Row, insert, select

from pos_app.domain.gift_card import account_of, holder_of_card
from sync.hub.handing import CLOCK_UNSURE, HANDED_OUT, LARGEST, NO_LEASE, a_part, is_id
from sync.hub.leases import clock_runs, left_of, server_ms, usable_leases
from sync.hub.tables import lease, part
from sync.protocol.v1.gift_card_messages import GiftCardHold, GiftCardReply
from sync.protocol.v1.lease_messages import Lease, LeasedCard
from sync.protocol.v1.problems import Code
from sync.server.problems import Declined

_decoder = msgspec.msgpack.Decoder(Lease)


def hand_out_card(connection: Connection, till_id: str, asked: GiftCardHold, now_ms: int) -> GiftCardReply:
    """Money of a card for a payment at that till, or why not. Raises :class:`Declined` 422 for an impossible request,
    or an id that was used for something else.
    """
    if not (is_id(asked.redemption_id) and is_id(asked.card_id)) or not 0 < len(asked.currency) <= 8:
        raise Declined(422, Code.MALFORMED, "a redemption, a card and a currency are needed")
    if not 0 <= asked.most_minor < LARGEST:
        raise Declined(422, Code.MALFORMED, "a whole amount of 0 or more is needed")
    account = account_of(asked.currency)
    known = connection.execute(select(part).where(part.c.part_id == asked.redemption_id)).one_or_none()
    if known is not None:
        return _again(connection, known, till_id, account, asked, now_ms)
    at_ms = server_ms(connection, now_ms)
    if at_ms is None:
        return GiftCardReply(outcome="refused", as_of_ms=now_ms, detail=CLOCK_UNSURE)
    best, most, is_kept = "", 0, False
    for each in usable_leases(connection, lease.c.holder_id == holder_of_card(asked.card_id), at_ms):
        if _card(connection, each.lease_id) is None:
            continue
        is_kept, left = True, left_of(connection, each.lease_id, account)
        if left > most:
            best, most = each.lease_id, left
    if not best:
        return GiftCardReply(outcome="refused", as_of_ms=at_ms, detail=HANDED_OUT if is_kept else NO_LEASE)
    if not asked.most_minor:
        return _reply(connection, "told", best, 0, most, at_ms)
    amount = min(asked.most_minor, most)
    clock_runs(connection, at_ms, now_ms)
    connection.execute(
        insert(part), a_part(asked.redemption_id, best, till_id, now_ms, account=account, amount=amount)
    )
    return _reply(connection, "held", best, amount, most - amount, at_ms)


def _again(
    connection: Connection,
    known: Row[tuple[object, ...]],
    till_id: str,
    account: str,
    asked: GiftCardHold,
    now_ms: int,
) -> GiftCardReply:
    """The same question gets the same part; what was let go is never handed out under that id."""
    if known.till_id != till_id:
        raise Declined(422, Code.SAME_ID_OTHER_BYTES, "this redemption id was used for something else")
    if not known.lease_id:
        return GiftCardReply(outcome="refused", as_of_ms=now_ms, detail="voided")
    holder_id = connection.execute(
        select(lease.c.holder_id).where(lease.c.lease_id == known.lease_id)
    ).scalar_one_or_none()
    is_same = (known.account, holder_id) == (account, holder_of_card(asked.card_id))
    if not is_same or known.amount > asked.most_minor:
        raise Declined(422, Code.SAME_ID_OTHER_BYTES, "this redemption id was used for something else")
    if known.freed:
        return GiftCardReply(outcome="refused", as_of_ms=now_ms, detail="voided")
    left = left_of(connection, known.lease_id, account)
    return _reply(connection, "held", known.lease_id, known.amount, left, now_ms)


def _reply(
    connection: Connection, outcome: str, lease_id: str, held: int, left: int, at_ms: int
) -> GiftCardReply:
    card = _card(connection, lease_id) or LeasedCard("")
    return GiftCardReply(
        outcome=outcome,
        as_of_ms=at_ms,
        held_minor=held,
        balance_minor=left,
        expires_on=card.expires_on,
        is_single_purpose=card.is_single_purpose,
        vat_code=card.vat_code,
        vat_basis_points=card.vat_basis_points,
        lease_id=lease_id if held else "",
    )


def _card(connection: Connection, lease_id: str) -> LeasedCard | None:
    """What the server said of the card; without its word nothing is paid (its VAT would be unknown)."""
    message = connection.execute(select(lease.c.message).where(lease.c.lease_id == lease_id)).scalar_one()
    return _decoder.decode(message).card
