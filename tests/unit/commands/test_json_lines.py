"""JSON with lines: what the standard decoder reads, and where the mistake is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.commands.json_lines import read_json
from pos_app.domain.loyalty.toml_lines import Problem, Written

VALUES = st.recursive(
    st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def plain(written: Written) -> Any:
    match written.value:
        case dict(table):
            return {name: plain(inner) for name, inner in table.items()}
        case list(items):
            return [plain(inner) for inner in items]
        case value:
            return value


@given(st.dictionaries(st.text(max_size=6), VALUES, max_size=5), st.sampled_from([None, 1]))
def test_it_reads_what_the_standard_decoder_reads(said: dict[str, Any], indent: int | None) -> None:
    found, problems = read_json(json.dumps(said, indent=indent))
    assert problems == []
    assert plain(found) == said


def test_every_value_knows_its_line() -> None:
    found, _ = read_json('{\n "a": 1,\n "b": [\n  {"c":\n   "x"}]\n}')
    assert found.value["a"].line == 2
    (inner,) = found.value["b"].value
    assert (inner.line, inner.value["c"].line) == (4, 5)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("", 1, "a value"),
        ("[]", 1, "one object in braces"),
        ("{} {}", 1, "one object in braces"),
        ('{\n"a" 1}', 2, "a colon"),
        ('{\n"a": 1\n"b": 2}', 3, "a comma or }"),
        ('{"a": [1,]}', 1, "a value"),
        ('{"a": 1,}', 1, "a name in quotes"),
        ('{\n\n"a": tru}', 3, "a value"),
        ('{"a": "x', 1, "a text that ends"),
        ('{"a": 1, "a": 2}', 1, "'a' only once"),
        ("{" + '"a":[' * 1 + "[" * 80, 1, "something less deep"),
    ],
)
def test_what_is_not_json_is_told_with_its_line(text: str, line: int, expected: str) -> None:
    _, problems = read_json(text)
    assert problems == [Problem(line, f"this is not JSON: {expected} is expected here")]


def test_a_number_with_decimals_is_left_to_be_refused() -> None:
    found, problems = read_json('{"price": 250.00, "none": null, "far": 1234567890123456789012}')
    assert problems == []
    assert [written.value for written in found.value.values()] == [None, None, None]
