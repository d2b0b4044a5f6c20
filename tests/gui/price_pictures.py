"""Pictures of a price that is looked up and changed, and of the labels that shelves need (:mod:`pictures`); run by
itself it makes the manual's: ``python -m tests.gui.price_pictures PRICE.png LABELS.png``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import Qt

from pos_app.domain.comparison_price import Content, Measure
from pos_app.domain.loyalty.condition import Goods
from pos_app.domain.loyalty.offer_rules import Effect, Offer
from pos_app.domain.price_history import PriceEntry
from pos_app.services.price_ports import RulesSince
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BEER_CODE, BUN_CODE, CAPPUCCINO_CODE, Stage
from tests.stage.prices import FakePrices

_DAY_MS = 86_400_000


def prices(stage: Stage) -> FakePrices:
    """A bun that became cheaper yesterday, for members a tenth less, and a price to come."""
    made = FakePrices(lambda: stage.store.kept.events)
    bun = goods.CINNAMON_BUN.article_id
    made.before[bun] = (
        PriceEntry("", 5500, 0, 0),
        PriceEntry("now", 4500, goods.AT_MS - _DAY_MS, goods.AT_MS - _DAY_MS),
        PriceEntry("then", 4900, goods.AT_MS + 6 * _DAY_MS, goods.AT_MS + 6 * _DAY_MS, planned=True),
    )
    buns = Offer("buns", "Buns", Effect.PERCENT, percent_bp=1000, goods=Goods(articles=(bun,)))
    programme = replace(goods.programme(), offers=(buns,))
    stage.programmes.programmes = (programme,)
    made.rules_since = (RulesSince(goods.AT_MS - 140 * _DAY_MS, (programme,)),)
    made.contents[bun] = Content(90, Measure.KILOGRAM)
    made.codes[bun] = BUN_CODE
    made.codes[goods.BEER.article_id] = BEER_CODE
    return made


def _looked_up(till: Till, code: str = BUN_CODE) -> None:
    # The ports were made already; prices that may be changed are laid over them.
    object.__setattr__(till.window.models.services, "prices", prices(till.stage))
    till.scan(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_F3)
    till.scan(code)


def _another(till: Till) -> None:
    _looked_up(till)
    till.touch(till.panel.change)  # type: ignore[attr-defined]
    till.type("39")
    till.window.models.reasons.choose("short-dated")


def _labels(till: Till) -> None:
    """A week of changes."""
    made = prices(till.stage)
    for place, article in enumerate((goods.CAPPUCCINO, goods.KIMCHI_TOAST, goods.BANITSA, goods.BEANS)):
        since = goods.AT_MS - place * _DAY_MS - 3_600_000
        was = (article.price_minor or 0) + 500 * (1 - 2 * (place % 2))
        made.before[article.article_id] = (
            PriceEntry("", was, 0, 0),
            PriceEntry("now", article.price_minor, since, since),
        )
    models = till.window.models
    models._ports = msgspec.structs.replace(models._ports, report_folder=Path())
    object.__setattr__(models.services, "prices", made)
    till.scan(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    till.press(Qt.Key.Key_Right)
    till.settle()


STATES: dict[str, Callable[[Till], None]] = {
    "price-looked-up": _looked_up,
    "price-of-beer": lambda till: _looked_up(till, BEER_CODE),
    "price-another": _another,
    "labels": _labels,
}


if __name__ == "__main__":
    for show, file in zip((_looked_up, _labels), sys.argv[1:], strict=True):
        shown = Till(Stage(), size=(1366, 768)).sign_in()
        show(shown)
        shown.panel.grab().save(file)
        shown.close()
