"""After an update of the program whoever closes the day is told once, in one quiet line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos_app.ui.ports import ProgramNews
from tests.gui.till import Till
from tests.stage.counter import INGRID, MAJA, Stage


class News:
    """What the till's note says, as bootstrap tells it."""

    def __init__(self, failed: str = "") -> None:
        self.failed = failed
        self.asked = self.known = 0

    def __call__(self) -> ProgramNews | None:
        self.asked += 1
        return None if self.known else ProgramNews("1.1", self.failed, self.told)

    def told(self) -> None:
        self.known += 1


def a_till(news: Callable[[], ProgramNews | None], language: str = "nb") -> Till:
    stage = Stage(language=language, program_news=news)
    stage.staff.manager_comes()
    return Till(stage)


def said(till: Till) -> list[str]:
    till.settle()
    return [message.text for message in till.window.models.messages.history]


@pytest.mark.parametrize(
    ("failed", "language", "text"),
    [
        ("", "nb", "Trofast er oppdatert: versjon 1.1 er i bruk nå."),
        ("", "en", "Trofast was updated: version 1.1 runs now."),
        (
            "1.2",
            "nb",
            "Versjon 1.2 av Trofast virket ikke på denne kassen. Versjon 1.1 brukes videre; ingenting er tapt.",
        ),
    ],
)
def test_whoever_closes_the_day_reads_it_once(failed: str, language: str, text: str) -> None:
    news = News(failed)
    till = a_till(news, language)
    sign_in = till.window.models.sign_in.signed_in
    sign_in.emit(INGRID)
    assert text not in said(till), "a cashier has other things to do"
    assert news.asked == 0
    sign_in.emit(MAJA)
    assert said(till).count(text) == 1
    assert (news.asked, news.known) == (1, 1)
    sign_in.emit(MAJA)
    assert said(till).count(text) == 1
    till.close()


def test_a_note_that_cannot_be_read_says_nothing_and_stops_nobody() -> None:
    def broken() -> ProgramNews | None:
        raise OSError("the disk")

    till = a_till(broken)
    till.window.models.sign_in.signed_in.emit(MAJA)
    till.settle()
    assert till.window.is_selling
    till.close()
