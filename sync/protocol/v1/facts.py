"""What the facts in journal records say, version 1: frozen wire types and the way to and from the domain.

A body is a msgpack map of one of these structs. The domain may grow; these may not (golden bytes in
``tests/vectors/envelopes/v1`` hold them), so each newer version gets a module of its own and an upcaster.
Enumerations travel as their words, ids as text, amounts in minor units, quantities in thousandths, times in ms UTC.
"""

from __future__ import annotations

import msgspec

from pos_app.domain.sale import Sale
from sync.protocol.v1.loyalty_facts import ContextV1, DecisionV1, MemberViewV1

VERSION = 1
SALE = "sale"
SIGNED_IN = "signed-in"


class SignedInV1(msgspec.Struct, frozen=True):
    """A cashier signed in."""

    cashier_id: str


class CurrencyV1(msgspec.Struct, frozen=True):
    """ISO code, decimals, smallest step of cash."""

    code: str
    exponent: int
    cash_step_minor: int


class VatRateV1(msgspec.Struct, frozen=True):
    """Code in the books and rate in basis points."""

    code: str
    basis_points: int


class ArticleV1(msgspec.Struct, frozen=True):
    """The article as it was sold."""

    article_id: str
    name: str
    price_minor: int | None
    vat: VatRateV1
    unit: str
    category_id: str
    minimum_age: int
    protection: str | None
    colour: str


class DiscountV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A discount that a person gave."""

    basis_points: int
    amount_minor: int
    reason: str
    approved_by: str = ""


class PriceOverrideV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Another price than the shop's, and why."""

    usual_minor: int
    reason: str
    cashier_id: str
    approved_by: str = ""


class GiftCardV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A gift card loaded or used, without its number."""

    card_id: str
    number_end: str
    expires_on: str
    vat: VatRateV1 | None = None
    balance_minor: int = 0
    as_of_ms: int = 0


class LineV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line."""

    line_id: int
    article: ArticleV1
    quantity_milli: int
    unit_price_minor: int
    label_amount_minor: int | None
    discount: DiscountV1 | None
    gift_card: GiftCardV1 | None = None
    override: PriceOverrideV1 | None = None


class AgeCheckV1(msgspec.Struct, frozen=True):
    """How a cashier came to believe that somebody is old enough."""

    years: int
    born_by: str
    way: str
    cashier_id: str


class BasketV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was bought."""

    basket_id: str
    currency: CurrencyV1
    vat_included: bool
    lines: tuple[LineV1, ...]
    discount: DiscountV1 | None
    member_id: str | None
    age_confirmed: int
    next_line_id: int
    age_check: AgeCheckV1 | None = None


class PricedLineV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line's money."""

    line_id: int
    gross_minor: int
    line_discount_minor: int
    offer_minor: int
    basket_discount_minor: int
    points_minor: int = 0


class VatAmountV1(msgspec.Struct, frozen=True):
    """VAT at one rate."""

    rate: VatRateV1
    base_minor: int
    tax_minor: int


class PricedV1(msgspec.Struct, frozen=True):
    """The basket's money."""

    lines: tuple[PricedLineV1, ...]
    vat: tuple[VatAmountV1, ...]
    total_minor: int


class AccountCustomerV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """The organisation that is sent an invoice."""

    name: str
    organisation_number: str
    reference: str = ""


class TenderV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """One payment."""

    kind: str
    amount_minor: int
    slip_reference: str
    points: int
    redemption_id: str
    gift_card: GiftCardV1 | None = None
    lease_id: str = ""
    is_floor: bool = False
    floor_after: int = 0
    card_type: str = ""
    card_end: str = ""
    intent_id: str = ""
    customer: AccountCustomerV1 | None = None
    approved_by: str = ""
    exchange_id: str = ""


class SettlementV1(msgspec.Struct, frozen=True):
    """How the tenders paid the total."""

    total_minor: int
    due_minor: int
    due_in_cash_minor: int
    change_minor: int
    rounding_minor: int
    is_paid: bool


class SellerV1(msgspec.Struct, frozen=True):
    """Who sold, where."""

    company_id: str
    store_id: str
    till_id: str
    till_number: int
    cashier_id: str


class SaleV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A completed sale with all that explains it (REPLAY)."""

    sale_id: str
    receipt_number: int
    seller: SellerV1
    basket: BasketV1
    priced: PricedV1
    tenders: tuple[TenderV1, ...]
    settlement: SettlementV1
    member: MemberViewV1 | None
    context: ContextV1
    decision: DecisionV1
    lease_id: str = ""
    delivery_number: int = 0


_encoder = msgspec.msgpack.Encoder()
_sale_decoder = msgspec.msgpack.Decoder(SaleV1)
_signed_in_decoder = msgspec.msgpack.Decoder(SignedInV1)


def encode_sale(sale: Sale) -> bytes:
    """A sale's body. The words and numbers are checked against version 1 while they are copied."""
    return _encoder.encode(msgspec.convert(sale, SaleV1, from_attributes=True))


def decode_sale(body: bytes) -> Sale:
    """The sale that a body says; raises :class:`msgspec.ValidationError` or ``DecodeError`` for anything else."""
    try:
        return msgspec.convert(_sale_decoder.decode(body), Sale, from_attributes=True)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError("the sale holds what is no text, or too deep a nest") from error


def encode_signed_in(cashier_id: str) -> bytes:
    """The body of a sign-in."""
    return _encoder.encode(SignedInV1(cashier_id))


def decode_signed_in(body: bytes) -> str:
    """The cashier id that a sign-in says; raises :class:`msgspec.ValidationError` or ``DecodeError``."""
    try:
        return _signed_in_decoder.decode(body).cashier_id
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError("the sign-in holds what is no text, or too deep a nest") from error
