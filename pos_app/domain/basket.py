"""The basket: state until it is paid, never a fact. Every change makes a new basket, so undo keeps the old one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos_app.domain.age_check import AgeCheck
from pos_app.domain.catalogue import Article, Unit
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.money import LARGEST_MINOR, Currency, Rounding, divide

PIECE_MILLI = 1000
LARGEST_QUANTITY_MILLI = 9_999 * PIECE_MILLI
"""Nobody carries more than 9 999 pieces or kilograms to a counter; more is a scan in the quantity field."""
MOST_LINES = 1000
LARGEST_PRICE_MINOR = 10**8
"""No article costs more (a million kroner, a hundred million won): a larger number is a code typed as a price."""


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount that a person gave: either ``basis_points`` of the price (1000 = 10 %) or ``amount_minor``.
    ``approved_by`` is the cashier id of whoever allowed it, "" where nobody had to.
    """

    basis_points: int = 0
    amount_minor: int = 0
    reason: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class PriceOverride:
    """Why a line has another unit price than ``usual_minor``: the reason, who gave it, who allowed it ("" where nobody
    had to); both by cashier id.
    """

    usual_minor: int
    reason: str
    cashier_id: str
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a basket.

    ``line_id`` is unique within its basket and never reused. ``unit_price_minor`` is the price of one unit;
    ``label_amount_minor`` is the whole line's price when a scale's label said it (the quantity is then for show).
    ``gift_card`` is the card that the line's money goes to; ``override`` tells of a price that a person put in the
    place of the shop's.
    """

    line_id: int
    article: Article
    quantity_milli: int
    unit_price_minor: int
    label_amount_minor: int | None = None
    discount: Discount | None = None
    gift_card: GiftCard | None = None
    override: PriceOverride | None = None


@dataclass(frozen=True, slots=True)
class DepositSlip:
    """What a machine gave for empty bottles: the ``number`` on its slip and the money that it stands for."""

    number: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Basket:
    """What a customer is about to buy. ``member_id`` is the pseudonymous id; ``age_confirmed`` in years, and
    ``age_check`` how that came about. ``slips`` are the deposit slips that the customer brought; the basket of a
    completed sale has none, they are among its tenders.
    """

    basket_id: str
    currency: Currency
    vat_included: bool = True
    lines: tuple[Line, ...] = ()
    discount: Discount | None = None
    member_id: str | None = None
    age_confirmed: int = 0
    next_line_id: int = 1
    age_check: AgeCheck | None = None
    slips: tuple[DepositSlip, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it yet (a member alone does not make a basket; a deposit slip does)."""
        return not self.lines and not self.slips

    @property
    def minimum_age(self) -> int:
        """The age the customer must have for what is in the basket, in years; 0 for none."""
        return max((line.article.minimum_age for line in self.lines), default=0)

    def line(self, line_id: int) -> Line:
        """The line with that id; :class:`Refused` ``NO_SUCH_LINE`` when it is gone."""
        for line in self.lines:
            if line.line_id == line_id:
                return line
        raise Refused(Refusal.NO_SUCH_LINE)


def add_article(
    basket: Basket,
    article: Article,
    *,
    quantity_milli: int | None = None,
    price_minor: int | None = None,
    label_amount_minor: int | None = None,
    gift_card: GiftCard | None = None,
) -> Basket:
    """The basket with one more of ``article``; money put on a gift card names the card.

    A piece that already stands on the last line at the same price and without a discount counts that line up.
    What the catalogue itself gives away (a trial of a membership, a leaflet that is counted) costs 0; no price that a
    person typed or a label carries does. A label's price needs no other; the weight behind it is worked out where the
    price per kilogram is known.
    Raises :class:`Refused`: ``WEIGHT_NEEDED`` and ``PRICE_NEEDED`` ask the cashier for what is missing, the
    ``QUANTITY_...``, ``PRICE_...`` and ``AMOUNT_TOO_LARGE`` reasons name a bad number.
    """
    if len(basket.lines) >= MOST_LINES:
        raise Refused(Refusal.BASKET_FULL, most=MOST_LINES)
    unit_price = article.price_minor if price_minor is None else price_minor
    if unit_price is None:
        unit_price = label_amount_minor
    if quantity_milli is None and article.unit is Unit.KILOGRAM and label_amount_minor is None:
        raise Refused(Refusal.WEIGHT_NEEDED, article=article.name)
    is_free = article.price_minor == 0 and price_minor is None and label_amount_minor is None
    for price in () if is_free else (unit_price, label_amount_minor):
        if price is not None:
            check_price(price)
    if quantity_milli is None:
        quantity_milli = _labelled_milli(article, unit_price, label_amount_minor)
    check_quantity(article, quantity_milli, on_label=label_amount_minor is not None)
    if unit_price is None:
        raise Refused(Refusal.PRICE_NEEDED, article=article.name)
    last = basket.lines[-1] if basket.lines else None
    if (
        last is not None
        and last.article == article
        and article.unit is Unit.PIECE
        and last.unit_price_minor == unit_price
        and last.discount is None
        and last.override is None
        and last.gift_card is None
        and gift_card is None
        and last.label_amount_minor is None
        and label_amount_minor is None
        and last.quantity_milli + quantity_milli <= LARGEST_QUANTITY_MILLI
    ):
        counted = replace(last, quantity_milli=last.quantity_milli + quantity_milli)
        return _payable(replace(basket, lines=(*basket.lines[:-1], counted)))
    line = Line(
        basket.next_line_id, article, quantity_milli, unit_price, label_amount_minor, gift_card=gift_card
    )
    return _payable(replace(basket, lines=(*basket.lines, line), next_line_id=basket.next_line_id + 1))


def set_quantity(basket: Basket, line_id: int, quantity_milli: int) -> Basket:
    """The basket with that line's quantity changed; refused as in :func:`add_article`, and ``QUANTITY_ON_LABEL``
    where a scale's label says what the line costs.
    """
    line = basket.line(line_id)
    if line.label_amount_minor is not None:
        raise Refused(Refusal.QUANTITY_ON_LABEL, article=line.article.name)
    check_quantity(line.article, quantity_milli)
    return _payable(_with(basket, replace(line, quantity_milli=quantity_milli)))


def void_line(basket: Basket, line_id: int) -> Basket:
    """The basket without that line. A discount on the whole basket goes with its last line."""
    gone = basket.line(line_id)
    left = tuple(line for line in basket.lines if line is not gone)
    return replace(basket, lines=left, discount=basket.discount if left else None)


def override_price(basket: Basket, line_id: int, price_minor: int, override: PriceOverride) -> Basket:
    """The basket with one line at another unit price, and why. The shop's own price again takes the note away.

    Raises :class:`Refused`: ``PRICE_ON_LABEL`` (a scale's label or a gift card says what it costs),
    ``DISCOUNT_PROTECTED`` (protected goods get no cheaper), and as :func:`check_price` does.
    """
    line = basket.line(line_id)
    if line.label_amount_minor is not None or line.gift_card is not None:
        raise Refused(Refusal.PRICE_ON_LABEL, article=line.article.name)
    check_price(price_minor)
    if line.article.is_protected and price_minor < override.usual_minor:
        raise Refused(Refusal.DISCOUNT_PROTECTED, article=line.article.name)
    noted = None if price_minor == override.usual_minor else override
    return _payable(_with(basket, replace(line, unit_price_minor=price_minor, override=noted)))


def discount_line(basket: Basket, line_id: int, discount: Discount | None) -> Basket:
    """The basket with a discount on one line (``None`` takes it off). Protected goods refuse one."""
    line = basket.line(line_id)
    if discount is not None:
        if line.article.is_protected:
            raise Refused(Refusal.DISCOUNT_PROTECTED, article=line.article.name)
        check_discount(discount)
    return _with(basket, replace(line, discount=discount))


def discount_basket(basket: Basket, discount: Discount | None) -> Basket:
    """The basket with a discount on the whole of it; it passes protected goods by when it is priced."""
    if discount is not None:
        if not basket.lines:
            raise Refused(Refusal.BASKET_EMPTY)
        if all(line.article.is_protected for line in basket.lines):
            raise Refused(Refusal.DISCOUNT_PROTECTED, article=basket.lines[0].article.name)
        check_discount(discount)
    return replace(basket, discount=discount)


def with_member(basket: Basket, member_id: str | None) -> Basket:
    """The basket with that member's card on it, or with none."""
    return replace(basket, member_id=member_id)


def confirm_age(basket: Basket, years: int, check: AgeCheck | None = None) -> Basket:
    """The basket after the cashier has seen that the customer is at least ``years`` old; ``check`` says how. One for a
    lower age than is known already changes nothing.
    """
    if years <= basket.age_confirmed:
        return basket
    return replace(basket, age_confirmed=years, age_check=check)


def check_quantity(article: Article, quantity_milli: int, *, on_label: bool = False) -> None:
    """Raise :class:`Refused` unless so much of ``article`` can be sold."""
    if quantity_milli <= 0:
        raise Refused(Refusal.QUANTITY_NOT_POSITIVE, article=article.name)
    if quantity_milli > LARGEST_QUANTITY_MILLI:
        raise Refused(
            Refusal.QUANTITY_TOO_LARGE, article=article.name, most=LARGEST_QUANTITY_MILLI // PIECE_MILLI
        )
    if article.unit is Unit.PIECE and quantity_milli % PIECE_MILLI and not on_label:
        raise Refused(Refusal.QUANTITY_NOT_WHOLE, article=article.name)


def check_price(price_minor: int) -> None:
    """Raise :class:`Refused` unless it can be the price of something: more than nothing, less than a fortune."""
    if price_minor <= 0:
        raise Refused(Refusal.PRICE_NOT_POSITIVE)
    if price_minor > LARGEST_PRICE_MINOR:
        raise Refused(Refusal.PRICE_TOO_LARGE)


def check_discount(discount: Discount) -> None:
    """Raise :class:`Refused` unless the discount gives something and at most everything."""
    if (discount.basis_points > 0) == (discount.amount_minor > 0):
        raise Refused(Refusal.DISCOUNT_NOT_POSITIVE)
    if discount.basis_points < 0 or discount.amount_minor < 0:
        raise Refused(Refusal.DISCOUNT_NOT_POSITIVE)
    if discount.basis_points > 10_000 or discount.amount_minor > LARGEST_MINOR:
        raise Refused(Refusal.DISCOUNT_TOO_LARGE)


def line_gross_minor(line: Line) -> int:
    """A line's price before any discount: quantity times unit price, halves up, or what its label says."""
    if line.label_amount_minor is not None:
        return line.label_amount_minor
    pieces, rest = divmod(line.quantity_milli, PIECE_MILLI)
    if not rest:
        return pieces * line.unit_price_minor
    return divide(line.quantity_milli * line.unit_price_minor, PIECE_MILLI, Rounding.HALF_UP)


def taken_back(before: Basket, after: Basket) -> list[tuple[Line, int]]:
    """What a change of the basket took back of lines that were rung up: the line, and by how much its price fell (minor
    units, above zero). Discounts and other prices are no corrections.
    """
    left = {line.line_id: line for line in after.lines}
    found = []
    for line in before.lines:
        now = left.get(line.line_id)
        if now is None:
            found.append((line, line_gross_minor(line)))
        elif now.quantity_milli < line.quantity_milli:
            found.append((line, line_gross_minor(line) - line_gross_minor(now)))
    return found


def _labelled_milli(article: Article, unit_price: int | None, label_amount_minor: int | None) -> int:
    """One piece, or the weight that a label's price stands for: a gram at least."""
    if article.unit is Unit.PIECE or label_amount_minor is None or unit_price is None:
        return PIECE_MILLI
    return max(divide(label_amount_minor * PIECE_MILLI, unit_price, Rounding.HALF_UP), 1)


def _payable(basket: Basket) -> Basket:
    """The basket, unless its goods come to more than anyone pays: a slip of the finger must not get in and stay."""
    worth = 0
    for line in basket.lines:
        gross = line_gross_minor(line)
        if not basket.vat_included:
            gross = divide(gross * (10_000 + line.article.vat.basis_points), 10_000, Rounding.HALF_UP)
        worth += gross
    if worth > LARGEST_MINOR:
        raise Refused(Refusal.AMOUNT_TOO_LARGE)
    return basket


def _with(basket: Basket, changed: Line) -> Basket:
    lines = tuple(changed if line.line_id == changed.line_id else line for line in basket.lines)
    return replace(basket, lines=lines)
