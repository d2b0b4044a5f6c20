"""Importing files: every mistake with its line, all or nothing, twice is once."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.messages import ArticleRow, CashierRow, CategoryRow, GrantV1, RoleRow, StoreRow
from sync.protocol.v1.numbers import number_hash
from sync.server.desk.cards import replace_card
from sync.server.importing import ImportRefused
from sync.server.schema import tables
from sync.server.schema.columns import metadata
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import MEMBER, PROGRAMME_TEXT, Shop

ARTICLES = (
    "article_id,name,price,vat_code,vat_percent,unit,category_id,minimum_age,protection,colour,codes,"
    "item_reference,quick_position\n"
)


def mistakes(shop: Shop, **texts: str) -> list[str]:
    """What an import of these files says is wrong, without the folder; nothing may be written."""
    before = {table.name: shop.rows(table) for table in metadata.sorted_tables}
    with pytest.raises(ImportRefused) as refused:
        shop.import_texts(**texts)
    assert before == {table.name: shop.rows(table) for table in metadata.sorted_tables}
    return [str(mistake).replace(f"{shop.folder}/", "") for mistake in refused.value.mistakes]


def test_import_an_article_says_all_its_columns(shop: Shop) -> None:
    shop.import_texts(
        categories="category_id;name;colour;position\ndrikke;Drikke;#3B6EA5;2\n",
        articles=ARTICLES
        + 'ol,"Pils, 0,5 l","42,90",3,25,piece,drikke,18,alcohol,#A9713F,7038010000010 7038010000027*6 4711,,3\n'
        + "eple,Epler,39.90,31,15 %,kg,,,,,,21034,\n"
        + "gave,Gavekort,,5,0,,,,gift_card,,,,\n",
    )
    rows = {row.article_id: row for row in shop.changes().rows if isinstance(row, ArticleRow)}
    beer = rows["ol"]
    assert (beer.name, beer.price_minor, beer.vat_code, beer.vat_basis_points) == (
        "Pils, 0,5 l",
        4290,
        "3",
        2500,
    )
    assert (beer.unit, beer.category_id, beer.minimum_age, beer.protection) == (
        "piece",
        "drikke",
        18,
        "alcohol",
    )
    assert beer.codes == (("7038010000010", 1), ("7038010000027", 6), ("4711", 1))
    assert (beer.colour, beer.quick_position) == ("#A9713F", 3)
    assert (rows["eple"].unit, rows["eple"].item_reference, rows["eple"].vat_basis_points) == (
        "kg",
        "21034",
        1500,
    )
    assert (rows["gave"].price_minor, rows["gave"].protection) == (None, "gift_card")
    assert (
        CategoryRow(category_id="drikke", name="Drikke", colour="#3B6EA5", position=2) in shop.changes().rows
    )


def test_import_a_upc_a_becomes_its_gtin_13(shop: Shop) -> None:
    shop.import_texts(articles=ARTICLES + "a,A,1,3,25,,,,,,036000291452,,\n")
    [row] = [row for row in shop.changes().rows if isinstance(row, ArticleRow)]
    assert row.codes == (("0036000291452", 1),)


def test_import_a_store_says_all_its_columns(shop: Shop) -> None:
    shop.import_texts(
        stores="store_id,name,organisation_number,address,currency,zone,country,language,vat_included\n"
        "s1,Kaffehuset,999 888 777,Gate 1 | 0555 Oslo,EUR,Europe/Sofia,BG,bg,no\n"
    )
    [row] = [row for row in shop.changes().rows if isinstance(row, StoreRow)]
    assert row.address == ("Gate 1", "0555 Oslo")
    assert (row.currency, row.zone, row.vat_included, row.company_id) == (
        "EUR",
        "Europe/Sofia",
        False,
        shop.company.company_id,
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a,,1,3,25,,,,,,,,", "line 2: name: a text is needed"),
        (",A,1,3,25,,,,,,,,", "line 2: article_id: an id"),
        ("a,A,1.234,3,25,,,,,,,,", "line 2: price: at most 2 decimals, not '1.234'"),
        ("a,A,-5,3,25,,,,,,,,", "line 2: price: a price of 0 or more"),
        ("a,A,gratis,3,25,,,,,,,,", "line 2: price: a number such as 12.50, not 'gratis'"),
        ("a,A,1,9,,,,,,,,,", "line 2: vat_code: unknown VAT code '9'"),
        ("a,A,1,3,250,,,,,,,,", "line 2: vat_percent: a percentage from 0 to 100"),
        ("a,A,1,3,25,litre,,,,,,,", "line 2: unit: one of piece, kg, not 'litre'"),
        ("a,A,1,3,25,,nowhere,,,,,,", "line 2: category_id: a category that exists"),
        ("a,A,1,3,25,,,200,,,,,", "line 2: minimum_age: a whole number from 0 to 99"),
        ("a,A,1,3,25,,,,alcool,,,,", "line 2: protection: one of"),
        ("a,A,1,3,25,,,,,red,,,", "line 2: colour: a colour such as #A9713F"),
        ("a,A,1,3,25,,,,,,7038010000011,,", "line 2: codes: a code with a right check digit"),
        ("a,A,1,3,25,,,,,,4711*0,,", "line 2: codes: code*pieces with 1 to 9999 pieces"),
        ("a,A,1,3,25,,,,,,4711 4711,,", "line 2: codes: 4711 stands there twice"),
        ("a,A,1,3,25,,,,,,,12x,", "line 2: item_reference: the digits"),
        ("a,A,1,3,25,,,,,,,,-1", "line 2: quick_position: a whole number"),
        ("a,A,1", "line 2: 13 cells as in the header, here are 3"),
        ('a,"A,1,3,25,,,,,,,,', "line 2: a line of CSV"),
    ],
)
def test_import_names_the_line_and_what_was_expected(shop: Shop, line: str, expected: str) -> None:
    found = mistakes(shop, articles=ARTICLES + line + "\n")
    assert any(said.startswith(f"articles.csv, {expected}") for said in found), found


def test_import_offers_the_nearest_word_as_it_is_typed(shop: Shop) -> None:
    (said,) = mistakes(shop, articles=ARTICLES + "a,A,1,3,25,,,,alcool,,,,\n")
    assert said.endswith("not 'alcool'; did you mean 'alcohol'?")


def test_import_tells_all_mistakes_of_all_files_at_once(shop: Shop) -> None:
    found = mistakes(
        shop,
        stores="store_id,name,currency,zone,country,language\ns3,Moss,JPY,Europe/Moss,NO,nb\n",
        articles=ARTICLES + "a,,1,3,25,,,,,,,,\nb,B,1,3,25,,,,,,,,\nc,C,1.999,3,25,,,,,,,,\n",
        cashiers="cashier_id,name,pin\nc1,Ingrid,12\n",
    )
    assert [said.split(":")[0] for said in found] == [
        "articles.csv, line 2",
        "articles.csv, line 4",
        "cashiers.csv, line 2",
        "stores.csv, line 2",
        "stores.csv, line 2",
    ]


def test_import_lines_are_counted_through_cells_with_line_breaks(shop: Shop) -> None:
    found = mistakes(shop, articles=ARTICLES + 'a,"A\nB",1,3,25,,,,,,,,\n\nc,,1,3,25,,,,,,,,\n')
    assert found == ["articles.csv, line 5: name: a text is needed"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "line 1: a header line"),
        ("article_id,name,price,vat_code\n", "line 1: the header needs a column vat_percent"),
        (
            ARTICLES.replace("colour", "color"),
            "line 1: no column 'color' is known here; did you mean 'colour'?",
        ),
        (ARTICLES.replace("colour", "codes"), "line 1: the column 'codes' stands there twice"),
    ],
)
def test_import_looks_at_the_header(shop: Shop, text: str, expected: str) -> None:
    assert any(said.startswith(f"articles.csv, {expected}") for said in mistakes(shop, articles=text))


def test_import_takes_utf8_with_a_mark_and_names_the_line_of_anything_else(
    shop: Shop, tmp_path: Path
) -> None:
    shop.import_texts(categories="\ufeffcategory_id;name\nk;Кафе 커피\n")
    [row] = [row for row in shop.changes().rows if isinstance(row, CategoryRow)]
    assert row.name == "Кафе 커피"
    from sync.server.importing import ImportFiles, import_files

    latin = tmp_path / "latin.csv"
    latin.write_bytes(b"category_id,name\nk,ok\nj,Br\xf8d\n")
    with pytest.raises(ImportRefused) as refused, shop.database.write() as connection:
        import_files(connection, shop.company, ImportFiles(categories=[latin]), 0)
    assert str(refused.value.mistakes[0]) == f"{latin}, line 3: text in UTF-8; save the file as UTF-8"
    missing = ImportFiles(categories=[tmp_path / "missing.csv"])
    with pytest.raises(ImportRefused, match="1 mistakes"), shop.database.write() as connection:
        import_files(connection, shop.company, missing, 0)


def test_import_a_code_belongs_to_one_article(shop: Shop) -> None:
    found = mistakes(shop, articles=ARTICLES + "a,A,1,3,25,,,,,,4711,,\nb,B,1,3,25,,,,,,4711,,\n")
    assert found == ["articles.csv, line 3: codes: 4711 belongs to 'a' in articles.csv, line 2 already"]
    shop.import_texts(articles=ARTICLES + "a,A,1,3,25,,,,,,4711,,\n")
    found = mistakes(shop, articles=ARTICLES + "b,B,1,3,25,,,,,,4711,,\n")
    assert found == ["articles.csv, line 2: codes: 4711 belongs to the published article 'a' already"]
    shop.import_texts(articles=ARTICLES + "b,B,1,3,25,,,,,,4711,,\na,A,1,3,25,,,,,,,,\n")


def test_import_a_vat_code_means_one_percentage(shop: Shop) -> None:
    found = mistakes(shop, articles=ARTICLES + "a,A,1,3,25,,,,,,,,\nb,B,1,3,15,,,,,,,,\n")
    assert found == ["articles.csv, line 3: vat_percent: 25.00 as VAT code '3' has in articles.csv, line 2"]
    shop.import_texts(articles=ARTICLES + "a,A,1,3,25,,,,,,,,\n")
    shop.import_texts(articles=ARTICLES + "b,B,1,3,,,,,,,,,\n")
    assert mistakes(shop, articles=ARTICLES + "c,C,1,3,12,,,,,,,,\n") == [
        "articles.csv, line 2: vat_percent: 25.00 as VAT code '3' has in published articles"
    ]


def test_import_the_same_files_again_change_nothing(shop: Shop) -> None:
    texts = {
        "categories": "category_id,name\nk,Kaffe\n",
        "articles": ARTICLES + "a,A,1,3,25,,k,,,,4711,,\n",
        "members": "name,card_number,points,tier\nCleo,12345678,70,gull\n",
        "cashiers": "cashier_id,name,pin,store_id\nc1,Ingrid,1234,s1\n",
        "programmes": PROGRAMME_TEXT,
    }
    shop.import_texts(**texts)
    before = {table.name: shop.rows(table) for table in metadata.sorted_tables}
    assert set(shop.import_texts(**texts).values()) == {0}
    assert before == {table.name: shop.rows(table) for table in metadata.sorted_tables}


def test_import_opening_points_enter_through_the_ledger_once(shop: Shop) -> None:
    text = "member_id,name,card_number,points,qualifying_points,tier\nm9,Cleo,12345678,700,1200,\n"
    shop.import_texts(members=text)
    assert audit(shop.database)["m9", "points"] == (700, 0, 0)
    [lot] = shop.rows(tables.lot, member_id="m9")
    assert (lot.points, lot.earned_on) == (700, "2026-03-01")
    shop.import_texts(members=text.replace("700", "9000").replace("Cleo", "Cleo Berg"))
    assert audit(shop.database)["m9", "points"] == (700, 0, 0)
    [row] = [r for r in shop.changes().rows if isinstance(r, MemberRow) and r.member_id == "m9"]
    assert (row.display_name, row.points, row.qualifying_points, row.tier) == ("Cleo Berg", 700, 1200, "gull")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (",,123456,,,,", "name: a text is needed"),
        (",Cleo,,,,,", "card_number: a member_id or a card_number"),
        (",Cleo,12A4,,,,", "card_number: 4 to 32 digits"),
        (",Cleo,123456,ring meg,,,", "phone: 4 to 20 digits"),
        (",Cleo,123456,,-1,,", "points: a whole number"),
        (",Cleo,123456,,,,platin", "tier: one of medlem, gull, not 'platin'"),
        ("member-2,Cleo,10000042,,,,", "card_number: a number of its own; member member-1 has it already"),
    ],
)
def test_import_names_what_is_wrong_with_a_member(shop: Shop, line: str, expected: str) -> None:
    header = "member_id,name,card_number,phone,points,qualifying_points,tier\n"
    assert any(
        said.startswith(f"members.csv, line 2: {expected}") for said in mistakes(shop, members=header + line)
    )


def test_import_two_members_cannot_have_one_card_or_one_id(shop: Shop) -> None:
    found = mistakes(shop, members="member_id,name,card_number\nx,A,1234567\ny,B,123 45 67\nx,C,7654321\n")
    assert found == [
        "members.csv, line 3: card_number: a number of its own; members.csv, line 2 has it already",
        "members.csv, line 4: member_id: 'x' stands in members.csv, line 2 already",
    ]


def test_import_pins_are_hashed_and_never_stored(shop: Shop) -> None:
    shop.import_texts(cashiers="cashier_id,name,pin\nc1,Ingrid,73914628\n")
    [row] = [row for row in shop.changes().rows if isinstance(row, CashierRow)]
    assert row.pin_hash.startswith("$argon2id$")
    assert PasswordHasher().verify(row.pin_hash, "73914628")
    assert not any(b"73914628" in path.read_bytes() for path in shop.folder.glob("server.db*"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("c1,Ingrid,12,", "pin: 4 to 8 digits"),
        ("c1,Ingrid,abcd,", "pin: 4 to 8 digits"),
        ("c1,Ingrid,1234,nowhere", "store_id: a store that exists"),
        (",Ingrid,1234,", "cashier_id: an id"),
    ],
)
def test_import_names_what_is_wrong_with_a_cashier(shop: Shop, line: str, expected: str) -> None:
    found = mistakes(shop, cashiers="cashier_id,name,pin,store_id\n" + line + "\n")
    assert any(said.startswith(f"cashiers.csv, line 2: {expected}") for said in found)


def test_import_a_programme_with_a_mistake_names_its_line(shop: Shop) -> None:
    text = PROGRAMME_TEXT.replace("from_points = 1000", 'from_points = "many"').replace(
        "version = 1", "version = 2"
    )
    [said] = mistakes(shop, programmes=text)
    assert said.startswith("programmes.toml, line 18: ")


def test_import_a_published_programme_never_changes(shop: Shop) -> None:
    [said] = mistakes(shop, programmes=PROGRAMME_TEXT.replace("points = 1\n", "points = 2\n"))
    assert said == (
        "programmes.toml, line 2: version = 2 or more: version 1 of 'poeng' is published and never changes"
    )


def test_import_birthdays_and_days_of_joining_reach_the_books_once(shop: Shop) -> None:
    text = (
        "member_id,name,birthday,joined_on,purchases\n"
        "old-1,Clara,1984-02-29,2020-05-17,\nold-2,Dina,05-17,2026-02-01,12\nold-3,Eva,,,\n"
    )
    assert shop.import_texts(members=text)["members"] == 3
    views = [shop.member_view(each) for each in ("old-1", "old-2", "old-3")]
    assert [(view.birthday_month, view.birthday_day, view.joined_on, view.purchases) for view in views] == [
        (2, 29, "2020-05-17", 1),
        (5, 17, "2026-02-01", 12),
        (0, 0, "", None),
    ]
    assert shop.import_texts(members=text)["members"] == 0
    corrected = text.replace("05-17,2026", "05-18,2026")
    assert shop.import_texts(members=corrected)["members"] == 1
    assert shop.member_view("old-2").birthday_day == 18


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x,Clara,02-30,", "birthday: month and day"),
        ("x,Clara,17.05.1984,", "birthday: month and day"),
        ("x,Clara,,2026-13-01", "joined_on: a day such as"),
    ],
)
def test_import_names_a_day_that_is_none(shop: Shop, line: str, expected: str) -> None:
    found = mistakes(shop, members="member_id,name,birthday,joined_on\n" + line + "\n")
    assert any(said.startswith(f"members.csv, line 2: {expected}") for said in found)


def test_import_never_brings_a_lost_card_back(shop: Shop) -> None:
    with shop.database.write() as connection:
        replace_card(connection, shop.company, MEMBER, lost="10000042", new="", now_ms=shop.clock())
    [said] = mistakes(shop, members="name,card_number\nClara,10000042\n")
    assert (
        said
        == "members.csv, line 2: card_number: another number: this card was lost, and is never used again"
    )


def test_import_roles_and_the_staff_who_have_them_reach_the_tills(shop: Shop) -> None:
    roles = (
        "role_id;name;right;up_to;up_to_percent;two_people\n"
        "trainee;Lærling;none;;;\n"
        "cashier;Kasse;return;500,00;;\n"
        "cashier;;discount;;12,5;yes\n"
    )
    staff = (
        "cashier_id,name,pin,role,card_number\nc1,Ingrid,7391,trainee,\nc2,Maja,7391,manager,5550 0012 34\n"
    )
    assert shop.import_texts(roles=roles, cashiers=staff) == {"roles": 2, "cashiers": 2}
    rows = shop.changes().rows
    assert [row for row in rows if isinstance(row, RoleRow)] == [
        RoleRow("trainee", "Lærling", ()),
        RoleRow("cashier", "Kasse", (GrantV1("return", 50_000), GrantV1("discount", None, 1_250, True))),
    ]
    told = {row.cashier_id: (row.role, row.card_hash) for row in rows if isinstance(row, CashierRow)}
    assert told == {
        "c1": ("trainee", b""),
        "c2": ("manager", number_hash(shop.company.card_secret, "5550001234")),
    }
    assert shop.import_texts(roles=roles, cashiers=staff) == {"roles": 0, "cashiers": 0}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"roles": "role_id,right\ncashier,retur\n"}, "roles.csv, line 2: right: one of return,"),
        ({"roles": "role_id,right,up_to\ncashier,return,mye\n"}, "roles.csv, line 2: up_to: "),
        ({"roles": "role_id,right\nc,void\nc,void\n"}, "roles.csv, line 3: right: 'void' stands there twice"),
        (
            {"cashiers": "cashier_id,name,pin,role\nc1,I,1234,boss\n"},
            "cashiers.csv, line 2: role: one of cashier,",
        ),
        (
            {"cashiers": "cashier_id,name,pin,card_number\nc1,I,1234,12\n"},
            "cashiers.csv, line 2: card_number: 8 to",
        ),
    ],
)
def test_import_names_what_is_wrong_with_a_role(shop: Shop, texts: dict[str, str], expected: str) -> None:
    assert any(said.startswith(expected) for said in mistakes(shop, **texts))
