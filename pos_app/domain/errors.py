"""The one tree of errors a person may see.

::

    TillError                the root: whatever Trofast says on purpose
    ├── Refused              an input the shop's rules do not allow; the basket is unchanged
    ├── CannotSell           the till must stop selling; the sentence says what to do
    └── BadFile              a file a person wrote has a mistake: which file, which line, what was expected

Anything else that is raised is our bug: it is logged, and the sale is kept.
"""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Why an input was refused. The screen has a sentence for each, in the cashier's language."""

    UNKNOWN_CODE = "unknown_code"
    UNREADABLE_SCAN = "unreadable_scan"
    DEPOSIT_SLIP_TWICE = "deposit_slip_twice"
    DEPOSIT_SLIP_USED = "deposit_slip_used"
    DEPOSIT_SLIP_AMOUNT = "deposit_slip_amount"
    DEPOSIT_SLIP_NO_GOODS = "deposit_slip_no_goods"
    CREDIT_NOTE_PAYS = "credit_note_pays"
    UNKNOWN_MEMBER = "unknown_member"
    MEMBER_BLOCKED = "member_blocked"
    OWN_CARD = "own_card"
    CARD_OF_ANOTHER_COMPANY = "card_of_another_company"
    MEMBER_CODE_TOO_LONG = "member_code_too_long"
    MEMBER_CODE_DAMAGED = "member_code_damaged"
    MEMBER_CODE_OTHER_KIND = "member_code_other_kind"
    MEMBER_CODE_WRONG_KEY = "member_code_wrong_key"
    MEMBER_CODE_FORGED = "member_code_forged"
    MEMBER_CODE_REVOKED = "member_code_revoked"
    MEMBER_CODE_EXPIRED = "member_code_expired"
    MEMBER_CODE_SCREENSHOT = "member_code_screenshot"
    MEMBER_CODE_SHOWN_BEFORE = "member_code_shown_before"
    MEMBER_CODE_PHONE_CLOCK = "member_code_phone_clock"
    MEMBER_CODE_TILL_CLOCK = "member_code_till_clock"
    MEMBER_CODE_NOT_KNOWN_YET = "member_code_not_known_yet"
    PERSON_UNNAMED = "person_unnamed"
    PERSON_NAME_UNFIT = "person_name_unfit"
    PHONE_UNFIT = "phone_unfit"
    PHONE_TAKEN = "phone_taken"
    CARD_UNFIT = "card_unfit"
    CARD_TAKEN = "card_taken"
    NO_SUCH_BIRTHDAY = "no_such_birthday"
    REFERRER_UNKNOWN = "referrer_unknown"
    SELF_REFERRAL = "self_referral"
    NO_SUCH_CONSENT = "no_such_consent"
    NOTHING_WISHED = "nothing_wished"
    NOTHING_GIVEN = "nothing_given"
    MEMBERSHIP_NEEDS_MEMBER = "membership_needs_member"
    NO_SUCH_MEMBERSHIP = "no_such_membership"
    MEMBERSHIP_ALREADY_CANCELLED = "membership_already_cancelled"
    RECEIPT_NEEDS_MEMBER = "receipt_needs_member"
    RECEIPT_AFTER_BASKET = "receipt_after_basket"
    RECEIPT_HAD_MEMBER = "receipt_had_member"
    RECEIPT_CLAIMED = "receipt_claimed"
    RECEIPT_TOO_OLD = "receipt_too_old"
    QUANTITY_NOT_POSITIVE = "quantity_not_positive"
    QUANTITY_TOO_LARGE = "quantity_too_large"
    QUANTITY_NOT_WHOLE = "quantity_not_whole"
    QUANTITY_ON_LABEL = "quantity_on_label"
    WEIGHT_NEEDED = "weight_needed"
    PRICE_NEEDED = "price_needed"
    PRICE_NOT_POSITIVE = "price_not_positive"
    PRICE_ON_LABEL = "price_on_label"
    PRICE_TOO_LARGE = "price_too_large"
    AMOUNT_NOT_A_NUMBER = "amount_not_a_number"
    AMOUNT_TOO_MANY_DECIMALS = "amount_too_many_decimals"
    AMOUNT_TOO_LARGE = "amount_too_large"
    SHELF_PRICE_ASKED = "shelf_price_asked"
    SHELF_PRICE_SAME = "shelf_price_same"
    SHELF_PRICE_PROTECTED = "shelf_price_protected"
    SHELF_PRICE_FIXED = "shelf_price_fixed"
    DISCOUNT_NOT_POSITIVE = "discount_not_positive"
    DISCOUNT_TOO_LARGE = "discount_too_large"
    DISCOUNT_PROTECTED = "discount_protected"
    NO_SUCH_LINE = "no_such_line"
    BASKET_EMPTY = "basket_empty"
    BASKET_FULL = "basket_full"
    TENDER_NOT_POSITIVE = "tender_not_positive"
    TENDER_TOO_MUCH = "tender_too_much"
    TENDER_TOO_LITTLE = "tender_too_little"
    TENDER_NOT_TAKEN = "tender_not_taken"
    INVOICE_ALONE = "invoice_alone"
    INVOICE_FOR_GIFT_CARD = "invoice_for_gift_card"
    CUSTOMER_NAME_NEEDED = "customer_name_needed"
    ORGANISATION_NUMBER_WRONG = "organisation_number_wrong"
    RECEIPT_NOT_DECLINED = "receipt_not_declined"
    SLIP_REFERENCE_NEEDED = "slip_reference_needed"
    CARD_PAYMENT_OPEN = "card_payment_open"
    CARD_TERMINAL_GONE = "card_terminal_gone"
    CARD_TERMINAL_BUSY = "card_terminal_busy"
    CARD_TERMINAL_PAPER = "card_terminal_paper"
    CARD_NOT_PAID = "card_not_paid"
    NO_MEMBER = "no_member"
    NO_PROGRAMME = "no_programme"
    POINTS_NOT_POSITIVE = "points_not_positive"
    POINTS_NOT_WHOLE_BLOCK = "points_not_whole_block"
    POINTS_TOO_FEW = "points_too_few"
    POINTS_TOO_MANY = "points_too_many"
    POINTS_NOT_HELD = "points_not_held"
    POINTS_OFFLINE = "points_offline"
    POINTS_AT_HUB = "points_at_hub"
    POINTS_KEPT_FEWER = "points_kept_fewer"
    POINTS_KEPT_UNTIL = "points_kept_until"
    POINTS_CLOCK_UNSURE = "points_clock_unsure"
    POINTS_RISKED_ENOUGH = "points_risked_enough"
    POINTS_ELSEWHERE = "points_elsewhere"
    POINTS_ELSEWHERE_UNTIL = "points_elsewhere_until"
    POINTS_ALREADY_IN_BASKET = "points_already_in_basket"
    GIFT_CARD_NUMBER = "gift_card_number"
    GIFT_CARD_NEEDED = "gift_card_needed"
    GIFT_CARD_UNKNOWN = "gift_card_unknown"
    GIFT_CARD_EMPTY = "gift_card_empty"
    GIFT_CARD_EXPIRED = "gift_card_expired"
    GIFT_CARD_OTHER_GOODS = "gift_card_other_goods"
    GIFT_CARD_FOR_GIFT_CARD = "gift_card_for_gift_card"
    GIFT_CARD_NOT_HELD = "gift_card_not_held"
    GIFT_CARD_OFFLINE = "gift_card_offline"
    GIFT_CARD_AT_HUB = "gift_card_at_hub"
    GIFT_CARD_ELSEWHERE = "gift_card_elsewhere"
    GIFT_CARD_KEPT_UNTIL = "gift_card_kept_until"
    GIFT_CARD_CLOCK_UNSURE = "gift_card_clock_unsure"
    AGE_NOT_CONFIRMED = "age_not_confirmed"
    NOBODY_BORN_THEN = "nobody_born_then"
    TOO_YOUNG = "too_young"
    NOT_SOLD_TODAY = "not_sold_today"
    NOT_SOLD_YET = "not_sold_yet"
    NOT_SOLD_ANY_MORE = "not_sold_any_more"
    CASH_TOO_MUCH = "cash_too_much"
    GOODS_REFUSED = "goods_refused"
    COUPON_ON_SALE = "coupon_on_sale"
    COUPON_USED = "coupon_used"
    COUPON_EXPIRED = "coupon_expired"
    COUPON_NOT_YET = "coupon_not_yet"
    COUPON_NEEDS_MEMBER = "coupon_needs_member"
    COUPON_UNKNOWN = "coupon_unknown"
    CODE_CLAIMED = "code_claimed"
    WRONG_PIN = "wrong_pin"
    PIN_LOCKED = "pin_locked"
    APPROVER_MAY_NOT = "approver_may_not"
    APPROVER_IS_ASKER = "approver_is_asker"
    APPROVER_CARD_UNKNOWN = "approver_card_unknown"
    NOBODY_MAY_APPROVE = "nobody_may_approve"
    NOT_SIGNED_IN = "not_signed_in"
    NOTHING_PARKED = "nothing_parked"
    NOTHING_TO_UNDO = "nothing_to_undo"
    COPY_ALREADY_PRINTED = "copy_already_printed"
    COUNT_NOT_A_NUMBER = "count_not_a_number"
    COUNT_NEGATIVE = "count_negative"
    COUNT_TOO_LARGE = "count_too_large"
    COUNT_NO_SUCH_MONEY = "count_no_such_money"
    COUNT_DIFFERS = "count_differs"
    COUNT_NEEDS_APPROVAL = "count_needs_approval"
    COUNTS_DISAGREE = "counts_disagree"
    CASH_REASON_NEEDED = "cash_reason_needed"
    CASH_NOT_POSITIVE = "cash_not_positive"
    DRAWER_OPEN_ALREADY = "drawer_open_already"
    DRAWER_NOT_OPEN = "drawer_not_open"
    DRAWER_HOLDS_LESS = "drawer_holds_less"
    DRAWER_TO_COUNT = "drawer_to_count"
    PERIOD_CLOSED_ALREADY = "period_closed_already"
    RETURN_NOTHING = "return_nothing"
    RETURN_TOO_MUCH = "return_too_much"
    RETURN_WHOLE_LINE = "return_whole_line"
    RETURN_GIFT_CARD = "return_gift_card"
    RETURN_UNKNOWN_SALE = "return_unknown_sale"
    RETURN_RULES_GONE = "return_rules_gone"
    RETURN_OTHER_CURRENCY = "return_other_currency"
    RETURN_NO_SUCH_RECEIPT = "return_no_such_receipt"
    RETURN_ALL_BACK = "return_all_back"
    RETURN_NOT_ON_RECEIPT = "return_not_on_receipt"
    RETURN_WORTHLESS = "return_worthless"
    RETURN_MEMBERSHIP = "return_membership"
    RETURN_SERVER_AWAY = "return_server_away"
    RETURN_OTHER_SHOP = "return_other_shop"
    EXCHANGE_NO_GOODS = "exchange_no_goods"
    EXCHANGE_NOTHING = "exchange_nothing"
    EXCHANGE_CHANGED = "exchange_changed"


class TillError(Exception):
    """The root of every error that Trofast raises on purpose."""


class Refused(TillError):
    """An input that the shop's rules do not allow. Nothing changed.

    ``reason`` picks the sentence; ``facts`` fill it in (already plain text or integers).
    """

    def __init__(self, reason: Refusal, **facts: str | int) -> None:
        self.reason = reason
        self.facts = facts
        told = ", ".join(f"{name}={value}" for name, value in facts.items())
        super().__init__(f"{reason.value} ({told})" if told else reason.value)


class CannotSell(TillError):
    """The till must not sell. The text tells the cashier what happened and what to do.

    ``cause`` is a short stable word for logs, tests and translated screens (``second_till``, ``disk_full`` ...).
    """

    def __init__(self, cause: str, sentence: str) -> None:
        self.cause = cause
        self.sentence = sentence
        super().__init__(sentence)


class JournalUnreadable(TillError):
    """A record of the till's journal is no record any more, so that nothing can be summed over it."""

    def __init__(self) -> None:
        super().__init__("a record of the till's journal can not be read; `trofast verify` names it")


class BadFile(TillError):
    """A mistake in a file that a person wrote: where it is, and what was expected there."""

    def __init__(self, path: str, line: int | None, expected: str) -> None:
        self.path = path
        self.line = line
        self.expected = expected
        where = path if line is None else f"{path}, line {line}"
        super().__init__(f"{where}: {expected}")
