"""Pictures of the set-up window: ``python -m tests.gui.set_up_pictures OUT_DIR [nb|en] [PALETTE] [WIDTHxHEIGHT]``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from pos_app.ui.app import make_app, speak
from pos_app.ui.ports import Screen
from pos_app.ui.set_up_ports import Devices
from pos_app.ui.set_up_window import SetUpWindow
from pos_app.ui.viewmodels.set_up import Heard, SetUp, SetUpState, Step
from pos_app.ui.viewmodels.set_up_words import words_for
from tests.stage.set_up_desk import PLACE, FakeDesk

TYPED = "kasse.kaffehuset.no K7TQ-M3XW-9FHA"
NAMED = replace(PLACE, store_name="Kaffehuset Grünerløkka")
DEVICES = Devices(printer="Epson TM-m30", scanners=("Zebra",))


def _trouble(code: str, step: Step = "code", detail: str = "") -> SetUpState:
    happened, todo = words_for(code)
    place = None if step == "code" else PLACE
    return SetUpState(step=step, happened=happened, todo=todo, detail=detail, place=place)


STATES: dict[str, Callable[[], SetUpState]] = {
    "code": SetUpState,
    "asking": lambda: SetUpState(is_busy=True),
    "expired": lambda: _trouble("code_expired"),
    "clock": lambda: _trouble("certificate", detail="29.11.2019 13:05"),
    "listening": lambda: SetUpState(ports=2),
    "goods": lambda: SetUpState(step="goods", place=PLACE, permille=420, is_busy=True),
    "goods-away": lambda: _trouble("goods_away", "goods"),
    "devices": lambda: SetUpState(
        step="devices",
        place=NAMED,
        permille=1000,
        devices=DEVICES,
        heard=Heard("", "7038010055560"),
        printed="confirmed",
    ),
    "devices-first": lambda: SetUpState(step="devices", place=NAMED, permille=1000, left_s=28),
    "letters": SetUpState,
}


def draw(
    folder: Path, language: str = "nb", palette: str = "light", size: tuple[int, int] = (1366, 768)
) -> list[Path]:
    """Every state as a PNG; where they are."""
    speak(make_app(), language)
    made = []
    for name, state in STATES.items():
        window = SetUpWindow(SetUp(FakeDesk(), language), Screen(language=language, palette=palette))
        window.resize(*size)
        window.show()
        window.model.state = state()
        window.model.changed.emit()
        if name in {"asking", "expired"}:
            window.code.field.setText(TYPED)
        if name == "letters":
            window.code.keys.click()
        for _ in range(3):
            QApplication.processEvents()
        path = folder / f"set-up-{name}-{language}-{palette}.png"
        window.grab().save(str(path))
        made.append(path)
        window.close()
    return made


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    width, height = (sys.argv[4:] or ["1366x768"])[0].split("x")
    language, palette = [*sys.argv[2:4], "nb", "light"][:2] if len(sys.argv) < 4 else sys.argv[2:4]
    for each in draw(out, language, palette, (int(width), int(height))):
        print(each)
