"""What a scan or a typed code does to the basket."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from drivers.scanners.codes import (
    ArticleCode,
    CodeRules,
    ForeignCard,
    MemberCard,
    MemberToken,
    PlainCode,
    ReceiptCode,
    Scan,
    SignedMemberCode,
    recognise,
)
from drivers.scanners.codes import Refused as Unreadable
from drivers.scanners.deposit_slip import DepositSlipCode
from drivers.scanners.in_store import InStoreCode
from pos_app.domain.basket import PIECE_MILLI, Basket, DepositSlip, add_article, with_member
from pos_app.domain.catalogue import Article, Unit
from pos_app.domain.deposit_slip import add_slip
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.gift_card import GiftCard, is_gift_card
from pos_app.domain.members import Member
from pos_app.domain.note_number import is_note_number
from pos_app.domain.tender import TenderKind
from pos_app.services.counter_rules import check_taken
from pos_app.services.deposit_slips import check_not_taken
from pos_app.services.member_codes import Proven
from pos_app.services.ports import Ports

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scanned:
    """The basket after a scan, and what was found: an article (on its line), a member, a deposit slip, or the id of the
    sale whose receipt it is (the basket is then as it was). ``proven`` says that a signed code vouched for the member;
    when this is what happens at the counter, tell :func:`taken`.
    """

    basket: Basket
    article: Article | None = None
    line_id: int | None = None
    member: Member | None = None
    receipt: str = ""
    slip: DepositSlip | None = None
    proven: Proven | None = None


def scan(
    ports: Ports, basket: Basket, read: Scan, rules: CodeRules, *, pieces: int = 1, came_ms: int = 0
) -> Scanned:
    """Put on the counter what ``read`` stands for. ``pieces`` is a count typed before the scan; ``came_ms`` says when
    it came (ms UTC by the server's time) if it had to wait.

    Raises :class:`Refused`: ``UNREADABLE_SCAN`` (``cause`` names the driver's reason), ``UNKNOWN_CODE``,
    ``UNKNOWN_MEMBER`` (``card`` is the number, good for somebody new), ``MEMBER_BLOCKED``,
    ``CARD_OF_ANOTHER_COMPANY``, a ``MEMBER_CODE...`` (see :mod:`pos_app.services.member_codes`),
    ``CREDIT_NOTE_PAYS``, ``DEPOSIT_SLIP_USED`` (``receipt`` took it), what
    :func:`pos_app.domain.deposit_slip.add_slip` refuses, or what
    :func:`pos_app.domain.basket.add_article` refuses. The basket is then unchanged.
    """
    found = recognise(read, rules)
    match found:
        case Unreadable():
            _LOG.info(
                "refused a scan from %s: %s", read.source, found.reason.value
            )  # never the code: it may be a card
            raise Refused(Refusal.UNREADABLE_SCAN, cause=found.reason.value, code=found.text)
        case MemberCard():
            return _member(ports, basket, ports.members.by_card(found.card_number), found.card_number)
        case MemberToken():
            return _member(ports, basket, ports.members.by_token(found.token), found.token)
        case SignedMemberCode():
            return _proven(ports, basket, found.text, came_ms)
        case ForeignCard():
            raise Refused(Refusal.CARD_OF_ANOTHER_COMPANY)
        case InStoreCode():
            return _in_store(ports, basket, found)
        case ArticleCode():
            return _article(ports, basket, found, pieces)
        case PlainCode():
            return _by_number(ports, basket, found.text, pieces)
        case ReceiptCode():
            return Scanned(basket, receipt=found.text)
        case DepositSlipCode():
            return _slip(ports, basket, DepositSlip(found.number, found.amount_minor))


def show_member(basket: Basket, member: Member | None) -> Scanned:
    """Put a member on the basket; refused when nobody was found, or when the card is blocked."""
    if member is None:
        raise Refused(Refusal.UNKNOWN_MEMBER)
    if member.blocked:
        raise Refused(Refusal.MEMBER_BLOCKED)
    return Scanned(with_member(basket, member.view.member_id), member=member)


def _member(ports: Ports, basket: Basket, member: Member | None, number: str) -> Scanned:
    """The member whose card it is. A card that nobody holds may be a new member's: its number goes with the refusal,
    but only where it is digits, as a card's are.
    """
    if member is None and number.isascii() and number.isdigit():
        raise Refused(Refusal.UNKNOWN_MEMBER, card=number)
    if member is not None and member.view.company_id not in ("", ports.counter.store.company_id):
        raise Refused(Refusal.CARD_OF_ANOTHER_COMPANY)
    return show_member(basket, member)


def _proven(ports: Ports, basket: Basket, text: str, came_ms: int) -> Scanned:
    """The member whom a signed code proves."""
    proven = ports.member_codes.prove(text, basket.member_id, came_ms)
    member = ports.members.by_id(proven.member_id)
    if member is None:
        raise Refused(Refusal.MEMBER_CODE_NOT_KNOWN_YET)
    return replace(show_member(basket, member), proven=proven)


def taken(ports: Ports, scanned: Scanned) -> None:
    """The scan counts: a live code is used up by it, and its picture does not count a second time here."""
    if scanned.proven is not None:
        ports.member_codes.keep(scanned.proven)


def add(
    basket: Basket,
    article: Article,
    *,
    quantity_milli: int | None = None,
    price_minor: int | None = None,
    label_amount_minor: int | None = None,
    gift_card: GiftCard | None = None,
) -> Scanned:
    """Put an article on the basket (a quick key, a search hit, a weight or price that was asked for). Money for a gift
    card needs the card: :class:`Refused` ``GIFT_CARD_NEEDED``, when nothing else is missing.
    """
    after = add_article(
        basket,
        article,
        quantity_milli=quantity_milli,
        price_minor=price_minor,
        label_amount_minor=label_amount_minor,
        gift_card=gift_card,
    )
    if gift_card is None and is_gift_card(article):
        raise Refused(Refusal.GIFT_CARD_NEEDED, article=article.name)
    return Scanned(after, article, after.lines[-1].line_id)


def _article(ports: Ports, basket: Basket, code: ArticleCode, pieces: int) -> Scanned:
    coded = ports.catalogue.by_code(code.ean)
    if coded is None:
        raise Refused(Refusal.UNKNOWN_CODE, code=code.ean)
    quantity = pieces * coded.pieces * PIECE_MILLI
    if coded.article.unit is Unit.KILOGRAM:
        return add(basket, coded.article, quantity_milli=code.weight_g, label_amount_minor=code.price_minor)
    return add(basket, coded.article, quantity_milli=quantity)


def _in_store(ports: Ports, basket: Basket, code: InStoreCode) -> Scanned:
    article = ports.catalogue.by_item_reference(code.item_reference)
    if article is None:
        # Some catalogues list such a number itself, or with its price or weight set to zero.
        coded = ports.catalogue.by_code(code.ean) or ports.catalogue.by_code(code.base_ean)
        if coded is None:
            raise Refused(Refusal.UNKNOWN_CODE, code=code.ean)
        article = coded.article
    if code.price_minor is not None:
        return add(basket, article, label_amount_minor=code.price_minor, price_minor=article.price_minor)
    return add(basket, article, quantity_milli=code.weight_g)


def _slip(ports: Ports, basket: Basket, slip: DepositSlip) -> Scanned:
    """A slip of a machine for empty bottles, unless it was paid out here before (SLIP-ONCE)."""
    check_taken(ports, TenderKind.DEPOSIT_SLIP)
    after = add_slip(basket, slip)
    check_not_taken(ports, slip)
    return Scanned(after, slip=slip)


def _by_number(ports: Ports, basket: Basket, text: str, pieces: int) -> Scanned:
    coded = ports.catalogue.by_code(text)
    if coded is not None:
        quantity = None if coded.article.unit is Unit.KILOGRAM else pieces * coded.pieces * PIECE_MILLI
        return add(basket, coded.article, quantity_milli=quantity)
    if is_note_number(text):
        raise Refused(Refusal.CREDIT_NOTE_PAYS)
    raise Refused(Refusal.UNKNOWN_CODE, code=text)
