"""PRINT-TRISTATE and the one permitted copy."""

from dataclasses import replace

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.basket import Basket, with_member
from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.receipt import DrawerPulse, ReceiptDocument
from pos_app.services.receipts import (
    copy_of,
    decline,
    document_for,
    gift_receipt_of,
    give_up,
    note_print,
    open_jobs,
)
from pos_app.services.selling import Sold, sell
from pos_app.services.till_store import PrintJob, PrintKind, PrintState
from tests.stage import goods
from tests.unit.services.conftest import Till, make_till

TWO = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)


def sold(till: Till, *, of: Basket = TWO, cash: bool = False) -> Sold:
    member = goods.known_member() if of.member_id else None
    paid = tenders.cash(10_000) if cash else tenders.card(9400, "4711")
    return sell(till.ports, "ingrid", of, member, [paid])


def states(till: Till, sale_id: str) -> dict[PrintKind, PrintState]:
    with till.ports.store.unit_of_work() as work:
        return {job.kind: job.state for job in work.print_jobs(sale_id)}


def words(document: ReceiptDocument) -> str:
    return repr(document.blocks).replace(r"\xa0", " ")


@pytest.mark.parametrize("state", [PrintState.QUEUED, PrintState.SENT_UNKNOWN])
def test_print_tristate_queued_and_unknown_jobs_are_still_open_after_a_restart(
    till: Till, state: PrintState
) -> None:
    job = sold(till).job
    note_print(till.ports, job.job_id, state)
    till.restart()
    assert [(open_.job_id, open_.state) for open_ in open_jobs(till.ports)] == [(job.job_id, state)]


@pytest.mark.parametrize("state", [PrintState.CONFIRMED, PrintState.GIVEN_UP])
def test_print_tristate_what_was_printed_or_given_up_is_closed(till: Till, state: PrintState) -> None:
    note_print(till.ports, sold(till).job.job_id, state)
    till.restart()
    assert open_jobs(till.ports) == []


def test_print_tristate_open_jobs_come_oldest_first(till: Till) -> None:
    wanted = []
    for _ in range(3):
        till.stage.clock.at_ms += 1
        wanted.append(sold(till).job.job_id)
    assert [job.job_id for job in open_jobs(till.ports)] == wanted


ASKED = tenders.Tender(tenders.TenderKind.CARD, 9400, "4711", intent_id="asked")
POINTS = tenders.points(4400, 440, "redemption")


@pytest.mark.parametrize(
    ("paid", "may"),
    [
        ((ASKED,), True),
        ((replace(ASKED, amount_minor=5000), POINTS), True),
        ((replace(ASKED, amount_minor=5000), tenders.cash(4400)), False),
        ((replace(ASKED, amount_minor=5000), tenders.card(4400, "4711")), False),
        ((tenders.cash(9400),), False),
        ((tenders.card(9400, "4711"),), False),
        ((tenders.mobile(9400, "4711"),), False),
        ((POINTS,), False),
        ((), False),
    ],
)
def test_only_a_payment_that_the_till_asked_a_terminal_for_goes_without_a_receipt(
    paid: tuple[tenders.Tender, ...], may: bool
) -> None:
    assert tenders.may_go_without_receipt(paid) is may


def test_a_receipt_that_is_owed_is_not_declined_and_stays_in_the_queue(till: Till) -> None:
    made = sold(till, cash=True)
    with pytest.raises(Refused) as refused:
        decline(till.ports, made.job, "ole")
    assert refused.value.reason is Refusal.RECEIPT_NOT_DECLINED
    assert states(till, made.sale.sale_id) == {PrintKind.RECEIPT: PrintState.QUEUED}
    assert till.records() == 1


def test_a_sale_that_ends_without_a_receipt_is_journalled_and_a_copy_too() -> None:
    till = make_till(None)
    till.stage.store.card_intents = None
    made = sell(till.ports, "ingrid", TWO, None, [ASKED])
    other = sold(till)
    decline(till.ports, made.job, "ole")
    decline(till.ports, copy_of(till.ports, other.sale.sale_id))
    with till.ports.store.unit_of_work() as work:
        events = [event for sale in (made.sale, other.sale) for event in work.counter_events_of(sale.sale_id)]
    assert [(each.kind, each.amount_minor, each.seller.cashier_id) for each in events] == [
        (CounterEventKind.SALE_WITHOUT_RECEIPT, 9400, "ole"),
        (CounterEventKind.COPY_PRINTED, 9400, "ingrid"),
    ]
    assert states(till, made.sale.sale_id) == {PrintKind.RECEIPT: PrintState.GIVEN_UP}


def test_a_cashier_may_give_a_receipt_up(till: Till) -> None:
    job = sold(till).job
    give_up(till.ports, job.job_id)
    assert states(till, job.fact_id) == {PrintKind.RECEIPT: PrintState.GIVEN_UP}


def test_a_sale_has_one_copy_and_never_a_second_whatever_became_of_the_first(till: Till) -> None:
    job = sold(till).job
    note_print(till.ports, job.job_id, PrintState.CONFIRMED)
    copy = copy_of(till.ports, job.fact_id)
    assert (copy.kind, copy.state) == (PrintKind.COPY, PrintState.QUEUED)
    for became in PrintState:
        note_print(till.ports, copy.job_id, became)
        till.restart()
        with pytest.raises(Refused) as caught:
            copy_of(till.ports, job.fact_id)
        assert caught.value.reason is Refusal.COPY_ALREADY_PRINTED
    assert states(till, job.fact_id)[PrintKind.RECEIPT] is PrintState.CONFIRMED


def test_print_tristate_a_copy_of_an_unknown_print_gives_the_unknown_one_up(till: Till) -> None:
    job = sold(till).job
    note_print(till.ports, job.job_id, PrintState.SENT_UNKNOWN)
    copy = copy_of(till.ports, job.fact_id)
    assert states(till, job.fact_id) == {
        PrintKind.RECEIPT: PrintState.GIVEN_UP,
        PrintKind.COPY: PrintState.QUEUED,
    }
    assert open_jobs(till.ports) == [copy]


def test_each_sale_has_a_copy_of_its_own(till: Till) -> None:
    first, second = sold(till).job, sold(till).job
    assert copy_of(till.ports, first.fact_id).fact_id == first.fact_id
    assert copy_of(till.ports, second.fact_id).fact_id == second.fact_id


def test_a_receipt_is_made_anew_from_the_stored_sale_and_says_the_same(till: Till) -> None:
    made = sold(till)
    before = document_for(till.ports, made.job)
    till.restart()
    till.stage.clock.at_ms += 86_400_000
    assert document_for(till.ports, made.job) == before
    assert "2-1" in words(before)
    assert "Ingrid" in words(before)


def test_a_copy_says_that_it_is_one_and_opens_no_drawer(till: Till) -> None:
    made = sold(till, cash=True)
    receipt, copy = (
        document_for(till.ports, job) for job in (made.job, copy_of(till.ports, made.sale.sale_id))
    )
    assert isinstance(receipt.blocks[0], DrawerPulse)
    assert "KOPI" not in words(receipt)
    assert "KOPI" in words(copy)
    assert not any(isinstance(block, DrawerPulse) for block in copy.blocks)


def test_stale_label_the_balance_on_a_receipt_has_its_time_and_what_is_pending(real_till: Till) -> None:
    made = sold(real_till, of=with_member(TWO, goods.MEMBER_ID))
    text = words(document_for(real_till.ports, made.job))
    assert "Ada Nordmann" in text
    assert "1 240 p" in text
    assert "13.02" in text or "13:02" in text, "an hour before the sale, in the store's own time"
    assert "117 venter" in text


def test_forgettable_a_receipt_of_an_erased_member_has_no_name(till: Till) -> None:
    made = sold(till, of=with_member(TWO, goods.MEMBER_ID))
    till.stage.members.people.clear()
    if till.folder is None:
        till.stage.store.kept.names.clear()
    else:
        from pos_app.storage.opening import SqliteTillStore

        assert isinstance(till.ports.store, SqliteTillStore)
        till.ports.store.forget_member(goods.MEMBER_ID)
    assert "Nordmann" not in words(document_for(till.ports, made.job))


def test_a_job_of_a_sale_that_is_not_there_is_a_bug_and_says_which(till: Till) -> None:
    job = PrintJob("j", "no-such-sale", PrintKind.RECEIPT, PrintState.QUEUED, 0)
    with pytest.raises(LookupError, match="no-such-sale"):
        document_for(till.ports, job)


def test_a_reason_without_a_sentence_is_logged_and_the_receipt_is_printed_without_it(
    till: Till, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sold(till, of=with_member(TWO, goods.MEMBER_ID))
    monkeypatch.setattr("pos_app.domain.loyalty.explain_words.NB", {})
    with caplog.at_level("ERROR"):
        document = document_for(till.ports, made.job)
    assert "no sentence tells the reasons earn, tier" in caplog.text
    assert "Ada Nordmann" in words(document)
    assert "poeng for" not in words(document)


def test_a_gift_receipt_names_no_money_and_leaves_the_copy_unused(till: Till) -> None:
    made = sold(till, of=goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN, member_id=goods.MEMBER_ID))
    gift = gift_receipt_of(till.ports, made.sale.sale_id)
    said = words(document_for(till.ports, gift))
    for shown in ("BYTTELAPP", "Ikke kvittering for kjøp", "Cappuccino", f"TR1:{made.sale.sale_id}"):
        assert shown in said
    for hidden in ("SALGSKVITTERING", "KVITTERING FOR KJØP", "49,00", "94,00", "MVA", "4711", "Ada", "poeng"):
        assert hidden not in said
    copy_of(till.ports, made.sale.sale_id)
    with till.ports.store.unit_of_work() as work:
        kinds = [event.kind for event in work.counter_events_of(made.sale.sale_id)]
    assert kinds == [CounterEventKind.GIFT_RECEIPT_PRINTED, CounterEventKind.COPY_PRINTED]


def test_a_bag_and_a_deposit_are_no_presents(till: Till) -> None:
    bag = goods.basket(goods.CARRIER_BAG, (goods.DEPOSIT, 2000))
    made = sell(till.ports, "ingrid", bag, None, [tenders.card(850, "4711")])
    with pytest.raises(Refused) as refused:
        gift_receipt_of(till.ports, made.sale.sale_id)
    assert refused.value.reason is Refusal.BASKET_EMPTY
    with pytest.raises(Refused) as refused:
        gift_receipt_of(till.ports, "no such sale")
    assert refused.value.reason is Refusal.RETURN_UNKNOWN_SALE
