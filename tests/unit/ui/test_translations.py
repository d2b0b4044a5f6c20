from __future__ import annotations

import ast
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.ui import keys
from pos_app.ui.translations import refresh
from pos_app.ui.viewmodels.refusals import SENTENCES, UNREADABLE, sentence
from pos_app.ui.viewmodels.stops import STOPS, stop_state
from tests.gui.till import application

UI = refresh.FOLDER.parent


def messages(language: str) -> dict[tuple[str, str], ET.Element]:
    """Every text of a translation file by context and source."""
    root = ET.parse(refresh.FOLDER / f"trofast_{language}.ts").getroot()
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message
        for context in root.findall("context")
        for message in context.findall("message")
    }


def marked_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Every text that a source file marks for translation, with its context, found on the syntax tree."""

    def visit(node: ast.AST, inside: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, ast.ClassDef):
            inside = node.name
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = [
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            if name == "tr" and texts:
                yield inside, texts[0]
            elif name in ("translate", "QT_TRANSLATE_NOOP") and len(texts) == 2:
                yield texts[0], texts[1]
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside)

    yield from visit(ast.parse(path.read_text(encoding="utf-8")), "")


def test_every_marked_text_of_the_sources_is_in_the_norwegian_file_and_nothing_else() -> None:
    marked = {text for path in UI.rglob("*.py") for text in marked_texts(path)}
    assert len(marked) > 250
    assert marked == set(messages("nb"))


def test_norwegian_has_no_unfinished_text() -> None:
    for (context, source), message in messages("nb").items():
        translation = message.find("translation")
        assert translation is not None
        assert translation.get("type") is None, (context, source)
        forms = translation.findall("numerusform")
        texts = [form.text for form in forms] if forms else [translation.text]
        assert all(text and text.strip() for text in texts), (context, source)


def test_english_has_every_plural() -> None:
    plural = {key for key, message in messages("nb").items() if message.get("numerus")}
    english = messages("en")
    assert set(english) == plural
    for message in english.values():
        forms = message.findall("translation/numerusform")
        assert len(forms) == 2
        assert all(form.text for form in forms)


def test_a_translation_fills_in_the_same_facts_as_its_source() -> None:
    import string

    def facts(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for (_, source), message in messages("nb").items():
        for text in [
            message.findtext("translation") or "",
            *(f.text or "" for f in message.iter("numerusform")),
        ]:
            if text.strip():
                assert facts(text) == facts(source)
                assert ("%n" in text) == ("%n" in source)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_compiled_file_is_the_one_the_texts_make(language: str, tmp_path: Path) -> None:
    made = tmp_path / "made.qm"
    refresh.compile_one(refresh.FOLDER / f"trofast_{language}.ts", made)
    assert made.read_bytes() == (refresh.FOLDER / f"trofast_{language}.qm").read_bytes()


def test_every_refusal_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Refusal)


def test_a_sentence_never_fails_for_a_missing_fact(qapp: object) -> None:
    for reason in Refusal:
        assert sentence(Refused(reason))


@pytest.mark.parametrize("cause", [*STOPS, "something_new"])
def test_a_stopped_till_always_says_what_to_do(cause: str, qapp: object) -> None:
    state = stop_state(CannotSell(cause, "The disk fell off."))
    assert state.title
    assert state.happened
    assert state.todo
    if cause == "something_new":
        assert state.happened == "The disk fell off."


def test_causes_that_the_store_knows_all_have_translated_sentences() -> None:
    from pos_app.storage import faults

    assert set(faults._SENTENCES) <= set(STOPS)


def test_reasons_that_the_scanners_know_all_have_sentences() -> None:
    from drivers.scanners.codes import RefusedReason

    assert {reason.value for reason in RefusedReason} <= set(UNREADABLE)


def test_causes_that_the_devices_know_all_have_sentences() -> None:
    from drivers.state import Cause
    from pos_app.ui.viewmodels.status import CAUSES

    assert {cause.value for cause in Cause} - {"none"} <= set(CAUSES)


def test_the_help_shows_norwegian_after_norwegian_was_chosen() -> None:
    application("nb")
    assert keys.shown("Member") == "Medlem"
