"""Draws every screen state, to be looked at: ``python -m tests.gui.pictures OUT_DIR [PALETTE] [WIDTHxHEIGHT]``.

Each picture is the real window over the fake counter, driven as a cashier would; without further arguments in both
palettes at three sizes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt

from drivers.scanners.codes import CardCheck, CodeRules, NumberForm
from pos_app.domain.errors import CannotSell
from pos_app.ui.inbox import Link, Printed
from pos_app.ui.keys import Act
from tests.gui import (
    consent_pictures,
    counter_pictures,
    drawer_pictures,
    evening_pictures,
    exception_pictures,
    price_pictures,
    report_pictures,
    sample,
    slip_pictures,
)
from tests.gui.card_pictures import CARD
from tests.gui.check_pictures import CHECK, findings, with_checkup
from tests.gui.loyal_pictures import LOYAL
from tests.gui.offline_pictures import OFFLINE
from tests.gui.offline_pictures import basket as _basket
from tests.gui.till import Till
from tests.stage import goods, loyal_shop
from tests.stage.card_terminal import FakeTerminal
from tests.stage.club import club_member, club_programme
from tests.stage.counter import BEER_CODE, BUN_CODE, CAPPUCCINO_CODE, Stage

NEW_CARD, CARD_NUMBER = "9578000000000904", "9578000000000042"
RULES = CodeRules(member_cards=(NumberForm("9578", 16, CardCheck.NONE),))
SIZES = ((1024, 768), (1366, 768), (1920, 1080))


def _stage() -> Stage:
    stage = Stage()
    shelf = {tile.name: tile for tile in sample.TILES}
    prices = {"Filterkaffe": 3600, "Flat white": 5200, "Americano": 4200, "Iskaffe": 5500, "Te": 3900}
    for name, price in prices.items():
        stage.catalogue.more.append(goods.article(name, price, colour=shelf[name].colour))
    for number in range(8):
        stage.catalogue.more.append(goods.article(f"Sesongkaffe nr. {number + 1}", 5900 + number * 100))
    stage.store.kept.pending = 25
    return stage


def _many(till: Till) -> None:
    for number in range(40):
        till.window.models.sale.add(
            replace(goods.CINNAMON_BUN, article_id=f"x{number}", name=f"Vare nummer {number}")
        )


def _panel(act: Act) -> Callable[[Till], None]:
    def draw(till: Till) -> None:
        _basket(till)
        till.controller.act(act.value)

    return draw


def _redeem(till: Till) -> None:
    _panel(Act.POINTS)(till)
    till.settle()
    till.type("200")


def _discount(till: Till) -> None:
    _panel(Act.DISCOUNT)(till)
    till.type("10")
    till.window.models.discount.choose_reason("damaged")


def _measure(till: Till) -> None:
    till.window.models.sale.pick(goods.BEANS.article_id)
    till.type("0,342")


def _found(till: Till) -> None:
    till.controller.act(Act.MEMBER.value)
    till.type("Ada")


def _not_found(till: Till) -> None:
    till.controller.act(Act.MEMBER.value)
    till.type("92000001")


def _joined(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, NEW_CARD)
    till.type("Kari Nordmann")
    till.press(Qt.Key.Key_Return)


def _trial(till: Till) -> None:
    """A trial for nothing, and the member's sheet that shows the term it begins."""
    till.stage.programmes.programmes = (club_programme(),)
    till.stage.catalogue.codes["7031290000077"] = goods.article(
        "Prøv Kaffeklubben", 0, article_id="club-trial"
    )
    till.window.models.sale.set_member(till.stage.members.people[0])
    till.scan("7031290000077")
    till.controller.act(Act.MEMBER.value)


def _join_letters(till: Till) -> None:
    till.scan(NEW_CARD)
    till.panel._toggle_letters()  # type: ignore[attr-defined]
    till.window.models.messages.hush()


def _join(till: Till) -> None:
    till.stage.programmes.programmes = (replace(goods.programme(), consents=consent_pictures.CONSENTS),)
    till.scan(CAPPUCCINO_CODE)
    till.scan(NEW_CARD)
    till.type("Kari Nordmann")
    till.scan(CARD_NUMBER)
    till.window.models.joining.toggle_consent("receipts")
    till.window.models.messages.hush()


def _with_ada(till: Till) -> None:
    """Ada, who is somebody in every respect, on an empty basket."""
    till.stage.programmes.programmes = (club_programme(),)
    till.stage.members.people = [club_member()]
    till.window.models.sale.set_member(till.stage.members.people[0])
    till.settle()


def _visit(till: Till) -> None:
    _with_ada(till)
    till.controller.act(Act.VISIT.value)
    till.window.models.visit.add_code("STAR-4711")
    till.window.models.visit.choose("event:poeng:tasting")


def _give_points(till: Till) -> None:
    _with_ada(till)
    till.controller.act(Act.VISIT.value)
    till.window.models.visit.choose("give:poeng:trees")
    till.type("200")


def _cancel(till: Till) -> None:
    _with_ada(till)
    till.controller.act(Act.VISIT.value)
    till.window.models.visit.choose("membership:poeng:club")


def _claim(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.type("100")
    till.press(Qt.Key.Key_Return)
    _with_ada(till)
    till.scan(f"TR1:{till.stage.store.kept.sales[0].sale_id}")


def _search(till: Till) -> None:
    _basket(till)
    till.controller.act(Act.SEARCH.value)
    till.type("ka")


def _letters(till: Till) -> None:
    till.selling.products.search.letters_wanted.emit()


def _parked(till: Till) -> None:
    _basket(till)
    till.controller.act(Act.PARK.value)
    till.settle()
    till.controller.act(Act.PARK.value)


def _split(till: Till) -> None:
    _basket(till)
    till.type("200")
    till.press(Qt.Key.Key_Return)


def _card(till: Till) -> None:
    _basket(till)
    till.controller.act(Act.CARD.value)
    till.type("004711")


def _paid(till: Till) -> None:
    _basket(till)
    till.type("500")
    till.press(Qt.Key.Key_Return)


def _unknown(till: Till) -> None:
    assert till.stage.printer is not None
    till.stage.printer.outcome = Printed.UNKNOWN
    _paid(till)


def _troubles(till: Till) -> None:
    _basket(till)
    till.report(Link.OFFLINE, 3)
    till.device("printer", "trouble.paper_out")
    till.device("scanner", "ready")
    till.window.models.messages.hush()


def _status(till: Till) -> None:
    _troubles(till)
    with_checkup(till, findings(till.stage.language))
    till.controller.act(Act.STATUS.value)


def _help_page(till: Till) -> None:
    till.controller.act(Act.HELP.value)
    till.window.models.help.choose("selling")


def _help_contents(till: Till) -> None:
    till.controller.act(Act.HELP.value)
    till.window.models.help.choose("contents")


def _help_managing(till: Till) -> None:
    till.controller.act(Act.HELP.value)
    till.window.models.help.choose("managing")


def _help_evening(till: Till) -> None:
    till.controller.act(Act.HELP.value)
    till.window.models.help.choose("evening")


def _stop(till: Till) -> None:
    till.window.stop_selling(CannotSell("disk_full", "the disk is full"))


STATES: dict[str, Callable[[Till], None]] = {
    "selling": _basket,
    "empty": lambda till: None,
    "many": _many,
    "search": _search,
    "letters": _letters,
    "member": _found,
    "join": _join,
    "join-letters": _join_letters,
    "member-not-found": _not_found,
    "joined": _joined,
    "trial": _trial,
    "visit": _visit,
    "give-points": _give_points,
    "cancel-membership": _cancel,
    **consent_pictures.STATES,
    "claim-receipt": _claim,
    "redeem": _redeem,
    "discount": _discount,
    "line": _panel(Act.LINE),
    "measure": _measure,
    "age": lambda till: till.scan(BEER_CODE),
    "parked": _parked,
    "payment": _panel(Act.PAY),
    "split": _split,
    "card": _card,
    "paid": _paid,
    "unknown": _unknown,
    "refused": lambda till: till.scan("7031299999990"),
    "troubles": _troubles,
    "status": _status,
    **CHECK,
    "menu": _panel(Act.MENU),
    "messages": _panel(Act.MESSAGES),
    "help": _panel(Act.HELP),
    "help-page": _help_page,
    "help-contents": _help_contents,
    "help-managing": _help_managing,
    "help-evening": _help_evening,
    "stop": _stop,
    **drawer_pictures.STATES,
    **evening_pictures.STATES,
    **exception_pictures.STATES,
    **report_pictures.STATES,
    **counter_pictures.STATES,
    **price_pictures.STATES,
    **slip_pictures.STATES,
}


def draw(folder: Path, palette: str, size: tuple[int, int], names: tuple[str, ...] = ()) -> list[Path]:
    """Draw the states into PNG files named after state, palette and width."""
    made: list[Path] = []
    folder.mkdir(parents=True, exist_ok=True)
    for name, prepare in (
        ("sign-in", None),
        *STATES.items(),
        *OFFLINE.items(),
        *CARD.items(),
        *LOYAL.items(),
    ):
        if names and name not in names:
            continue
        stage = loyal_shop.stage() if name in LOYAL else _stage()
        if name in CARD:
            stage.terminal = FakeTerminal()
        till = Till(stage, palette=palette, size=size, rules=RULES)
        till.report(Link.ONLINE, 0)
        till.device("scanner", "ready")
        till.device("printer", "ready")
        if name in CARD:
            till.device("terminal", "ready")
        if prepare is None:
            till.type("12")
        else:
            till.sign_in()
            prepare(till)
        till.settle()
        path = folder / f"{name}-{palette}-{size[0]}.png"
        till.window.grab().save(str(path))
        till.close()
        made.append(path)
    return made


if __name__ == "__main__":
    out = Path(sys.argv[1])
    palettes = (sys.argv[2],) if len(sys.argv) > 2 else ("light", "dark")
    sizes: tuple[tuple[int, int], ...] = SIZES
    if len(sys.argv) > 3:
        width, _, height = sys.argv[3].partition("x")
        sizes = ((int(width), int(height)),)
    for one_palette in palettes:
        for one_size in sizes:
            for written in draw(out, one_palette, one_size):
                print(written)
