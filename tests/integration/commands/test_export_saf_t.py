"""``trofast export`` as a process: the file for the tax office, or a plain sentence and never half a file."""

from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from pos_app.bootstrap.opening import open_till
from pos_app.config import load_settings
from pos_app.domain import tender as tenders
from pos_app.services.selling import sell
from pos_app.storage.signature_check import is_right
from tests.stage import goods
from tests.stage.ready_till import ROWS, ReadyTill, trofast
from tests.stage.replicas import STORE_ROW, load
from tests.stage.saf_t_schema import tag


def export(
    till: ReadyTill, out: Path, first: str = "2026-03-01", last: str = "2026-03-01"
) -> tuple[int, str, str]:
    done = trofast("export", "saf-t", "--config", till.toml, "--from", first, "--to", last, "-o", out)
    return done.returncode, done.stdout, done.stderr


def test_the_days_sales_are_written_and_those_without_a_signature_named(
    sold_till: ReadyTill, tmp_path: Path
) -> None:
    out = tmp_path / "books.xml"
    code, said, complained = export(sold_till, out)
    assert said == f"{out}: 6 sales and returns, 564.00 NOK in all, 0 events\n"
    assert (code, complained) == (
        1,
        "These receipts carry no signature for the tax office: 1, 2, 3, 4, 5 and 1 more.\n",
    )
    assert out.read_text("utf-8").endswith("</auditfile>\n")
    assert [each.name for each in tmp_path.iterdir()] == ["books.xml"]


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-03-02", "2026-03-01", "the last day 2026-03-01 is before the first, 2026-03-02"),
        ("1.3.2026", "2026-03-01", "--from is a day such as 2026-03-01, not '1.3.2026'"),
        ("2001-01-01", "2026-03-01", "longer than books are kept"),
    ],
)
def test_days_that_are_none_are_refused(
    sold_till: ReadyTill, tmp_path: Path, first: str, last: str, sentence: str
) -> None:
    code, _, complained = export(sold_till, tmp_path / "books.xml", first, last)
    assert code == 2
    assert sentence in complained
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_can_not_be_written_is_named(sold_till: ReadyTill, tmp_path: Path) -> None:
    code, _, complained = export(sold_till, tmp_path / "nowhere" / "books.xml")
    assert code == 3
    assert "nowhere" in complained
    assert "No such file or directory" in complained


def test_a_store_elsewhere_is_told_so_and_nothing_is_written(till: ReadyTill, tmp_path: Path) -> None:
    moved = msgspec.structs.replace(STORE_ROW, country="BG")
    load(till.data, (moved, *ROWS[1:]), cursor=200).close()
    out = tmp_path / "books.xml"
    code, _, complained = export(till, out)
    assert code == 2
    assert "Trofast knows no rules for tills in BG" in complained
    assert not out.exists()


def test_public_keys_of_a_till_that_never_signed_are_none(sold_till: ReadyTill, tmp_path: Path) -> None:
    out = tmp_path / "keys.pem"
    done = trofast("export", "public-keys", "--config", sold_till.toml, "-o", out)
    assert (done.returncode, done.stdout, out.read_text()) == (0, f"{out}: 0 keys\n", "")


def test_a_till_that_sells_signs_with_a_key_of_its_own_and_others_can_check_it(
    till: ReadyTill, tmp_path: Path
) -> None:
    opened = open_till(load_settings(till.toml))
    try:
        bought = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)
        sale = sell(opened.ports, "ingrid", bought, None, (tenders.card(9400, "4711"),)).sale
    finally:
        opened.close()
    day = sale.context.business_date
    code, said, complained = export(till, tmp_path / "books.xml", day, day)
    assert (code, complained) == (0, "")
    assert "1 sales and returns, 94.00 NOK in all" in said
    done = trofast("export", "public-keys", "--config", till.toml, "-o", tmp_path / "keys.pem")
    assert done.returncode == 0, done.stderr
    version, _, key = (tmp_path / "keys.pem").read_text().partition("\n")
    told = ET.parse(tmp_path / "books.xml").getroot()
    words = [told.findtext(f".//{tag(name)}") for name in ("transDate", "transTime", "nr")]
    text = ";".join(("0", *map(str, words), "94.00", "81.74"))
    assert (version, told.findtext(f".//{tag('keyVersion')}")) == ("keyVersion 1", "1")
    assert is_right(key, text, told.findtext(f".//{tag('signature')}") or "")
    assert trofast("verify", "--config", till.toml).returncode == 0
