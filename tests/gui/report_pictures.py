"""Pictures of the reports panel: see :mod:`pictures`. ``python -m tests.gui.report_pictures`` draws the manual's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from PySide6.QtCore import Qt

from pos_app.domain import tender as tenders
from pos_app.domain.account_day import AccountDay
from pos_app.ui.keys import Act
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.report_books import Books

DAYS = 12
_GOODS = (goods.CAPPUCCINO, goods.CINNAMON_BUN, goods.KIMCHI_TOAST, goods.BANITSA, goods.BOOK)


def some_days(folder: Path) -> Books:
    """Some days of a shop, the last of them today."""
    books = Books(folder)
    for day in range(DAYS):
        for number in range(3 + (day * 7) % 5):
            bought = goods.basket(
                *((_GOODS[(number + day + k) % 5], 1000 * (1 + k)) for k in range(1 + number % 3))
            )
            paid = [tenders.cash(1_000_000)] if number % 3 == 0 else None
            sale = goods.sale(bought, pay=paid, member_view=goods.member() if number % 2 else None)
            minutes = (day - DAYS + 1) * 1_440 + number * 37 - 200
            books.keep(sale, minutes, ("ingrid", "ole")[number % 2])
    return books


def with_reports(till: Till, books: Books, folder: Path) -> None:
    """Put a till's file with its reports behind the window."""
    models = till.window.models
    services = replace(models._ports.services, store=books.store, accounts=COUNTED)
    models._ports = msgspec.structs.replace(
        models._ports, services=services, reports=lambda: books.reports, report_folder=folder / "ut"
    )


class Counted:
    """What the server told of the days until yesterday: the club's points, and gift cards."""

    def days(self) -> tuple[AccountDay, ...]:
        """The port."""
        on = [f"2026-02-{day:02}" for day in range(1, 29)]
        points = [
            AccountDay("points", day, 15 * (k % 5), 18_240 + 35 * k, 130, 0) for k, day in enumerate(on)
        ]
        return (*(AccountDay("gift-nok", day, 0, 412_500) for day in on), *points)


COUNTED = Counted()


def _open(till: Till) -> None:
    stack = ExitStack()
    folder = Path(stack.enter_context(TemporaryDirectory()))
    books = stack.enter_context(closing(some_days(folder)))
    till.window.destroyed.connect(lambda _: stack.close())
    with_reports(till, books, folder)
    till.stage.staff.manager_comes()
    till.controller.act(Act.REPORTS.value)
    till.settle()
    if till.deck.name == "approval":
        till.type("9876")
        till.press(Qt.Key.Key_Return)


def _table(till: Till, kind: str, length: str) -> None:
    _open(till)
    till.window.models.reports.choose(f"length:{length}")
    till.window.models.reports.choose(kind)
    till.settle()


def _days(till: Till) -> None:
    _table(till, "day", "month")


def _hours(till: Till) -> None:
    _table(till, "hour", "week")


def _articles(till: Till) -> None:
    _table(till, "article", "month")
    till.press(Qt.Key.Key_Down)


def _tenders(till: Till) -> None:
    _table(till, "tender", "month")


def _points(till: Till) -> None:
    _table(till, "loyalty", "month")
    till.press(Qt.Key.Key_Left)
    till.settle()


def _receipts(till: Till) -> None:
    _articles(till)
    till.press(Qt.Key.Key_Return)


def _receipt(till: Till) -> None:
    _receipts(till)
    till.press(Qt.Key.Key_Return)


def _out(till: Till) -> None:
    _articles(till)
    till.window.models.reports.take_out()
    till.settle()


STATES: dict[str, Callable[[Till], None]] = {
    "reports": _open,
    "reports-days": _days,
    "reports-hours": _hours,
    "reports-articles": _articles,
    "reports-tenders": _tenders,
    "reports-points": _points,
    "reports-receipts": _receipts,
    "reports-receipt": _receipt,
    "reports-out": _out,
}


def draw_for_manual() -> list[Path]:
    """The panel alone, small enough for the help panel: a report by article, and what the server counted."""
    return [_drawn("reports.png", _articles), _drawn("reports-points.png", _points)]


def _drawn(name: str, come_there: Callable[[Till], None]) -> Path:
    from PySide6.QtCore import Qt as QtCore

    from tests.gui.pictures import _stage

    till = Till(_stage(), palette="light")
    till.sign_in()
    come_there(till)
    path = Path(__file__).parents[2] / "pos_app" / "help" / "pictures" / name
    grabbed = till.panel.grab().scaledToWidth(400, QtCore.TransformationMode.SmoothTransformation)
    grabbed.save(str(path))
    till.close()
    return path


if __name__ == "__main__":
    print(*draw_for_manual(), sep="\n")
