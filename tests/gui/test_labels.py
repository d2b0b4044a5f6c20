"""The labels that shelves need after prices changed: listed, printed, saved as sheets; at the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt

from pos_app.domain.price_history import PriceEntry
from pos_app.domain.receipt_document import Barcode, Cut, Text
from pos_app.ui.keys import Act
from pos_app.ui.viewmodels import labels as at
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, Stage
from tests.stage.prices import FakePrices

DAY_MS = 86_400_000


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    prices = stage.prices = FakePrices(lambda: stage.store.kept.events)
    for article, code, days in ((goods.CINNAMON_BUN, BUN_CODE, 0), (goods.CAPPUCCINO, CAPPUCCINO_CODE, 3)):
        since = goods.AT_MS - days * DAY_MS - 60_000
        prices.before[article.article_id] = (
            PriceEntry("", 9900, 0, 0),
            PriceEntry("now", article.price_minor, since, since),
        )
        prices.codes[article.article_id] = code
    return stage


@pytest.fixture
def till(make_till: Callable[..., Till], stage: Stage, tmp_path: Path) -> Till:
    till = make_till(stage=stage).sign_in()
    models = till.window.models
    models._ports = msgspec.structs.replace(models._ports, report_folder=tmp_path / "reports")
    return till


def listed(till: Till) -> list[tuple[str, str, str]]:
    return [(row.title, row.right_text, row.right_note) for row in till.panel.entries.entries()]  # type: ignore[attr-defined]


def open_list(till: Till, days: str = "") -> None:
    till.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert till.deck.name == "labels"
    if days:
        till.touch(till.panel.since.button(days))  # type: ignore[attr-defined]
    till.settle()


def test_what_changed_since_a_day_is_listed_and_printed_as_one_roll_each_label_cut_off(
    till: Till, stage: Stage
) -> None:
    open_list(till)
    assert listed(till) == [("Kanelbolle", "45,00", "før 99,00")]
    till.press(Qt.Key.Key_Right)
    till.settle()
    assert [name for name, *_ in listed(till)] == ["Cappuccino", "Kanelbolle"]
    till.press(Qt.Key.Key_Return)
    till.settle()
    assert stage.printer is not None
    [(_, document)] = stage.printer.taken
    bars = [each.data for each in document.blocks if isinstance(each, Barcode)]
    assert bars == [CAPPUCCINO_CODE, BUN_CODE]
    assert sum(isinstance(each, Cut) for each in document.blocks) == 2
    assert till.panel.notice.text() == "Etikettene skrives ut."  # type: ignore[attr-defined]


def test_the_labels_of_tomorrow_are_printed_the_evening_before(till: Till, stage: Stage) -> None:
    assert stage.prices is not None
    midnight = goods.AT_MS - (goods.AT_MS + 3_600_000) % DAY_MS + DAY_MS
    bun, beer = goods.CINNAMON_BUN.article_id, goods.BEER.article_id
    stage.prices.before[bun] = (
        PriceEntry("", 4500, 0, 0),
        PriceEntry("tomorrow", 3900, midnight, midnight, planned=True),
    )
    stage.prices.before[beer] = (
        PriceEntry("", 4290, 0, 0),
        PriceEntry("later", 4490, midnight + DAY_MS, midnight + DAY_MS, planned=True),
    )
    open_list(till, "-1")
    assert listed(till) == [("Kanelbolle", "39,00", "før 45,00")]
    till.press(Qt.Key.Key_Return)
    till.settle()
    assert stage.printer is not None
    [(_, document)] = stage.printer.taken
    told = [block.text for block in document.blocks if isinstance(block, Text)]
    assert told[:3] == ["Kanelbolle", "NEDSATT PRIS", "39,00\u00a0kr"]
    assert "Laveste pris siste 30 dager før: 45,00\u00a0kr" in told


def test_sheets_are_saved_among_the_reports_and_the_panel_says_where(till: Till, tmp_path: Path) -> None:
    open_list(till, "7")
    till.touch(till.panel.save)  # type: ignore[attr-defined]
    till.settle()
    [written] = (tmp_path / "reports").iterdir()
    assert written.name == "labels-2026-03-01.pdf"
    assert written.read_bytes().startswith(b"%PDF-")
    assert till.panel.notice.text() == f"Lagret: {written}"  # type: ignore[attr-defined]


def test_what_a_roll_is_too_short_for_is_saved_only(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at, "MOST_ON_ROLL", 1)
    open_list(till, "7")
    assert till.panel.primary is not None
    assert not till.panel.primary.isEnabled()
    assert till.panel.save.isEnabled()  # type: ignore[attr-defined]
    assert "PDF" in till.panel.text.text()  # type: ignore[attr-defined]


def test_a_touch_on_a_row_shows_all_of_its_price(till: Till) -> None:
    open_list(till, "7")
    till.panel.entries.chosen.emit(goods.CAPPUCCINO.article_id)  # type: ignore[attr-defined]
    assert till.deck.name == "price"
    assert till.panel.name.text() == "Cappuccino"  # type: ignore[attr-defined]


def test_where_no_price_changed_nothing_can_be_printed_and_practice_has_no_labels(
    make_till: Callable[..., Till],
) -> None:
    stage = Stage()
    stage.prices = FakePrices(list)
    till = make_till(stage=stage).sign_in()
    open_list(till)
    assert listed(till) == []
    assert till.panel.primary is not None
    assert not till.panel.primary.isVisible()
    practice = make_till(stage=Stage(), training=True).sign_in()
    practice.controller.act(Act.LABELS.value)
    assert practice.deck.name == ""
    assert practice.said
