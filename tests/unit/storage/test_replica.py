"""What a till finds in its replica: goods by every kind of code and word, members by every kind of number."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pos_app.domain.account_day import AccountDay
from pos_app.domain.catalogue import Category, Protection, Unit, VatRate
from pos_app.domain.errors import CannotSell
from pos_app.domain.loyalty.pin import ProgrammePin
from pos_app.domain.members import Cashier
from pos_app.domain.rights import Grant, Right, Role
from pos_app.services.account_ports import Accounts
from pos_app.services.ports import Catalogue, CodedArticle, Members, Programmes, Staff
from pos_app.storage.replica import ReplicaReader
from pos_app.storage.search import match_expression
from sync.protocol.v1.account_messages import AccountDayV1, AccountMonthRow
from sync.protocol.v1.compact import pack_id, unpack_id
from sync.protocol.v1.messages import CashierRow, Gone, GrantV1, ProgrammeRow, RoleRow, Row, StoreRow
from sync.protocol.v1.numbers import number_hash
from tests.stage import goods
from tests.stage.logs import ExpectedLogs
from tests.stage.replicas import (
    ADA_CARD,
    ADA_PHONE,
    CARD_SECRET,
    PROGRAMME_ROW,
    PROGRAMME_TEXT,
    SHOP,
    STORE_ROW,
    article_row,
    load,
    member_row,
    reader,
)
from tests.stage.tills import KEY, MEMBER_KEY, clear_pages


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[ReplicaReader]:
    load(tmp_path).close()
    with closing(reader(tmp_path)) as opened:
        yield opened


def found_by(folder: Path, *rows: Row) -> ReplicaReader:
    load(folder, tuple(rows)).close()
    return reader(folder)


def names(catalogue: Catalogue, text: str, limit: int = 50) -> list[str]:
    return [article.name for article in catalogue.search(text, limit)]


def test_a_code_finds_its_article_and_how_many_pieces_it_means(shop: ReplicaReader) -> None:
    catalogue: Catalogue = shop.goods
    single = catalogue.by_code("7000000000012")
    assert single is not None
    assert single.article.name == "Cappuccino"
    assert (single.article.price_minor, single.article.vat, single.article.unit) == (
        4900,
        VatRate("31", 1500),
        Unit.PIECE,
    )
    assert catalogue.by_code("7000000000029") == CodedArticle(single.article, 6)
    assert catalogue.by_code("101") == CodedArticle(
        replace(single.article, article_id="flat white", name="Flat white")
    )
    assert catalogue.by_code("9999999999999") is None
    assert catalogue.by_id("cappuccino") == single.article
    assert catalogue.by_id("nothing") is None
    assert catalogue.size() == 3


def test_an_item_reference_finds_the_article_of_an_in_store_code(shop: ReplicaReader) -> None:
    found = shop.goods.by_item_reference("00017")
    assert found is not None
    assert found.name == "Kanelbolle"
    assert shop.goods.by_item_reference("") is None
    assert shop.goods.by_item_reference("99999") is None


def test_quick_keys_stand_in_their_order_under_their_tab(shop: ReplicaReader) -> None:
    assert shop.goods.categories() == [
        Category("kaffe", "Kaffe", "#A9713F"),
        Category("bakst", "Bakst", "#C88A3A"),
    ]
    assert [article.name for article in shop.goods.quick_keys("kaffe")] == ["Flat white", "Cappuccino"]
    assert shop.goods.quick_keys("bakst") == []


def test_every_field_of_an_article_comes_through(tmp_path: Path) -> None:
    row = article_row(
        "Pils",
        article_id=goods.MEMBER_ID,
        codes=(("1", 1),),
        price_minor=None,
        minimum_age=18,
        protection="alcohol",
        unit="kg",
    )
    with closing(found_by(tmp_path, row)) as opened:
        found = opened.goods.by_id(goods.MEMBER_ID)
        assert found is not None
        assert (found.article_id, found.price_minor, found.minimum_age) == (goods.MEMBER_ID, None, 18)
        assert (found.protection, found.unit) == (Protection.ALCOHOL, Unit.KILOGRAM)


NAMES = (
    "Kaffebønner Etiopia 250 g",
    "Rød kaffekopp",
    "Café crème",
    "Баница със сирене",
    "김치 토스트",
    "Filterkaffe",
    "ÆRFUGL pute",
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("kaffe", ["Kaffebønner Etiopia 250 g", "Rød kaffekopp"]),
        ("KAFFE eti", ["Kaffebønner Etiopia 250 g"]),
        ("cafe creme", ["Café crème"]),
        ("Rod", []),
        ("rød", ["Rød kaffekopp"]),
        ("ærf", ["ÆRFUGL pute"]),
        ("БАН", ["Баница със сирене"]),
        ("сир", ["Баница със сирене"]),
        ("김", ["김치 토스트"]),
        ("토스", ["김치 토스트"]),
        ("250", ["Kaffebønner Etiopia 250 g"]),
        ("", []),
        (" .-*\"' ", []),
        ("kaffe OR etiopia", []),
    ],
)
def test_words_are_found_as_they_are_typed_in_any_script(
    tmp_path: Path, typed: str, expected: list[str]
) -> None:
    rows = [article_row(name, article_id=f"a{number}") for number, name in enumerate(NAMES)]
    with closing(found_by(tmp_path, *rows)) as opened:
        assert names(opened.goods, typed) == expected


def test_a_search_gives_no_more_than_asked_and_the_nearest_first(tmp_path: Path) -> None:
    rows = [article_row(f"Stor kaffe {number:03}", article_id=f"a{number}") for number in range(100)]
    with closing(found_by(tmp_path, *rows, article_row("Kaffe"), article_row("Kaffepose"))) as opened:
        assert names(opened.goods, "kaffe", 3) == ["Kaffe", "Kaffepose", "Stor kaffe 000"]
        assert len(opened.goods.search("kaffe")) == 50


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReplicaReader]:
    rows = tuple(article_row(name, article_id=f"a{number}") for number, name in enumerate(NAMES))
    folder = tmp_path_factory.mktemp("searched")
    load(folder, (*rows, member_row())).close()
    with closing(reader(folder)) as opened:
        yield opened


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
@example('"')
@example("a* OR b NEAR(c)")
@example("\x00kaffe")
@example("ka\u0301ffe²\U0001fbf1")
def test_whatever_is_typed_is_text_and_never_an_error(searched: ReplicaReader, typed: str) -> None:
    searched.goods.search(typed)
    searched.members.search(typed)


@given(st.text(max_size=60))
def test_a_search_expression_holds_no_operator_that_somebody_typed(typed: str) -> None:
    words = match_expression(typed).split(" AND ")
    assert all(
        word == "" or (word[0] == '"' and word[-2:] == '"*' and '"' not in word[1:-2]) for word in words
    )


def test_every_name_is_found_by_the_beginning_of_each_of_its_words(searched: ReplicaReader) -> None:
    for name in NAMES:
        for word in name.split():
            assert name in names(searched.goods, word[:3])


# --- members


def test_a_member_is_found_by_card_token_phone_name_and_id(shop: ReplicaReader) -> None:
    members: Members = shop.members
    ada = members.by_card(ADA_CARD)
    assert ada is not None
    assert ada.display_name == "Ada Nordmann"
    assert ada.personal_key == MEMBER_KEY
    assert (ada.view.member_id, ada.view.points, ada.view.tier) == (goods.MEMBER_ID, 1240, "solv")
    assert (ada.card_number_end, ada.blocked, ada.view.as_of_ms) == ("0042", False, goods.AT_MS)
    assert members.by_card(ADA_CARD.replace(" ", "")) == ada
    assert members.by_token(ADA_CARD) == ada
    assert members.by_id(goods.MEMBER_ID) == ada
    for text in ("ada", "Nord", "nordmann ad", ADA_PHONE, "+4790000042", ADA_CARD):
        assert members.search(text) == [ada], text


def test_nobody_is_found_by_half_a_number_or_the_wrong_kind(shop: ReplicaReader) -> None:
    for text in ("9000004", "90000042", "957800000000004", "0", "42"):
        assert shop.members.search(text) == []
    assert shop.members.by_card(ADA_PHONE) is None
    assert shop.members.by_card("") is None
    assert shop.members.by_token("") is None
    assert shop.members.by_id("nobody") is None


def test_one_phone_may_serve_a_household(tmp_path: Path) -> None:
    rows = (
        member_row("Ada", member_id="a", cards=("1111",)),
        member_row("Ola", member_id="b", cards=("2222",)),
    )
    with closing(found_by(tmp_path, *rows)) as opened:
        assert [member.display_name for member in opened.members.search(ADA_PHONE)] == ["Ada", "Ola"]


def test_another_companys_secret_finds_nobody(tmp_path: Path) -> None:
    load(tmp_path).close()
    with closing(ReplicaReader(tmp_path, KEY, b"x" * 32)) as opened:
        assert opened.members.by_card(ADA_CARD) is None
    assert len(CARD_SECRET) == 32


def test_a_card_that_was_taken_away_no_longer_finds_its_member(tmp_path: Path) -> None:
    replica = load(tmp_path)
    replica.apply((member_row(cards=("4444",), phone=""),), 101, full=False)
    with closing(reader(tmp_path)) as opened:
        assert opened.members.by_card(ADA_CARD) is None
        assert opened.members.search(ADA_PHONE) == []
        assert opened.members.by_card("4444") is not None
    replica.close()


def test_forgettable_nothing_of_a_member_who_is_gone_is_left_in_the_file(tmp_path: Path) -> None:
    ola = member_row("Ola Blåbærstien", member_id="b", cards=("2222",), phone="", personal_key=b"k" * 32)
    replica = load(tmp_path, (*SHOP, ola))
    path = tmp_path / "replica-1.db"
    assert b"k" * 32 in clear_pages(path)
    assert "Ola Blåbærstien".encode() in clear_pages(path)
    assert "blabærstien".encode() in clear_pages(path), "the index has the word without its diacritics"
    replica.apply((Gone(kind="member", row_id="b"),), 101, full=False)
    left = clear_pages(path) + (tmp_path / "replica-1.db-wal").read_bytes()
    for trace in (b"k" * 32, "Ola Blåbærstien".encode(), "blabærstien".encode()):
        assert trace not in left
    with closing(reader(tmp_path)) as opened:
        assert opened.members.search("ola") == []
        assert len(opened.members.search("ada")) == 1
    replica.close()


# --- the rest


def test_programmes_staff_and_store_come_through(shop: ReplicaReader) -> None:
    programmes: Programmes = shop
    staff: Staff = shop.staff
    assert [programme.name for programme in programmes.in_force()] == ["Grünerløkka Poeng"]
    assert staff.cashiers() == [Cashier("ingrid", "Ingrid", "$argon2id$")]
    assert shop.store() == goods.store()


def test_what_accounts_come_to_is_kept_month_by_month_until_the_server_ends_it(tmp_path: Path) -> None:
    march = AccountMonthRow("points", "2026-03", (AccountDayV1("2026-03-31", 5, 700, 20, 9),))
    april = AccountMonthRow("points", "2026-04", (AccountDayV1("2026-04-01", 0, 710),))
    more = AccountMonthRow("points", "2026-04", (*april.days, AccountDayV1("2026-04-02", 3, 707)))
    replica = load(tmp_path, (*SHOP, march, april))
    replica.apply((more,), 101, full=False)
    with closing(reader(tmp_path)) as opened:
        accounts: Accounts = opened.accounts
        told = [AccountDay("points", "2026-04-01", 0, 710), AccountDay("points", "2026-04-02", 3, 707)]
        assert list(accounts.days()) == [AccountDay("points", "2026-03-31", 5, 700, 20, 9), *told]
        replica.apply((Gone(kind="account-month", row_id=march.row_id),), 102, full=False)
        assert list(accounts.days()) == told
    replica.close()


def test_roles_and_a_manager_s_card_come_through_and_unknown_rights_are_passed_over(tmp_path: Path) -> None:
    card_hash = number_hash(CARD_SECRET, "5550001234")
    maja = CashierRow(cashier_id="maja", name="Maja", pin_hash="x", role="manager", card_hash=card_hash)
    grants = (GrantV1("return", 50_000), GrantV1("fly"), GrantV1("discount", None, 1_000, True))
    with closing(found_by(tmp_path, STORE_ROW, maja, RoleRow("trainee", "Lærling", grants))) as shop:
        assert shop.staff.by_card("5550 0012 34") == Cashier("maja", "Maja", "x", role="manager")
        assert shop.staff.by_card("5550001235") is None
        assert shop.staff.by_card("") is None
        rights = (Grant(Right.RETURN, 50_000), Grant(Right.DISCOUNT, up_to_bp=1_000, two_people=True))
        assert shop.staff.roles() == [Role("trainee", "Lærling", rights)]


def test_programmes_stand_in_the_order_of_their_priority(tmp_path: Path) -> None:
    second = ProgrammeRow(
        programme_id="aaa", version=1, priority=2, text=PROGRAMME_TEXT.replace('"poeng"', '"aaa"')
    )
    with closing(found_by(tmp_path, second, PROGRAMME_ROW)) as opened:
        assert [programme.programme_id for programme in opened.in_force()] == ["poeng", "aaa"]


def test_a_former_version_is_kept_for_the_sales_that_pin_it(tmp_path: Path) -> None:
    text = PROGRAMME_TEXT.replace("version = 1", "version = 2")
    assert text != PROGRAMME_TEXT
    newer = ProgrammeRow(programme_id="poeng", version=2, priority=1, text=text)
    for folder, rows in (("a", (PROGRAMME_ROW, newer)), ("b", (newer, PROGRAMME_ROW))):
        (tmp_path / folder).mkdir()
        with closing(found_by(tmp_path / folder, *rows)) as opened:
            [now] = opened.in_force()
            assert now.version == 2
            former = ProgrammePin("poeng", 1, hashlib.sha256(PROGRAMME_TEXT.encode()).hexdigest())
            assert [programme.pin for programme in opened.pinned([former, now.pin])] == [former, now.pin]
            other = ProgrammePin("poeng", 1, "0" * 64)
            assert opened.pinned([other, ProgrammePin("poeng", 3, "")]) == ()


def test_a_programme_that_cannot_be_read_is_left_out_and_logged(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.say("programme bad, line 1")
    bad = ProgrammeRow(programme_id="bad", version=1, priority=0, text="what")
    with closing(found_by(tmp_path, bad, PROGRAMME_ROW)) as opened:
        assert [programme.programme_id for programme in opened.in_force()] == ["poeng"]


def test_before_the_first_load_everything_is_empty_and_says_so(tmp_path: Path) -> None:
    with closing(reader(tmp_path)) as opened:
        assert opened.version == 0
        assert not opened.refresh()
        assert opened.goods.by_code("1") is None
        assert (opened.goods.size(), opened.goods.search("a"), opened.members.search("a")) == (0, [], [])
        assert ([*opened.in_force()], opened.staff.cashiers(), opened.goods.categories()) == ([], [], [])
        with pytest.raises(CannotSell) as caught:
            opened.store()
    assert caught.value.cause == "no_catalogue"


def test_a_store_in_a_currency_of_a_later_version_says_so(tmp_path: Path) -> None:
    told = {name: getattr(STORE_ROW, name) for name in STORE_ROW.__struct_fields__} | {"currency": "XTS"}
    with closing(found_by(tmp_path, StoreRow(**told))) as opened, pytest.raises(CannotSell, match="XTS"):
        opened.store()


@given(st.one_of(st.uuids().map(str), st.text(max_size=40), st.uuids().map(lambda each: str(each).upper())))
def test_an_id_survives_its_packing(text: str) -> None:
    assert unpack_id(pack_id(text)) == text


@given(st.text(max_size=40), st.uuids())
def test_no_two_ids_pack_to_the_same(text: str, made: object) -> None:
    assert (pack_id(text) == pack_id(str(made))) is (text == str(made))
