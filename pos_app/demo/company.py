"""Writes the demo company as the files that ``trofast-server import`` reads.

All CSV files are UTF-8 with a header row and commas. Amounts have a decimal point and two decimals; an empty price
asks the cashier. ``codes`` are separated by blanks, ``CODE*6`` is a case of six. ``address`` lines are separated
by ``|``. Yes and no are ``yes`` and ``no``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pos_app.demo import goods
from pos_app.demo.goods import CATEGORIES, DemoArticle
from pos_app.demo.people import CASHIERS, DemoCashier, DemoMember, members
from pos_app.demo.programme import PROGRAMME_TOML

COMPANY_ID = "kaffehuset"
STORE_ID = "grunerlokka"
STORE_NAME = "Kaffehuset Grünerløkka"
ORGANISATION_NUMBER = "999 888 777"
"""Its check digit is wrong on purpose: no business can have it."""
ADDRESS = ("Demoveien 12", "0555 Oslo")
MEMBER_COUNT = 200

ARTICLE_COLUMNS = (
    "article_id",
    "name",
    "price",
    "vat_code",
    "vat_percent",
    "unit",
    "category_id",
    "minimum_age",
    "protection",
    "colour",
    "codes",
    "item_reference",
    "quick_position",
)
MEMBER_COLUMNS = ("member_id", "name", "card_number", "phone", "points", "qualifying_points", "tier")
CASHIER_COLUMNS = ("cashier_id", "name", "store_id", "pin", "role")
CATEGORY_COLUMNS = ("category_id", "name", "colour", "position")
STORE_COLUMNS = (
    "store_id",
    "name",
    "organisation_number",
    "address",
    "zone",
    "country",
    "language",
    "currency",
    "vat_included",
)


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """Where the files are, and whom to sign in and what to scan on them."""

    folder: Path
    stores_csv: Path
    categories_csv: Path
    articles_csv: Path
    members_csv: Path
    cashiers_csv: Path
    programme_toml: Path
    company_id: str
    store_id: str
    cashier: DemoCashier
    member: DemoMember
    some_codes: tuple[str, ...]
    article_count: int
    member_count: int


def write_company(folder: Path, *, articles: int = 1200) -> DemoCompany:
    """Write the company's files into ``folder`` (made when missing) and say what is in them.

    Raises ``ValueError`` for more articles than the demo shop has.
    """
    stock = goods.articles(articles)
    people = tuple(members(MEMBER_COUNT))
    folder.mkdir(parents=True, exist_ok=True)
    company = DemoCompany(
        folder=folder,
        stores_csv=folder / "stores.csv",
        categories_csv=folder / "categories.csv",
        articles_csv=folder / "articles.csv",
        members_csv=folder / "members.csv",
        cashiers_csv=folder / "cashiers.csv",
        programme_toml=folder / "grunerlokka-poeng.toml",
        company_id=COMPANY_ID,
        store_id=STORE_ID,
        cashier=CASHIERS[0],
        member=people[0],
        some_codes=tuple(found.code for found in stock if found.code)[:12],
        article_count=len(stock),
        member_count=len(people),
    )
    _write(company.stores_csv, STORE_COLUMNS, [_store_row()])
    shelves = [(c.category_id, c.name, c.colour, str(n)) for n, c in enumerate(CATEGORIES, start=1)]
    _write(company.categories_csv, CATEGORY_COLUMNS, shelves)
    _write(company.articles_csv, ARTICLE_COLUMNS, map(article_row, stock))
    _write(company.members_csv, MEMBER_COLUMNS, map(_member_row, people))
    staff = [(c.cashier_id, c.name, STORE_ID, c.pin, c.role) for c in CASHIERS]
    _write(company.cashiers_csv, CASHIER_COLUMNS, staff)
    company.programme_toml.write_text(PROGRAMME_TOML, encoding="utf-8")
    return company


def article_row(article: DemoArticle) -> tuple[str, ...]:
    """One row of the articles file."""
    codes = (code if pieces == 1 else f"{code}*{pieces}" for code, pieces in article.codes)
    return (
        article.article_id,
        article.name,
        "" if article.price_minor is None else _two_decimals(article.price_minor),
        article.vat.code,
        _percent(article.vat.basis_points),
        article.unit.value,
        article.category_id,
        str(article.minimum_age),
        article.protection.value if article.protection else "",
        article.colour,
        " ".join(codes),
        article.item_reference,
        str(article.quick_position),
    )


def _member_row(member: DemoMember) -> tuple[str, ...]:
    return (
        member.member_id,
        member.name,
        member.card_number,
        member.phone,
        str(member.points),
        str(member.qualifying_points),
        member.tier,
    )


def _store_row() -> tuple[str, ...]:
    address = " | ".join(ADDRESS)
    return (STORE_ID, STORE_NAME, ORGANISATION_NUMBER, address, "Europe/Oslo", "NO", "nb", "NOK", "yes")


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _two_decimals(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _percent(basis_points: int) -> str:
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)
