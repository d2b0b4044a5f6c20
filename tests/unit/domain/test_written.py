"""Files that people write: typed values, optional tables, and the line of every mistake."""

from __future__ import annotations

import pytest

from pos_app.domain.errors import BadFile
from pos_app.domain.money import NOK
from pos_app.domain.written import Page, Table


def root(text: str) -> Table:
    """The root table of `text`."""
    return Page(text, "till.toml").root


def test_values_are_read_by_their_type() -> None:
    table = root('a = "x"\nb = 3\nc = true\nd = ["p", "q"]\ne = "12,50"\nf = "two"\n')
    assert table.text("a") == "x"
    assert table.whole("b") == 3
    assert table.yes_no("c", default=False)
    assert table.texts("d") == ("p", "q")
    assert table.amount("e", NOK) == 1250
    assert table.choice("f", ["one", "two"]) == "two"
    assert table.has("a")
    assert not table.has("z")


def test_what_is_not_there_has_its_default() -> None:
    table = root("")
    assert table.text("a", "usual") == "usual"
    assert table.text("a", "", empty=True) == ""
    assert table.whole("b", 7) == 7
    assert table.texts("d") == ()
    assert table.tables("t") == []
    assert not table.table("t", required=False).has("a")


@pytest.mark.parametrize("value", ["7", '["p", 7]', '"p"'])
def test_a_list_of_texts_holds_texts_only(value: str) -> None:
    with pytest.raises(BadFile, match="line 2"):
        root(f"x = 1\nd = {value}\n").texts("d")


@pytest.mark.parametrize("value", ["7", "[7]", '"p"'])
def test_tables_are_tables(value: str) -> None:
    with pytest.raises(BadFile, match=r"\[\[t\]\]"):
        root(f"t = {value}\n").tables("t")


def test_bounds_are_part_of_what_was_expected() -> None:
    with pytest.raises(BadFile, match="from 1 to 65535"):
        root("port = 70000").whole("port", at_least=1, at_most=65535)


def test_the_second_table_of_a_name_has_its_own_lines() -> None:
    text = '[[printer]]\nname = "a"\n\n[[printer]]\nname = 5\n'
    first, second = root(text).tables("printer")
    assert first.text("name") == "a"
    with pytest.raises(BadFile) as found:
        second.text("name")
    assert found.value.line == 5


def test_a_table_inside_a_table_is_found_by_its_full_name() -> None:
    outer = root("[a]\nx = 1\n\n[a.b]\ny = 2\n").table("a")
    with pytest.raises(BadFile) as found:
        outer.only({"x"})
    assert found.value.line == 4


def test_the_sentence_names_file_line_and_what_was_expected() -> None:
    with pytest.raises(BadFile) as found:
        root("\nname = 5\n").text("name")
    assert str(found.value) == 'till.toml, line 2: name = "a text in quotes"'
