"""What a receipt says in each language. A receipt speaks the store's language, whatever the cashier's screen does.

Fields with braces are templates; the names in braces are filled in with formatted text.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """The words of one language; ``language`` also picks the number format."""

    language: str
    title: str
    copy: str
    organisation_number: str
    till: str
    served_by: str
    label_price: str
    discount: str
    whole_discount: str
    without_vat: str
    vat_added: str
    total: str
    cash_rounding: str
    to_pay: str
    cash: str
    card: str
    points_tender: str
    gift_card: str
    registered_card: str
    mobile: str
    deposit_slip: str
    invoice: str
    credit_note: str
    change: str
    vat_of: str
    """One row of the VAT table: ``{rate}`` and ``{base}``; the tax stands to the right."""
    vat_total: str
    member: str
    earned: str
    redeemed: str
    balance_at: str
    """``{time}`` is when the server said so."""
    count: str
    """A number of points: ``{points}``."""
    pending: str
    """``{points}`` carry their sign: what the server has yet to hear of."""
    account_at: str
    """The same for an account beside the points: ``{account}`` and ``{time}``."""
    wallet: str
    """An account in money that the programme gave no name."""
    gift_card_load: str
    """The card that a line's money went to: ``{end}``, its last digits, and ``{day}``, its last day."""
    gift_card_short: str
    """What must be pointed out beside it: the card ends sooner than customers may expect."""
    gift_card_left: str
    """``{day}`` is the card's last day; what is left stands to the right."""
    vat_outside: str
    """The VAT table's row of money put on gift cards: ``{base}``."""
    vat_prepaid: str
    """Its row of what a gift card paid whose VAT was paid before: ``{base}``."""
    scan: str
    thanks: str


NB = ReceiptWords(
    language="nb",
    title="SALGSKVITTERING",
    copy="KOPI",
    organisation_number="Org.nr.",
    till="Kasse",
    served_by="Betjent av",
    label_price="pris fra vektetikett",
    discount="Rabatt",
    whole_discount="Rabatt på hele kjøpet",
    without_vat="Sum uten MVA",
    vat_added="MVA i tillegg",
    total="Totalt",
    cash_rounding="Øreavrunding",
    to_pay="Å betale",
    cash="Kontant",
    card="Bankkort",
    points_tender="Poeng",
    gift_card="Gavekort",
    registered_card="Verdikort",
    mobile="Mobilbetaling",
    deposit_slip="Pantelapp",
    invoice="Faktura",
    credit_note="Tilgodelapp",
    change="Tilbake",
    vat_of="MVA {rate} av {base}",
    vat_total="MVA i alt",
    member="Medlem",
    earned="Opptjent",
    redeemed="Brukt",
    balance_at="Saldo per {time}",
    count="{points} p",
    pending="{points} venter",
    account_at="{account} per {time}",
    wallet="Bonuskonto",
    gift_card_load="kort **{end}, gyldig til og med {day}",
    gift_card_short="merk: kortere enn tre år",
    gift_card_left="  Igjen, til og med {day}",
    vat_outside="Uten MVA: gavekort {base}",
    vat_prepaid="MVA betalt før: gavekort {base}",
    scan="Kvittering {number}",
    thanks="Takk for besøket!",
)

EN = ReceiptWords(
    language="en",
    title="SALES RECEIPT",
    copy="COPY",
    organisation_number="Org. no.",
    till="Till",
    served_by="Served by",
    label_price="price from the scale's label",
    discount="Discount",
    whole_discount="Discount on everything",
    without_vat="Sum without VAT",
    vat_added="VAT added",
    total="Total",
    cash_rounding="Cash rounding",
    to_pay="To pay",
    cash="Cash",
    card="Card",
    points_tender="Points",
    gift_card="Gift card",
    registered_card="Registered card",
    mobile="Mobile payment",
    deposit_slip="Deposit slip",
    invoice="Invoice",
    credit_note="Credit note",
    change="Change",
    vat_of="VAT {rate} of {base}",
    vat_total="VAT in all",
    member="Member",
    earned="Earned",
    redeemed="Used",
    balance_at="Balance at {time}",
    count="{points} pts",
    pending="{points} pending",
    account_at="{account} at {time}",
    wallet="Wallet",
    gift_card_load="card **{end}, valid through {day}",
    gift_card_short="note: less than three years",
    gift_card_left="  Left, through {day}",
    vat_outside="Without VAT: gift cards {base}",
    vat_prepaid="VAT paid before: gift cards {base}",
    scan="Receipt {number}",
    thanks="Thank you for coming!",
)

BG = ReceiptWords(
    language="bg",
    title="КАСОВА БЕЛЕЖКА",
    copy="КОПИЕ",
    organisation_number="ЕИК",
    till="Каса",
    served_by="Касиер",
    label_price="цена от етикета",
    discount="Отстъпка",
    whole_discount="Отстъпка от цялата сметка",
    without_vat="Сума без ДДС",
    vat_added="Начислен ДДС",
    total="Общо",
    cash_rounding="Закръгляване",
    to_pay="За плащане",
    cash="В брой",
    card="Карта",
    points_tender="Точки",
    gift_card="Карта за подарък",
    registered_card="Карта с баланс",
    mobile="Мобилно плащане",
    deposit_slip="Бележка за депозит",
    invoice="Фактура",
    credit_note="Кредитна бележка",
    change="Ресто",
    vat_of="ДДС {rate} върху {base}",
    vat_total="ДДС общо",
    member="Член",
    earned="Спечелени",
    redeemed="Използвани",
    balance_at="Наличност към {time}",
    count="{points} т.",
    pending="{points} чакат",
    account_at="{account} към {time}",
    wallet="Портфейл",
    gift_card_load="карта **{end}, важи до {day} включително",
    gift_card_short="внимание: по-малко от три години",
    gift_card_left="  Остават, до {day} включително",
    vat_outside="Без ДДС: карти за подарък {base}",
    vat_prepaid="ДДС платен преди: карти за подарък {base}",
    scan="Бележка {number}",
    thanks="Благодарим ви!",
)

KO = ReceiptWords(
    language="ko",
    title="영수증",
    copy="사본",
    organisation_number="사업자등록번호",
    till="계산대",
    served_by="담당",
    label_price="중량 라벨 가격",
    discount="할인",
    whole_discount="전체 할인",
    without_vat="공급가액",
    vat_added="부가세",
    total="합계",
    cash_rounding="현금 단수 조정",
    to_pay="결제액",
    cash="현금",
    card="카드",
    points_tender="포인트",
    gift_card="상품권",
    registered_card="선불카드",
    mobile="모바일 결제",
    deposit_slip="공병 보증금 전표",
    invoice="청구서",
    credit_note="교환권",
    change="거스름돈",
    vat_of="부가세 {rate} (과세 {base})",
    vat_total="부가세 합계",
    member="회원",
    earned="적립",
    redeemed="사용",
    balance_at="{time} 현재 잔액",
    count="{points} P",
    pending="{points} 대기 중",
    account_at="{time} 현재 {account}",
    wallet="적립금",
    gift_card_load="카드 **{end}, {day}까지 유효",
    gift_card_short="유의: 3년보다 짧습니다",
    gift_card_left="  남은 금액, {day}까지",
    vat_outside="부가세 제외: 상품권 {base}",
    vat_prepaid="부가세 기납부: 상품권 {base}",
    scan="영수증 {number}",
    thanks="감사합니다!",
)

RECEIPT_WORDS = {words.language: words for words in (NB, EN, BG, KO)}


def words_for(language: str) -> ReceiptWords:
    """The words for a language tag such as ``nb-NO``; English for a language we do not speak."""
    primary = language.replace("_", "-").partition("-")[0].lower()
    return NB if primary in ("no", "nn") else RECEIPT_WORDS.get(primary, EN)
