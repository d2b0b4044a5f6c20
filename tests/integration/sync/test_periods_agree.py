"""A day with everything in it: the till's X and Z reports are what a real server makes of the same records."""

import sqlite3
from contextlib import closing
from dataclasses import replace

from pos_app.domain.basket import Discount, discount_basket
from pos_app.domain.denominations import Pieces
from pos_app.domain.drawer import DrawerRules
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.tender import card, cash
from pos_app.services import drawers, returning, selling
from pos_app.services.period_reports import x_report, z_report
from pos_app.services.scanning import add
from tests.integration.sync.test_close_day import ARTICLES, opened
from tests.stage.site import Site

EACH = DrawerRules(one_each=True)


def test_conservation_the_servers_own_sum_is_every_report_of_the_till_over_two_days(enrolled: Site) -> None:
    goods, people = enrolled.folder / "articles.csv", enrolled.folder / "cashiers.csv"
    goods.write_text(ARTICLES, encoding="utf-8")
    people.write_text("cashier_id,name,pin\ningrid,Ingrid,1234\nole,Ole,4321\n", encoding="utf-8")
    enrolled.server("import", "--articles", goods, "--cashiers", people)
    assert enrolled.trofast("sync").returncode == 0
    reports = []
    with opened(enrolled) as till:
        ports = till.ports
        coffee = ports.catalogue.by_code("4011")
        assert coffee is not None
        for day in (1, 2):
            drawers.open_drawer(ports, "ingrid", (Pieces(100, 1_000),), EACH)
            drawers.open_drawer(ports, "ole", (Pieces(100, 500),), EACH)
            basket = add(selling.new_basket(ports), coffee.article, quantity_milli=3_000).basket
            ten_percent = discount_basket(basket, Discount(basis_points=1_000, reason="late"))
            sale = selling.sell(ports, "ingrid", ten_percent, None, [cash(20_000)]).sale
            selling.sell(
                ports, "ole", replace(basket, basket_id=ports.ids.new_id()), None, [card(12_600, "4711")]
            )
            quoted = returning.quote_return(ports, sale.sale_id, [ReturnedLine(1, day * 1_000)])
            returning.take_return(ports, "ole", quoted)
            drawers.pay_out(ports, "ingrid", 2_000, "purchase", EACH, approved_by="maren")
            reports.append(x_report(ports, "ole"))
            for cashier in ("ingrid", "ole"):
                drawer = drawers.drawer_of(ports, cashier, EACH)
                assert drawer is not None
                with ports.store.unit_of_work() as work:
                    minor = drawer.opening.counted_minor + work.drawers.moved_minor(drawer)
                counted = drawers.close_drawer(ports, cashier, (Pieces(100, minor // 100),), EACH)
                assert abs(counted.difference_minor) < 100, "what is left are øre"
            reports.append(z_report(ports, "ingrid"))
    assert enrolled.trofast("sync").returncode == 0
    with closing(sqlite3.connect(enrolled.server_toml.parent / "server.db")) as books:
        kept = books.execute(
            "SELECT report_id, differs, grand_sales_minor FROM period_report ORDER BY sequence"
        ).fetchall()
        assert kept == [(each.report_id, "", each.totals.grand.sales_minor) for each in reports]
        assert books.execute("SELECT code FROM review").fetchall() == []
        [(sold, returned)] = books.execute(
            "SELECT sum(total_minor), sum(returned_minor) FROM day_total"
        ).fetchall()
    grand = reports[-1].totals.grand
    assert (sold, returned) == (grand.sales_minor, grand.returns_minor)
