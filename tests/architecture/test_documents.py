"""What documents point at is there: links, the tests that a rule names, and the breaks of the simulation."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import project
from tests.simulation.breaks import BREAKS

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
TEST = re.compile(r"\btests/[\w/]+\.py\b")
BREAK = re.compile(r"--break\s+([a-z-]+)")
RULE = re.compile(r"^#### ([A-Z=-]+): .+$", re.MULTILINE)
RULES = frozenset(
    [
        "DENSE-SEQ",
        "CHAIN",
        "SIGNED-BATCH",
        "KEY=EFFECT",
        "SAME-ID-OTHER-BYTES",
        "FORK",
        "FACTS-NEVER-REJECTED",
        "POISON-ASIDE",
        "OPAQUE-ENVELOPE",
        "ACK-IS-NOT-DELETE",
        "EPOCH",
        "SERVER-ORDER",
        "HERD",
        "FORGETTABLE",
        "CONSERVATION",
        "LOTS",
        "HOLD",
        "LEASE",
        "LEASE-ONCE",
        "FLOOR",
        "BOUNDED",
        "CLASSES",
        "CLAWBACK",
        "REPLAY",
    ]
)
OF_THE_TILL = frozenset({"one-tx", "durable-first", "epoch-holds"})
"""Breaks that are no rule of ``sync`` by their own name."""


def documents() -> list[Path]:
    return [path for path in project.files() if path.suffix == ".md"]


@cache
def text_of(path: Path) -> str:
    """A document without what stands in fenced blocks."""
    return FENCED.sub("", (project.ROOT / path).read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """What a link into that document may name: its headings, as a page of the repository makes them."""
    headings = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", documents(), ids=str)
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    astray = []
    for target in LINK.findall(text_of(document)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (project.ROOT / document.parent / name).resolve() if name else project.ROOT / document
        if not found.exists() or (anchor and anchor not in anchors(found.relative_to(project.ROOT))):
            astray.append(target)
    assert not astray


@pytest.mark.parametrize("document", documents(), ids=str)
def test_every_test_and_every_break_that_a_document_names_is_there(document: Path) -> None:
    text = text_of(document)
    gone = [name for name in TEST.findall(text) if not (project.ROOT / name).is_file()]
    gone += [name for name in BREAK.findall(text) if name.upper() != "NAME" and name not in BREAKS]
    assert not gone


def rules() -> dict[str, str]:
    """The rules that ``sync/README.md`` argues, each with its argument."""
    parts = RULE.split(text_of(Path("sync/README.md")))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_rule_of_sync_is_argued_by_its_name() -> None:
    assert rules().keys() == RULES


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_says_what_it_leaves_and_which_tests_hold_it(rule: str) -> None:
    argument = rules()[rule]
    assert "*Left:*" in argument
    named = [
        path for path in TEST.findall(argument.partition("*Tests:*")[2]) if Path(path).name != "books.py"
    ]
    word = f"_{rule.lower().replace('=', '_').replace('-', '_')}_"
    held = [path for path in named if word in (project.ROOT / path).read_text(encoding="utf-8")]
    assert held, f"none of {named} has a test with the rule's name"


@pytest.mark.parametrize("name", sorted(BREAKS.keys() - OF_THE_TILL))
def test_a_rule_names_the_break_that_takes_it_away(name: str) -> None:
    rule = "KEY=EFFECT" if name == "key-effect" else name.upper()
    assert f"--break {name}" in " ".join(rules()[rule].split())


def test_nothing_holds_the_marks_of_a_merge_that_was_not_finished() -> None:
    marks = re.compile(r"^(<{7} |>{7} )", re.MULTILINE)
    assert not [str(path) for path, text in project.texts() if marks.search(text)]
