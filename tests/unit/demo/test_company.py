"""The files of the demo company say what the till will show."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from pos_app.demo.company import (
    ARTICLE_COLUMNS,
    CASHIER_COLUMNS,
    CATEGORY_COLUMNS,
    MEMBER_COLUMNS,
    STORE_COLUMNS,
    DemoCompany,
    write_company,
)
from pos_app.demo.people import CASHIERS, members
from pos_app.domain.loyalty.programme_text import programme_from_text


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> DemoCompany:
    """A written company; nothing changes it."""
    return write_company(tmp_path_factory.mktemp("demo") / "company")


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by column."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_has_the_columns_that_the_server_reads(company: DemoCompany) -> None:
    expected = {
        company.articles_csv: ARTICLE_COLUMNS,
        company.members_csv: MEMBER_COLUMNS,
        company.cashiers_csv: CASHIER_COLUMNS,
        company.categories_csv: CATEGORY_COLUMNS,
        company.stores_csv: STORE_COLUMNS,
    }
    for path, columns in expected.items():
        assert all(tuple(row) == columns for row in rows(path)), path.name


def test_articles_are_written_as_they_are_sold(company: DemoCompany) -> None:
    by_name = {row["name"]: row for row in rows(company.articles_csv)}
    assert len(by_name) == company.article_count >= 1000
    assert by_name["Cappuccino"] == {
        "article_id": "k002",
        "name": "Cappuccino",
        "price": "49.00",
        "vat_code": "31",
        "vat_percent": "15",
        "unit": "piece",
        "category_id": "kaffe",
        "minimum_age": "0",
        "protection": "",
        "colour": "#A9713F",
        "codes": "9520000000028",
        "item_reference": "",
        "quick_position": "2",
    }
    assert by_name["Gavekort"]["price"] == ""
    assert by_name["Kaffebønner Etiopia"]["unit"] == "kg"
    assert by_name["Kaffebønner Etiopia"]["item_reference"] == "000411"
    assert any("*6" in row["codes"] for row in by_name.values())


def test_two_hundred_members_have_a_name_a_card_and_a_tier_that_fits(company: DemoCompany) -> None:
    programme = programme_from_text(company.programme_toml.read_text(encoding="utf-8"), "demo")
    people = rows(company.members_csv)
    assert len(people) == company.member_count == 200
    for column in ("member_id", "name", "card_number", "phone"):
        assert len({row[column] for row in people}) == 200, column
    for row in people:
        tier = programme.tier_at(int(row["qualifying_points"]))
        assert tier is not None
        assert tier.code == row["tier"]
        assert row["phone"].startswith("+447700900")
        assert 0 <= int(row["points"]) <= int(row["qualifying_points"])
    assert set(Counter(row["tier"] for row in people)) == {"medlem", "solv", "gull"}


def test_ada_is_gold_as_on_the_designers_picture(company: DemoCompany) -> None:
    assert (company.member.name, company.member.tier, company.member.points) == ("Ada Nordmann", "gull", 1240)


def test_women_and_men_have_the_bulgarian_family_name_that_fits() -> None:
    names = [member.name for member in members(200)]
    assert "Мария Караманчева" in names
    assert any(name.startswith("Георги") and not name.endswith("а") for name in names)


def test_the_programme_is_the_one_that_is_promised(company: DemoCompany) -> None:
    programme = programme_from_text(company.programme_toml.read_text(encoding="utf-8"), "demo")
    (rule,) = programme.earns
    assert (rule.points, rule.per_minor) == (1, 100)
    assert [tier.name for tier in programme.tiers] == ["Medlem", "Sølv", "Gull"]
    assert programme.redemption is not None
    assert (programme.redemption.block, programme.redemption.value_minor) == (100, 1000)


def test_the_store_is_where_its_receipts_say(company: DemoCompany) -> None:
    (row,) = rows(company.stores_csv)
    assert row["address"] == "Demoveien 12 | 0555 Oslo"
    assert (row["currency"], row["zone"], row["vat_included"]) == ("NOK", "Europe/Oslo", "yes")


def test_three_cashiers_have_pins_of_four_digits(company: DemoCompany) -> None:
    assert [row["cashier_id"] for row in rows(company.cashiers_csv)] == [c.cashier_id for c in CASHIERS]
    assert len({cashier.pin for cashier in CASHIERS}) == 3
    assert all(len(cashier.pin) == 4 and cashier.pin.isdigit() for cashier in CASHIERS)


def test_the_same_company_is_written_every_time(company: DemoCompany, tmp_path: Path) -> None:
    again = write_company(tmp_path)
    assert again.articles_csv.read_bytes() == company.articles_csv.read_bytes()
    assert again.members_csv.read_bytes() == company.members_csv.read_bytes()
