"""Signed codes through the window: who is on the sale, and what the cashier reads when a code is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from drivers.scanners.wedge import WedgeDetector
from pos_app.domain.errors import Refusal
from pos_app.domain.member_code import bytes_of, read_code, text_of
from pos_app.ui.ports import Code
from pos_app.ui.viewmodels.refusals import SENTENCES
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.codes import CodeIssuer
from tests.stage.counter import CAPPUCCINO_CODE, Stage

NOW = goods.AT_MS
ISSUER = CodeIssuer()


@pytest.fixture
def till(make_till: Callable[..., Till]) -> Till:
    return make_till(stage=Stage(language="en")).sign_in()


def on_sale(till: Till) -> str | None:
    return till.window.models.sale.basket.member_id


def test_a_live_code_puts_the_member_on_the_sale_and_says_that_it_is_genuine(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, ISSUER.phone(goods.MEMBER_ID).shows(NOW))
    assert on_sale(till) == goods.MEMBER_ID
    assert till.said == f"{goods.known_member().display_name} is on the sale: the code is genuine."
    assert till.names == ["Cappuccino"]


def test_a_wedge_scanner_hands_on_a_live_code_on_a_keyboard_with_caps_lock(
    make_till: Callable[..., Till],
) -> None:
    """Digits come through in any case and any script: only they are in a code."""
    till = make_till(wedge=WedgeDetector()).sign_in()
    till.press(Qt.Key.Key_F2)
    handle = till.window.windowHandle()
    for digit in ISSUER.phone(goods.MEMBER_ID).shows(NOW):
        QTest.keyClick(handle, Qt.Key(ord(digit)), Qt.KeyboardModifier.KeypadModifier)
    QTest.keyClick(handle, Qt.Key.Key_Return)
    till.settle()
    assert on_sale(till) == goods.MEMBER_ID
    assert till.selling.products.search.edit.text() == ""


def test_the_same_live_code_read_twice_is_no_reproach_but_a_second_sale_needs_a_new_one(till: Till) -> None:
    code = ISSUER.phone(goods.MEMBER_ID).shows(NOW)
    till.scan(code, code)
    assert "genuine" in till.said
    till.controller.member_removed()
    till.settle()
    assert on_sale(till) is None
    till.scan(code)
    assert on_sale(till) is None
    assert till.said == SENTENCES[Refusal.MEMBER_CODE_SHOWN_BEFORE]


def test_a_live_code_scanned_in_a_payment_counts_for_the_next_customer_however_long_that_takes(
    till: Till,
) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.stage.store.gate.clear()
    till.type("500")
    till.controller.desk.pay()
    code = ISSUER.phone(goods.MEMBER_ID).shows(NOW)
    till.window.inbox.scanned.emit(Code(code, "scanner"))
    till.app.processEvents()
    till.stage.codes.time.now_ms += 120_000
    till.stage.store.gate.set()
    till.settle()
    assert till.stage.store.kept.sales[0].member is None
    assert on_sale(till) == goods.MEMBER_ID


def _swapped() -> str:
    raw = bytearray(bytes_of(ISSUER.card(goods.MEMBER_ID)))
    raw[0] = 2
    return text_of(bytes(raw))


def _forged() -> str:
    raw = bytearray(bytes_of(ISSUER.card(goods.MEMBER_ID)))
    raw[-1] ^= 1
    return text_of(bytes(raw))


def _revoked(stage: Stage) -> str:
    text = ISSUER.card(goods.MEMBER_ID)
    stage.codes.told.revoked[f"member/{goods.MEMBER_ID}"] = read_code(text).token.issued_s
    return text


def _unsure(stage: Stage) -> str:
    stage.codes.time.is_checked = False
    return ISSUER.phone(goods.MEMBER_ID).shows(NOW - 600_000)


REFUSED: dict[str, tuple[Callable[[Stage], str], Refusal]] = {
    "oversized": (lambda _: "1991" + "7" * 5_000, Refusal.MEMBER_CODE_TOO_LONG),
    "cut off": (lambda _: ISSUER.card(goods.MEMBER_ID)[:-9], Refusal.MEMBER_CODE_DAMAGED),
    "algorithm swapped": (lambda _: _swapped(), Refusal.MEMBER_CODE_OTHER_KIND),
    "wrong key": (lambda _: CodeIssuer(seed=bytes(32)).card(goods.MEMBER_ID), Refusal.MEMBER_CODE_WRONG_KEY),
    "forged": (lambda _: _forged(), Refusal.MEMBER_CODE_FORGED),
    "revoked": (_revoked, Refusal.MEMBER_CODE_REVOKED),
    "expired": (
        lambda _: ISSUER.card(goods.MEMBER_ID, at_ms=NOW - 40 * 86_400_000, days=30),
        Refusal.MEMBER_CODE_EXPIRED,
    ),
    "screenshot": (
        lambda _: ISSUER.phone(goods.MEMBER_ID).shows(NOW - 65_000),
        Refusal.MEMBER_CODE_SCREENSHOT,
    ),
    "phone ahead": (
        lambda _: ISSUER.phone(goods.MEMBER_ID).shows(NOW + 90_000),
        Refusal.MEMBER_CODE_PHONE_CLOCK,
    ),
    "till without the time": (_unsure, Refusal.MEMBER_CODE_TILL_CLOCK),
    "unknown member": (lambda _: ISSUER.card("new-today"), Refusal.MEMBER_CODE_NOT_KNOWN_YET),
    "other company": (
        lambda _: CodeIssuer("neighbour").card(goods.MEMBER_ID),
        Refusal.CARD_OF_ANOTHER_COMPANY,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_each_way_of_failing_has_its_own_sentence_and_leaves_the_sale_alone(till: Till, case: str) -> None:
    make, reason = REFUSED[case]
    till.scan(CAPPUCCINO_CODE)
    till.scan(make(till.stage))
    assert till.said == SENTENCES[reason]
    assert on_sale(till) is None
    assert till.names == ["Cappuccino"]


def test_no_two_refusals_of_a_code_say_the_same() -> None:
    codes = [reason for reason in Refusal if reason.value.startswith("member_code_")]
    assert len({SENTENCES[reason] for reason in codes}) == len(codes) == 12


def test_a_scan_that_the_driver_cut_off_for_its_length_is_told_as_a_code_that_is_too_long(till: Till) -> None:
    till.window.inbox.unreadable.emit("1991777", "too_long")
    till.settle()
    assert till.said == SENTENCES[Refusal.MEMBER_CODE_TOO_LONG]
    till.window.inbox.unreadable.emit("7777777", "too_long")
    till.settle()
    assert till.said == "The code is too long to be an article. Scan one code at a time."


def test_a_friends_live_code_names_the_friend_once(till: Till) -> None:
    till.stage.members.people.append(replace(goods.known_member(), display_name="Bo Berg"))
    code = ISSUER.phone(goods.MEMBER_ID).shows(NOW)
    till.controller.members.join()
    till.settle()
    till.scan(code)
    assert till.window.models.joining._friend is not None
    assert on_sale(till) is None
    till.controller.escape()
    till.scan(code)
    assert till.said == SENTENCES[Refusal.MEMBER_CODE_SHOWN_BEFORE]
