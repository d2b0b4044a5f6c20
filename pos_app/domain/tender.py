"""How a sale is paid: cash with change and rounding, card on a separate terminal, points, or several together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pos_app.domain.account_customer import AccountCustomer
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.money import Currency


class TenderKind(StrEnum):
    """What the customer pays with."""

    CASH = "cash"
    CARD = "card"
    POINTS = "points"
    GIFT_CARD = "gift_card"
    REGISTERED_CARD = "registered_card"
    MOBILE = "mobile"
    DEPOSIT_SLIP = "deposit_slip"
    CREDIT_NOTE = "credit_note"
    INVOICE = "invoice"
    """Goods are handed out, and the customer is sent an invoice: nothing is paid here."""
    EXCHANGE = "exchange"
    """Goods that came back pay for others (:mod:`pos_app.domain.exchange`)."""


USUALLY_TAKEN = frozenset(TenderKind) - {TenderKind.INVOICE}
"""What a shop takes that says nothing. Invoices it has to want: somebody has to write them."""


@dataclass(frozen=True, slots=True)
class Tender:
    """One payment. ``amount_minor`` is what was handed over (for cash: before change).

    A card tender names the terminal's slip in ``slip_reference``, a mobile one its number in the app, a deposit slip
    (what a machine gave for empty bottles) its own number. A points
    tender says how many ``points`` it uses and the ``redemption_id`` under which the server holds them; a gift card's
    money is held in the same way.

    Without the server, ``lease_id`` names the lease that the points or the money were taken from (LEASE), or
    ``is_floor`` says that the till risked them without one (FLOOR), in the offline spell that began after its record
    ``floor_after``: up to there the server had everything.

    ``intent_id`` names the question that a terminal approved (CARD-ONCE); of the card its kind and its last four digits
    are kept, and nothing else. An invoice names its ``customer``, and ``approved_by`` who allowed it ("": nobody had
    to).

    ``exchange_id`` is the other half of an exchange: in a sale the return whose goods pay, in a return the sale.
    """

    kind: TenderKind
    amount_minor: int
    slip_reference: str = ""
    points: int = 0
    redemption_id: str = ""
    gift_card: GiftCard | None = None
    lease_id: str = ""
    is_floor: bool = False
    floor_after: int = 0
    card_type: str = ""
    card_end: str = ""
    intent_id: str = ""
    customer: AccountCustomer | None = None
    approved_by: str = ""
    exchange_id: str = ""


CARDS = frozenset({TenderKind.CARD, TenderKind.REGISTERED_CARD})
"""What a card terminal took, the till's own or one that stands apart."""
BY_NUMBER = CARDS | {TenderKind.MOBILE}
"""Money that moves outside of the till, under a number of its own: on a terminal, or in a telephone's app."""


def cards_by_hand(tenders: Sequence[Tender]) -> tuple[Tender, ...]:
    """The card payments that the till did not ask a terminal for, but was told."""
    return tuple(tender for tender in tenders if tender.kind in CARDS and not tender.intent_id)


STORED = frozenset({TenderKind.GIFT_CARD, TenderKind.CREDIT_NOTE})
"""Money that customers have with the company, each in a purse of its own (``gift_card`` names it)."""
_KNOWN_HERE = STORED | {TenderKind.POINTS}


def may_go_without_receipt(tenders: Sequence[Tender]) -> bool:
    """Whether the customer may decline the receipt: a terminal that the till asked itself moved the money, and beside
    it at most points or a gift card, of which the till knows itself. Cash, and whatever was told by hand, never may
    (kassasystemforskriften § 2-6: no sale ends without a receipt).
    """
    asked = [tender for tender in tenders if tender.intent_id]
    return bool(asked) and all(tender.intent_id or tender.kind in _KNOWN_HERE for tender in tenders)


@dataclass(frozen=True, slots=True)
class Settlement:
    """How far the tenders pay the total. All in minor units.

    ``due_minor`` is still to pay, exactly; ``due_in_cash_minor`` the same after cash rounding. ``rounding_minor``
    is what cash rounding added (negative when the customer pays less: 295.40 paid with 295.00 is -40).
    """

    total_minor: int
    due_minor: int
    due_in_cash_minor: int
    change_minor: int
    rounding_minor: int
    is_paid: bool


def card(amount_minor: int, slip_reference: str) -> Tender:
    """A card payment that the separate terminal has approved; its slip's number is needed to match it later."""
    return _by_slip(TenderKind.CARD, amount_minor, slip_reference)


def registered_card(amount_minor: int, slip_reference: str) -> Tender:
    """A payment with a stored-value card that is registered to the customer, and that a terminal of its own has
    approved; some programmes earn on nothing else.
    """
    return _by_slip(TenderKind.REGISTERED_CARD, amount_minor, slip_reference)


def mobile(amount_minor: int, reference: str) -> Tender:
    """A payment from the customer's telephone to the shop's account at such a service; ``reference`` is the number that
    the app shows for it, by which the service's own list names it.
    """
    return _by_slip(TenderKind.MOBILE, amount_minor, reference)


def deposit_slip(amount_minor: int, number: str) -> Tender:
    """What a machine gave for empty bottles, under the slip's ``number``; worth more than the goods, the rest is paid
    out in cash.
    """
    return _by_slip(TenderKind.DEPOSIT_SLIP, amount_minor, number)


def invoice(amount_minor: int, customer: AccountCustomer, approved_by: str = "") -> Tender:
    """Nothing is paid: ``customer`` is sent an invoice for what is handed out."""
    _check_positive(amount_minor)
    return Tender(TenderKind.INVOICE, amount_minor, customer=customer, approved_by=approved_by)


def is_on_account(tenders: Sequence[Tender]) -> bool:
    """Whether goods were handed out (or came back) on an account, and no money moved."""
    return bool(tenders) and all(tender.kind is TenderKind.INVOICE for tender in tenders)


def gift_card(amount_minor: int, redemption_id: str, used: GiftCard, *, lease_id: str = "") -> Tender:
    """Money from a gift card under ``redemption_id``: held at the server, or taken from a lease."""
    _check_positive(amount_minor)
    return Tender(
        TenderKind.GIFT_CARD, amount_minor, redemption_id=redemption_id, gift_card=used, lease_id=lease_id
    )


def cash(amount_minor: int) -> Tender:
    """Cash as handed over."""
    if amount_minor < 0:
        raise Refused(Refusal.TENDER_NOT_POSITIVE)
    return Tender(TenderKind.CASH, amount_minor)


def points(
    amount_minor: int,
    points_used: int,
    redemption_id: str,
    *,
    lease_id: str = "",
    is_floor: bool = False,
    floor_after: int = 0,
) -> Tender:
    """Points worth ``amount_minor`` under ``redemption_id``: held at the server, taken from a lease, or risked."""
    _check_positive(amount_minor)
    if points_used <= 0:
        raise Refused(Refusal.POINTS_NOT_POSITIVE)
    return Tender(
        TenderKind.POINTS,
        amount_minor,
        points=points_used,
        redemption_id=redemption_id,
        lease_id=lease_id,
        is_floor=is_floor,
        floor_after=floor_after,
    )


def settle(
    total_minor: int, tenders: Sequence[Tender], currency: Currency, reduced_minor: int = 0
) -> Settlement:
    """Hold the tenders against the total.

    ``reduced_minor`` of the points are off the total already, because they are a price reduction. Only cash gives
    change and only the cash part is rounded; the rest may not exceed the total. Cash that covers the exact rest pays
    it, even where rounding asks for a few øre more. Deposit slips alone may exceed it: ``due_minor`` is then negative,
    and no cash at all (:func:`cash` of 0) pays the sale, with what is paid out as its change. Goods that came back pay
    all of a rest that in cash would be what they are worth. Raises :class:`Refused` ``TENDER_TOO_MUCH`` when tenders
    other than these exceed what the slips leave of the total.
    """
    given, slips, by_goods, other = [], 0, 0, -reduced_minor
    for tender in tenders:
        if tender.kind is TenderKind.CASH:
            given.append(tender.amount_minor)
        elif tender.kind is TenderKind.DEPOSIT_SLIP:
            slips += tender.amount_minor
        elif tender.kind is TenderKind.EXCHANGE:
            by_goods += tender.amount_minor
        else:
            other += tender.amount_minor
    without_goods = total_minor - other - slips
    if by_goods and not given and by_goods == currency.round_cash(without_goods):
        return Settlement(total_minor, 0, 0, 0, by_goods - without_goods, is_paid=True)
    if other + by_goods > max(total_minor - slips, 0):
        raise Refused(Refusal.TENDER_TOO_MUCH)
    rest = without_goods - by_goods
    rest_in_cash = currency.round_cash(rest)
    if given and sum(given) >= min(rest, rest_in_cash):
        taken = min(sum(given), rest_in_cash)
        return Settlement(total_minor, 0, 0, sum(given) - taken, taken - rest, is_paid=True)
    due = rest - sum(given)
    return Settlement(total_minor, due, max(rest_in_cash - sum(given), 0), 0, 0, is_paid=due == 0)


def kept_minor(tenders: Sequence[Tender], change_minor: int) -> list[int]:
    """What the shop keeps of each tender: cash less its change. Where more is paid out than was given (a deposit slip
    worth more than the goods), the last of the cash is negative.
    """
    kept = [tender.amount_minor for tender in tenders]
    in_cash = [place for place, tender in enumerate(tenders) if tender.kind is TenderKind.CASH]
    for place in in_cash:
        back = change_minor if place == in_cash[-1] else min(change_minor, kept[place])
        kept[place] -= back
        change_minor -= back
    return kept


def slips_as_cash(tenders: Sequence[Tender]) -> Sequence[Tender]:
    """The tenders as programmes and refunds see them: a deposit slip is the cash that the customer would have had for
    it, so that it neither earns nor costs anybody points, and goods paid with it come back for cash.
    """
    for tender in tenders:
        if tender.kind is TenderKind.DEPOSIT_SLIP:
            break
    else:
        return tenders
    return [as_cash(tender) for tender in tenders]


def as_cash(tender: Tender) -> Tender:
    """A deposit slip as the cash that it stands for; everything else as it is."""
    if tender.kind is not TenderKind.DEPOSIT_SLIP:
        return tender
    return replace(tender, kind=TenderKind.CASH, slip_reference="")


_NOTES = {
    # Norges Bank's notes, and the ten-krone that a rounded amount is made up to.
    "NOK": (1_000, 5_000, 10_000, 20_000, 50_000, 100_000),
    "SEK": (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000),
    "DKK": (1_000, 5_000, 10_000, 20_000, 50_000, 100_000),
    "EUR": (500, 1_000, 2_000, 5_000, 10_000, 20_000),
    "GBP": (500, 1_000, 2_000, 5_000),
    "USD": (100, 500, 1_000, 2_000, 5_000, 10_000),
    "KRW": (1_000, 5_000, 10_000, 50_000),
}
_OTHER_NOTES = (1_000, 5_000, 10_000, 50_000)


def quick_cash(due_in_cash_minor: int, currency: Currency, most: int = 4) -> tuple[int, ...]:
    """Amounts a customer is likely to hand over, smallest first: exact, then the next round notes."""
    if due_in_cash_minor <= 0:
        return ()
    found = {due_in_cash_minor}
    for note in _NOTES.get(currency.code, _OTHER_NOTES):
        found.add(-(-due_in_cash_minor // note) * note)
    return tuple(sorted(found)[:most])


def _by_slip(kind: TenderKind, amount_minor: int, slip_reference: str) -> Tender:
    _check_positive(amount_minor)
    if not slip_reference.strip():
        raise Refused(Refusal.SLIP_REFERENCE_NEEDED)
    return Tender(kind, amount_minor, slip_reference=slip_reference.strip()[:40])


def _check_positive(amount_minor: int) -> None:
    if amount_minor <= 0:
        raise Refused(Refusal.TENDER_NOT_POSITIVE)
