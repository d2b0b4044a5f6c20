"""Past sales from a CSV file: what is read, what is told with its line, and shares that add up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pos_app.commands.past_sales import read_sales
from pos_app.domain.catalogue import Protection
from pos_app.domain.errors import BadFile
from pos_app.domain.loyalty.simulate import PastLine, PastSale
from pos_app.domain.money import EUR, NOK


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "sales.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_are_sales_in_order_of_time(tmp_path: Path) -> None:
    path = written(tmp_path, "date,member,amount\n2026-03-15,bo,1.50\n2026-03-14T16:05,anna,250.00\n")
    assert [*read_sales(path, EUR).sales()] == [
        PastSale(date(2026, 3, 14), 16 * 60 + 5, "anna", (PastLine(25_000),)),
        PastSale(date(2026, 3, 15), 720, "bo", (PastLine(150),)),
    ]


def test_rows_of_one_sale_are_one_basket_with_their_goods(tmp_path: Path) -> None:
    text = (
        "sale;date;member;amount;article;category;quantity;till\n"
        "7;2026-03-14;anna;24,00;milk;dairy;2;1\n"
        "8;2026-03-14;;5,00;bread;;;1\n"
        "7;2026-03-14;anna;16,20;almonds;loose;1,350;1\n"
    )
    read = read_sales(written(tmp_path, text), NOK)
    assert [*read.sales()] == [
        PastSale(
            date(2026, 3, 14),
            720,
            "anna",
            (PastLine(2_400, "milk", "dairy", 2_000), PastLine(1_620, "almonds", "loose", 1_350)),
        ),
        PastSale(date(2026, 3, 14), 720, "", (PastLine(500, "bread"),)),
    ]
    assert read.unused == ("till",)


def test_goods_that_never_count_are_named_by_their_class(tmp_path: Path) -> None:
    text = "date,member,amount,protection\n2026-03-14,a,2.00,deposit\n2026-03-14,a,1.00,\n2026-03-14,a,9.00,beer\n"
    read = read_sales(written(tmp_path, text), NOK)
    assert [line.protection for sale in read.sales() for line in sale.lines] == [Protection.DEPOSIT, None]
    ((line, words),) = read.errors
    assert line == 4
    assert words.startswith("protection: one of alcohol,")


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    text = (
        "date,member,amount,quantity\n"
        "2026-03-14,a,1.00,1\n"
        "14.03.2026,a,1.00,1\n"
        "2026-02-29,a,1.00,1\n"
        "2026-03-14T25:00,a,1.00,1\n"
        "2026-03-14,a,one,1\n"
        "2026-03-14,a,1.005,1\n"
        "2026-03-14,a,1.00,none\n"
        "2026-03-14,a\n"
    )
    errors = read_sales(written(tmp_path, text), EUR).errors
    assert [line for line, _ in errors] == [3, 4, 5, 6, 7, 8, 9]
    words = dict(errors)
    assert words[3].endswith("here is '14.03.2026'")
    assert words[7] == "amount: EUR with at most 2 decimals is expected, here is '1.005'"
    assert words[9] == "4 columns are needed, here are 2"


def test_returns_are_counted_and_left_out(tmp_path: Path) -> None:
    read = read_sales(
        written(tmp_path, "date,member,amount\n2026-03-14,a,-1.00\n2026-03-14,a,0.00\n2026-03-14,a,2.00\n"),
        EUR,
    )
    assert (len(read.rows), read.left_out, read.errors) == (1, 2, [])


@pytest.mark.parametrize(
    ("text", "encoding", "line", "expected"),
    [
        ("", "utf-8", 1, "missing here: date, member, amount"),
        ("date,amount\n", "utf-8", 1, "missing here: member"),
        ("date,member,amount\n2026-03-14,å,1.00\n", "latin-1", None, "not UTF-8 text"),
        ('date,member,amount\n2026-03-14,"a,1.00\n', "utf-8", 2, "this is not CSV"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    tmp_path: Path, text: str, encoding: str, line: int | None, expected: str
) -> None:
    with pytest.raises(BadFile) as told:
        read_sales(written(tmp_path, text, encoding), EUR)
    assert told.value.line == line
    assert expected in told.value.expected


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        read_sales(tmp_path / "none.csv", EUR)


def test_shares_hold_each_row_once_and_each_member_whole(tmp_path: Path) -> None:
    lines = [f"2026-03-{1 + n % 28:02},{['', 'a', 'b', 'c', 'd'][n % 5]},{n + 1}.00" for n in range(60)]
    path = written(tmp_path, "\n".join(["date,member,amount", *lines, "wrong,a,1.00", "short"]) + "\n")
    whole = read_sales(path, EUR)
    shares = [read_sales(path, EUR, share, 3) for share in range(3)]
    assert sorted(row for share in shares for row in share.rows) == sorted(whole.rows)
    assert sorted(error for share in shares for error in share.errors) == sorted(whole.errors)
    for member in "abcd":
        assert sum(any(row[2] == member for row in share.rows) for share in shares) == 1
