"""The codes of SAF-T Cash Register 1.00, as facts, and which of them each thing at a counter has.

The tax office's code lists (``PredefinedBasicID-04`` to ``-13``, ``Standard_Tax_Codes``) give every code a number; a
file names its own codes and says under ``basics`` which number each stands for. Descriptions are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.counter_event import CounterEventKind as Kind
from pos_app.domain.tender import TenderKind

ARTICLE_GROUP, LINE, DISCOUNT, TRANSACTION, PAYMENT, EVENT = "04", "05", "08", "11", "12", "13"
GROUP_OTHER = "04999"
"""A shop's own groups have no number of the tax office's: which are food or beer is not known here."""


@dataclass(frozen=True, slots=True)
class Basic:
    """One code of the file: its list, its name here, the tax office's number ("" where a list has none), in words."""

    list_id: str
    code: str
    predefined: str
    words: str


RETURNED_GROUP = Basic(ARTICLE_GROUP, "RETURNED", GROUP_OTHER, "Goods that came back, of every group")
"""In a report, where groups are of what was sold."""

SALE_LINE = Basic(LINE, "SALE", "", "Goods sold")
RETURN_LINE = Basic(LINE, "RETURN", "", "Goods that came back")
LOAD_LINE = Basic(LINE, "GIFTLOAD", "", "Money put on a gift card: paid in, no sale")
UNLOAD_LINE = Basic(LINE, "GIFTUNLOAD", "", "Money put on a gift card and given back: paid out, no return")
ADJUSTING_LINE = Basic(
    LINE, "RETURNADJ", "", "Between returned goods and refund: offers lost, fees kept, prepaid VAT"
)

BY_HAND = Basic(DISCOUNT, "MANUAL", "", "Discount on a line, given by a person")
ON_ALL = Basic(DISCOUNT, "MANUALALL", "", "A line's share of a discount on everything, given by a person")
BY_OFFER = Basic(DISCOUNT, "OFFER", "", "Offer of a programme, given by itself")
BY_POINTS = Basic(DISCOUNT, "POINTSOFF", "", "Points that reduce the price")

BY_PERSONS = frozenset({BY_HAND.code, ON_ALL.code})
"""Discounts that somebody gave; the others are nobody's."""

CASH_SALE = Basic(TRANSACTION, "CASHSALE", "11001", "Cash sale")
CREDIT_SALE = Basic(TRANSACTION, "CREDITSALE", "11002", "Goods handed out on an account, invoiced later")
CREDIT_RETURN = Basic(
    TRANSACTION, "CREDITRETURN", "11017", "Goods on an account that came back: nothing is paid out"
)
RETURN_PAYMENT = Basic(
    TRANSACTION, "RETURNSALE", "11006", "Return: payment to a customer who brings goods back"
)
IN_PAYMENT = Basic(TRANSACTION, "PAYIN", "11011", "Paid in: gift cards loaded and nothing sold")

PAYMENTS = {
    TenderKind.CASH: Basic(PAYMENT, "CASH", "12001", "Cash"),
    TenderKind.CARD: Basic(PAYMENT, "CARD", "12002", "Bank card, by a payment terminal"),
    TenderKind.GIFT_CARD: Basic(PAYMENT, "GIFTCARD", "12005", "Gift card"),
    TenderKind.POINTS: Basic(PAYMENT, "POINTS", "12007", "Loyalty points"),
    TenderKind.REGISTERED_CARD: Basic(
        PAYMENT, "VALUECARD", "12999", "Stored-value card registered to its holder"
    ),
    TenderKind.MOBILE: Basic(PAYMENT, "MOBILE", "12011", "Payment from a telephone's app"),
    TenderKind.CREDIT_NOTE: Basic(PAYMENT, "CREDITNOTE", "12010", "Credit note"),
    TenderKind.DEPOSIT_SLIP: Basic(PAYMENT, "DEPOSITSLIP", "12008", "Slip of a machine for empty bottles"),
    TenderKind.INVOICE: Basic(PAYMENT, "ACCOUNT", "12006", "Nothing paid: the customer is sent an invoice"),
    TenderKind.EXCHANGE: Basic(
        PAYMENT, "EXCHANGE", "12999", "Goods that came back pay for others: no money moves"
    ),
}

DRAWER_COUNTED = Basic(EVENT, "DRAWCOUNT", "13999", "Cash in a drawer counted")
SIGNED_IN = Basic(EVENT, "EMPIN", "13003", "Employee log in")
RECEIPT_PRINTED = Basic(EVENT, "SALEREC", "13012", "Sales receipt printed")
RETURN_PRINTED = Basic(EVENT, "RETURNREC", "13013", "Return receipt printed")
COPY_PRINTED = Basic(EVENT, "COPYREC", "13014", "Copy of a receipt printed")
DRAWER_WITH_SALE = Basic(EVENT, "DRAWOPEN", "13005", "Cash drawer opened by a sale or a return")
_OTHER = Basic(EVENT, "OTHEREVENT", "13999", "Another event")
EVENTS = {
    Kind.TILL_STARTED: Basic(EVENT, "POSSTART", "13001", "Till started"),
    Kind.TILL_STOPPED: Basic(EVENT, "POSEND", "13002", "Till shut down"),
    Kind.PROGRAM_CHANGED: Basic(EVENT, "POSUPDATE", "13007", "Another version of the program"),
    Kind.SIGNED_OUT: Basic(EVENT, "EMPOUT", "13004", "Employee log out"),
    Kind.DRAWER_OPENED: Basic(EVENT, "DRAWOPENMAN", "13005", "Cash drawer opened without a sale"),
    Kind.PAID_IN: Basic(EVENT, "CASHIN", "13999", "Cash paid in"),
    Kind.PAID_OUT: Basic(EVENT, "CASHOUT", "13019", "Cash paid out"),
    Kind.DROP: Basic(EVENT, "CASHDROP", "13019", "Cash taken to the safe"),
    Kind.COPY_PRINTED: COPY_PRINTED,
    Kind.PROVISIONAL_PRINTED: Basic(EVENT, "PROVREC", "13015", "Provisional receipt printed"),
    Kind.DELIVERY_PRINTED: Basic(EVENT, "DELIVREC", "13016", "Delivery receipt printed"),
    Kind.GIFT_RECEIPT_PRINTED: Basic(EVENT, "GIFTREC", "13018", "Gift receipt printed"),
    Kind.TRAINING_PRINTED: Basic(EVENT, "TRAINREC", "13017", "Training receipt printed"),
    Kind.CARD_SLIP_PRINTED: Basic(EVENT, "CARDSLIP", "13018", "Slip of a card payment by hand printed"),
    Kind.SALE_WITHOUT_RECEIPT: Basic(EVENT, "NORECEIPT", "13030", "Sale ended without a receipt"),
    Kind.PARKED: Basic(EVENT, "PARK", "13010", "Basket parked"),
    Kind.RESUMED: Basic(EVENT, "UNPARK", "13011", "Parked basket taken back"),
    Kind.PRICE_LOOKED_UP: Basic(EVENT, "PRICELOOKUP", "13022", "Price looked up"),
    Kind.PRICE_CHANGED: Basic(EVENT, "PRICECHANGE", "13021", "Price changed"),
    Kind.SHELF_PRICE_CHANGED: Basic(EVENT, "SHELFPRICE", "13021", "Price of an article changed"),
    Kind.LINE_CORRECTED: Basic(EVENT, "LINECORR", "13999", "Line reduced or removed before payment"),
    Kind.VOIDED: Basic(EVENT, "VOID", "13028", "Basket given up before payment"),
    Kind.AGE_REFUSED: Basic(
        EVENT, "AGEREFUSED", "13999", "Goods left out: the customer was not shown to be of age"
    ),
    Kind.TRAINING_ON: Basic(EVENT, "TRAINON", "13023", "Training mode on"),
    Kind.TRAINING_OFF: Basic(EVENT, "TRAINOFF", "13024", "Training mode off"),
    Kind.X_REPORT: Basic(EVENT, "XREPORT", "13008", "X report"),
    Kind.Z_REPORT: Basic(EVENT, "ZREPORT", "13009", "Z report"),
    Kind.JOURNAL_EXPORTED: Basic(EVENT, "EXPORT", "13020", "Journal exported"),
    Kind.OTHER: _OTHER,
}

BASICS = tuple(
    dict.fromkeys(
        (
            *(SALE_LINE, RETURN_LINE, LOAD_LINE, UNLOAD_LINE, ADJUSTING_LINE),
            *(BY_HAND, ON_ALL, BY_OFFER, BY_POINTS),
            *(CASH_SALE, CREDIT_SALE, RETURN_PAYMENT, CREDIT_RETURN, IN_PAYMENT),
            *PAYMENTS.values(),
            RETURNED_GROUP,
            *(DRAWER_COUNTED, SIGNED_IN, RECEIPT_PRINTED, RETURN_PRINTED, COPY_PRINTED, DRAWER_WITH_SALE),
            *EVENTS.values(),
        )
    )
)
"""Every code that a file may use, but for the shop's article groups."""

_OUTPUT_CODES = frozenset({"3", "31", "32", "33", "5", "51", "52", "6", "7"})
_BY_RATE_BP = {2500: "3", 1500: "31", 1111: "32", 1200: "33", 0: "5"}
_NO_TURNOVER = "7"


def event_code(kind: Kind) -> str:
    """The file's code for what happened; what has none of its own is another event."""
    return EVENTS.get(kind, _OTHER).code


def standard_vat_code(code: str, basis_points: int) -> str:
    """The tax office's code for output VAT: the shop's own where it is one, else by the rate.

    Money on gift cards is no turnover yet, or was counted before ("outside", "prepaid"): 7. A rate that is none of
    today's is told as 3, the regular one, beside its true percentage.
    """
    if code in _OUTPUT_CODES:
        return code
    if code in ("outside", "prepaid"):
        return _NO_TURNOVER
    return _BY_RATE_BP.get(basis_points, "3")


def group_code(category_id: str) -> str:
    """The code of a shop's article group; lists share one name space, so it says which list it is of."""
    return identification(f"{ARTICLE_GROUP}-{category_id or 'none'}")


def identification(text: str) -> str:
    """An id as the file may hold it: 35 characters. A UUID goes without its hyphens."""
    return (text.replace("-", "") if len(text) > 35 else text)[:35]
