"""The moment of payment, on the fake store and on real files: both keep the same promises."""

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.basket import Basket, with_member
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.loyalty.decision import Wishes
from pos_app.domain.members import Member
from pos_app.services.selling import keep_basket, new_basket, restore_basket, sell
from pos_app.services.till_store import OpenBasket, PrintKind, PrintState
from tests.stage import goods, loyal_shop
from tests.unit.services.conftest import Till

TWO = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)
PAID = (tenders.card(9400, "4711"),)


def test_one_tx_a_sale_its_number_and_its_receipt_to_print_are_there_together(till: Till) -> None:
    sold = sell(till.ports, "ingrid", TWO, None, PAID)
    with till.ports.store.unit_of_work() as work:
        assert work.last_sale() == sold.sale
        assert work.print_jobs() == [sold.job]
        assert (work.waiting_records(), work.waiting_sales()) == (1, 1)
    assert (sold.sequence, sold.sale.receipt_number) == (1, 1)
    assert (sold.job.kind, sold.job.state) == (PrintKind.RECEIPT, PrintState.QUEUED)


def test_durable_first_a_sale_that_was_returned_is_there_after_a_restart(till: Till) -> None:
    sold = sell(till.ports, "ingrid", TWO, None, PAID)
    till.restart()
    with till.ports.store.unit_of_work() as work:
        assert work.sale(sold.sale.sale_id) == sold.sale
        assert work.print_jobs() == [sold.job]


def test_dense_seq_receipt_numbers_follow_each_other_also_after_a_refusal(till: Till) -> None:
    numbers = []
    for _ in range(3):
        with pytest.raises(Refused):
            sell(till.ports, "ingrid", TWO, None, ())
        numbers.append(sell(till.ports, "ingrid", TWO, None, PAID).sale.receipt_number)
    assert numbers == [1, 2, 3]
    assert till.records() == 3


def test_id_at_birth_every_sale_and_every_job_has_an_id_of_its_own(till: Till) -> None:
    first, second = (sell(till.ports, "ingrid", TWO, None, PAID) for _ in range(2))
    assert len({first.sale.sale_id, first.job.job_id, second.sale.sale_id, second.job.job_id}) == 4


@pytest.mark.parametrize(
    ("basket", "member", "paid", "reason"),
    [
        (goods.basket(), None, (), Refusal.BASKET_EMPTY),
        (TWO, None, (), Refusal.TENDER_TOO_LITTLE),
        (TWO, None, (tenders.card(9399, "1"),), Refusal.TENDER_TOO_LITTLE),
        (TWO, None, (tenders.card(9401, "1"),), Refusal.TENDER_TOO_MUCH),
        (goods.basket(goods.BEER), None, (tenders.card(4290, "1"),), Refusal.AGE_NOT_CONFIRMED),
        (TWO, None, (tenders.points(9400, 940, "r"),), Refusal.NO_MEMBER),
    ],
)
def test_a_sale_that_may_not_be_completed_writes_nothing(
    till: Till, basket: Basket, member: Member | None, paid: tuple[tenders.Tender, ...], reason: Refusal
) -> None:
    keep_basket(till.ports, basket, paid)
    kept = restore_basket(till.ports)
    with pytest.raises(Refused) as caught:
        sell(till.ports, "ingrid", basket, member, paid)
    assert caught.value.reason is reason
    with till.ports.store.unit_of_work() as work:
        assert (work.last_sale(), work.print_jobs(), work.waiting_records()) == (None, [], 0)
    assert restore_basket(till.ports) == kept


def test_the_drawer_opens_for_cash_and_stays_shut_for_a_card(till: Till) -> None:
    assert not sell(till.ports, "ingrid", TWO, None, PAID).job.open_drawer
    assert sell(till.ports, "ingrid", TWO, None, (tenders.cash(10_000),)).job.open_drawer
    split = (tenders.card(9000, "1"), tenders.cash(400))
    assert sell(till.ports, "ingrid", TWO, None, split).job.open_drawer


def test_forgettable_the_name_is_kept_beside_the_sale_and_never_in_it(till: Till) -> None:
    ada = goods.known_member()
    basket = with_member(TWO, goods.MEMBER_ID)
    sold = sell(till.ports, "ingrid", basket, ada, PAID)
    with till.ports.store.unit_of_work() as work:
        assert work.personal_name(sold.sale.sale_id) == "Ada Nordmann"
    assert "Nordmann" not in repr(sold.sale)


def test_a_member_without_a_key_leaves_no_name(till: Till) -> None:
    nameless = Member(goods.member(), "Ada Nordmann", personal_key=b"")
    sold = sell(till.ports, "ingrid", with_member(TWO, goods.MEMBER_ID), nameless, PAID)
    with till.ports.store.unit_of_work() as work:
        assert work.personal_name(sold.sale.sale_id) == ""


def test_replay_the_sale_carries_every_input_of_its_decision(till: Till) -> None:
    sold = sell(till.ports, "ingrid", with_member(TWO, goods.MEMBER_ID), goods.known_member(), PAID)
    sale = sold.sale
    assert sale.member == goods.member()
    assert sale.decision.programmes == (goods.programme().pin,)
    assert (sale.context.at_ms, sale.context.business_date) == (goods.AT_MS, "2026-03-01")
    assert (sale.seller.cashier_id, sale.seller.till_number) == ("ingrid", 2)


def test_one_tx_a_disk_that_takes_nothing_leaves_neither_sale_nor_number_and_keeps_the_basket(
    till: Till,
) -> None:
    if till.folder is None:
        till.stage.store.fail = CannotSell("disk_full", "The disk is full.")
    else:
        limit_pages(till)
    assert sell_until_it_stops(till) == "disk_full"
    with till.ports.store.unit_of_work() as work:
        last = work.last_sale()
        assert work.next_receipt_number() == (last.receipt_number + 1 if last else 1)
        assert work.waiting_records() == work.waiting_sales() == (last.receipt_number if last else 0)


def sell_until_it_stops(till: Till) -> str:
    for _ in range(200):
        try:
            sell(till.ports, "ingrid", TWO, None, PAID)
        except CannotSell as stop:
            return stop.cause
    return "it never stopped"


def limit_pages(till: Till) -> None:
    """No page more than the file has: what SQLite then says is what it says of a full disk."""
    from pos_app.storage.opening import SqliteTillStore

    store = till.ports.store
    assert isinstance(store, SqliteTillStore)
    (pages,) = store.database.sql("PRAGMA page_count")[0]
    store.database.sql(f"PRAGMA max_page_count = {pages}")


def test_a_basket_with_its_tenders_is_back_after_a_crash(till: Till) -> None:
    basket = with_member(goods.basket(goods.BEER, (goods.BEANS, 342), age_confirmed=18), goods.MEMBER_ID)
    taken = (tenders.card(1000, "77"), tenders.points(1000, 100, "r"))
    keep_basket(till.ports, basket, taken)
    till.restart()
    assert restore_basket(till.ports) == OpenBasket(basket, taken)


def test_a_member_alone_and_a_tender_alone_are_worth_keeping(till: Till) -> None:
    card_on = goods.basket(member_id=goods.MEMBER_ID)
    keep_basket(till.ports, card_on, ())
    assert restore_basket(till.ports) == OpenBasket(card_on)
    keep_basket(till.ports, goods.basket(), ())
    assert restore_basket(till.ports) is None


def test_a_sold_basket_does_not_come_back(till: Till) -> None:
    keep_basket(till.ports, TWO, ())
    sell(till.ports, "ingrid", TWO, None, PAID)
    till.restart()
    assert restore_basket(till.ports) is None


def test_immutable_a_later_sale_leaves_the_first_as_it_was(till: Till) -> None:
    first = sell(till.ports, "ingrid", TWO, None, PAID).sale
    till.stage.clock.at_ms += 60_000
    sell(till.ports, "ole", goods.basket(goods.BOOK), None, (tenders.card(24900, "2"),))
    with till.ports.store.unit_of_work() as work:
        assert work.sale(first.sale_id) == first
        assert [sale.receipt_number for sale in work.newest_sales(5)] == [2, 1]


def test_server_order_a_clock_that_ran_back_never_stops_a_sale(till: Till) -> None:
    sell(till.ports, "ingrid", TWO, None, PAID)
    till.stage.clock.at_ms -= 365 * 86_400_000
    sold = sell(till.ports, "ingrid", TWO, None, PAID)
    assert (sold.sale.receipt_number, sold.sale.context.business_date) == (2, "2025-03-01")


def test_a_new_basket_trades_as_the_store_does(till: Till) -> None:
    basket = new_basket(till.ports)
    assert (basket.currency.code, basket.vat_included, basket.is_empty) == ("NOK", True, True)
    assert new_basket(till.ports).basket_id != basket.basket_id


def test_goods_that_may_not_be_sold_to_this_customer_are_not_sold(till: Till) -> None:
    till.stage.programmes.programmes = (loyal_shop.programme(),)
    basket = goods.basket(goods.CAPPUCCINO, goods.BOOK, member_id=goods.MEMBER_ID)
    with pytest.raises(Refused) as caught:
        sell(till.ports, "ingrid", basket, loyal_shop.ada(), [tenders.card(29_800, "1")])
    assert (caught.value.reason, caught.value.facts["line"]) == (Refusal.GOODS_REFUSED, 2)
    assert till.records() == 0


def test_replay_a_sale_carries_what_was_asked_for_and_what_was_withheld(till: Till) -> None:
    till.stage.programmes.programmes = (loyal_shop.programme(),)
    basket = goods.basket(goods.CINNAMON_BUN, member_id=goods.MEMBER_ID)
    wishes = Wishes(coupons=(loyal_shop.COUPON, loyal_shop.OPEN_CODE), withheld=("coupon:x",))
    sold = sell(till.ports, "ingrid", basket, loyal_shop.ada(), [], wishes)
    assert sold.sale.context.wishes == wishes
    assert [used.number for used in sold.sale.decision.coupons_used] == [loyal_shop.COUPON]
    assert sold.sale.settlement.total_minor == 0


def test_a_sale_in_which_nothing_was_asked_for_says_nothing_of_wishes(till: Till) -> None:
    sold = sell(till.ports, "ingrid", goods.basket(goods.CAPPUCCINO), None, [tenders.card(4900, "1")])
    assert sold.sale.context.wishes is None
