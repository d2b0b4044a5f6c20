"""Cash in the drawer, on the fake store and on real files: floats, counts, cash in and out, hand-over, X and Z."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_app.domain import tender as tenders
from pos_app.domain.basket import Discount, discount_basket, with_member
from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.denominations import Pieces
from pos_app.domain.drawer import DrawerRules
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.period_report import PeriodReport, ReportKind
from pos_app.domain.period_totals import Counted, NamedTotal
from pos_app.domain.sale import Sale
from pos_app.services import drawers, returning
from pos_app.services.period_reports import x_report, z_report
from pos_app.services.selling import sell
from tests.stage import goods
from tests.unit.services.conftest import Till, make_till

FLOAT = (Pieces(100_000, 2),)
ONE_EACH = DrawerRules(one_each=True)


def bought(till: Till, given_minor: int = 10_000, cashier: str = "ingrid") -> Sale:
    """A coffee and a bun (94.00), in cash."""
    basket = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN, basket_id=till.ports.ids.new_id())
    return sell(till.ports, cashier, basket, None, (tenders.cash(given_minor),)).sale


def by_card(till: Till) -> Sale:
    basket = goods.basket(goods.CAPPUCCINO, basket_id=till.ports.ids.new_id())
    return sell(till.ports, "ole", basket, None, (tenders.card(4_900, "4711"),)).sale


def brought_back(till: Till, sale: Sale) -> None:
    quoted = returning.quote_return(till.ports, sale.sale_id, [ReturnedLine(1, 1000)])
    returning.take_return(till.ports, "ingrid", quoted, ["R1"] if quoted.slips else [])


def notes(amount_minor: int) -> tuple[Pieces, ...]:
    return (Pieces(100, amount_minor // 100),)


def refusal(act: object, *args: object, **named: object) -> Refusal:
    assert callable(act)
    with pytest.raises(Refused) as refused:
        act(*args, **named)
    return refused.value.reason


def test_a_drawer_expects_float_cash_less_change_and_refunds_and_what_went_in_and_out(till: Till) -> None:
    drawers.open_drawer(till.ports, "ingrid", FLOAT)
    sale = bought(till)
    by_card(till)
    brought_back(till, sale)
    drawers.pay_in(till.ports, "ole", 50_000, "change from the bank")
    drawers.pay_out(till.ports, "ole", 3_000, "  milk \n ")
    drawers.drop(till.ports, "ingrid", 100_000)
    expected = 200_000 + 9_400 - 4_900 + 50_000 - 3_000 - 100_000
    till.restart()
    closed = drawers.close_drawer(till.ports, "ole", notes(expected + 1_000))
    assert (closed.expected_minor, closed.difference_minor, closed.reason) == (expected, 1_000, "")
    assert drawers.drawer_of(till.ports, "ingrid") is None


def test_one_drawer_a_second_opening_and_a_count_of_a_closed_one_are_refused(till: Till) -> None:
    assert refusal(drawers.pay_in, till.ports, "ingrid", 100, "x") is Refusal.DRAWER_NOT_OPEN
    drawers.open_drawer(till.ports, "ingrid", FLOAT)
    assert refusal(drawers.open_drawer, till.ports, "ole", FLOAT) is Refusal.DRAWER_OPEN_ALREADY
    drawers.close_drawer(till.ports, "ole", FLOAT)
    assert refusal(drawers.close_drawer, till.ports, "ole", FLOAT) is Refusal.DRAWER_NOT_OPEN
    drawers.open_drawer(till.ports, "ole", FLOAT)


def test_never_negative_nothing_is_paid_out_that_cannot_be_there(till: Till) -> None:
    drawers.open_drawer(till.ports, "ingrid", notes(10_000))
    assert refusal(drawers.pay_out, till.ports, "ingrid", 10_001, "x") is Refusal.DRAWER_HOLDS_LESS
    assert refusal(drawers.drop, till.ports, "ingrid", 10**13) is Refusal.AMOUNT_TOO_LARGE
    for act in (drawers.pay_in, drawers.pay_out):
        assert refusal(act, till.ports, "ingrid", 0, "x") is Refusal.CASH_NOT_POSITIVE
        assert refusal(act, till.ports, "ingrid", -5, "x") is Refusal.CASH_NOT_POSITIVE
        assert refusal(act, till.ports, "ingrid", 5, " \t ") is Refusal.CASH_REASON_NEEDED
    drawers.drop(till.ports, "ingrid", 10_000)


STRICT = DrawerRules(approval_above_minor=10_000)


def test_a_count_beyond_the_tolerance_needs_a_reason_and_far_beyond_it_somebody_who_allows_it(
    till: Till,
) -> None:
    drawers.open_drawer(till.ports, "ingrid", FLOAT)
    short, far = notes(198_900), notes(180_000)
    before = till.records()
    assert refusal(drawers.close_drawer, till.ports, "ingrid", short) is Refusal.COUNT_DIFFERS
    assert (
        refusal(drawers.close_drawer, till.ports, "ingrid", far, STRICT, reason="?")
        is Refusal.COUNT_NEEDS_APPROVAL
    )
    assert till.records() == before
    looked = drawers.check_drawer(till.ports, "ingrid", far)
    assert looked.difference_minor == -20_000
    closed = drawers.close_drawer(till.ports, "ingrid", far, STRICT, reason="stolen", approved_by="maren")
    assert (closed.difference_minor, closed.reason, closed.approved_by) == (-20_000, "stolen", "maren")


def test_one_each_a_cashiers_drawer_holds_what_that_cashier_took(till: Till) -> None:
    drawers.open_drawer(till.ports, "ingrid", FLOAT, ONE_EACH)
    drawers.open_drawer(till.ports, "ole", notes(50_000), ONE_EACH)
    bought(till, cashier="ole")
    drawers.pay_in(till.ports, "ingrid", 1_000, "found", ONE_EACH)
    assert drawers.close_drawer(till.ports, "ole", notes(59_400), ONE_EACH).difference_minor == 0
    ingrids = drawers.drawer_of(till.ports, "ingrid", ONE_EACH)
    assert ingrids is not None
    closed = drawers.close_drawer(till.ports, "ole", notes(201_000), ONE_EACH, session_id=ingrids.session_id)
    assert (closed.owner, closed.difference_minor) == ("ingrid", 0)


def test_a_hand_over_closes_and_opens_at_once_and_only_where_both_counted_the_same(till: Till) -> None:
    drawers.open_drawer(till.ports, "ingrid", FLOAT)
    bought(till)
    right, wrong = notes(209_400), notes(209_300)
    assert refusal(drawers.hand_over, till.ports, "ingrid", right, "ole", wrong) is Refusal.COUNTS_DISAGREE
    closed, taken = drawers.hand_over(till.ports, "ingrid", right, "ole", right)
    assert (closed.difference_minor, taken.from_session) == (0, closed.session_id)
    bought(till, cashier="ole")
    assert drawers.close_drawer(till.ports, "ole", notes(218_800)).difference_minor == 0
    report = z_report(till.ports, "ole")
    assert report.totals.opening_float_minor == 200_000
    assert [each.difference_minor for each in report.totals.drawers] == [0, 0]


def test_an_x_says_what_the_z_then_closes_and_the_next_period_begins_empty(till: Till) -> None:
    drawers.open_drawer(till.ports, "ingrid", FLOAT)
    sale = bought(till, 9_400)
    by_card(till)
    brought_back(till, sale)
    drawers.open_without_sale(till.ports, "ole", "to change a note")
    drawers.pay_out(till.ports, "ingrid", 3_000, "milk")
    looked = x_report(till.ports, "ole")
    assert refusal(z_report, till.ports, "ingrid") is Refusal.DRAWER_TO_COUNT
    drawers.close_drawer(till.ports, "ingrid", notes(201_500))
    closed = z_report(till.ports, "ingrid", approved_by="maren")
    assert (looked.kind, looked.number, closed.kind, closed.number) == (ReportKind.X, 1, ReportKind.Z, 1)
    totals = closed.totals
    assert totals.sales == looked.totals.sales == Counted(2, 14_300)
    assert (totals.returns, totals.net_minor, totals.cash_minor) == (Counted(1, 4_900), 9_400, 4_500)
    assert totals.paid_out == (NamedTotal("milk", 1, 3_000),)
    assert totals.drawer_openings == 2, "no sale, paid out"
    assert [each.cashier_id for each in totals.cashiers] == ["ingrid", "ole"]
    assert (totals.grand.sales_minor, totals.grand.returns_minor) == (14_300, 4_900)
    till.restart()
    bought(till)
    later = z_report(till.ports, "ole")
    assert (later.number, later.after_sequence, later.from_ms) == (2, closed.sequence, closed.at_ms)
    assert (later.totals.sales, later.totals.grand.sales_minor) == (Counted(1, 9_400), 23_700)
    with till.ports.store.unit_of_work() as work:
        assert work.drawers.report(closed.report_id) == closed
        told = work.counter_events_of(closed.report_id)
    assert [(each.kind, each.approved_by) for each in told] == [(CounterEventKind.Z_REPORT, "maren")]


def test_z_twice_is_refused_also_when_somebody_only_looked_in_between(till: Till) -> None:
    assert refusal(z_report, till.ports, "ingrid") is Refusal.PERIOD_CLOSED_ALREADY
    bought(till)
    z_report(till.ports, "ingrid")
    x_report(till.ports, "ingrid")
    assert refusal(z_report, till.ports, "ingrid") is Refusal.PERIOD_CLOSED_ALREADY


def test_discounts_are_those_that_a_person_gave_and_a_clock_set_back_moves_nothing(till: Till) -> None:
    basket = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN, basket_id=till.ports.ids.new_id())
    basket = discount_basket(basket, Discount(basis_points=1_000, reason="late"))
    sell(till.ports, "ingrid", basket, None, (tenders.cash(8_500),))
    till.stage.clock.at_ms -= 90_000_000
    member = with_member(goods.basket(goods.CAPPUCCINO, basket_id=till.ports.ids.new_id()), goods.MEMBER_ID)
    sell(till.ports, "ingrid", member, goods.known_member(), (tenders.cash(5_000),))
    report = z_report(till.ports, "ingrid")
    assert report.totals.sales.count == 2
    assert report.totals.discounts == Counted(1, 940)
    assert report.totals.rounding_minor == 40


def adds_up(report: PeriodReport) -> None:
    """Rates, tenders, cashiers and grand totals all come to the same money."""
    totals = report.totals
    sold, back = totals.sales.amount_minor, totals.returns.amount_minor
    assert sum(each.base_minor + each.tax_minor for each in totals.vat) == sold
    assert sum(each.returned_base_minor + each.returned_tax_minor for each in totals.vat) == back
    assert sum(each.tax_minor for each in totals.vat) == totals.sales_tax_minor
    assert sum(each.amount_minor for each in totals.groups) == sold + totals.prepaid_minor
    paid = sum(each.amount_minor - each.refunded_minor for each in totals.payments)
    loaded = totals.gift_cards_loaded.amount_minor - totals.gift_cards_returned.amount_minor
    assert paid == sold - back + totals.prepaid_minor + loaded + totals.rounding_minor
    assert sum(each.sales.amount_minor for each in totals.cashiers) == sold
    assert sum(each.returns.count for each in totals.cashiers) == totals.returns.count


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["cash", "card", "back", "in", "out", "drop", "hand over", "x", "z"]),
        st.integers(1, 400),
        st.sampled_from(["ingrid", "ole"]),
    ),
    max_size=25,
)


@given(ACTS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_conservation_over_random_days_cash_is_what_a_naive_model_says_and_all_periods_sum_to_the_whole(
    acts: list[tuple[str, int, str]],
) -> None:
    till = make_till(None)
    ports, cash, sales, z_reports = till.ports, 100_000, [], []
    drawers.open_drawer(ports, "ingrid", notes(cash))
    for act, size, who in acts:
        amount = size * 100
        if act == "cash":
            sales.append(bought(till, 9_400 + size, who))
            cash += 9_400
        elif act == "card":
            by_card(till)
        elif act == "back" and sales:
            brought_back(till, sales.pop())
            cash -= 4_900
        elif act == "in":
            drawers.pay_in(ports, who, amount, "float")
            cash += amount
        elif act in ("out", "drop"):
            if amount > cash:
                assert refusal(drawers.drop, ports, who, amount) is Refusal.DRAWER_HOLDS_LESS
                continue
            drawers.pay_out(ports, who, amount, "milk") if act == "out" else drawers.drop(ports, who, amount)
            cash -= amount
        elif act == "hand over":
            closed, _ = drawers.hand_over(ports, who, notes(cash), who, notes(cash))
            assert closed.difference_minor == 0
        elif act == "x":
            adds_up(x_report(ports, who))
        elif act == "z":
            assert drawers.close_drawer(ports, who, notes(cash)).expected_minor == cash
            z_reports.append(z_report(ports, who))
            drawers.open_drawer(ports, who, notes(cash))
    assert drawers.close_drawer(ports, "ole", notes(cash)).expected_minor == cash
    z_reports.append(z_report(ports, "ole"))
    for report in z_reports:
        adds_up(report)
    assert [each.number for each in z_reports] == list(range(1, len(z_reports) + 1))
    grand = z_reports[-1].totals.grand
    assert grand.sales_minor == sum(each.totals.sales.amount_minor for each in z_reports)
    assert grand.sales_minor == sum(sale.priced.total_minor for sale in till.stage.store.kept.sales)
    assert grand.returns_minor == sum(each.totals.returns.amount_minor for each in z_reports)


def test_a_drawer_that_changes_hands_uncounted_says_so_and_keeps_what_should_be_in_it(till: Till) -> None:
    drawers.open_drawer(till.ports, "ingrid", notes(100_000))
    closed, taken = drawers.hand_over_uncounted(till.ports, "ingrid", "ole")
    assert (closed.counted_minor, taken.counted_minor) == (100_000, 100_000)
    assert {closed.reason, taken.reason} == {"not-counted"}
    assert (closed.pieces, taken.from_session) == ((), closed.session_id)
