"""Goods come back at the counter, on the fake store and on real files: quoted first, then written once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.basket import with_member
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.rights import Right, Wish
from pos_app.domain.sale import Sale
from pos_app.services import returning
from pos_app.services.receipts import copy_of, document_for, note_print
from pos_app.services.selling import sell
from pos_app.services.till_store import PrintState
from tests.stage import goods
from tests.unit.services.conftest import Till, make_till

TWO = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)
COFFEE, BUN = ReturnedLine(1, 1000), ReturnedLine(2, 1000)


def sold(till: Till) -> Sale:
    """A coffee and a bun, by card, to Ada."""
    bought = with_member(TWO, goods.MEMBER_ID)
    return sell(till.ports, "ingrid", bought, goods.known_member(), (tenders.card(9400, "4711"),)).sale


def test_a_quote_says_what_comes_back_and_writes_nothing(till: Till) -> None:
    sale = sold(till)
    quoted = returning.quote_return(till.ports, sale.sale_id, [COFFEE])
    assert quoted.reversal.refund.total_minor == 4900
    assert (quoted.slips, quoted.open_sale.left_milli) == (1, {1: 1000, 2: 1000})
    assert till.records() == 1


def test_durable_first_a_return_is_there_after_a_restart_with_a_number_of_its_own(till: Till) -> None:
    sale = sold(till)
    quoted = returning.quote_return(till.ports, sale.sale_id, [COFFEE])
    taken = returning.take_return(till.ports, "ole", quoted, ["R1"])
    assert (taken.returned.receipt_number, taken.returned.seller.cashier_id) == (2, "ole")
    assert [tender.slip_reference for tender in taken.returned.tenders] == ["R1"]
    till.restart()
    found = returning.open_sale(till.ports, sale.sale_id)
    assert found.returned_before == (taken.returned,)
    assert found.left_milli == {1: 0, 2: 1000}
    assert sold(till).receipt_number == 3


def test_a_receipt_is_found_by_its_number_and_a_return_says_who_allowed_it(till: Till) -> None:
    sale = sold(till)
    found = returning.open_numbered(till.ports, sale.receipt_number)
    assert found == returning.open_sale(till.ports, sale.sale_id)
    quoted = returning.quote_return(till.ports, sale.sale_id, [COFFEE, BUN])
    assert returning.wish_of(quoted) == Wish(Right.RETURN, 9400)
    taken = returning.take_return(till.ports, "ingrid", quoted, ["R1"], "maja")
    assert (taken.returned.seller.cashier_id, taken.returned.approved_by) == ("ingrid", "maja")
    till.restart()
    found = returning.open_numbered(till.ports, sale.receipt_number)
    assert (found.returned_before, returning.returnable(found)) == ((taken.returned,), ())
    for number in (taken.returned.receipt_number, 77):
        with pytest.raises(Refused) as refused:
            returning.open_numbered(till.ports, number)
        assert refused.value.reason is Refusal.RETURN_NO_SUCH_RECEIPT


def test_returns_one_by_one_sum_to_the_whole_sale(till: Till) -> None:
    sale = sold(till)
    for line in (COFFEE, BUN):
        quoted = returning.quote_return(till.ports, sale.sale_id, [line])
        returning.take_return(till.ports, "ingrid", quoted, ["R"])
    reversals = [each.reversal for each in returning.open_sale(till.ports, sale.sale_id).returned_before]
    assert sum(each.refund.handed_minor for each in reversals) == 9400
    assert sum(each.points_taken for each in reversals) == sale.decision.points_earned


def test_more_than_is_left_is_refused_and_nothing_is_written(till: Till) -> None:
    sale = sold(till)
    early = returning.quote_return(till.ports, sale.sale_id, [COFFEE])
    twin = returning.quote_return(till.ports, sale.sale_id, [COFFEE])
    returning.take_return(till.ports, "ingrid", early, ["R1"])
    for act in (
        lambda: returning.take_return(till.ports, "ingrid", twin, ["R2"]),
        lambda: returning.quote_return(till.ports, sale.sale_id, [COFFEE]),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason is Refusal.RETURN_TOO_MUCH
    assert till.records() == 2


def test_a_return_that_came_between_changes_what_the_next_one_says(till: Till) -> None:
    sale = sold(till)
    coffee = returning.quote_return(till.ports, sale.sale_id, [COFFEE])
    bun = returning.quote_return(till.ports, sale.sale_id, [BUN])
    returning.take_return(till.ports, "ingrid", bun, ["R1"])
    taken = returning.take_return(till.ports, "ingrid", coffee, ["R2"])
    assert taken.returned.number == 1
    assert taken.returned.reversal.whole


def test_a_card_refund_without_its_slip_is_refused(till: Till) -> None:
    sale = sold(till)
    quoted = returning.quote_return(till.ports, sale.sale_id, [COFFEE])
    with pytest.raises(Refused) as refused:
        returning.take_return(till.ports, "ingrid", quoted)
    assert refused.value.reason is Refusal.SLIP_REFERENCE_NEEDED
    assert till.records() == 1


def test_a_sale_of_another_till_needs_that_till(till: Till) -> None:
    with pytest.raises(Refused) as refused:
        returning.quote_return(till.ports, "0190b5a0-0000-7000-8000-0000000fffff", [COFFEE])
    assert refused.value.reason is Refusal.RETURN_UNKNOWN_SALE


def test_a_sale_is_returned_under_its_own_version_when_a_newer_one_is_in_force(till: Till) -> None:
    sale = sold(till)
    former = till.stage.programmes.programmes
    till.stage.programmes.programmes = tuple(replace(each, version=2, digest="1" * 64) for each in former)
    with pytest.raises(Refused) as refused:
        returning.quote_return(till.ports, sale.sale_id, [COFFEE])
    assert refused.value.reason is Refusal.RETURN_RULES_GONE
    till.stage.programmes.former = former
    quoted = returning.quote_return(till.ports, sale.sale_id, [COFFEE, BUN])
    assert quoted.reversal.points_taken == sale.decision.points_earned


def test_pending_points_count_a_return_that_the_server_has_not_seen(real_till: Till) -> None:
    sale = sold(real_till)
    quoted = returning.quote_return(real_till.ports, sale.sale_id, [COFFEE, BUN])
    returning.take_return(real_till.ports, "ingrid", quoted, ["R1"])
    with real_till.ports.store.unit_of_work() as work:
        assert work.pending_points(goods.MEMBER_ID) == 0


def test_a_disk_that_cannot_take_it_leaves_nothing_behind() -> None:
    till = make_till(None)
    sale = sold(till)
    quoted = returning.quote_return(till.ports, sale.sale_id, [COFFEE])
    till.stage.store.fail = CannotSell("disk_full", "full")
    with pytest.raises(CannotSell):
        returning.take_return(till.ports, "ingrid", quoted, ["R1"])
    till.stage.store.fail = None
    assert returning.open_sale(till.ports, sale.sale_id).returned_before == ()


def test_one_tx_a_return_queues_its_receipt_and_the_drawer_opens_for_cash_only(till: Till) -> None:
    sale = sold(till)
    by_card = returning.take_return(
        till.ports, "ole", returning.quote_return(till.ports, sale.sale_id, [COFFEE]), ["R1"]
    )
    in_cash = sell(till.ports, "ingrid", TWO, None, (tenders.cash(10_000),)).sale
    quoted = returning.quote_return(till.ports, in_cash.sale_id, [COFFEE])
    handed = returning.take_return(till.ports, "ole", quoted)
    till.restart()
    with till.ports.store.unit_of_work() as work:
        assert work.print_jobs(by_card.returned.return_id) == [by_card.job]
        assert work.print_jobs(handed.returned.return_id) == [handed.job]
        assert work.returned(handed.returned.return_id) == handed.returned
        assert work.returned(sale.sale_id) is None
    assert (by_card.job.open_drawer, handed.job.open_drawer) == (False, True)


def test_a_return_has_one_copy_and_a_reprint_uses_it_up(till: Till) -> None:
    sale = sold(till)
    quoted = returning.quote_return(till.ports, sale.sale_id, [COFFEE])
    taken = returning.take_return(till.ports, "ole", quoted, ["R1"])
    note_print(till.ports, taken.job.job_id, PrintState.SENT_UNKNOWN)
    copy = copy_of(till.ports, taken.returned.return_id)
    with pytest.raises(Refused) as refused:
        copy_of(till.ports, taken.returned.return_id)
    assert refused.value.reason is Refusal.COPY_ALREADY_PRINTED
    first, second = (repr(document_for(till.ports, job).blocks) for job in (taken.job, copy))
    assert "RETURKVITTERING" in first
    assert "SALGSKVITTERING" not in first
    assert ("KOPI" in first, "KOPI" in second) == (False, True)
