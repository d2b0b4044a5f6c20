"""Gift cards at the counter: money put on them (offline too), and spent from them with the server's word, or from the
card's lease, at this till or at the store's hub (LEASE).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket
from pos_app.domain.catalogue import Article, VatRate
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.gift_card import (
    GiftCard,
    account_of,
    check_number,
    expiry_of,
    holder_of_card,
    is_gift_card,
    is_short,
    loads_minor,
)
from pos_app.domain.note_number import is_note_number
from pos_app.domain.pricing import OUTSIDE_VAT
from pos_app.domain.tender import STORED, Tender, TenderKind
from pos_app.services import scanning
from pos_app.services.leases import HANDED_OUT, KeptCard
from pos_app.services.offline_room import Kept, OfflineRoom, room_of
from pos_app.services.ports import Ports
from pos_app.services.quoting import Quote, context_now


class GiftCardOutcome(StrEnum):
    """What the server said of a card."""

    HELD = "held"
    TOLD = "told"
    EMPTY = "empty"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REFUSED = "refused"
    NO_ANSWER = "no-answer"


@dataclass(frozen=True, slots=True)
class GiftCardAnswer:
    """``held_minor`` is this sale's now, ``balance_minor`` is left beside it at ``as_of_ms``; ``expires_on`` is the
    last day of the money that ends first, ``vat`` the rate of a single-purpose card. ``leased_minor`` beside it are
    kept somewhere, and come free by ``expires_ms`` at the latest (0 where nobody said).
    """

    outcome: GiftCardOutcome
    held_minor: int = 0
    balance_minor: int = 0
    as_of_ms: int = 0
    expires_on: str = ""
    vat: VatRate | None = None
    detail: str = ""
    leased_minor: int = 0
    expires_ms: int = 0


class GiftCards(Protocol):
    """Gift cards behind the till: their keyed ids, and their money at the server. What was held is let go by
    :meth:`~pos_app.services.ports.Holds.void`.
    """

    def card_id(self, number: str) -> str:
        """The keyed hash by which a card is known everywhere; needs no network."""

    def hold(self, redemption_id: str, card_id: str, currency: str, most_minor: int) -> GiftCardAnswer:
        """Hold what the card has, at most ``most_minor``; 0 only asks. May take 2 s: run off the interface and store
        threads. Never raises for the network: no answer within 2 s is ``NO_ANSWER``.
        """


@dataclass(frozen=True, slots=True)
class Terms:
    """How this shop sells gift cards: whether their VAT is due at once, and for how many months (0: three years)."""

    is_single_purpose: bool = False
    months: int = 0


def terms(ports: Ports) -> Terms:
    """The terms of the first programme in this currency; those that customers may expect where there is none."""
    from pos_app.domain.loyalty.settings import GiftCardVat

    currency = ports.counter.store.currency.code
    for programme in ports.programmes.in_force():
        if programme.currency == currency:
            chosen = programme.settings
            return Terms(chosen.gift_card is GiftCardVat.SINGLE_PURPOSE, chosen.gift_card_months)
    return Terms()


def load(
    ports: Ports,
    basket: Basket,
    article: Article,
    number: str,
    *,
    quantity_milli: int | None = None,
    price_minor: int | None = None,
) -> scanning.Scanned:
    """Put money on a card: a line that names it. A card that buys anything has no VAT yet, whatever the catalogue says.

    Raises :class:`Refused`: ``GIFT_CARD_NUMBER``, ``PRICE_NEEDED`` and what else an article is refused for.
    """
    digits, chosen = check_number(number), terms(ports)
    today = date.fromisoformat(context_now(ports).business_date)
    card = GiftCard(
        ports.gift_cards.card_id(digits),
        digits[-4:],
        expiry_of(today, chosen.months),
        vat=article.vat if chosen.is_single_purpose else None,
    )
    sold = article if chosen.is_single_purpose else replace(article, vat=OUTSIDE_VAT)
    return scanning.add(basket, sold, quantity_milli=quantity_milli, price_minor=price_minor, gift_card=card)


def lives_shortly(ports: Ports) -> bool:
    """Whether cards sold here end before customers expect it, so that the cashier must say so."""
    return is_short(terms(ports).months)


def pay(
    ports: Ports,
    basket: Basket,
    quoted: Quote,
    tenders: Sequence[Tender],
    number: str,
    *,
    line_down: bool = False,
) -> Tender:
    """Take what the card has towards what is left to pay; with ``line_down`` the server is not asked. Takes up to 2 s:
    run it off the interface and store threads. A credit note is known by its number and taken in the same way.

    Raises :class:`Refused`: ``GIFT_CARD_NUMBER``; ``GIFT_CARD_FOR_GIFT_CARD`` where only gift cards are left to pay;
    ``GIFT_CARD_UNKNOWN``, ``GIFT_CARD_EMPTY`` and ``GIFT_CARD_EXPIRED`` with the card's last digits;
    ``GIFT_CARD_ELSEWHERE`` (``until_ms``) where another keeper has its money; ``GIFT_CARD_OTHER_GOODS`` for a
    single-purpose card; ``GIFT_CARD_NOT_HELD`` where the server refused. Without an
    answer ``GIFT_CARD_OFFLINE``, or how the card's lease stands: ``GIFT_CARD_KEPT_UNTIL`` (``until_ms``),
    ``GIFT_CARD_CLOCK_UNSURE``; ``GIFT_CARD_AT_HUB`` where the store's hub has handed out all that it keeps.
    """
    digits = check_number(number)
    tender = _pay(ports, basket, quoted, tenders, digits, line_down=line_down)
    return replace(tender, kind=TenderKind.CREDIT_NOTE) if is_note_number(digits) else tender


def _pay(
    ports: Ports, basket: Basket, quoted: Quote, tenders: Sequence[Tender], digits: str, *, line_down: bool
) -> Tender:
    end, card_id = digits[-4:], ports.gift_cards.card_id(digits)
    most = _may_pay(basket, quoted, tenders)
    if most <= 0:
        raise Refused(Refusal.GIFT_CARD_FOR_GIFT_CARD)
    answer, redemption_id = _hold(ports, card_id, most, line_down=line_down)
    if answer.outcome is GiftCardOutcome.NO_ANSWER or (answer.leased_minor and not answer.held_minor):
        kept = _from_lease(ports, card_id, end, most, quoted)
        if kept is None and answer.outcome is GiftCardOutcome.NO_ANSWER:
            kept = _from_hub(ports, card_id, end, most, quoted, hurry=not line_down)
            if kept is None:
                raise _why_not_kept(ports, card_id)
        if kept is not None:
            return kept
    if answer.outcome is not GiftCardOutcome.HELD or not 0 < answer.held_minor <= most:
        raise _refusal(answer, end)
    if answer.vat is not None:
        at_rate = _at_rate(quoted, answer.vat)
        if at_rate < answer.held_minor:
            ports.holds.void(redemption_id)
            if not at_rate:
                raise Refused(Refusal.GIFT_CARD_OTHER_GOODS, end=end)
            answer, redemption_id = _hold(ports, card_id, at_rate)
            if answer.outcome is not GiftCardOutcome.HELD or not 0 < answer.held_minor <= at_rate:
                raise _refusal(answer, end)
    used = GiftCard(
        card_id,
        end,
        answer.expires_on,
        answer.vat,
        balance_minor=answer.balance_minor,
        as_of_ms=answer.as_of_ms,
    )
    return tenders_of.gift_card(answer.held_minor, redemption_id, used)


def ask(ports: Ports, number: str) -> GiftCardAnswer:
    """What is on a card, without taking anything; without the server what its lease here has, or at the store's hub.
    Refused and run as :func:`pay` is.
    """
    digits = check_number(number)
    currency, card_id = ports.counter.store.currency.code, ports.gift_cards.card_id(digits)
    answer = ports.gift_cards.hold(ports.ids.new_id(), card_id, currency, 0)
    if answer.outcome is GiftCardOutcome.NO_ANSWER:
        room, card = _kept(ports, card_id)
        left = room.points
        if card is None or room.kept is not Kept.HERE:
            at_hub = ports.hub.take_card(ports.ids.new_id(), card_id, currency, 0, hurry=True)
            card, left = at_hub.card, at_hub.left_minor
        if card is None:
            raise _why_not_kept(ports, card_id)
        told = GiftCardOutcome.TOLD
        return GiftCardAnswer(told, 0, left, ports.clock.now_ms(), card.expires_on, _vat(card))
    if answer.outcome is not GiftCardOutcome.TOLD:
        raise _refusal(answer, digits[-4:])
    return answer


def _may_pay(basket: Basket, quoted: Quote, tenders: Sequence[Tender]) -> int:
    """What is left to pay and is no gift card: those are paid with fresh money only."""
    goods = quoted.priced.total_minor - loads_minor(basket)
    stored = sum(tender.amount_minor for tender in tenders if tender.kind in STORED)
    return min(quoted.settlement.due_minor, goods - stored)


def _at_rate(quoted: Quote, rate: VatRate) -> int:
    """What goods of that rate cost: all that a single-purpose card may pay."""
    return sum(vat.gross_minor for vat in quoted.priced.vat if vat.rate == rate)


def _hold(ports: Ports, card_id: str, most: int, *, line_down: bool = False) -> tuple[GiftCardAnswer, str]:
    if line_down:
        return GiftCardAnswer(GiftCardOutcome.NO_ANSWER), ""
    redemption_id = ports.ids.new_id()
    answer = ports.gift_cards.hold(redemption_id, card_id, ports.counter.store.currency.code, most)
    if answer.outcome is GiftCardOutcome.NO_ANSWER:
        # The server may have held it after all: let go as soon as it can be told, or when the hold runs out.
        ports.holds.void(redemption_id)
    return answer, redemption_id


def _kept(ports: Ports, card_id: str) -> tuple[OfflineRoom, KeptCard | None]:
    """How the card's lease stands at this till, and what it says of the card."""
    leases = [each for each in ports.leases.of_holder(holder_of_card(card_id)) if each.card is not None]
    room = room_of(ports, leases, account_of(ports.counter.store.currency.code))
    return room, next((each.card for each in leases if each.lease_id == room.lease_id), None)


def _from_lease(ports: Ports, card_id: str, end: str, most: int, quoted: Quote) -> Tender | None:
    """A tender of the card's lease, durable when it exists; ``None`` where nothing may be taken here."""
    room, card = _kept(ports, card_id)
    if card is None or not room.points:
        return None
    vat = _vat(card)
    amount = min(most, room.points, most if vat is None else _at_rate(quoted, vat))
    if amount <= 0:
        raise Refused(Refusal.GIFT_CARD_OTHER_GOODS, end=end)
    account, redemption_id = account_of(ports.counter.store.currency.code), ports.ids.new_id()
    now_ms = ports.clock.now_ms()
    if not ports.leases.take(redemption_id, room.lease_id, account, amount, now_ms):
        return None
    left = room.points - amount
    used = GiftCard(card_id, end, card.expires_on, vat, balance_minor=left, as_of_ms=now_ms)
    return tenders_of.gift_card(amount, redemption_id, used, lease_id=room.lease_id)


def _from_hub(
    ports: Ports, card_id: str, end: str, most: int, quoted: Quote, *, hurry: bool
) -> Tender | None:
    """A tender of the card's lease at the store's hub; ``None`` where nothing may be taken there."""
    currency = ports.counter.store.currency.code
    redemption_id = ports.ids.new_id()
    at_hub = ports.hub.take_card(redemption_id, card_id, currency, most, hurry=hurry)
    vat = _vat(at_hub.card) if at_hub.card is not None else None
    at_rate = at_hub.held_minor if vat is None else _at_rate(quoted, vat)
    if at_rate < at_hub.held_minor:
        ports.hub.free(redemption_id)
        if not at_rate:
            raise Refused(Refusal.GIFT_CARD_OTHER_GOODS, end=end)
        redemption_id = ports.ids.new_id()
        at_hub = ports.hub.take_card(redemption_id, card_id, currency, at_rate, hurry=hurry)
    if at_hub.why == HANDED_OUT:
        raise Refused(Refusal.GIFT_CARD_AT_HUB, end=end)
    if at_hub.card is None or not at_hub.lease_id:
        return None
    used = GiftCard(
        card_id,
        end,
        at_hub.card.expires_on,
        _vat(at_hub.card),
        balance_minor=at_hub.left_minor,
        as_of_ms=ports.clock.now_ms(),
    )
    return tenders_of.gift_card(at_hub.held_minor, redemption_id, used, lease_id=at_hub.lease_id)


def _why_not_kept(ports: Ports, card_id: str) -> Refused:
    room, _ = _kept(ports, card_id)
    if room.kept is Kept.OVER:
        return Refused(Refusal.GIFT_CARD_KEPT_UNTIL, until_ms=room.until_ms)
    if room.kept is Kept.CLOCK_UNSURE:
        return Refused(Refusal.GIFT_CARD_CLOCK_UNSURE)
    return Refused(Refusal.GIFT_CARD_OFFLINE)


def _vat(card: KeptCard) -> VatRate | None:
    return VatRate(card.vat_code, card.vat_basis_points) if card.is_single_purpose else None


def _refusal(answer: GiftCardAnswer, end: str) -> Refused:
    if answer.leased_minor and answer.expires_ms:
        return Refused(Refusal.GIFT_CARD_ELSEWHERE, end=end, until_ms=answer.expires_ms)
    match answer.outcome:
        case GiftCardOutcome.UNKNOWN:
            return Refused(Refusal.GIFT_CARD_UNKNOWN, end=end)
        case GiftCardOutcome.EMPTY:
            return Refused(Refusal.GIFT_CARD_EMPTY, end=end)
        case GiftCardOutcome.EXPIRED:
            return Refused(Refusal.GIFT_CARD_EXPIRED, end=end, day=answer.expires_on)
        case GiftCardOutcome.NO_ANSWER:
            return Refused(Refusal.GIFT_CARD_OFFLINE)
    return Refused(Refusal.GIFT_CARD_NOT_HELD, detail=answer.detail)


__all__ = [
    "GiftCardAnswer",
    "GiftCardOutcome",
    "GiftCards",
    "Terms",
    "ask",
    "is_gift_card",
    "lives_shortly",
    "load",
    "pay",
    "terms",
]
