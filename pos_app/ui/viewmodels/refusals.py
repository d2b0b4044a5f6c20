"""A sentence for each refusal, in the cashier's language: what is wrong, and what to do instead."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from pos_app.domain.errors import Refusal, Refused
from pos_app.ui.marks import QT_TRANSLATE_NOOP
from pos_app.ui.viewmodels.counter_refusals import COUNTER_SENTENCES
from pos_app.ui.viewmodels.drawer_refusals import DRAWER_SENTENCES
from pos_app.ui.viewmodels.exception_refusals import EXCEPTION_SENTENCES

CONTEXT = "Refusal"
SENTENCES: dict[Refusal, str] = {
    Refusal.UNKNOWN_CODE: QT_TRANSLATE_NOOP(
        "Refusal", "Unknown code {code}. Search by name (F2) or use a quick key."
    ),
    Refusal.UNREADABLE_SCAN: QT_TRANSLATE_NOOP(
        "Refusal", "The code could not be read. Scan it again, or type it."
    ),
    Refusal.UNKNOWN_MEMBER: QT_TRANSLATE_NOOP(
        "Refusal", "This member card is not known here. Search by name or phone (F4)."
    ),
    Refusal.MEMBER_BLOCKED: QT_TRANSLATE_NOOP(
        "Refusal", "This member card is blocked. Sell without a member."
    ),
    Refusal.OWN_CARD: QT_TRANSLATE_NOOP(
        "Refusal", "This is your own member card. Another cashier rings this up, or sell without it."
    ),
    Refusal.CARD_OF_ANOTHER_COMPANY: QT_TRANSLATE_NOOP(
        "Refusal", "This is the member card of another company. Ask for the card of this shop."
    ),
    Refusal.MEMBER_CODE_TOO_LONG: QT_TRANSLATE_NOOP(
        "Refusal", "This code is longer than any member code. Ask for the member's own code, or search (F4)."
    ),
    Refusal.MEMBER_CODE_DAMAGED: QT_TRANSLATE_NOOP(
        "Refusal", "Only part of the member code arrived. Scan it again, or take the card."
    ),
    Refusal.MEMBER_CODE_OTHER_KIND: QT_TRANSLATE_NOOP(
        "Refusal", "This is not the kind of code that the shop gives out. Ask for the card, or search (F4)."
    ),
    Refusal.MEMBER_CODE_WRONG_KEY: QT_TRANSLATE_NOOP(
        "Refusal",
        "This code was signed with a key that this till does not accept. Ask for the card, or search (F4).",
    ),
    Refusal.MEMBER_CODE_FORGED: QT_TRANSLATE_NOOP(
        "Refusal", "This code is forged or was changed. It proves nothing: ask for the card, or search (F4)."
    ),
    Refusal.MEMBER_CODE_REVOKED: QT_TRANSLATE_NOOP(
        "Refusal", "This code was blocked, as after a lost phone. Ask for the card, or search (F4)."
    ),
    Refusal.MEMBER_CODE_EXPIRED: QT_TRANSLATE_NOOP(
        "Refusal", "This code has expired. The member needs a new one; take the card, or search (F4)."
    ),
    Refusal.MEMBER_CODE_SCREENSHOT: QT_TRANSLATE_NOOP(
        "Refusal",
        "This code is from a screenshot: ask for the live one. If that fails too, the phone's clock is slow.",
    ),
    Refusal.MEMBER_CODE_SHOWN_BEFORE: QT_TRANSLATE_NOOP(
        "Refusal", "This code was used here a moment ago. Wait for the next one on the phone, and scan that."
    ),
    Refusal.MEMBER_CODE_PHONE_CLOCK: QT_TRANSLATE_NOOP(
        "Refusal",
        "The phone's clock is ahead, so its code cannot be checked. Have it set by itself, or take the card.",
    ),
    Refusal.MEMBER_CODE_TILL_CLOCK: QT_TRANSLATE_NOOP(
        "Refusal",
        "This till has not heard the right time lately, so it cannot check the code. Take the card, or search (F4).",
    ),
    Refusal.MEMBER_CODE_NOT_KNOWN_YET: QT_TRANSLATE_NOOP(
        "Refusal",
        "The code is genuine, but this till does not know its member (yet, or any more). Sell without one.",
    ),
    Refusal.PERSON_UNNAMED: QT_TRANSLATE_NOOP("Refusal", "Type a name or a phone number."),
    Refusal.PERSON_NAME_UNFIT: QT_TRANSLATE_NOOP(
        "Refusal", "A name has at most {most} letters and nothing that cannot be printed."
    ),
    Refusal.PHONE_UNFIT: QT_TRANSLATE_NOOP("Refusal", "{typed} is no phone number: 5 to 15 digits."),
    Refusal.PHONE_TAKEN: QT_TRANSLATE_NOOP(
        "Refusal", "Somebody with this phone number is a member already. F4 finds them."
    ),
    Refusal.CARD_UNFIT: QT_TRANSLATE_NOOP(
        "Refusal", "{typed} is no number of a member card. Scan the card, or leave it out."
    ),
    Refusal.CARD_TAKEN: QT_TRANSLATE_NOOP("Refusal", "This card is somebody's already. Take a new card."),
    Refusal.NO_SUCH_BIRTHDAY: QT_TRANSLATE_NOOP("Refusal", "No year has the day {day}.{month}."),
    Refusal.REFERRER_UNKNOWN: QT_TRANSLATE_NOOP(
        "Refusal", "The friend is not known here. Scan the friend's card, or leave it out."
    ),
    Refusal.SELF_REFERRAL: QT_TRANSLATE_NOOP("Refusal", "Nobody brings themselves. Leave the friend out."),
    Refusal.NO_SUCH_CONSENT: QT_TRANSLATE_NOOP(
        "Refusal", "The shop no longer asks for this consent. Look at the wording again."
    ),
    Refusal.NOTHING_WISHED: QT_TRANSLATE_NOOP("Refusal", "Scan or type a code, or choose something first."),
    Refusal.NOTHING_GIVEN: QT_TRANSLATE_NOOP("Refusal", "Nothing was given. {told}"),
    Refusal.MEMBERSHIP_NEEDS_MEMBER: QT_TRANSLATE_NOOP(
        "Refusal", "{article} needs a member: scan their card, or make them one (Ctrl N)."
    ),
    Refusal.NO_SUCH_MEMBERSHIP: QT_TRANSLATE_NOOP(
        "Refusal", "The member has no such membership that could be cancelled."
    ),
    Refusal.MEMBERSHIP_ALREADY_CANCELLED: QT_TRANSLATE_NOOP(
        "Refusal", "This membership is cancelled already; it ends on {day}."
    ),
    Refusal.RECEIPT_NEEDS_MEMBER: QT_TRANSLATE_NOOP(
        "Refusal", "To claim this receipt's points, put the member on first, then scan the receipt."
    ),
    Refusal.RECEIPT_AFTER_BASKET: QT_TRANSLATE_NOOP(
        "Refusal", "Points of a receipt are claimed on an empty basket. Finish or park this sale first."
    ),
    Refusal.RECEIPT_HAD_MEMBER: QT_TRANSLATE_NOOP(
        "Refusal", "A member's card was shown at that sale: its points were given then."
    ),
    Refusal.RECEIPT_CLAIMED: QT_TRANSLATE_NOOP("Refusal", "The points of this receipt were claimed already."),
    Refusal.RECEIPT_TOO_OLD: QT_TRANSLATE_NOOP(
        "Refusal", "Points can be claimed for {days} days. This receipt is older."
    ),
    Refusal.QUANTITY_NOT_POSITIVE: QT_TRANSLATE_NOOP(
        "Refusal", "The quantity must be more than zero. Del removes the line."
    ),
    Refusal.QUANTITY_TOO_LARGE: QT_TRANSLATE_NOOP(
        "Refusal", "At most {most} of one article. Check what was typed."
    ),
    Refusal.QUANTITY_NOT_WHOLE: QT_TRANSLATE_NOOP("Refusal", "{article} is sold in whole pieces only."),
    Refusal.QUANTITY_ON_LABEL: QT_TRANSLATE_NOOP(
        "Refusal", "The quantity of {article} stands on its label. Scan another label instead."
    ),
    Refusal.WEIGHT_NEEDED: QT_TRANSLATE_NOOP(
        "Refusal", "{article} is sold by weight. Type the weight in kg."
    ),
    Refusal.PRICE_NEEDED: QT_TRANSLATE_NOOP("Refusal", "{article} has no fixed price. Type the price."),
    Refusal.PRICE_NOT_POSITIVE: QT_TRANSLATE_NOOP("Refusal", "The price must be more than zero."),
    Refusal.PRICE_TOO_LARGE: QT_TRANSLATE_NOOP("Refusal", "That price is too large. Check what was typed."),
    Refusal.AMOUNT_NOT_A_NUMBER: QT_TRANSLATE_NOOP("Refusal", "That is not a number: {typed}"),
    Refusal.AMOUNT_TOO_MANY_DECIMALS: QT_TRANSLATE_NOOP("Refusal", "Too many decimals: {typed}"),
    Refusal.AMOUNT_TOO_LARGE: QT_TRANSLATE_NOOP("Refusal", "That amount is too large. Check what was typed."),
    Refusal.DISCOUNT_NOT_POSITIVE: QT_TRANSLATE_NOOP("Refusal", "The discount must be more than zero."),
    Refusal.DISCOUNT_TOO_LARGE: QT_TRANSLATE_NOOP("Refusal", "A discount can be at most the whole price."),
    Refusal.DISCOUNT_PROTECTED: QT_TRANSLATE_NOOP("Refusal", "No discount is allowed on {article}."),
    Refusal.NO_SUCH_LINE: QT_TRANSLATE_NOOP("Refusal", "Select a line first."),
    Refusal.BASKET_EMPTY: QT_TRANSLATE_NOOP("Refusal", "The basket is empty. Scan something first."),
    Refusal.BASKET_FULL: QT_TRANSLATE_NOOP(
        "Refusal", "The basket is full ({most} lines). Take payment, then go on with a new sale."
    ),
    Refusal.TENDER_NOT_POSITIVE: QT_TRANSLATE_NOOP("Refusal", "The amount must be more than zero."),
    Refusal.TENDER_TOO_MUCH: QT_TRANSLATE_NOOP(
        "Refusal", "That is more than is left to pay. Only cash gives change."
    ),
    Refusal.TENDER_TOO_LITTLE: QT_TRANSLATE_NOOP("Refusal", "Not everything is paid yet."),
    Refusal.SLIP_REFERENCE_NEEDED: QT_TRANSLATE_NOOP(
        "Refusal", "Type the number from the card terminal's slip."
    ),
    Refusal.CARD_PAYMENT_OPEN: QT_TRANSLATE_NOOP(
        "Refusal", "An earlier card payment is not settled. Settle it first: Card (F9)."
    ),
    Refusal.CARD_TERMINAL_GONE: QT_TRANSLATE_NOOP(
        "Refusal",
        "The card terminal does not answer, so nothing was asked. Try again, or key it there by hand.",
    ),
    Refusal.CARD_TERMINAL_BUSY: QT_TRANSLATE_NOOP(
        "Refusal", "The card terminal is in the middle of something. Wait until it is done, then try again."
    ),
    Refusal.CARD_TERMINAL_PAPER: QT_TRANSLATE_NOOP(
        "Refusal", "The card terminal is out of paper. Put in a new roll, then try again."
    ),
    Refusal.CARD_NOT_PAID: QT_TRANSLATE_NOOP(
        "Refusal", "That card payment was given back or settled otherwise. Take another payment."
    ),
    Refusal.NO_MEMBER: QT_TRANSLATE_NOOP(
        "Refusal", "Put a member on the sale first: scan the card, or press F4."
    ),
    Refusal.NO_PROGRAMME: QT_TRANSLATE_NOOP("Refusal", "Points cannot be used in this shop."),
    Refusal.POINTS_NOT_POSITIVE: QT_TRANSLATE_NOOP("Refusal", "Type how many points to use."),
    Refusal.POINTS_NOT_WHOLE_BLOCK: QT_TRANSLATE_NOOP("Refusal", "Points are used in blocks of {block}."),
    Refusal.POINTS_TOO_MANY: QT_TRANSLATE_NOOP("Refusal", "At most {most} points can be used now."),
    Refusal.POINTS_TOO_FEW: QT_TRANSLATE_NOOP("Refusal", "At least {least} points must be used at a time."),
    Refusal.POINTS_NOT_HELD: QT_TRANSLATE_NOOP(
        "Refusal", "The server did not release the points. Take another payment; the points are untouched."
    ),
    Refusal.POINTS_OFFLINE: QT_TRANSLATE_NOOP(
        "Refusal",
        "No answer from the server, and this till does not keep the member's points, so they cannot be used now. "
        "New points are still earned.",
    ),
    Refusal.POINTS_AT_HUB: QT_TRANSLATE_NOOP(
        "Refusal",
        "The outside line is down, and this shop keeps {most} of the member's points. The rest needs the network.",
    ),
    Refusal.POINTS_KEPT_FEWER: QT_TRANSLATE_NOOP(
        "Refusal",
        "No answer from the server. This till keeps {most} of the points until {until}; the rest needs the network.",
    ),
    Refusal.POINTS_KEPT_UNTIL: QT_TRANSLATE_NOOP(
        "Refusal",
        "No answer from the server. This till kept points until {until}; from then on they need the network.",
    ),
    Refusal.POINTS_CLOCK_UNSURE: QT_TRANSLATE_NOOP(
        "Refusal",
        "This till's clock was set back, so it does not know how long it may use the points it keeps. They wait for "
        "the network.",
    ),
    Refusal.POINTS_RISKED_ENOUGH: QT_TRANSLATE_NOOP(
        "Refusal", "Without the network at most {most} more points may be used here. The rest waits for it."
    ),
    Refusal.POINTS_ELSEWHERE: QT_TRANSLATE_NOOP(
        "Refusal",
        "Another store keeps these points; they come back when its line is up. At most {most} points can be used now.",
    ),
    Refusal.POINTS_ELSEWHERE_UNTIL: QT_TRANSLATE_NOOP(
        "Refusal",
        "Another store keeps these points; they come back when its line is up, at the latest {until}. At most {most} "
        "points can be used now.",
    ),
    Refusal.POINTS_ALREADY_IN_BASKET: QT_TRANSLATE_NOOP("Refusal", "Points are already used on this sale."),
    Refusal.GIFT_CARD_NUMBER: QT_TRANSLATE_NOOP(
        "Refusal", "That is no gift card's number: 12 to 19 digits, and the last one checks the others."
    ),
    Refusal.GIFT_CARD_NEEDED: QT_TRANSLATE_NOOP(
        "Refusal", "Scan or type the gift card that the money goes to."
    ),
    Refusal.GIFT_CARD_UNKNOWN: QT_TRANSLATE_NOOP(
        "Refusal", "No money was ever put on the gift card ending in {end}."
    ),
    Refusal.GIFT_CARD_EMPTY: QT_TRANSLATE_NOOP(
        "Refusal", "The gift card ending in {end} is empty. Choose another payment."
    ),
    Refusal.GIFT_CARD_EXPIRED: QT_TRANSLATE_NOOP(
        "Refusal", "The gift card ending in {end} expired on {day}. Choose another payment."
    ),
    Refusal.GIFT_CARD_OTHER_GOODS: QT_TRANSLATE_NOOP(
        "Refusal", "The gift card ending in {end} is for other goods than these. Choose another payment."
    ),
    Refusal.GIFT_CARD_FOR_GIFT_CARD: QT_TRANSLATE_NOOP(
        "Refusal", "A gift card is not paid with a gift card or with points. Choose another payment for it."
    ),
    Refusal.GIFT_CARD_NOT_HELD: QT_TRANSLATE_NOOP(
        "Refusal", "The server refused the gift card: {detail}. Choose another payment."
    ),
    Refusal.GIFT_CARD_OFFLINE: QT_TRANSLATE_NOOP(
        "Refusal", "Without the network nobody knows what is left on this gift card. Choose another payment."
    ),
    Refusal.GIFT_CARD_AT_HUB: QT_TRANSLATE_NOOP(
        "Refusal",
        "What this shop keeps of the gift card ending in {end} is used up; more of it needs the network. Choose "
        "another payment.",
    ),
    Refusal.GIFT_CARD_ELSEWHERE: QT_TRANSLATE_NOOP(
        "Refusal",
        "Another till keeps the money of the gift card ending in {end}; it comes back when its line is up, at the "
        "latest {until}. Choose another payment.",
    ),
    Refusal.GIFT_CARD_KEPT_UNTIL: QT_TRANSLATE_NOOP(
        "Refusal",
        "This till kept the gift card's money until {until}; from then on it needs the network. Choose another "
        "payment.",
    ),
    Refusal.GIFT_CARD_CLOCK_UNSURE: QT_TRANSLATE_NOOP(
        "Refusal",
        "This till's clock was set back, so the gift card waits for the network. Choose another payment.",
    ),
    Refusal.AGE_NOT_CONFIRMED: QT_TRANSLATE_NOOP("Refusal", "Check the customer's age first: {years} years."),
    Refusal.GOODS_REFUSED: QT_TRANSLATE_NOOP(
        "Refusal", "{article} may not be sold to this customer now. Take the line away to go on."
    ),
    Refusal.COUPON_ON_SALE: QT_TRANSLATE_NOOP("Refusal", "Coupon {code} is on this sale already."),
    Refusal.COUPON_USED: QT_TRANSLATE_NOOP("Refusal", "Coupon {code} has been used before."),
    Refusal.COUPON_EXPIRED: QT_TRANSLATE_NOOP("Refusal", "Coupon {code} expired: its last day was {day}."),
    Refusal.COUPON_NOT_YET: QT_TRANSLATE_NOOP("Refusal", "Coupon {code} is not valid before {day}."),
    Refusal.COUPON_NEEDS_MEMBER: QT_TRANSLATE_NOOP(
        "Refusal", "{code} is no article here. If it is a member's coupon, scan the member's card first."
    ),
    Refusal.COUPON_UNKNOWN: QT_TRANSLATE_NOOP(
        "Refusal", "{code} is no article here, and the member on this sale holds no such coupon."
    ),
    Refusal.CODE_CLAIMED: QT_TRANSLATE_NOOP("Refusal", "The code {code} has been claimed before."),
    Refusal.WRONG_PIN: QT_TRANSLATE_NOOP("Refusal", "Wrong PIN. {left} tries left."),
    Refusal.PIN_LOCKED: QT_TRANSLATE_NOOP("Refusal", "Too many wrong PINs. Try again in {seconds} seconds."),
    Refusal.NOT_SIGNED_IN: QT_TRANSLATE_NOOP("Refusal", "Sign in first."),
    Refusal.NOTHING_PARKED: QT_TRANSLATE_NOOP("Refusal", "That sale is no longer parked."),
    Refusal.NOTHING_TO_UNDO: QT_TRANSLATE_NOOP("Refusal", "There is nothing to undo."),
    Refusal.COPY_ALREADY_PRINTED: QT_TRANSLATE_NOOP(
        "Refusal", "This receipt has had its one copy. It cannot be printed again."
    ),
    Refusal.RETURN_NOTHING: QT_TRANSLATE_NOOP("Refusal", "Choose what comes back first."),
    Refusal.RETURN_TOO_MUCH: QT_TRANSLATE_NOOP(
        "Refusal", "No more than {left} of {article} can still come back on this receipt."
    ),
    Refusal.RETURN_WHOLE_LINE: QT_TRANSLATE_NOOP(
        "Refusal", "{article} was priced by its label, so all of it comes back or nothing."
    ),
    Refusal.RETURN_GIFT_CARD: QT_TRANSLATE_NOOP(
        "Refusal", "Money that was put on a gift card is not paid out again. It stays on the card."
    ),
    Refusal.RETURN_UNKNOWN_SALE: QT_TRANSLATE_NOOP(
        "Refusal", "This till does not know that receipt. Take the goods back on the till that sold them."
    ),
    Refusal.RETURN_RULES_GONE: QT_TRANSLATE_NOOP(
        "Refusal",
        "The programme's rules of that day are not on this till. It needs the network to fetch them first.",
    ),
    Refusal.RETURN_OTHER_CURRENCY: QT_TRANSLATE_NOOP(
        "Refusal", "That receipt was paid in {currency}. Take the goods back where that is the currency."
    ),
    **COUNTER_SENTENCES,
    **DRAWER_SENTENCES,
    **EXCEPTION_SENTENCES,
}

# Reasons that a driver gives for a scan that sells nothing, in words.
UNREADABLE: dict[str, str] = {
    "empty": QT_TRANSLATE_NOOP("Refusal", "The scanner sent nothing. Scan again."),
    "noise": QT_TRANSLATE_NOOP(
        "Refusal", "The scanner sent noise. Scan again; if it goes on, check its cable."
    ),
    "control_characters": QT_TRANSLATE_NOOP("Refusal", "That is no article code. Use the code on the goods."),
    "too_long": QT_TRANSLATE_NOOP(
        "Refusal", "The code is too long to be an article. Scan one code at a time."
    ),
    "truncated": QT_TRANSLATE_NOOP("Refusal", "Only part of the code arrived. Scan it again."),
    "check_digit": QT_TRANSLATE_NOOP(
        "Refusal", "The code {code} has a wrong digit. Scan it again, or check the typing."
    ),
    "two_codes": QT_TRANSLATE_NOOP("Refusal", "Two codes arrived as one. Scan one after the other."),
    "wrong_length": QT_TRANSLATE_NOOP("Refusal", "The code {code} has the wrong length. Scan it again."),
    "bad_gs1": QT_TRANSLATE_NOOP(
        "Refusal", "This label cannot be understood. Use the other code, or search by name."
    ),
    "no_article_number": QT_TRANSLATE_NOOP(
        "Refusal", "This label names no article. Scan the code on the goods."
    ),
    "bad_member_code": QT_TRANSLATE_NOOP("Refusal", "The member code is damaged. Type the card number (F4)."),
}


def sentence(refused: Refused, day: Callable[[str], str] = str, until: Callable[[int], str] = str) -> str:
    """What the cashier reads. A fact that the sentence wants and the refusal lacks is left out, never a crash.

    ``day`` writes an ISO date as the screen does, ``until`` a time to come (ms UTC).
    """
    facts = {name: str(value) for name, value in refused.facts.items()}
    if "until_ms" in facts:
        facts["until"] = until(int(facts["until_ms"]))
    if "day" in facts:
        facts["day"] = day(facts["day"])
    source = SENTENCES[refused.reason]
    if refused.reason is Refusal.UNREADABLE_SCAN:
        source = UNREADABLE.get(facts.get("cause", ""), source)
    return QCoreApplication.translate(CONTEXT, source).format_map(_Facts(facts))


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
