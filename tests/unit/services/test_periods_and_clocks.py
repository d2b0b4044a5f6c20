"""Periods are parts of the journal, not of the calendar: whatever the clock does, each fact is in exactly one."""

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import tender as tenders
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.period_report import PeriodReport
from pos_app.domain.sale import Sale
from pos_app.services import closing_day, returning
from pos_app.services.period_reports import x_report
from pos_app.services.selling import sell
from tests.stage import goods
from tests.unit.services.conftest import Till, make_till

HOUR_MS = 3_600_000
ACTS = ("sell", "bring back", "look", "close")


def sold(till: Till) -> Sale:
    basket = goods.basket(goods.CAPPUCCINO, basket_id=till.ports.ids.new_id())
    return sell(till.ports, "ingrid", basket, None, (tenders.cash(10_000),)).sale


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(-50, 50)), min_size=1, max_size=14))
def test_conservation_each_sale_and_return_is_in_one_z_wherever_the_clock_is_put(
    steps: list[tuple[str, int]],
) -> None:
    till = make_till(None)
    open_sales: list[Sale] = []
    zs: list[PeriodReport] = []
    sales = returns = 0
    for act, hours in (*steps, ("close", 0)):
        till.stage.clock.at_ms += hours * HOUR_MS
        if act == "sell":
            open_sales.append(sold(till))
            sales += 1
        elif act == "bring back" and open_sales:
            quoted = returning.quote_return(till.ports, open_sales.pop().sale_id, [ReturnedLine(1, 1_000)])
            returning.take_return(till.ports, "ole", quoted)
            returns += 1
        elif act == "look":
            x_report(till.ports, "ole")
        elif act == "close":
            made = closing_day.close_period(till.ports, "maja")
            assert closing_day.close_period(till.ports, "ole") is None, "twice is once"
            zs += [made] if made else []
    assert [each.number for each in zs] == list(range(1, len(zs) + 1))
    assert sum(each.totals.sales.count for each in zs) == sales
    assert sum(each.totals.returns.count for each in zs) == returns
    grand = [each.totals.grand.sales_minor for each in zs]
    assert grand == sorted(grand), "grand totals only grow"
    assert grand[-1:] == [4_900 * sales][: len(zs)]
