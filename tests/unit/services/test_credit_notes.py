"""A credit note: given for goods that came back, printed with its number, and spent like a gift card."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanners.codes import CodeRules, Scan
from pos_app.domain import tender as tenders_of
from pos_app.domain.credit_note import issued, went_as_said
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.gift_card import check_number
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.norway import codes
from pos_app.domain.norway.cash_transaction import from_return, from_sale
from pos_app.domain.note_number import DIGITS, is_note_number, number_from
from pos_app.domain.period_sum import sum_period
from pos_app.domain.receipt_words import BG, EN, KO, NB
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender, TenderKind
from pos_app.services import gift_cards, returning
from pos_app.services.credit_notes import number_of
from pos_app.services.quoting import quote
from pos_app.services.receipts import copy_of, document_for
from pos_app.services.returning import TakenBack
from pos_app.services.scanning import scan
from pos_app.services.selling import sell
from pos_app.services.unproven_returns import quote_unproven, take_unproven
from sync.protocol.v1.return_facts import decode_return, encode_return
from tests.stage import goods
from tests.stage.gift_cards import CARD, FakeCard
from tests.stage.paper import on_paper
from tests.unit.services.conftest import Till

TWO = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)
MIXED = (tenders_of.card(5_000, "4711"), tenders_of.cash(4_400))
BOTH = (ReturnedLine(1, 1000), ReturnedLine(2, 1000))


def on_note(till: Till, pay: tuple[Tender, ...] = MIXED) -> tuple[Sale, TakenBack]:
    """A coffee and a bun that came back for a credit note."""
    sale = sell(till.ports, "ingrid", TWO, None, pay).sale
    quoted = returning.quote_return(till.ports, sale.sale_id, BOTH)
    return sale, returning.take_return(till.ports, "ole", quoted, on_note=True)


def note_of(returned: Return) -> Tender:
    found = issued(returned)
    assert found is not None
    return found


@given(secret=st.integers(0, 2**128))
def test_a_note_s_number_is_a_card_s_number_of_its_own_series(secret: int) -> None:
    number = number_from(secret)
    assert is_note_number(number)
    assert check_number(number) == number
    assert len(number) == DIGITS
    assert not is_note_number(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert not is_note_number(CARD)
    assert not is_note_number(f"{number[:-1]}x")


def test_it_takes_the_place_of_all_money_and_neither_drawer_nor_terminal_moves(till: Till) -> None:
    _, done = on_note(till)
    note = note_of(done.returned)
    assert done.returned.tenders == (note,)
    assert (note.kind, note.amount_minor) == (TenderKind.CREDIT_NOTE, 9_400)
    assert not done.job.open_drawer
    assert note.gift_card is not None
    assert note.gift_card.expires_on == "2029-03-01"
    assert went_as_said(done.returned)


def test_its_number_is_printed_each_time_and_stands_in_no_journal(till: Till) -> None:
    _, done = on_note(till)
    number = number_of(till.ports, done.returned.return_id)
    groups = " ".join(number[place : place + 4] for place in range(0, DIGITS, 4))
    for job in (done.job, copy_of(till.ports, done.returned.return_id)):
        paper = on_paper(document_for(till.ports, job))
        assert number in paper
        assert groups in paper
        assert "TILGODELAPP" in paper
        assert "01.03.2029" in paper
    body = encode_return(done.returned)
    assert decode_return(body) == done.returned
    made = note_of(done.returned).gift_card
    assert made is not None
    assert made.number_end == number[-4:]
    assert number.encode() not in body.replace(made.card_id.encode(), b"")


def test_the_books_have_it_going_out_with_the_goods_and_coming_in_with_a_sale(till: Till) -> None:
    sale, done = on_note(till)
    said = from_return(done.returned, sale)
    assert [(each.code, each.amount_minor) for each in said.payments] == [("CREDITNOTE", -9_400)]
    assert codes.PAYMENTS[TenderKind.CREDIT_NOTE].predefined == "12010"
    paid = spent(till, done)
    assert [(each.code, each.amount_minor) for each in from_sale(paid).payments] == [("CREDITNOTE", 9_400)]
    totals = sum_period([sale, done.returned, paid])
    row = next(each for each in totals.payments if each.kind == "credit_note")
    assert (row.amount_minor, row.refunded_minor) == (9_400, 9_400)


def spent(till: Till, done: TakenBack) -> Sale:
    """The note pays for the same goods again."""
    number, worth = number_of(till.ports, done.returned.return_id), note_of(done.returned).amount_minor
    till.stage.gift_cards.cards[number] = FakeCard(worth)
    basket = replace(TWO, basket_id="another")
    tender = gift_cards.pay(till.ports, basket, quote(till.ports, basket, None), (), number)
    assert (tender.kind, tender.amount_minor) == (TenderKind.CREDIT_NOTE, worth)
    return sell(till.ports, "ingrid", basket, None, (tender,)).sale


def test_goods_paid_with_a_note_put_their_money_back_on_it_and_make_no_other(till: Till) -> None:
    _, done = on_note(till)
    again = spent(till, done)
    quoted = returning.quote_return(till.ports, again.sale_id, BOTH)
    taken = returning.take_return(till.ports, "ole", quoted, on_note=True).returned
    assert issued(taken) is None
    assert [(each.kind, each.redemption_id) for each in taken.tenders] == [
        (TenderKind.CREDIT_NOTE, again.tenders[0].redemption_id)
    ]
    assert went_as_said(taken)


def test_a_gift_card_keeps_its_kind_and_a_note_buys_no_gift_card(till: Till) -> None:
    till.stage.gift_cards.cards[CARD] = FakeCard(9_400)
    quoted = quote(till.ports, TWO, None)
    note = replace(gift_cards.pay(till.ports, TWO, quoted, (), CARD), kind=TenderKind.CREDIT_NOTE)
    assert gift_cards.pay(till.ports, TWO, quoted, (), CARD).kind is TenderKind.GIFT_CARD
    paid = quote(till.ports, TWO, None, (note,))
    with pytest.raises(Refused):
        gift_cards.pay(till.ports, TWO, paid, (note,), CARD)


def test_goods_without_a_receipt_come_back_for_a_note_too(till: Till) -> None:
    quoted = quote_unproven(till.ports, "ole", TWO, TenderKind.CREDIT_NOTE)
    done = take_unproven(till.ports, "ole", quoted, "unwanted")
    assert note_of(done.returned).amount_minor == 9_400
    assert went_as_said(done.returned)
    assert number_of(till.ports, done.returned.return_id) in on_paper(document_for(till.ports, done.job))


def test_a_note_that_is_scanned_like_goods_says_where_it_pays(till: Till) -> None:
    with pytest.raises(Refused) as refused:
        scan(till.ports, TWO, Scan(number_from(1)), CodeRules())
    assert refused.value.reason is Refusal.CREDIT_NOTE_PAYS


def test_it_has_a_name_of_its_own_in_every_language_of_a_receipt() -> None:
    for words in (NB, EN, BG, KO):
        assert words.credit_note not in (words.gift_card, words.deposit_slip, words.cash, "")
