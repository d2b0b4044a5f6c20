"""Says what a scan is: an article, an in-store number, a member, a receipt, a deposit slip, or nothing of use.

One function for every way a code can arrive (serial scanner, keyboard wedge, typed by hand), so that they can
never disagree. Nothing is looked up here: an `ArticleCode` is a well-formed number, not a known article.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from drivers.scanners.check_digits import is_gtin, is_luhn
from drivers.scanners.deposit_slip import USUAL_SLIPS, DepositSlipCode, DepositSlipForm
from drivers.scanners.frames import GROUP_SEPARATOR, FrameFault, is_control, printable_sample
from drivers.scanners.in_store import NORWEGIAN_IN_STORE, InStoreCode, InStorePattern
from drivers.scanners.symbology import AIM_IDENTIFIER, Symbology

_MAX_CHARACTERS = 256
_MAX_PLAIN_CHARACTERS = 80
_SIGNED_MARK = "1991"
"""Before the digits of a signed member code, which is longer than any number of goods or cards."""
_TOKEN = re.compile(r"[A-Za-z0-9._~-]{6,128}")
_MARKED_TOKEN = re.compile(r"TF\d:(?!.*T[FR]\d:)(?:[A-Za-z0-9._~-]{1,64}:)?[A-Za-z0-9._~-]{6,128}")
"""A member's QR of any company that runs this till: a mark, perhaps with the company's own word, and the token."""
_DIGITAL_LINK = re.compile(r"https?://[^\s]+/(?:01|gtin)/\d{8,14}(?:[/?]|$)", re.IGNORECASE)
_DIGITS = re.compile("[0-9]+")
_BRACKETED_GS1 = re.compile(r"\(\d{2,4}\)")
_LINEAR = frozenset({Symbology.EAN, Symbology.ITF, None})


class Scan(Struct, frozen=True):
    """One code as it arrived: `symbology` is `None` when nobody said, `source` names the device or `typed`."""

    text: str
    symbology: Symbology | None = None
    source: str = "typed"


class ArticleCode(Struct, frozen=True):
    """A GTIN with a right check digit. `ean` has 13 digits (8 for an EAN-8, 14 for a case); UPC-A gains its
    zero.

    The rest comes from GS1 data where the symbol carries it: grams, minor units, batch, and the ISO date
    after which the goods must not be sold (use-by before best-before).
    """

    ean: str
    gtin14: str
    weight_g: int | None = None
    price_minor: int | None = None
    batch: str | None = None
    use_by: str | None = None


class MemberCard(Struct, frozen=True):
    """The number of a member's card, its check digit right."""

    card_number: str


class MemberToken(Struct, frozen=True):
    """The content of a member's QR without its mark."""

    token: str


class SignedMemberCode(Struct, frozen=True):
    """A code that a company signed for its member, or their phone shows anew every half minute: mark and digits."""

    text: str


class ForeignCard(Struct, frozen=True):
    """A member's card that another company gave out: a QR with that company's mark, or a number of its series."""


class ReceiptCode(Struct, frozen=True):
    """A receipt of ours, to be found again: the content without its mark."""

    text: str


class PlainCode(Struct, frozen=True):
    """Printable text of no known form: perhaps an own article number or a serial number in Code 128."""

    text: str


class RefusedReason(StrEnum):
    """Why a scan sells nothing. The value is the key of the sentence that is shown."""

    EMPTY = "empty"
    NOISE = "noise"
    """Not text, or missing what every scan of this scanner begins with."""
    CONTROL_CHARACTERS = "control_characters"
    TOO_LONG = "too_long"
    TRUNCATED = "truncated"
    CHECK_DIGIT = "check_digit"
    TWO_CODES = "two_codes"
    """Two codes glued together: nobody can say which was meant."""
    WRONG_LENGTH = "wrong_length"
    BAD_GS1 = "bad_gs1"
    NO_ARTICLE_NUMBER = "no_article_number"
    """GS1 data without a GTIN: a pallet label, for example."""
    BAD_MEMBER_CODE = "bad_member_code"


class Refused(Struct, frozen=True):
    """`text` is a printable sample of what arrived, short enough for a banner."""

    reason: RefusedReason
    text: str = ""


Recognised = (
    ArticleCode
    | InStoreCode
    | MemberCard
    | MemberToken
    | SignedMemberCode
    | ForeignCard
    | ReceiptCode
    | DepositSlipCode
    | PlainCode
    | Refused
)


class CardCheck(StrEnum):
    """How the last digit of a number is made."""

    LUHN = "luhn"
    EAN = "ean"
    NONE = "none"


class NumberForm(Struct, frozen=True):
    """A family of numbers known by its first digits, its length and its check digit."""

    prefix: str
    length: int
    check: CardCheck = CardCheck.LUHN

    def fits(self, text: str) -> bool:
        """Whether `text` has the first digits and the length of this family."""
        is_number = text.isascii() and text.isdigit()
        return is_number and len(text) == self.length and text.startswith(self.prefix)

    def is_valid(self, text: str) -> bool:
        """Whether the check digit of a number that `fits` is right."""
        if self.check is CardCheck.LUHN:
            return is_luhn(text)
        return self.check is CardCheck.NONE or is_gtin(text)


class CodeRules(Struct, frozen=True):
    """How this company's codes look. `currency_exponent` is for prices inside GS1 data.

    `foreign_cards` are the series of card numbers that customers bring from elsewhere (a sister company, a coalition).
    A company that shares its customers with others gives its QR a mark with a word of its own, such as `TF1:kaffe:`.
    """

    in_store: tuple[InStorePattern, ...] = NORWEGIAN_IN_STORE
    member_cards: tuple[NumberForm, ...] = ()
    foreign_cards: tuple[NumberForm, ...] = ()
    member_qr_prefix: str = "TF1:"
    receipt_qr_prefix: str = "TR1:"
    receipt_numbers: tuple[NumberForm, ...] = ()
    deposit_slips: tuple[DepositSlipForm, ...] = USUAL_SLIPS
    currency_exponent: int = 2


FRAME_REASONS = {
    FrameFault.TOO_LONG: RefusedReason.TOO_LONG,
    FrameFault.TRUNCATED: RefusedReason.TRUNCATED,
    FrameFault.CONTROL_CHARACTERS: RefusedReason.CONTROL_CHARACTERS,
    FrameFault.NOT_TEXT: RefusedReason.NOISE,
    FrameFault.NO_PREFIX: RefusedReason.NOISE,
}
"""What a reader's `BadFrame` is called once it reaches the screen."""


def recognise(scan: Scan, rules: CodeRules) -> Recognised:
    """What `scan` is under `rules`. Never raises for anything a scanner or a person can produce."""
    text = scan.text.strip(" ").strip(GROUP_SEPARATOR)
    if not text:
        return Refused(RefusedReason.EMPTY)
    if len(text) > _MAX_PLAIN_CHARACTERS and text.startswith(_SIGNED_MARK) and _DIGITS.fullmatch(text):
        return SignedMemberCode(text)
    refusal = _refuse_unfit(text, scan.symbology)
    if refusal is not None:
        return refusal
    marked = _marked(text, rules)
    if marked is not None:
        return marked
    if _looks_like_gs1(text, scan.symbology):
        return _from_gs1(text, rules)
    if GROUP_SEPARATOR in text:
        return Refused(RefusedReason.CONTROL_CHARACTERS, printable_sample(text))
    if text.isascii() and text.isdigit():
        return _from_digits(text, scan.symbology, rules)
    if scan.symbology in (Symbology.EAN, Symbology.ITF):
        return Refused(RefusedReason.NOISE, printable_sample(text))
    if len(text) > _MAX_PLAIN_CHARACTERS:
        return Refused(RefusedReason.TOO_LONG, printable_sample(text))
    return PlainCode(text)


def _refuse_unfit(text: str, symbology: Symbology | None) -> Refused | None:
    if any(is_control(character) for character in text):
        return Refused(RefusedReason.CONTROL_CHARACTERS, printable_sample(text))
    if len(text) > _MAX_CHARACTERS:
        return Refused(RefusedReason.TOO_LONG, printable_sample(text))
    # An AIM identifier inside the text is the beginning of a second scan whose suffix got lost before it.
    two_dimensional = symbology in (Symbology.QR, Symbology.DATA_MATRIX)
    if symbology is not None and not two_dimensional and AIM_IDENTIFIER.search(text):
        return Refused(RefusedReason.TWO_CODES, printable_sample(text))
    return None


def _marked(text: str, rules: CodeRules) -> Recognised | None:
    """Codes of our own making, known by a mark or by a configured form."""
    mark = rules.member_qr_prefix
    if _is_foreign(text, rules):
        return ForeignCard()
    if mark and text.startswith(mark):
        token = text[len(mark) :]
        if mark in token or (rules.receipt_qr_prefix and rules.receipt_qr_prefix in token):
            return Refused(RefusedReason.TWO_CODES, printable_sample(text))
        if _TOKEN.fullmatch(token) is None:
            return Refused(RefusedReason.BAD_MEMBER_CODE, mark)
        return MemberToken(token)
    mark = rules.receipt_qr_prefix
    if mark and text.startswith(mark):
        content = text[len(mark) :]
        if mark in content or not content:
            reason = RefusedReason.TWO_CODES if content else RefusedReason.TRUNCATED
            return Refused(reason, printable_sample(text))
        return ReceiptCode(content)
    for form in rules.member_cards:
        if form.fits(text) and (form.is_valid(text) or not is_gtin(text)):
            return MemberCard(text) if form.is_valid(text) else Refused(RefusedReason.CHECK_DIGIT, text)
    for form in rules.receipt_numbers:
        if form.fits(text) and form.is_valid(text):
            return ReceiptCode(text)
    return None


def _is_foreign(text: str, rules: CodeRules) -> bool:
    """Whether it is the card of another company: of our own kind with another mark, or of a series we know."""
    mark = rules.member_qr_prefix
    own = bool(mark) and text.startswith(mark) and _TOKEN.fullmatch(text, len(mark)) is not None
    if _MARKED_TOKEN.fullmatch(text) is not None and not own:
        return True
    return any(form.fits(text) and form.is_valid(text) for form in rules.foreign_cards)


def _from_digits(text: str, symbology: Symbology | None, rules: CodeRules) -> Recognised:
    length = len(text)
    for form in rules.deposit_slips:
        if form.fits(text):
            return form.read(text) if form.is_valid(text) else Refused(RefusedReason.CHECK_DIGIT, text)
    if length in (8, 12, 13, 14):
        if is_gtin(text):
            return _article(text, rules)
        if symbology in _LINEAR:
            return Refused(RefusedReason.CHECK_DIGIT, text)
        return PlainCode(text)
    if symbology in _LINEAR and length >= 16 and _splits_into_articles(text):
        return Refused(RefusedReason.TWO_CODES, printable_sample(text))
    if symbology is Symbology.EAN:
        reason = RefusedReason.TWO_CODES if length >= 16 else RefusedReason.WRONG_LENGTH
        return Refused(reason, printable_sample(text))
    if symbology is None and _is_bare_element_string(text):
        return _from_gs1(text, rules)
    if length > _MAX_PLAIN_CHARACTERS:
        return Refused(RefusedReason.TOO_LONG, printable_sample(text))
    return PlainCode(text)


def _article(text: str, rules: CodeRules) -> ArticleCode | InStoreCode:
    gtin14 = text.zfill(14)
    number = text if len(text) == 8 or not gtin14.startswith("0") else gtin14[1:]
    if len(number) == 13:
        for pattern in rules.in_store:
            found = pattern.match(number)
            if found is not None:
                return found
    return ArticleCode(ean=number, gtin14=gtin14)


def _splits_into_articles(text: str) -> bool:
    """Whether the digits are two or more valid article numbers, one after the other."""
    for length in (13, 12, 8):
        head, rest = text[:length], text[length:]
        if not rest or not is_gtin(head):
            continue
        if is_gtin(rest) or _splits_into_articles(rest):
            return True
    return False


def _is_bare_element_string(text: str) -> bool:
    return len(text) >= 16 and text.startswith("01") and is_gtin(text[2:16])


def _looks_like_gs1(text: str, symbology: Symbology | None) -> bool:
    if symbology is not None and symbology.carries_gs1:
        return True
    if _DIGITAL_LINK.match(text):
        return True
    if GROUP_SEPARATOR in text:
        return symbology not in (Symbology.EAN, Symbology.ITF)
    return symbology is None and _BRACKETED_GS1.match(text) is not None


def _from_gs1(text: str, rules: CodeRules) -> Recognised:
    # Imported here: biip is needed by few scans and not on the way to the first screen.
    from drivers.scanners.gs1 import Gs1Error, NoArticleNumberError, read_gs1

    try:
        data = read_gs1(text, rules.currency_exponent)
    except NoArticleNumberError:
        return Refused(RefusedReason.NO_ARTICLE_NUMBER, printable_sample(text))
    except Gs1Error as fault:
        reason = RefusedReason.CHECK_DIGIT if fault.is_check_digit else RefusedReason.BAD_GS1
        return Refused(reason, printable_sample(text))
    article = _article(_shortest(data.gtin14), rules)
    if isinstance(article, InStoreCode):
        return article
    return ArticleCode(
        ean=article.ean,
        gtin14=data.gtin14,
        weight_g=data.weight_g,
        price_minor=data.price_minor,
        batch=data.batch,
        use_by=data.use_by,
    )


def _shortest(gtin14: str) -> str:
    """The number as it is printed in bars: 8 digits, 13, or all 14 of a case."""
    if gtin14.startswith("000000"):
        return gtin14[6:]
    return gtin14.removeprefix("0")
