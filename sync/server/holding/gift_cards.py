"""Gift cards at the server: money put on them and spent from them, each a purse of its own in the ledger.

Loading is an accrual: it posts whenever its sale arrives (CLASSES). Spending is a redemption: held first, settled once
by its sale (HOLD). Every movement sums to zero (CONSERVATION), and each load is a lot with a last day (LOTS).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, insert, select

from pos_app.domain.catalogue import VatRate
from pos_app.domain.credit_note import issued
from pos_app.domain.gift_card import GiftCard, account_of, expiry_of, holder_of_card, is_gift_card
from pos_app.domain.money import LARGEST_MINOR, Rounding, divide
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.tender import STORED
from sync.protocol.v1.gift_card_messages import GiftCardHold, GiftCardReply
from sync.protocol.v1.lease_messages import LeasedCard
from sync.protocol.v1.messages import HoldRequest
from sync.protocol.v1.problems import Code
from sync.server.book.ledger import EXPIRED, Movement, Purse, balance_of, earn
from sync.server.calendar.company_days import company_day
from sync.server.holding.holds import Hold, HoldState, ask_hold, find_hold, free_points
from sync.server.holding.lease_homes import keep_where_used, look_at_holders, settle_in
from sync.server.holding.lease_settling import settle
from sync.server.holding.leases import free_at_latest, leased_points, recall
from sync.server.intake.effects import Effects, Place
from sync.server.problems import Declined
from sync.server.schema import tables
from sync.server.schema.gift_card_tables import gift_card
from sync.server.slate.at_once import AtOnce
from sync.server.turns import take_turns

RULE = "gift-card"
NOTE_RULE = "credit-note"
"""What postings say they come from."""
_ID_LENGTH = 64


def ask_gift_card(
    connection: Connection, company_id: str, till_id: str, asked: GiftCardHold, now_ms: int
) -> GiftCardReply:
    """Hold what a card has, up to what was asked, or say why not. Raises :class:`Declined` 422 for an impossible
    request, and for a redemption id that was used for something else.
    """
    _check(asked)
    purse = Purse(company_id, holder_of_card(asked.card_id), account_of(asked.currency))
    take_turns(connection, company_id, [purse.member_id])
    known = connection.execute(
        select(gift_card).where(gift_card.c.company_id == company_id, gift_card.c.card_id == asked.card_id)
    ).one_or_none()
    if known is None:
        return GiftCardReply(outcome="unknown", as_of_ms=now_ms)
    if known.blocked:
        return GiftCardReply(outcome="refused", as_of_ms=now_ms, detail="this card is blocked")
    before = find_hold(connection, company_id, asked.redemption_id)
    leased = leased_points(connection, purse)
    free = free_points(connection, purse, now_ms, leased=leased)
    wanted = _wanted(purse, asked, before, free)
    told = GiftCardReply(
        outcome="told",
        as_of_ms=now_ms,
        balance_minor=free,
        leased_minor=leased,
        expires_on=_ends(connection, purse, now_ms),
        is_single_purpose=bool(known.is_single_purpose),
        vat_code=known.vat_code,
        vat_basis_points=known.vat_basis_points,
    )
    if not asked.most_minor:
        return told
    recalled = bool(leased) and wanted < asked.most_minor
    recalled = recalled and recall(connection, company_id, purse.member_id, now_ms, but=till_id)
    if not wanted and leased:
        lent = "its money is lent to another till, and was asked back" if recalled else "its money is lent"
        return GiftCardReply(
            outcome="refused",
            as_of_ms=now_ms,
            expires_ms=free_at_latest(connection, company_id, purse.member_id),
            detail=lent,
            leased_minor=leased,
            recalled=recalled,
        )
    if not wanted:
        return _nothing_left(connection, purse, told)
    request = HoldRequest(
        redemption_id=asked.redemption_id,
        member_id=purse.member_id,
        account=purse.account,
        points=wanted,
    )
    held = ask_hold(connection, company_id, till_id, request, now_ms)
    if held.outcome != "held":
        return GiftCardReply(outcome="refused", as_of_ms=now_ms, detail=held.detail)
    return GiftCardReply(
        outcome="held",
        as_of_ms=now_ms,
        held_minor=wanted,
        balance_minor=held.balance,
        expires_ms=held.expires_ms,
        expires_on=told.expires_on,
        is_single_purpose=told.is_single_purpose,
        vat_code=told.vat_code,
        vat_basis_points=told.vat_basis_points,
        leased_minor=leased,
        recalled=recalled,
    )


def names_a_gift_card(sale: Sale) -> bool:
    """Whether a gift card was loaded or used."""
    return any(is_gift_card(line.article) for line in sale.basket.lines) or any(
        tender.kind in STORED for tender in sale.tenders
    )


def keep_gift_cards(
    connection: Connection, place: Place, sale: Sale, fact_id: str, day: str, effects: Effects
) -> None:
    """Post what a sale put on cards and what it spent from them. ``day`` is the sale's local ISO day."""
    priced = {line.line_id: line for line in sale.priced.lines}
    account = account_of(sale.basket.currency.code)
    for line in sale.basket.lines:
        if not is_gift_card(line.article):
            continue
        card, done = line.gift_card, priced.get(line.line_id)
        if card is None or not _is_id(card.card_id) or done is None:
            effects.flag("gift-card-unnamed", f"line {line.line_id} sold a gift card and names none")
            continue
        rate = 0 if sale.basket.vat_included else line.article.vat.basis_points
        loaded = divide(done.net_minor * (10_000 + rate), 10_000, Rounding.HALF_UP)
        if not 0 < loaded <= LARGEST_MINOR:
            effects.flag("gift-card-amount", f"line {line.line_id} puts {loaded} on a gift card")
            continue
        purse = Purse(place.company_id, holder_of_card(card.card_id), account)
        take_turns(connection, place.company_id, [purse.member_id])
        _know(connection, place, card, effects)
        movement = Movement(f"{fact_id}/load/{line.line_id}", "", fact_id, place.now_ms, RULE)
        slate = AtOnce(connection, place.company_id)
        earn(*(slate, purse, movement, loaded), earned_on=day, expires_on=_last_day(card, day))
        settle_in(slate, purse.member_id, place.store_id, place.enrolled_as)
    for number, tender in enumerate(sale.tenders):
        if tender.kind not in STORED:
            continue
        if tender.gift_card is None or not _is_id(tender.gift_card.card_id) or tender.amount_minor <= 0:
            effects.flag("gift-card-unnamed", f"tender {number} is a gift card and names none")
            continue
        purse = Purse(place.company_id, holder_of_card(tender.gift_card.card_id), account)
        take_turns(connection, place.company_id, [purse.member_id])
        settle(
            connection,
            purse,
            Movement(f"{fact_id}/gift/{number}", "", fact_id, place.now_ms, RULE),
            tender.amount_minor,
            tender,
            place=place,
            day=day,
            effects=effects,
        )
        keep_where_used(connection, place.company_id, purse.member_id, place.store_id, place.enrolled_as)
        look_at_holders(connection, place.company_id, [purse.member_id])


def issue_credit_note(
    connection: Connection, place: Place, returned: Return, fact_id: str, day: str, effects: Effects
) -> None:
    """Post what a return put on a credit note: money that is owed from now on, under the note's own number."""
    tender = issued(returned)
    if tender is None:
        return
    note = tender.gift_card
    if note is None or not _is_id(note.card_id) or not 0 < tender.amount_minor <= LARGEST_MINOR:
        effects.flag("credit-note-unnamed", "a return gave a credit note without a number, or of no worth")
        return
    purse = Purse(place.company_id, holder_of_card(note.card_id), account_of(returned.currency_code))
    take_turns(connection, place.company_id, [purse.member_id])
    _know(connection, place, note, effects)
    movement = Movement(f"{fact_id}/note", "", fact_id, place.now_ms, NOTE_RULE)
    slate = AtOnce(connection, place.company_id)
    earn(*(slate, purse, movement, tender.amount_minor), earned_on=day, expires_on=_last_day(note, day))
    settle_in(slate, purse.member_id, place.store_id, place.enrolled_as)


def _know(connection: Connection, place: Place, card: GiftCard, effects: Effects) -> None:
    """Remember a card that is loaded for the first time; its first load decides what it is for."""
    known = connection.execute(
        select(gift_card.c.is_single_purpose, gift_card.c.vat_code, gift_card.c.vat_basis_points).where(
            gift_card.c.company_id == place.company_id, gift_card.c.card_id == card.card_id
        )
    ).one_or_none()
    rate = card.vat or VatRate("", 0)
    if known is None:
        connection.execute(
            insert(gift_card),
            {
                "company_id": place.company_id,
                "card_id": card.card_id,
                "number_end": card.number_end[:4],
                "first_loaded_ms": place.now_ms,
                "is_single_purpose": int(card.vat is not None),
                "vat_code": rate.code,
                "vat_basis_points": rate.basis_points,
            },
        )
    elif tuple(known) != (int(card.vat is not None), rate.code, rate.basis_points):
        effects.flag("gift-card-purpose", "the card was loaded before for another purpose or rate")


def _wanted(purse: Purse, asked: GiftCardHold, before: Hold | None, free: int) -> int:
    """How much to hold: what is free, up to what was asked; the same again where it was asked before (KEY=EFFECT)."""
    if before is not None and before.member_id == purse.member_id and before.state is HoldState.HELD:
        return before.points
    return min(asked.most_minor, free)


def _nothing_left(connection: Connection, purse: Purse, told: GiftCardReply) -> GiftCardReply:
    """Empty, or expired where the money is there and its last day has passed."""
    if told.expires_on or not _expired(connection, purse):
        return GiftCardReply(outcome="empty", as_of_ms=told.as_of_ms, expires_on=told.expires_on)
    lot = tables.lot
    ended = connection.execute(
        select(func.max(lot.c.expires_on)).where(
            lot.c.company_id == purse.company_id,
            lot.c.member_id == purse.member_id,
            lot.c.account == purse.account,
        )
    ).scalar_one_or_none()
    return GiftCardReply(outcome="expired", as_of_ms=told.as_of_ms, expires_on=ended or "")


def _expired(connection: Connection, purse: Purse) -> int:
    """What of the card's money was lost on a last day, written off already or not."""
    posting = tables.posting
    written_off = connection.execute(
        select(func.coalesce(func.sum(posting.c.points), 0)).where(
            posting.c.company_id == purse.company_id,
            posting.c.member_id == purse.member_id,
            posting.c.account == purse.account,
            posting.c.bucket == EXPIRED,
        )
    ).scalar_one()
    return int(written_off) + balance_of(connection, purse).points


def card_lent(connection: Connection, company_id: str, card_id: str, now_ms: int) -> LeasedCard | None:
    """What a till must know of a card whose money it keeps; ``None`` for one that nobody loaded."""
    known = connection.execute(
        select(gift_card).where(gift_card.c.company_id == company_id, gift_card.c.card_id == card_id)
    ).one_or_none()
    if known is None:
        return None
    holder, balance = holder_of_card(card_id), tables.balance.c
    accounts = connection.execute(
        select(balance.account).where(balance.company_id == company_id, balance.member_id == holder)
    ).scalars()
    ends = [_ends(connection, Purse(company_id, holder, account), now_ms) for account in accounts.all()]
    return LeasedCard(
        min(filter(None, ends), default=""),
        bool(known.is_single_purpose),
        known.vat_code,
        known.vat_basis_points,
    )


def _ends(connection: Connection, purse: Purse, now_ms: int) -> str:
    """The last day of the card's money that ends first, or "" where there is none."""
    lot = tables.lot
    today = company_day(connection, purse.company_id, now_ms).isoformat()
    found = connection.execute(
        select(func.min(lot.c.expires_on)).where(
            lot.c.company_id == purse.company_id,
            lot.c.member_id == purse.member_id,
            lot.c.account == purse.account,
            lot.c.points_left > 0,
            lot.c.expires_on >= today,
        )
    ).scalar_one_or_none()
    return found or ""


def _last_day(card: GiftCard, day: str) -> str:
    """What the till told the customer; three years where that is no day."""
    try:
        return date.fromisoformat(card.expires_on).isoformat()
    except ValueError:
        return expiry_of(date.fromisoformat(day))


def _is_id(card_id: str) -> bool:
    return 0 < len(card_id) <= _ID_LENGTH - len(holder_of_card(""))


def _check(asked: GiftCardHold) -> None:
    if not 0 < len(asked.redemption_id) <= _ID_LENGTH:
        raise Declined(422, Code.MALFORMED, "a redemption id of 1 to 64 characters is needed")
    if not _is_id(asked.card_id) or not 0 < len(asked.currency) <= 8:
        raise Declined(422, Code.MALFORMED, "a card and a currency are needed")
    if not 0 <= asked.most_minor <= LARGEST_MINOR:
        raise Declined(422, Code.MALFORMED, f"the amount must be from 0 to {LARGEST_MINOR}")
