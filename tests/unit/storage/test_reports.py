"""Reports from roll-ups: the same as a scan of the facts, whatever was sold and brought back; traced to receipts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_app.domain import tender as tenders
from pos_app.domain.basket import (
    Basket,
    Discount,
    PriceOverride,
    discount_basket,
    discount_line,
    override_price,
)
from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty.decision import Decision, MemberView, Posting, PostingKind
from pos_app.domain.period_sum import PeriodFact, sum_period
from pos_app.domain.period_totals import PeriodTotals
from pos_app.domain.report_span import ReportSpan
from pos_app.domain.report_sums import REST, RULES, ReportBy, Sums
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.visit import Visit
from pos_app.storage import report_sql as sql
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.report_book import TillReports
from tests.stage import goods, stored_value
from tests.stage.generated import baskets
from tests.stage.report_books import Books
from tests.stage.tills import KEY, fact_id, open_store, sell_many

YEAR = ReportSpan("2026-01-01", "2027-12-31")
TURNOVER = (
    ReportBy.DAY,
    ReportBy.HOUR,
    ReportBy.CASHIER,
    ReportBy.ARTICLE,
    ReportBy.CATEGORY,
    ReportBy.VAT,
)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with closing(Books(tmp_path)) as made:
        yield made


def whole(rows: dict[str, Sums]) -> Sums:
    found = Sums()
    for each in rows.values():
        found.add(each)
    return found


def within(books: Books, span: ReportSpan, currency: str = "NOK") -> list[PeriodFact]:
    return [
        fact
        for fact in books.facts
        if isinstance(fact, Sale | Return)
        and fact.context.currency == currency
        and span.first <= fact.context.business_date <= span.last
    ]


def agree(books: Books, span: ReportSpan, currency: str = "NOK") -> None:
    """The rolled-up rows against three others: the scan, a period's own sum, and the rows beside the journal."""
    reports = books.reports
    reports.catch_up()
    rows = {by: reports.sums(by, span, currency) for by in ReportBy}
    for by in ReportBy:
        assert rows[by] == reports.scanned(by, span, currency), by
    facts = within(books, span, currency)
    totals = sum_period(facts)
    for by in TURNOVER:
        found = whole(rows[by])
        assert found.amount_minor == totals.sales.amount_minor, by
        assert found.returned_minor == totals.returns.amount_minor, by
    by_day = whole(rows[ReportBy.DAY])
    assert (by_day.count, by_day.returns) == (totals.sales.count, totals.returns.count)
    assert (by_day.tax_minor, by_day.returned_tax_minor) == (totals.sales_tax_minor, totals.returns_tax_minor)
    like_the_period(rows, totals)
    like_the_rows(books, rows[ReportBy.ARTICLE], facts)
    paid = sum(each.net_minor for each in rows[ReportBy.TENDER].values())
    assert paid == by_day.net_minor + sum(each.net_minor for each in rows[ReportBy.ASIDE].values())
    for by in ReportBy:
        for key, sums in rows[by].items():
            assert traced(reports, by, key, span, currency) == sums, (by, key)


def like_the_period(rows: dict[ReportBy, dict[str, Sums]], totals: PeriodTotals) -> None:
    assert {
        (each.code, each.basis_points): (each.base_minor, each.tax_minor, each.returned_tax_minor)
        for each in totals.vat
    } == {
        (key.split(":")[0], int(key.split(":")[1])): (
            sums.amount_minor - sums.tax_minor,
            sums.tax_minor,
            sums.returned_tax_minor,
        )
        for key, sums in rows[ReportBy.VAT].items()
    }
    assert {
        each.kind: (each.count, each.amount_minor, each.refunds, each.refunded_minor)
        for each in totals.payments
    } == {
        key: (sums.count, sums.amount_minor, sums.returns, sums.returned_minor)
        for key, sums in rows[ReportBy.TENDER].items()
    }
    assert {each.group_id: (each.quantity_milli, each.amount_minor) for each in totals.groups} == {
        key: (sums.quantity_milli, sums.amount_minor)
        for key, sums in rows[ReportBy.CATEGORY].items()
        if key != REST and sums.count
    }
    assert {each.cashier_id: (each.sales.count, each.returns.count) for each in totals.cashiers} == {
        key: (sums.count, sums.returns) for key, sums in rows[ReportBy.CASHIER].items()
    }
    by_hand = {
        key: sums for key, sums in rows[ReportBy.DISCOUNT].items() if key.startswith(("line:", "basket:"))
    }
    assert whole(by_hand).off_minor == totals.discounts.amount_minor
    assert whole(by_hand).count == totals.discounts.count


def like_the_rows(books: Books, articles: dict[str, Sums], facts: Sequence[PeriodFact]) -> None:
    """The rows that each sale has beside the journal say the same of every article."""
    sold: Counter[str] = Counter()
    numbers = {fact.receipt_number for fact in facts if isinstance(fact, Sale)}
    for number, article_id, vat_code, net_minor in books.store.database.sql(
        "SELECT receipt_number, article_id, vat_code, net_minor FROM sale JOIN sale_line USING (sequence)"
    ):
        if number in numbers and vat_code != "outside":
            sold[article_id] += net_minor
    assert sold == {key: sums.amount_minor for key, sums in articles.items() if key != REST and sums.count}


def traced(reports: TillReports, by: ReportBy, key: str, span: ReportSpan, currency: str) -> Sums:
    found, last = Sums(), span.last
    while last:
        page = reports.trace(by, key, replace(span, last=last), currency, most=2)
        for each in page.facts:
            found.add(each.sums)
        last = page.before
    return found


def test_goods_without_a_receipt_stand_under_their_article_and_lead_back_to_their_receipt(
    books: Books,
) -> None:
    books.keep(goods.sale(goods.basket(goods.KIMCHI_TOAST)))
    made = books.bring_unproven()
    agree(books, YEAR)
    articles = books.reports.sums(ReportBy.ARTICLE, YEAR, "NOK")
    bun = articles[goods.CINNAMON_BUN.article_id]
    assert (bun.returns, bun.returned_minor) == (1, 8_000)
    page = books.reports.trace(ReportBy.ARTICLE, goods.CINNAMON_BUN.article_id, YEAR, "NOK", most=2)
    assert [each.fact for each in page.facts] == [made]


@st.composite
def acts(draw: st.DrawFn) -> tuple[str, Basket, int, str, int]:
    """What happens, with what, how much later, by whom, and a number for whatever has to be chosen."""
    kind = draw(st.sampled_from(["card", "cash", "member", "cards", "return", "return", "rolled"]))
    return (
        kind,
        draw(baskets()),
        draw(st.sampled_from([0, 7, 600, 1_500, 40_000])),
        draw(st.sampled_from(["ingrid", "ole"])),
        draw(st.integers(0, 7)),
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(acts(), min_size=2, max_size=9))
def test_rolled_up_is_what_a_scan_a_period_and_the_rows_say_and_every_row_leads_to_its_receipts(
    story: list[tuple[str, Basket, int, str, int]],
) -> None:
    minutes, open_lines = 0, list[tuple[Sale, int]]()
    with (
        TemporaryDirectory() as folder,
        closing(Books(Path(folder))) as books,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("pos_app.storage.report_book._PAGE", 2)
        for kind, basket, later, cashier, chosen in story:
            minutes += later
            if kind == "rolled":
                books.reports.catch_up()
            elif kind == "return" and open_lines:
                sale, line_id = open_lines.pop(chosen % len(open_lines))
                books.bring_back(sale, [line_id], days=chosen)
            elif kind == "cards":
                books.keep(stored_value.every_kind(), minutes, cashier)
            else:
                sale = books.keep(bought(kind, basket), minutes, cashier)
                open_lines += [
                    (sale, line.line_id)
                    for line in sale.basket.lines
                    if line.article.protection is not Protection.GIFT_CARD  # nobody takes those back
                ]
        for currency in ("NOK", "EUR", "KRW"):
            agree(books, YEAR, currency)
        agree(books, ReportSpan("2026-03-02", "2026-04-28"))


def bought(kind: str, basket: Basket) -> Sale:
    member: MemberView | None = goods.member() if kind == "member" else None
    if kind == "cash":
        return goods.sale(basket, pay=[tenders.cash(10**9)])
    return goods.sale(basket, member_view=member)


def test_discounts_prices_and_offers_are_told_apart_with_their_reasons(books: Books) -> None:
    basket = goods.basket((goods.CAPPUCCINO, 2000), goods.KIMCHI_TOAST, goods.BOOK)
    basket = discount_line(basket, 1, Discount(basis_points=1000, reason="krus"))
    basket = override_price(basket, 2, 7_900, PriceOverride(8_900, "ripe", "ingrid"))
    basket = discount_basket(basket, Discount(amount_minor=1_000, reason="venn"))
    books.keep(goods.sale(basket))
    books.keep(stored_value.every_kind())
    books.reports.catch_up()
    rows = books.reports.sums(ReportBy.DISCOUNT, YEAR, "NOK")
    assert {key: sums.off_minor for key, sums in rows.items()} == {
        "line:krus": 980,
        "price:ripe": 1_000,
        "basket:venn": 1_000,
        "points": 2_000,
    }
    agree(books, YEAR)


def test_points_are_told_by_what_happened_to_them_and_a_visit_counts_too(books: Books) -> None:
    sale = books.keep(
        goods.sale(
            member_view=goods.member(),
            pay=[tenders.points(5_000, 500, "r-1"), tenders.card(4_400, "4711")],
        )
    )
    books.bring_back(sale, [1])
    visit = visited(7, points=-100)
    with books.store.unit_of_work() as work:
        work.add_visit(visit)
        work.commit()
    books.reports.catch_up()
    rows = books.reports.sums(ReportBy.LOYALTY, YEAR, "NOK")
    told = {key: (sums.count, sums.points, sums.amount_minor) for key, sums in rows.items()}
    assert told["redeemed:poeng:points"] == (1, 500, 5_000)
    assert told["issued:poeng:points"][1] == sale.decision.points_earned
    assert told["taken-back:poeng:points"][0] == 1
    assert rows == books.reports.scanned(ReportBy.LOYALTY, YEAR, "NOK")
    page = books.reports.trace(ReportBy.LOYALTY, "given:poeng:points", YEAR, "NOK")
    assert [type(each.fact) for each in page.facts] == [Visit]


def test_what_is_no_sale_adds_nothing_and_is_walked_over(books: Books) -> None:
    with books.store.unit_of_work() as work:
        work.add_signed_in(fact_id(0xE000), "ole", goods.AT_MS)
        work.commit()
    assert books.reports.catch_up() == 1
    assert all(books.reports.sums(by, YEAR, "NOK") == {} for by in ReportBy)


def test_other_rules_or_a_journal_that_was_brought_back_make_the_rows_anew(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as store:
        sell_many(store, 4)
        reports = TillReports(tmp_path, KEY)
        reports.catch_up()
        right = reports.sums(ReportBy.DAY, YEAR, "NOK")
        for sequence, rules in ((4, RULES + 1), (99, RULES)):
            store.database.sql("UPDATE report_sum SET amount_minor = 1")
            store.database.run(sql.KEEP_STATE, (1, sequence, rules))
            assert reports.catch_up() == 4
            assert reports.sums(ReportBy.DAY, YEAR, "NOK") == right


def test_two_that_roll_up_together_count_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_store(tmp_path)) as store:
        sell_many(store, 6)
        monkeypatch.setattr("pos_app.storage.report_book._PAGE", 2)
        one, other = TillReports(tmp_path, KEY), TillReports(tmp_path, KEY)

        def quicker(done: int, _: int) -> None:
            if done == 2:
                other.catch_up()

        one.catch_up(quicker)
        assert one.sums(ReportBy.DAY, YEAR, "NOK") == one.scanned(ReportBy.DAY, YEAR, "NOK")
        assert whole(one.sums(ReportBy.DAY, YEAR, "NOK")).count == 6


def test_a_sale_is_written_while_reports_are_read(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as store:
        sell_many(store, 3)
        reports = TillReports(tmp_path, KEY)
        reports.catch_up(lambda *_: sell_one_more(store))
        assert whole(reports.sums(ReportBy.DAY, YEAR, "NOK")).count == 3
        assert reports.catch_up() == 4


def sell_one_more(store: SqliteTillStore) -> None:
    sell_many(store, 1)


def visited(number: int, *, points: int) -> Visit:
    decision = Decision(
        postings=(Posting(PostingKind.DONATE, "poeng", "points", points, "red-cross"),),
    )
    return Visit(fact_id(0xF0000 + number), goods.seller(), goods.member(), goods.context(), decision)
