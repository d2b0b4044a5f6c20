"""Pictures of what the law asks at the counter: an age, hours, much cash (:mod:`pictures`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from pos_app.domain.basket import confirm_age
from pos_app.services.counter_rules import NorwegianRules
from tests.gui.till import Till
from tests.stage.counter import BEER_CODE, BUN_CODE, CAPPUCCINO_CODE

SLIP_CODE = "9801234504507"
_MONDAY_MS = 86_400_000
_TO_NEARLY_EIGHT_MS = 20_880_000


def _too_young(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE, BEER_CODE)
    till.type("140609")
    till.press(Qt.Key.Key_Return)


def _soon(till: Till) -> None:
    """Nearly eight o'clock on a Monday evening."""
    till.window.models.sale.apply(lambda basket: confirm_age(basket, 18))
    till.stage.codes.time.now_ms += _MONDAY_MS + _TO_NEARLY_EIGHT_MS
    till.stage.clock.at_ms = till.stage.codes.time.now_ms
    # The ports were made already; the rules of a shop in Norway are laid over them.
    object.__setattr__(till.window.models.services, "rules", NorwegianRules())
    till.scan(CAPPUCCINO_CODE, BUN_CODE, BEER_CODE)


def _too_late(till: Till) -> None:
    _soon(till)
    till.stage.codes.time.now_ms += 600_000
    till.type("200")
    till.press(Qt.Key.Key_Return)


def _ways_to_pay(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.press(Qt.Key.Key_Return)


def _mobile(till: Till) -> None:
    _ways_to_pay(till)
    till.controller.desk.payment_chosen("mobile")
    till.type("4711")


def _slip(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE, SLIP_CODE)


def _slips_pay(till: Till) -> None:
    _slip(till)
    till.press(Qt.Key.Key_Return)


def _paid_out(till: Till) -> None:
    till.scan(BUN_CODE, SLIP_CODE, "9801234602005")


def _paid_out_done(till: Till) -> None:
    _paid_out(till)
    till.press(Qt.Key.Key_Return)


def _note(till: Till) -> None:
    """Goods come back for a credit note."""
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.type("200")
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Escape)
    till.scan(f"TR1:{till.stage.store.kept.sales[-1].sale_id}")
    till.press(Qt.Key.Key_Plus)
    till.window.models.returning.choose("credit_note")


STATES: dict[str, Callable[[Till], None]] = {
    "age-too-young": _too_young,
    "hours-soon": _soon,
    "hours-over": _too_late,
    "ways-to-pay": _ways_to_pay,
    "mobile": _mobile,
    "credit-note": _note,
    "deposit-slip": _slip,
    "deposit-slip-paying": _slips_pay,
    "deposit-slip-out": _paid_out,
    "deposit-slip-done": _paid_out_done,
}


def draw_for_manual() -> list[Path]:
    """The age question, ways to pay, a credit note and a basket with slips, each small enough for the help panel."""
    from tests.gui.pictures import _stage

    folder = Path(__file__).parents[2] / "pos_app" / "help" / "pictures"
    drawn = []
    for name, state in (("age", _too_young), ("paying", _ways_to_pay), ("credit-note", _note)):
        till = Till(_stage(), palette="light")
        till.sign_in()
        state(till)
        grabbed = till.panel.grab().scaledToWidth(400, Qt.TransformationMode.SmoothTransformation)
        drawn.append(folder / f"{name}.png")
        grabbed.save(str(drawn[-1]))
        till.close()
    till = Till(_stage(), palette="light")
    till.sign_in()
    _paid_out(till)
    basket = till.selling.basket.grab().scaledToWidth(400, Qt.TransformationMode.SmoothTransformation)
    drawn.append(folder / "deposit-slip.png")
    basket.save(str(drawn[-1]))
    till.close()
    return drawn


if __name__ == "__main__":
    print(draw_for_manual())
