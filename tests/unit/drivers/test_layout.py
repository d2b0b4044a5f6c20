"""Layout: what stands on which line, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printers.document import DocumentError
from drivers.printers.layout import BoxRow, TextRow, beside, lay_out, text_rows, wrap
from drivers.printers.plain_text import cells, printable
from tests.stage.paper_document import Barcode, Blank, Box, Columns, Mark, Paper, Qr, Text, whole_receipt


def test_the_right_part_keeps_to_the_edge_of_the_first_line_and_the_left_wraps_beside_it() -> None:
    assert beside("Kaffe Guji økologisk filtermalt 250 g", "129,00", 30) == [
        "Kaffe Guji økologisk    129,00",
        "  filtermalt 250 g",
    ]


def test_wide_letters_take_two_cells() -> None:
    assert cells("커피 250g") == 9
    assert beside("커피", "129,00", 20) == ["커피" + " " * 10 + "129,00"]


def test_a_right_part_that_leaves_no_room_goes_on_its_own_line() -> None:
    assert beside("Opptjent", "12 345 678 poeng", 20) == ["Opptjent", "    12 345 678 poeng"]


def test_a_word_longer_than_the_paper_is_cut_not_lost() -> None:
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert wrap("ab " + "x" * 12, 10) == ["ab", "x" * 10, "xx"]


def test_an_indent_is_kept() -> None:
    assert wrap("  0,342 kg", 20) == ["  0,342 kg"]


def test_text_in_a_box_is_laid_out_for_the_width_inside() -> None:
    (box,) = lay_out(Paper([Box([Columns("Saldo", "45")])]), 32)
    assert isinstance(box, BoxRow)
    assert [cells(row.text) for row in box.rows] == [28]


def test_size_two_has_half_the_columns() -> None:
    (row,) = lay_out(Paper([Columns("Totalt", "459,00", bold=True, size=2)]), 48)
    assert isinstance(row, TextRow)
    assert (cells(row.text), row.size, row.bold) == (24, 2, True)


@pytest.mark.parametrize(
    "block",
    [
        Mark("hologram"),
        Text("a", align="middle"),
        Text("a", size=3),
        Blank(-1),
        Blank(51),
        Qr(""),
        Barcode("12a"),
        Barcode(""),
        Barcode("1" * 37),
        Box([Mark("rule")]),  # type: ignore[list-item]
    ],
)
def test_a_block_that_cannot_be_printed_is_named(block: Text) -> None:
    with pytest.raises(DocumentError):
        lay_out(Paper([block]), 48)


@pytest.mark.parametrize("columns", [24, 32, 42, 48, 64])
def test_no_line_of_a_receipt_is_wider_than_its_paper(columns: int) -> None:
    rows = lay_out(whole_receipt(), columns)
    assert all(cells(row.text) * row.size <= columns for row in text_rows(rows))


words = st.text("abcæøå 커피кф,.", max_size=60)


@given(words, st.integers(4, 48))
def test_wrapping_loses_no_letter_and_fills_no_line_too_far(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cells(line) <= width for line in lines)


@given(words, st.text("0123456789 ,-", max_size=20), st.integers(8, 48))
def test_columns_lose_no_letter_and_keep_the_right_edge(left: str, right: str, width: int) -> None:
    lines = beside(left, right, width)
    assert all(cells(line) <= width for line in lines)
    kept = sorted("".join(lines).replace(" ", ""))
    assert kept == sorted((left + right).replace(" ", ""))
    if right.strip() and right == right.strip() and len(right) <= width:
        assert any(line.endswith(right) and cells(line) == width for line in lines)


@given(st.text(max_size=200))
def test_printable_text_holds_nothing_that_could_act(text: str) -> None:
    shown = printable(text)
    assert all(character.isprintable() for character in shown)
    assert not set(shown) & set("\u202e\u2066\u200b\ufeff\u2028")


def test_control_characters_are_shown_as_dots_and_typographers_blanks_as_blanks() -> None:
    assert printable("Ola\x1bp\x00N\x1dV\n") == "Ola·p·N·V·"
    assert printable("a\u202eb") == "a·b"
    assert printable("1\u00a0245\u202f000") == "1 245 000"
    assert printable("a\u1680b\u3000c\td") == "a b c d"
    assert printable("\u2212 5") == "- 5"
    assert printable("A\u030a") == "Å"


@pytest.mark.parametrize(
    ("total", "rows"),
    [
        ("618,00 kr", ["Totalt 618,00 kr"]),
        ("1 618,00 kr", ["Totalt", "     1 618,00 kr"]),
    ],
)
def test_no_word_is_cut_to_make_room_for_an_amount(total: str, rows: list[str]) -> None:
    document = Paper([Columns("Totalt", total, size=2)])
    assert [row.text for row in text_rows(lay_out(document, 32))] == rows


def test_a_word_longer_than_the_paper_is_cut_and_keeps_its_amount_beside_it() -> None:
    document = Paper([Columns("x" * 40, "12,00")])
    assert next(row.text for row in text_rows(lay_out(document, 32))).endswith("12,00")
