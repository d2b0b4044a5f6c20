"""Whatever reason the engine can make has a sentence: read from its source, so that a new one cannot be forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.domain import loyalty
from pos_app.domain.loyalty.collecting import _TOLD
from pos_app.domain.loyalty.decision import Outcome, Reason
from pos_app.domain.loyalty.explain import Explainer
from pos_app.domain.loyalty.play_rules import Task
from pos_app.domain.money import NOK
from tests.stage.loyalty_vectors import decided, paths, read, visit_paths

SOURCES = sorted(Path(loyalty.__file__).parent.glob("*.py"))
NOT_THE_ENGINE = {"explain.py", "scene.py", "taking_back_reasons.py"}
"""Sentences themselves; reasons put together from what callers say; returns, which have tests of their own."""

SAID: dict[str, dict[Outcome, tuple[str, ...]]] = {
    # family: what may be missing for it, or why it passed by; an empty word where there is no such thing
    "earn": {Outcome.GAVE: ("",), Outcome.NEARLY: ("minor",), Outcome.PASSED_BY: ("protected",)},
    "bonus": {Outcome.GAVE: ("",), Outcome.NEARLY: ("minor", "pieces")},
    "cap": {Outcome.PASSED_BY: ("cap",)},
    "sales": {Outcome.PASSED_BY: ("limit",)},
    "tier": {Outcome.GAVE: ("",), Outcome.NEARLY: ("minor", "points")},
    "tier.kept": {Outcome.GAVE: ("",)},
    "offer": {
        Outcome.GAVE: ("",),
        Outcome.NEARLY: ("minor", "pieces", "coupon"),
        Outcome.PASSED_BY: ("withheld", "second-basket-discount"),
    },
    "stamp": {Outcome.GAVE: ("",), Outcome.NEARLY: ("stamps", "minor"), Outcome.PASSED_BY: ("withheld",)},
    "coupon": {
        Outcome.GAVE: ("",),
        Outcome.PASSED_BY: (
            *("coupon-unknown", "coupon-used", "coupon-expired", "coupon-not-yet", "coupon-not-needed"),
            "withheld",
        ),
    },
    "challenge": {
        Outcome.GAVE: ("",),
        Outcome.NEARLY: tuple(_TOLD.get(task, task.value) for task in Task),
    },
    "code": {Outcome.GAVE: ("",), Outcome.PASSED_BY: ("already-claimed", "not-now", "cap", "withheld")},
    "membership": {Outcome.GAVE: ("",)},
    "referral": {
        Outcome.GAVE: ("",),
        Outcome.NEARLY: ("minor",),
        Outcome.PASSED_BY: ("self-referral", "cap"),
    },
    "cause": {
        Outcome.GAVE: ("",),
        Outcome.PASSED_BY: ("unknown", "whole-blocks", "too-few-points", "withheld"),
    },
    "partner": {
        Outcome.GAVE: ("",),
        Outcome.PASSED_BY: ("unknown", "whole-blocks", "too-few-points", "not-linked", "withheld"),
    },
    "event": {
        Outcome.GAVE: ("",),
        Outcome.PASSED_BY: ("not-invited", "another-day", "already-checked-in", "withheld"),
    },
    "member": {Outcome.PASSED_BY: ("other-company",)},
}
NAMED_BY = {"words": ("referral",), "rule": ("cause", "partner", "event", "challenge", "offer", "stamp")}
"""Where a call names its rule by a variable: the families it stands for."""
VARIABLE = {"why", "unit"}
"""Words that a call passes on; the function that makes them is read for its texts."""


def calls() -> Iterator[tuple[str, ast.Call, Outcome | None]]:
    """Each call in the engine that makes a reason; a plain ``Reason`` says its outcome itself."""
    for source in SOURCES:
        if source.name in NOT_THE_ENGINE:
            continue
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            match node.func:
                case ast.Attribute(attr="nearly"):
                    yield source.name, node, Outcome.NEARLY
                case ast.Attribute(attr="passed_by"):
                    yield source.name, node, Outcome.PASSED_BY
                case ast.Name(id="Reason"):
                    yield source.name, node, None


def families(rule: ast.expr) -> tuple[str, ...]:
    """What a call names its rule: the text before the colon."""
    match rule:
        case ast.Constant(value=str(text)):
            return (text.partition(":")[0],)
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return (text.partition(":")[0],)
        case ast.JoinedStr(values=[ast.FormattedValue(value=ast.Call(func=ast.Name(id="_name"))), *_]):
            return ("earn",)
        case ast.Call(func=ast.Name(id="_name")):
            return ("earn",)
        case ast.Name(id=name):
            return NAMED_BY[name]
    raise AssertionError(f"a reason named in a new way: {ast.unparse(rule)}")


@pytest.mark.parametrize(
    ("where", "call", "outcome"), [pytest.param(*each, id=f"{each[0]}:{each[1].lineno}") for each in calls()]
)
def test_every_reason_that_the_engine_makes_is_in_the_list(
    where: str, call: ast.Call, outcome: Outcome | None
) -> None:
    if outcome is None:
        rule, made = call.args[0], call.args[1]
        assert isinstance(made, ast.Attribute)
        outcome = Outcome[made.attr]
        unit = next((each.value for each in call.keywords if each.arg == "missing_unit"), ast.Constant(""))
    else:
        rule, unit = call.args[1], call.args[3 if outcome is Outcome.NEARLY else 2]
    for family in families(rule):
        assert family in SAID, f"{where}: {family}"
        assert outcome in SAID[family] or len(families(rule)) > 1, f"{where}: {family} {outcome}"
        match unit:
            case ast.Constant(value=str(word)):
                assert word in SAID[family].get(outcome, (word,)), f"{where}: {family} {outcome} {word}"
            case ast.Name(id=name):
                assert name in VARIABLE, f"{where}: a word from {name}"
            case _:
                raise AssertionError(f"{where}: a word made in a new way: {ast.unparse(unit)}")


def passes_on(call: ast.Call) -> bool:
    return any(isinstance(each, ast.Name) and each.id in VARIABLE for each in call.args)


def test_every_word_that_a_call_passes_on_is_in_the_list() -> None:
    """The texts that ``why`` and ``unit`` can hold are those assigned to them, and what ``_why_not`` returns."""
    known = {word for outcomes in SAID.values() for words in outcomes.values() for word in words}
    wanted = {name for name, call, _ in calls() if passes_on(call)}
    assert {"belonging.py", "collecting.py", "offer_pass.py"} <= wanted
    found: set[str] = set()
    for source in SOURCES:
        if source.name not in wanted:
            continue
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and {ast.unparse(target) for target in node.targets} & VARIABLE:
                found |= texts(node.value)
            if isinstance(node, ast.FunctionDef) and node.name == "_why_not":
                for each in ast.walk(node):
                    if isinstance(each, ast.Return) and each.value is not None:
                        found |= texts(each.value)
    assert "too-few-points" in found
    assert found <= known


def texts(of: ast.expr) -> set[str]:
    """The plain texts that an expression may be; not those it is made with, nor what an f-string holds."""
    match of:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=other):
            return texts(body) | texts(other)
        case ast.BoolOp(values=values):
            return {text for value in values for text in texts(value)}
    return set()


@pytest.mark.parametrize("language", ["nb", "en", "bg", "ko"])
@pytest.mark.parametrize("family", SAID)
def test_every_family_is_told_in_every_outcome_and_unit(family: str, language: str) -> None:
    told = Explainer([], NOK, language)
    for outcome, words in SAID[family].items():
        for word in words:
            for points, amount, tier in ((117, 9400, "Sølv"), (0, 0, "")):
                reason = Reason(
                    family if "." in family else f"{family}:thing",
                    outcome,
                    points,
                    amount,
                    125 if tier else 100,
                    3,
                    word if outcome is Outcome.NEARLY else "",
                    tier,
                    words="2026-12-31" if family == "tier.kept" else "the words",
                    why=word if outcome is Outcome.PASSED_BY else "",
                )
                assert told.knows(reason), reason
                said = told.reason(reason)
                assert said
                assert "{" not in said


@pytest.mark.parametrize("path", [*paths(), *visit_paths()], ids=lambda path: path.stem)
def test_every_reason_of_the_vectors_is_told(path: Path) -> None:
    decision = decided(read(path))
    told = Explainer([], NOK, "en")
    assert [reason for reason in decision.reasons if not told.knows(reason)] == []
