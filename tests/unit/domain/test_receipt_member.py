"""The member's box on a receipt: what matters, in at most eight rows, in the words of screen and command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from drivers.printers.layout import BoxRow, lay_out
from pos_app.domain import tender as tenders_of
from pos_app.domain.loyalty.decision import PointsWish, TierChange, Wishes
from pos_app.domain.loyalty.explain import Explainer
from pos_app.domain.loyalty.member_view import CouponHeld, Holding, MemberView, StampsHeld, Used
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.receipt import BalanceLine, Box, Columns, ReceiptDocument, Text, receipt
from pos_app.domain.receipt_member import MOST_ROWS
from pos_app.domain.receipt_words import BG, EN, KO, NB, ReceiptWords
from pos_app.domain.sale import Sale
from tests.stage.goods import AT_MS, CAPPUCCINO, CINNAMON_BUN, basket, member, programme, sale, store
from tests.stage.loyalty import nobody, rules, when
from tests.stage.paper import on_paper

AN_HOUR_MS = 3_600_000
EVERYTHING = """
[[earn]]
points = 1
per = "1.00"

[[bonus]]
id = "double"
words = "Dobbel dag"
percent = 200

[[tier]]
code = "solv"
name = "Sølv"
from_points = 50

[[tier]]
code = "gull"
name = "Gull"
from_points = 3000

[[stamp_card]]
id = "kaffe"
name = "Kaffekort"
stamps = 5
goods = { articles = ["cappuccino"] }

[[coupon]]
id = "neste"
words = "20 kr av neste kjøp"
issued = "sale"
valid_days = 30

[[offer]]
id = "neste-kjop"
words = "20 kr av"
effect = "basket-amount"
amount = "20.00"
when = { coupon = "neste" }

[[offer]]
id = "stor"
words = "gratis kaffe"
effect = "gift"
gift = "kopp"
goods = { articles = ["kanelbolle"] }

[[challenge]]
id = "fem"
words = "Fem besøk i mars"
task = "visits"
goal = 5
points = 100

[[perk]]
id = "frakt"
words = "Gratis levering"

[[cause]]
code = "skog"
name = "Regnskogen"

[[cash_back]]
percent = "1"
account = "bonus"

[[extra_account]]
code = "bonus"
name = "Bonuskonto"
unit = "money"
"""


def box_of(document: ReceiptDocument) -> Box:
    (found,) = [block for block in document.blocks if isinstance(block, Box)]
    return found


def printed(
    sold: Sale,
    programmes: Sequence[Programme],
    *,
    words: ReceiptWords = NB,
    balances: Sequence[BalanceLine] = (),
    language: str = "nb",
) -> ReceiptDocument:
    return receipt(
        sold,
        store(language=language),
        cashier_name="Ingrid",
        member_name="Ada Nordmann",
        programmes=programmes,
        balances=balances,
        copy=False,
        words=words,
        open_drawer=False,
        article_name=lambda article_id: {"kopp": "Kaffekopp"}.get(article_id, article_id),
    )


def rich(view: MemberView | None = None, wishes: Wishes | None = None) -> tuple[Sale, list[Programme]]:
    """A sale with everything at once, to a member who has been here before."""
    of = [rules(EVERYTHING)]
    held = view or nobody(
        points=1200,
        qualifying_points=40,
        stamps=(StampsHeld("p", "kaffe", 2),),
        holdings=(Holding("points", 1200, 300, "2026-03-31"),),
    )
    at = when("2026-03-01", wishes=wishes)
    return sale(basket(CAPPUCCINO, CINNAMON_BUN), member_view=held, programmes=of, at=at), of


BALANCES = (
    BalanceLine(1200, AT_MS - AN_HOUR_MS, 60, 188),
    BalanceLine(4500, AT_MS - AN_HOUR_MS, 60, 94, "bonus", "Bonuskonto", is_money=True),
)


def rows(document: ReceiptDocument) -> list[str]:
    return [row.removeprefix("| ") for row in on_paper(document).split("\n") if row.startswith("| ")]


def test_everything_at_once_is_eight_rows_of_what_is_worth_most() -> None:
    sold, of = rich()
    assert rows(printed(sold, of, balances=BALANCES)) == [
        "Ada Nordmann                               **",
        "Opptjent                            +188 p",
        "Saldo per 13:02       1 200 p, +188 venter",
        "300 poeng går ut etter 31.03.2026",
        "Du er nå Sølv **",
        "Gave: 1 × Kaffekopp, gratis kaffe",
        "Kupong til og med 30.03.2026: 20 kr av neste kjøp",
        "Kaffekort: 3 av 5 stempler",
    ]


def test_what_matters_less_comes_when_there_is_room() -> None:
    sold, of = rich(nobody(stamps=(StampsHeld("p", "kaffe", 2),), qualifying_points=100))
    quiet = replace(sold.decision, coupons_issued=(), tier_changes=(), promises=sold.decision.promises[:1])
    quiet = replace(quiet, reasons=tuple(r for r in quiet.reasons if r.rule != "coupon:neste"))
    said = rows(printed(replace(sold, decision=quiet), of))
    assert "94 ekstra poeng: Dobbel dag" in said
    assert "4 besøk igjen: Fem besøk i mars" in said
    assert "Bonuskonto                        +0,94 kr" in said


def test_a_wallet_is_told_in_money_with_its_time_and_what_is_pending() -> None:
    sold, of = rich(nobody(qualifying_points=100))
    bare = replace(sold.decision, promises=(), coupons_issued=(), stamps=(), reasons=())
    said = rows(printed(replace(sold, decision=bare), of, balances=BALANCES))
    assert "Bonuskonto per 13:02 45,00 kr, +0,94 kr venter" in said


def test_a_coupon_received_twice_is_one_line() -> None:
    sold, of = rich(nobody(qualifying_points=100))
    reason = next(each for each in sold.decision.reasons if each.rule == "coupon:neste")
    twice = replace(
        sold.decision,
        coupons_issued=sold.decision.coupons_issued * 2,
        reasons=(*sold.decision.reasons, reason),
    )
    said = rows(printed(replace(sold, decision=twice), of))
    assert "2 × Kupong til og med 30.03.2026: 20 kr av neste kjøp" in said


@pytest.mark.parametrize(
    ("before", "cups", "sentence"),
    [
        (0, 1, "Kaffekort: 1 av 5 stempler"),
        (4, 1, "Kaffekort: fullt kort, den neste er gratis"),
        (5, 1, "Kaffekort: 1 gratis, 0 av 5 stempler"),
        (5, 3, "Kaffekort: 1 gratis, 2 av 5 stempler"),
    ],
)
def test_a_stamp_card_says_how_it_stands(before: int, cups: int, sentence: str) -> None:
    of = [rules(EVERYTHING)]
    view = nobody(stamps=(StampsHeld("p", "kaffe", before),))
    sold = sale(
        basket((CAPPUCCINO, cups * 1000)),
        member_view=view,
        programmes=of,
        at=when("2026-03-01"),
        pay=(tenders_of.cash(100_000),),
    )
    assert sentence in rows(printed(sold, of))


def test_a_gift_of_points_is_thanked_for_with_the_total() -> None:
    view = nobody(points=1200, used=(Used("p", "cause:skog", "ever", "", 250),), qualifying_points=100)
    sold, of = rich(view, Wishes(gives=(PointsWish("p", "skog", 50),)))
    few = replace(sold.decision, promises=(), coupons_issued=(), stamps=())
    said = rows(printed(replace(sold, decision=few), of))
    assert "I alt gitt til Regnskogen: 300 poeng" in said


def test_what_had_to_wait_for_the_network_is_said() -> None:
    view = nobody(stamps=(StampsHeld("p", "kaffe", 5),), qualifying_points=100)
    sold, of = rich(view, Wishes(withheld=("stamp:p:kaffe",)))
    few = replace(sold.decision, promises=(), coupons_issued=(), stamps=())
    assert "Den gratis varen må vente: Kaffekort kan ikke sikres uten nett" in rows(
        printed(replace(sold, decision=few), of)
    )


def test_points_that_this_sale_used_no_longer_expire() -> None:
    of = programme()
    view = replace(member(points=1200), holdings=(Holding("points", 1200, 300, "2026-03-31"),))
    used = sale(
        member_view=view, programmes=[of], pay=(tenders_of.points(2000, 200, "r"), tenders_of.card(7400, "1"))
    )
    assert "100 poeng går ut etter 31.03.2026" in rows(printed(used, [of]))
    more = sale(
        member_view=view, programmes=[of], pay=(tenders_of.points(4000, 400, "r"), tenders_of.card(5400, "1"))
    )
    assert not any("går ut" in row for row in rows(printed(more, [of])))


def test_a_tier_that_is_kept_for_longer_is_not_announced_as_reached() -> None:
    of = programme()
    sold = sale(member_view=member(tier="gull"), programmes=[of])
    change = TierChange("poeng", "gull", "gull", "2027-12-31")
    decision = replace(sold.decision, tier_changes=(change,))
    assert not any("Du er nå" in row for row in rows(printed(replace(sold, decision=decision), [of])))


@pytest.mark.parametrize(("words", "language"), [(NB, "nb"), (EN, "en"), (BG, "bg"), (KO, "ko")])
def test_one_wording_every_sentence_in_the_box_is_the_explainers(words: ReceiptWords, language: str) -> None:
    sold, of = rich()
    document = printed(sold, of, words=words, language=language, balances=BALANCES)
    told = Explainer(of, sold.basket.currency, language, lambda name: {"kopp": "Kaffekopp"}.get(name, name))
    known = {
        *told.decision(sold.decision, sold.basket),
        told.expiring(300, "2026-03-31"),
    }
    said = [line.text for line in box_of(document).lines if isinstance(line, Text)]
    assert said
    assert set(said) <= known


@pytest.mark.parametrize("columns", [32, 42, 48])
@pytest.mark.parametrize(("words", "language"), [(NB, "nb"), (EN, "en"), (BG, "bg"), (KO, "ko")])
def test_on_any_paper_the_box_has_eight_rows_and_keeps_what_is_worth_most(
    words: ReceiptWords, language: str, columns: int
) -> None:
    sold, of = rich()
    document = printed(sold, of, words=words, language=language, balances=BALANCES)
    (box,) = [row for row in lay_out(document, columns) if isinstance(row, BoxRow)]
    assert len(box.rows) <= MOST_ROWS
    kept = " ".join(row.text for row in box.rows)
    for wanted in ("Ada Nordmann", "+188", "13:02"):
        assert wanted in kept


def test_a_box_without_a_limit_keeps_every_line() -> None:
    box = Box(tuple(Columns(f"{n}", "x") for n in range(20)))
    document = ReceiptDocument((box,), "nb", "")
    (found,) = [row for row in lay_out(document, 42) if isinstance(row, BoxRow)]
    assert len(found.rows) == 20


def test_a_line_that_wraps_goes_as_a_whole_and_the_one_worth_least_goes_first() -> None:
    long = "ord " * 15
    box = Box((Text("navn"), Text(long.strip()), Text("kort"), Text("siste")), 4, (0, 9, 1, 2))
    (found,) = [row for row in lay_out(ReceiptDocument((box,), "nb", ""), 32) if isinstance(row, BoxRow)]
    assert [row.text for row in found.rows] == ["navn", "kort", "siste"]


def test_a_coupon_that_was_not_shown_is_worth_telling() -> None:
    of = [rules(EVERYTHING)]
    view = nobody(qualifying_points=100, coupons=(CouponHeld("p", "neste", "1234567890"),))
    sold = sale(basket(CINNAMON_BUN), member_view=view, programmes=of, at=when("2026-03-01"))
    quiet = replace(sold.decision, coupons_issued=(), promises=())
    assert "Du har en kupong som gir: 20 kr av. Vis den, så brukes den" in rows(
        printed(replace(sold, decision=quiet), of)
    )
