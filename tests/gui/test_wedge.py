"""A scanner that types: it presses no button and writes in no field."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from drivers.scanners.wedge import WedgeDetector
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, Stage


def wedge_types(till: Till, code: str) -> None:
    """Keys as fast as a wedge scanner's, through the window system's own door, ended by Enter."""
    handle = till.window.windowHandle()
    for letter in code:
        QTest.keyClick(handle, Qt.Key(ord(letter.upper())))
    QTest.keyClick(handle, Qt.Key.Key_Return)
    till.settle()


def test_a_wedge_scan_with_the_focus_in_the_search_field_writes_nothing_there(
    make_till: Callable[..., Till],
) -> None:
    till = make_till(wedge=WedgeDetector()).sign_in()
    till.press(Qt.Key.Key_F2)
    assert till.selling.products.search.edit.hasFocus()
    wedge_types(till, CAPPUCCINO_CODE)
    assert till.names == ["Cappuccino"]
    assert till.selling.products.search.edit.text() == ""


def test_a_wedge_scan_presses_no_button(make_till: Callable[..., Till]) -> None:
    till = make_till(wedge=WedgeDetector()).sign_in()
    till.scan(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_F7)
    pressed: list[str] = []
    for button in till.window.findChildren(QAbstractButton):
        button.pressed.connect(lambda button=button: pressed.append(button.text()))
    till.panel.kinds.button("percent").setFocus()  # type: ignore[attr-defined]
    wedge_types(till, BUN_CODE)
    assert pressed == []
    assert till.names == ["Cappuccino", "Kanelbolle"]


def test_a_wedge_scan_types_nothing_into_the_number_field(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    till = make_till(stage=stage, wedge=WedgeDetector()).sign_in()
    wedge_types(till, CAPPUCCINO_CODE)
    assert till.window.models.entry.text == ""
    assert stage.store.kept.sales == []


def test_what_a_person_types_comes_through_in_order(make_till: Callable[..., Till], stage: Stage) -> None:
    till = make_till(stage=stage, wedge=WedgeDetector()).sign_in()
    till.scan(CAPPUCCINO_CODE)
    for digit in "500":
        QTest.keyClick(till.window.windowHandle(), Qt.Key(ord(digit)))
        QTest.qWait(45)
    # The last digit is held until the reader knows that nothing follows it.
    till.until(lambda: till.window.models.entry.text == "500")
    QTest.keyClick(till.window.windowHandle(), Qt.Key.Key_Return)
    till.settle()
    assert stage.store.kept.sales[0].tenders[0].amount_minor == 50000


def test_half_a_wedge_code_after_its_prefix_types_nothing(make_till: Callable[..., Till]) -> None:
    till = make_till(wedge=WedgeDetector(prefix="~")).sign_in()
    for letter in "~7031290":
        QTest.keyClick(till.window.windowHandle(), Qt.Key(ord(letter)))
    QTest.qWait(150)
    till.settle()
    assert till.window.models.entry.text == ""
    assert till.names == []
