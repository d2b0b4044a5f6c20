"""Who is told whole, and to which store's tills: whoever joined, shops or was asked for there; others in brief."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from pos_app.domain.loyalty.decision import MemberView
from sync.protocol.v1.member_messages import BriefMemberRow, MemberAsked, MemberRow, MemberTold, brief_of
from sync.protocol.v1.member_views import view_of
from sync.protocol.v1.messages import Gone
from sync.protocol.v1.numbers import number_hash
from sync.server.book import at_stores
from sync.server.book.members import erase_member
from sync.server.book.whole_members import tell_whole
from sync.server.calendar.days import run_days
from sync.server.changes import gone, publish
from sync.server.schema.member_tables import member_store
from sync.server.snapshots.shelf import Shelf
from tests.stage.replicas import reader
from tests.unit.sync.server.calendar_stage import noon_ms
from tests.unit.sync.server.joining_stage import CLARA, join
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop
from tests.unit.sync.server.test_snapshots import load_pages, load_pieces, made_now


@pytest.fixture
def chain(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The two stores and two members of the tests, as if they were of a large company."""
    monkeypatch.setattr(at_stores, "FEW_MEMBERS", 1)
    return shop


def told(shop: Shop, store: str, cursor: int = 0) -> dict[str, MemberRow | BriefMemberRow]:
    """What tills of that store are told of members."""
    rows = shop.changes(cursor, store=store).rows
    return {row.member_id: row for row in rows if isinstance(row, MemberRow | BriefMemberRow)}


def whole(shop: Shop, store: str) -> set[str]:
    return {member_id for member_id, row in told(shop, store).items() if isinstance(row, MemberRow)}


def ask(shop: Shop, store: str, member_id: str = "", number_hash: bytes = b"") -> MemberTold:
    asked = MemberAsked(member_id=member_id, number_hash=number_hash)
    with shop.database.write() as connection:
        return tell_whole(connection, shop.company.company_id, store, asked, shop.clock())


def serve(shop: Shop, store: str, member_id: str = MEMBER) -> None:
    till = shop.till(store=store)
    till.sell(member=MemberView(member_id, 500, 900, "medlem", shop.clock()))
    shop.taken(till)


def through(shop: Shop, day: date) -> None:
    """The days up to that one are kept."""
    shop.clock.ms = noon_ms(day)
    for _ in range(5_000):
        with shop.database.write() as connection:
            if run_days(connection, shop.company.company_id, shop.clock(), through=day).is_done:
                return
    raise AssertionError("the days do not end")


def test_tills_of_a_small_company_are_told_of_everybody_whole(shop: Shop) -> None:
    for store in ("s1", "s2"):
        assert whole(shop, store) == {MEMBER, OTHER}


def test_who_never_was_at_a_store_is_told_there_in_brief(chain: Shop) -> None:
    for store in ("s1", "s2"):
        assert whole(chain, store) == set()
        assert told(chain, store)[MEMBER].points == 500


def test_a_company_with_one_store_tells_it_everything(chain: Shop) -> None:
    with chain.database.write() as connection:
        publish(connection, chain.company.company_id, [gone("store", "s2", "s2")])
    assert whole(chain, "s1") == {MEMBER, OTHER}


def test_the_store_that_served_a_member_is_told_of_them_whole_and_no_other(chain: Shop) -> None:
    before = chain.changes().cursor
    serve(chain, "s1")
    assert isinstance(told(chain, "s1", before)[MEMBER], MemberRow)
    assert isinstance(told(chain, "s2", before)[MEMBER], BriefMemberRow)
    assert (whole(chain, "s1"), whole(chain, "s2")) == ({MEMBER}, set())


def test_the_brief_row_says_what_the_whole_one_says(chain: Shop) -> None:
    serve(chain, "s1")
    row = told(chain, "s1")[MEMBER]
    assert isinstance(row, MemberRow)
    assert told(chain, "s2")[MEMBER] == brief_of(row)


def test_who_joined_at_a_store_is_whole_there_at_once(chain: Shop) -> None:
    till = chain.till()
    new = join(till)
    chain.taken(till)
    assert whole(chain, "s1") == {new.member_id}
    assert whole(chain, "s2") == set()


def test_who_is_asked_for_is_told_whole_now_and_to_all_tills_of_the_store_from_then_on(chain: Shop) -> None:
    before = chain.changes(store="s2").cursor
    answer = ask(chain, "s2", MEMBER)
    (row,) = answer.members
    assert (row.display_name, row.points) == ("Ada Nordmann", 500)
    assert answer.cursor == chain.changes(store="s2").cursor
    assert told(chain, "s2", before) == {MEMBER: row}
    assert whole(chain, "s1") == set()
    serve(chain, "s1")
    assert whole(chain, "s2") == {MEMBER}


def test_key_is_effect_asking_again_says_the_same_and_tells_nobody_anew(chain: Shop) -> None:
    first = ask(chain, "s2", MEMBER)
    assert ask(chain, "s2", MEMBER) == first
    assert chain.changes(first.cursor, store="s2").rows == ()


def test_a_member_is_found_by_the_hash_of_a_phone_or_card(chain: Shop) -> None:
    secret = chain.company.card_secret
    for number in ("+47 912 34 567", "10000042"):
        (row,) = ask(chain, "s2", number_hash=number_hash(secret, number)).members
        assert row.member_id == MEMBER
    assert ask(chain, "s2", number_hash=number_hash(secret, "+47 999 99 999")).members == ()
    assert ask(chain, "s2", "nobody").members == ()
    assert ask(chain, "s2").members == ()


def test_forgettable_who_is_erased_is_told_to_nobody_and_goes_from_every_till(chain: Shop) -> None:
    serve(chain, "s1")
    ask(chain, "s2", MEMBER)
    with chain.database.write() as connection:
        assert erase_member(connection, chain.company.company_id, MEMBER, chain.clock())
    assert chain.rows(member_store, member_id=MEMBER) == []
    assert ask(chain, "s2", MEMBER).members == ()
    for store in ("s1", "s2"):
        gone = [
            row for row in chain.changes(store=store).rows if isinstance(row, Gone) and row.kind == "member"
        ]
        assert [row.row_id for row in gone] == [MEMBER]


def test_forgettable_a_store_where_a_member_was_not_for_long_is_told_in_brief_again(chain: Shop) -> None:
    serve(chain, "s1")
    last = date.fromisoformat(chain.rows(member_store, member_id=MEMBER)[0].last_day)
    through(chain, last + timedelta(days=at_stores.REMEMBERED_DAYS))
    assert whole(chain, "s1") == {MEMBER}
    cursor = chain.changes().cursor
    through(chain, last + timedelta(days=at_stores.REMEMBERED_DAYS + 1))
    assert isinstance(told(chain, "s1", cursor)[MEMBER], BriefMemberRow)
    assert whole(chain, "s1") == set()


@pytest.mark.parametrize("store", ["s1", "s2"])
def test_a_snapshot_has_whole_and_brief_members_as_the_pages_have_them(
    chain: Shop, tmp_path: Path, store: str
) -> None:
    till = chain.till()
    join(till, CLARA)
    chain.taken(till)
    serve(chain, "s2", OTHER)
    shelf = Shelf(chain.database, chain.folder / "snapshots", fewest_rows=1)
    pages, pieces = tmp_path / "pages", tmp_path / "pieces"
    for folder in (pages, pieces):
        folder.mkdir()
    load_pages(chain, pages, store)
    load_pieces(chain, shelf, made_now(chain, shelf, store), pieces, store)
    known = told(chain, store)
    assert {type(row) for row in known.values()} == {MemberRow, BriefMemberRow}
    with closing(reader(pages)) as one, closing(reader(pieces)) as other:
        for member_id, row in known.items():
            found = one.members.by_id(member_id)
            assert found == other.members.by_id(member_id)
            assert found is not None
            assert found.whole == isinstance(row, MemberRow)


def test_replay_a_sale_decided_on_a_brief_view_comes_out_the_same_at_the_server(chain: Shop) -> None:
    row = told(chain, "s2")[MEMBER]
    assert isinstance(row, BriefMemberRow)
    till = chain.till(store="s2")
    view = view_of(MEMBER, row.points, row.qualifying_points, row.tier, row.as_of_ms // 1000 * 1000, None)
    sold = till.sell(member=view)
    assert sold.decision.points_earned > 0
    chain.taken(till)
    assert chain.flags() == set()
    assert told(chain, "s2")[MEMBER].points == 500 + sold.decision.points_earned
