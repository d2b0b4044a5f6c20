from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from pos_app.domain.errors import Refusal, Refused
from pos_app.ui.messages import Messages
from pos_app.ui.sound import Sounds
from pos_app.ui.sounds import synthesise
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.entry import ERASE, Ask, EntryModel
from pos_app.ui.viewmodels.state import BasketState, LineRow
from pos_app.ui.widgets.basket_list import BasketModel


def test_work_runs_elsewhere_in_order_and_results_come_back_here(qapp: object) -> None:
    worker = Worker("test")
    here, seen, threads = threading.get_ident(), [], set()
    for number in range(20):

        def work(number: int = number) -> int:
            threads.add(threading.get_ident())
            return number

        worker.run(work, lambda result: seen.append((result, threading.get_ident() == here)))
    assert worker.drain()
    assert seen == [(number, True) for number in range(20)]
    assert here not in threads
    assert len(threads) == 1
    worker.stop()


def test_an_error_comes_back_to_whoever_asked(qapp: object) -> None:
    worker = Worker("test")
    failed: list[Exception] = []

    def work() -> None:
        raise Refused(Refusal.BASKET_EMPTY)

    worker.run(work, None, failed.append)
    assert worker.drain()
    assert [type(error) for error in failed] == [Refused]
    worker.stop()


def test_a_bug_that_nobody_listens_to_is_logged(qapp: object, caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker("test")
    worker.run(lambda: 1 // 0)
    assert worker.drain()
    worker.stop()
    assert "background thread failed" in caplog.text


def test_stopping_finishes_what_is_queued(qapp: object) -> None:
    worker = Worker("test")
    done: list[int] = []
    for number in range(50):
        worker.run(lambda number=number: done.append(number))  # type: ignore[misc]
    worker.stop()
    assert done == list(range(50))


def entry(decimals: int, typed: str) -> EntryModel:
    model = EntryModel(Ask("", decimals, 8), ",")
    for sign in typed:
        model.press(sign)
    return model


@pytest.mark.parametrize(
    ("decimals", "typed", "text"),
    [
        (2, "500", "500"),
        (2, "12,5", "12,5"),
        (2, "12.5", "12,5"),
        (2, "12,345", "12,34"),
        (2, "1,2,3", "1,23"),
        (2, ",5", "0,5"),
        (0, "1,5", "15"),
        (2, "007", "7"),
        (0, "123456789", "12345678"),
        (2, f"12{ERASE}", "1"),
        (2, "1x2", "12"),
    ],
)
def test_typing_numbers(decimals: int, typed: str, text: str, qapp: object) -> None:
    assert entry(decimals, typed).text == text


@given(st.text(alphabet="0123456789,." + ERASE, max_size=20), st.integers(0, 3))
def test_whatever_is_typed_is_empty_or_a_number(typed: str, decimals: int) -> None:
    model = entry(decimals, typed)
    if model.text:
        assert model.scaled() >= 0


def rows(*keys: str) -> tuple[LineRow, ...]:
    return tuple(LineRow(key, "1", f"name {key}", "", "1,00") for key in keys)


KEYS = st.lists(st.integers(0, 15).map(str), unique=True, max_size=12)


@given(KEYS, KEYS)
def test_the_basket_model_follows_any_change_without_a_reset(before: list[str], after: list[str]) -> None:
    model = BasketModel()
    mirror: list[str] = []
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))

    def inserted(parent: object, first: int, last: int) -> None:
        mirror[first:first] = [""] * (last - first + 1)

    def removed(parent: object, first: int, last: int) -> None:
        del mirror[first : last + 1]

    model.rowsInserted.connect(inserted)
    model.rowsRemoved.connect(removed)
    for wanted in (before, after):
        model.show_lines(rows(*wanted))
        assert [model.line(row).key for row in range(model.rowCount())] == wanted
        assert len(mirror) == len(wanted)
    assert resets == []


def test_a_changed_line_changes_one_row(qapp: object) -> None:
    model = BasketModel()
    model.show_lines(rows("1", "2", "3"))
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.extend(range(first.row(), last.row() + 1)))
    one, two, three = rows("1", "2", "3")
    model.show_lines((one, LineRow("2", "2", two.name, "", "2,00"), three))
    assert changed == [1]


class Heard(Sounds):
    """Remembers what would have been played."""

    def __init__(self) -> None:
        super().__init__(enabled=False)
        self.heard: list[str] = []

    def accepted(self) -> None:
        self.heard.append("accepted")

    def refused(self) -> None:
        self.heard.append("refused")


def test_accepted_and_refused_sound_different_and_never_without_text(qtbot: QtBot) -> None:
    sounds = Heard()
    messages = Messages(lambda: 0, sounds)
    messages.say("good", "Cappuccino")
    messages.say("stop", "Unknown code")
    messages.say("quiet", "Left to pay")
    assert sounds.heard == ["accepted", "refused"]
    assert [message.text for message in messages.history] == ["Left to pay", "Unknown code", "Cappuccino"]


def test_the_two_sound_files_are_what_the_program_makes_and_are_not_alike(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    made = {}
    for name, tones in (("accepted", synthesise.ACCEPTED), ("refused", synthesise.REFUSED)):
        path = tmp_path / f"{name}.wav"
        synthesise.write(path, tones)
        made[name] = path.read_bytes()
        assert made[name] == (Path(synthesise.__file__).parent / f"{name}.wav").read_bytes()
    assert len(made["refused"]) > 3 * len(made["accepted"])


def test_what_is_standing_comes_back_after_what_was_said(qtbot: QtBot) -> None:
    from pos_app.ui.viewmodels.state import Banner

    messages = Messages(lambda: 0, Heard())
    standing = Banner("look", "Offline")
    messages.stand(standing)
    messages.say("good", "Cappuccino")
    assert messages.banner is not None
    assert messages.banner.text == "Cappuccino"
    messages.hush()
    assert messages.banner == standing


def test_an_empty_basket_is_a_state_too() -> None:
    assert BasketState().lines == ()
