"""The doctor itself: it never hangs, never falls over, and speaks both languages."""

from __future__ import annotations

import ast
import string
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app import diagnosis
from pos_app.bootstrap.own_place import place_of
from pos_app.diagnosis import device_words, examine, network_words
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.examine import CHECKS, Check
from pos_app.diagnosis.words import Area, Found, Words, ok
from tests.unit.diagnosis.conftest import Patient

FINE = Words("odd.fine", "Fine.", "", "Fint.", "")
ODD = Area("odd", "Odd", "Rart")


def _all_words() -> list[Words]:
    modules = [
        *dict.fromkeys(__import__(check.look.__module__, fromlist=["x"]) for check in CHECKS),
        device_words,
        network_words,
        examine,
    ]
    here = [each for module in modules for each in vars(module).values() if isinstance(each, Words)]
    return [*here, *device_words.CAUSES.values(), *network_words.TROUBLES.values()]


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("words", _all_words(), ids=lambda words: words.code)
def test_each_sentence_is_said_in_both_languages_about_the_same(words: Words) -> None:
    def own(text: str) -> set[str]:
        return {name.removesuffix("_nb") for name in _names(text)}

    assert own(words.says) == own(words.says_nb)
    assert own(words.do) == own(words.do_nb)
    assert bool(words.do) == bool(words.do_nb)
    assert words.says[-1] in ".}"
    assert words.says_nb[-1] in ".}"
    assert words.says != words.says_nb or words.code == "program.runs"


def test_no_two_sentences_have_one_code() -> None:
    codes = [each.code for each in _all_words()]
    assert {code for code in codes if codes.count(code) > 1} == {"database.size"}


def test_a_check_never_prints() -> None:
    for path in Path(diagnosis.__file__).parent.glob("*.py"):
        called = [
            node.func.id
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ]
        assert "print" not in called


def test_a_check_that_hangs_is_a_finding_and_holds_nobody_up(patient: Patient) -> None:
    go_on = threading.Event()

    def hang(_: Case) -> Iterator[Found]:
        yield ok(FINE)
        go_on.wait(30)

    began = time.monotonic()
    found = examine.examine(
        Case(patient.till.toml, place_of),
        checks=[Check(ODD, hang), Check(Area("well", "Well", "Vel"), lambda _: [ok(FINE)])],
        within_s=0.3,
    )
    go_on.set()
    assert time.monotonic() - began < 5
    assert [each.code for each in found] == ["odd.fine", "odd.too_slow", "odd.fine"]


def test_a_check_of_ours_that_fails_is_a_finding_that_tells_no_data(patient: Patient) -> None:
    def fail(_: Case) -> Iterator[Found]:
        yield ok(FINE)
        raise ValueError("Ada Nordmann")

    found = examine.examine(Case(patient.till.toml, place_of), checks=[Check(ODD, fail)])
    assert [each.code for each in found] == ["odd.fine", "odd.our_fault"]
    assert "ValueError, test_examine.py:" in found[1].says
    assert "Ada" not in str(found)


def test_everything_is_said_in_norwegian_as_well(patient: Patient) -> None:
    english, norwegian = patient.examine(), patient.examine(language="nb")
    assert list(english) == list(norwegian)
    assert norwegian["settings.place"].title == "Innstillinger"
    assert norwegian["network.refused"].do.endswith("Salgene tas vare på i kassen så lenge.")


def test_a_folder_that_is_nothing_is_told_and_no_more(tmp_path: Path) -> None:
    found = examine.examine(Case(tmp_path / "till.toml", place_of))
    assert {each.standing.value for each in found if each.area == "settings"} == {"wrong"}
    assert not [each for each in found if each.code.endswith(".our_fault")]
