"""The receipt document: what a customer takes home, word by word."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, Discount, add_article, discount_basket, discount_line
from pos_app.domain.loyalty.programme import EarnRule, Programme
from pos_app.domain.money import EUR, KRW
from pos_app.domain.pricing import LineEffect, price
from pos_app.domain.receipt import (
    BalanceLine,
    Cut,
    DrawerPulse,
    Qr,
    ReceiptDocument,
    receipt,
)
from pos_app.domain.receipt_words import BG, EN, KO, NB, RECEIPT_WORDS, ReceiptWords, words_for
from pos_app.domain.sale import Sale
from pos_app.domain.store import Store
from tests.stage.goods import (
    AT_MS,
    BEANS,
    BEER,
    BOOK,
    CAPPUCCINO,
    CINNAMON_BUN,
    DEPOSIT,
    KIMCHI_TOAST,
    article,
    basket,
    member,
    programme,
    sale,
    store,
)
from tests.stage.paper import on_paper, texts

AN_HOUR_MS = 3_600_000


def printed(
    sold: Sale,
    *,
    words: ReceiptWords = NB,
    of_store: Store | None = None,
    member_name: str = "Ada Nordmann",
    balance: BalanceLine | None = None,
    programmes: Sequence[Programme] = (programme(),),
    copy: bool = False,
    open_drawer: bool = False,
) -> ReceiptDocument:
    """The receipt of `sold` with what most tests do not care about filled in."""
    return receipt(
        sold,
        of_store or store(),
        cashier_name="Ingrid",
        member_name=member_name,
        programmes=programmes,
        balances=() if balance is None else (balance,),
        copy=copy,
        words=words,
        open_drawer=open_drawer,
    )


def full_basket() -> Basket:
    """Everything a line can be: several pieces, a discount, a weight, protected goods, three scripts."""
    bought = basket(
        (CAPPUCCINO, 2000), CINNAMON_BUN, KIMCHI_TOAST, (BEANS, 342), BEER, DEPOSIT, age_confirmed=18
    )
    bought = discount_line(bought, 2, Discount(basis_points=1000, reason="dagen derpå"))
    return discount_basket(bought, Discount(amount_minor=1000))


RECEIPT_NB = """\
[drawer]
[logo]
          Kaffehuset Grünerløkka **
          Thorvald Meyers gate 1
                0555 Oslo
         Org.nr. 999 888 777 MVA

SALGSKVITTERING                     2-1042 **
01.03.2026 14:02                   Kasse 2
Betjent av Ingrid
[rule]
Cappuccino                           98,00
  2 × 49,00
Kanelbolle                           45,00
  Rabatt 10 %: dagen derpå           −4,50
김치 토스트                               89,00
Kaffebønner Etiopia                 136,12
  0,342 kg × 398,00 /kg
Pils 0,5 l                           42,90
Pant                                  2,00
Rabatt på hele kjøpet               −10,00
[rule]
Totalt                           398,52 kr ** x2
Øreavrunding                          0,48
Å betale                            399,00 **

Poeng (1 000 p)                     100,00
Kontant                             400,00
Tilbake                             101,00 **

MVA 25 % av 103,56                   25,89
MVA 15 % av 232,23                   34,84
MVA 0 % av 2,00                       0,00
MVA i alt                            60,73

| Ada Nordmann                          Sølv **
| Opptjent                            +331 p
| Brukt                             −1 000 p
| Saldo per 13:02       1 240 p, −669 venter
| Du er nå Gull **
| Noen av varene kan ikke gi poeng
| 331 poeng for 264,89 kr: som Sølv får du 125 % av de vanlige poengene

[qr TR1:0190b5a0-0000-7000-8000-0000000005a1] Kvittering 2-1042

            Takk for besøket!
[cut]"""


def test_a_receipt_in_norwegian_word_by_word() -> None:
    sold = sale(
        full_basket(),
        member_view=member(qualifying_points=2700),
        pay=[tenders_of.points(10000, 1000, "r1"), tenders_of.cash(40000)],
    )
    balance = BalanceLine(1240, AT_MS - AN_HOUR_MS, 60, -669)
    assert on_paper(printed(sold, balance=balance, open_drawer=True)) == RECEIPT_NB


def test_a_plain_sale_has_no_points_no_rounding_and_no_change() -> None:
    paper = on_paper(printed(sale()))
    assert "Bankkort 004711" in paper
    assert "Totalt                            94,00 kr ** x2" in paper
    for absent in ("Tilbake", "Øreavrunding", "Saldo", "Medlem", "MVA i alt", "[drawer]", "KOPI"):
        assert absent not in paper


def test_a_copy_says_so_and_never_opens_the_drawer() -> None:
    document = printed(sale(), copy=True, open_drawer=True)
    assert "KOPI" in texts(document)
    assert not any(isinstance(block, DrawerPulse) for block in document.blocks)


def test_the_drawer_opens_first_and_the_paper_is_cut_last() -> None:
    document = printed(sale(), open_drawer=True)
    assert isinstance(document.blocks[0], DrawerPulse)
    assert isinstance(document.blocks[-1], Cut)


def test_stale_label_a_balance_has_its_time_and_what_is_pending() -> None:
    sold = sale(member_view=member())
    assert "Saldo per 13:02" in texts(printed(sold, balance=BalanceLine(1240, AT_MS - AN_HOUR_MS, 60, 0)))
    paper = on_paper(printed(sold, balance=BalanceLine(1240, AT_MS - AN_HOUR_MS, 60, 117)))
    assert "1 240 p, +117 venter" in paper


def test_stale_label_a_balance_of_another_day_has_its_date() -> None:
    yesterday = AT_MS - 24 * AN_HOUR_MS
    paper = on_paper(printed(sale(member_view=member()), balance=BalanceLine(1240, yesterday, 60, 0)))
    assert "Saldo per 28.02.2026 14:02" in paper


def test_without_a_known_balance_none_is_printed() -> None:
    assert "Saldo" not in on_paper(printed(sale(member_view=member()), balance=None))


def test_an_erased_members_receipt_names_nobody() -> None:
    paper = on_paper(printed(sale(member_view=member()), member_name=""))
    assert "| Medlem" in paper
    assert "Ada" not in paper


def test_the_reason_says_what_was_missing() -> None:
    needs_forty_more = programme(earn=EarnRule(points=1, per_minor=100, minimum_minor=13_400), tiers=())
    paper = on_paper(printed(sale(member_view=member(tier=None), programmes=[needs_forty_more])))
    assert "Kjøp for 40,00 kr til, så gir kjøpet poeng" in paper


def test_the_way_to_the_next_tier_is_told() -> None:
    paper = on_paper(printed(sale(member_view=member())))
    assert "117 poeng for 94,00 kr: som Sølv får du 125 % av de vanlige poengene" in paper
    assert "1 643 poeng til, så er du Gull" in paper


def test_vat_codes_that_share_a_rate_share_a_row() -> None:
    fish = article("Torsk", 11_200, vat=dataclasses.replace(CAPPUCCINO.vat, code="32", basis_points=1200))
    bus = article("Billett", 11_200, vat=dataclasses.replace(CAPPUCCINO.vat, code="33", basis_points=1200))
    paper = on_paper(printed(sale(basket(fish, bus))))
    assert "MVA 12 % av 200,00                   24,00" in paper
    assert paper.count("MVA 12 %") == 1


def test_prices_without_vat_show_the_sum_and_the_vat_that_is_added() -> None:
    paper = on_paper(printed(sale(basket(article(price_minor=10_000), vat_included=False))))
    assert "Sum uten MVA                        100,00" in paper
    assert "MVA i tillegg                        15,00" in paper
    assert "Totalt                           115,00 kr ** x2" in paper


def test_a_scale_labels_price_is_printed_as_such() -> None:
    bought = add_article(basket(), BEANS, label_amount_minor=5600)
    paper = on_paper(printed(sale(bought)))
    assert "pris fra vektetikett" in paper
    assert "/kg" not in paper


def test_offers_are_told_in_their_own_words_and_never_exceed_the_line() -> None:
    sold = sale()
    first = sold.basket.lines[0].line_id
    effects = (LineEffect(first, 500, "member", "medlemspris"), LineEffect(first, 90_000, "gift", "gratis"))
    decision = dataclasses.replace(sold.decision, line_effects=effects)
    changed = dataclasses.replace(sold, decision=decision, priced=price(sold.basket, effects))
    paper = on_paper(printed(changed))
    assert "  medlemspris                        −5,00" in paper
    assert "  gratis                            −44,00" in paper


def test_the_qr_is_the_receipts_identity() -> None:
    document = printed(sale())
    (code,) = (block for block in document.blocks if isinstance(block, Qr))
    assert code.data == f"TR1:{sale().sale_id}"
    assert code.caption == "Kvittering 2-1042"


@pytest.mark.parametrize(
    "name", ["Ada\x1b@\x1dV\x00 Nordmann", "Ada\n\tNordmann", "Ada \u202eNordmann\u202c"]
)
def test_a_name_with_control_characters_is_printed_as_text_on_one_line(name: str) -> None:
    document = printed(sale(member_view=member()), member_name=name)
    for text in texts(document):
        assert text.isprintable() or "\u00a0" in text
        assert not any(ord(c) < 32 or c in "\u202e\u202c" for c in text)


def test_a_name_with_markup_is_left_as_it_was_typed() -> None:
    assert "<b>Ada</b> &amp;" in texts(printed(sale(member_view=member()), member_name="<b>Ada</b> &amp;"))


@pytest.mark.parametrize(
    ("words", "title", "total"),
    [(EN, "SALES RECEIPT", "NOK 94.00"), (BG, "КАСОВА БЕЛЕЖКА", "94,00 NOK"), (KO, "영수증", "NOK 94.00")],
)
def test_the_receipt_speaks_the_stores_language(words: ReceiptWords, title: str, total: str) -> None:
    document = printed(sale(), words=words)
    paper = on_paper(document)
    assert title in paper
    assert total in paper
    assert document.language == words.language


def test_euro_and_won_receipts_have_their_own_decimals() -> None:
    euro = printed(
        sale(basket(article(price_minor=340), currency=EUR)), words=BG, of_store=store(currency=EUR)
    )
    assert "3,40 €" in on_paper(euro)
    won = printed(
        sale(basket(article(price_minor=4500), currency=KRW)), words=KO, of_store=store(currency=KRW)
    )
    assert "₩4,500" in on_paper(won)


def test_mva_is_added_to_a_norwegian_number_once_and_to_no_other() -> None:
    here = store()
    already = dataclasses.replace(here, organisation_number="999 888 777 MVA")
    bulgarian = dataclasses.replace(here, country="BG", organisation_number="BG999888777")
    assert "Org.nr. 999 888 777 MVA" in texts(printed(sale(), of_store=here))
    assert "Org.nr. 999 888 777 MVA" in texts(printed(sale(), of_store=already))
    assert "Org.nr. BG999888777" in texts(printed(sale(), of_store=bulgarian))


def test_every_language_fills_every_word_and_the_same_blanks() -> None:
    for field in dataclasses.fields(ReceiptWords):
        if field.name == "language":
            continue
        blanks = {_blanks(getattr(words, field.name)) for words in RECEIPT_WORDS.values()}
        assert len(blanks) == 1, field.name
        assert all(getattr(words, field.name).strip() for words in RECEIPT_WORDS.values()), field.name


def _blanks(template: str) -> frozenset[str]:
    return frozenset(part.partition("}")[0] for part in template.split("{")[1:])


@pytest.mark.parametrize(("tag", "words"), [("nb-NO", NB), ("nn", NB), ("en_GB", EN), ("ko", KO), ("de", EN)])
def test_words_are_found_by_language_tag(tag: str, words: ReceiptWords) -> None:
    assert words_for(tag) is words


def test_a_zero_rated_book_is_in_the_vat_table() -> None:
    assert "MVA 0 % av 249,00                     0,00" in on_paper(printed(sale(basket(BOOK))))


def test_a_kilogram_exactly_still_says_what_a_kilogram_costs() -> None:
    assert "1,000 kg × 398,00 /kg" in on_paper(printed(sale(basket((BEANS, 1000)))))


def test_a_free_sale_has_a_receipt_without_tenders() -> None:
    free = discount_line(basket(CINNAMON_BUN), 1, Discount(basis_points=10_000, reason="beklager"))
    paper = on_paper(printed(sale(free)))
    assert "Rabatt 100 %: beklager" in paper
    assert "Totalt                             0,00 kr ** x2" in paper


def test_the_member_of_a_sale_is_known_by_a_pseudonym_only() -> None:
    view = member()
    assert view.member_id not in on_paper(printed(sale(member_view=view)))
