"""What the server counted, as rows of a report: whose account it is, in its own unit, and what it is worth."""

from dataclasses import replace

from pos_app.domain.account_day import AccountDay, account_rows, is_told
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.money import EUR, NOK
from pos_app.domain.report_span import ReportSpan
from pos_app.domain.report_sums import Sums

RULES = """
programme = "kaffe"
version = 1
name = "Kaffeklubben"
currency = "NOK"
account = "poeng"
[earn]
points = 1
per = "1.00"
[[cash_back]]
percent = "2"
account = "lommebok"
[redemption]
block = 100
value = "5.00"
"""
CLUB = programme_from_text(RULES, "test")
MARCH = ReportSpan("2026-03-01", "2026-03-31")


def day(on: str, *counted: int, account: str = "poeng") -> AccountDay:
    return AccountDay(account, on, *counted)


def rows(*days: AccountDay, currency=NOK) -> dict[str, Sums]:  # type: ignore[no-untyped-def]
    return dict(account_rows(days, MARCH, (CLUB,), currency).rows)


def test_expired_is_of_all_days_and_the_rest_of_the_last_one() -> None:
    found = account_rows(
        [
            day("2026-02-28", 1_000, 9_000),
            day("2026-03-01", 150, 2_000, 7, 9),
            day("2026-03-02", 250, 1_234, 30),
            day("2026-04-01", 1_000, 9_000),
        ],
        MARCH,
        (CLUB,),
        NOK,
    )
    assert (found.first, found.last) == ("2026-03-01", "2026-03-02")
    assert dict(found.rows) == {
        "expired:kaffe:poeng": Sums(points=400, amount_minor=2_000),
        "outstanding:kaffe:poeng": Sums(points=1_234, amount_minor=6_170),
        "debt:kaffe:poeng": Sums(points=30, amount_minor=150),
    }
    assert all(is_told(key) for key in dict(found.rows))
    assert not is_told("issued:kaffe:poeng")


def test_a_day_that_still_runs_shows_how_it_began_and_days_before_the_first_nothing() -> None:
    counted = [day("2026-03-01", 150, 2_000), day("2026-03-02", 50, 1_234)]
    running = account_rows(counted, ReportSpan("2026-03-03", "2026-03-03"), (CLUB,), NOK)
    assert (running.first, running.last) == ("", "2026-03-02")
    assert [(key, sums.points) for key, sums in running.rows] == [("outstanding:kaffe:poeng", 1_234)]
    assert account_rows(counted, ReportSpan("2026-02-01", "2026-02-28"), (CLUB,), NOK).rows == ()


def test_money_is_money_and_a_gift_card_no_programmes() -> None:
    wallet = day("2026-03-02", 0, 8_800, account="lommebok")
    cards = day("2026-03-02", 2_500, 50_000, account="gift-nok")
    assert rows(wallet, cards) == {
        "expired:~stored:gift-nok": Sums(amount_minor=2_500),
        "outstanding:~stored:gift-nok": Sums(amount_minor=50_000),
        "outstanding:kaffe:lommebok": Sums(amount_minor=8_800),
    }


def test_what_is_of_another_currency_or_never_was_is_left_out_and_points_without_a_programme_have_no_value() -> (
    None
):
    empty = day("2026-03-02", 0, 0)
    strange = day("2026-03-02", 0, 77, account="gammel")
    cards = day("2026-03-02", 0, 50_000, account="gift-nok")
    wallet = replace(cards, account="lommebok")
    assert rows(empty, strange, cards, wallet, currency=EUR) == {
        "expired:gammel:gammel": Sums(),
        "outstanding:gammel:gammel": Sums(points=77),
    }
    assert account_rows([], MARCH, (CLUB,), NOK).rows == ()
