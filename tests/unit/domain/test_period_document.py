"""X and Z reports and the drawer's slips on paper: nothing of what must be there is missing, in either language."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from pos_app.domain.cash_slip_document import cash_slip, count_slip
from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.drawer import CashReason
from pos_app.domain.period_document import period_document
from pos_app.domain.period_report import PeriodReport, ReportKind
from pos_app.domain.period_totals import PeriodTotals
from pos_app.domain.period_words import PERIOD_WORDS, PeriodWords, period_words_for
from pos_app.domain.receipt_document import Columns, DrawerPulse, ReceiptDocument, Text
from tests.stage import goods
from tests.stage.counter_facts import paid_out
from tests.stage.drawers import every_kind_of_count, every_kind_of_report


def rows(document: ReceiptDocument) -> list[tuple[str, str]]:
    return [
        (block.left.strip("\u00a0"), block.right) for block in document.blocks if isinstance(block, Columns)
    ]


def texts(document: ReceiptDocument) -> str:
    said = [block.text for block in document.blocks if isinstance(block, Text)]
    return "\n".join([*said, *(f"{left} {right}" for left, right in rows(document))])


def drawn(report: PeriodReport, language: str = "nb") -> ReceiptDocument:
    return period_document(
        report,
        goods.store(language=language),
        cashier_name=str.capitalize,
        group_name={"kaffe": "Kaffe"}.__getitem__,
    )


def test_a_z_shows_every_sum_that_the_regulation_names() -> None:
    shown = dict(rows(drawn(every_kind_of_report())))
    for said, figure in {
        "Z-RAPPORT": "Nr. 7",
        "Salg, 5 stk.": "500,00",
        "Retur, 1 stk.": "49,00",
        "15\u00a0% av 430,00": "70,00",
        "15\u00a0% av 42,61, retur": "\u22126,39",
        "Kaffe (5)": "400,00",
        "Kontant, tilbakebetalt (1)": "\u221249,00",
        "Inngående vekselpenger": "2\u00a0000,00",
        "Utbetalt: milk (1)": "\u2212100,00",
        "Innbetalt: vekselpenger (1)": "500,00",
        "For lite": "\u221213,00",
        "Skuffåpninger uten salg eller retur": "3",
        "Kopikvitteringer (1)": "49,00",
        "Treningskvitteringer (4)": "123,00",
        "Rabatter (2)": "15,00",
        "Avbrutte salg (1)": "89,00",
        "Linjekorreksjoner (2)": "\u221290,00",
        "Prisundersøkelser (3)": "147,00",
        "Netto i alt": "89\u00a0451,00\u00a0kr",
    }.items():
        assert shown.get(said) == figure, said


def test_an_x_of_nothing_says_that_there_was_nothing() -> None:
    report = replace(every_kind_of_report(), kind=ReportKind.X, totals=PeriodTotals(), approved_by="")
    shown = dict(rows(drawn(report, "en")))
    assert shown["X REPORT"] == "No. 7"
    assert shown["Sales, 0 pcs"] == "0.00"
    assert shown["Copies of receipts (0)"] == "0.00"
    assert shown["Drawer opened without sale or return"] == "0"


@pytest.mark.parametrize("words", PERIOD_WORDS.values(), ids=lambda words: words.language)
def test_every_word_is_there_in_each_language_and_templates_name_the_same_things(words: PeriodWords) -> None:
    english = period_words_for("en")
    for each in fields(PeriodWords):
        said, other = getattr(words, each.name), getattr(english, each.name)
        if isinstance(said, str):
            assert said, each.name
            assert said.count("{") == other.count("{"), each.name
    assert set(words.reasons) == set(CashReason)
    assert words.reason_of("milk") == "milk"


def test_a_slip_opens_the_drawer_and_says_how_much_for_what_and_who_allowed_it() -> None:
    slip = cash_slip(replace(paid_out(), reason="purchase"), goods.store(), str.capitalize)
    said = texts(slip)
    assert isinstance(slip.blocks[0], DrawerPulse)
    for each in ("UTBETALING", "100,00\u00a0kr", "innkjøp", "Maren", "Underskrift"):
        assert each in said
    with pytest.raises(ValueError, match="no slip"):
        cash_slip(replace(paid_out(), kind=CounterEventKind.VOIDED), goods.store(), str)


def test_a_count_on_paper_is_blind_too() -> None:
    count = every_kind_of_count()
    said = texts(count_slip(count, goods.store(), str.capitalize))
    assert "1\u00a0007,00" in said
    assert "1\u00a0020,00" not in said
