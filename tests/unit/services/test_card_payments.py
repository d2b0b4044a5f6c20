"""Card payments that survive a crash: INTENT-FIRST, CARD-ONCE, on the till's own file and a terminal that remembers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.terminals.terminal import Outcome
from pos_app.domain.card_intent import CardIntent, CardState, Settled, tender_of
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.tender import Tender
from pos_app.services import card_payments, selling
from pos_app.services.card_ports import CardTerminal
from pos_app.services.closing_day import open_matters
from pos_app.services.ports import Ports
from pos_app.services.till_store import OpenBasket
from pos_app.storage.card_intents import TillCardIntents
from pos_app.storage.driver import IntegrityError
from pos_app.storage.opening import SqliteTillStore
from sync.protocol.v1 import facts
from tests.stage import goods
from tests.stage.card_terminal import FakeTerminal
from tests.stage.counter import Stage
from tests.stage.tills import KEY, fact_id, nth_sale, open_store

BASKET = goods.basket(goods.CAPPUCCINO, basket_id=fact_id(0xBA5))
PRICE = 4900


@pytest.fixture
def device() -> FakeTerminal:
    return FakeTerminal()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTillStore]:
    with closing(open_store(tmp_path)) as opened:
        yield opened


@pytest.fixture
def intents(store: SqliteTillStore, tmp_path: Path) -> Iterator[TillCardIntents]:
    with closing(TillCardIntents(tmp_path, KEY)) as opened:
        yield opened


@pytest.fixture
def ports(store: SqliteTillStore, intents: TillCardIntents, device: FakeTerminal) -> Ports:
    return replace(Stage().services(), store=store, card_terminal=CardTerminal(device, intents))


def pay(ports: Ports, basket_id: str = BASKET.basket_id) -> CardIntent:
    return card_payments.pay(ports, basket_id, PRICE)


def states(intents: TillCardIntents, *ids: str) -> list[CardState]:
    return [found.state for each in ids if (found := intents.one(each)) is not None]


def test_intent_first_what_is_asked_is_on_the_disk_before_the_terminal_hears_of_it(
    ports: Ports, intents: TillCardIntents, device: FakeTerminal
) -> None:
    seen: list[CardState] = []

    class Looking(FakeTerminal):
        def pay(self, amount_minor: int, currency: str, intent_id: str, told: object = None) -> Outcome:
            seen.extend(states(intents, intent_id))
            return super().pay(amount_minor, currency, intent_id)

    assert ports.card_terminal is not None
    pay(replace(ports, card_terminal=replace(ports.card_terminal, device=Looking())))
    assert seen == [CardState.ASKED]


def test_one_tx_a_sale_uses_what_the_terminal_approved_and_a_crash_before_the_commit_uses_nothing(
    ports: Ports, intents: TillCardIntents, store: SqliteTillStore
) -> None:
    paid = pay(ports)
    sale = replace(nth_sale(1), tenders=(tender_of(paid),))
    with store.unit_of_work() as work:
        work.add_sale(sale, None, None)
    assert states(intents, paid.intent_id) == [CardState.APPROVED]
    sold = selling.sell(ports, "ingrid", BASKET, None, (tender_of(paid),))
    assert states(intents, paid.intent_id) == [CardState.USED]
    assert card_payments.matters(ports) == ()
    (tender,) = facts.decode_sale(facts.encode_sale(sold.sale)).tenders
    assert (tender.card_type, tender.card_end, tender.slip_reference) == ("Visa", "1234", "0001")


def test_card_once_money_pays_one_sale_only(ports: Ports) -> None:
    tender = tender_of(pay(ports))
    selling.sell(ports, "ingrid", BASKET, None, (tender,))
    with pytest.raises(Refused) as refused:
        selling.sell(ports, "ingrid", replace(BASKET, basket_id=fact_id(0xBA6)), None, (tender,))
    assert refused.value.reason is Refusal.CARD_NOT_PAID


@pytest.mark.parametrize(("then", "state"), [("lost", CardState.APPROVED), ("not_lost", CardState.DECLINED)])
def test_a_line_that_broke_is_cleared_up_at_once_by_the_last_outcome(
    ports: Ports, device: FakeTerminal, then: str, state: CardState
) -> None:
    device.booked.append(device._book(PRICE, PRICE))  # an earlier customer, the same amount
    device.booked.pop()
    device.next = then
    paid = pay(ports)
    assert paid.state is state
    assert len(device.asked) == 1


def test_card_once_nothing_is_asked_while_nobody_knows(
    ports: Ports, device: FakeTerminal, intents: TillCardIntents
) -> None:
    device.next = "other"
    unknown = pay(ports)
    assert (unknown.state, unknown.reason) == (CardState.UNKNOWN, "other_amount 5000")
    with pytest.raises(Refused) as refused:
        pay(ports, "another basket")
    assert refused.value.reason is Refusal.CARD_PAYMENT_OPEN
    assert device.asked == [("pay", PRICE)]
    assert card_payments.matters(ports, BASKET.basket_id) == (unknown,)
    settled = card_payments.settle(ports, unknown.intent_id, Settled.NOT_CHARGED, "ingrid")
    assert (settled.state, settled.settled_by) == (CardState.SETTLED, "ingrid")
    assert intents.one(unknown.intent_id) == settled
    assert pay(ports).state is CardState.APPROVED


def test_a_terminal_that_does_not_answer_is_asked_for_nothing(ports: Ports, device: FakeTerminal) -> None:
    device.reachable = False
    with pytest.raises(Refused) as refused:
        pay(ports)
    assert refused.value.reason is Refusal.CARD_TERMINAL_GONE
    assert device.asked == []


def test_after_a_crash_what_was_approved_is_in_its_basket_again_or_given_back(
    ports: Ports, device: FakeTerminal
) -> None:
    paid = pay(ports)
    assert card_payments.recover(ports, BASKET.basket_id).tenders == (tender_of(paid),)
    again = card_payments.recover(ports, BASKET.basket_id, {paid.intent_id})
    assert (again.tenders, again.ended, again.matters) == ((), (), ())
    gone = card_payments.recover(ports, "another basket")
    assert [each.state for each in gone.ended] == [CardState.REVERSED]
    assert device.charged == 0


def test_what_can_not_be_given_back_is_a_matter_until_a_person_settles_it(
    ports: Ports, device: FakeTerminal, intents: TillCardIntents
) -> None:
    paid = pay(ports)
    device.can_reverse = False
    (matter,) = card_payments.recover(ports, "another basket").matters
    assert (matter.state, matter.reason) == (CardState.APPROVED, "not_possible")
    card_payments.settle(ports, paid.intent_id, Settled.GIVEN_BACK, "ole")
    assert card_payments.matters(ports) == ()
    with pytest.raises(Refused):
        card_payments.settle(ports, paid.intent_id, Settled.NOT_CHARGED, "ole")


def test_the_end_of_the_day_counts_what_nobody_has_settled(ports: Ports, device: FakeTerminal) -> None:
    assert open_matters(ports).cards == 0
    device.next = "other"
    pay(ports)
    assert open_matters(ports).cards == 1


def test_what_was_paid_on_another_day_is_not_reversed_by_its_number(
    ports: Ports, device: FakeTerminal
) -> None:
    pay(ports)
    tomorrow = Stage()
    tomorrow.clock.at_ms += 20 * 3_600_000
    (matter,) = card_payments.recover(replace(ports, clock=tomorrow.clock), "another basket").matters
    assert matter.reason == card_payments.TOO_OLD
    assert device.asked == [("pay", PRICE)]


def test_a_reversal_that_nobody_heard_is_asked_again_and_done_once(
    ports: Ports, device: FakeTerminal
) -> None:
    paid = pay(ports)
    device.reverses_unheard = True
    assert card_payments.give_back(ports, paid.intent_id).state is CardState.REVERSING
    basket = OpenBasket(BASKET, (tender_of(paid),))
    kept = card_payments.still_paid(ports, basket)
    assert kept is not None
    assert kept.tenders == (), "a tender that is being given back pays nothing"
    assert [each.state for each in card_payments.recover(ports, BASKET.basket_id).ended] == [
        CardState.REVERSED
    ]
    assert device.charged == 0


def test_a_refund_is_used_by_the_return_of_its_sale(
    ports: Ports, device: FakeTerminal, intents: TillCardIntents, store: SqliteTillStore
) -> None:
    from pos_app.domain.loyalty.reversal import ReturnedLine
    from pos_app.services import returning

    sold = selling.sell(ports, "ingrid", BASKET, None, (tender_of(pay(ports)),))
    quoted = returning.quote_return(ports, sold.sale.sale_id, [ReturnedLine(1, 1000)])
    given = card_payments.refund_by_terminal(ports, sold.sale.sale_id, PRICE)
    assert device.charged == 0
    assert card_payments.matters(ports) == (given,), "money went out, and no return says so yet"
    assert card_payments.refund_by_terminal(ports, sold.sale.sale_id, PRICE) == given, "and it goes out once"
    assert [what for what, _ in device.asked] == ["pay", "refund"]
    with pytest.raises(Refused):
        returning.take_return(ports, "ingrid", quoted, (replace(tender_of(given), amount_minor=1),))
    back = returning.take_return(ports, "ingrid", quoted, (tender_of(given),)).returned
    assert (back.tenders[0].intent_id, back.tenders[0].slip_reference) == (given.intent_id, given.receipt_no)
    assert states(intents, given.intent_id) == [CardState.USED]
    other = card_payments.refund_by_terminal(ports, sold.sale.sale_id, PRICE)
    assert other.intent_id != given.intent_id, "what a return has is not there for another"


def test_the_file_keeps_the_rules_and_no_card_number(
    ports: Ports, store: SqliteTillStore, intents: TillCardIntents
) -> None:
    paid = pay(ports)
    assert not intents.note(replace(paid, state=CardState.DECLINED)), "what is paid is not declined any more"
    for wrong in (
        "UPDATE card_intent SET state = 'reversed'",
        "UPDATE card_intent SET amount_minor = 1",
        "UPDATE card_intent SET card_end = '4925123412341234'",
        "DELETE FROM card_intent",
    ):
        with pytest.raises(IntegrityError):
            store.database.sql(wrong)


def test_a_tender_by_slip_has_the_bytes_that_it_always_had() -> None:
    sale = nth_sale(1)
    assert facts.encode_sale(sale) == facts.encode_sale(facts.decode_sale(facts.encode_sale(sale)))
    assert b"card_end" not in facts.encode_sale(sale)
    assert Tender("card", 1).intent_id == ""  # type: ignore[arg-type]
